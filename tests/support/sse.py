"""A server-sent event stream as text, taken apart: blocks with their fields, comments, and entries of the log."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from aura_nb.wire.events import Event

STATES = {"snapshot", "reset", "shutdown", "error"}


@dataclass
class Block:
    """What stands between two empty lines."""

    raw: bytes
    id: str | None = None
    event: str | None = None
    data: str | None = None
    retry: str | None = None
    comments: list[str] = field(default_factory=list)

    @classmethod
    def parsed(cls, raw):
        block = cls(raw)
        for line in raw.decode().split("\n"):
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if not name:
                block.comments.append(value)
            else:
                assert name in {"id", "event", "data", "retry"}, line
                assert getattr(block, name) is None, f"a second {name} in {raw!r}"
                setattr(block, name, value)
        return block

    @property
    def json(self):
        return json.loads(self.data)

    @property
    def is_logged(self):
        return self.event is not None and self.event not in STATES

    @property
    def entry(self):
        time, sequence = map(int, self.id.split("-"))
        return Event(sequence=sequence, time=time, job_id=self.json["jobId"], type=self.event, data=self.data)


def blocks(text):
    """The whole blocks of a text; what is not ended yet is left out."""
    return [Block.parsed(raw) for raw in text.split(b"\n\n")[:-1]]


def entries(text):
    """The entries of the log in a text."""
    return [block.entry for block in blocks(text) if block.is_logged]


def kinds(text):
    """What each block is: its event's type, `:` for a comment."""
    return [block.event or ":" for block in blocks(text)]
