"""Who says what: the turns of a dialogue, and the speakers' voices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from aura_nb.errors import FieldError
from aura_nb.specs.spec import SAYS_SOMETHING, Spec, joined
from aura_nb.specs.voice import Voice

MOST_TURNS = 200
MOST_NAME = 60  # characters of a speaker's
BETWEEN = "\n\n"
MOST_NARRATION = 5000  # characters

Speakers = Annotated[
    dict[str, str | dict[str, Any]],
    Meta(
        description='the speakers\' names and their voices, such as {"Anna": "kokoro:af_heart", "Ben": {"pitch": -3}}',
    ),
]


class Turn(Spec):
    """What one speaker says until another does.

    `voice` is the speaker's name (`Anna`), whose voice the storyboard's `voices` may name, or a voice's full name
    (`kokoro:af_heart`); empty is the scene's own voice.
    """

    text: Annotated[str, Meta(min_length=1, max_length=MOST_NARRATION, extra_json_schema=SAYS_SOMETHING)]
    voice: Annotated[str, Meta(max_length=200)] = ""

    @property
    def speaker(self) -> str:
        """The name of a person, empty where a voice or nobody is named.

        >>> Turn(text="Hello.", voice="Anna").speaker, Turn(text="Hello.", voice="espeak:de").speaker
        ('Anna', '')
        """
        return "" if ":" in self.voice else self.voice


def together(turns: Iterable[Turn]) -> str:
    r"""The narration that turns are, a paragraph or more each.

    >>> together([Turn(text="Hello."), Turn(text="Hi.", voice="Ben")])
    'Hello.\n\nHi.'
    """
    return BETWEEN.join(turn.text.strip() for turn in turns)


def wrong(scene: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    """Turns that are too long together, and a narration that says something else than they do."""
    texts = [str(turn.get("text", "")).strip() for turn in scene.get("say") or () if isinstance(turn, Mapping)]
    if not texts:
        return
    said = BETWEEN.join(texts)
    if len(said) > MOST_NARRATION:
        yield FieldError(joined(path, "say"), f"has {len(said):,} characters; {MOST_NARRATION:,} are the most")
    given = scene.get("narration")
    if isinstance(given, str) and given.strip() and given.split() != said.split():
        yield FieldError(joined(path, "narration"), "is not what `say` says: change it there, or leave one of them out")


def wrong_speakers(voices: object, path: str) -> Iterator[FieldError]:
    """Names that could be a voice's, or nobody's, and voices that are none."""
    for name, voice in voices.items() if isinstance(voices, Mapping) else ():
        field = joined(joined(path, "voices"), name)
        if not str(name).strip() or ":" in str(name) or len(str(name)) > MOST_NAME:
            yield FieldError(field, f"must be a speaker's name of 1 to {MOST_NAME} characters, without a colon")
        elif isinstance(voice, str):
            if not 1 <= len(voice.strip()) <= 200:
                yield FieldError(field, "must name a voice, such as espeak:de")
        else:
            try:
                msgspec.convert(voice, Voice)
            except msgspec.ValidationError as error:
                yield FieldError(field, f"is no voice: {error}")


def speakers(turns: Iterable[Turn]) -> list[str]:
    """The names of those who speak, in the order in which they begin."""
    return list(dict.fromkeys(turn.speaker for turn in turns if turn.speaker))


def labels(scenes: Sequence[Sequence[Turn]]) -> list[list[tuple[int, str]]]:
    """For the turns of each scene how many words they have, and the speaker's name where that is new to the listener.

    A scene without turns has none. Where only one person speaks, nobody has to be told who it is.

    >>> both = [Turn(text="One two.", voice="Anna"), Turn(text="Three.", voice="Ben")]
    >>> labels([both, [], [Turn(text="4", voice="Ben")]])
    [[(2, 'Anna'), (1, 'Ben')], [], [(1, 'Ben')]]
    """
    named = len(speakers(turn for turns in scenes for turn in turns)) > 1
    found: list[list[tuple[int, str]]] = []
    before = ""
    for turns in scenes:
        if not turns:
            before = ""  # the film's own voice comes between
        told = []
        for turn in turns:
            told.append((len(turn.text.split()), turn.speaker if named and turn.speaker != before else ""))
            before = turn.speaker
        found.append(told)
    return found
