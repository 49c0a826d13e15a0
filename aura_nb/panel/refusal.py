"""What went wrong, as the page reads it: the fields of a problem, as the REST API answers them."""

from __future__ import annotations

from typing import Any

from aura_nb.errors import (
    AssetError,
    AuraError,
    DraftChanged,
    DraftNotFound,
    JobNotFound,
    JobStateError,
    RequestInvalid,
)

FAULT = "The kernel could not do this; its log says why."


def refusal(error: BaseException) -> dict[str, Any]:
    """An error's problem. What is no error of ours is a fault, whose words stay in the log."""
    if not isinstance(error, AuraError):
        return {"status": 500, "code": "internal", "detail": FAULT}
    told: dict[str, Any] = {"status": _status(error), "code": error.code, "detail": error.message}
    if isinstance(error, RequestInvalid):
        told["errors"] = [{"field": field, "message": message} for field, message in error.errors]
    if error.remedy:
        told["suggestedActions"] = [error.remedy]
    if correlation_id := error.details.get("correlationId"):
        told["correlationId"] = correlation_id
    return told


def _status(error: AuraError) -> int:
    if isinstance(error, JobNotFound | DraftNotFound):
        return 404
    if isinstance(error, JobStateError):
        return 409
    if isinstance(error, DraftChanged):
        return 412
    if isinstance(error, RequestInvalid | AssetError):
        return 422
    status = error.details.get("status")  # that of the server's own answer
    return status if isinstance(status, int) else 500
