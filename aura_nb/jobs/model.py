"""What a job is: its states, its record, and the events that tell its story.

    pending --claim--> running --+--> completed
       |  ^               |      +--> failed
       |  +---rescue------+      +--> canceled
       +--cancel--> canceled

The last three are final. Resuming a final job makes a new one that names it. Times are milliseconds since the epoch.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

from aura_nb.wire.status import FINAL, Status

# How many runs of a job in a row may die with their owner, none of which got further than those before it or each of
# which lost a worker, before the job fails with that as its reason.
MAX_CRASHES = 3


class NewJob(Struct, frozen=True, kw_only=True):
    """A job to be accepted. `request` is what was asked for, as JSON values, with all that is needed to run it.

    `affinity` keeps a job for one owner as long as that owner lives (a command line runs its own jobs); `resumed_from`
    names the job that this one takes up.
    """

    id: str
    title: str
    correlation_id: str
    request: dict[str, Any]
    affinity: str | None = None
    resumed_from: str | None = None


class JobRecord(Struct, kw_only=True):
    """A job's record. Values that are not there yet are None.

    `percent` is 0-100; `progress` is the latest step-progress with each phase's fraction, as JSON values; `lease` is
    the fence of its present run; `last_sequence` the newest of its events.
    """

    id: str
    title: str
    status: Status
    phase: str | None = None
    percent: float = 0.0
    correlation_id: str
    request: dict[str, Any]
    created_at: int
    updated_at: int
    started_at: int | None = None
    completed_at: int | None = None
    failed_at: int | None = None
    canceled_at: int | None = None
    ended_at: int | None = None
    attempt: int = 0
    crashes: int = 0
    cancel_requested: bool = False
    affinity: str | None = None
    owner: str | None = None
    lease: int | None = None
    lease_until: int | None = None
    resumed_from: str | None = None
    last_step: str | None = None
    progress: dict[str, Any] = {}
    storyboard: dict[str, Any] | None = None
    output: dict[str, Any] | None = None
    artifacts: list[dict[str, Any]] = []
    warnings: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    last_sequence: int = 0

    @property
    def is_final(self) -> bool:
        return self.status in FINAL

    @property
    def can_resume(self) -> bool:
        """Whether a new job may take it up: it failed or was canceled."""
        return self.status in {"failed", "canceled"}


class JobChanges(Struct, kw_only=True, omit_defaults=True):
    """What a run writes into its job beside events; `UNSET` fields stay as they are.

    `tasks` is how many tasks of the film are finished in this run, and `worker_died` that one brought its worker down.
    """

    phase: str | msgspec.UnsetType = msgspec.UNSET
    percent: float | msgspec.UnsetType = msgspec.UNSET
    title: str | msgspec.UnsetType = msgspec.UNSET
    last_step: str | msgspec.UnsetType = msgspec.UNSET
    tasks: int | msgspec.UnsetType = msgspec.UNSET
    worker_died: bool | msgspec.UnsetType = msgspec.UNSET
    progress: dict[str, Any] | msgspec.UnsetType = msgspec.UNSET
    storyboard: dict[str, Any] | msgspec.UnsetType = msgspec.UNSET
    timings: list[dict[str, Any]] | msgspec.UnsetType = msgspec.UNSET
    output: dict[str, Any] | msgspec.UnsetType = msgspec.UNSET
    artifacts: list[dict[str, Any]] | msgspec.UnsetType = msgspec.UNSET
    warnings: list[dict[str, Any]] | msgspec.UnsetType = msgspec.UNSET
    errors: list[dict[str, Any]] | msgspec.UnsetType = msgspec.UNSET
