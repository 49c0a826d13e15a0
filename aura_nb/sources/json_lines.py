"""Where in a JSON text each field stands, by the path that a check names it with: `scenes[3].show.image`."""

from __future__ import annotations

import json

from aura_nb.regex import regex

_TOKEN = regex(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+')


def line_of(text: str, path: str) -> int | None:
    r"""The line of a field in a text that is JSON, counted from 1; of what should hold it where it is missing.

    >>> text = '{"title": "Bees",\n "scenes": [{"id": "a"},\n  {"id": "b", "show": {"kind": "picture"}}]}'
    >>> line_of(text, "scenes[1].id"), line_of(text, "scenes[1].show.image"), line_of(text, "title"), line_of(text, "x")
    (3, 3, 1, 1)
    """
    best, line = -1, None
    for found, start in _fields(text):
        if len(found) > best and (path == found or not found or path.startswith((f"{found}.", f"{found}["))):
            best, line = len(found), text.count("\n", 0, start) + 1
    return line


def lines_of(text: str) -> dict[str, int]:
    r"""The line of each field and entry in a text that is JSON, counted from 1.

    >>> lines_of('{"title": "Bees",\n "scenes": [{"id": "a"}]}')["scenes[0].id"]
    2
    """
    lines: dict[str, int] = {}
    line, counted = 1, 0
    for path, start in _fields(text):
        line += text.count("\n", counted, start)
        counted = start
        lines[path] = line
    return lines


def repeated(text: str) -> tuple[str, int]:
    r"""The first field that stands twice in one object of a text that is JSON, and the line of the second one.

    >>> repeated('{"a": {"b": 1},\n "c": [{"b": 2,\n "b": 3}]}')
    ('b', 3)
    """
    seen: set[str] = set()
    for path, start in _fields(text):
        if path in seen:
            return path.rpartition(".")[2], text.count("\n", 0, start) + 1
        seen.add(path)
    raise ValueError("no field stands twice in one object")


def line_of_token(text: str, word: str) -> int:
    r"""The line of the first bare `word` in a text that is JSON but for it: not of one in quotes.

    >>> line_of_token('{"NaN": 1,\n "b": NaN}', "NaN")
    2
    """
    start = next(token.start() for token in _TOKEN.finditer(text) if token[0] == word)
    return text.count("\n", 0, start) + 1


def _fields(text: str) -> list[tuple[str, int]]:
    """Each value's path and where it begins: a field where its name stands."""
    found: list[tuple[str, int]] = []
    containers: list[tuple[str, int]] = []  # the path of each that is open, and in a list the place, else -1
    name = ""
    names_next = False  # a text is the name of a field now
    for token in _TOKEN.finditer(text):
        match token[0]:
            case "{" | "[" as opening:
                path = _path(containers, name)
                if not containers or containers[-1][1] >= 0:
                    found.append((path, token.start()))
                containers.append((path, -1 if opening == "{" else 0))
                names_next = opening == "{"
            case "}" | "]":
                containers.pop()
                names_next = False
            case ",":
                path, place = containers[-1]
                names_next = place < 0
                if place >= 0:
                    containers[-1] = (path, place + 1)
            case ":":
                names_next = False
            case _ if names_next:
                name = str(json.loads(token[0], strict=False))[:64]
                found.append((_path(containers, name), token.start()))
            case _ if containers and containers[-1][1] >= 0:
                found.append((_path(containers, name), token.start()))
    return found


def _path(containers: list[tuple[str, int]], name: str) -> str:
    if not containers:
        return ""
    path, place = containers[-1]
    if place >= 0:
        return f"{path}[{place}]"
    return f"{path}.{name}" if path else name
