"""Where a reader of the event stream is: what it has seen, and where it goes on after a cut. Pure."""

from __future__ import annotations

import logging
from typing import Any, Protocol

import msgspec
from msgspec import Struct

from aura_nb.wire.events import FINAL_TYPES, NOTICES, STATES, Event, StepProgress
from aura_nb.wire.ids import parsed_id

log = logging.getLogger("aura_nb")


class Received(Protocol):
    """A received of the stream as it was decoded."""

    @property
    def event(self) -> str: ...

    @property
    def data(self) -> str: ...

    @property
    def id(self) -> str: ...


class Message(Struct, frozen=True):
    """What the stream said: an entry of the log, or `snapshot`, `reset`, `shutdown` or `error`."""

    type: str
    data: str
    id: str | None = None

    def json(self) -> dict[str, Any]:
        """The data as JSON values."""
        decoded: dict[str, Any] = msgspec.json.decode(self.data)
        return decoded

    @property
    def is_logged(self) -> bool:
        """Whether it is an entry of the log."""
        return self.type not in STATES | NOTICES

    def event(self) -> Event:
        """The entry of the log that it is."""
        return Event.read(self.type, id=self.id or "", data=self.data)


class Cursor:
    """Gives each entry of the log once and in order, whatever is sent again.

    `last_id` is what to ask for when connecting again. A snapshot's id becomes that only when the burst it came in is
    over: with the log's next entry, or when the line has been steady. A cut in between asks for the burst again.
    """

    def __init__(self, last_id: str | None = None) -> None:
        self.last_id = last_id
        position = parsed_id(last_id or "")
        self._seen = position[1] if position else 0
        self._burst: str | None = None
        self._percents: dict[str, float] = {}

    def take(self, received: Received) -> Message | None:
        """The message a received is; None for one that holds nothing new."""
        if not received.data:  # what a comment after an id looks like
            return None
        kind = received.event or "message"
        if kind in NOTICES:
            return Message(kind, received.data)
        message = Message(kind, received.data, received.id or None)
        if kind in STATES:
            self._take_state(message)
            return message
        position = parsed_id(received.id)
        if position is None:
            log.warning("The event stream sent %r with an invalid id: %r", kind, received.id)
            return None
        if position[1] <= self._seen:
            return None
        self._seen, self.last_id, self._burst = position[1], received.id, None
        return message if self._goes_forward(message) else None

    def settle(self) -> None:
        """The line is steady: what snapshots there were have all come."""
        if self._burst is not None:
            self.last_id, self._burst = self._burst, None

    def _take_state(self, message: Message) -> None:
        if message.type == "reset":
            # Another log, or one that was cut: its numbers have nothing to do with those before.
            self._seen = 0
            self._percents.clear()
        else:
            snapshot = message.json()
            self._percents[snapshot["jobId"]] = snapshot.get("percent") or 0.0
        self._burst = message.id

    def _goes_forward(self, message: Message) -> bool:
        event = message.event()
        if event.type in FINAL_TYPES:
            self._percents.pop(event.job_id, None)
        elif event.type == StepProgress.TYPE:
            percent = msgspec.json.decode(event.data, type=StepProgress).progress_pct
            before = self._percents.get(event.job_id, 0.0)
            self._percents[event.job_id] = max(percent, before)
            return percent >= before
        return True
