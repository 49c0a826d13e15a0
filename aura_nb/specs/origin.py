"""Where a scene and a storyboard come from, and what is to be told of it: words that its author can look up."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta, Struct


class Origin(Struct, rename="camel", kw_only=True, forbid_unknown_fields=True, frozen=True):
    """Where a scene was written: a file's name, a notebook's cell, a line; lines and cells are counted from 1.

    `cell_id` is the id that the notebook has for the cell, where it has one.

    >>> Origin(file="talk.md", line=14).place, Origin(file="bees.ipynb", cell=3, line=2).place, Origin(line=14).place
    ('talk.md:14', 'bees.ipynb, cell 3, line 2', 'line 14')
    """

    file: Annotated[str, Meta(max_length=1000)] = ""
    cell: Annotated[int, Meta(ge=1)] | None = None
    line: Annotated[int, Meta(ge=1)] | None = None
    cell_id: Annotated[str, Meta(max_length=64)] | None = None

    @property
    def place(self) -> str:
        """The place as a person looks it up; empty where nothing is known."""
        if self.file and self.line is not None and self.cell is None:
            return f"{self.file}:{self.line}"
        cell = f"cell {self.cell}" if self.cell is not None else ""
        line = f"line {self.line}" if self.line is not None else ""
        return ", ".join(filter(None, [self.file, cell, line]))


class Notice(Struct, rename="camel", kw_only=True, forbid_unknown_fields=True, frozen=True):
    """What a source's author should know: what of it was not used, and why. It becomes a warning of the job.

    `code` is an error's code, such as asset.missing.
    """

    message: Annotated[str, Meta(min_length=1, max_length=2000)]
    code: Annotated[str, Meta(pattern=r"^[a-z]+(\.[a-z_]+)?$", max_length=50)] = "source.invalid"


def noticed(message: str, code: str = "source.invalid") -> Notice:
    """A notice of this message, cut where it is longer than a notice can be."""
    return Notice(message=message[:2000], code=code)


class DetectedLanguage(Struct, frozen=True):
    """A language that was found, and from how many letters; none where it is only the usual one.

    `unspoken` is the language a text is in that no voice here speaks.
    """

    language: str
    letters: int = 0
    unspoken: str = ""


class Provenance(Struct, kw_only=True, frozen=True):
    """What a source says besides its storyboard: where its pictures lie, what its author chose, what was left out.

    `folder` is where relative paths of pictures start, `roots` are further folders they may lie in, `embedded` the
    pictures that a deck itself holds, by their SHA-256. `options` are those of the film that a deck's front matter
    gives, which explicit ones override. `places` say where a file gives each option and names each picture and voice,
    such as `talk.md:3`; `origins` where the scenes of a storyboard file stand, by their ids. `notices` tell what of it
    could not be used, and `notes` how it was read. `found` tells how its language was found; None where it was given.
    """

    folder: Path | None = None
    options: dict[str, Any] = {}
    places: dict[str, str] = {}
    origins: dict[str, Origin] = {}
    notices: list[Notice] = []
    roots: list[Path] = []
    embedded: dict[str, bytes] = {}
    notes: list[str] = []
    found: DetectedLanguage | None = None

    @property
    def warnings(self) -> list[str]:
        """The messages of the notices."""
        return [notice.message for notice in self.notices]
