"""Which backend a program talks to: the server that is found, else one engine per workspace in this process.

Each is begun when it is first needed. An engine in the background of a script or a kernel must end with it: when the
main thread has ended, what is running goes back to the queue, every worker program is gone, and a line says so.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from aura_nb.client.backend import Backend
from aura_nb.client.local import LocalBackend
from aura_nb.errors import ServerUnreachable
from aura_nb.pipeline.workspace import Workspace

if TYPE_CHECKING:
    from aura_nb.client.discovery import Finder, Search
    from aura_nb.client.rest import RestBackend

_guard = threading.Lock()
# A forked child inherits the dictionary, but not the threads of its parent's engines: so the pid is part of the key.
_engines: dict[tuple[int, Path], LocalBackend] = {}
_servers: dict[int, RestBackend] = {}
_told: set[tuple[int, str]] = set()

log = logging.getLogger("aura_nb")


def connection(url: str | None = None, *, token: str | None = None) -> Search:
    """Which server the jobs of this process go to, and what was tried: `print(aura.connection())`.

    Raises `RequestInvalid` for an address that is none.
    """
    from aura_nb.client.discovery import Finder  # noqa: PLC0415 - httpx is loaded by those who look for a server

    return Finder(url=url, token=token).find()


def connect(url: str | None = None, *, token: str | None = None) -> RestBackend | None:
    """The jobs of the server that `connection` finds; None when there is none and nobody named one.

    Raises `ServerUnreachable` when the named one cannot be used.
    """
    from aura_nb.client.discovery import Finder  # noqa: PLC0415 - as above

    return _connected(Finder(url=url, token=token))


def named(url: str | None = None, *, token: str | None = None) -> RestBackend | None:
    """The jobs of the server that `url` or AURA_URL names; None when neither does.

    Raises `ServerUnreachable` when it cannot be used.
    """
    if not url and not os.environ.get("AURA_URL"):
        return None
    return connect(url, token=token)


def _connected(finder: Finder) -> RestBackend | None:
    from aura_nb.client.rest import RestBackend  # noqa: PLC0415 - as above

    search = finder.find()
    if search.server is not None:
        return RestBackend(search.server, finder.again)
    if not finder.is_named:
        _tell(search)
        return None
    last = search.tried[-1]
    raise ServerUnreachable(
        f"The server cannot be used: {last.outcome.rstrip('.')}.", remedy=last.remedy, tried=search.lines()
    )


def _tell(search: Search) -> None:
    """Say once that films are made here because the server could not be used, as somebody would expect it to be."""
    unused = search.unused
    if unused is not None and (os.getpid(), unused.outcome) not in _told:
        _told.add((os.getpid(), unused.outcome))
        log.warning(
            "The Jupyter server of this kernel is not used: %s. Films are made in this process, and their jobs end "
            "with it. %s",
            unused.outcome.rstrip("."),
            unused.remedy,
        )


def backend(workspace: str | Path | None = None) -> Backend:
    """The server that is found; the engine of this process when there is none, or when a workspace is named.

    An engine goes on until the process ends. Raises `ServerUnreachable` when AURA_URL names a server that cannot be
    used.
    """
    if workspace is None and (found := server()) is not None:
        return found
    place = Workspace(workspace)
    key = (os.getpid(), place.root.resolve())
    with _guard:
        if key not in _engines:
            _engines[key] = LocalBackend(place)
            threading.Thread(target=_end_with_main, args=(key,), name="aura-engine-end", daemon=False).start()
        return _engines[key]


def server() -> RestBackend | None:
    """The server that is found, None when there is none. Raises `ServerUnreachable` as `backend` does."""
    with _guard:
        if os.getpid() not in _servers and (found := connect()) is not None:
            _servers[os.getpid()] = found
        return _servers.get(os.getpid())


def close() -> None:
    """Let servers go and end this process's engines: what runs in them goes back to the queue.

    The next call of `backend` opens new ones.
    """
    with _guard:
        server = _servers.pop(os.getpid(), None)
        mine = [key for key in _engines if key[0] == os.getpid()]
        engines = [_engines.pop(key) for key in mine]
    if server is not None:
        server.close()
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
