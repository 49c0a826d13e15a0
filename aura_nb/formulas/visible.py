r"""What of TeX shows: not labels, colours and sizes; and what is written in an old or another way, as it is today."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

from aura_nb.formulas.commands import SPACES, SWITCHES, TEXTS
from aura_nb.formulas.symbols import signs
from aura_nb.formulas.tokens import argument, optional
from aura_nb.formulas.unreadable import Unreadable
from aura_nb.regex import regex

_SIZES = {rf"\{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "m", "r")}
_DROPPED = {
    *_SIZES, r"\displaystyle", r"\textstyle", r"\scriptstyle", r"\scriptscriptstyle", r"\nonumber", r"\notag",
    r"\smash", r"\relax", r"\strut", r"\mathstrut", r"\allowbreak", r"\nobreak", r"\protect", r"\noindent",
}  # fmt: skip
_DROPPED_WITH = {
    r"\label",
    r"\color",
    r"\textcolor",
    r"\hspace",
    r"\vspace",
    r"\mspace",
    r"\require",
    r"\usepackage",
    r"\sisetup",
    r"\DeclareSIUnit",
}  # with an argument
_WIDE = {r"\hspace", r"\mspace", r"\kern", r"\mkern", r"\hskip", r"\mskip"}
_LENGTHS = {r"\kern", r"\mkern", r"\hskip", r"\mskip"}
_LENGTH = regex(r"\s*-?\s*[\d.]+\s*(?:em|ex|pt|mu|cm|mm|in|px)\s*")
_ACCENT_LETTERS = {r"\'": "́", r"\`": "̀", r"\^": "̂", r"\"": "̈", r"\~": "̃", r"\c": "̧"}


def visible(parts: Sequence[str], tags: list[str]) -> list[str]:
    """The tokens of a formula that show; what stands at its side goes to `tags`."""
    kept: list[str] = []
    place = 0
    while place < len(parts):
        part = parts[place]
        place += 1
        if part in _DROPPED:
            # A size stands before a delimiter, and a full stop is none.
            place += part in _SIZES and parts[place : place + 1] == ["."]
        elif part in _DROPPED_WITH or part in _LENGTHS:
            behind = _length(parts, place) if part in _LENGTHS else _dropped(parts, place)
            kept += [r"\;"] if part in _WIDE and "-" not in parts[place:behind] else []
            place = behind
        elif part in _READERS:
            place = _READERS[part](parts, place, kept, tags)
        elif part == "$":
            raise Unreadable("a dollar sign stands within it")
        else:
            kept.append(part)
    return kept


def _dropped(parts: Sequence[str], place: int) -> int:
    """The place behind what belongs to a command that does not show."""
    place += parts[place : place + 1] == ["*"]
    _, place = optional(parts, place)
    return argument(parts, place)[1]


def _tag(parts: Sequence[str], place: int, _kept: list[str], tags: list[str]) -> int:
    place += parts[place : place + 1] == ["*"]
    label, behind = argument(parts, place)
    tags.append(written(label))
    return behind


def _switch(parts: Sequence[str], place: int, kept: list[str], tags: list[str]) -> int:
    end = _group_end(parts, place)
    kept += [SWITCHES[parts[place - 1]], "{", *visible(parts[place:end], tags), "}"]
    return end


def _written(parts: Sequence[str], place: int, kept: list[str], tags: list[str]) -> int:
    inside, behind = argument(parts, place)
    kept += _text(parts[place - 1], inside, tags)
    return behind


def _text(command: str, inside: Sequence[str], tags: list[str]) -> list[str]:
    """A text of which what stands between dollar signs is part of the formula."""
    pieces: list[list[str]] = [[]]
    for part in inside:
        if part == "$":
            pieces.append([])
        else:
            pieces[-1].append(part)
    if len(pieces) % 2 == 0:
        raise Unreadable("a dollar sign within its text has no other")
    made: list[str] = []
    for number, piece in enumerate(pieces):
        if number % 2:
            made += ["{", *visible(piece, tags), "}"]
        elif piece:
            made += [command, "{", *piece, "}"]
    return made


def _length(parts: Sequence[str], place: int) -> int:
    """The place behind a length that begins at a place, in braces or not."""
    if parts[place : place + 1] == ["{"]:
        return argument(parts, place)[1]
    found = _LENGTH.match("".join(part if len(part) == 1 else "\\" for part in parts[place : place + 20]))
    if not found:
        raise Unreadable("a length is missing")
    return place + found.end()


def _group_end(parts: Sequence[str], place: int) -> int:
    """Where the group, or the cell, ends that a place is in."""
    depth = 0
    for end in range(place, len(parts)):
        if depth == 0 and parts[end] in {"}", "&", "\\\\", r"\end", r"\right"}:
            return end
        depth += (parts[end] in {"{", r"\begin", r"\left"}) - (parts[end] in {"}", r"\end", r"\right"})
    return len(parts)


def written(parts: Sequence[str]) -> str:
    r"""What `\text` shows: its words, with commands for single characters replaced.

    >>> written(["5", "0", "\\%", "~", "o", "f"]), written(["n", "a", "\\'", "{", "e", "}"])
    ('50% of', 'naé')
    """
    made = ""
    mark = ""
    for part in parts:
        if part in _ACCENT_LETTERS:
            mark = _ACCENT_LETTERS[part]
        elif part in {"{", "}", "$"}:
            continue
        elif part in SPACES:
            made += " " if SPACES[part] else ""
        elif len(part) > 1 and part[0] == "\\":
            sign = signs().get(part[1:])
            if sign is None:
                raise Unreadable(f"{part} is not known within text")
            made += sign.char
        else:
            made += part + mark
            mark = ""
    return unicodedata.normalize("NFC", made.replace("--", "\N{EN DASH}").replace("``", "“").replace("''", "”"))


def operator_name(parts: Sequence[str]) -> str:
    r"""What `\operatorname` shows, in which only spaces that are asked for are spaces.

    >>> operator_name(["a", "r", "g", r"\,", "m", "i", "n"]), operator_name(["t", " ", "r"])
    ('arg min', 'tr')
    """
    return written([part for part in parts if part != " "])


_READERS: dict[str, Callable[[Sequence[str], int, list[str], list[str]], int]] = {
    r"\tag": _tag,
    **dict.fromkeys(SWITCHES, _switch),
    **dict.fromkeys(TEXTS, _written),
}
