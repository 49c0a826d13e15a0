"""The event log as streams: read once after each commit, encoded once, handed to many readers. Knows no HTTP."""

from __future__ import annotations

from aura_nb.broadcast.broadcast import Broadcast
from aura_nb.broadcast.stream_limits import Places
from aura_nb.broadcast.subscription import Subscription

__all__ = ["Broadcast", "Places", "Subscription"]
