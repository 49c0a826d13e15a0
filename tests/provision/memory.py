"""A folder in memory for the files of the tests, where the system has one that is large enough.

Databases and films wait for the disk a hundred times each, and of what the tests leave nothing is to outlast the power.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PLACE = Path("/dev/shm")
ENOUGH = 4 * 10**9


@contextmanager
def folder() -> Iterator[Path | None]:
    """The folder, which goes away with all that is in it; `None` where files are better kept on a disk."""
    if not _is_fit():
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="aura-", dir=PLACE, ignore_cleanup_errors=True) as made:
        yield Path(made)


def _is_fit() -> bool:
    """Whether there is room, and programs may be started from there: tests write some."""
    if not (PLACE.is_dir() and os.access(PLACE, os.W_OK)):
        return False
    told = os.statvfs(PLACE)
    return told.f_bavail * told.f_frsize >= ENOUGH and not told.f_flag & os.ST_NOEXEC
