"""What one scene shows, and what is said meanwhile: texts, points and pictures, each of a size a slide can hold."""

from __future__ import annotations

import math
import re
import textwrap
import unicodedata
from collections.abc import Iterator, Sequence

from msgspec import Struct

from aura_nb.sources.markdown import clicks, speech
from aura_nb.sources.markdown.blocks import (
    Block,
    Blocks,
    Code,
    Heading,
    Paragraph,
    Picture,
    Point,
    Points,
    footnote,
)
from aura_nb.sources.markdown.inline import Inline
from aura_nb.sources.markdown.points import DASH, remark
from aura_nb.specs import Bullets, Show, Text
from aura_nb.specs import Picture as ShownPicture

MOST = 480  # characters of a scene: half a minute of speech, and letters one can read from afar
SMALL = MOST  # characters up to which a text and a list are shown together
_SCENES = 350  # from about so many scenes on, scenes grow instead
_NOTED = 4500  # with notes, a scene is one scene as long as its text can be
_POINT = 400
_POINTS = 12
_LEAD = 160
_CODE_LINES = 14
_SHORT_CODE = 6
_CODE_LINE = 54  # columns, so that a wide frame shows it whole in letters one can read
_BESIDE = "\0"  # fills the second column of a wide letter; no text holds it
_NARRATION = 5000
_CAPTION = 160
_WORDS_A_SECOND = 3.0  # of silent reading
_MARKED = re.compile(rf"[✓✗○{DASH}] |\d+\.(?: |$)")
_LONGEST_PAUSE = 1.6  # seconds; longer ones are dead air


_Lead = Paragraph | Heading


class Thing(Struct):
    """What a scene shows and says; `pause` is for what is shown and not said, so that it can be read.

    Where nothing at all is said, it is how long the scene stands. `comment` is one in the code that it shows, `line`
    where the first of what it shows was written; 0 stands for where its section begins.
    """

    show: Show
    said: str = ""
    pause: float | None = None
    line: int = 0
    comment: str = ""

    @property
    def first_words(self) -> str:
        """The first text it shows, for a name."""
        return self.show.called


def weight(block: Block) -> int:
    """How many characters a block shows; a line of code counts as half a line of text at the least."""
    match block:
        case Paragraph():
            return len(block.shown)
        case Heading():
            return len(block.text.shown)
        case Points():
            return sum(len(item.shown) for item in block.items)
        case Code():
            return max(len(block.text), 30 * (block.text.count("\n") + 1))
        case _:
            return 0


def things(blocks: Sequence[Block], found: Blocks, language: str, *, notes: Sequence[str] = ()) -> list[Thing]:
    """The things that show `blocks` one after another, with the notes dealt out to them."""
    if captioned := _captioned(blocks, language):
        return dealt([captioned], notes, language)
    most = _most(found)
    blocks = [part for block in blocks for part in _parted(block, language, most)]
    seen = dict.fromkeys(
        number for block in blocks if isinstance(block, Paragraph | Points) for number in block.footnotes
    )
    blocks += [
        part
        for number in seen
        if found.footnotes.get(number)
        for part in _parted(Paragraph(footnote(number, found.footnotes[number]), "", 0), language, most)
    ]
    together = bool(notes) or sum(map(weight, blocks)) <= SMALL
    builder = _Builder(language, together=together, most=_NOTED if notes else most)
    alone = all(isinstance(block, Points | Picture) for block in blocks)
    for block in blocks:
        builder.add(block, alone=alone)
    builder.flush()
    return dealt(builder.things, notes, language) if notes else builder.things


