"""One film, or its plan, without any job: for plain scripts.

Both block, and work under a running event loop too, because the run has a loop in a thread of its own. Ctrl-C stops the
run and everything it started before it is raised again.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from aura_nb.blocking import run_in_thread
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.progress import Notify
from aura_nb.pipeline.workspace import Workspace, new_run_id
from aura_nb.specs import slug

if TYPE_CHECKING:
    from aura_nb.pipeline.dryrun import FilmPlan
    from aura_nb.pipeline.film import Film


def make(
    request: FilmRequest,
    *,
    output: str | Path | None = None,
    force: bool = False,
    workspace: str | Path | None = None,
    notify: Notify = lambda _: None,
    run_id: str | None = None,
) -> Film:
    """Make a film and return when it is there.

    `output` is a folder or a name that ends in a format, such as `.mp4`; by default `aura-videos/{title}-{id}` in the
    current folder. `force` replaces another film's files there.

    Raises an `AuraError`, or `KeyboardInterrupt` after Ctrl-C.
    """
    from aura_nb.pipeline.film import make_film  # noqa: PLC0415 - a plan runs no worker
    from aura_nb.pipeline.output import OutputPlace  # noqa: PLC0415 - likewise

    run_id = run_id or new_run_id()
    request = request.named(output)
    title = request.storyboard.title if request.storyboard else request.brief.topic if request.brief else "film"
    place = OutputPlace.named(output or Path("aura-videos") / f"{slug(title)}-{run_id[:8]}", force=force)
    return run_in_thread(make_film(request, output=place, workspace=Workspace(workspace), notify=notify, run_id=run_id))


def plan(request: FilmRequest, *, workspace: str | Path | None = None) -> FilmPlan:
    """The dry run of a request: each task hit or miss, and why."""
    from aura_nb.pipeline.dryrun import plan_film  # noqa: PLC0415 - only a plan is one

    return run_in_thread(plan_film(request, workspace=Workspace(workspace)))
