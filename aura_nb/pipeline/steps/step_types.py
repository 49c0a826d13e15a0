"""The steps by name. Each is imported when it is first asked for: a worker does a few of them, and loads no others."""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any

import msgspec

from aura_nb.pipeline.steps.step import Step

# In the order in which a film is made; a step's module is called as it is.
STEPS: dict[str, str] = {
    "outline": "OutlineStep",
    "look": "LookStep",
    "speak": "SpeakStep",
    "dialogue": "DialogueStep",
    "record": "RecordStep",
    "draw": "DrawStep",
    "timeline": "TimelineStep",
    "captions": "CaptionsStep",
    "thumbnails": "ThumbnailsStep",
    "cues": "CuesStep",
    "template": "TemplateStep",
    "clip": "ClipStep",
    "motion": "MotionStep",
    "transition": "TransitionStep",
    "leave": "LeaveStep",
    "mix": "MixStep",
    "film": "FilmStep",
    "export": "ExportStep",
    "slides": "SlidesStep",
}


@cache
def step_type(kind: str) -> type[Step]:
    """The class of a step; raises `KeyError` for an unknown kind."""
    name = STEPS[kind]
    found: type[Step] = getattr(importlib.import_module(f"{__package__}.{kind}"), name)
    return found


def step(kind: str, params: dict[str, Any]) -> Step:
    """The step of a recipe; raises `KeyError` for an unknown kind, `msgspec.ValidationError` for other parameters."""
    return msgspec.convert(params, step_type(kind))
