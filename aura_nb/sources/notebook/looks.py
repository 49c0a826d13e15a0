"""Cells that only give the page another look: what they show is no result, nor is it what the text before them says."""

from __future__ import annotations

import re

from aura_nb.regex import regex
from aura_nb.sources.markdown.blocks import Block, Paragraph
from aura_nb.sources.markdown.lines import CELL
from aura_nb.sources.notebook.cell import CodeCell

_STYLES = regex(r"\bHTML\([^\n]*\bcss|\bcss_styl\w+\(\)|\.css['\"]", re.IGNORECASE)
_MOST_ROWS = 12
_NAMES = regex(r"\b(?:styl(?:e|es|ing|esheet)|css|estilos?|Stil|formato|configuraci\w+)\b", re.IGNORECASE)
_LONGEST = 200  # characters of a text that leads to it


def is_one(cell: CodeCell) -> bool:
    """Whether a cell reads the styles of its page, and does nothing else."""
    source = cell.steering.source
    return not cell.code.text and source.count("\n") < _MOST_ROWS and bool(_STYLES.search(source))


def forget(found: list[Block], number: int) -> None:
    """Leaves out the text right before such a cell that says what it is: "The cell below loads the style."."""
    last = found[-1] if found else None
    is_before = isinstance(last, Paragraph) and last.line // CELL == number - 1
    if isinstance(last, Paragraph) and is_before and len(last.shown) <= _LONGEST and _NAMES.search(last.shown):
        found.pop()
