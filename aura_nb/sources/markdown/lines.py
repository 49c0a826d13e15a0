"""The lines of a deck, each with its number in the file: a dialect can change them, and errors still name them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from aura_nb.regex import regex
from aura_nb.specs.origin import Origin

CELL = 1 << 24  # more lines than a text has: the number of a line of a notebook holds its cell's above this

_FENCE = regex(r"^[\s>]*(?:[-*+]\s+|\d+[.)]\s+)*(?P<marks>`{3,}|~{3,})(?P<info>.*)$")


class SourceLine(NamedTuple):
    """A line as it is read, and where it stands in the file."""

    text: str
    number: int


class Fence(NamedTuple):
    """A fenced block: its first and last line among the lines, what follows its marks, and the marks."""

    start: int
    end: int
    info: str
    marks: str
    is_closed: bool


def origin(number: int, file: str = "") -> Origin:
    """Where a line of this number was written: in a notebook it stands in a cell.

    >>> origin(14, "talk.md").place, origin(3 * CELL + 2, "bees.ipynb").place
    ('talk.md:14', 'bees.ipynb, cell 3, line 2')
    """
    return Origin(file=file[-1000:], cell=number // CELL or None, line=number % CELL or None)


def numbered(text: str, first: int = 1) -> list[SourceLine]:
    """The lines of a text that begins in line `first` of its file."""
    return [SourceLine(row, number) for number, row in enumerate(text.split("\n"), first)]


def joined(lines: list[SourceLine]) -> str:
    """The text of lines."""
    return "\n".join(line.text for line in lines)


def fences(lines: list[SourceLine]) -> Iterator[Fence]:
    """The fenced blocks in order, those within others left out; one without an end goes to the last line."""
    opened: tuple[int, str, str] | None = None
    for place, line in enumerate(lines):
        found = _FENCE.match(line.text)
        if not found:
            continue
        marks, info = found["marks"], found["info"].strip()
        if opened is None:
            if marks[0] == "~" or "`" not in info:
                opened = (place, info, marks)
        elif marks[0] == opened[2][0] and len(marks) >= len(opened[2]) and not info:
            yield Fence(opened[0], place, opened[1], opened[2], is_closed=True)
            opened = None
    if opened is not None:
        yield Fence(opened[0], len(lines) - 1, opened[1], opened[2], is_closed=False)


def prose(lines: list[SourceLine]) -> list[bool]:
    """For each line whether it stands outside of fenced blocks."""
    found = [True] * len(lines)
    for fence in fences(lines):
        found[fence.start : fence.end + 1] = [False] * (fence.end + 1 - fence.start)
    return found


class Closings:
    """Where closing tags stand among lines, each looked for once."""

    def __init__(self, lines: list[SourceLine]) -> None:
        self._rows = [line.text.lower() for line in lines]
        self._places: dict[str, list[int]] = {}

    def after(self, place: int, tag: str) -> int:
        """The first line from `place` on that holds the closing tag; -1 where there is none."""
        close = f"</{tag.lower()}"
        if close not in self._places:
            self._places[close] = [at for at, row in enumerate(self._rows) if close in row]
        at = bisect_left(self._places[close], place)
        return self._places[close][at] if at < len(self._places[close]) else -1
