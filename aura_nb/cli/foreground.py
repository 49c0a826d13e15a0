"""A job in the foreground: submitted to an engine of this process or to a server, waited for, and told of as JSON."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import msgspec

from aura_nb.blocking import result_of
from aura_nb.cli.outcome import outcome
from aura_nb.cli.progress_bar import Shown, told
from aura_nb.client import connection
from aura_nb.client.backend import Backend
from aura_nb.client.local import LocalBackend
from aura_nb.errors import AuraError
from aura_nb.faults import from_json
from aura_nb.pipeline.artifacts import made_file
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.progress import Notify
from aura_nb.pipeline.workspace import Workspace
from aura_nb.specs import FORMAT_FILES
from aura_nb.specs.render import format_made
from aura_nb.wire.events import Event
from aura_nb.wire.job import JobObject

if TYPE_CHECKING:
    from aura_nb.client.rest import RestBackend

CANCEL_SECONDS = 20.0


@contextlib.contextmanager
def engine(notify: Notify) -> Iterator[LocalBackend]:
    """An engine in this process, which runs its own jobs only; when the block ends, so does all it started."""
    backend = LocalBackend(Workspace(), own_only=True, max_running=1, observe=notify)
    try:
        yield backend
    finally:
        _ignore_signals()
        backend.close(cancel=True)


@contextlib.contextmanager
def server(url: str | None, token: str | None) -> Iterator[RestBackend | None]:
    """The server that was named, by `url` or AURA_URL; None when none was. An interrupt cancels what was begun there.

    Raises `ServerUnreachable` when it cannot be used.
    """
    backend = connection.named(url, token=token)
    try:
        yield backend
    except KeyboardInterrupt:
        _ignore_signals()
        if backend is not None:
            _withdraw(backend)
        raise
    finally:
        if backend is not None:
            backend.close()


@contextlib.contextmanager
def worker(url: str | None, token: str | None, notify: Notify) -> Iterator[LocalBackend | RestBackend]:
    """What makes the film: the server that was named, else an engine in this process."""
    with server(url, token) as there:
        if there is not None:
            yield there
        else:
            with engine(notify) as here:
                yield here


@contextlib.contextmanager
def job_service(url: str | None, token: str | None) -> Iterator[LocalBackend | RestBackend]:
    """The backend that has the jobs: the server that was named, else this workspace, where none is begun.

    Jobs that dead owners left here are back in the queue first.
    """
    with server(url, token) as there:
        if there is not None:
            yield there
            return
        backend = LocalBackend(Workspace(), idle=True)
        try:
            backend.rescue()
            yield backend
        finally:
            backend.close()


def _withdraw(backend: RestBackend) -> None:
    try:
        backend.call(backend.withdraw()).result(CANCEL_SECONDS)
    except (AuraError, TimeoutError) as error:
        sys.stderr.write(f"The job may still run on the server {backend.server.url}: {error}\n")


def _ignore_signals() -> None:
    """From here on a second Ctrl-C must not leave half of it running."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _go_on)


def _go_on(_number: int, _frame: object) -> None:
    """A signal that comes too late to change anything."""


class Made:
    """A job that has ended, with what is to be told of it. `root` is the address of the server that made it."""

    def __init__(self, job: JobObject, *, log: str, timings: dict[str, float], root: str = "") -> None:
        self.job = job
        self.log = log
        self.timings = timings
        self._root = root

    @property
    def place(self) -> str:
        """Where the video is, or its other format that was asked for: a path on this machine, else an address."""
        other = self.job.output.format_path if self.job.output else None
        if _video_here(self.job) is None:
            form = format_made(other or "") or "mp4"
            return self._address(FORMAT_FILES[form])
        return str(other or _video_here(self.job))

    def failure(self) -> AuraError:
        """What the job failed with, as the error it was."""
        return from_json(
            msgspec.to_builtins(self.job.errors[0]) | {"details": {"phase": self.job.phase, "logPath": self.log}}
        )

    def completed(self) -> dict[str, Any]:
        """What `--json` prints of a completed job: with where its files are, or where they can be fetched."""
        output = self.job.output
        assert output is not None  # noqa: S101 - a completed job has one
        made = msgspec.to_builtins(output)
        del made["folder"]
        here = _video_here(self.job) is not None
        artifacts = []
        for artifact in self.job.artifacts:
            listed = msgspec.to_builtins(artifact)
            del listed["url"], listed["createdAt"]
            path = str(made_file(output, artifact.name))
            artifacts.append(listed | ({"path": path} if here else {"path": None, "url": self._address(artifact.name)}))
        return outcome(self.job.job_id, "completed", output=made, artifacts=artifacts, timings=self.timings)

    def _address(self, name: str) -> str:
        return next((urljoin(self._root, each.url) for each in self.job.artifacts if each.name == name), "")


def make(
    request: FilmRequest,
    backend: LocalBackend | RestBackend,
    notify: Shown,
    *,
    place: str | None,
    force: bool,
    begun: Callable[[str], None],
) -> Made:
    """Submit a film and wait for its end; `begun` is told the job's id. Raises an `AuraError` when it is not taken."""
    job_id = result_of(backend.call(backend.submit(request, place=place, force=force))).job_id
    begun(job_id)
    if isinstance(backend, LocalBackend):
        job = _ended(backend, job_id, lambda _: None)  # the engine tells of every task itself
        log, root = str(backend.log_path(job_id)), ""
    else:
        job = _ended(backend, job_id, told(notify))
        log, root = f"{backend.server.api}jobs/{job_id}/logs", backend.server.url
    return Made(job, log=log, root=root, timings=result_of(backend.call(backend.timings(job_id))).stages)


def _ended(backend: Backend, job_id: str, show: Callable[[Event], None]) -> JobObject:
    """The job's record once it has ended."""

    async def follow() -> JobObject:
        async for event in backend.events(job_id):
            show(event)
        return await backend.job(job_id)

    # The runner of this process may give up: its job then ends at no time.
    given_up = backend.runner.given_up if isinstance(backend, LocalBackend) else None
    return result_of(backend.call(follow()), unless=given_up)


def _video_here(job: JobObject) -> Path | None:
    """The video of a completed job if this machine has it."""
    if job.output is None:
        return None
    path = Path(job.output.video_path)
    try:
        return path if path.stat().st_size == job.output.size_bytes else None
    except (OSError, ValueError):
        return None
