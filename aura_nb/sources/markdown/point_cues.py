"""Points that say on which words of the narration they appear: `- They feed others {on="the smallest"}`.

They are found before Markdown is parsed: the point stays, with a mark in its last word that goes through every step as
a letter would; when the scenes are there, the marks are taken out and each scene has its cues.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from aura_nb.regex import regex
from aura_nb.sources.markdown.clicks import points
from aura_nb.sources.markdown.texts import changed
from aura_nb.specs import Cue, Scene

_FIRST = 0x104000  # of the plane for private use that the marks of speakers are in, behind them
_MOST = 0x400
_MARKS = regex(f"[{chr(_FIRST)}-{chr(_FIRST + _MOST - 1)}]")
_MARKED = regex(f"(?P<mark>{_MARKS.pattern})(?P<behind>[^\\n]*)")
_SET_IN = regex(r"^ {4}.*$", re.MULTILINE)  # a line of code among text
_ON = regex(
    r"(?P<code>^[ \t>]*(?P<fence>`{3,40}(?=[^`\n]*$)|~{3,40}(?!~)).*?^[ \t>]*(?P=fence))"
    r"|^(?P<words>[^\n]*?\S)(?P<braces>[^\S\n]*"
    r"""\{[ \t]*on=(?:"(?P<double>[^"{}\n]{1,500})"|'(?P<single>[^'{}\n]{1,500})')[ \t]*\})[ \t]*$""",
    re.DOTALL | re.MULTILINE,
)
_BEGINNING = regex(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$))?(?:\[[ xX]\][ \t]+)?")
_LAST = regex(r"[\w$](?P<behind>[^\w\s]*(?:\s{1,3}[^\w\s]+)*)$")  # letter of a line, and the signs behind it
_CLOSING = ")]>;:}"  # what ends with one of them is broken by a mark inside: a link, a tag, a note, an entity
_AROUND = "*_~`"


class Phrase(NamedTuple):
    """The words on which a point appears, the line that says so, and how it is written there."""

    on: str
    line: int
    braces: str


class Cued(NamedTuple):
    """A deck's text with a mark in each point that says when it appears, and what each mark stands for."""

    text: str
    phrases: list[Phrase]


def marked(text: str) -> Cued:
    """A text in which each `{on="..."}` that ends a line is a mark in the line's last word; code stays as it is.

    >>> [(each.on, each.line) for each in marked('- They fly. {on="the smallest"}').phrases]
    [('the smallest', 1)]
    """
    text = plain(text)
    if "on=" not in text:
        return Cued(text, [])
    phrases: list[Phrase] = []

    def replaced(found: re.Match[str]) -> str:
        phrase = " ".join((found["double"] or found["single"] or "").split())
        if not phrase or len(phrases) == _MOST or not (place := _place(found["words"])):
            return found[0]
        phrases.append(Phrase(phrase, text.count("\n", 0, found.start()) + 1, found["braces"]))
        return f"{found['words'][:place]}{chr(_FIRST + len(phrases) - 1)}{found['words'][place:]}"

    return Cued(_ON.sub(replaced, text), phrases)


def _place(line: str) -> int:
    """Where in a line its mark is a letter of its last word, else of what stands there; 0 where nothing does."""
    begins = _BEGINNING.match(line)
    start = begins.end() if begins else 0
    if not (last := _LAST.search(line, start)):
        return len(line.rstrip(_AROUND)) if line[start:].strip() else 0
    closed = max(last["behind"].rfind(sign) for sign in _CLOSING)
    return last.start("behind") + closed + 1


def cued(scenes: Sequence[Scene], phrases: Sequence[Phrase]) -> tuple[list[Scene], list[int]]:
    """The scenes without marks, their points cued by them before any click; the lines of those that are in no point."""
    made = []
    left = {mark: phrase.line for mark, phrase in enumerate(phrases)}

    def written(found: re.Match[str]) -> str:
        mark = ord(found["mark"]) - _FIRST
        left.pop(mark, None)
        return f"{found['behind']}{phrases[mark].braces}"

    for scene in scenes:
        found = {cue.show: cue for cue in scene.cues}
        for step, mark in _marks(scene):
            found[step] = Cue(on=phrases[mark].on, show=step)
            left.pop(mark, None)
        restored = _unmarked(msgspec.to_builtins(scene), lambda code: _MARKED.sub(written, code))
        whole = msgspec.convert(changed(restored, plain), Scene)
        made.append(msgspec.structs.replace(whole, cues=[found[step] for step in sorted(found)]))
    return made, list(left.values())


def _marks(scene: Scene) -> Iterator[tuple[int, int]]:
    for step, words in points(scene.show):
        for mark in _MARKS.findall(words):
            yield step, ord(mark) - _FIRST


def _is_mark(value: Any) -> bool:
    """Whether a run of text is a mark alone, as behind a link."""
    return isinstance(value, dict) and isinstance(text := value.get("text"), str) and bool(text) and not plain(text)


def _unmarked(value: Any, change: Callable[[str], str]) -> Any:
    """A scene in JSON's types without runs of marks alone, whose code is changed, also what is set in among text."""
    if isinstance(value, list):
        return [_unmarked(each, change) for each in value if not _is_mark(each)]
    if not isinstance(value, dict):
        return value
    made = {name: _unmarked(each, change) for name, each in value.items()}
    for name in value.keys() & {"code", "whole"}:
        if isinstance(value[name], str):
            made[name] = change(value[name])
    if isinstance(text := value.get("text"), str):
        made["text"] = _SET_IN.sub(lambda row: change(row[0]), text)
    return made


def plain(text: str) -> str:
    """A text without marks."""
    return _MARKS.sub("", text)
