"""What a deck consists of, as a list: headings, paragraphs, points, code, tables, quotes, pictures, columns, notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from aura_nb.sources.markdown.inline import Image, Inline
from aura_nb.sources.markdown.left_out import LeftOut
from aura_nb.specs import Cue, Show, kinds
from aura_nb.specs.kinds.callout import Sort
from aura_nb.specs.kinds.table import Align
from aura_nb.specs.marks import Marks, bare

DASH, BULLET = "\N{EN DASH}", "\N{BULLET}"
FOOTNOTES = 1000  # more than one text has
_HIGH = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Heading(Struct, frozen=True):
    level: int
    text: Inline
    anchor: str
    line: int


class Paragraph(Struct, frozen=True):
    """Running text; `said` is empty for what is only shown. `is_links` is one of nothing but links.

    One that `runs_on` is a line that its author broke: what follows it is the next line of the same stanza.
    """

    shown: str
    said: str
    line: int
    footnotes: tuple[int, ...] = ()
    is_links: bool = False
    runs_on: bool = False


class ListItem(Struct, frozen=True):
    """An item of a list; `marker` is its number ("2. "), `depth` how many items it lies in."""

    shown: str
    said: str
    is_links: bool = False
    depth: int = 0
    marker: str = ""

    @property
    def row(self) -> str:
        """It as a line of running text."""
        if self.marker or self.shown[:1] in {"✓", "✗", "○"} or re.fullmatch(r"\d+\.", self.shown):
            return self.marker + self.shown
        return f"{DASH if self.depth else BULLET} {self.shown}"


class ListBlock(Struct, frozen=True):
    """A list."""

    items: tuple[ListItem, ...]
    line: int
    footnotes: tuple[int, ...] = ()

    @property
    def is_numbered(self) -> bool:
        """Whether it is a row of steps: two or more, their numbers one after the other, and nothing in any of them."""
        numbers = [int(item.marker.rstrip(". ")) if item.marker and not item.depth else -1 for item in self.items]
        return len(numbers) > 1 and numbers[0] >= 0 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


class CodeBlock(Struct, frozen=True):
    """Lines of code, which are never read out; `comment` is what their author says in words among them.

    `lits` are the lines that light up one group after the other, counted from 1; code that is `inset` is part of a
    list's item.
    """

    text: str
    comment: str
    line: int
    language: str = ""
    lits: tuple[tuple[int, ...], ...] = ()
    numbers: bool = False
    inset: bool = False


class TableCell(Struct, frozen=True):
    shown: str
    said: str


class TableBlock(Struct, frozen=True):
    """A table; `align` is empty where its author chose none."""

    header: tuple[TableCell, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    line: int
    align: tuple[Align, ...] = ()
    caption: TableCell = TableCell("", "")
    footnotes: tuple[int, ...] = ()


class Caption(Struct, frozen=True):
    """What stands below a table, or above it, until it is known which."""

    text: TableCell
    line: int


class QuoteBlock(Struct, frozen=True):
    """What somebody said; `by` is who."""

    paragraphs: tuple[Paragraph, ...]
    line: int
    by: str = ""


class Admonition(Struct, frozen=True):
    """A note, a warning and the like; `plain` are its blocks as they are within a text, with its title before them."""

    sort: Sort
    title: str
    text: TableCell
    plain: tuple[Block, ...]
    line: int


class ColumnsBlock(Struct, frozen=True):
    """Blocks beside each other; `widths` are their columns' parts of the whole, none where they are equal."""

    columns: tuple[tuple[Block, ...], ...]
    line: int
    widths: tuple[float, ...] = ()


class FormulaBlock(Struct, frozen=True):
    r"""A formula that stands alone: its TeX, a line of text for it, and the `\newcommand` lines that it may use."""

    tex: str
    shown: str
    line: int
    definitions: str = ""


class ChartBlock(Struct, frozen=True):
    """A chart of figures."""

    chart: kinds.Chart
    line: int


class PictureBlock(Struct, frozen=True):
    """A picture; `is_behind` is one that lies behind a slide."""

    image: Image
    line: int
    is_behind: bool = False


class Slide(Struct, frozen=True):
    """What another reader made of what is no Markdown: a slide of its own, and what is said meanwhile.

    Where nothing is said, not by a text before it either, it says `otherwise`, or stands for a short while; `cues` say
    when its steps appear.
    """

    show: Show
    said: str
    line: int
    cues: tuple[Cue, ...] = ()
    otherwise: str = ""


