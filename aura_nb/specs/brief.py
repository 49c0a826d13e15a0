"""What a film is to be about: `Brief`, and how long and how dense: `Plan`."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from aura_nb.specs.spec import SAYS_SOMETHING, Language, Spec

Pacing = Literal["slow", "conversational", "fast"]
Density = Literal["sparse", "balanced", "dense"]
AUDIENCES = ("General", "Beginners", "Students", "Professionals", "Advanced", "Children")
GOALS = ("Inform", "Demonstrate", "Explain", "Persuade", "Summarize")
MOST_TOPIC = 500
TONES = ("Informative", "Casual", "Professional", "Energetic", "Friendly", "Authoritative")


class Brief(Spec):
    """A topic and whom it is for; `source` is the author's own text, used instead of invented sentences.

    `language` null is found from the source text; without one it is "en-US".
    """

    topic: Annotated[str, Meta(min_length=1, max_length=MOST_TOPIC, extra_json_schema=SAYS_SOMETHING)]
    audience: Annotated[str, Meta(max_length=100)] = "General"
    goal: Annotated[str, Meta(max_length=100)] = "Inform"
    tone: Annotated[str, Meta(max_length=100)] = "Informative"
    language: Language | None = None
    source: Annotated[str, Meta(max_length=200_000)] = ""


class Plan(Spec):
    """How long and how dense: `seconds` is the wanted length of the whole film.

    Null is as long as the text needs that a person wrote; a topic alone then makes about 40 s.
    """

    seconds: Annotated[float, Meta(ge=5, le=3600)] | None = None
    pacing: Pacing = "conversational"
    density: Density = "balanced"
    style: Annotated[str, Meta(max_length=100)] = "Standard"
