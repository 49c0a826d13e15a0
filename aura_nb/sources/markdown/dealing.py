"""Notes dealt out to the things that are shown."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from aura_nb.sources.markdown import clicks, spoken_text
from aura_nb.sources.markdown.shows import Thing
from aura_nb.specs import Text
from aura_nb.specs.marks import bare
from aura_nb.specs.runs import plain
from aura_nb.specs.turns import MOST_NARRATION

MEANWHILE = 200  # characters of a text that is said while what follows it is shown


def dealt(shown: list[Thing], notes: Sequence[str], language: str) -> list[Thing]:
    """The notes' paragraphs, one for each thing, what is left for the last; what follows without one is silent.

    Where there are fewer of them than things, a short text before a thing of another kind does without.
    """
    if not notes:
        return shown
    notes = [spoken_text.sentence(text, language) or text for text in notes]
    spare = len(shown) - len(notes)
    for thing, follows in pairwise(shown):
        if spare > 0 and _is_short(thing) and not isinstance(follows.show, Text):
            thing.said, thing.pause = "", None
            spare -= 1
            continue
        mine = notes[: clicks.belonging(notes, thing.show)]
        notes = notes[len(mine) :]
        thing.said = spoken_text.PARAGRAPH.join(mine)
        thing.pause = None
    last = shown[-1]
    last.said = spoken_text.PARAGRAPH.join(notes)
    last.pause = None
    pieces = [
        piece
        for text in last.said.split(spoken_text.PARAGRAPH)
        for piece in spoken_text.split(text, MOST_NARRATION, language)
    ]
    said = [""]
    for piece in pieces:
        if len(said[-1]) + len(spoken_text.PARAGRAPH) + len(piece) <= MOST_NARRATION:
            said[-1] = f"{said[-1]}{spoken_text.PARAGRAPH}{piece}" if said[-1] else piece
        else:
            said.append(piece)
    last.said = said[0]
    return shown + [Thing(last.show, more, line=last.line) for more in said[1:]]


def _is_short(thing: Thing) -> bool:
    return isinstance(thing.show, Text) and len(bare(plain(thing.show.text))) <= MEANWHILE
