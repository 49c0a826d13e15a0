"""Blocks in pieces of which each fits into a scene."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from aura_nb.sources.markdown import listing, spoken_text
from aura_nb.sources.markdown.blocks import (
    Block,
    Blocks,
    CodeBlock,
    ListBlock,
    ListItem,
    Paragraph,
)
from aura_nb.sources.markdown.shows import weight
from aura_nb.specs.marks import bare, unstyled

MOST = 480  # characters of a scene: half a minute of speech, and letters one can read from afar
_SCENES = 350  # from about so many scenes on, scenes grow instead
NOTED = 4500  # with notes, a scene is one scene as long as its text can be
_POINT = 400
_STEP = 1000


def most_of(found: Blocks) -> int:
    """Characters of a scene in a deck of this length."""
    return min(NOTED, max(MOST, sum(map(weight, found.blocks)) // _SCENES))


def parted(block: Block, language: str, most: int) -> Iterator[Block]:
    """A block in pieces that fit into a scene."""
    match block:
        case Paragraph() if len(bare(block.shown)) > most:
            pieces = spoken_text.split(block.shown, most, language)
            same = block.said == unstyled(block.shown)
            spoken = list(map(unstyled, pieces)) if same else spoken_text.split(block.said, most, language)
            for place, piece in enumerate(pieces):
                words = "" if not block.said else spoken[place] if place < len(spoken) else ""
                notes = block.footnotes if place == len(pieces) - 1 else ()
                yield Paragraph(piece, words, block.line, notes)
            for words in spoken[len(pieces) :] if block.said else ():
                yield Paragraph(words, words, block.line)
        case ListBlock():
            whole = block.is_numbered and all(len(bare(item.shown)) <= _STEP for item in block.items)
            items = (
                block.items if whole else tuple(part for item in block.items for part in _parted_point(item, language))
            )
            yield replace(block, items=items)
        case CodeBlock(inset=False):
            yield from listing.parted(block)
        case _:
            yield block


def _parted_point(item: ListItem, language: str) -> Iterator[ListItem]:
    if len(bare(item.shown)) <= _POINT:
        yield item
        return
    for place, piece in enumerate(spoken_text.split(item.shown, _POINT, language)):
        marker = item.marker if not place else ""
        yield replace(item, shown=piece, said=unstyled(piece) if item.said else "", marker=marker)