class Break(Struct, frozen=True):
    """`---`: a scene begins."""

    line: int


class Notes(Struct, frozen=True):
    """What is said, by paragraphs; `origin` is how they are written."""

    paragraphs: tuple[str, ...]
    line: int
    origin: str = "::: notes"


class Comment(Struct, frozen=True):
    """A comment of HTML, until it is known whether it is what is said."""

    text: str
    line: int


class Recording(Struct, frozen=True):
    """The sound file in which what belongs to a slide is said."""

    file: str
    line: int


class Gone(Struct, frozen=True):
    """What only a page needs: a table of contents, "back to top", badges."""

    line: int


class Hidden(Struct, frozen=True):
    """The slide it stands in is not to be seen."""

    line: int


Block = (
    Heading
    | Paragraph
    | ListBlock
    | CodeBlock
    | TableBlock
    | Caption
    | QuoteBlock
    | Admonition
    | ColumnsBlock
    | FormulaBlock
    | PictureBlock
    | Slide
    | ChartBlock
    | Break
    | Notes
    | Comment
    | Recording
    | Gone
    | Hidden
)

OF_THE_SLIDE = (Notes, Comment, Recording, Gone, Hidden, Break)  # wherever on a slide they stand


class Blocks(Struct):
    r"""A deck's blocks in order, the text of its footnotes by number, and how many pictures of the web it names.

    In a deck `of_slides` rules part the scenes, else headings up to the level of `divider` do too.
    `definitions` are the `\newcommand` lines of its formulas, `marks` what the marks in its texts stand for.
    """

    blocks: list[Block] = field(default_factory=list)
    footnotes: dict[int, str] = field(default_factory=dict)
    elsewhere: list[int] = field(default_factory=list)
    left_out: LeftOut = field(default_factory=LeftOut)
    of_slides: bool = False
    divider: int = 2
    definitions: str = ""
    marks: Marks = field(default_factory=Marks)


def footnote(number: int, text: str) -> str:
    """A footnote as it stands below a text; of a notebook, whose cells each count their own, the last three figures."""
    return f"{str(number % FOOTNOTES).translate(_HIGH)} {text}"


def flat(found: Iterable[Block]) -> Iterator[Block]:
    """Blocks as they are within a text: quotes and boxes as paragraphs, formulas as lines, columns in their order."""
    for block in found:
        match block:
            case QuoteBlock(paragraphs=paragraphs, by=by):
                for before, paragraph in zip((None, *paragraphs), paragraphs, strict=False):
                    yield _quoted(paragraph, begins=before is None or not before.runs_on)
                if by:
                    yield Paragraph(f"{DASH} {by}", by, block.line)
            case Admonition(plain=plain):
                yield from flat(plain)
            case ColumnsBlock(columns=columns):
                yield from (inner for column in columns for inner in flat(column))
            case Caption(text=text):
                yield Paragraph(text.shown, text.said, block.line)
            case FormulaBlock(shown=shown):
                yield Paragraph(shown, "", block.line)
            case _:
                yield block


def _quoted(paragraph: Paragraph, *, begins: bool) -> Paragraph:
    """A paragraph in quotation marks; those of a stanza stand around all of it."""
    opens = "“" if begins and paragraph.shown[:1] not in "“„«\"'" else ""
    closes = "" if paragraph.runs_on or (not opens and begins) or paragraph.shown[-1:] in '”»"' else "”"
    return replace(paragraph, shown=f"{opens}{paragraph.shown}{closes}")


def prose(found: Blocks) -> Iterator[str]:
    """What the author wrote in a language of people, block by block: no code."""
    for block in flat(found.blocks):
        yield from map(bare, block.paragraphs if isinstance(block, Notes) else said_of(block))


def said_of(block: Block) -> Iterator[str]:
    """The words of a block that can be said, piece by piece."""
    match block:
        case Heading():
            yield block.text.said
        case Paragraph():
            yield block.said
        case ListBlock():
            yield from (item.said for item in block.items)
        case TableBlock():
            yield from (cell.said for row in (block.header, *block.rows) for cell in row)
        case _:
            pass


def text_of(block: Block) -> str:
    """The text that a block shows, on one line where it is no code."""
    match block:
        case Paragraph():
            return block.shown
        case ListBlock():
            return "; ".join(item.shown for item in block.items)
        case TableBlock():
            return "; ".join(", ".join(cell.shown for cell in row) for row in (block.header, *block.rows))
        case CodeBlock():
            return block.text
        case _:
            return ""
