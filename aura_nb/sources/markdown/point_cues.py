"""Points that say on which words of the narration they appear: `- They feed others {on="the smallest"}`.

They are found before Markdown is parsed: the point stays, with a mark in its last word that goes through every step as
a letter would; when the scenes are there, the marks are taken out and each scene has its cues.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from aura_nb.regex import regex
from aura_nb.sources.markdown.clicks import points
from aura_nb.sources.markdown.texts import changed
from aura_nb.specs import Cue, Scene

_FIRST = 0x104000  # of the plane for private use that the marks of speakers are in, behind them
_MOST = 0x400
_MARKS = regex(f"[{chr(_FIRST)}-{chr(_FIRST + _MOST - 1)}]")
_ON = regex(
    r"(?P<code>^(?P<fence>`{3,}|~{3,}).*?^(?P=fence))"
    r"|(?P<last>[\w$])(?P<behind>[^\w\s]{0,20})[ \t]*"
    r"""\{[ \t]*on=(?:"(?P<double>[^"{}\n]{1,500})"|'(?P<single>[^'{}\n]{1,500})')[ \t]*\}[ \t]*$""",
    re.DOTALL | re.MULTILINE,
)


class Cued(NamedTuple):
    """A deck's text with a mark in each point that says when it appears; the phrase and the line of each mark."""

    text: str
    phrases: list[tuple[str, int]]


def marked(text: str) -> Cued:
    """A text in which each `{on="..."}` that ends a line is a mark in the line's last word; code stays as it is.

    >>> marked('- They fly. {on="the smallest"}').phrases
    [('the smallest', 1)]
    """
    text = plain(text)
    if "on=" not in text:
        return Cued(text, [])
    phrases: list[tuple[str, int]] = []

    def replaced(found: re.Match[str]) -> str:
        phrase = " ".join((found["double"] or found["single"] or "").split())
        if not phrase or len(phrases) == _MOST:
            return found[0]
        phrases.append((phrase, text.count("\n", 0, found.start()) + 1))
        return f"{found['last']}{chr(_FIRST + len(phrases) - 1)}{found['behind']}"

    return Cued(_ON.sub(replaced, text), phrases)


def cued(scenes: Sequence[Scene], phrases: Sequence[tuple[str, int]]) -> tuple[list[Scene], list[int]]:
    """The scenes without marks, their points cued by them before any click; the lines of those that are in no point."""
    made = []
    left = dict(enumerate(line for _, line in phrases))
    for scene in scenes:
        found = {cue.show: cue for cue in scene.cues}
        for step, mark in _marks(scene):
            found[step] = Cue(on=phrases[mark][0], show=step)
            left.pop(mark, None)
        whole = msgspec.convert(changed(msgspec.to_builtins(scene), plain), Scene)
        made.append(msgspec.structs.replace(whole, cues=[found[step] for step in sorted(found)]))
    return made, list(left.values())


def _marks(scene: Scene) -> Iterator[tuple[int, int]]:
    for step, words in points(scene.show):
        for mark in _MARKS.findall(words):
            yield step, ord(mark) - _FIRST


def plain(text: str) -> str:
    """A text without marks."""
    return _MARKS.sub("", text)
