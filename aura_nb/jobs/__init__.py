"""Jobs: the state machine, the store, the event log, the runner and the cleanup. `aura.jobs()` is `frames.jobs`."""

from __future__ import annotations

from aura_nb._callable import call_goes_to

call_goes_to(__name__, "aura_nb.frames", "jobs")
