"""Reads a storyboard file: JSON, with line and column for what is not JSON and a path for what is not a storyboard."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aura_nb.errors import FieldError, RequestInvalid, SourceInvalid, SourceNotFound
from aura_nb.sources.json_lines import line_of, line_of_token, lines_of, repeated
from aura_nb.sources.sourced import Sourced
from aura_nb.specs import Storyboard
from aura_nb.specs.origin import Origin
from aura_nb.specs.validation import check

MOST_BYTES = 10_000_000


def load_storyboard(path: Path) -> Sourced:
    """The storyboard in a JSON file.

    Raises `SourceNotFound` where there is no such file, and `SourceInvalid` with the line and column of a syntax
    error or the path of every wrong field.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SourceInvalid(
                f"{path.name} is larger than {MOST_BYTES // 1_000_000} MB, too large for a storyboard",
                remedy="Name pictures by their path instead of putting them into the file.",
            )
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise SourceNotFound(f"there is no file {path}") from error
    except IsADirectoryError as error:
        raise SourceInvalid(
            f"{path} is a folder, not a storyboard file", remedy="Name the .json file in it."
        ) from error
    except (OSError, ValueError) as error:
        raise SourceInvalid(f"{path} cannot be read: {error}", remedy="Check the file's permissions.") from error
    text, raw = _decoded(content, path.name)
    try:
        story = check(Storyboard, raw)
    except RequestInvalid as error:
        errors = [
            FieldError(field, f"{Origin(file=path.name, line=line_of(text, field)).place}: {message}")
            for field, message in error.errors
        ]
        raise SourceInvalid(errors, remedy=f"Correct the named fields of {path.name} and try again.") from error
    name, lines = path.name[-1000:], lines_of(text)
    return Sourced(
        storyboard=story,
        folder=path.absolute().parent,
        places=dict(_places(story, lines, name)),
        origins={
            scene.id: Origin(file=name, line=lines[f"scenes[{index}]"]) for index, scene in enumerate(story.scenes)
        },
    )


def _places(story: Storyboard, lines: dict[str, int], name: str) -> Iterator[tuple[str, str]]:
    """Where in its file stands what may turn out to be unusable: its language, and each scene's pictures and voice."""
    fields = {"language": "language"}
    for index, scene in enumerate(story.scenes):
        shown = [f"show.{file}" for file in (*scene.show.files(), *scene.show.data_files())]
        for field in ("voice.name", "voice.language", *shown):
            fields[f"scenes[{scene.id}].{field}"] = f"scenes[{index}].{field}"
    for field, path in fields.items():
        if path in lines:
            yield field, Origin(file=name, line=lines[path]).place


def _decoded(content: bytes, name: str) -> tuple[str, Any]:
    """The text of a file, and the values that it is."""
    wrong: list[str] = []  # what Python reads though it is no JSON

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """An object in which no field appears twice: the second would silently win."""
        found = dict(pairs)
        if len(found) < len(pairs):
            wrong.append("repeated")
        return found

    try:
        # Editors on Windows write UTF-16 and byte order marks; JSON itself says how to tell.
        text = content.decode(json.detect_encoding(content))
        raw = json.loads(text, object_pairs_hook=once, parse_constant=wrong.append)
    except UnicodeDecodeError as error:
        raise SourceInvalid(f"{name} is not text: {error}", remedy="Save the file as UTF-8.") from error
    except json.JSONDecodeError as error:
        raise _refused(name, error.lineno, f"is not JSON: {error.msg} (column {error.colno})", error.colno) from error
    except RecursionError as error:
        raise SourceInvalid(f"{name} is nested too deeply for a storyboard") from error
    except ValueError as error:
        raise SourceInvalid(f"{name} is not JSON: {error}") from error
    if "repeated" in wrong:
        field, line = repeated(text)
        raise _refused(name, line, f'the field "{field}" appears twice in one object')
    for constant in wrong:
        raise _refused(name, line_of_token(text, constant), f"{constant} is not a JSON number")
    return text, raw


def _refused(name: str, line: int, message: str, column: int | None = None) -> SourceInvalid:
    return SourceInvalid(
        [FieldError("", f"{Origin(file=name, line=line).place}: {message}")],
        remedy=f"Correct line {line} of {name}.",
        line=line,
        **({"column": column} if column is not None else {}),
    )
