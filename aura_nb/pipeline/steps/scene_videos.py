"""The videos of a scene: what the steps that encode its frames are told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aura_nb.media.encoding_parts import Playing
from aura_nb.pipeline.steps.draw import layout
from aura_nb.pipeline.steps.timeline import TimelineStep
from aura_nb.specs import Scene

if TYPE_CHECKING:
    from aura_nb.pipeline.steps.blueprint import Blueprint, Done


def playing(scene: Scene, done: Done) -> tuple[Playing, ...]:
    """The videos that play in a scene."""
    return tuple(
        Playing(each.file, each.region, each.start, each.end, each.loops) for each in layout(scene, done).footage
    )


def lasting(plan: Blueprint, scene: Scene) -> tuple[str, ...]:
    """What tells how long a scene lasts, where its videos must know it."""
    return (TimelineStep.name(),) if plan.film.plays(scene) else ()