def dealt(shown: list[Thing], notes: Sequence[str], language: str) -> list[Thing]:
    """The notes' paragraphs, one for each thing, what is left for the last; what follows without one is silent."""
    if not notes:
        return shown
    notes = [speech.sentence(text, language) or text for text in notes]
    for thing in shown[:-1]:
        mine = notes[: clicks.belonging(notes, thing.show)]
        notes = notes[len(mine) :]
        thing.said = speech.PARAGRAPH.join(mine)
        thing.pause = None
    last = shown[-1]
    last.said = speech.PARAGRAPH.join(notes)
    last.pause = None
    pieces = [piece for text in last.said.split(speech.PARAGRAPH) for piece in speech.split(text, _NARRATION, language)]
    said = [""]
    for piece in pieces:
        if len(said[-1]) + len(speech.PARAGRAPH) + len(piece) <= _NARRATION:
            said[-1] = f"{said[-1]}{speech.PARAGRAPH}{piece}" if said[-1] else piece
        else:
            said.append(piece)
    last.said = said[0]
    return shown + [Thing(last.show, more, line=last.line) for more in said[1:]]


class _Builder:
    """Gathers blocks until a thing is full. A text that ends in a colon goes with what follows it."""

    def __init__(self, language: str, *, together: bool, most: int) -> None:
        self.things: list[Thing] = []
        self._language = language
        self._together = together
        self._most = most
        self._gathered: list[Block] = []
        self._weight = 0  # of what is gathered

    def add(self, block: Block, *, alone: bool) -> None:
        match block:
            case Picture():
                lead = self._taken_lead()
                self.flush()
                shown = _picture(block, self._language)
                shown.said = speech.together([_said(lead, self._language), shown.said]) if lead else shown.said
                self.things.append(shown)
            case Points() if alone or not self._together:
                lead = self._taken_lead()
                self.flush()
                self.things += _bullets(block, self._language, lead, self._most)
            case Code() if not self._together and block.text.count("\n") >= _SHORT_CODE:
                lead = self._taken_lead()
                self.flush()
                self._gather(lead)
                self._gather(block)
                self.flush()
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
        if not any(isinstance(block, Code | Heading | Points) or block.line for block in gathered):
            gathered = [_read_out(block) for block in gathered]
        narration = speech.together(_said(block, self._language) for block in gathered)
        text = "\n\n".join(paragraph for block in gathered for paragraph in _lines(block))
        unsaid = 0
        for block in reversed(gathered):
            if _said(block, self._language):
                break
            unsaid += len(" ".join(_lines(block)).split())
        pause = round(min(_LONGEST_PAUSE, 1 + unsaid / _WORDS_A_SECOND), 1) if unsaid else None
        comments = (block.comment for block in gathered if isinstance(block, Code) and block.comment)
        self.things.append(Thing(Text(text=text), narration, pause, gathered[0].line, next(comments, "")))

    def _taken_lead(self) -> _Lead | None:
        last = self._gathered[-1] if self._gathered else None
        colon = isinstance(last, Paragraph) and len(last.shown) <= _LEAD and last.shown.endswith((":", "："))  # noqa: RUF001
        if isinstance(last, Heading) or (isinstance(last, Paragraph) and colon):
            self._gathered.pop()
            self._weight -= weight(last)
            return last
        return None


