"""What goes over the line, as text of a server-sent event stream. Pure.

An entry of the log becomes the same bytes each time it is sent: its data was made one line of JSON when it was
written, and nothing is decoded or encoded again here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec

from aura_nb.pipeline.joblog import timestamp
from aura_nb.wire.events import Event, StepProgress
from aura_nb.wire.job import JobObject

# What is said first: a comment, so that bytes flow at once, and how long a browser's own EventSource waits.
GREETING = b": the event stream of aura_nb\nretry: 1000\n\n"


class StreamEntry(NamedTuple):
    """An entry of the log as it is sent."""

    sequence: int
    job_id: str
    type: str
    text: bytes


def entry(event: Event) -> StreamEntry:
    r"""An entry of the log as a entry.

    >>> entry(Event(sequence=7, time=1000, job_id="a", type="warning", data='{"jobId":"a"}')).text
    b'id: 1000-7\nevent: warning\ndata: {"jobId":"a"}\n\n'
    """
    text = f"id: {event.time}-{event.sequence}\nevent: {event.type}\ndata: {event.data}\n\n"
    return StreamEntry(event.sequence, event.job_id, event.type, text.encode())


def snapshot(job: JobObject, *, is_reconnect: bool) -> bytes:
    """The whole job, under the id of the newest event it includes."""
    values = msgspec.to_builtins(job) | {"isReconnect": is_reconnect}
    return _block("snapshot", values, event_id=job.last_event_id)


def reset(reason: str, *, event_id: str) -> bytes:
    """What follows is told from the start: the id the reader named leads nowhere."""
    return _block("reset", {"reason": reason}, event_id=event_id)


def shutdown() -> bytes:
    """The server is stopping; its jobs go on when it runs again."""
    return _block("shutdown", {"message": "The server is stopping; connect again."})


def error(message: str, *, code: str) -> bytes:
    """Something is wrong with the stream itself, and not with a job."""
    return _block("error", {"message": message, "code": code})


def keepalive(now: float | None = None) -> bytes:
    r"""A comment that shows the line is alive.

    >>> keepalive(0)
    b': keepalive: 1970-01-01T00:00:00.000Z\n\n'
    """
    return f": keepalive: {timestamp(now)}\n\n".encode()


def merged(entries: Sequence[StreamEntry]) -> list[StreamEntry]:
    """Entries without progress that later progress of the same job replaces; nothing else is left out."""
    told: set[str] = set()
    kept = []
    for each in reversed(entries):
        if each.type == StepProgress.TYPE:
            if each.job_id in told:
                continue
            told.add(each.job_id)
        kept.append(each)
    kept.reverse()
    return kept


def packed(texts: Iterable[bytes], size: int) -> Iterable[bytes]:
    """Texts joined into chunks of about `size` bytes; no text is divided.

    >>> list(packed([b"aa", b"b", b"cccc"], 3))
    [b'aab', b'cccc']
    """
    chunk: list[bytes] = []
    length = 0
    for text in texts:
        if chunk and length + len(text) > size:
            yield b"".join(chunk)
            chunk, length = [], 0
        chunk.append(text)
        length += len(text)
    if chunk:
        yield b"".join(chunk)


def _block(kind: str, values: dict[str, Any], *, event_id: str | None = None) -> bytes:
    name = f"id: {event_id}\n" if event_id else ""
    return f"{name}event: {kind}\ndata: {msgspec.json.encode(values).decode()}\n\n".encode()
