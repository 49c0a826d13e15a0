"""The log of one run: plain lines with the time, for a person who wants to know what happened."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from aura_nb.errors import AuraError
from aura_nb.permissions import opener


def timestamp(now: float | None = None) -> str:
    """RFC 3339 in UTC with milliseconds.

    >>> timestamp(0)
    '1970-01-01T00:00:00.000Z'
    """
    seconds, milliseconds = divmod(round((time.time() if now is None else now) * 1000), 1000)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{milliseconds:03}Z"


class JobLog:
    """Lines, kept in memory for the finished film's `job.log` and appended to a file as they come.

    A thread writes the file: whoever has something to say does not wait for the disk.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lines: list[str] = []
        self._file = open(  # noqa: SIM115 - closed by `open`
            path, "a", encoding="utf-8", errors="replace", buffering=1, opener=opener
        )
        self._waiting: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write_lines, name="aura-job-log", daemon=True)
        self._writer.start()

    @classmethod
    @contextlib.contextmanager
    def open(cls, folder: Path, run_id: str) -> Iterator[JobLog]:
        """The log `{folder}/{run_id}.log`, closed at the end."""
        log = cls(folder / f"{run_id}.log")
        try:
            yield log
        finally:
            log._waiting.put(None)
            log._writer.join()
            # On a full disk, closing tries once more to write what is left.
            with contextlib.suppress(OSError):
                log._file.close()

    def write(self, text: str) -> None:
        """Add one line; line breaks in `text` cannot forge another."""
        line = f"{timestamp()} {' '.join(text.splitlines())}"
        self._lines.append(line)
        self._waiting.put(line)

    def _write_lines(self) -> None:
        while (line := self._waiting.get()) is not None:
            # A full disk fails the job where it matters; its log then lives on in memory.
            with contextlib.suppress(OSError):
                self._file.write(line + "\n")

    def failed(self, error: AuraError) -> None:
        """Add an error with its code, its remedy and the last words of what failed."""
        self.write(f"failed: {error.code}: {error.message}")
        if error.remedy:
            self.write(f"next step: {error.remedy}")
        for line in error.details.get("logs", []):
            self.write(f"  | {line}")

    def content(self) -> bytes:
        """All lines so far."""
        return ("\n".join(self._lines) + "\n").encode(errors="replace")
