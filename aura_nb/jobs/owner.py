"""Who runs a job: one process, named so exactly that no later process can be mistaken for it."""

from __future__ import annotations

import contextlib
import functools
import os
import platform
import sys
from pathlib import Path
from typing import Self

import psutil
from msgspec import Struct

_LINUX = sys.platform.startswith("linux")
_ENDED = {"Z", "X", "x"}


class Owner(Struct, frozen=True):
    """A process: the host it sees, that host's present boot, its pid, and when it started.

    On Linux `host` ends with the pid namespace, since a pid means nothing outside of it (containers share host names),
    and `start_time` is in clock ticks since the boot, which no correction of the clock moves. Elsewhere `start_time`
    is in milliseconds since the epoch, which tells boots apart by itself, and `boot_id` is empty.
    """

    host: str
    boot_id: str
    pid: int
    start_time: int

    @classmethod
    def here(cls) -> Self:
        """The process that asks."""
        return cls(host=_host(), boot_id=boot_id(), pid=os.getpid(), start_time=_start_time(os.getpid()) or 0)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The owner that `str(owner)` named. Raises ValueError for any other text."""
        host, boot_id, pid, started = text.rsplit("/", 3)
        return cls(host=host, boot_id=boot_id, pid=int(pid), start_time=int(started))

    def __str__(self) -> str:
        return f"{self.host}/{self.boot_id}/{self.pid}/{self.start_time}"

    @property
    def is_local(self) -> bool:
        """Whether it is, or was, a process of this host, so that `is_dead` is exact."""
        return self.host == _host()

    def is_dead(self) -> bool:
        """Whether the process has certainly ended; False for one of another host, whose lease alone can tell.

        >>> Owner.here().is_dead()
        False
        """
        if not self.is_local:
            return False
        return self.boot_id != boot_id() or (_start_time(self.pid) or 0) != self.start_time


def is_dead(owner: str) -> bool:
    """`Owner.is_dead` of an owner's text; a text that names none is nobody who could be alive."""
    try:
        return Owner.parse(owner).is_dead()
    except ValueError:
        return True


@functools.cache
def _host() -> str:
    with contextlib.suppress(OSError):
        return f"{platform.node()}+{Path('/proc/self/ns/pid').stat().st_ino}"
    return platform.node()


@functools.cache
def boot_id() -> str:
    """What names this machine's present boot; "" where nothing does."""
    with contextlib.suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    return ""


def _start_time(pid: int) -> int | None:
    """When the process with this pid started; None when there is none, or only what its parent has yet to collect."""
    if _LINUX:
        try:
            # The name in parentheses may hold anything; state is the first field after it, start time the 20th.
            fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:
            return None
        return None if fields[0] in _ENDED else int(fields[19])
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else round(process.create_time() * 1000)
    except psutil.Error:
        return None
