"""What a lower room has an upper one do. The package's face fills it in, so that no room imports one above it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

load_storyboard: Callable[..., Any]
"""The reader of `Storyboard.load`: takes a path and a `language`, returns a `Storyboard`."""

shown_events: Callable[..., AbstractContextManager[Callable[[Any], None]]]
"""The progress bar of `Job.wait`: takes whether it is `enabled`, gives a callback for the events of a job's log."""

show_job: Callable[[Any], bool]
"""Shows a job as a cell's output, by its panel; False where there is no page for one."""

show_editor: Callable[[Any], bool]
"""Shows a job's editor as a cell's output; False where there is no page for one."""

editor_of: Callable[[Any], Any]
"""The panel of a job, open at its editor."""

panel_of: Callable[[Any], Any]
"""The panel of a job."""
