"""What one scene shows, and what is said meanwhile, each of a size a slide can hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from msgspec.structs import replace

from aura_nb.sources.markdown import columned, shows, spoken_text
from aura_nb.sources.markdown.block_slides import Lead, OwnSlide, list_slides, own_slide
from aura_nb.sources.markdown.blocks import (
    Admonition,
    Block,
    Blocks,
    Caption,
    ChartBlock,
    CodeBlock,
    ColumnsBlock,
    FormulaBlock,
    Heading,
    ListBlock,
    Paragraph,
    PictureBlock,
    QuoteBlock,
    Slide,
    TableBlock,
    flat,
    footnote,
)
from aura_nb.sources.markdown.dealing import MEANWHILE, dealt
from aura_nb.sources.markdown.inline import Inline
from aura_nb.sources.markdown.parting import MOST, NOTED, most_of, parted
from aura_nb.sources.markdown.quotes import signed
from aura_nb.sources.markdown.shows import Thing, pause_for, said_of, weight
from aura_nb.specs import Formula as FormulaShown
from aura_nb.specs import Show
from aura_nb.specs.marks import bare

SMALL = MOST  # characters up to which a text and a list are shown together
_LEAD = 160
_BOX = 200  # characters from which a note within a text has a slide of its own
_CAPTION = 160
_FOOTNOTES = 400  # characters of those below a table


def things(blocks: Sequence[Block], found: Blocks, language: str, *, notes: Sequence[str] = ()) -> list[Thing]:
    """The things that show `blocks` one after another, with the notes dealt out to them."""
    blocks = list(_settled(signed(blocks), noted=bool(notes)))
    if one := _in_one(blocks, found, language, noted=bool(notes)):
        return dealt([one], notes, language)
    most = most_of(found)
    blocks = [part for block in blocks for part in parted(block, language, most)]
    below = {id(block): _notes_of(block, found) for block in blocks if isinstance(block, TableBlock)}
    seen = dict.fromkeys(
        number
        for whole in blocks
        for block in flat([whole])
        if isinstance(block, Paragraph | ListBlock | TableBlock) and not below.get(id(block))
        for number in block.footnotes
    )
    blocks += [
        part
        for number in seen
        if found.footnotes.get(number)
        for part in parted(Paragraph(footnote(number, found.footnotes[number]), "", 0), language, most)
    ]
    together = bool(notes) or sum(map(weight, blocks)) <= SMALL
    builder = _Builder(language, together=together and _flows(blocks, noted=bool(notes)), noted=bool(notes), most=most)
    for block in blocks:
        builder.add(block, below.get(id(block), []))
    builder.flush()
    return dealt(builder.things, notes, language) if notes else builder.things


class _Builder:
    """Gathers blocks until a thing is full. A text that ends in a colon goes with what follows it.

    `together` keeps lists within their text; where notes are what is said, nothing that is not shown would be.
    """

    def __init__(self, language: str, *, together: bool, noted: bool, most: int) -> None:
        self.things: list[Thing] = []
        self._language = language
        self._together = together
        self._noted = noted
        self._limit = most
        self._most = NOTED if noted else most
        self._gathered: list[Block] = []
        self._weight = 0  # of what is gathered

    def add(self, block: Block, below: Sequence[str] = ()) -> None:
        match block:
            case PictureBlock():
                lead = self._taken_lead()
                self.flush()
                thing = Thing(shows.picture(block), said_of(block, self._language), line=block.line)
                self.things.append(self._led([lead] if lead else [], thing))
            case ListBlock() if not self._together:
                lead = self._taken_lead(_LEAD)
                self.flush()
                self.things += list_slides(block, self._language, lead, self._most if self._noted else self._limit)
            case (
                TableBlock()
                | ChartBlock()
                | FormulaBlock()
                | QuoteBlock()
                | Admonition()
                | ColumnsBlock()
                | Slide()
                | CodeBlock(inset=False)
            ):
                own = isinstance(block, CodeBlock | TableBlock | ChartBlock | FormulaBlock | ColumnsBlock | Slide)
                leads = self._taken_leads() if own else self._colon()
                self.things.append(self._led(leads, own_slide(block, self._language, below, noted=self._noted)))
            case _:
                if self._weight + weight(block) > self._most:
                    lead = self._taken_lead()
                    self.flush()
                    self._gather(lead)
                self._gather(block)

    def _gather(self, block: Block | None) -> None:
        if block is not None:
            self._gathered.append(block)
            self._weight += weight(block)

    def flush(self) -> None:
        gathered, self._gathered, self._weight = self._gathered, [], 0
        if not gathered:
            return
        if not any(isinstance(block, CodeBlock | Heading | ListBlock) or block.line for block in gathered):
            gathered = [shows.read_out(block) for block in gathered]
        narration = spoken_text.together(shows.said_in_order(gathered, self._language))
        unsaid = 0
        for block in reversed(gathered):
            if said_of(block, self._language):
                break
            unsaid += len(" ".join(shows.lines(block)).split())
        pause = pause_for(unsaid) if unsaid else None
        comments = (block.comment for block in gathered if isinstance(block, CodeBlock) and block.comment)
        self.things.append(Thing(shows.text(gathered), narration, pause, gathered[0].line, next(comments, "")))

    def _led(self, leads: Sequence[Lead], thing: Thing) -> Thing:
        if leads:
            is_formula = isinstance(thing.show, FormulaShown)
            thing.said = spoken_text.together(_sentences(leads, self._language, is_formula=is_formula, said=thing.said))
            thing.line = thing.line if thing.settled else leads[0].line
        return thing

    def _taken_leads(self) -> list[Lead]:
        """All that was gathered, where it is short and said; else what leads to what follows."""
        leads = [block for block in self._gathered if isinstance(block, Paragraph | Heading)]
        short = len(leads) == len(self._gathered) and sum(map(weight, leads)) <= MEANWHILE
        if short and not self._noted and all(map(_is_said, leads)):
            self._gathered, self._weight = [], 0
            return leads
        return self._colon()

    def _colon(self) -> list[Lead]:
        """What leads to what follows, the rest shown."""
        lead = self._taken_lead()
        self.flush()
        return [lead] if lead else []

    def _taken_lead(self, most: int = 0) -> Lead | None:
        """What leads to what follows: a heading, or a text that ends in a colon or is at most so long."""
        last = self._gathered[-1] if self._gathered else None
        if isinstance(last, Heading) or (isinstance(last, Paragraph) and _leads(last, most)):
            if self._noted and not most:
                return None
            self._gathered.pop()
            self._weight -= weight(last)
            return last
        return None


def _sentences(
    blocks: Sequence[Block], language: str, *, is_formula: bool = False, said: str | None = None
) -> list[str]:
    """What blocks say, and what follows them; a formula ends the sentence that the text before it leaves open."""
    parts = [(block, isinstance(block, FormulaBlock), said_of(block, language)) for block in blocks]
    told: list[str] = []
    before: Block | None = None
    for block, is_one, words in [*parts, *([(None, is_formula, said)] if said is not None else [])]:
        if is_one and words and isinstance(before, Paragraph) and spoken_text.is_open(before.said):
            told[-1] = f"{before.said.strip()} {words}"
        else:
            told.append(words)
        before = block
    return told


def _is_said(block: Lead) -> bool:
    return isinstance(block, Heading) or bool(block.said and block.line and not block.footnotes)


def _leads(block: Paragraph, most: int = 0) -> bool:
    """Whether a text leads to what follows it: it ends in a colon."""
    words = bare(block.shown)
    colon = len(words) <= _LEAD and words.endswith((":", "："))  # noqa: RUF001
    return _is_said(block) and (colon or len(words) <= most)


def _flows(blocks: Sequence[Block], *, noted: bool) -> bool:
    """Whether a text goes on around its lists, so that they are part of it."""
    texts = [block for block in blocks if isinstance(block, Paragraph | Heading | ListBlock) or _is_inset(block)]
    match texts:
        case [ListBlock()] | [Paragraph() | Heading(), ListBlock()] if (
            len(" ".join(shows.lines(texts[0]))) <= _LEAD or len(texts) == 1
        ):
            return False
    if noted:
        return True
    for block, follows in zip_longest(blocks, blocks[1:]):
        before = isinstance(block, Heading) or (isinstance(block, Paragraph) and _leads(block))
        if _is_inset(block) or (
            isinstance(block, Paragraph | Heading)
            and not (before and isinstance(follows, ListBlock | OwnSlide | PictureBlock))
        ):
            return True
    return False


def _is_inset(block: Block) -> bool:
    return isinstance(block, CodeBlock) and block.inset


def _in_text(block: Block) -> bool:
    """Whether it may be a part of the text that it stands in."""
    return isinstance(block, QuoteBlock | Admonition) or _is_inset(block)


def _settled(blocks: Sequence[Block], *, noted: bool) -> Iterator[Block]:
    """The blocks, where quotes, boxes and columns that need no slide of their own are part of the text."""
    others = [block for block in blocks if not isinstance(block, Heading)]
    alone = len(others) == 1 and (not noted or len(blocks) == 1)
    flowing = any(isinstance(block, Paragraph) for block in others)
    # Next to these the words of a text may be said only, and a box is there to be seen.
    beside = any(isinstance(block, OwnSlide | PictureBlock) and not _in_text(block) for block in others)
    for block in blocks:
        match block:
            case QuoteBlock() if not (alone or (block.by and not noted)):
                yield from flat([block])
            case Admonition() if not (alone or (not noted and (not flowing or beside or weight(block) > _BOX))):
                yield from flat([block])
            case ColumnsBlock() if columned.columns(block) is None:
                yield from flat([block])
            case Caption():
                yield from flat([block])
            case _:
                yield block


def _in_one(blocks: Sequence[Block], found: Blocks, language: str, *, noted: bool) -> Thing | None:
    """A section in one thing: a picture with its caption or text; where notes are said, code with its text."""
    if captioned := _captioned(blocks, language):
        return captioned
    if any(block.footnotes for block in blocks if isinstance(block, Paragraph | ListBlock)):
        return None
    show: Show | None = _explained(blocks) or columned.pictured(blocks)
    if show is None and noted:
        below = [note for block in blocks if isinstance(block, TableBlock) for note in _notes_of(block, found)]
        show = columned.explained(blocks) if not below else None
    if show is None:
        return None
    return Thing(show, spoken_text.together(_sentences(blocks, language)), line=blocks[0].line)


def _explained(blocks: Sequence[Block]) -> Show | None:
    """The one formula among a few words, which are said while it is seen."""
    formulas = [block for block in blocks if isinstance(block, FormulaBlock)]
    words = [block for block in blocks if isinstance(block, Paragraph | Heading)]
    if len(formulas) != 1 or len(words) + 1 != len(blocks) or sum(map(weight, words)) > 2 * MEANWHILE:
        return None
    return shows.formula(formulas[0]) if all(map(_is_said, words)) else None


def _notes_of(block: TableBlock, found: Blocks) -> list[str]:
    """The footnotes of a table, which stand below it where they are short."""
    notes = [
        footnote(number, text) for number in dict.fromkeys(block.footnotes) if (text := found.footnotes.get(number))
    ]
    return notes if sum(map(len, notes)) <= _FOOTNOTES else []


def _captioned(blocks: Sequence[Block], language: str) -> Thing | None:
    """A picture with a line of text below it, and nothing else: the line is its caption."""
    match blocks:
        case [PictureBlock() as picture, Paragraph(shown=shown, footnotes=()) | Heading(text=Inline(shown=shown))] if (
            shown and len(bare(shown)) <= _CAPTION and not picture.image.caption and not picture.image.side
        ):
            said = [spoken_text.sentence(picture.image.alt[:1000], language), said_of(blocks[1], language)]
            show = replace(shows.picture(picture), caption=shown)
            return Thing(show, spoken_text.PARAGRAPH.join(filter(None, said)), line=picture.line)
    return None
