"""Places in a formula that a converter only moves: each is a character of private use, and stands for Typst source.

The author's text, and every sign, goes through the conversion as such a mark. What comes out may hold nothing but
marks, letters, figures and the few words of `_STRUCTURE`; then each mark becomes what it stands for. So no text of
the author's is ever read as Typst.
"""

from __future__ import annotations

import re

from aura_nb.formulas.unreadable import Unreadable
from aura_nb.regex import regex

_FIRST = 0xE000
_LAST = 0xF8FF
_STRUCTURE = (
    "frac|binom|choose|over|sqrt|root|mat|cases|hat|tilde|overline|arrow|dot|dot.double|check|breve|acute|grave|"
    "limits|underbrace|overbrace|cancel|zws"
)
_PERMITTED = regex(
    rf"""(?:\s|""|[\ue000-\uf8ff]|[(),;&^_]|\\(?=\s)|delim:\ (?:\#none|"[(\[{{|‖]"),
    |(?<![A-Za-z.])(?:{_STRUCTURE})(?![A-Za-z.])|(?<![A-Za-z.])[A-Za-z](?![A-Za-z.(])|[0-9]+)*""",
    re.VERBOSE,
)
_AROUND_MARKS = regex("\\ *([\ue000-\uf8ff])\\ *")
# A whole formula, read from left to right: strings, escaped signs, no code but ours. It is what is relied on should
# anything above it ever be wrong.
_WHOLE = regex(
    r"""(?:[^"\\\#]|"(?:[^"\\]|\\.)*"|\\.
    |\#(?:none|true|0\.6em|hide\(\$|\(hline:\ \([\d,]*\),\ vline:\ \([\d,]*\)\)
        |box\(stroke:\ 0\.05em,\ inset:\ 0\.3em,\ text\(top-edge:\ "bounds",\ bottom-edge:\ "bounds",\ \$))*""",
    re.VERBOSE | re.DOTALL,
)
# What Typst reads as more than itself without a backslash: all of ASCII, and delimiters, which it pairs.
_SPECIAL = regex(r"[\x00-\x7f⟨⟩⌊⌋⌈⌉⟦⟧⟮⟯⦇⦈]")


class FormulaMarks:
    """The marks of one formula, and the Typst source each stands for."""

    def __init__(self) -> None:
        self._sources: list[str] = []

    def add(self, source: str) -> str:
        """A new mark for a piece of source that we wrote ourselves."""
        if _FIRST + len(self._sources) > _LAST:
            raise Unreadable("it has too many parts")
        self._sources.append(source)
        return chr(_FIRST + len(self._sources) - 1)

    def sign(self, char: str) -> str:
        """A mark for one character that is neither a letter nor a figure of ASCII."""
        return self.add(quoted_sign(char))

    def text(self, text: str) -> str:
        """A mark for upright text."""
        return self.add(quoted(text))

    def filled(self, converted: str) -> str:
        """The converted formula with each mark replaced, if there is nothing else in it and no mark is lost."""
        if not _PERMITTED.fullmatch(converted):
            raise Unreadable("its conversion holds what no formula of ours holds")
        found = sorted(ord(char) - _FIRST for char in converted if _FIRST <= ord(char) <= _LAST)
        if found != list(range(len(self._sources))):
            raise Unreadable("its conversion lost a part of it")
        made = ""
        for piece in _AROUND_MARKS.split(converted):
            source = self._sources[ord(piece) - _FIRST] if len(piece) == 1 and _FIRST <= ord(piece) <= _LAST else ""
            if not source:
                made += piece
            elif source.startswith('"') and not made.rstrip(" ").endswith(
                "\\"
            ):  # Typst shows the spaces around a string
                made = made.rstrip(" ") + source
            else:  # behind a backslash there is a space, or it would escape what follows
                made += ("" if made.endswith((" ", '"', "(")) else " ") + source + " "
        made = made.strip()
        if not _WHOLE.fullmatch(made):
            raise Unreadable("its conversion holds code")
        return made


def quoted(text: str) -> str:
    r"""Text as a string of Typst.

    >>> print(quoted('say "hi" \\ #x'))
    "say \"hi\" \\ #x"
    """
    bare = "".join(char if char.isprintable() else " " for char in text)
    return '"' + bare.replace("\\", "\\\\").replace('"', '\\"') + '"'


def quoted_sign(char: str) -> str:
    r"""A sign as Typst source, so that it is nothing but itself.

    >>> quoted_sign("#"), quoted_sign("≤")
    ('\\#', '≤')
    """
    if len(char) != 1 or (char.isascii() and (char.isalnum() or char.isspace() or not char.isprintable())):
        raise Unreadable(f"{char!r} is no sign")
    return "\\" + char if _SPECIAL.fullmatch(char) else char
