"""The outputs of cells as slides: what each shows, and what is said of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from aura_nb.regex import regex
from aura_nb.sources.markdown import shows, spoken_text
from aura_nb.sources.markdown.blocks import Block, FormulaBlock, Paragraph, Slide
from aura_nb.sources.markdown.left_out import at
from aura_nb.sources.markdown.lines import CELL, origin
from aura_nb.sources.notebook import figures, phrases, results
from aura_nb.sources.notebook.arrangement import within
from aura_nb.sources.notebook.cell import CodeCell
from aura_nb.sources.notebook.embedded import Held
from aura_nb.sources.notebook.grid import OutputTable
from aura_nb.sources.notebook.markdown_cells import Texts
from aura_nb.sources.notebook.outputs import Shown
from aura_nb.sources.notebook.script_words import ScriptWords
from aura_nb.specs import Picture, Show, kinds
from aura_nb.specs.origin import Notice, noticed

_MOST_OUTPUTS = 6  # of a cell
_MOST_WORDS = 900  # letters of an output's text that one slide shows
_SIGNS = regex(r"[{}\[\]<>=|\\_]")
_MOST_SIGNS = 4  # in a text, from which it is data and nothing that anybody reads out
_SEEN = frozenset({"picture", "clip", "table"})  # next to which nobody misses a widget
_NEAR = 4  # cells, within which a table is still in mind


class OutputSlides:
    """Makes slides of the outputs of one notebook's cells; the pictures among them are `held`.

    `libraries` are the packages that were imported so far.
    """

    def __init__(
        self, texts: Texts, words: ScriptWords, held: Held, file: str, *, errors: bool, libraries: Collection[str]
    ) -> None:
        self._texts = texts
        self._words = words
        self._held = held
        self._file = file
        self._errors = errors
        self._libraries = libraries
        self._header: tuple[int, list[str]] = (0, [])  # the last table's cell and its columns
        self._has_gaps = False
        self._named: set[str] = set()  # gaps of the cell at hand that need no slide of their own
        self._unsaid: list[int] = []  # cells of whose error stream something is left out

    def of(self, cell: CodeCell) -> Iterator[Block]:
        """The outputs of a cell, those that can be shown; what cannot be is told."""
        count = 0
        self._named = {""}
        if any(each.kind in _SEEN for each in cell.outputs):
            self._named.update(each.name for each in cell.outputs if each.kind == "gap")
        for each in cell.outputs:
            if count == _MOST_OUTPUTS:
                self._tell(cell, f"{len(cell.outputs) - count} more of its outputs are left out.")
                return
            for block in self._of(each, cell):
                count += 1
                yield block

    def notices(self) -> list[Notice]:
        """What is told of all cells at once."""
        if not self._unsaid:
            return []
        cells = at([number * CELL for number in dict.fromkeys(self._unsaid)], self._file)
        return [noticed(f"Lines on the error stream ({cells}) are left out: print what is to be seen.")]

    def _of(self, each: Shown, cell: CodeCell) -> Iterable[Block]:
        match each.kind:
            case "picture":
                return self._picture(each, cell)
            case "clip":
                return self._clip(each, cell)
            case "table":
                return self._table(each.grid, cell) if each.grid else ()
            case "console":
                return self._console(each, cell)
            case "tex":
                return self._tex(each, cell)
            case "markdown" | "page":
                read = self._texts.blocks if each.kind == "markdown" else self._texts.page
                return self._text(read(each.text, cell.number))
            case "error":
                return self._error(each, cell) if self._errors else ()
            case "unsaid":
                self._unsaid.append(cell.number)
                return ()
            case "gap":
                return self._gap(each, cell)

    def _gap(self, each: Shown, cell: CodeCell) -> Iterator[Slide]:
        """What is missing, by its name and once for each, and how it comes into the film; that is said once."""
        words, fill = phrases.gap(self._words.language)
        is_named = bool(words) and each.name not in self._named
        place = "its name stands in its place" if is_named else "it is left out"
        self._tell(cell, f"{each.text}: {place}. {each.remedy}")
        if not is_named:
            return
        self._named.add(each.name)
        told = f"{words}\n\n{fill} `{each.code}`" if each.code else words
        text = "\n\n".join(
            block.shown for block in self._texts.blocks(told, cell.number) if isinstance(block, Paragraph)
        )
        found = self._figure(cell)
        title = f"{each.name}: {found.title}" if found.title else each.name
        said = "" if self._has_gaps else words
        self._has_gaps = True
        yield Slide(kinds.Callout(text=text, sort="note", title=title[:200]), said, cell.line, otherwise=words)

    def _tell(self, cell: CodeCell, message: str) -> None:
        self._held.tell(self._place(cell), message)

    def _place(self, cell: CodeCell) -> str:
        return origin(cell.line, self._file or "the notebook").place

    def _picture(self, each: Shown, cell: CodeCell) -> Iterator[Slide]:
        if name := self._held.name(each.text, self._place(cell)):
            said, caption = self._said_of_figure(each, cell), cell.steering.caption
            alt = (caption or said)[:1000]
            yield Slide(Picture(image=name, alt=alt, caption=caption[:500], fit="contain"), said, cell.line)

    def _clip(self, each: Shown, cell: CodeCell) -> Iterator[Slide]:
        if each.text.startswith("data:audio"):
            self._tell(cell, "a sound is left out.")
        elif name := self._held.video(each.text, self._place(cell)):
            said, caption = self._said_of_figure(each, cell), cell.steering.caption
            yield Slide(kinds.Clip(video=name, alt=(caption or said)[:1000], caption=caption[:500]), said, cell.line)

    def _console(self, each: Shown, cell: CodeCell) -> Iterator[Slide]:
        rows = self._words.shortened(each.rows)
        if any(row.strip() for row in rows):
            said = results.said_of_text(each.rows, cell.statements, self._words.language)
            yield Slide(kinds.Code(code="\n".join(rows)), said, cell.line)

    def _tex(self, each: Shown, cell: CodeCell) -> Iterator[Block]:
        blocks = self._texts.blocks(f"$$\n{each.text}\n$$", cell.number)
        if len(blocks) == 1 and isinstance(formula := blocks[0], FormulaBlock):
            said = shows.said_of(formula, self._words.language)
            yield Slide(shows.formula(formula), f"We get {said}" if said and self._words.english else said, cell.line)
        else:
            yield from blocks

    def _error(self, each: Shown, cell: CodeCell) -> Iterator[Slide]:
        show = kinds.Callout(text=each.text or each.name, sort="warning", title=each.name)
        yield Slide(show, self._words.error(each.name, each.text), cell.line)

    def _text(self, blocks: Iterable[Block]) -> Iterable[Block]:
        """The blocks of an output, whose headings start no scene; a short text is a slide, and introduces no code."""
        found = [*map(within, blocks)]
        texts = [block for block in found if isinstance(block, Paragraph)]
        if len(texts) < len(found) or not texts or sum(len(block.shown) for block in texts) > _MOST_WORDS:
            return found
        language = self._words.language
        told = (block.said for block in texts if block.said and len(_SIGNS.findall(block.said)) < _MOST_SIGNS)
        said = spoken_text.PARAGRAPH.join(spoken_text.sentence(each, language) for each in told)
        return [Slide(kinds.Text(text="\n\n".join(block.shown for block in texts)), said, texts[0].line)]

    def _table(self, grid: OutputTable, cell: CodeCell) -> Iterator[Slide]:
        note = grid.caption
        if grid.all_rows > len(grid.rows):
            shown = self._words.of_rows(len(grid.rows), grid.all_rows)
            note = f"{note} · {shown}" if note else shown
        show = kinds.Table(header=[*grid.header], rows=[[*row] for row in grid.rows], align=grid.align, note=note[:500])
        before, self._header = self._header, (cell.number, grid.header)
        again = before[1] == grid.header and cell.number - before[0] <= _NEAR
        said = cell.steering.caption or results.said_of_grid(grid, self._words.language, again=again)
        yield Slide(show, said, cell.line)

    def _figure(self, cell: CodeCell) -> figures.Figure:
        """What the code of a cell tells of the figure it draws."""
        statements = cell.statements
        return figures.of_python(statements, self._libraries) if statements else figures.of_text(cell.steering.source)

    def _said_of_figure(self, each: Shown, cell: CodeCell) -> str:
        if caption := cell.steering.caption:
            return caption if caption.endswith((".", "!", "?")) else f"{caption}."
        found = self._figure(cell)
        pictures = [other for other in cell.outputs if other.kind == "picture"]
        if len(pictures) > 1:
            own = [title for title, of in zip(found.titles, pictures, strict=False) if of is each]
            if len(found.titles) != len(pictures) or not own:
                return ""
            found.titles = own
        return figures.said_of(found, english=self._words.english)


def is_gap(show: Show) -> bool:
    """Whether a slide only names what is missing."""
    return isinstance(show, kinds.Callout) and show.sort == "note"
