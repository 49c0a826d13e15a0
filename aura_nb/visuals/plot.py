"""A chart as pixels, drawn by matplotlib on its Agg canvas: the same chart gives the same bytes, whoever's settings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from aura_nb.specs import Chart
from aura_nb.specs.kinds.chart import Record, is_number, position
from aura_nb.visuals import ticks
from aura_nb.visuals.axes import Room
from aura_nb.visuals.charts import Look

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from aura_nb.visuals.pictures import Pixels

_DPI = 100
_DRAWN = 0.7  # of the room between two categories, taken by their bars
_FEW = 12  # bars that have their values written at their ends
_SAID = 8  # series up to which lines are named where they end


def plotted(chart: Chart, count: int, size: tuple[int, int], look: Look) -> Pixels:
    """The first `count` series of a chart in its axes, `size` pixels wide and high, as BGR pixels.

    The axes are those of all series, whatever is shown of them.
    """
    width, height = size
    settings = dict(mpl.rcParamsDefault) | {
        "font.family": _families(look.fonts),
        "font.size": look.size * 72 / _DPI,
        "axes.unicode_minus": True,
        "path.simplify": False,
    }
    settings = {name: value for name, value in settings.items() if name != "backend"}
    with mpl.rc_context(settings):
        figure = Figure(figsize=(width / _DPI, height / _DPI), dpi=_DPI, facecolor=look.ground)
        canvas: Any = FigureCanvasAgg(figure)
        drawn = figure.add_axes((0, 0, 1, 1))
        drawn.set_facecolor(look.ground)
        _Plot(chart, count, drawn, Room(figure, drawn, width, height, look)).draw()
        canvas.draw()
        pixels = np.asarray(canvas.buffer_rgba())[:, :, 2::-1]
    return np.ascontiguousarray(pixels)


def _families(files: Sequence[str]) -> list[str]:
    """The families of font files, known to matplotlib from now on."""
    known = {entry.fname: entry.name for entry in font_manager.fontManager.ttflist}
    names = []
    for file in files:
        if file not in known:
            try:
                font_manager.fontManager.addfont(file)
            except (RuntimeError, OSError):  # a kind of font that FreeType draws no outlines of
                continue
            known[file] = font_manager.fontManager.ttflist[-1].name
        names.append(known[file])
    return list(dict.fromkeys(names)) or ["DejaVu Sans"]


class _Plot:
    def __init__(self, chart: Chart, count: int, drawn: Axes, room: Room) -> None:
        self._chart = chart
        self._count = count
        self._axes = drawn
        self._room = room
        self._look = room.look
        self._rows: list[Record] = chart.data if isinstance(chart.data, list) else []
        self._names = chart.series
        self._across = [row.get(chart.x) for row in self._rows]
        self._figures = {
            name: np.array([row[name] if is_number(row.get(name)) else np.nan for row in self._rows], float)
            for name in self._names
        }

    def draw(self) -> None:
        places = [position(value) for value in self._across]
        is_continuous = self._chart.sort != "bar" and all(place is not None for place in places)
        kinds = {type(place).__name__ == "datetime" for place in places}
        room = self._room
        room.mirrored = self._look.rtl and not (is_continuous and len(kinds) == 1)
        room.plain()
        single = len(self._names) == 1
        ends = self._chart.sort in {"line", "area"} and not single and len(self._names) <= _SAID
        right = room.named_at_ends(self._names) if ends else 0.0
        top = 0.0 if single or right else room.legend(self._names, self._count, self._chart.sort)
        caption = self._chart.y_label or (self._names[0] if single else "")
        is_named = is_continuous and kinds == {False}  # words and dates say themselves what they are
        top += room.captions(caption, self._chart.x_label or (self._chart.x if is_named else ""), top)
        top = max(top, 0.5 * room.labels.row)  # of what is written at the axis' upper end
        values = np.concatenate([self._figures[name] for name in self._names])
        if self._chart.sort == "bar":
            self._bars(values, top)
            return
        figures = room.figures(values, from_zero=self._chart.sort == "area")
        if is_continuous and len(kinds) == 1:
            room.span(places, figures, top, right)
            where: Any = places
        else:
            where = list(range(len(self._rows)))
            room.words([ticks.written(value, self._look.language) for value in self._across], figures, top, right)
        for number, name in enumerate(self._names[: self._count]):
            self._series(number, name, where)
        if right:
            room.name_ends(self._names[: self._count], [self._last(name, where) for name in self._names[: self._count]])

    def _series(self, number: int, name: str, where: Any) -> None:
        colour, size = self._look.series[number], self._look.size
        values = self._figures[name]
        order = np.argsort(np.asarray(where), kind="stable")
        places, values = [where[index] for index in order], values[order]
        alone = _alone(values)
        if len({(place, value) for place, value in zip(places, values, strict=True) if np.isfinite(value)}) == 1:
            alone = np.isfinite(values)  # a line from a point to itself
        if self._chart.sort == "scatter":
            area = (size * 0.42 if len(values) <= 300 else size * 0.26) ** 2
            shape = "os^Dv"[number % 5]
            self._axes.scatter(
                places, values, s=area, c=colour, marker=shape, alpha=0.85 if len(values) <= 300 else 0.5, linewidths=0
            )
            return
        if self._chart.sort == "area":
            self._axes.fill_between(places, values, 0, color=colour, alpha=0.22, linewidth=0, zorder=2)
        points = self._axes.plot(
            places,
            values,
            color=colour,
            linewidth=size * 0.16,
            solid_capstyle="round",
            solid_joinstyle="round",
            zorder=3,
            clip_on=False,
        )
        if alone.any():  # a figure between gaps has no line
            marked = [place for place, is_alone in zip(places, alone, strict=True) if is_alone]
            self._axes.plot(
                marked,
                values[alone],
                "o",
                color=points[0].get_color(),
                markersize=size * (0.5 if len(values) == 1 else 0.32),
                zorder=3,
                clip_on=False,
            )

    def _last(self, name: str, where: Any) -> tuple[Any, float]:
        """Where a line ends."""
        values = self._figures[name]
        there = [index for index in np.argsort(np.asarray(where), kind="stable") if np.isfinite(values[index])]
        return (where[there[-1]], float(values[there[-1]])) if there else (where[0], float("nan"))

    def _dated(self) -> list[str] | None:
        """Labels where bars stand for days or months; None for anything else."""
        moments = [place for value in self._across if isinstance(place := position(value), datetime)]
        if len(moments) < max(2, len(self._across)) or len(set(moments)) < len(moments):
            return None
        return ticks.days(moments, self._look.language)

    def _bars(self, values: np.ndarray, top: float) -> None:
        room, names = self._room, self._names
        labels = self._dated() or [ticks.written(value, self._look.language) for value in self._across]
        few = len(names) == 1 and len(labels) <= _FEW
        flat = room.lies_down(labels, top, values=not few)
        low, high = room.bounds(values, from_zero=True, more=0.08 if few else 0.02)
        if flat:
            room.lines(labels, (low, high), top, values=not few)
        else:
            room.words(labels, (low, high), top, 0.0, values=not few)
        width = _DRAWN / len(names)
        for number, name in enumerate(names[: self._count]):
            at = np.arange(len(labels)) - _DRAWN / 2 + width * (number + 0.5)
            figures = np.nan_to_num(self._figures[name])
            draw = self._axes.barh if flat else self._axes.bar
            draw(at, figures, width * (0.94 if len(names) > 1 else 1), color=self._look.series[number], zorder=2)
            if few:
                room.name_bars(at, self._figures[name], flat=flat)


def _alone(values: np.ndarray) -> np.ndarray:
    """Which figures stand between two gaps."""
    there = np.isfinite(values)
    before, after = np.r_[False, there[:-1]], np.r_[there[1:], False]
    found: np.ndarray = there & ~before & ~after
    return found
