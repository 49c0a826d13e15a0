"""Framed JSON between the orchestrator and its worker programs: four bytes of length, then one message."""

from __future__ import annotations

import struct
from typing import Any, BinaryIO

import msgspec
from msgspec import Struct

from aura_nb.pipeline.task import Recipe, Result

_HEAD = struct.Struct("<I")
MAX_FRAME = 256 * 2**20


class Order(Struct, tag_field="op", tag="run"):
    """Do this task: work in `scratch`, publish into the cache below `cache`."""

    id: int
    recipe: Recipe
    scratch: str
    cache: str


class Cancel(Struct, tag_field="op", tag="cancel"):
    """Stop the order with this id."""

    id: int


class OrderProgress(Struct, tag_field="op", tag="progress"):
    """A fraction of the order, 0 to 1, is done."""

    id: int
    fraction: float


class Done(Struct, tag_field="op", tag="done"):
    id: int
    result: Result


class Stale(Struct, tag_field="op", tag="stale"):
    """An input is gone or altered; its maker must run again."""

    id: int
    input: str


class Failed(Struct, tag_field="op", tag="failed"):
    """The error in the form of `AuraError.to_json()`, and a traceback for the log where it was a fault of ours."""

    id: int
    error: dict[str, Any]
    traceback: str = ""


ToWorker = Order | Cancel
FromWorker = OrderProgress | Done | Stale | Failed


def send(stream: BinaryIO, message: ToWorker | FromWorker) -> None:
    """Write one message and flush; raises `OSError` when the other side is gone."""
    body = msgspec.json.encode(message)
    stream.write(_HEAD.pack(len(body)) + body)
    stream.flush()


def _exactly(stream: BinaryIO, count: int) -> bytes | None:
    body = b""
    while len(body) < count:
        part = stream.read(count - len(body))
        if not part:
            return None
        body += part
    return body


def receive_order(stream: BinaryIO) -> ToWorker | None:
    """The next message to a worker; None when the orchestrator is gone."""
    body = _frame(stream)
    return None if body is None else msgspec.json.decode(body, type=ToWorker)


def receive_answer(stream: BinaryIO) -> FromWorker | None:
    """The next message from a worker; None when it has ended."""
    body = _frame(stream)
    return None if body is None else msgspec.json.decode(body, type=FromWorker)


def _frame(stream: BinaryIO) -> bytes | None:
    head = _exactly(stream, _HEAD.size)
    if head is None:
        return None
    (count,) = _HEAD.unpack(head)
    if count > MAX_FRAME:
        raise ValueError(f"a frame of {count} bytes: the pipe carries something else")
    return _exactly(stream, count)
