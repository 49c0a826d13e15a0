"""The steps by name."""

from __future__ import annotations

from typing import Any

import msgspec

from aura_nb.pipeline.steps.captions import CaptionsStep
from aura_nb.pipeline.steps.clip import ClipStep
from aura_nb.pipeline.steps.cues import CuesStep
from aura_nb.pipeline.steps.dialogue import DialogueStep
from aura_nb.pipeline.steps.draw import DrawStep
from aura_nb.pipeline.steps.export import ExportStep
from aura_nb.pipeline.steps.film import FilmStep
from aura_nb.pipeline.steps.leave import LeaveStep
from aura_nb.pipeline.steps.look import LookStep
from aura_nb.pipeline.steps.mix import MixStep
from aura_nb.pipeline.steps.motion import MotionStep
from aura_nb.pipeline.steps.outline import OutlineStep
from aura_nb.pipeline.steps.record import RecordStep
from aura_nb.pipeline.steps.slides import SlidesStep
from aura_nb.pipeline.steps.speak import SpeakStep
from aura_nb.pipeline.steps.step import Step
from aura_nb.pipeline.steps.template import TemplateStep
from aura_nb.pipeline.steps.thumbnails import ThumbnailsStep
from aura_nb.pipeline.steps.timeline import TimelineStep
from aura_nb.pipeline.steps.transition import TransitionStep

# In the order in which a film is made.
STEPS: dict[str, type[Step]] = {
    each.kind: each
    for each in (
        OutlineStep,
        LookStep,
        SpeakStep,
        DialogueStep,
        RecordStep,
        DrawStep,
        TimelineStep,
        CaptionsStep,
        ThumbnailsStep,
        CuesStep,
        TemplateStep,
        ClipStep,
        MotionStep,
        TransitionStep,
        LeaveStep,
        MixStep,
        FilmStep,
        ExportStep,
        SlidesStep,
    )
}


def step(kind: str, params: dict[str, Any]) -> Step:
    """The step of a recipe; raises `KeyError` for an unknown kind, `msgspec.ValidationError` for other parameters."""
    return msgspec.convert(params, STEPS[kind])
