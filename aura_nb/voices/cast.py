"""Who speaks for whom in a dialogue: a voice of another timbre for each speaker nobody chose one for.

    timbres(2, first="hibari:en-us", language="en-US")   ->   [hibari:en-us, kokoro:am_michael]

Natural voices come first, of the other gender than the last speaker's where there is one. Where they run out, one of
them speaks higher or lower: that sounds more like a person than a synthetic voice does.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from aura_nb.voices.languages import distance
from aura_nb.voices.lookup import ENGINES, ONLY_BY_NAME, engine, provider_of, voices
from aura_nb.voices.speech import VoiceDescription

SYNTHETIC = "espeak"
_SYNTHETIC_TIMBRES = ("", "+f3", "+m3", "+f4", "+m7", "+f2")
_SHIFTS = {"female": (-2.5, 2.0, -4.0), "male": (2.5, -2.0, 4.0)}  # semitones, away from the voice itself


class Timbre(NamedTuple):
    """A voice by its full name, and by how many semitones it is raised to be somebody else's."""

    voice: str
    pitch: float = 0.0


def timbres(count: int, *, first: str, language: str, taken: Collection[str] = ()) -> list[Timbre]:
    """As many timbres as there are speakers, all different; `first` is the film's own voice, which speaks first.

    Voices that are `taken` were chosen for other speakers. Never one that needs a network or that another package
    brings, unless it is `first`.

    >>> timbres(1, first="hibari:en-us", language="en-US")
    [Timbre(voice='hibari:en-us', pitch=0.0)]
    """
    pool = _pool(first, language)
    found: list[Timbre] = []
    last = ""
    while len(found) < count:
        used = {each.voice for each in found} | set(taken)
        free = [voice for voice in pool if voice.name not in used]
        if not free:
            break
        chosen = free[0] if not found else next((voice for voice in free if voice.gender != last), free[0])
        found.append(Timbre(chosen.name))
        last = chosen.gender
    shifted = [
        Timbre(voice.name, pitch)
        for step in range(3)
        for voice in pool or [_described(first)]
        for pitch in [_SHIFTS.get(voice.gender, _SHIFTS["male"])[step]]
        if provider_of(voice.name) not in ONLY_BY_NAME
    ]
    found += shifted[: count - len(found)]
    return found + [Timbre(first)] * (count - len(found))  # more speakers than a listener could tell apart


def _pool(first: str, language: str) -> list[VoiceDescription]:
    """The voices to choose from, the film's own first, then the nearest natural ones; else synthetic ones."""
    near = [
        (far, place, voice)
        for place, voice in enumerate(voices())
        if not voice.online
        and provider_of(voice.name) in ENGINES
        and provider_of(voice.name) not in {*ONLY_BY_NAME, SYNTHETIC}
        and (far := distance(language, voice.language)) is not None
    ]
    natural = [voice for _, _, voice in sorted(near, key=lambda each: each[:2])]
    own = _described(first)
    if provider_of(first) == SYNTHETIC and not natural:
        plain = first.partition("+")[0]
        made = (engine(SYNTHETIC).describe(plain + timbre) for timbre in _SYNTHETIC_TIMBRES)
        natural = [voice for voice in made if voice is not None]
    return [own, *(voice for voice in natural if voice.name != own.name)]


def _described(name: str) -> VoiceDescription:
    found = engine(provider_of(name)).describe(name)
    return found or VoiceDescription(name, "", "unknown", "", False, "")  # noqa: FBT003 - it needs no network
