"""Events on their way to a page: progress merged to four a second for each job, everything else at once, in order."""

from __future__ import annotations

from collections.abc import Callable

from aura_nb.wire.events import FINAL_TYPES, Event, StepProgress

INTERVAL = 0.25  # seconds; above a thousand messages a second a Jupyter server drops them


class Merger:
    """Pure: told of events and of the time in seconds. A progress event waits at most `INTERVAL` for its turn."""

    def __init__(self, send: Callable[[Event], None]) -> None:
        self._send = send
        self._held: dict[str, Event] = {}
        self._sent_at: dict[str, float] = {}

    def take(self, event: Event, now: float) -> None:
        """Send an event, or hold it: the newest progress of a job replaces the one that is held."""
        job = event.job_id
        if event.type == StepProgress.TYPE and now < self._sent_at.get(job, -INTERVAL) + INTERVAL:
            self._held[job] = event
            return
        if event.type == StepProgress.TYPE:
            self._held.pop(job, None)
            self._sent_at[job] = now
        else:
            self._flush(job, now)  # a page ignores what has a smaller id than what it has seen
        self._send(event)
        if event.type in FINAL_TYPES:
            self._sent_at.pop(job, None)

    def due(self, now: float) -> float | None:
        """Send what has waited long enough; in how many seconds to ask again, None while nothing is held."""
        for job in [job for job in self._held if now >= self._sent_at[job] + INTERVAL]:
            self._flush(job, now)
        return min((self._sent_at[job] + INTERVAL - now for job in self._held), default=None)

    def _flush(self, job: str, now: float) -> None:
        held = self._held.pop(job, None)
        if held is not None:
            self._sent_at[job] = now
            self._send(held)
