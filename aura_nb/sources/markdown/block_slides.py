"""One block that has a slide of its own, or a list that has several: what they show, and what is said meanwhile."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from aura_nb.sources.markdown import columned, shows, spoken_text, tables
from aura_nb.sources.markdown.blocks import (
    Admonition,
    ChartBlock,
    CodeBlock,
    ColumnsBlock,
    FormulaBlock,
    Heading,
    ListBlock,
    ListItem,
    Paragraph,
    QuoteBlock,
    Slide,
    TableBlock,
)
from aura_nb.sources.markdown.parting import MOST
from aura_nb.sources.markdown.shows import Thing, pause_for, said_of, weight
from aura_nb.specs.marks import bare

_POINTS = 12

Lead = Paragraph | Heading
OwnSlide = CodeBlock | TableBlock | ChartBlock | FormulaBlock | QuoteBlock | Admonition | ColumnsBlock | Slide


def own_slide(block: OwnSlide, language: str, below: Sequence[str], *, noted: bool) -> Thing:
    """A thing with a slide of its own; `below` are the footnotes of a table."""
    said = said_of(block, language)
    match block:
        case TableBlock():
            lit = not noted and tables.tells(block)
            table = shows.table(block, below, lit=lit)
            return Thing(table, said, None if lit else pause_for(len(list(table.texts()))), block.line)
        case CodeBlock():
            return Thing(shows.code(block), said, pause_for(len(block.text.split())), block.line, block.comment)
        case FormulaBlock():
            return Thing(shows.formula(block), said, pause_for(len(block.shown.split())), block.line)
        case ChartBlock():
            return Thing(
                block.chart, said, pause_for(len(block.chart.series) + len(block.chart.title.split())), block.line
            )
        case QuoteBlock():
            return Thing(shows.quote(block), said, line=block.line)
        case Admonition():
            return Thing(shows.callout(block), said, line=block.line)
        case ColumnsBlock():
            return Thing(columned.columns(block) or shows.text([block]), said, line=block.line)
        case Slide():
            return Thing(
                block.show, block.said, line=block.line, comment=block.otherwise, cues=block.cues, settled=True
            )


def list_slides(block: ListBlock, language: str, lead: Lead | None, limit: int) -> Iterator[Thing]:
    """A list in parts of about the same length; what leads to it stands above the first, and is said."""
    count = max(math.ceil(len(block.items) / (_POINTS if limit == MOST else 40)), math.ceil(weight(block) / limit), 1)
    share, most = math.ceil(len(block.items) / count), 1.4 * limit
    parts: list[list[ListItem]] = [[]]
    length = 0
    for item in block.items:
        if len(parts[-1]) >= share or length + len(bare(item.shown)) > most:
            parts.append([])
            length = 0
        parts[-1].append(item)
        length += len(bare(item.shown))
    for place, part in enumerate(filter(None, parts)):
        said = spoken_text.points([item.said for item in part], language)
        intro = ""
        if lead and not place:
            said = spoken_text.together([said_of(lead, language), said])
            intro = " ".join(shows.lines(lead))
        yield Thing(shows.listed(part, intro), said, line=lead.line if intro and lead else block.line)
