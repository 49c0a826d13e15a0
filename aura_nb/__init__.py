"""Narrated videos from a brief, a deck or a notebook, live in Jupyter.

    import aura_nb as aura

    job = aura.demo()  # returns at once
    job = aura.generate("Why bees matter", seconds=40, tone="Friendly", audience="Children")
    job.wait().video
    story = aura.Storyboard.load("talk.json")

Names are imported when they are first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aura_nb.api import demo, edit, generate, job
    from aura_nb.client.connection import connection
    from aura_nb.client.job import Job
    from aura_nb.errors import AuraError
    from aura_nb.frames import batch, events, gantt, plan, queue_stats, timings
    from aura_nb.frames.board import dashboard
    from aura_nb.panel.widget import panel
    from aura_nb.specs import Brief, Plan, Render, Scene, Storyboard, Voice

from aura_nb import hooks
from aura_nb.release import __version__

_HOMES = {
    "AuraError": "errors",
    "Brief": "specs",
    "Job": "client.job",
    "Plan": "specs",
    "Render": "specs",
    "Scene": "specs",
    "Storyboard": "specs",
    "Voice": "specs",
    "batch": "frames",
    "connection": "client.connection",
    "dashboard": "frames.board",
    "edit": "api",
    "events": "frames",
    "gantt": "frames",
    "generate": "api",
    "job": "api",
    "load_ipython_extension": "magics",
    "plan": "frames",
    "queue_stats": "frames",
    "timings": "frames",
    "unload_ipython_extension": "magics",
}

# Packages that are called like functions: see `aura_nb._callable`.
_PACKAGES = frozenset({"demo", "doctor", "jobs", "panel", "voices"})

__all__ = [
    "AuraError",
    "Brief",
    "Job",
    "Plan",
    "Render",
    "Scene",
    "Storyboard",
    "Voice",
    "__version__",
    "batch",
    "connection",
    "dashboard",
    "demo",
    "doctor",
    "edit",
    "events",
    "gantt",
    "generate",
    "job",
    "jobs",
    "panel",
    "plan",
    "queue_stats",
    "timings",
    "voices",
]


def _load_storyboard(path: Any, *, language: str | None) -> Any:
    from aura_nb.sources import load  # noqa: PLC0415 - importing the package costs next to nothing

    return load(path, language=language)


def _shown_events(*, enabled: bool) -> Any:
    from aura_nb.cli.progress_bar import shown_events  # noqa: PLC0415 - rich is loaded when a bar is shown

    return shown_events(enabled=enabled)


def _show_job(job: Any) -> bool:
    from aura_nb.panel.display import shown  # noqa: PLC0415 - anywidget is loaded where a panel is shown

    return shown(job)


def _show_editor(job: Any) -> bool:
    from aura_nb.panel.display import editor_shown  # noqa: PLC0415 - as above

    return editor_shown(job)


def _editor_of(job: Any) -> Any:
    from aura_nb.panel.widget import editor  # noqa: PLC0415 - as above

    return editor(job)


def _panel_of(job: Any) -> Any:
    from aura_nb.panel.widget import panel  # noqa: PLC0415 - as above

    return panel(job)


hooks.load_storyboard = _load_storyboard
hooks.shown_events = _shown_events
hooks.show_job = _show_job
hooks.show_editor = _show_editor
hooks.editor_of = _editor_of
hooks.panel_of = _panel_of


def __getattr__(name: str) -> Any:
    if name in _PACKAGES:
        return importlib.import_module(f"aura_nb.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module 'aura_nb' has no attribute {name!r}")
    return getattr(importlib.import_module(f"aura_nb.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
