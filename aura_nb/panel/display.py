"""A job as a cell's last line: its panel, where there is a page that can show one."""

from __future__ import annotations

from aura_nb.client.job import Job
from aura_nb.panel.kernel import in_kernel


def shown(job: Job) -> bool:
    """Show the job's panel as the cell's output; False outside of a kernel, where nothing was shown."""
    if not in_kernel():
        return False
    from aura_nb.panel.widget import panel  # noqa: PLC0415 - anywidget is loaded where a panel is shown

    panel(job)._ipython_display_()
    return True


def editor_shown(job: Job) -> bool:
    """Show the job's editor as the cell's output; False outside of a kernel, where nothing was shown."""
    if not in_kernel():
        return False
    from aura_nb.panel.widget import editor  # noqa: PLC0415 - as above

    editor(job)._ipython_display_()
    return True
