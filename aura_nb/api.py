"""`aura.generate`, `aura.demo` and `aura.plan`: the engine in this process, with progress shown where it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from aura_nb import engine
from aura_nb.engine import Source
from aura_nb.pipeline.dryrun import FilmPlan
from aura_nb.pipeline.film import Film
from aura_nb.pipeline.request import FilmRequest
from aura_nb.progress_bar import shown_progress


def generate(
    source: Source,
    /,
    *,
    output: str | Path | None = None,
    force: bool = False,
    progress: bool = True,
    workspace: str | Path | None = None,
    **options: Any,
) -> Film:
    """Make a film of a topic, a storyboard file, a `Brief` or a `Storyboard`, and return it when it is there.

    `output` is a folder or a name ending in `.mp4` (by default `aura-videos/{title}-{id}` here), `progress` whether
    a progress bar is shown. Options are the fields of `Brief` (audience, goal, tone, language, source), `Plan`
    (seconds, pacing, density, style), `Voice` (voice, rate, pitch, pause) and `Render` (aspect, fps, quality,
    captions, theme, transition). Raises an `AuraError`; a wrong or misspelt option is named.
    """
    return _shown(engine.film_request(source, **options), output, progress=progress, force=force, workspace=workspace)


def demo(
    topic: str | None = None,
    *,
    output: str | Path | None = None,
    force: bool = False,
    progress: bool = True,
    workspace: str | Path | None = None,
    **options: Any,
) -> Film:
    """Make the demo film: about fifteen seconds, offline. Takes the options of `generate` for voice and picture."""
    return _shown(engine.demo_request(topic, **options), output, progress=progress, force=force, workspace=workspace)


def plan(source: Source, /, *, workspace: str | Path | None = None, **options: Any) -> FilmPlan:
    """What making this film would mean, without making it: its scenes, its length, each task hit or miss and why."""
    return engine.plan(engine.film_request(source, **options), workspace=workspace)


def _shown(
    request: FilmRequest,
    output: str | Path | None,
    *,
    progress: bool,
    force: bool,
    workspace: str | Path | None,
) -> Film:
    with shown_progress(enabled=progress) as notify:
        return engine.make(request, output=output, force=force, workspace=workspace, notify=notify)
