"""Things beside each other: a text and its picture, and the columns of an author."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from aura_nb.sources.markdown import shows
from aura_nb.sources.markdown.blocks import (
    Admonition,
    Block,
    ChartBlock,
    CodeBlock,
    ColumnsBlock,
    FormulaBlock,
    Heading,
    ListBlock,
    Paragraph,
    PictureBlock,
    QuoteBlock,
    TableBlock,
    flat,
)
from aura_nb.specs import kinds
from aura_nb.specs.kinds.columns import Column

_MOST, _FEWEST = 3, 2  # columns
_LETTERS = 900  # of a column
_BESIDE = 420  # characters of a text beside its picture
_ROWS = 9  # points beside a picture
_LEAD = 200
_NOTE = 300
_CAPTION = 160
_LEFT, _RIGHT = 34.0, 66.0  # per cent, of a few words and the code they are about


def column(blocks: Sequence[Block]) -> Column | None:  # noqa: C901, PLR0912 - a case for each kind
    """Blocks as the one thing that a column shows; None where they are too many or too different."""
    if sum(map(shows.weight, blocks)) > _LETTERS and not isinstance(blocks[0], CodeBlock | TableBlock | ChartBlock):
        return None
    match list(blocks):
        case [ListBlock() as points]:
            return shows.listed(points.items)
        case [Heading() | Paragraph() as lead, ListBlock() as points] if shows.weight(lead) <= _LEAD:
            return shows.listed(points.items, " ".join(shows.lines(lead)))
        case [PictureBlock() as picture]:
            return shows.picture(picture)
        case [PictureBlock() as picture, Heading() | Paragraph() as words] | [
            Heading() as words,
            PictureBlock() as picture,
        ] if shows.weight(words) <= _CAPTION and not picture.image.caption:
            return replace(shows.picture(picture), caption=" ".join(shows.lines(words)))
        case [CodeBlock(inset=False) as code]:
            return shows.code(code)
        case [TableBlock() as table]:
            return shows.table(table)
        case [Heading() | Paragraph() as words, TableBlock() as table] | [
            TableBlock() as table,
            Paragraph() as words,
        ] if shows.weight(words) <= _NOTE:
            return shows.table(table, shows.lines(words))
        case [ChartBlock(chart=chart)]:
            return chart
        case [FormulaBlock() as formula]:
            return shows.formula(formula)
        case [QuoteBlock() as quote]:
            return shows.quote(quote)
        case [Admonition() as box]:
            return shows.callout(box)
    texts = list(flat(blocks))
    if all(isinstance(block, Paragraph | Heading | ListBlock | CodeBlock) for block in texts):
        return shows.text(texts)
    return None


def columns(block: ColumnsBlock) -> kinds.Columns | None:
    """An author's columns; None where they are too many for a slide, or one of them is."""
    made = [column(each) for each in block.columns if each]
    shown = [each for each in made if each is not None]
    if len(shown) != len(made) or not _FEWEST <= len(shown) <= _MOST:
        return None
    widths = list(block.widths) if len(block.widths) == len(shown) else []
    return kinds.Columns(columns=shown, widths=widths)


def pictured(blocks: Sequence[Block]) -> kinds.Columns | None:
    """A text or a list and the one picture among it, which stands at its right unless its author put it at the left."""
    pictures = [block for block in blocks if isinstance(block, PictureBlock)]
    texts = [block for block in blocks if not isinstance(block, PictureBlock)]
    if (
        len(pictures) != 1
        or not texts
        or not all(isinstance(block, Paragraph | Heading | ListBlock) for block in texts)
    ):
        return None
    rows = sum(len(block.items) if isinstance(block, ListBlock) else 1 for block in texts)
    if sum(map(shows.weight, texts)) > _BESIDE or rows > _ROWS:
        return None
    words = column(texts)
    if words is None:
        return None
    beside: list[Column] = [words, shows.picture(pictures[0])]
    return kinds.Columns(columns=beside[::-1] if pictures[0].image.side == "left" else beside)


def explained(blocks: Sequence[Block]) -> kinds.Columns | kinds.Table | None:
    """Code or a table and the few words about it on one slide, for where something else is said."""
    mains = [block for block in blocks if isinstance(block, CodeBlock | TableBlock)]
    texts = [block for block in blocks if not isinstance(block, CodeBlock | TableBlock)]
    if len(mains) != 1 or not texts or not all(isinstance(block, Paragraph | Heading | ListBlock) for block in texts):
        return None
    main = mains[0]
    if sum(map(shows.weight, texts)) > _NOTE or (isinstance(main, CodeBlock) and main.inset):
        return None
    if isinstance(main, TableBlock):
        return shows.table(main, [line for block in texts for line in shows.lines(block)])
    words = column(texts)
    return kinds.Columns(columns=[words, shows.code(main)], widths=[_LEFT, _RIGHT]) if words is not None else None
