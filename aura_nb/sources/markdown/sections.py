"""What starts a scene: a deck's blocks as sections, each with its heading, and which of them begin a part.

A heading of the first two levels or a rule starts one; a long one is parted at its smaller headings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from aura_nb.regex import regex
from aura_nb.sources.markdown.blocks import Block, Blocks, Break, Gone, Heading, Notes, PictureBlock, Recording
from aura_nb.sources.markdown.shows import weight

_LONGER = 6  # sections of a deck that has parts
_COUNTED = regex(r"\d+(?:\.\d+)*[.):]?\s|[IVX]+[.)]\s")  # a heading that has its own number
_LONG = 480  # characters from which the smaller headings of a scene part it


class SceneBlocks(Struct):
    """What lies between two starts of a scene."""

    heading: Heading | None
    blocks: list[Block]
    line: int
    audio: Recording | None = None


def sections(found: Blocks) -> list[SceneBlocks]:
    """The sections of a deck, in order."""
    return [part for section in _sections(found) for part in _parted(section)]


def numbers(sections: Sequence[SceneBlocks]) -> dict[int, str]:
    """The places of the headings that begin a part of a longer deck, with the part's number where there are several.

    Such a heading has the highest level after the deck's first, nothing of its own to show, and deeper ones below it.
    """
    if len(sections) < _LONGER:
        return {}
    levels = [section.heading.level if section.heading else 0 for section in sections]
    highest = min((level for level in levels[1:] if level), default=0)
    found = [
        place
        for place in range(1, len(sections) - 1)
        if levels[place] == highest
        and levels[place + 1] > highest
        and all(isinstance(block, Notes) for block in sections[place].blocks)
    ]
    counted = any(_COUNTED.match(heading.text.shown) for place in found if (heading := sections[place].heading))
    return {place: str(number) if len(found) > 1 and not counted else "" for number, place in enumerate(found, 1)}


def _sections(found: Blocks) -> list[SceneBlocks]:
    sections = [SceneBlocks(None, [], 1)]
    for block in found.blocks:
        last = sections[-1]
        match block:
            case Break():
                sections.append(SceneBlocks(None, [], block.line))
            case Heading() if _is_heading_of(last, block, found):
                last.heading, last.line = block, block.line
            case Heading(level=level) if level <= found.divider and not found.of_slides:
                sections.append(SceneBlocks(block, [], block.line))
            case _:
                last.blocks.append(block)
    for section in sections:
        section.audio = next((block for block in section.blocks if isinstance(block, Recording)), None)
        seen: list[Block] = [block for block in section.blocks if not isinstance(block, Gone | Recording)]
        if section.blocks and not seen and section.heading and section.heading.level > 1:
            section.heading = None  # "Table of contents", with nothing below
        section.blocks = seen
    return [section for section in sections if section.heading or section.blocks]


def _is_heading_of(section: SceneBlocks, heading: Heading, found: Blocks) -> bool:
    """Whether it stands above all that its section shows: below a rule, or below a picture that lies behind it."""
    if section.heading:
        return False
    shown = [block for block in section.blocks if not isinstance(block, Notes)]
    if found.of_slides:
        return all(isinstance(block, PictureBlock | Gone | Recording) for block in shown)
    if heading.level > found.divider:
        return not shown
    return all(isinstance(block, PictureBlock) and block.is_behind for block in shown)


def _parted(section: SceneBlocks) -> Iterator[SceneBlocks]:
    """A long section without notes at its smaller headings."""
    noted = any(isinstance(block, Notes) for block in section.blocks)
    if noted or section.audio or sum(map(weight, section.blocks)) <= _LONG:
        yield section
        return
    part = SceneBlocks(section.heading, [], section.line)
    for block in section.blocks:
        if isinstance(block, Heading):
            if part.heading or part.blocks:
                yield part
            part = SceneBlocks(block, [], block.line)
        else:
            part.blocks.append(block)
    yield part
