"""The graph of one film: which tasks there are. What each is made of, and what it needs, its own file says.

    speak:S --+-- timeline --+-- captions --+
    draw:S  --+              +-- mix -------+
            |                +-- motion:S --+-- film
            +-- clip:S ---------------------+
            +-- transition:S ---------------+
            +-- leave:S --------------------+
    template -------------------------------+

Thumbnails are made of draw:S and timeline; mix waits for them, and takes nothing of them.

A format other than MP4 adds export, behind film; that of slides adds slides, and figure:S for what only drawing shows.

Burned captions add cues:S, made of a voice and its place in the scene, which clip:S and motion:S then need.

Scene ids name tasks but are no part of a recipe: a renamed scene costs nothing, a moved one costs its new
neighbours' transitions and the tasks that by nature see the whole film.
"""

from __future__ import annotations

from collections.abc import Iterator

from aura_nb.pipeline.durations import leaves, transitions
from aura_nb.pipeline.film_spec import FilmSpec
from aura_nb.pipeline.steps import (
    captions,
    clip,
    cues,
    dialogue,
    draw,
    export,
    film,
    leave,
    mix,
    motion,
    record,
    slides,
    template,
    thumbnails,
    timeline,
    transition,
)
from aura_nb.pipeline.steps.blueprint import Blueprint
from aura_nb.pipeline.steps.step_types import STEPS, step_type
from aura_nb.pipeline.task import Task
from aura_nb.specs import Scene


def film_graph(spec: FilmSpec) -> list[Task]:
    """All tasks of a film, each after those it needs.

    Raises `VoiceUnavailable`, `VisualUnavailable` and `RequestInvalid` (theme, scene of a GIF, no library for slides).
    Reads font and model files once, to name their contents: call it from a thread.
    """
    plan = Blueprint(spec)
    plan.versions.prepare(map(step_type, STEPS))
    made = [*(spoken(plan, scene) for scene in plan.spoken), *(draw.task(plan, scene) for scene in plan.scenes)]
    made += [template.task(plan), timeline.task(plan), captions.task(plan), thumbnails.task(plan)]
    made += [cues.task(plan, scene) for scene in plan.spoken if plan.captioned(scene)]
    pieces = list(_pieces(plan))
    made += [mix.task(plan), *pieces, film.task(plan, tuple(piece.name for piece in pieces))]
    return [*made, *_other(plan)]


def _other(plan: Blueprint) -> list[Task]:
    """The tasks of the format that is made beside the MP4."""
    form = plan.film.render.format
    return slides.tasks(plan) if form == "pptx" else [export.task(plan)] if form != "mp4" else []


def spoken(plan: Blueprint, scene: Scene) -> Task:
    """The task that makes a scene's narration: a voice's, or the author's own recording."""
    recording = plan.film.recordings.get(scene.id)
    return dialogue.task(plan, scene) if recording is None else record.task(plan, scene, recording)


def _pieces(plan: Blueprint) -> Iterator[Task]:
    """The tasks that encode the film's pictures, scene by scene."""
    kinds = transitions(plan.film.storyboard, plan.film.render)
    for before, scene in zip([None, *plan.scenes], plan.scenes, strict=False):
        yield motion.task(plan, scene) if plan.moves(scene) else clip.task(plan, scene)
        if kinds[scene.id] != "cut":
            yield transition.task(plan, before, scene, kinds[scene.id])
    if leaves(plan.film.render):
        yield leave.task(plan, plan.scenes[-1])
