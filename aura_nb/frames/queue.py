"""The queue as DataFrames: its jobs, and how many there are, how long they wait and run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from aura_nb.client import connection
from aura_nb.errors import FieldError, RequestInvalid
from aura_nb.frames.columns import CATEGORIES, JOBS, LOOKED_AT, QUEUE_STATS
from aura_nb.frames.frame import framed, seconds_between, shown_by, worked
from aura_nb.wire.status import FINAL, STATUSES, parse_statuses

if TYPE_CHECKING:
    from pandas import DataFrame, Series, Timedelta


def jobs(status: str | None = None, *, limit: int | None = None, workspace: str | Path | None = None) -> DataFrame:
    """Returns all jobs as a DataFrame, newest first, indexed by `job_id`.

    `status` picks some of them: "running", or several at once, as in "failed, canceled". `limit` takes the newest so
    many. A cell shows the ten columns people look at first; `aura.jobs().columns` names all of them, and each can be
    used: they are the same when there is no job.

    Raises `RequestInvalid` for a status that does not exist.

        aura.jobs("running")[["title", "percent"]]
    """
    backend = connection.backend(workspace)
    wanted = parse_statuses(status) if status else None
    frame = framed(JOBS, backend.call(backend.columns(statuses=wanted or None, limit=limit)).result())
    frame["waiting"] = seconds_between(frame["created_at"], frame["started_at"])
    frame["running"] = worked(frame).where(frame["ended_at"].notna())
    return shown_by(frame, LOOKED_AT)


def queue_stats(window: str | Timedelta = "24h", *, workspace: str | Path | None = None) -> DataFrame:
    """How many jobs are in each state, how long they waited and ran, and how many came there within `window`.

    A row for each state, in their natural order. Times count until now where they have not ended; `window` is
    anything that `pandas.Timedelta` takes, and `per_hour` the throughput in it.
    """
    import pandas as pd  # noqa: PLC0415 - 0.4 s, for those who look at frames only

    span = _window(window)
    found = jobs(workspace=workspace)
    now = pd.Timestamp.now("UTC").floor("ms")
    # What ended without having run waited to its end.
    waited = seconds_between(found["created_at"], found["started_at"].fillna(found["ended_at"]).fillna(now))
    ran = worked(found)
    came = _came(found)
    recent = (came > now - span) & (came <= now)
    rows = [_row(status, found["status"] == status, waited, ran, recent, span) for status in STATUSES]
    stats = framed(QUEUE_STATS, {name: [row[name] for row in rows] for name in rows[0]})
    return stats.set_axis(
        pd.CategoricalIndex(stats.index, categories=CATEGORIES["status"], ordered=True, name="status")
    )


def _came(found: DataFrame) -> Series:
    """When each job came into its present state."""
    ended = found["status"].isin(FINAL)
    return found["ended_at"].where(ended, found["started_at"]).fillna(found["created_at"])


def _row(status: str, chosen: Series, waited: Series, ran: Series, recent: Series, window: Timedelta) -> dict[str, Any]:
    row: dict[str, Any] = {"status": status, "jobs": int(chosen.sum())}
    for name, times in (("waiting", waited[chosen].dropna()), ("running", ran[chosen].dropna())):
        for label, part in (("p50", 0.5), ("p90", 0.9), ("max", 1.0)):
            row[f"{name}_{label}"] = times.quantile(part).total_seconds() if len(times) else None
    count = int((chosen & recent).sum())
    return row | {"in_window": count, "per_hour": count / (window.total_seconds() / 3600)}


def _window(window: str | Timedelta) -> Timedelta:
    import pandas as pd  # noqa: PLC0415 - as above

    try:
        span = pd.Timedelta(window)
    except ValueError as error:
        raise RequestInvalid([FieldError("window", f"{error}; such as '24h' or '7D'")]) from error
    if not span > pd.Timedelta(0):
        raise RequestInvalid([FieldError("window", "must be longer than nothing, such as '24h'")])
    return span
