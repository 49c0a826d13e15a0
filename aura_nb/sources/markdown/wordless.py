"""Scenes without words, such as code and pictures: what is said of them, so that no film falls silent."""

from __future__ import annotations

from collections.abc import Sequence

from aura_nb.sources.markdown import spoken_text
from aura_nb.sources.markdown.shows import Thing
from aura_nb.specs import End, Title

LEAST_SECONDS, MOST_SECONDS = 3.0, 4.0  # of a scene of which there is nothing to say
_WORDS_A_SECOND = 3.0


def voiced(shown: Sequence[Thing], heading: str, language: str) -> None:
    """Give each thing of a section that says nothing a line of the author's own: a comment in its code, or the heading.

    Where there is neither (`heading` is empty where notes are what is said), it stands for three or four seconds.
    """
    left = spoken_text.sentence(heading, language)
    for thing in shown:
        if thing.said:
            continue
        if thing.settled:
            thing.said = thing.comment
        else:
            own = spoken_text.sentence(thing.comment if heading else "", language)
            thing.said, left = (own, left) if own else (left, "")  # once is enough
        if not thing.said and not isinstance(thing.show, Title | End):
            thing.pause = min(MOST_SECONDS, max(LEAST_SECONDS, len(thing.first_words.split()) / _WORDS_A_SECOND))
