"""Errors as `application/problem+json` (RFC 9457): of our tree, and Tornado's refusals. No traceback, no path."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType
from tornado.web import HTTPError

from aura_nb.errors import (
    AssetError,
    AuraError,
    DatabaseLocked,
    DiskFull,
    DraftChanged,
    DraftNotFound,
    FontMissing,
    JobNotFound,
    JobStateError,
    OutputUnwritable,
    QueueFull,
    RequestInvalid,
    RequestTooLarge,
    ServerStarting,
    ServerStopping,
    StreamLimit,
    VoiceError,
)
from aura_nb.faults import as_fault

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = {429: 5, 503: 5}

# The first that fits; whatever does not fit is the server's own affair, and its words stay in the log.
_STATUSES: tuple[tuple[type[AuraError], int], ...] = (
    (RequestTooLarge, 413),
    (RequestInvalid, 422),
    (AssetError, 422),
    (VoiceError, 422),
    (FontMissing, 422),
    (JobNotFound, 404),
    (DraftNotFound, 404),
    (DraftChanged, 412),
    (JobStateError, 409),
    (QueueFull, 429),
    (StreamLimit, 429),
    (ServerStarting, 503),
    (ServerStopping, 503),
    (OutputUnwritable, 503),
    (DatabaseLocked, 503),
)
_DISK_FULL = "The server's disk is full."
_LOCKED = "The server's job database is held by another program."
_UNWRITABLE = "The server's workspace cannot be written"
_UNOPENED = "The server cannot open its workspace"
_FAULT = "The server could not do this; its log says why, under this correlation id."
_DETAILS = {
    400: "The request cannot be understood.",
    403: "The server does not let this request in.",
    404: "There is nothing at this address.",
    405: "This address does not answer to that method.",
    408: "The request took too long to arrive.",
    413: "The request's body is too large.",
    415: "The body must be JSON, with the content type application/json.",
    416: "The file does not have this range.",
}
_ACTIONS = {
    403: "Sign in, or send the server's token: Authorization: token TOKEN. With a cookie, send X-XSRFToken too.",
    405: "Use a method that the Allow header names.",
    415: "Send the header Content-Type: application/json.",
}


class Refusal(HTTPError):
    """A refusal of HTTP's own kind, whose words are made for the outside."""

    def __init__(self, status: int, detail: str = "") -> None:
        super().__init__(status)
        self.detail = detail


class NotOpened(HTTPError):
    """The server could not open its workspace, and why; it tries again."""

    def __init__(self, cause: AuraError) -> None:
        super().__init__(503)
        self.cause = cause


class Problem(Struct, rename="camel", kw_only=True):
    """The answer's body. `message` and `reason` repeat it for JupyterLab."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    correlation_id: str
    message: str
    reason: str
    errors: list[dict[str, str]] | UnsetType = UNSET
    suggested_actions: list[str] | UnsetType = UNSET
    job_id: str | UnsetType = UNSET

    def json(self) -> bytes:
        """The body's bytes."""
        return msgspec.json.encode(self)


def status_of(error: AuraError) -> int:
    """The status an error of ours is answered with."""
    if isinstance(error, DiskFull):
        return 507
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)


def problem_of(error: BaseException | None, status: int, *, correlation_id: str) -> Problem:
    """What the outside is told of an error; `status` counts where the error has none of its own."""
    if isinstance(error, NotOpened):
        return _not_opened(error.cause, correlation_id)
    if isinstance(error, OSError):
        error = as_fault(error, "The request failed")
    if isinstance(error, AuraError):
        return _ours(error, correlation_id)
    detail = error.detail if isinstance(error, Refusal) else ""
    if status >= 500:
        return _problem(status, "internal", _FAULT, correlation_id)
    return _problem(
        status,
        "request.too_large" if status == 413 else "request.invalid",
        detail or _DETAILS.get(status, HTTPStatus(status).phrase),
        correlation_id,
        suggested_actions=[_ACTIONS[status]] if status in _ACTIONS else UNSET,
    )


def _ours(error: AuraError, correlation_id: str) -> Problem:
    status = status_of(error)
    detail = _DISK_FULL if status == 507 else _FAULT if status == 500 else error.message
    if isinstance(error, OutputUnwritable):  # its own words name the folder
        detail = _sentence(_UNWRITABLE, error)
    if isinstance(error, DatabaseLocked):
        detail = _LOCKED  # where it is, is the server's own affair
    more: dict[str, Any] = {}
    if isinstance(error, RequestInvalid):
        more["errors"] = [{"field": field, "message": message} for field, message in error.errors]
    elif isinstance(field := error.details.get("field"), str):
        more["errors"] = [{"field": field, "message": error.message}]
    if error.remedy and status != 500:
        more["suggested_actions"] = [error.remedy]
    if isinstance(job_id := error.details.get("jobId"), str):
        more["job_id"] = job_id
    return _problem(status, error.code, detail, correlation_id, **more)


def _not_opened(cause: AuraError, correlation_id: str) -> Problem:
    """503 whatever the cause: it may pass."""
    detail = f"{_sentence(_UNOPENED, cause)} It is tried again every few seconds."
    return _problem(
        503, cause.code, detail, correlation_id, suggested_actions=[cause.remedy] if cause.remedy else UNSET
    )


def _sentence(what: str, error: AuraError) -> str:
    """What is wrong and why, without the server's paths."""
    if isinstance(error, DiskFull):
        return f"{what}: its disk is full."
    if isinstance(error, DatabaseLocked):
        return f"{what}: its job database is held by another program."
    if isinstance(error, OutputUnwritable):
        return f"{what}: {error.details.get('reason', 'its log says why')}."
    # A fault that nobody foresaw has anything in its words.
    return f"{what}: {'its log says why.' if 'logs' in error.details else error.message}"


def _problem(status: int, code: str, detail: str, correlation_id: str, **more: Any) -> Problem:
    title = HTTPStatus(status).phrase
    return Problem(
        type=f"urn:aura-nb:problem:{code}",
        title=title,
        status=status,
        detail=detail,
        code=code,
        correlation_id=correlation_id,
        message=detail,
        reason=title,
        **more,
    )
