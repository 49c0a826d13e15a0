"""What of a cell is seen together: short code next to its result, pictures next to one another."""

from __future__ import annotations

from collections.abc import Sequence

from aura_nb.sources.markdown.blocks import Block, Heading, Paragraph, Slide
from aura_nb.specs import Picture, Show, kinds

_NEXT_ROWS, _NEXT_WIDE = 12, 90  # of code that stands next to its result


def together(slides: list[Block]) -> list[Block]:
    """The results of a cell, of which pictures that nothing is said of stand next to each other, two by two."""
    made: list[Block] = []
    for each in slides:
        last = made[-1] if made else None
        if (
            isinstance(each, Slide)
            and isinstance(last, Slide)
            and isinstance(each.show, Picture)
            and isinstance(last.show, Picture)
            and not each.said
        ):
            made[-1] = Slide(kinds.Columns(columns=[last.show, each.show]), last.said, last.line)
        else:
            made.append(each)
    return made


def unless_told(said: str, told: str) -> str:
    """What is said of a result, unless its code's words say it: not "We draw a line plot. Here is a line plot."."""
    kind = said.removeprefix("Here is ").rstrip(".")
    return "" if kind != said and kind in told else said


def both(shown_code: kinds.Code, result: Show) -> kinds.Columns | None:
    """Short code and its result next to each other, each as wide as its letters need."""
    rows = shown_code.code.split("\n")
    wide = max(map(len, rows))
    if len(rows) > _NEXT_ROWS or wide > _NEXT_WIDE:
        return None
    match result:
        case Picture():
            return kinds.Columns(columns=[shown_code, result])
        case kinds.Table(rows=cells, header=header):
            needed = sum(
                max(len(row[place]) for row in [*cells, *([header] if header else [])]) + 3
                for place in range(len(cells[0]))
            )
        case kinds.Code(code=printed):
            needed = max(map(len, printed.split("\n")))
        case kinds.Formula(tex=tex):
            needed = min(len(tex), _NEXT_WIDE - 30)
        case _:
            return None
    if wide + needed > _NEXT_WIDE:
        return None
    share = min(max(wide / (wide + needed), 0.3), 0.7)
    return kinds.Columns(columns=[shown_code, result], widths=[round(share, 2), round(1 - share, 2)])


def told_first(slides: Sequence[Block], said: str) -> list[Block]:
    """The slides of a cell whose author says what is said of them: the first says it."""
    first = next((place for place, block in enumerate(slides) if isinstance(block, Slide)), None)
    if first is None:
        return []
    made = list(slides)
    block = made[first]
    if isinstance(block, Slide):
        made[first] = Slide(block.show, said, block.line)
    return made


def within(block: Block) -> Block:
    """A block of an output, whose headings start no scene."""
    return Paragraph(block.text.shown, block.text.said, block.line) if isinstance(block, Heading) else block
