"""What `--json` prints of a film."""

from __future__ import annotations

from typing import Any


def outcome(run_id: str | None, status: str, **more: Any) -> dict[str, Any]:
    """The one object that `--json` prints of a film, or of what failed."""
    return {"jobId": run_id, "status": status, "output": None, "artifacts": [], "errors": [], "timings": {}} | more
