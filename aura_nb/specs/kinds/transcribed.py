"""What a transcript has of a thing that a scene shows, besides the words that are said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

TranscribedTable = tuple[tuple[str, ...], tuple[tuple[str, ...], ...], str]
"""The header of a table, its rows and its note."""


class Transcribed(NamedTuple):
    """Code and formulas to copy, what was printed, pictures (file, description, caption) and tables."""

    code: tuple[str, ...] = ()
    output: tuple[str, ...] = ()
    pictures: tuple[tuple[str, str, str], ...] = ()
    tables: tuple[TranscribedTable, ...] = ()

    @classmethod
    def together(cls, parts: Sequence[Transcribed]) -> Transcribed:
        """All of it, in order."""
        return cls(
            tuple(each for part in parts for each in part.code),
            tuple(each for part in parts for each in part.output),
            tuple(each for part in parts for each in part.pictures),
            tuple(each for part in parts for each in part.tables),
        )