def _most(found: Blocks) -> int:
    return min(_NOTED, max(MOST, sum(map(weight, found.blocks)) // _SCENES))


def _parted(block: Block, language: str, most: int) -> Iterator[Block]:
    """A block in pieces that fit into a scene."""
    match block:
        case Paragraph() if len(block.shown) > most:
            pieces = speech.split(block.shown, most, language)
            spoken = pieces if block.said == block.shown else speech.split(block.said, most, language)
            for place, piece in enumerate(pieces):
                words = "" if not block.said else spoken[place] if place < len(spoken) else ""
                notes = block.footnotes if place == len(pieces) - 1 else ()
                yield Paragraph(piece, words, block.line, notes)
            for words in spoken[len(pieces) :] if block.said else ():
                yield Paragraph(words, words, block.line)
        case Points():
            items = tuple(part for item in block.items for part in _parted_point(item, language))
            yield Points(items, block.line, block.footnotes)
        case Code():
            whole = [
                (part, row if not place else "")
                for row in block.text.split("\n")
                for place, part in enumerate(_folded(row))
            ]
            share = math.ceil(len(whole) / math.ceil(len(whole) / _CODE_LINES))
            for start in range(0, len(whole), share):
                part = whole[start : start + share]
                text = "\n".join(row for row, _ in part).strip("\n")
                if text.strip():
                    yield Code(text, remark([row for _, row in part]) if block.comment else "", block.line)
        case _:
            yield block


def _folded(row: str) -> list[str]:
    """A line of code as lines of a width one can read; what goes on stands further in, unless it is very deep."""
    indent = row[: len(row) - len(row.lstrip())][: _CODE_LINE // 2]
    rows = textwrap.wrap(
        "".join(letter + _BESIDE if unicodedata.east_asian_width(letter) in "WF" else letter for letter in row),
        _CODE_LINE,
        subsequent_indent=f"{indent}    ",
        replace_whitespace=False,
        break_on_hyphens=False,
    )
    return [part.replace(_BESIDE, "") for part in rows] or [""]


def _parted_point(item: Point, language: str) -> Iterator[Point]:
    if len(item.shown) <= _POINT:
        yield item
        return
    for piece in speech.split(item.shown, _POINT, language):
        yield Point(piece, piece if item.said else "")


def _bullets(block: Points, language: str, lead: _Lead | None, limit: int) -> Iterator[Thing]:
    """A list in parts of about the same length; the lead is said, and seen in the captions."""
    count = max(math.ceil(len(block.items) / (_POINTS if limit == MOST else 40)), math.ceil(weight(block) / limit), 1)
    share, most = math.ceil(len(block.items) / count), 1.4 * limit
    parts: list[list[Point]] = [[]]
    length = 0
    for item in block.items:
        if len(parts[-1]) >= share or length + len(item.shown) > most:
            parts.append([])
            length = 0
        parts[-1].append(item)
        length += len(item.shown)
    for place, part in enumerate(filter(None, parts)):
        said = speech.points([item.said for item in part], language)
        if lead and not place:
            said = speech.together([_said(lead, language), said])
        yield Thing(Bullets(items=[item.shown for item in part]), said, line=block.line)


def _picture(block: Picture, language: str) -> Thing:
    image = block.image
    show = ShownPicture(image=image.source, alt=image.alt[:1000], caption=image.caption[:500])
    return Thing(show, speech.sentence((image.caption or image.alt)[:1000], language), line=block.line)


def _captioned(blocks: Sequence[Block], language: str) -> Thing | None:
    """A picture with a line of text below it, and nothing else: the line is its caption."""
    match blocks:
        case [Picture() as picture, Paragraph(shown=shown, footnotes=()) | Heading(text=Inline(shown=shown))] if (
            shown and len(shown) <= _CAPTION and not picture.image.caption
        ):
            image = picture.image
            said = speech.PARAGRAPH.join(
                filter(None, [speech.sentence(image.alt[:1000], language), _said(blocks[1], language)])
            )
            show = ShownPicture(image=image.source, alt=image.alt[:1000], caption=shown)
            return Thing(show, said, line=picture.line)
    return None


def _read_out(block: Block) -> Block:
    """A footnote that has a scene of its own: it is said, which it is not below its text."""
    if not isinstance(block, Paragraph):
        return block
    return Paragraph(block.shown, re.sub(r"^[\u2070-\u2079\u00b9\u00b2\u00b3]+ ", "", block.shown), block.line)


def _said(block: Block, language: str) -> str:
    match block:
        case Paragraph():
            return speech.sentence(block.said, language)
        case Heading():
            return speech.sentence(block.text.said, language)
        case Points():
            return speech.points([item.said for item in block.items], language)
        case _:
            return ""


def _lines(block: Block) -> list[str]:
    """A block as paragraphs of a text: code is indented by four spaces, which keeps its lines."""
    match block:
        case Paragraph():
            return [block.shown]
        case Heading():
            return [block.text.shown]
        case Points():
            return [item.shown if _MARKED.match(item.shown) else f"• {item.shown}" for item in block.items]
        case Code():
            return ["\n".join(f"    {row}" if row.strip() else "" for row in block.text.split("\n"))]
        case _:
            return []
