"""The film's own work, with accidents that scenes ask for in their heading: `DEADLY` kills the worker program.

While the file that `AURA_TEST_FULL` names exists, every step finds the disk full. For `LocalRunner(program=...)`.
"""

from __future__ import annotations

import errno
import os
import signal
from pathlib import Path

from aura_nb.pipeline.work import current_versions
from aura_nb.pipeline.work import perform as performed

__all__ = ["current_versions", "perform"]


def perform(kind, params, inputs, folder, progress):
    if kind == "draw" and "DEADLY" in str(params):
        os.kill(os.getpid(), signal.SIGKILL)
    full = os.environ.get("AURA_TEST_FULL")
    if full and Path(full).exists():
        (folder / "half").write_bytes(b"half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return performed(kind, params, inputs, folder, progress)
