"""How far a webhook's receiver has been told of the event log: kept in the workspace, over restarts."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import msgspec
from msgspec import Struct

from aura_nb.permissions import opener

MOST_KEPT = 20  # receivers that a workspace remembers: their operators change their minds


class _Kept(Struct):
    """The last event each receiver was told of, by a digest of its address: an address may hold a secret."""

    sequences: dict[str, int] = {}


class ToldUntil:
    """The last sequence that one receiver was told of. Its methods wait for the disk: call them in a thread."""

    def __init__(self, path: Path, url: str) -> None:
        self._path = path
        self._receiver = hashlib.sha256(url.encode()).hexdigest()[:32]

    def read(self) -> int | None:
        """The sequence; None for a receiver that nobody told of anything."""
        return self._kept().sequences.get(self._receiver)

    def write(self, sequence: int) -> None:
        """Keep it, for good: when this returns, it outlives the machine's power."""
        kept = self._kept()
        kept.sequences.pop(self._receiver, None)
        kept.sequences[self._receiver] = sequence
        while len(kept.sequences) > MOST_KEPT:
            del kept.sequences[next(iter(kept.sequences))]
        part = self._path.with_suffix(".part")
        with open(part, "wb", opener=opener) as file:
            file.write(msgspec.json.encode(kept))
            file.flush()
            os.fsync(file.fileno())
        part.replace(self._path)

    def _kept(self) -> _Kept:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=_Kept)
        except FileNotFoundError:
            return _Kept()
        except msgspec.MsgspecError:  # not ours, or half of it: the receiver is told from now on
            return _Kept()
