"""What the server's traits say of films and jobs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Settings:
    """See `AuraApp`."""

    workspace: str
    output: Path
    root: str  # where the API is, with a slash at its end
    root_folder: Path  # the server's own, which the file browser shows
    allow_hidden: bool
    max_running: int | None
    max_pending: int
    retention_days: float
    orphan_hours: float
    sweep_seconds: float
    step_timeout: float
    cache_bytes: int
