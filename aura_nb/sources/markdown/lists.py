"""A list as blocks: points, the code that stands between them, and what else its items hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from aura_nb.regex import regex
from aura_nb.sources.markdown.blocks import Block, CodeBlock, FormulaBlock, Gone, ListBlock, ListItem, Paragraph, flat
from aura_nb.sources.markdown.points import both, point
from aura_nb.specs.marks import Marks
from aura_nb.specs.runs import Run

_SEVERAL_LINES = regex(r"\\\\|&|\\begin\b")


class Item(NamedTuple):
    """An item of a list: what it holds but for lists, how deep it lies, and what stands before its text."""

    blocks: list[Block]
    depth: int
    marker: str


def gathered(items: Iterable[Item], line: int) -> list[Block]:
    """The points of a list, its code between them; pictures and the like follow.

    A list of which nothing is left but what leads elsewhere (a table of contents) is gone.
    """
    gathering = _Gathering(line)
    for item in items:
        gathering.add(item)
    return gathering.blocks()


def with_formulas(found: Sequence[Block], marks: Marks) -> list[Block]:
    """The blocks of an item in which a formula of one line is part of the text around it, as it is in any text."""
    made: list[Block] = []
    for block in found:
        last = made[-1] if made else None
        if isinstance(block, FormulaBlock) and block.shown and not _SEVERAL_LINES.search(block.tex):
            run = marks.marked_run(Run(text=block.shown, tex=block.tex))
            if isinstance(last, Paragraph) and not last.is_links:
                made[-1] = replace(last, shown=f"{last.shown} {run}", said=f"{last.said} {run}".strip())
            else:
                made.append(Paragraph(run, run, block.line))
        else:
            made.append(block)
    return made


class _Gathering:
    def __init__(self, line: int) -> None:
        self._line = line
        self._found: list[Block] = []
        self._rest: list[Block] = []
        self._points: list[ListItem] = []
        self._footnotes: list[int] = []

    def add(self, item: Item) -> None:
        is_first = True
        for block in flat(item.blocks):
            match block:
                case Paragraph() if is_first:
                    made = point(block.shown, block.said, item.depth, item.marker)
                    self._add(block, replace(made, is_links=block.is_links))
                case Paragraph() if self._points:
                    last = self._points.pop()
                    whole = f"{last.shown} {block.shown}", both(last.said, block.said)
                    self._add(block, replace(last, shown=whole[0], said=whole[1], is_links=False))
                case Paragraph() | CodeBlock():  # a paragraph below the item's code
                    if is_first and item.marker:
                        alone = item.marker.strip()
                        self._points.append(ListItem(alone, alone.strip(": ") if alone.endswith(":") else ""))
                    self._pause()
                    self._found.append(replace(block, inset=True) if isinstance(block, CodeBlock) else block)
                case ListBlock():
                    self._points += block.items
                case _:
                    self._rest.append(block)
                    continue
            is_first = False

    def blocks(self) -> list[Block]:
        self._pause()
        if not self._found and any(isinstance(block, Gone) for block in self._rest):
            return [Gone(self._line), *(block for block in self._rest if not isinstance(block, Gone))]
        return self._found + self._rest

    def _add(self, block: Paragraph, made: ListItem) -> None:
        self._points.append(made)
        self._footnotes += block.footnotes

    def _pause(self) -> None:
        """The list stops here for what stands between its points."""
        if self._points:
            points = self._points
            if len(points) > 1 and all(one.is_links for one in points):  # nobody reads a list of links out
                points = [replace(one, said="") for one in points]
            self._found.append(ListBlock(tuple(points), self._line, tuple(self._footnotes)))
        self._points, self._footnotes = [], []
