"""What movement costs: how many of a film's pictures are encoded for it, as it was chosen and as it could be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import msgspec
from msgspec import Struct

from aura_nb.pipeline.durations import TRANSITION_SECONDS, build_frames, leaves, move_frames, piece_frames, transitions
from aura_nb.pipeline.film_spec import FilmSpec
from aura_nb.specs import Motion, Scene
from aura_nb.visuals.layout import Layout


class MotionCost(Struct, rename="camel"):
    """How many pictures are encoded because something changes; all others are copies of one that stands still.

    `motion` is what the film moves, `full`, `calm` and `none` what each choice comes to, and `share` how much of the
    film's pictures that of the choice is.
    """

    motion: Motion
    full: int
    calm: int
    none: int
    share: float


def motion_cost(film: FilmSpec, seconds: Mapping[str, float], drawn: Mapping[str, Layout]) -> MotionCost:
    """What the film's movement costs; `seconds` are its scenes' lengths, `drawn` those that were drawn already."""
    counts = {motion: _pictures(film, motion, seconds, drawn) for motion in get_args(Motion)}
    chosen = film.render.motion
    whole = max(1.0, sum(seconds.values()) * film.render.fps)
    return MotionCost(chosen, **counts, share=round(min(1.0, counts[chosen] / whole), 3))


def _pictures(film: FilmSpec, motion: Motion, seconds: Mapping[str, float], drawn: Mapping[str, Layout]) -> int:
    render = msgspec.structs.replace(film.render, motion=motion)
    crossing = piece_frames(TRANSITION_SECONDS, render.fps)
    crossings = sum(kind != "cut" for kind in transitions(film.storyboard, render).values()) + leaves(render)
    count = crossings * crossing
    for scene in film.storyboard.scenes:
        if scene.show.moves:
            count += round(seconds[scene.id] * render.fps) - crossing if motion == "full" else 0
            continue
        moves = _moves(scene, drawn.get(scene.id))
        count += sum(move_frames(render) if each else build_frames(render) for each in moves)
    return count


def _moves(scene: Scene, layout: Layout | None) -> list[bool]:
    """For each change within a scene, whether a camera makes it."""
    if layout is not None and not scene.show.moves:
        return [state.move is not None for state in layout.states[1:]]
    steps = scene.show.step_count
    count = max(0, scene.show.states - 1) if steps is None else steps
    return [scene.show.steps_move] * count
