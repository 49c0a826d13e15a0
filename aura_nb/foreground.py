"""A job in the foreground: submitted to an engine of this process, waited for, and told of as JSON."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aura_nb.client.local import LocalBackend
from aura_nb.errors import AuraError, from_json
from aura_nb.jobs.model import FINAL_EVENTS
from aura_nb.jobs.objects import JobObject
from aura_nb.pipeline.progress import Notify
from aura_nb.pipeline.workspace import Workspace


@contextlib.contextmanager
def engine(notify: Notify) -> Iterator[LocalBackend]:
    """An engine in this process, which runs its own jobs only; when the block ends, so does all it started."""
    backend = LocalBackend(Workspace(), own_only=True, max_running=1, observe=notify)
    interrupted: list[int] = []
    try:
        yield backend
    finally:
        # From here on a second Ctrl-C must not leave half of it running.
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), lambda number, _: interrupted.append(number))
        backend.close(cancel=True)


def ended(backend: LocalBackend, job_id: str) -> JobObject:
    """The job's record once it has ended."""

    async def follow() -> JobObject:
        async for event in backend.events(job_id):
            if event.type in FINAL_EVENTS.values():
                break
        return await backend.job(job_id)

    waiting = backend.call(follow())
    while True:
        try:
            return waiting.result(0.2)  # without a limit, Windows would not hear Ctrl-C
        except TimeoutError:
            if waiting.done():
                raise


def failure(job: JobObject, log: Path) -> AuraError:
    """What the job failed with, as the error it was; `log` is its log file."""
    return from_json(job.errors[0] | {"details": {"phase": job.phase, "logPath": str(log)}})


def outcome(run_id: str | None, status: str, **more: Any) -> dict[str, Any]:
    """The one object that `--json` prints."""
    return {"jobId": run_id, "status": status, "output": None, "artifacts": [], "errors": [], "timings": {}} | more


def completed(job: JobObject, timings: dict[str, float]) -> dict[str, Any]:
    """The same for a completed job, with where its files are."""
    made = dict(job.output or {})
    folder = Path(made.pop("folder"))
    artifacts = [
        {name: artifact[name] for name in ("name", "kind", "type", "sizeBytes", "sha256")}
        | {"path": made["videoPath"] if artifact["name"] == "video.mp4" else str(folder / artifact["name"])}
        for artifact in job.artifacts
    ]
    return outcome(job.job_id, "completed", output=made, artifacts=artifacts, timings=timings)
