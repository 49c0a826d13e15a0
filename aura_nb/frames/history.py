"""One job as DataFrames: what its log says, and how long each of its tasks took."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from aura_nb.client import connection
from aura_nb.client.backend import Backend
from aura_nb.client.job import Job
from aura_nb.errors import SourceInvalid, SourceNotFound
from aura_nb.frames.columns import EVENTS, TIMINGS
from aura_nb.frames.frame import framed, rows_of
from aura_nb.pipeline.artifacts import MANIFEST
from aura_nb.pipeline.bundle import Manifest
from aura_nb.regex import regex
from aura_nb.wire.events import Event
from aura_nb.wire.job import TaskTiming
from aura_nb.wire.phases import STAGES

if TYPE_CHECKING:
    from pandas import DataFrame

_CAPITAL = regex(r"(?<=[a-z0-9])([A-Z])")


def events(job: Job | str | Path, *, after: int = 0, workspace: str | Path | None = None) -> DataFrame:
    """The log of a job so far, by `sequence`; only what follows the sequence `after`.

    `job` is a `Job`, an id or the beginning of one, or the path of a film's folder. `data` has all of an event's JSON,
    the columns before it what is plain. Raises `JobNotFound`, also for a film whose job's record is gone.
    """
    backend, job_id = _found(job, workspace)
    history = backend.call(backend.history(job_id, after=int(after))).result()  # an index gives numpy's
    return framed(EVENTS, rows_of([_row(event) for event in history], EVENTS))


def timings(job: Job | str | Path, *, workspace: str | Path | None = None) -> DataFrame:
    """How long each task of a job's last run took, by `task`, in the order they began; what was in the cache last.

    `job` is a `Job`, an id or the beginning of one, or the path of a film's folder, which needs no record of the job.
    A Gantt chart in one line, and a ready-made one (`pip install 'aura-nb[plots]'`):

        t = aura.timings(job); t.plot.barh(y="seconds", left=t["start"])
        aura.gantt(job)
    """
    if (folder := _folder(job)) is not None:
        tasks = _tasks(_manifest(folder))
    else:
        backend, job_id = _found(job, workspace)
        tasks = backend.call(backend.timings(job_id)).result().tasks
    return timed(tasks)


def timed(tasks: list[TaskTiming]) -> DataFrame:
    """Tasks as the frame that `timings` gives."""
    import pandas as pd  # noqa: PLC0415 - 0.4 s, for those who look at frames only

    rows = [msgspec.structs.asdict(task) | {"stage": STAGES[task.phase]} for task in tasks]
    frame = framed(TIMINGS, rows_of(rows, TIMINGS) | {"stage": [row["stage"] for row in rows]})
    frame["duration"] = pd.to_timedelta(frame["seconds"], unit="s").astype("timedelta64[ms]")
    frame["ended_at"] = frame["started_at"] + frame["duration"]
    frame["start"] = (frame["started_at"] - frame["started_at"].min()).dt.total_seconds().astype("Float64")
    return frame.sort_values(["started_at", "phase", "task"], na_position="last")


def _tasks(manifest: Manifest) -> list[TaskTiming]:
    return [
        TaskTiming(name, task.phase, task.scene, task.hit, task.started_at, 0.0 if task.hit else round(task.seconds, 4))
        for name, task in manifest.tasks.items()
    ]


def _row(event: Event) -> dict[str, Any]:
    data = event.json()
    plain = {_CAPITAL.sub(r"_\1", name).lower(): value for name, value in data.items()}
    own = {"sequence": event.sequence, "id": event.id, "time": event.time, "type": event.type, "data": data}
    return plain | own


def _found(job: Job | str | Path, workspace: str | Path | None) -> tuple[Backend, str]:
    """Who knows a job, and its id."""
    if isinstance(job, Job):
        return job.backend, job.id
    backend = connection.backend(workspace)
    folder = _folder(job)
    prefix = str(job) if folder is None else _manifest(folder).job_id
    return backend, backend.call(backend.find(prefix)).result().job_id


def _folder(job: Job | str | Path) -> Path | None:
    """The folder of a finished film, when a path was given: of its folder, or of its video."""
    if isinstance(job, Job) or (isinstance(job, str) and not re.search(r"[./\\]", job)):
        return None
    path = Path(job).expanduser()
    if path.suffix.lower() == ".mp4":
        beside = path.with_suffix(".files")
        return beside if beside.is_dir() else path.parent
    return path


def _manifest(folder: Path) -> Manifest:
    path = folder / MANIFEST
    try:
        return msgspec.json.decode(path.read_bytes(), type=Manifest)
    except FileNotFoundError:
        raise SourceNotFound(
            f"There is no film in {folder}: it has no {MANIFEST}.", remedy="Give a job's id, or the folder of its film."
        ) from None
    except (msgspec.MsgspecError, OSError) as error:
        raise SourceInvalid(f"{path} cannot be read: {error}") from error
