"""`aura.generate` and `aura.demo` begin a job and return at once; `aura.job` finds one."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

from aura_nb.client import connection
from aura_nb.client.job import Job
from aura_nb.client.this_notebook import this_notebook, unsaved
from aura_nb.errors import JobNotFound
from aura_nb.pipeline.request import FilmRequest
from aura_nb.request.named import Source, demo_request, film_request


def generate(
    source: Source | None = None,
    /,
    *,
    output: str | Path | None = None,
    force: bool = False,
    workspace: str | Path | None = None,
    **options: Any,
) -> Job:
    """Begin to make a film of a topic, a file, a `Brief` or a `Storyboard`; the job is on disk when this returns.

    Without a source it is the notebook that this cell stands in, as it was saved last; a warning tells when that was
    before the last run of a cell. With `execute=True` a copy of a notebook is run first.

    `output` is a folder or a name ending in `.mp4` (by default `aura-videos/{title}-{id}` here); `force` replaces
    another film's files there. Without `seconds` a text of your own is said whole; without `language` it is spoken in
    the one it is found to be in. Options are the fields of `Brief` (audience, goal, tone, language, source), `Plan`
    (seconds, pacing, density, style), `Voice` (voice, rate, pitch, pause) and `Render` (aspect, fps, quality,
    captions, theme, transition). Raises an `AuraError` for what is wrong in the request: a wrong or misspelt option
    is named. What fails later is the job's: `job.wait()` raises it.
    """
    if source is None:
        source = this_notebook()
        if message := unsaved(source):
            warnings.warn(message, stacklevel=2)
    return _submitted(film_request(source, **options), output, force=force, workspace=workspace)


def demo(
    topic: str | None = None,
    *,
    output: str | Path | None = None,
    force: bool = False,
    workspace: str | Path | None = None,
    **options: Any,
) -> Job:
    """Begin to make the demo film: about fifteen seconds, offline. Takes `generate`'s options for voice and picture."""
    return _submitted(demo_request(topic, **options), output, force=force, workspace=workspace)


def job(job_id: str | None = None, *, workspace: str | Path | None = None) -> Job:
    """The job with this id, or the one whose id begins so; the newest when none is named. After a restart, say.

    Raises `JobNotFound`, and `RequestInvalid` when there are several.
    """
    backend = connection.backend(workspace)
    if job_id is not None:
        return Job(backend, backend.call(backend.find(job_id)).result().job_id)
    newest = backend.call(backend.jobs(limit=1)).result()
    if not newest:
        raise JobNotFound("There is no job yet.", remedy="Begin one with aura.demo() or aura.generate().")
    return Job(backend, newest[0].job_id)


def _submitted(request: FilmRequest, output: str | Path | None, *, force: bool, workspace: str | Path | None) -> Job:
    backend = connection.backend(workspace)
    accepted = backend.call(backend.submit(request, place=output, force=force)).result()
    return Job(backend, accepted.job_id, show=_panel)


def _panel(job: Job) -> bool:
    """Show the panel of a job in a notebook's page."""
    from aura_nb.panel.display import shown  # noqa: PLC0415 - anywidget is loaded where a panel is shown

    return shown(job)
