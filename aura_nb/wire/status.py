"""The states of a job.

    pending --claim--> running --+--> completed
       |  ^               |      +--> failed
       |  +---rescue------+      +--> canceled
       +--cancel--> canceled

The last three are final.
"""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import Struct

from aura_nb.errors import FieldError, RequestInvalid

Status = Literal["pending", "running", "completed", "failed", "canceled"]
STATUSES: tuple[Status, ...] = get_args(Status)
FINAL: frozenset[Status] = frozenset({"completed", "failed", "canceled"})
ALIVE: frozenset[Status] = frozenset(STATUSES) - FINAL

_SYNONYMS: dict[str, Status] = {
    "queued": "pending",
    "done": "completed",
    "succeeded": "completed",
    "cancelled": "canceled",
}


class Stats(Struct, frozen=True):
    """How many jobs there are in each state, of the whole queue."""

    total: int
    pending: int
    running: int
    completed: int
    failed: int
    canceled: int


def parse_statuses(text: str) -> frozenset[Status]:
    """The states a filter names: words by commas, in any case, with the usual synonyms.

    Raises `RequestInvalid` for a word that names no state.

    >>> sorted(parse_statuses("Queued, done"))
    ['completed', 'pending']
    """
    found: set[Status] = set()
    for word in filter(None, (part.strip().lower() for part in text.split(","))):
        status = _SYNONYMS.get(word, word)
        if status not in STATUSES:
            raise RequestInvalid(
                [FieldError("status", f"there is no status {word!r}; there are {', '.join(STATUSES)}")]
            )
        found.add(status)
    return frozenset(found)
