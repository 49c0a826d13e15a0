"""The dialects of Markdown that decks are written in: one file each, found by this table."""

from __future__ import annotations

from aura_nb.sources.markdown.dialects.article import GitHub, HugoSlides, Site
from aura_nb.sources.markdown.dialects.deckset import Deckset
from aura_nb.sources.markdown.dialects.dialect import Alt, Comments, Dialect, Directive, Page
from aura_nb.sources.markdown.dialects.jupyter import Jupyter
from aura_nb.sources.markdown.dialects.marp import Marp
from aura_nb.sources.markdown.dialects.mkdocs import MkDocs
from aura_nb.sources.markdown.dialects.myst import MyST
from aura_nb.sources.markdown.dialects.obsidian import Obsidian
from aura_nb.sources.markdown.dialects.pandoc import Pandoc
from aura_nb.sources.markdown.dialects.quarto import Quarto
from aura_nb.sources.markdown.dialects.remark import Remark
from aura_nb.sources.markdown.dialects.reveal import Reveal
from aura_nb.sources.markdown.dialects.slidev import Slidev

# In the order in which they change the lines: what parts slides comes first.
DIALECTS: tuple[Dialect, ...] = (
    Slidev(),
    Marp(),
    Remark(),
    Reveal(),
    Deckset(),
    HugoSlides(),
    Quarto(),
    Pandoc(),
    MyST(),
    MkDocs(),
    Obsidian(),
    Site(),
    GitHub(),
)
KEYS = frozenset(key for dialect in DIALECTS for key in dialect.keys | dialect.shared)
THEMES = frozenset(theme for dialect in DIALECTS for theme in dialect.themes)


def recognised(page: Page) -> list[Dialect]:
    """The dialects a deck is written in; nothing for plain Markdown."""
    return [dialect for dialect in DIALECTS if dialect.is_written(page)]


__all__ = [
    "DIALECTS",
    "KEYS",
    "THEMES",
    "Alt",
    "Comments",
    "Dialect",
    "Directive",
    "GitHub",
    "Jupyter",
    "Page",
    "recognised",
]
