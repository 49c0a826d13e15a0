"""What a deck consists of, as a flat list: headings, paragraphs, points, code, pictures, notes."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from aura_nb.sources.markdown.inline import Image, Inline
from aura_nb.sources.markdown.left_out import LeftOut

_HIGH = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Heading(Struct, frozen=True):
    level: int
    text: Inline
    anchor: str
    line: int


class Paragraph(Struct, frozen=True):
    """Running text; `said` is empty for what is only shown. `is_links` is one of nothing but links."""

    shown: str
    said: str
    line: int
    footnotes: tuple[int, ...] = ()
    is_links: bool = False


class Point(Struct, frozen=True):
    shown: str
    said: str
    is_links: bool = False


class Points(Struct, frozen=True):
    """A list, or the rows of a table."""

    items: tuple[Point, ...]
    line: int
    footnotes: tuple[int, ...] = ()


class Code(Struct, frozen=True):
    """Lines of code, which are never read out; `comment` is what their author says in words among them."""

    text: str
    comment: str
    line: int


class Picture(Struct, frozen=True):
    """A picture; `is_behind` is one that lies behind a slide."""

    image: Image
    line: int
    is_behind: bool = False


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


class Gone(Struct, frozen=True):
    """What only a page needs: a table of contents, "back to top", badges."""

    line: int


class Hidden(Struct, frozen=True):
    """The slide it stands in is not to be seen."""

    line: int


Block = Heading | Paragraph | Points | Code | Picture | Break | Notes | Comment | Gone | Hidden


class Blocks(Struct):
    """A deck's blocks in order, the text of its footnotes by number, and how many pictures of the web it names.

    In a deck `of_slides` rules part the scenes, else headings up to the level of `divider` do too.
    """

    blocks: list[Block] = field(default_factory=list)
    footnotes: dict[int, str] = field(default_factory=dict)
    elsewhere: list[int] = field(default_factory=list)
    left_out: LeftOut = field(default_factory=LeftOut)
    of_slides: bool = False
    divider: int = 2


def footnote(number: int, text: str) -> str:
    """A footnote as it stands below a text."""
    return f"{str(number).translate(_HIGH)} {text}"


def prose(found: Blocks) -> Iterator[str]:
    """What the author wrote in a language of people, block by block: no code."""
    for block in found.blocks:
        match block:
            case Heading():
                yield block.text.said
            case Paragraph():
                yield block.said
            case Points():
                yield from (item.said for item in block.items)
            case Notes():
                yield from block.paragraphs
            case _:
                pass


def text_of(block: Block) -> str:
    """The text that a block shows, on one line where it is no code."""
    match block:
        case Paragraph():
            return block.shown
        case Points():
            return "; ".join(item.shown for item in block.items)
        case Code():
            return block.text
        case _:
            return ""
