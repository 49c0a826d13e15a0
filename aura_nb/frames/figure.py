"""A job's timings as a figure, with matplotlib: `pip install 'aura-nb[plots]'`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from aura_nb.client.job import Job
from aura_nb.errors import RequestInvalid
from aura_nb.frames.history import timings
from aura_nb.wire.phases import PHASES, STAGES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from pandas import DataFrame

# Okabe and Ito's colours, which people with any colour vision tell apart, a stage each.
_COLOURS = dict(zip(PHASES, ("#999999", "#0072b2", "#e69f00", "#009e73", "#cc79a7"), strict=True))
_ROW_INCHES = 0.22


def gantt(job: Job | DataFrame | str | Path, *, ax: Axes | None = None, workspace: str | Path | None = None) -> Axes:
    """Draw when each task of a job worked, a bar each, in its stage's colour.

    `job` is what `timings` takes, or a frame it gave. Draws into `ax` if given; returns the axes.
    """
    try:
        import matplotlib.pyplot as plt  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise RequestInvalid(
            "Figures are drawn by matplotlib, which is not installed.", remedy="Run `pip install 'aura-nb[plots]'`."
        ) from error
    import pandas as pd  # noqa: PLC0415 - 0.4 s, for those who look at frames only

    found = job if isinstance(job, pd.DataFrame) else timings(job, workspace=workspace)
    if ax is None:
        _, ax = plt.subplots(figsize=(9, 1.2 + _ROW_INCHES * max(len(found), 4)), layout="constrained")
    _bars(ax, found)
    return ax


def _bars(ax: Any, found: DataFrame) -> None:
    places = range(len(found))
    kept = [place for place in places if found["hit"].iloc[place]]
    for phase in PHASES:
        chosen = [place for place in places if found["phase"].iloc[place] == phase and place not in kept]
        if chosen:
            begins, lasts = found["start"].iloc[chosen].astype(float), found["seconds"].iloc[chosen].astype(float)
            ax.barh(chosen, lasts, left=begins, color=_COLOURS[phase], label=STAGES[phase])
    for place in kept:
        ax.annotate(
            "in the cache", (0, place), (6, 0), textcoords="offset points", va="center", fontsize=8, color="#777777"
        )
    ax.set_yticks(list(places), [str(name) for name in found.index], fontsize=8)
    ax.set_ylim(len(found) - 0.4, -0.6)
    ax.set_xlim(left=0)
    ax.set_xlabel("seconds")
    ax.spines[["top", "right"]].set_visible(False)
    if len(kept) < len(found):
        ax.legend(frameon=False, fontsize=8)
