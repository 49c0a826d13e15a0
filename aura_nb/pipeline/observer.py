"""What a run tells while it goes on: to its log, to everyone who listens, and as previews of what is there already."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aura_nb.errors import JobCrashed, StepTimeout
from aura_nb.permissions import make_folder, opener
from aura_nb.pipeline.artifacts import Artifact, described
from aura_nb.pipeline.bundle import CAPTION_FILES, poster
from aura_nb.pipeline.cache import Cache
from aura_nb.pipeline.fallbacks import spoken_otherwise
from aura_nb.pipeline.joblog import JobLog, timestamp
from aura_nb.pipeline.progress import ArtifactMade, Notify, Progress, TaskFinished
from aura_nb.pipeline.task import Finished, InputFile, Result, Task
from aura_nb.specs import Storyboard
from aura_nb.specs.origin import Notice
from aura_nb.wire.events import Warned
from aura_nb.wire.phases import STAGES


@dataclass
class FilmObserver:
    """Hears of every task of one film from the scheduler; `results` and `ran` keep what came of them.

    `previews` is the folder for what can be shown early, if that is wanted.
    """

    log: JobLog
    progress: Progress
    notify: Notify
    cache: Cache
    previews: Path | None
    storyboard: Storyboard | None = None
    ran: list[str] = field(default_factory=list)
    results: dict[str, tuple[Result, TaskFinished]] = field(default_factory=dict)
    _unspoken: set[str] = field(default_factory=set)
    _previewing: list[asyncio.Task[None]] = field(default_factory=list)

    def expect(self, tasks: Sequence[Task], storyboard: Storyboard) -> None:
        """The film will be made by these tasks."""
        self.storyboard = storyboard
        self._unspoken = {task.name for task in tasks if task.phase == "tts"}
        numbers = {scene.id: number for number, scene in enumerate(storyboard.scenes, 1)}
        for task in tasks:
            self.progress.expect(task.name, task.phase, task.weight, item=numbers.get(task.scene, 0))

    async def previewed(self) -> None:
        """Wait until all previews are in their place."""
        await asyncio.gather(*self._previewing)

    async def close(self) -> None:
        """Stop the previews that are not yet in their place."""
        for copying in self._previewing:
            copying.cancel()
        await asyncio.gather(*self._previewing, return_exceptions=True)

    def warn_of(self, notices: Sequence[Notice]) -> None:
        """Tell what was found of the source."""
        for notice in notices:
            self.warn(notice.code, notice.message, STAGES["plan"])

    def warn(self, code: str, message: str, step: str | None) -> None:
        """Tell what a person should know that does not stop the film."""
        self.log.write(f"warning: {code}: {message}")
        self.notify(Warned(code=code, message=message, step=step))

    def started(self, task: Task) -> None:
        self.log.write(f"{task.name}: {task.message}")
        self.progress.start(task.name, task.message)

    def advanced(self, task: Task, fraction: float) -> None:
        # Only a published result makes a task whole.
        self.progress.advance(task.name, min(fraction, 0.999), task.message)

    def retried(self, task: Task, failure: JobCrashed | StepTimeout) -> None:
        self.warn(failure.code, f"{task.message}: {failure.message} It is tried again.", STAGES[task.phase])
        for line in failure.details.get("logs", []):
            self.log.write(f"  | {line}")

    def _spoken(self, task: Task) -> None:
        """Once the last scene has its voice, say which were spoken by another than was to speak."""
        if task.name in self._unspoken and self.storyboard is not None:
            self._unspoken.remove(task.name)
            if not self._unspoken:
                values = {
                    name.removeprefix("speak:"): result.value
                    for name, (result, _) in self.results.items()
                    if name.startswith("speak:")
                }
                for warning in spoken_otherwise(self.storyboard, values):
                    self.warn(warning.code, warning.message, warning.step)

    def finished(self, task: Task, result: Result, *, hit: bool) -> None:
        told = TaskFinished(
            task=task.name,
            phase=task.phase,
            scene=task.scene,
            key=result.key,
            hit=hit,
            seconds=0.0 if hit else result.seconds,
            started_at=None if hit else timestamp(time.time() - result.seconds),
        )
        self.results[task.name] = (result, told)
        for message in (result.value or {}).get("warnings", []) if task.name.startswith("draw:") else ():
            self.warn("source.invalid", f"{task.place}: {message}" if task.place else message, STAGES["visuals"])
        if not hit:
            self.ran.append(task.name)
        how = "found in the cache" if hit else f"done in {result.seconds:.2f} s"
        self.log.write(f"{task.name}: {how} ({result.key[:12]})")
        self.progress.finish(task.name, task.message, seconds=result.seconds, free=hit)
        self.notify(told)
        self._spoken(task)
        if self.previews is not None and self.storyboard is not None:
            self._preview(task.name, Finished(result, str(self.cache.entry(result.key))), self.previews)

    def _preview(self, task: str, finished: Finished, folder: Path) -> None:
        """Show what can be shown before the film is there: its poster and its captions."""
        files: list[tuple[str, InputFile]] = []
        if self.storyboard is not None and task == f"draw:{self.storyboard.scenes[0].id}":
            files = [("poster.png", poster(self.storyboard, {task: finished}))]
        elif task == "captions":
            files = [(name, finished.file(name)) for name in CAPTION_FILES]
        for name, file in files:
            self._previewing.append(asyncio.create_task(self._copy_preview(name, file, folder)))

    async def _copy_preview(self, name: str, file: InputFile, folder: Path) -> None:
        def copy() -> Artifact:
            make_folder(folder)
            part = folder / f".{name}.part"
            with Path(file.path).open("rb") as made, open(part, "wb", opener=opener) as copied:
                shutil.copyfileobj(made, copied)
            part.replace(folder / name)
            return described(name, folder / name, (folder / name).stat().st_size, file.sha256)

        # Evicted a moment after it was made: the film's own run will notice and make it again.
        with contextlib.suppress(FileNotFoundError):
            self.notify(ArtifactMade(await asyncio.to_thread(copy)))
