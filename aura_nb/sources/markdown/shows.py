"""Blocks as what scenes show: points, steps, code, tables, formulas, pictures, quotes, callouts; and what is said."""

from __future__ import annotations

from collections.abc import Sequence
from re import IGNORECASE

from msgspec import Struct
from msgspec.structs import replace

from aura_nb.regex import regex
from aura_nb.sources.markdown import spoken_text, tables
from aura_nb.sources.markdown.blocks import (
    DASH,
    Admonition,
    Block,
    ChartBlock,
    CodeBlock,
    ColumnsBlock,
    FormulaBlock,
    Heading,
    ListBlock,
    ListItem,
    Paragraph,
    PictureBlock,
    QuoteBlock,
    Slide,
    TableBlock,
    flat,
)
from aura_nb.sources.markdown.charted import NAMELESS
from aura_nb.specs import Bullets, Cue, Picture, Show, Text, Words, kinds
from aura_nb.specs.kinds.kind import LINE
from aura_nb.specs.kinds.table import Lit
from aura_nb.specs.marks import bare, clipped, unstyled

_WORDS_A_SECOND = 3.0  # of silent reading
_LONGEST_PAUSE = 1.6  # seconds; longer ones are dead air
_DEEPEST = 2  # lists that a list's item can lie in
_STEP = 1000  # characters
LONGEST_SAID = 700  # characters of a formula that is said: nobody listens to one for a minute
_LAST_STEP = 9999
_NOTE = 500
_SLIDE = 481  # characters: what has a slide of its own leaves no room for anything else there
_REGIONS = 30
_FILE_NAME = regex(
    r"[\w .()-]{1,100}\.(?:png|jpe?g|gif|svg|webp|bmp|tiff?)|image|img|alt text|untitled", IGNORECASE
)  # tells nobody anything


class Thing(Struct):
    """What a scene shows and says; `pause` is for what is shown and not said, so that it can be read.

    Where nothing at all is said, it is how long the scene stands. `comment` is one in the code that it shows, `line`
    where the first of what it shows was written; 0 stands for where its section begins. One that is `settled` says
    nothing more where it says nothing.
    """

    show: Show
    said: str = ""
    pause: float | None = None
    line: int = 0
    comment: str = ""
    cues: tuple[Cue, ...] = ()
    settled: bool = False

    @property
    def first_words(self) -> str:
        """The first text it shows, for a name."""
        return self.show.called


def pause_for(words: int) -> float:
    """How long what is not said stays to be read."""
    return round(min(_LONGEST_PAUSE, 1 + words / _WORDS_A_SECOND), 1)


def weight(block: Block) -> int:
    """How many characters a block shows; a line of code counts as half a line of text at the least."""
    match block:
        case Paragraph():
            return len(bare(block.shown))
        case Heading():
            return len(block.text.words)
        case ListBlock():
            return sum(len(bare(item.row)) for item in block.items)
        case CodeBlock():
            return max(len(block.text), 30 * (block.text.count("\n") + 1))
        case TableBlock():
            return sum(len(bare(cell.shown)) + 2 for row in (block.header, *block.rows) for cell in row)
        case Slide():
            return _SLIDE
        case QuoteBlock() | Admonition() | ColumnsBlock() | FormulaBlock():
            return sum(map(weight, flat([block])))
        case _:
            return 0


def said_of(block: Block, language: str) -> str:
    """What is said of a block without notes."""
    match block:
        case Paragraph():
            return spoken_text.sentence(block.said, language)
        case Heading():
            return spoken_text.sentence(block.text.said, language)
        case ListBlock():
            return spoken_text.points([item.said for item in block.items], language)
        case TableBlock():
            return tables.said_of(block, language)
        case PictureBlock(image=image):
            words = image.caption or ("" if _FILE_NAME.fullmatch(image.alt.strip()) else image.alt)
            return spoken_text.sentence(unstyled(words)[:1000], language)
        case ChartBlock(chart=chart):
            names = spoken_text.listed(chart.series or chart.y, language)
            across = chart.x_label or ("" if chart.x == NAMELESS else chart.x)
            words = f"{names}, by {across}" if names and across and language.startswith("en") else names
            return spoken_text.together(
                [spoken_text.sentence(chart.title, language), spoken_text.sentence(words, language)]
            )
        case QuoteBlock():
            said = said_in_order(block.paragraphs, language)
            return spoken_text.PARAGRAPH.join([*said, spoken_text.sentence(block.by, language)]).strip()
        case FormulaBlock():
            from aura_nb.formulas.in_words import spoken  # noqa: PLC0415 - most decks have no formula

            words = spoken(block.tex, language, block.definitions) or ""
            return spoken_text.sentence(words, language) if len(words) <= LONGEST_SAID else ""
        case Admonition() | ColumnsBlock():
            return spoken_text.together(said_of(inner, language) for inner in flat([block]))
        case _:
            return ""


