"""Words that say in the text how they are said: `[SQL]{say="sequel"}`.

They are found before Markdown is parsed. The word stays, with a mark of its own behind it that goes through every step
as a letter would; when the scenes are there, the marks are taken out and each scene has its words.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import msgspec

from aura_nb.errors import FieldError, SourceInvalid
from aura_nb.regex import regex
from aura_nb.sources.markdown.texts import changed
from aura_nb.specs import Scene
from aura_nb.specs.pronounce import problems

_FIRST = 0xF0000  # of a plane for private use, which no text has letters of
_MOST = 0xFFF0
_MARKS = regex(f"[{chr(_FIRST)}-{chr(_FIRST + _MOST - 1)}]")
_SAID = regex(
    r"(?P<code>^(?P<fence>`{3,}|~{3,}).*?^(?P=fence)|(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))"
    r"""|\[(?P<word>[^\[\]\n]{1,100})\]\{(?P<more>[^{}\n]*?)\bsay=(?P<quote>["'])(?P<said>[^{}\n]*?)(?P=quote)[^{}\n]*\}""",
    re.DOTALL | re.MULTILINE,
)
_EMPHASIS = regex(r"[*_`~]+")


class MarkedText(NamedTuple):
    """A deck's text with marks for what is said in another way, and the word and its saying for each mark."""

    text: str
    words: list[tuple[str, str]]


def marked(text: str, *, first_line: int = 1) -> MarkedText:
    """A text in which each `[word]{say="..."}` is the word and a mark; code stays as it is.

    Raises `SourceInvalid`, naming the line, for one that says nothing, or whose phonemes are none.

    >>> marked('Use [SQL]{say="sequel"}.').words
    [('SQL', 'sequel')]
    """
    if "say=" not in text:
        return MarkedText(text, [])
    words: list[tuple[str, str]] = []

    def replaced(found: re.Match[str]) -> str:
        if found["code"] or len(words) == _MOST:
            return found[0]
        word = _EMPHASIS.sub("", found["word"]).strip()
        if wrong := problems({word: found["said"]}, ""):
            line = text[: found.start()].count("\n") + first_line
            raise SourceInvalid(
                [FieldError("say", f"line {line}: {wrong[0].field} {wrong[0].message}")],
                remedy='Write how the word is said: [SQL]{say="sequel"}, or phonemes: [Nguyen]{say="/ŋwiən/"}.',
                line=line,
            )
        words.append((word, found["said"]))
        return f"{found['word']}{chr(_FIRST + len(words) - 1)}"

    return MarkedText(_SAID.sub(replaced, text), words)


def unmarked(scene: Scene, words: list[tuple[str, str]]) -> Scene:
    """The scene without marks, and with what its narration's marks say."""
    found = dict(words[ord(mark) - _FIRST] for mark in _MARKS.findall(scene.narration))
    whole = msgspec.convert(changed(msgspec.to_builtins(scene), plain), Scene)
    return msgspec.structs.replace(whole, pronounce=whole.pronounce | found)


def plain(text: str) -> str:
    """A text without marks."""
    return _MARKS.sub("", text)
