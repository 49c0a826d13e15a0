"""Jobs as rows: from the database's columns to `JobRecord` and back."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import UNSET

from aura_nb.jobs.model import JobChanges, JobRecord
from aura_nb.wire.phases import COMPLETE, PHASES, RANGES, phase_at

_JSON = ("request", "progress", "storyboard", "output", "artifacts", "warnings", "errors")
DOCUMENTS = ("storyboard", "timings")  # what `JobChanges` holds of the table of that name
_FIELDS = JobRecord.__struct_fields__
_SELECT = ", ".join(f"d.{name}" if name in {"request", "storyboard"} else f"j.{name}" for name in _FIELDS)
SELECT_JOBS = f"SELECT {_SELECT} FROM jobs AS j JOIN documents AS d ON d.job = j.number"  # noqa: S608 - field names


def job_from(row: tuple[Any, ...]) -> JobRecord:
    """The job a row of `SELECT_JOBS` describes."""
    values = dict(zip(_FIELDS, row, strict=True))
    for name in _JSON:
        if values[name] is not None:
            values[name] = msgspec.json.decode(values[name])
    values["cancel_requested"] = bool(values["cancel_requested"])
    return JobRecord(**values)


def select(connection: sqlite3.Connection, number: int) -> JobRecord:
    """The job with this number, which is there."""
    return job_from(connection.execute(f"{SELECT_JOBS} WHERE j.number = ?", [number]).fetchone())


def update(connection: sqlite3.Connection, number: int, columns: Mapping[str, object]) -> None:
    """Set columns of a job; keys are column names of ours, never a user's words."""
    assignments = ", ".join(f"{name} = :{name}" for name in columns)
    connection.execute(
        f"UPDATE jobs SET {assignments} WHERE number = :number",  # noqa: S608 - column names
        {**columns, "number": number},
    )


def as_columns(changes: JobChanges, *, phase: str | None, percent: float) -> dict[str, object]:
    """The columns that changes set in `jobs` (documents are elsewhere), for a job now in this phase at this percent.

    Percent and phase never go back, and percent lies in its phase's range: where a change would break that, they stay.
    """
    columns: dict[str, object] = {
        name: json_text(value) if name in _JSON else value
        for name in JobChanges.__struct_fields__
        if name not in {"phase", "percent", *DOCUMENTS} and (value := getattr(changes, name)) is not UNSET
    }
    asked = percent if changes.percent is UNSET else changes.percent
    if asked >= percent:
        wanted = phase if changes.phase is UNSET or _rank(changes.phase) < _rank(phase) else changes.phase
        fitting = next((each for each in (wanted, phase) if _fits(each, asked)), phase_at(asked))
        columns |= {"percent": asked, "phase": fitting}
    return columns


def json_text(value: object) -> str | None:
    """JSON on one line; None stays NULL."""
    return None if value is None else msgspec.json.encode(value).decode()


def _rank(phase: str | None) -> int:
    return -1 if phase is None else (*PHASES, COMPLETE).index(phase)


def _fits(phase: str | None, percent: float) -> bool:
    low, high = next((RANGES[known] for known in PHASES if known == phase), (100.0, 100.0))
    return low <= percent <= high
