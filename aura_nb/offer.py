"""What a form can offer: the choices there are for each field, what stands without a choice, and the limits."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from aura_nb import sources, voices
from aura_nb.specs import (
    ASPECTS,
    AUDIENCES,
    GOALS,
    LEAST_SIDE,
    MOST_SIDE,
    TONES,
    Brief,
    Limit,
    Plan,
    Render,
    Scene,
    Spec,
    Storyboard,
    Voice,
    choices,
    limits,
)
from aura_nb.specs.limits import MAX_ASSET, MAX_BODY
from aura_nb.specs.render import MUSIC
from aura_nb.visuals import theme
from aura_nb.voices import VoiceDescription
from aura_nb.wire.status import STATUSES


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
    formats: tuple[str, ...]
    presets: tuple[str, ...]
    captions: tuple[str, ...]
    music: tuple[str, ...]
    tones: tuple[str, ...]
    audiences: tuple[str, ...]
    goals: tuple[str, ...]
    pacings: tuple[str, ...]
    densities: tuple[str, ...]
    pauses: tuple[str, ...]
    statuses: tuple[str, ...]
    defaults: dict[str, dict[str, Any]]
    limits: dict[str, Limit]


def words() -> dict[str, tuple[str, ...]]:
    """The choices that are the same on every machine, by the names they have in an `Offer`."""
    return {
        "aspects": ASPECTS,
        "qualities": choices(Render, "quality"),
        "transitions": choices(Render, "transition"),
        "motions": choices(Render, "motion"),
        "formats": choices(Render, "format"),
        "presets": choices(Render, "preset"),
        "captions": choices(Render, "captions"),
        "music": MUSIC,
        "tones": TONES,
        "audiences": AUDIENCES,
        "goals": GOALS,
        "pacings": choices(Plan, "pacing"),
        "densities": choices(Plan, "density"),
        "pauses": choices(Voice, "pause"),
        "statuses": STATUSES,
    }


def defaults() -> dict[str, dict[str, Any]]:
    """What stands without a choice, by spec."""
    return {
        "brief": _without(Brief(topic="-"), "topic"),
        "plan": Plan().to_json(),
        "voice": Voice().to_json(),
        "render": Render().to_json(),
    }


def bounds() -> dict[str, Limit]:
    """The least and the most of what can be asked for."""
    return {
        "topicCharacters": limits(Brief, "topic"),
        "sourceCharacters": limits(Brief, "source"),
        "narrationCharacters": limits(Scene, "narration"),
        "scenes": limits(Storyboard, "scenes"),
        "seconds": limits(Plan, "seconds"),
        "rate": limits(Voice, "rate"),
        "pitch": limits(Voice, "pitch"),
        "fps": limits(Render, "fps"),
        "megabytes": limits(Render, "megabytes"),
        "side": {"min": LEAST_SIDE, "max": MOST_SIDE},
        "bodyBytes": {"min": 0, "max": MAX_BODY},
        "assetBytes": {"min": 1, "max": MAX_ASSET},
    }


def offer() -> Offer:
    """What can be asked for here and now. Asks every voice provider: call it from a thread where a loop runs."""
    known = voices.voices()
    spoken = sorted({voice.language for voice in known if voice.language != "mul"})
    written = sources.outline_languages()
    return Offer(
        voices=known,
        languages=spoken,
        topic_languages=[tag for tag in spoken if any(voices.same_language(tag, each) for each in written)],
        themes=theme.names(),
        defaults=defaults(),
        limits=bounds(),
        **words(),
    )


def _without(spec: Spec, name: str) -> dict[str, Any]:
    return {field: value for field, value in spec.to_json().items() if field != name}
