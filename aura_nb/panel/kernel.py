"""Whether there is a notebook's page to show a panel in."""

from __future__ import annotations

import sys


def in_kernel() -> bool:
    """Whether this process is a notebook's kernel: a terminal shows no widgets."""
    shell = sys.modules.get("IPython")
    running = shell.get_ipython() if shell is not None else None
    return getattr(running, "kernel", None) is not None
