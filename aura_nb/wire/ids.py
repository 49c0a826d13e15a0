"""Ids of events: `{unix milliseconds}-{sequence}`. The sequence is one counter for the whole log."""

from __future__ import annotations

from aura_nb.regex import regex

# The id before the first event: a reader that names it gets everything that is kept.
FROM_THE_START = "0-0"
# Eighteen digits stay below the largest integer of SQLite; a number has one spelling, without zeros in front.
_ID = regex(r"(0|[1-9][0-9]{0,17})-(0|[1-9][0-9]{0,17})")


def event_id(time: int, sequence: int) -> str:
    """The id of the event with this sequence, at this time in milliseconds since the epoch.

    >>> event_id(1700000000000, 12)
    '1700000000000-12'
    """
    return f"{time}-{sequence}"


def parsed_id(text: str) -> tuple[int, int] | None:
    """The milliseconds and the sequence of an id; None for a text that is not one.

    >>> parsed_id("1700000000000-12"), parsed_id("007-1")
    ((1700000000000, 12), None)
    """
    match = _ID.fullmatch(text)
    return (int(match[1]), int(match[2])) if match else None


def sequence_of(text: str) -> int:
    """The sequence of an id, 0 for a text that is not one.

    >>> sequence_of("1700000000000-12"), sequence_of("")
    (12, 0)
    """
    parsed = parsed_id(text)
    return parsed[1] if parsed else 0
