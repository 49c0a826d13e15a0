"""What a form can offer: the choices there are for each field, what stands without a choice, and the limits."""

from __future__ import annotations

from typing import Any, Literal, get_args

from msgspec import Struct

from aura_nb import sources, voices
from aura_nb.pipeline.assets import MAX_BYTES
from aura_nb.specs import (
    AUDIENCES,
    GOALS,
    TONES,
    Brief,
    Captions,
    Density,
    Motion,
    Pacing,
    Pause,
    Plan,
    Quality,
    Render,
    Spec,
    Transition,
    Voice,
)
from aura_nb.visuals import theme
from aura_nb.voices import VoiceDescription
from aura_nb.wire.status import STATUSES

ASPECTS = ("16:9", "9:16", "1:1", "4:5")
MAX_BODY = 10 * 10**6

Limit = dict[Literal["min", "max"], float]


class Offer(Struct, rename="camel", kw_only=True):
    """Choices by field; audiences, goals and tones are offered, not forced.

    `topic_languages` are those in which a script can be written from a topic alone.
    """

    voices: list[VoiceDescription]
    languages: list[str]
    topic_languages: list[str]
    aspects: tuple[str, ...]
    qualities: tuple[str, ...]
    themes: list[str]
    transitions: tuple[str, ...]
    motions: tuple[str, ...]
    captions: tuple[str, ...]
    tones: tuple[str, ...]
    audiences: tuple[str, ...]
    goals: tuple[str, ...]
    pacings: tuple[str, ...]
    densities: tuple[str, ...]
    pauses: tuple[str, ...]
    statuses: tuple[str, ...]
    defaults: dict[str, dict[str, Any]]
    limits: dict[str, Limit]


def offer() -> Offer:
    """What can be asked for here and now. Asks every voice provider: call it from a thread where a loop runs."""
    known = voices.voices()
    spoken = sorted({voice.language for voice in known if voice.language != "mul"})
    written = sources.outline_languages()
    return Offer(
        voices=known,
        languages=spoken,
        topic_languages=[tag for tag in spoken if any(voices.same_language(tag, each) for each in written)],
        aspects=ASPECTS,
        qualities=get_args(Quality),
        themes=theme.names(),
        transitions=get_args(Transition),
        motions=get_args(Motion),
        captions=get_args(Captions),
        tones=TONES,
        audiences=AUDIENCES,
        goals=GOALS,
        pacings=get_args(Pacing),
        densities=get_args(Density),
        pauses=get_args(Pause),
        statuses=STATUSES,
        defaults={
            "brief": _without(Brief(topic="-"), "topic"),
            "plan": Plan().to_json(),
            "voice": Voice().to_json(),
            "render": Render().to_json(),
        },
        limits={
            "topicCharacters": {"min": 1, "max": 500},
            "sourceCharacters": {"min": 0, "max": 200_000},
            "narrationCharacters": {"min": 0, "max": 5000},
            "scenes": {"min": 1, "max": 500},
            "seconds": {"min": 5, "max": 3600},
            "rate": {"min": 0.5, "max": 2},
            "pitch": {"min": -12, "max": 12},
            "fps": {"min": 1, "max": 60},
            "side": {"min": 160, "max": 7680},
            "bodyBytes": {"min": 0, "max": MAX_BODY},
            "assetBytes": {"min": 1, "max": MAX_BYTES},
        },
    )


def _without(spec: Spec, name: str) -> dict[str, Any]:
    return {field: value for field, value in spec.to_json().items() if field != name}
