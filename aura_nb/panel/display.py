"""A job as a cell's last line: its panel, where there is a page that can show one."""

from __future__ import annotations

import sys
from typing import Any

from aura_nb.client.job import Job

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def shown(job: Job) -> dict[str, Any] | None:
    """The panel's part of the output (the card is the job's own); None outside of a kernel."""
    if not in_kernel():
        return None
    from aura_nb.panel.widget import panel  # noqa: PLC0415 - anywidget is loaded where a panel is shown

    bundle = panel(job)._repr_mimebundle_()
    told = bundle[0] if isinstance(bundle, tuple) else bundle
    return {WIDGET_VIEW: told[WIDGET_VIEW]} if told else None


def in_kernel() -> bool:
    """Whether this process is a notebook's kernel: a terminal shows no widgets."""
    shell = sys.modules.get("IPython")
    running = shell.get_ipython() if shell is not None else None
    return getattr(running, "kernel", None) is not None
