"""The Markdown of a notebook's cells as blocks, by the reader of decks."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote, unquote

from msgspec.structs import replace

from aura_nb.errors import SourceInvalid
from aura_nb.regex import regex
from aura_nb.sources.latex import in_markdown
from aura_nb.sources.markdown.blocks import (
    FOOTNOTES,
    Block,
    Blocks,
    Break,
    Comment,
    FormulaBlock,
    ListBlock,
    Paragraph,
    TableBlock,
)
from aura_nb.sources.markdown.dialects import Dialect, GitHub, Jupyter, Page
from aura_nb.sources.markdown.head import DeckFields
from aura_nb.sources.markdown.hiding import NEVER, hides, without_hidden
from aura_nb.sources.markdown.lines import CELL, SourceLine, numbered, origin
from aura_nb.sources.markdown.page import dialects_of, read_blocks
from aura_nb.sources.markdown.reader import MarkdownReader
from aura_nb.sources.notebook.embedded import Held
from aura_nb.sources.notebook.file import Notebook, NotebookCell, written
from aura_nb.specs.kinds.formula import MOST_TEX

_MOST_MARKDOWN = 200_000  # characters of a cell
# The name of a picture that is not attached: to the end of its brackets, its quotation marks, or its title.
_NAMES = r"""(?:(?<=[(<"'=])|(?<=\]: ))attachment:"""
_OTHER = r"[^)\n\"'<>]*?(?=\s*[)\n\"'<>]|\s+[\"'(]|$)"
_DATA = regex(r"(?<=\]\()data:image/[\w.+-]{1,40};base64,[A-Za-z0-9+/=%]{1000,}")  # in a text, it is looked into once
_MACRO = regex(
    r"\\(?:re)?newcommand\*?\s*\{?\\(?P<name>[A-Za-z]+)\}?\s*\{(?P<body>[^{}]{1,100}(?:\{[^{}]{0,100}\}[^{}]{0,100}){0,4})\}"
)
_NAVIGATION = regex(r"^[ \t]*<[ \t][^\n]{0,500}\]\([^\n]{0,500}(?:\|[^\n]{0,500})+>[ \t]*$", re.MULTILINE)  # of a book
_CLOSINGS = ("-->", "</script>", "</style>")


class Texts:
    """Reads the Markdown of one notebook into `found`; the pictures it holds are `held`."""

    def __init__(self, notebook: Notebook, found: Blocks, held: Held, file: str) -> None:
        self.found = found
        self.held = held
        self._file = file or "the notebook"
        self._macros: dict[str, str] = {}
        self._dialects = _dialects(notebook)

    def blocks(self, text: str, number: int) -> list[Block]:
        """The blocks of a cell's Markdown. What a page would leave open to its end is closed."""
        text = _NAVIGATION.sub("", text) if "](" in text else text
        text = in_markdown(without_hidden(text, never=NEVER) if hides(text) else text)
        first = number * CELL + 1
        try:
            return self._read(numbered(text, first))
        except SourceInvalid as error:
            for closing in _CLOSINGS:
                with contextlib.suppress(SourceInvalid):
                    return self._read(numbered(f"{text}\n{closing}", first))
            why = re.sub(r"^line \d+: ", "", error.message).rstrip(".")
            self.held.tell(origin(number * CELL, self._file).place, f"its text is left out: {why}.")
            return []

    def page(self, html: str, number: int) -> list[Block]:
        """The blocks of an output in HTML, in whose text no sign of Markdown is one."""
        line = number * CELL + 1
        found = Blocks(left_out=self.found.left_out, marks=self.found.marks)
        blocks = MarkdownReader([line], self._dialects, found, is_page=True).of_html(html, line)
        self.found.elsewhere += found.elsewhere
        return [block for block in blocks if not isinstance(block, Break | Comment)]

    def _read(self, lines: list[SourceLine]) -> list[Block]:
        page = Page(DeckFields(), lines, self.found.left_out)
        read = read_blocks(page, self._dialects, self.found.marks)
        self.found.elsewhere += read.elsewhere
        self.found.definitions += read.definitions
        own = lines[0].number // CELL * FOOTNOTES  # each cell counts its own
        self.found.footnotes |= {own + number: text for number, text in read.footnotes.items()}
        kept = [_noted(block, own) for block in read.blocks if not isinstance(block, Break | Comment)]
        if read.definitions != self.found.definitions:
            known = self.found.definitions[:MOST_TEX]
            kept = [FormulaBlock(b.tex, b.shown, b.line, known) if isinstance(b, FormulaBlock) else b for b in kept]
        return kept

    def attached(self, number: int, cell: NotebookCell) -> str:
        """The cell's text with the pictures attached to it named by what they are."""
        text = self._with_macros(cell.text)
        place = origin(number * CELL, self._file).place
        text = _DATA.sub(lambda found: self.held.name(found[0], place) or "", text)
        if len(text) > _MOST_MARKDOWN:
            text = text[:_MOST_MARKDOWN].rpartition("\n\n")[0]
            self.held.tell(place, f"its text is cut at {_MOST_MARKDOWN:,} characters.")
        return self._with_attached(text, number, cell.attachments) if "attachment:" in text else text

    def _with_attached(self, text: str, number: int, attachments: Mapping[str, Mapping[str, Any]]) -> str:
        """A text in which pictures attached to its cell are named by what they are.

        Their names may be written as they are, with blanks and brackets, or as addresses are.
        """
        named: dict[str, str] = {}
        for name, bundle in attachments.items():
            kind = next((each for each in bundle if each.startswith("image/") and written(bundle[each]).strip()), "")
            forms = {unicodedata.normalize(form, name) for form in ("NFC", "NFD")} if kind else set()
            for form in forms:
                for spelt in (form, quote(form), quote(form, safe="/()!*'~"), escape(form)):
                    named[unicodedata.normalize("NFC", spelt)] = f"data:{kind};base64,{written(bundle[kind])}"
        place = origin(number * CELL, self._file).place
        longest = sorted(named, key=len, reverse=True)
        pattern = re.compile(f"{_NAMES}(?:{'|'.join([*map(re.escape, longest), _OTHER])})", re.IGNORECASE)
        folded = {name.casefold(): address for name, address in named.items()}

        def found(match: re.Match[str]) -> str:
            name = match[0].partition(":")[2]
            address = folded.get(name.casefold())
            if address:
                return self.held.name(address, place) or ""
            other = unquote(name.strip())  # it may lie in the notebook's folder
            return f"<{other}>" if " " in other and text[match.start() - 1 :][:1] == "(" else other

        text = unicodedata.normalize("NFC", text)
        return pattern.sub(found, text)

    def _with_macros(self, text: str) -> str:
        r"""A text with what earlier cells named by `\newcommand`; commands that take arguments stay."""
        if self._macros and "\\" in text:
            names = "|".join(map(re.escape, self._macros))
            text = re.sub(rf"\\({names})(?![A-Za-z])", lambda found: self._macros[found[1]], text)
        self._macros |= {found["name"]: found["body"].strip() for found in _MACRO.finditer(text)}
        return text


def _dialects(notebook: Notebook) -> Sequence[Dialect]:
    """The dialects its Markdown is written in; it is never a deck of slides, and its comments are comments."""
    text = "\n\n".join(cell.text[:20_000] for cell in notebook.cells if cell.cell_type == "markdown")
    page = Page(DeckFields(), numbered(text[:2_000_000]))
    found = [dialect for dialect in dialects_of(page) if not dialect.of_slides]
    found = found if any(isinstance(dialect, GitHub) for dialect in found) else [*found, GitHub()]
    return [Jupyter(), *found]


def _noted(block: Block, own: int) -> Block:
    """A block with its footnotes as its cell counts them."""
    if isinstance(block, Paragraph | ListBlock | TableBlock) and block.footnotes:
        return replace(block, footnotes=tuple(own + number for number in block.footnotes))
    return block
