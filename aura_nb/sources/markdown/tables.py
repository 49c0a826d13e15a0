"""Tables: what of one is shown, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from msgspec.structs import replace

from aura_nb.sources.markdown import spoken_text
from aura_nb.sources.markdown.blocks import Block, Caption, TableBlock, TableCell
from aura_nb.sources.markdown.inline import Inline
from aura_nb.sources.markdown.left_out import LeftOut
from aura_nb.sources.markdown.wording import BREAK
from aura_nb.specs.kinds.table import Align
from aura_nb.specs.marks import bare, clipped

_MOST_ROWS, _MOST_COLUMNS, _MOST_LETTERS = 2000, 100, 500
_TOO_LARGE = "a table shows at most 2,000 rows and 100 columns, and 500 characters in a cell."
_TOLD = 12  # rows of a table that tells what each thing is, and is said
_MOST_SAID = 1000  # characters of these
_TELLING = 4  # words about each thing
_HEADS = 160  # characters of a header that a person would still read out


def table(
    rows: Sequence[Sequence[Inline]],
    line: int,
    left_out: LeftOut,
    *,
    has_head: bool = True,
    align: Sequence[str] = (),
) -> TableBlock | None:
    """A table of rows, the first of which is its header; None where it is empty.

    Rows that are empty go, as do columns that hold nothing but pictures, or have no name either.
    """
    head = list(rows[0]) if has_head and rows else []
    body = [row for row in rows[has_head:] if any(not cell.is_empty for cell in row)]
    if not body:
        head, body = [], [head] if any(not cell.is_empty for cell in head) else []
    pictured = {place for row in body for place, cell in enumerate(row) if cell.images}
    named = {place for place, cell in enumerate(head) if not cell.is_empty} - pictured
    filled = sorted(named | {place for row in body for place, cell in enumerate(row) if not cell.is_empty})
    if not any(not cell.is_empty for row in body for cell in row):
        return None
    too_large = len(body) > _MOST_ROWS or len(filled) > _MOST_COLUMNS
    filled = filled[:_MOST_COLUMNS]

    def cells(row: Sequence[Inline]) -> tuple[TableCell, ...]:
        kept = [row[place] if place < len(row) else Inline() for place in filled]
        return tuple(TableCell(cell.shown.replace(BREAK, " "), cell.said.replace(BREAK, " ")) for cell in kept)

    header = cells(head)
    made = [cells(row) for row in body[:_MOST_ROWS]]
    if too_large or any(len(bare(cell.shown)) > _MOST_LETTERS for row in (header, *made) for cell in row):
        left_out.add("a part of a table", line, _TOO_LARGE)
    chosen = [one if one in get_args(Align) else "" for one in align]
    chosen = [chosen[place] if place < len(chosen) else "" for place in filled]
    return TableBlock(
        header if any(cell.shown for cell in header) else (),
        tuple(made),
        line,
        tuple(_aligned(chosen)),
        footnotes=tuple(number for row in (head, *body) for cell in row for number in cell.footnotes),
    )


def _aligned(chosen: Sequence[str]) -> Sequence[Align]:
    """The columns' sides as far as an author chose any; the table itself finds those of the others."""
    if not any(chosen):
        return ()
    return ["right" if one == "right" else "center" if one == "center" else "left" for one in chosen]


def shown_of(cell: TableCell) -> str:
    """What a cell shows, as long as it can be."""
    return clipped(cell.shown, _MOST_LETTERS)


def with_captions(found: Sequence[Block]) -> list[Block]:
    """The blocks with each caption as its table's: of the one above it, else of the one below."""
    made: list[Block] = []
    waiting: Caption | None = None
    for block in found:
        last = made[-1] if made else None
        if isinstance(block, Caption):
            if isinstance(last, TableBlock) and not last.caption.shown:
                made[-1] = replace(last, caption=block.text)
                continue
            waiting = block
            made.append(block)
        else:
            if isinstance(block, TableBlock) and waiting is not None and last is waiting:
                made.pop()
                block = replace(block, caption=waiting.text)  # noqa: PLW2901 - the same table, and its caption
            made.append(block)
    return made


def tells(shown: TableBlock) -> bool:
    """Whether each row is a thing and a few words about it, as a person would read it out."""
    if len(shown.rows) > _TOLD or any(len(row) != 2 or not all(cell.said for cell in row) for row in shown.rows):
        return False
    words = sum(len(row[1].said.split()) for row in shown.rows)
    letters = sum(len(row[0].said) + len(row[1].said) for row in shown.rows)
    return words >= _TELLING * len(shown.rows) and letters <= _MOST_SAID


def said_of(shown: TableBlock, language: str) -> str:
    """What is said of a table: its rows where they are words, else its caption, else what its columns are called."""
    if tells(shown):
        rows = [spoken_text.sentence(f"{row[0].said.rstrip(' :')}: {row[1].said}", language) for row in shown.rows]
        return spoken_text.PARAGRAPH.join([*filter(None, [spoken_text.sentence(shown.caption.said, language)]), *rows])
    if shown.caption.said:
        return spoken_text.sentence(shown.caption.said, language)
    heads = [cell.said for cell in shown.header if any(map(str.isalpha, cell.said))]
    if not heads or sum(map(len, heads)) > _HEADS:
        return ""
    said = spoken_text.points(heads, language)
    return said if spoken_text.PARAGRAPH not in said else spoken_text.sentence(", ".join(heads), language)
