"""A film from a storyboard, whole: checks the request, runs the graph, puts the finished files in place.

Knows nothing of jobs. Needs a request, a place for the files and a callback, and can be used from a plain script:

    film = asyncio.run(make_film(FilmRequest(storyboard=story), output=Output.named("bees")))
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct

from aura_nb.errors import AuraError, JobInterrupted
from aura_nb.faults import as_fault
from aura_nb.pipeline.artifacts import Artifact
from aura_nb.pipeline.bundle import Bundle
from aura_nb.pipeline.fallbacks import expected
from aura_nb.pipeline.film_request import SCRIPT, FilmRequest, outline_task
from aura_nb.pipeline.graph import film_graph
from aura_nb.pipeline.joblog import JobLog
from aura_nb.pipeline.last_made import History
from aura_nb.pipeline.lettering import missing_characters
from aura_nb.pipeline.local_runner import LocalRunner, usable_cores
from aura_nb.pipeline.looking import specify_seen
from aura_nb.pipeline.observer import FilmObserver
from aura_nb.pipeline.output import OutputPlace
from aura_nb.pipeline.progress import ArtifactMade, Notify, Progress
from aura_nb.pipeline.scene_files import Files
from aura_nb.pipeline.scheduler import Scheduler
from aura_nb.pipeline.steps.look import PictureInspection, seen
from aura_nb.pipeline.task import Finished, InputFile, Task
from aura_nb.pipeline.task_runner import TaskRunner, threaded, uninterrupted
from aura_nb.pipeline.voicing import require_voices
from aura_nb.pipeline.workspace import Workspace, new_run_id
from aura_nb.specs import FORMAT_FILES, Storyboard
from aura_nb.specs.origin import Notice, noticed
from aura_nb.specs.validation import check
from aura_nb.wire.phases import PhaseMark

log = logging.getLogger("aura_nb")


class Film(Struct, rename="camel", kw_only=True):
    """A finished film: its files, what was measured on it, and what it cost.

    `other` is the file of the format that was asked for, where that is not MP4. `timings` are wall-clock seconds by
    stage (stages overlap), `ran` the tasks that were not in the cache.
    """

    id: str
    title: str
    folder: str
    video: str
    other: str | None
    artifacts: list[Artifact]
    report: dict[str, Any]
    timings: dict[str, float]
    seconds: float
    ran: list[str]
    hits: int


async def make_film(
    request: FilmRequest,
    *,
    output: OutputPlace,
    workspace: Workspace | None = None,
    runner: TaskRunner | None = None,
    notify: Notify = lambda _: None,
    run_id: str | None = None,
    before: Sequence[PhaseMark] = (),
    previews: Path | None = None,
    permit: Callable[[], Awaitable[None]] | None = None,
) -> Film:
    """Make the film and put its files into `output`; finished steps stay in the workspace's cache.

    `runner` runs the tasks (by default worker programs of this machine, ended with the run); `notify` hears every
    event, on the event loop's thread. `before` are the phases' marks of a run of the same film that died. Into the
    folder `previews` go poster and captions as soon as they exist. `permit` is awaited before the first file is put in
    place, and may raise to forbid it. Cancel the coroutine to stop: every process of the run is gone, and nothing
    half-made is left, before it raises.

    Raises an `AuraError`; its `details["phase"]` names the phase the run ended in.
    """
    work = _Run(
        output=output,
        workspace=workspace or Workspace(),
        notify=notify,
        run_id=run_id or new_run_id(),
        runner=runner,
        before=before,
        previews=previews,
        permit=permit,
    )
    return await work.run(request)


@dataclass
class _Run:
    """One run."""

    output: OutputPlace
    workspace: Workspace
    notify: Notify
    run_id: str
    runner: TaskRunner | None
    before: Sequence[PhaseMark]
    previews: Path | None
    permit: Callable[[], Awaitable[None]] | None
    observer: FilmObserver = field(init=False)
    pictures: Mapping[str, Files] = field(default_factory=dict)
    logo: InputFile | None = None
    recordings: Mapping[str, InputFile] = field(default_factory=dict)
    music: InputFile | None = None
    source: str | None = None
    film: Film | None = None
    _logs: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    async def run(self, request: FilmRequest) -> Film:
        """Once its files are in place the film is made, whatever becomes of the tidying up."""
        try:
            return await self._run(request)
        except (Exception, asyncio.CancelledError) as error:
            if self.film is None:
                raise
            log.warning("The film in %s is whole, but what was left of its making is not: %r", self.film.folder, error)
            return self.film

    async def _run(self, request: FilmRequest) -> Film:
        request = await asyncio.to_thread(request.checked)
        self.output.require(request.render.format)
        self.source = request.folder
        await asyncio.to_thread(require_voices, request)
        progress = Progress(self.notify, lanes=usable_cores(), before=self.before)
        await asyncio.to_thread(self.output.prepare)
        try:
            async with threaded(self.workspace.scratch(self.run_id)) as scratch:
                opened = JobLog.open(self.workspace.logs, self.run_id)
                job_log = await asyncio.to_thread(self._logs.enter_context, opened)
                self.observer = FilmObserver(job_log, progress, self.notify, self.workspace.cache, self.previews)
                try:
                    return await self._with_runner(request, scratch)
                except AuraError as error:
                    self._fail(error)
                    raise
                except Exception as error:
                    fault = as_fault(error, "The film failed")
                    self._fail(fault)
                    raise fault from error
                except asyncio.CancelledError:
                    if self.film is None:
                        job_log.write("canceled")
                    raise
                finally:
                    await self.observer.close()
        except BaseException:
            self.output.abandon()
            raise
        finally:
            await uninterrupted(asyncio.to_thread(self._logs.close))

    def _fail(self, error: AuraError) -> None:
        if self.film is not None:
            return
        error.details.setdefault("phase", self.observer.progress.phase)
        error.details["logPath"] = str(self.observer.log.path)
        self.observer.log.failed(error)

    async def _with_runner(self, request: FilmRequest, scratch: Path) -> Film:
        runner = self.runner or LocalRunner(self.workspace.cache.root)
        try:
            scheduler = Scheduler(cache=self.workspace.cache, runner=runner, scratch=scratch, observer=self.observer)
            return await self._make(request, scheduler)
        finally:
            if self.runner is None:
                await uninterrupted(runner.close())

    async def _make(self, request: FilmRequest, scheduler: Scheduler) -> Film:
        observer, progress = self.observer, self.observer.progress
        progress.expect(SCRIPT, "plan", 1)
        storyboard, told = await self._script(request, scheduler)
        for message in request.notes:
            observer.log.write(message)
        observer.warn_of([*request.notices, *told])
        look_at = partial(self._look, scheduler)
        spec, notices = await specify_seen(request, storyboard, workspace=self.workspace, look_at=look_at)
        observer.warn_of(notices)
        self.pictures, self.logo, self.recordings = spec.pictures, spec.logo, spec.recordings
        self.music = spec.music
        storyboard = spec.storyboard
        if lacking := await asyncio.to_thread(missing_characters, spec):
            observer.warn("font.missing", f"{lacking.message} {lacking.remedy}", "Visuals")
        tasks = await asyncio.to_thread(film_graph, spec)
        for warning in await asyncio.to_thread(expected, spec):
            observer.warn(warning.code, warning.message, warning.step)
        observer.expect(tasks, storyboard)
        if request.brief is None:
            progress.finish(SCRIPT, "The storyboard is checked", seconds=progress.elapsed, free=True)
        progress.expected_all()
        done, artifacts = await scheduler.run(tasks, partial(self._publish, storyboard))
        form = request.render.format
        self.film = Film(
            id=self.run_id,
            title=storyboard.title,
            folder=str(self.output.folder),
            video=str(self.output.video),
            other=str(self.output.target(FORMAT_FILES[form])) if form != "mp4" else None,
            artifacts=artifacts,
            report=done["film"].value,
            timings=progress.timings(),
            seconds=round(progress.elapsed, 3),
            ran=list(dict.fromkeys(observer.ran)),
            hits=sum(told.hit for _, told in observer.results.values()),
        )
        for artifact in artifacts:
            self.notify(ArtifactMade(artifact))
        return self.film

    async def _look(self, scheduler: Scheduler, tasks: Mapping[str, Task]) -> Mapping[str, PictureInspection]:
        for task in tasks.values():
            self.observer.progress.expect(task.name, task.phase, task.weight)

        async def read(done: Mapping[str, Finished]) -> dict[str, PictureInspection]:
            return {sha256: seen(done[task.name].value) for sha256, task in tasks.items()}

        return (await scheduler.run(list(tasks.values()), read))[1]

    async def _script(self, request: FilmRequest, scheduler: Scheduler) -> tuple[Storyboard, list[Notice]]:
        """The storyboard, and what is to be told of its writing."""
        if request.storyboard is not None:
            self.observer.progress.start(SCRIPT, "Checking the storyboard")
            return request.storyboard, []

        async def read(done: Mapping[str, Finished]) -> tuple[Storyboard, list[Notice]]:
            written = done[SCRIPT].value
            return check(Storyboard, written["storyboard"]), list(map(noticed, written["warnings"]))

        return (await scheduler.run([outline_task(request)], read))[1]

    async def _publish(self, storyboard: Storyboard, done: Mapping[str, Finished]) -> list[Artifact]:
        """Copy the files into place, in a thread; once the first name has changed, canceling comes too late."""
        await self.observer.previewed()
        await asyncio.to_thread(self._remember, storyboard, done)
        if self.permit is not None:
            await self.permit()
        stop = threading.Event()

        def proceed() -> None:
            if stop.is_set():
                raise JobInterrupted("The run was canceled.")

        self.observer.log.write(f"finished in {self.observer.progress.elapsed:.1f} s")
        bundle = Bundle(
            run_id=self.run_id,
            storyboard=storyboard,
            pictures=self.pictures,
            logo=self.logo,
            recordings=self.recordings,
            music=self.music,
            done=done,
            results=self.observer.results,
            log=self.observer.log.content(),
            folder=self.output.folder,
            source=self.source,
        )
        copying = asyncio.ensure_future(asyncio.to_thread(self.output.publish, bundle.files(), check=proceed))
        try:
            return await asyncio.shield(copying)
        except asyncio.CancelledError:
            stop.set()
            with contextlib.suppress(asyncio.CancelledError):  # a second one comes as late as the first
                await uninterrupted(asyncio.wait({copying}))
            if copying.exception() is None:
                return copying.result()
            raise

    def _remember(self, storyboard: Storyboard, done: Mapping[str, Finished]) -> None:
        # Housekeeping: a film does not fail because the plan cannot name its changes, or the cache grows.
        try:
            History(self.workspace.recipes).save(storyboard, {name: each.result.content for name, each in done.items()})
            self.workspace.cache.trim_sometimes()
        except OSError as error:
            self.observer.log.write(f"housekeeping: {error}")
