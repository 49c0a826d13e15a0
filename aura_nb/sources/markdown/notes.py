"""What is said as notes: which comments are, and which slides are not to be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from aura_nb.sources.markdown.blocks import (
    Block,
    Break,
    Comment,
    Gone,
    Heading,
    Hidden,
    Notes,
    Recording,
    flat,
    said_of,
)
from aura_nb.sources.markdown.clicks import parted
from aura_nb.sources.markdown.comments import is_labelled
from aura_nb.sources.markdown.comments import said_of as said_in
from aura_nb.sources.markdown.dialects import Comments, Dialect
from aura_nb.sources.markdown.left_out import at

Paragraphs = Callable[[str, int], tuple[str, ...]]


def policy(dialects: Sequence[Dialect], found: Sequence[Block]) -> Comments:
    """Which comments are notes in a deck of these dialects."""
    for dialect in dialects:
        if dialect.comments in {"all", "last"}:
            return dialect.comments
    if any(isinstance(block, Notes) for block in found):
        return "none"  # it has notes of its own: its comments are comments
    is_article = any(each.is_article for each in dialects) and not any(each.of_slides for each in dialects)
    return "none" if is_article else "sentences"


def settled(
    found: Sequence[Block], which: Comments, paragraphs: Paragraphs, *, of_slides: bool, divider: int
) -> list[Block]:
    """The blocks with each comment as notes or gone; slides that are not to be seen are gone too."""
    slides: list[list[Block]] = [[]]
    for block in found:
        begins = isinstance(block, Break) or (
            isinstance(block, Heading) and block.level <= divider and not of_slides and _holds(slides[-1])
        )
        slides += [[]] if begins else []
        slides[-1].append(block)
    made: list[Block] = []
    for slide in slides:
        if not any(isinstance(block, Hidden) for block in slide):
            made += _settled(slide, which, paragraphs)
        elif isinstance(slide[0], Break):
            made.append(slide[0])
    return made


def _holds(slide: Sequence[Block]) -> bool:
    return any(not isinstance(block, Break | Gone | Comment | Recording) for block in slide)


def _settled(slide: Sequence[Block], which: Comments, paragraphs: Paragraphs) -> list[Block]:
    noted = any(isinstance(block, Notes) for block in slide)
    last = len(slide) - 1
    while last >= 0 and isinstance(slide[last], Gone | Recording):
        last -= 1
    made: list[Block] = []
    for place, block in enumerate(slide):
        if not isinstance(block, Comment):
            made.append(block)
            continue
        is_last = place == last and _holds(slide)
        taken = which == "all" or (which in {"last", "sentences"} and is_last)
        if (taken or (which != "none" and is_labelled(block.text))) and not noted:
            said = said_in(block.text, trusted=which in {"all", "last"})
            if said and (texts := paragraphs(said, block.line)):
                made.append(Notes(texts, block.line, "HTML comments"))
    return made


def told(found: Sequence[Block], file: str = "") -> list[str]:
    """One line that says what is spoken as notes, and where it stands in the `file`."""
    notes = [block for block in found if isinstance(block, Notes) and block.paragraphs]
    if not notes:
        return []
    origins = list(dict.fromkeys(block.origin for block in notes))
    return [f"Spoken as notes: {len(notes)} ({', '.join(origins)}; {at([block.line for block in notes], file)})."]


def spoken(found: Iterable[Block]) -> Iterator[str]:
    """What blocks say: of lists each item, of code nothing. `[click]` begins a paragraph."""
    yield from parted(_said(found))


def _said(found: Iterable[Block]) -> Iterator[str]:
    for block in flat(found):
        yield from said_of(block)
