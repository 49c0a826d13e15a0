"""Which backend a program talks to: one engine per workspace in this process, begun when it is first needed.

An engine in the background of a script or a kernel must end with it: when the main thread has ended, what is running
goes back to the queue, every worker program is gone, and a line says so.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from aura_nb.client.backend import Backend
from aura_nb.client.local import LocalBackend
from aura_nb.pipeline.workspace import Workspace

_guard = threading.Lock()
# A forked child inherits the dictionary, but not the threads of its parent's engines: so the pid is part of the key.
_engines: dict[tuple[int, Path], LocalBackend] = {}


def backend(workspace: str | Path | None = None) -> Backend:
    """The engine of this process for a workspace (the default one if none is given), which goes on until it ends."""
    place = Workspace(workspace)
    key = (os.getpid(), place.root.resolve())
    with _guard:
        if key not in _engines:
            _engines[key] = LocalBackend(place)
            threading.Thread(target=_end_with_main, args=(key,), name="aura-engine-end", daemon=False).start()
        return _engines[key]


def close() -> None:
    """End this process's engines: what runs goes back to the queue. The next call of `backend` begins anew."""
    with _guard:
        mine = [key for key in _engines if key[0] == os.getpid()]
        engines = [_engines.pop(key) for key in mine]
    for engine in engines:
        _close(engine)


def _end_with_main(key: tuple[int, Path]) -> None:
    """Wait for the end of the main thread. `atexit` would be too late: no thread can be started there any more."""
    threading.main_thread().join()
    with _guard:
        engine = _engines.pop(key, None)
    if engine is not None:
        _close(engine)


def _close(engine: LocalBackend) -> None:
    left = engine.close()
    if left and sys.stderr is not None:
        jobs = "1 job was" if len(left) == 1 else f"{len(left)} jobs were"
        sys.stderr.write(
            f"aura_nb: {jobs} not finished when this program ended. Nothing is lost: finished steps are kept, and the "
            "next program that makes films here goes on. `job.wait()` waits for the end.\n"
        )
