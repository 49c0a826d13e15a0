"""What `--json` prints of a film, of jobs and of what was freed: the objects, and their types."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType

from aura_nb.wire.events import Output
from aura_nb.wire.status import Stats, Status


class OutcomeFile(Struct, rename="camel", kw_only=True, forbid_unknown_fields=True):
    """A file of a film: where it is on this machine, or null and the address it can be fetched from."""

    name: str
    kind: str
    type: str
    size_bytes: int
    sha256: str
    path: str | None
    url: str | UnsetType = UNSET


class OutcomeError(Struct, kw_only=True, forbid_unknown_fields=True):
    """What went wrong: a code that stays, a sentence, the next step, and what else is known of it."""

    code: str
    message: str
    remediation: str | None
    details: dict[str, Any] | UnsetType = UNSET


class Outcome(Struct, rename="camel", kw_only=True, forbid_unknown_fields=True):
    """What `--json` prints of a film, and of any command that fails: `jobId` is null where no job was begun.

    `timings` are seconds by stage.
    """

    job_id: str | None
    status: Literal["completed", "failed", "canceled"]
    output: Output | None
    artifacts: list[OutcomeFile]
    errors: list[OutcomeError]
    timings: dict[str, float]


class JobRow(Struct, rename="camel", kw_only=True, forbid_unknown_fields=True):
    """A job in the list."""

    job_id: str
    title: str
    status: Status
    phase: str | None
    percent: float
    created_at: str
    video_path: str | None


class JobList(Struct, kw_only=True, forbid_unknown_fields=True):
    """Jobs, the newest first, and how many there are in each state."""

    jobs: list[JobRow]
    stats: Stats


class Emptied(Struct, rename="camel", kw_only=True, forbid_unknown_fields=True):
    """What `clean` removed: entries of the cache with their bytes, and scratch files of dead runs."""

    entries: int
    freed_bytes: int
    dead_runs: int


def outcome(run_id: str | None, status: str, **more: Any) -> dict[str, Any]:
    """The one object that `--json` prints of a film, or of what failed: an `Outcome`."""
    return {"jobId": run_id, "status": status, "output": None, "artifacts": [], "errors": [], "timings": {}} | more
