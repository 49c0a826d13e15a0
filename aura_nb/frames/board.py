"""`aura.dashboard()`: the queue as a live table with filters and plots, put together from ipywidgets.

It is woken by the event log, never by a timer: an idle queue costs nothing. Events come in the backend's own loop; what
is shown is made in a thread and sent from there, so that it moves while a cell runs.

    events --> news --> refresh (at most twice a second) --> table, counts, plots
    a filter ----------^
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Mapping
from concurrent.futures import CancelledError
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets
import traitlets

from aura_nb.client import connection
from aura_nb.client.backend import Backend
from aura_nb.client.card import SHOWN
from aura_nb.errors import AuraError
from aura_nb.frames import drawing
from aura_nb.frames.columns import JOBS
from aura_nb.frames.frame import framed, worked
from aura_nb.wire.ids import parsed_id
from aura_nb.wire.job import Columns, Queue
from aura_nb.wire.status import FINAL, STATUSES

if TYPE_CHECKING:
    from pandas import DataFrame

PAUSE_SECONDS = 0.5
ROWS = 50
RECENT = 2000  # jobs that the plots look back on
BARS = 24
WINDOWS = {"last hour": "1h", "last 24 hours": "24h", "last 7 days": "7D"}


def dashboard(*, workspace: str | Path | None = None) -> Dashboard:
    """The queue as a live table with filters and plots; `close()` ends it.

    `stats` is a trait that can be observed: how many jobs are in each state.
    """
    return Dashboard(connection.backend(workspace))


class Dashboard(widgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """The widget. Use `aura.dashboard()`."""

    stats = traitlets.Dict(help="how many jobs are in each state, and `total`")

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._guard = threading.Lock()
        self._ended = False
        self._picks = {status: _pick(status) for status in STATUSES}
        self._search = widgets.Text(placeholder="Title or id", layout={"width": "14em"}, continuous_update=False)
        self._window = widgets.Dropdown(options=WINDOWS, value="24h", layout={"width": "11em"})
        self._table, self._bars, self._times, self._note = (widgets.HTML() for _ in range(4))
        for chosen in (*self._picks.values(), self._search, self._window):
            chosen.observe(lambda _: self.refresh(), "value")
        super().__init__(
            [
                widgets.HBox([*self._picks.values(), self._search, self._window], layout={"flex_flow": "row wrap"}),
                self._table,
                widgets.HBox([self._bars, self._times], layout={"flex_flow": "row wrap", "grid_gap": "24px"}),
                self._note,
            ]
        )
        first = self.refresh()
        self._following = backend.call(self._follow(first))
        self._following.add_done_callback(self._say_why)

    def refresh(self) -> int:
        """Show the queue as it is now; the sequence of the newest event that this includes."""
        with self._guard:
            return self._show(*self._backend.call(self._asked()).result())

    def close(self) -> None:
        """End it: nothing is followed any more, and the widgets are gone."""
        self._ended = True
        following = getattr(self, "_following", None)
        if following is not None:
            following.cancel()
        with self._guard:  # what is being shown is shown to its end
            for child in self._all():
                child.close()
            super().close()

    def _all(self) -> list[Any]:
        rows = [child for row in self.children for child in getattr(row, "children", ())]
        return [*rows, *self.children]

    async def _follow(self, after: int) -> None:
        """Refresh after each event, and once for all that came meanwhile."""
        news = asyncio.Event()
        hearing = asyncio.ensure_future(self._hear(after, news))
        try:
            while not hearing.done():
                waiting = asyncio.ensure_future(news.wait())
                await asyncio.wait({hearing, waiting}, return_when=asyncio.FIRST_COMPLETED)
                waiting.cancel()
                if news.is_set():
                    news.clear()
                    await asyncio.to_thread(self._refreshed)
                    await asyncio.sleep(PAUSE_SECONDS)
            await hearing
        finally:
            hearing.cancel()
            with contextlib.suppress(asyncio.CancelledError, AuraError):
                await hearing

    async def _hear(self, after: int, news: asyncio.Event) -> None:
        async for _ in self._backend.events(after=after):
            news.set()

    def _refreshed(self) -> None:
        with self._guard:
            if not self._ended:
                self._show(*self._backend.call(self._asked()).result())

    def _say_why(self, following: Any) -> None:
        """A line that was lost is told: what is shown is then of the past."""
        if self._ended or following.cancelled():
            return
        error = following.exception()
        if error is not None and not isinstance(error, CancelledError):
            self._note.value = drawing.note(f"Not live any more: {error} Run the cell again.")

    async def _asked(self) -> tuple[Queue, Columns]:
        wanted = {status for status, pick in self._picks.items() if pick.value}
        # A search looks through what is recent, not only through the first page.
        limit = 200 if self._search.value else ROWS
        queue = await self._backend.queue(statuses=wanted or None, limit=limit)
        return queue, await self._backend.columns(statuses=FINAL, limit=RECENT)

    def _show(self, queue: Queue, recent: Columns) -> int:
        word = self._search.value.strip().casefold()
        found = [item for item in queue.jobs if word in item.title.casefold() or item.job_id.startswith(word)]
        counts = {status: getattr(queue.stats, status) for status in STATUSES}
        picked = sum(count for status, count in counts.items() if self._picks[status].value) or queue.stats.total
        self._table.value = drawing.table(found, more=0 if word else picked - len(found))
        for status, pick in self._picks.items():
            pick.description = f"{SHOWN[status]} {counts[status]:,}"
        self._plot(framed(JOBS, recent))
        self.stats = {"total": queue.stats.total} | counts
        return (parsed_id(queue.last_event_id) or (0, 0))[1]

    def _plot(self, ended: DataFrame) -> None:
        import pandas as pd  # noqa: PLC0415 - 0.4 s, for those who look at frames only

        span = pd.Timedelta(self._window.value)
        now = pd.Timestamp.now("UTC")
        ended = ended[ended["ended_at"] > now - span]
        places = ((ended["ended_at"] - (now - span)) / span * BARS).astype(int).clip(0, BARS - 1)
        counts: list[Mapping[str, int]] = [
            ended.loc[places == place, "status"].value_counts().to_dict() for place in range(BARS)
        ]
        begin, end = ((now - ago).tz_convert(None) for ago in (span, pd.Timedelta(0)))
        self._bars.value = drawing.bars(counts, labels=(f"{begin:%d %b %H:%M} UTC", f"{end:%H:%M} UTC"))
        lengths = {
            "waited": ended["started_at"] - ended["created_at"],
            "ran": worked(ended),
        }
        self._times.value = drawing.times(
            {
                name: (each.quantile(0.5).total_seconds(), each.quantile(0.9).total_seconds())
                for name, lasting in lengths.items()
                if len(each := lasting.dropna())
            }
        )


def _pick(status: str) -> Any:
    return widgets.ToggleButton(description=SHOWN[status], tooltip=f"Only {SHOWN[status]}", layout={"width": "auto"})
