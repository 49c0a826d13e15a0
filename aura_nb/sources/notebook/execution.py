"""A notebook run before it is filmed: a copy of it, in its own folder, with a time limit for each cell."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

from aura_nb.blocking import run_in_thread
from aura_nb.errors import SourceInvalid
from aura_nb.sources.encoding import text_of
from aura_nb.sources.notebook.file import notebook, read

SECONDS = 600  # for each cell

_running: set[tuple[asyncio.AbstractEventLoop, asyncio.Task[Any]]] = set()
_lock = threading.Lock()


def end_runs() -> None:
    """End the runs of all threads, and their kernels: those who wait for one get `JobInterrupted`."""
    with _lock:
        running = list(_running)
    for loop, task in running:
        loop.call_soon_threadsafe(task.cancel)


async def _run(client: Any) -> None:
    """Run it where another thread can end it."""
    task = asyncio.ensure_future(client.async_execute())
    mine = (asyncio.get_running_loop(), task)
    with _lock:
        _running.add(mine)
    try:
        await task
    except Exception as error:
        if task.cancelling():  # which nbclient tells as a kernel that died
            raise asyncio.CancelledError from error
        raise
    finally:
        with _lock:
            _running.discard(mine)
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for each in left:  # nbclient leaves its watch over the kernel behind
            each.cancel()
        await asyncio.gather(*left, return_exceptions=True)


def executed(path: Path, *, seconds: int = SECONDS) -> bytes:
    """The notebook with the outputs of a new run; its file stays as it is. An error in a cell is one of its outputs.

    Raises `SourceInvalid` where its kernel is not installed, or a cell takes longer than `seconds`, and
    `JobInterrupted` where the run was ended.
    """
    import nbformat  # noqa: PLC0415 - only who runs a notebook needs a client of kernels
    from jupyter_client.kernelspec import NoSuchKernel  # noqa: PLC0415
    from nbclient import NotebookClient  # noqa: PLC0415
    from nbclient.exceptions import CellTimeoutError, DeadKernelError  # noqa: PLC0415

    content = read(path)
    notebook(content, path.name)  # says what is wrong with the file
    copy = nbformat.reads(text_of(content), as_version=4)  # type: ignore[no-untyped-call]
    folder = str(path.absolute().parent)
    client = NotebookClient(copy, timeout=seconds, allow_errors=True, resources={"metadata": {"path": folder}})
    try:
        run_in_thread(_run(client))
    except NoSuchKernel as error:
        raise SourceInvalid(
            f"{path.name} cannot be run: there is no kernel {error.name!r} here",
            remedy="Install it, or leave execute out: the film is then of the outputs in the file.",
        ) from error
    except CellTimeoutError as error:
        raise SourceInvalid(
            f"{path.name} cannot be run: a cell took longer than {seconds} s",
            remedy="Run it yourself, save it, and leave execute out.",
        ) from error
    except DeadKernelError as error:
        raise SourceInvalid(
            f"{path.name} cannot be run: its kernel died", remedy="Run it yourself, save it, and leave execute out."
        ) from error
    written: str = nbformat.writes(copy)  # type: ignore[no-untyped-call]
    return written.encode()
