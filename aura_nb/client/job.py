"""The `Job` handle: one job, watched and steered from Python, wherever it runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Generator, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Self, TypeVar

import msgspec

from aura_nb import hooks
from aura_nb.blocking import result_of
from aura_nb.client.backend import Backend
from aura_nb.client.card import card
from aura_nb.errors import AuraError, JobCanceled, JobFailed, JobStateError
from aura_nb.specs import FORMAT_FILES, Storyboard, format_of
from aura_nb.specs.validation import check
from aura_nb.wire.events import Event, Failure
from aura_nb.wire.job import JobObject

T = TypeVar("T")


class Job:
    """A job. Its properties are asked for each time, so they are always true.

    job = aura.generate("Why bees matter")
    job.wait()
    job.video
    """

    def __init__(self, backend: Backend, job_id: str) -> None:
        self._backend = backend
        self.id = job_id

    def __repr__(self) -> str:
        try:
            record = self._record()
        except AuraError as error:
            return f"<Job {self.id[:8]}: {error.message}>"
        return f"<Job {self.id[:8]} {record.title!r}: {record.status}, {record.percent:.0f} %>"

    def _repr_html_(self) -> str:
        return card(self._record())

    def _ipython_display_(self) -> None:
        if not hooks.show_job(self):
            raise NotImplementedError  # IPython then goes on to the card

    def _display_(self) -> Any:
        """What marimo shows of it: its panel, where IPython has no part."""
        return hooks.panel_of(self)

    def _record(self) -> JobObject:
        return self._backend.call(self._backend.job(self.id)).result()

    @property
    def backend(self) -> Backend:
        """What has the job: a server, or the engine of this process."""
        return self._backend

    @property
    def status(self) -> str:
        """`pending`, `running`, `completed`, `failed` or `canceled`."""
        return self._record().status

    @property
    def phase(self) -> str | None:
        """`plan`, `tts`, `visuals`, `compose`, `render` or `complete`; None while it waits."""
        return self._record().phase

    @property
    def percent(self) -> float:
        """0 to 100."""
        return self._record().percent

    @property
    def video(self) -> Path | None:
        """Where the finished MP4 is; None until then, and where only a server elsewhere has it: `save` fetches it."""
        output = self._record().output
        path = Path(output.video_path) if output else None
        return path if path is not None and path.exists() else None

    @property
    def artifacts(self) -> list[dict[str, Any]]:
        """The files that can be fetched so far."""
        listed: list[dict[str, Any]] = msgspec.to_builtins(self._record().artifacts)
        return listed

    @property
    def error(self) -> dict[str, Any] | None:
        """Why it failed: code, message and remediation; None for any other job."""
        errors = self._record().errors
        first: dict[str, Any] | None = msgspec.to_builtins(errors[0]) if errors else None
        return first

    @property
    def storyboard(self) -> Storyboard:
        """Its storyboard as it was changed last, else the one its film is made of; `aura.edit` saves changes.

        Raises `JobNotFound` while it is not written yet.
        """
        return check(Storyboard, self._backend.call(self._backend.storyboard(self.id)).result())

    def log(self) -> str:
        """The text of its log."""
        return self._backend.call(self._backend.log(self.id)).result()

    def cancel(self) -> Self:
        """Ask for its end and return at once; `wait` tells when all of it has stopped."""
        self._backend.call(self._backend.cancel(self.id)).result()
        return self

    def resume(self) -> Job:
        """Starts a failed or canceled job again, as a new job that keeps all finished steps."""
        resumed = self._backend.call(self._backend.resume(self.id)).result()
        return Job(self._backend, resumed.job_id)

    def save(self, path: str | Path) -> Path:
        """Copy the finished video, or the file of the format that `path` ends in, to `path`.

        Raises `JobStateError` when there is no video yet, or the film was not made in that format.
        """
        status = self.status
        if status != "completed":
            raise JobStateError(f"The job has no video: it is {status}.", remedy="Call wait() first.")
        target = Path(path).expanduser()
        form = format_of(target) or "mp4"
        if FORMAT_FILES[form] not in {artifact.name for artifact in self._record().artifacts}:
            raise JobStateError(
                f"The film was not made as {form}.", remedy=f'Make it again with format="{form}": little of it is new.'
            )
        self._backend.call(self._backend.fetch(self.id, FORMAT_FILES[form], target)).result()
        return target

    def events(self, *, after: int = 0) -> _Events:
        """Its events after a sequence number, past and to come, until it has ended; for `for` and `async for`."""
        return _Events(self._backend, self.id, after)

    def wait(self, timeout: float | None = None, *, progress: bool = True) -> Self:
        """Return when it is completed; Ctrl-C stops the waiting, not the job.

        Raises `JobFailed`, `JobCanceled`, `ServerUnreachable`, and `TimeoutError` after `timeout` seconds.
        """
        with hooks.shown_events(enabled=progress) as show:
            ending = self._backend.call(asyncio.wait_for(self._ended(show), timeout))
            try:
                result_of(ending)
            finally:
                ending.cancel()
        return self._checked()

    def __await__(self) -> Generator[Any, None, Self]:
        return self._awaited().__await__()

    async def _awaited(self) -> Self:
        await asyncio.wrap_future(self._backend.call(self._ended(lambda _: None)))
        return self._checked_record(await asyncio.wrap_future(self._backend.call(self._backend.job(self.id))))

    async def _ended(self, show: Any) -> None:
        async for event in self._backend.events(self.id):
            show(event)

    def _checked(self) -> Self:
        return self._checked_record(self._record())

    def _checked_record(self, record: JobObject) -> Self:
        if record.status == "failed":
            error = record.errors[0] if record.errors else Failure("internal", "It failed.")
            raise JobFailed(error.message, remedy=error.remediation or "", jobId=self.id, cause=error.code)
        if record.status == "canceled":
            raise JobCanceled("The job was canceled.", jobId=self.id)
        return self


class _Events:
    """A job's events, for both kinds of loop."""

    def __init__(self, backend: Backend, job_id: str, after: int) -> None:
        self._backend = backend
        self._job_id = job_id
        self._after = after

    def __iter__(self) -> Iterator[Event]:
        source = self._backend.events(self._job_id, after=self._after)
        try:
            while (event := self._next(source).result()) is not None:
                yield event
        finally:
            self._backend.call(_closed(source)).result()

    async def __aiter__(self) -> AsyncIterator[Event]:
        source = self._backend.events(self._job_id, after=self._after)
        try:
            while (event := await asyncio.wrap_future(self._next(source))) is not None:
                yield event
        finally:
            await asyncio.wrap_future(self._backend.call(_closed(source)))

    def _next(self, source: AsyncIterator[Event]) -> Future[Event | None]:
        async def following() -> Event | None:
            return await anext(source, None)

        return self._backend.call(following())


async def _closed(source: AsyncIterator[Event]) -> None:
    close = getattr(source, "aclose", None)
    if close is not None:
        await close()