def said_in_order(blocks: Sequence[Block], language: str) -> list[str]:
    """What is said of each of the blocks; the lines of a stanza are one text."""
    told: list[str] = []
    stanza: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph) and (stanza or block.runs_on):
            stanza.append(block.said)
            if not block.runs_on:
                told.append(spoken_text.stanza(stanza, language))
                stanza = []
            continue
        told += [spoken_text.stanza(stanza, language)] if stanza else []
        stanza = []
        told.append(said_of(block, language))
    return [*told, spoken_text.stanza(stanza, language)] if stanza else told


def lines(block: Block) -> list[str]:
    """A block as paragraphs of a text: code is indented by four spaces, which keeps its lines."""
    match block:
        case Paragraph():
            return [block.shown]
        case Heading():
            return [block.text.shown]
        case ListBlock():
            return [item.row for item in block.items]
        case CodeBlock():
            return ["\n".join(f"    {row}" if row.strip() else "" for row in block.text.split("\n"))]
        case TableBlock():
            rows = [block.header, *block.rows, (block.caption,)]
            return [row for cells in rows if (row := "; ".join(cell.shown for cell in cells if cell.shown))]
        case _:
            return [line for inner in flat([block]) if inner is not block for line in lines(inner)]


def text(blocks: Sequence[Block]) -> Text:
    """Blocks one below the other, as running text."""
    whole, between = "", ""
    for block in blocks:
        for paragraph in lines(block):
            whole += between + paragraph
            between = spoken_text.PARAGRAPH
        if isinstance(block, Paragraph) and block.runs_on:
            between = LINE
    return Text(text=whole)


def code(block: CodeBlock) -> kinds.Code:
    """Code as it is written."""
    lits = [list(group) for group in block.lits]
    return kinds.Code(code=block.text, language=block.language, lines=lits, numbers=block.numbers)


def table(block: TableBlock, notes: Sequence[str] = (), *, lit: bool = False) -> kinds.Table:
    """A table; `notes` stand below it with its caption. With `lit`, its rows light up one after the other."""
    note = "  ".join(filter(None, [block.caption.shown, *notes]))
    return kinds.Table(
        header=[tables.shown_of(cell) for cell in block.header],
        rows=[[tables.shown_of(cell) for cell in row] for row in block.rows],
        align=list(block.align),
        note=clipped(note, _NOTE),
        light=[Lit(row=number) for number in range(1, len(block.rows) + 1)] if lit else [],
    )


def formula(block: FormulaBlock) -> kinds.Formula:
    """A formula as it is written."""
    return kinds.Formula(tex=block.tex, definitions=block.definitions)


def quote(block: QuoteBlock) -> kinds.Quote:
    """A quote in one piece."""
    words = "".join(paragraph.shown + (LINE if paragraph.runs_on else " ") for paragraph in block.paragraphs).strip()
    return kinds.Quote(text=words, by=clipped(block.by, _NOTE))


def callout(block: Admonition) -> kinds.Callout:
    """A note, a warning and the like."""
    return kinds.Callout(text=block.text.shown, sort=block.sort, title=block.title)


def picture(block: PictureBlock) -> Picture | kinds.Clip:
    """A picture with its caption, or a video."""
    image = block.image
    if image.is_video:
        words = {"alt": image.alt[:1000], "caption": image.caption[:500]}
        return kinds.Clip(video=image.source, start=image.start, end=image.end, sound=image.sound, **words)
    focus: list[float | list[float]] = [list(region) for region in image.focus[:_REGIONS]]
    return Picture(
        image=image.source, alt=image.alt[:1000], caption=clipped(image.caption, 500), fit=image.fit, focus=focus
    )


def listed(items: Sequence[ListItem], intro: str = "") -> Bullets | kinds.Steps:
    """A list as steps where it is one of them and nothing stands above it, else as points within points."""
    points = ListBlock(tuple(items), 0)
    if not intro and points.is_numbered and all(len(bare(item.shown)) <= _STEP for item in items):
        first = int(items[0].marker.rstrip(". "))
        if first + len(items) - 1 <= _LAST_STEP and all(item.shown.strip() for item in items):
            return kinds.Steps(items=[*(item.shown for item in items)], start=first)
    return Bullets(items=_nested(items), intro=clipped(intro, _NOTE))


def _nested(items: Sequence[ListItem], depth: int = 0) -> list[Words | kinds.Point]:
    """Points as a tree; what lies deeper than one can show stands below its last level, behind a dash."""
    nodes: list[tuple[str, list[ListItem]]] = []
    least = items[0].depth if items else 0
    for item in items:
        words = item.marker + item.shown
        if nodes and item.depth > least and depth < _DEEPEST:
            nodes[-1][1].append(item)
        else:
            nodes.append((f"{DASH} {words}" if item.depth > least else words, []))
            least = min(least, item.depth)
    return [kinds.Point(text=words, items=_nested(inner, depth + 1)) if inner else words for words, inner in nodes]


_SUPERIORS = regex(r"^[\u2070-\u2079\u00b9\u00b2\u00b3]+ ")


def read_out(block: Block) -> Block:
    """A footnote that has a scene of its own: it is said, which it is not below its text."""
    return replace(block, said=unstyled(_SUPERIORS.sub("", block.shown))) if isinstance(block, Paragraph) else block
