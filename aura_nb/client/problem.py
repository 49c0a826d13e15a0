"""What a server says went wrong (`application/problem+json`), as the error it was raised as there."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec

from aura_nb.errors import AuraError, FieldError, RequestInvalid, ServerError, ServerRefused, ServerUnreachable, by_code

_HUB = "/hub/user/"
_STOPPED = "The hub has stopped this server, or has not started it yet."
_START = "Start it on the hub's page; jobs that it had accepted go on then."


def error_of(response: httpx.Response) -> AuraError:
    """The error that an answer of 300 or more is; its body must have been read.

    `details` hold the answer's `status` and `correlationId`, which the server's log has too.
    """
    body = _body(response)
    details: dict[str, Any] = {"status": response.status_code}
    if correlation_id := body.get("correlationId") or response.headers.get("X-Correlation-ID"):
        details["correlationId"] = correlation_id
    for name in ("jobId", "logs"):
        if name in body:
            details[name] = body[name]
    message = str(body.get("detail") or body.get("message") or body.get("title") or "")
    remedy = " ".join(map(str, body.get("suggestedActions") or []))
    kind = by_code(str(body.get("code") or ""))
    if is_of_stopped_server(response):
        return ServerUnreachable(_STOPPED, remedy=_START, **details)
    if response.status_code in {401, 403} or response.is_redirect:
        return ServerRefused(f"The server does not let us in: {message or response.reason_phrase}.", **details)
    if kind is None:
        return _unknown(response, message, details)
    errors = [FieldError(each.get("field", ""), each.get("message", "")) for each in body.get("errors") or []]
    if issubclass(kind, RequestInvalid):
        return kind(errors or message, remedy=remedy, **details)
    if len(errors) == 1:
        details["field"] = errors[0].field
    if retry_after := response.headers.get("Retry-After"):
        details["retryAfter"] = retry_after
    return kind(message, remedy=remedy, **details)


def is_of_stopped_server(response: httpx.Response) -> bool:
    """Whether a hub answers for a user's server that does not run: it sends who asks on to its page for starting it."""
    there = response.headers.get("Location", "") if response.is_redirect else ""
    return _HUB in there and urlsplit(there).path.replace(_HUB, "/user/", 1) == response.request.url.path


def _unknown(response: httpx.Response, message: str, details: dict[str, Any]) -> ServerError:
    if response.status_code == 404:
        return ServerUnreachable(
            "The server has no Aura at this address (404).",
            remedy="Install aura-nb where the server runs, and restart it; then check the address.",
            **details,
        )
    said = f": {message}" if message else ""
    return ServerUnreachable(f"The server answered {response.status_code}{said}.", **details)


def _body(response: httpx.Response) -> dict[str, Any]:
    try:
        body = msgspec.json.decode(response.content)
    except msgspec.DecodeError:
        return {}
    return body if isinstance(body, dict) else {}
