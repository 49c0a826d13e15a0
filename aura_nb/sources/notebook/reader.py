"""The cells of a notebook as blocks: Markdown by the reader of decks, code and outputs as slides of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec.structs import replace

from aura_nb.sources.markdown.blocks import (
    Block,
    Blocks,
    Break,
    Heading,
    Notes,
    Paragraph,
    Slide,
    prose,
)
from aura_nb.sources.markdown.left_out import LeftOut
from aura_nb.sources.markdown.lines import CELL, origin
from aura_nb.sources.markdown.notes import spoken
from aura_nb.sources.notebook import code, comments, looks, phrases, results
from aura_nb.sources.notebook.arrangement import (
    below,
    beside,
    both,
    together,
    told_at_once,
    told_first,
    unless_told,
    wordless,
)
from aura_nb.sources.notebook.cell import CodeCell
from aura_nb.sources.notebook.cut import MOST_ROWS, announced, cut, sign_of
from aura_nb.sources.notebook.embedded import Held
from aura_nb.sources.notebook.file import Notebook, NotebookCell
from aura_nb.sources.notebook.filming import Filming
from aura_nb.sources.notebook.identifiers import listed, package
from aura_nb.sources.notebook.markdown_cells import Texts
from aura_nb.sources.notebook.output_slides import OutputSlides, is_gap
from aura_nb.sources.notebook.outputs import Shown, shown
from aura_nb.sources.notebook.script_words import ScriptWords
from aura_nb.sources.notebook.steering import Steering, steering
from aura_nb.sources.notebook.telling import Teller
from aura_nb.sources.notebook.values import Values
from aura_nb.sources.notebook.variables import Variables
from aura_nb.specs import DEFAULT_LANGUAGE, Cue, Picture, Show, kinds
from aura_nb.specs.marks import clipped
from aura_nb.specs.origin import DetectedLanguage, Notice
from aura_nb.voices.finding import find

_BESIDE = 8  # rows of a result that stands below its code
_INTRODUCING = 200  # characters of a text that is said while the code below it is seen
_MOST_OF_ERROR = 240  # characters of what an error says
_MOST_WHOLE = 200_000  # characters of the code that a transcript has
_TYPES = frozenset({"code", "markdown", "raw"})


class NotebookReader:
    """Reads one notebook; `found` are its blocks, `held` the pictures it holds, and what is to be told."""

    def __init__(self, notebook: Notebook, file: str, language: str | None) -> None:
        self.found = Blocks(left_out=LeftOut())
        self.held = Held()
        self.recognised: DetectedLanguage | None = None
        self.all_skipped = False
        self._file = file
        self._given = language is not None
        self._errors = _chosen(notebook.metadata, "errors") is not False
        self._lists_variables = _chosen(notebook.metadata, "variables") is True
        self._variables = Variables()
        self._libraries: set[str] = set()  # what was imported so far
        self._teller = Teller(self._libraries)
        self._values = Values()
        self._packages: set[str] = set()
        self._unshown: list[str] = []  # the code of cells before that no slide has
        self._silent: list[Slide] = []  # code that says nothing, for a notebook that has nothing else
        self._used = ""  # what is said of packages that were imported, and is said with the next code
        self._code_language = notebook.language
        self._cells = [(number, cell) for number, cell in enumerate(notebook.cells, 1)]
        self._texts = Texts(notebook, self.found, self.held, file)
        self._speak(language or DEFAULT_LANGUAGE)

    def _speak(self, language: str) -> None:
        self.language = language
        self._words = ScriptWords(language)
        self._outputs = OutputSlides(
            self._texts, self._words, self.held, self._file, errors=self._errors, libraries=self._libraries
        )

    def read_all(self) -> Blocks:
        """The blocks of all cells, in order."""
        steered = [(number, cell, steering(cell)) for number, cell in self._cells]
        filming = Filming()  # it reads every cell: one that is skipped may have named the film
        made = {number for number, cell in self._cells if cell.cell_type == "code" and filming.is_all_of(cell.text)}
        steered = [each for each in steered if not (each[2].skip or each[0] in made)]
        self.all_skipped = not steered
        for number, cell, _ in steered:
            if cell.odd or cell.cell_type not in _TYPES:
                odd = cell.odd or f'it is a cell of the type "{cell.cell_type[:40]}"'
                self.held.tell(self._place(number), f"{odd}: it is left out.")
        marked = {
            number: self._texts.blocks(self._texts.attached(number, cell), number)
            for number, cell, _ in steered
            if cell.cell_type == "markdown"
        }
        if not self._given:
            codes = [steer for _, cell, steer in steered if cell.cell_type == "code"]
            self.recognised = self._recognised(marked.values(), codes)
            self._speak(self.recognised.language)
        looked = {
            number: self._looked(number, cell, steer) for number, cell, steer in steered if cell.cell_type == "code"
        }
        for each in looked.values():
            self._values.learn(each.outputs, each.statements, each.steering.value)
        for number, _, steer in steered:
            if number in marked:
                self._markdown(marked[number], number, steer)
            elif number in looked and looks.is_one(looked[number]):
                looks.forget(self.found.blocks, number)
            elif number in looked:
                self._code(looked[number])
        if all(isinstance(block, Slide) and is_gap(block.show) for block in self.found.blocks):
            self.found.blocks[:] = self._silent  # names of what is missing alone are no film
        self._keep_rest()
        levels = [block.level for block in self.found.blocks if isinstance(block, Heading)]
        self.found.divider = max(2, min(levels, default=2))
        return self.found

    def _recognised(self, marked: Iterable[list[Block]], codes: Iterable[Steering]) -> DetectedLanguage:
        """The language of the texts; where they tell too little, comments are their author's as well."""
        texts = [*prose(Blocks([block for blocks in marked for block in blocks]))]
        found = find(texts)
        if found.letters:
            return found
        sign = sign_of(self._code_language)
        return find([*texts, *(comments.prose_of(steer.source, sign) for steer in codes)])

    def _keep_rest(self) -> None:
        """The code of the last cells without a slide belongs to the last slide of code: all of it can be copied."""
        rest = "\n\n".join(self._unshown)
        for block in reversed(self.found.blocks):
            show = block.show if isinstance(block, Slide) else None
            shown_code = show.columns[0] if isinstance(show, kinds.Columns) else show
            if rest and isinstance(shown_code, kinds.Code) and shown_code.whole:
                shown_code.whole = f"{shown_code.whole}\n\n{rest}"[:_MOST_WHOLE]
                return

    def notices(self) -> list[Notice]:
        """What is told of what the cells hold and the film has not."""
        return [*self.held.notices, *self._outputs.notices()]

    def _looked(self, number: int, cell: NotebookCell, steer: Steering) -> CodeCell:
        made = cut(steer.source, self._code_language, self._words.more_lines)
        return CodeCell(number, steer, made, [] if steer.hide_output else list(shown(cell.outputs)))

    def _place(self, number: int) -> str:
        return origin(number * CELL, self._file or "the notebook").place

    # Markdown

    def _markdown(self, blocks: list[Block], number: int, steer: Steering) -> None:
        line = number * CELL
        if steer.slide == "notes":
            self.found.blocks.append(Notes(tuple(spoken(blocks)), line, "notes of slides"))
            return
        if steer.narration:
            blocks = [*blocks, Notes((self._filled(steer, number),), line, "narrations of cells")]
        if steer.slide and not any(isinstance(block, Heading) for block in blocks[:1]) and self.found.blocks:
            self.found.blocks.append(Break(line))
        self.found.blocks += blocks

    # Code

    def _code(self, looked: CodeCell) -> None:
        steer, number = looked.steering, looked.number
        self._libraries.update(code.imports(looked.code))
        slides = [*self._outputs.of(looked)]
        self._variables.learn(looked.statements, looked.outputs)
        if steer.narration or steer.hide_code:
            for each in looked.code.groups:  # what is hidden is known all the same
                self._teller.told(each.statements)
        self._unshown += [steer.source.strip()] if steer.source.strip() else []
        if not looked.code.text and not steer.hide_code and _announced(self.found.blocks, number):
            looked.code.text = announced(steer.source)
        if steer.hide_code or not looked.code.text:
            if not slides and not steer.hide_code:
                self._imported(looked)
            if steer.narration:
                slides = told_first(slides, self._filled(steer, number)) or slides
            self.found.blocks += together(slides, self._here(looked))
            return
        introduced = not steer.narration and _introduced(self.found.blocks, number)
        if steer.narration:
            told = code.narrated(self._filled(steer, number))
        else:
            told = code.telling(looked.code, self._teller, language=self.language, introduced=introduced)
            if self._used:
                told.said = " ".join(filter(None, (self._used, told.said or ("" if introduced else told.plainly))))
                self._used = ""
        made = self._shown_code(looked, told, slides)
        self.found.blocks += beside(made, self._variables.rows()) if self._lists_variables else made

    def _shown_code(self, looked: CodeCell, told: code.Telling, slides: list[Block]) -> list[Block]:
        """The slide of a cell's code, with what it printed where that is short, and those of its other outputs."""
        line = looked.line
        shown_code = kinds.Code(code=looked.code.text, language=looked.code.language, lines=told.lines)
        whole, self._unshown = "\n\n".join(self._unshown), []
        shown_code.whole = whole[:_MOST_WHOLE]
        here = self._here(looked)
        if printed := self._below(looked):
            shown_code.output = "\n".join(printed.rows)
            result = "" if looked.steering.narration else self._result(printed, looked)
            cues = [Cue(on=result[:400].rstrip(".!?"), show=len(told.lines) + 1)] if result else []
            said = f"{told.said} {result}".strip()
            slide = Slide(
                shown_code,
                said,
                line,
                (*told.cues, *cues),
                otherwise=told.plainly or here(kinds.Code(code=shown_code.output)),
            )
            return [slide, *together(slides[1:], here)]
        if not told.said and not slides and looked.code.names_only:
            self._unshown = [whole]
            self._silent.append(Slide(shown_code, "", line))
            return []  # a value that cannot be seen, and whose name alone tells nothing
        first = slides[0] if slides and not told.lines else None
        if looked.steering.narration and isinstance(first, Slide):
            first = slides[0] = replace(first, said=unless_told(first.said, first.said))
        if isinstance(first, Slide) and not self._is_wide(first) and (pair := both(shown_code, first.show)):
            said = told_at_once(told.said, first.said)
            plainly = told.plainly or here(first.show)
            return [Slide(pair, said, line, otherwise=plainly), *together(slides[1:], here)]
        slide = Slide(shown_code, told.said, line, tuple(told.cues), otherwise=told.plainly)
        if isinstance(first, Slide) and not told.said and (under := below(shown_code, first.show)):
            plainly = told.plainly or here(first.show)
            return [Slide(under, first.said, line, otherwise=plainly), *together(slides[1:], here)]
        if not slides and self.found.blocks and (joined := wordless(self.found.blocks[-1], slide)):
            self.found.blocks[-1] = joined
            return []
        if isinstance(first, Slide):
            slides[0] = replace(first, said=unless_told(first.said, told.said))
        return [slide, *together(slides, here)]

    def _is_wide(self, slide: Slide) -> bool:
        return isinstance(slide.show, Picture) and self.held.is_wide(slide.show.image)

    def _here(self, looked: CodeCell) -> Callable[[Show], str]:
        """What is said of a result of a cell of which no more is known than what it is."""
        return lambda show: phrases.here(self.language, show, of=looked.code.text)

    def _result(self, printed: Shown, looked: CodeCell) -> str:
        """What is said of what stands below a cell's code."""
        if printed.kind == "error":
            return self._words.error(printed.name, printed.text)
        return results.said_of_text(printed.rows, looked.statements, self.language)

    def _below(self, looked: CodeCell) -> Shown | None:
        """The first output where it is a few lines, and stands below its code."""
        first = next((each for each in looked.outputs if each.kind not in {"gap", "unsaid"}), None)
        if first is not None and first.kind == "error":
            if not self._errors:
                return None
            first = Shown(
                "error",
                first.text,
                [clipped(f"{first.name}: {first.text}".strip(": "), _MOST_OF_ERROR)],
                name=first.name,
            )
        if first is None or first.kind not in {"console", "error"} or len(first.rows) > _BESIDE:
            return None
        room = looked.code.text.count("\n") + 1 + len(first.rows) <= MOST_ROWS + 2
        narrow = first.kind == "error" or all(len(row) <= 90 for row in first.rows)
        return first if room and narrow else None

    def _imported(self, looked: CodeCell) -> None:
        """A cell of nothing but imports is one sentence, once for each package."""
        names = [name for name in code.imports(looked.code) if name not in self._packages]
        self._packages.update(names)
        names = [package(name) for name in names if name not in _USUAL][:5]
        if names and self._words.english and not looked.steering.narration:
            self._used = f"We use {listed(names)}."

    def _filled(self, steer: Steering, number: int) -> str:
        """The narration of a cell with its values."""
        said, unknown = self._values.filled(steer.narration)
        for name, value in unknown.items():
            why = f"{{{name}}} in its narration is {value[:40]}, which nobody can say."
            if not value:
                why = (
                    f"nothing is known of {{{name}}} in its narration. Print it as `{name} = ...`, or tag the cell "
                    f"whose output it is with `aura-value:{name}`."
                )
            self.held.tell(self._place(number), why)
        return said


_USUAL = frozenset(
    {"os", "sys", "re", "math", "time", "datetime", "json", "warnings", "pathlib", "typing", "collections", "itertools",
     "functools", "random", "IPython", "logging", "__future__", "io", "pickle", "glob", "string", "copy", "dataclasses"}
)  # fmt: skip


def _chosen(metadata: dict[str, object], name: str) -> object:
    """What the notebook's own settings (`"aura": {"errors": false}`) say of a thing."""
    own = metadata.get("aura")
    return own.get(name) if isinstance(own, dict) else None


def _announced(found: Sequence[Block], number: int) -> bool:
    """Whether the text right before a cell leads to it: "We start with the usual imports:"."""
    last = found[-1] if found else None
    return isinstance(last, Paragraph) and last.said.endswith(":") and last.line // CELL == number - 1


def _introduced(found: Sequence[Block], number: int) -> bool:
    """Whether a short text right before a cell says what it does."""
    last = found[-1] if found else None
    if len(found) == 2 and isinstance(found[0], Heading):
        return False  # it stands on the opening card
    if not isinstance(last, Paragraph) or not last.said or last.line // CELL not in {number - 1, number - 2}:
        return False
    return len(last.shown) <= _INTRODUCING
