"""Requests of which httpx writes no line: it names the whole address, and that may hold a secret."""

from __future__ import annotations

import logging
from contextvars import ContextVar

_unlogged: ContextVar[bool] = ContextVar("unlogged", default=False)


def log_no_addresses() -> None:
    """From now on httpx logs nothing of what the task that calls this asks for; what others ask for, as before."""
    _unlogged.set(True)
    logging.getLogger("httpx").addFilter(_is_logged)  # which takes the same one once


def _is_logged(_: logging.LogRecord) -> bool:
    return not _unlogged.get()
