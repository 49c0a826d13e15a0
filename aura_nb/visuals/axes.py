"""The room around a chart's lines and bars: its axes, what is written at them, and where. All lengths are pixels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.dates import date2num
from matplotlib.font_manager import FontProperties

from aura_nb.visuals import ticks
from aura_nb.visuals.charts import Look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

_LINE = 1.32  # of a row of letters, in their size
_GAP = 0.55  # between letters and what they belong to
_WIDEST = 0.36  # of the chart, taken by labels beside it
_HIGHEST = 0.34  # and below it
_BARS = 4  # that have room beside each other, at least


class Room:
    """What is around one chart."""

    def __init__(self, figure: Figure, drawn: Axes, width: int, height: int, look: Look) -> None:
        self.look = look
        self._axes = drawn
        self._width, self._height = width, height
        canvas: FigureCanvasAgg = figure.canvas  # type: ignore[assignment]  # made by who draws
        self._renderer: Any = canvas.get_renderer()  # type: ignore[no-untyped-call]  # of matplotlib
        self._font = FontProperties(family=drawn.title.get_fontfamily(), size=look.size * 72 / figure.dpi)
        self._bottom = 0.0  # taken by what is named below

    @property
    def _row(self) -> float:
        return _LINE * self.look.size

    @property
    def _gap(self) -> float:
        return _GAP * self.look.size

    def measured(self, text: str) -> float:
        """How wide a text is."""
        return (
            float(self._renderer.get_text_width_height_descent(_plain(text), self._font, ismath=False)[0])
            if text
            else 0.0
        )

    def cut(self, text: str, most: float) -> str:
        """The text, cut with an ellipsis where it is too wide."""
        if self.measured(text) <= most:
            return text
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.measured(f"{text[:middle].rstrip()}…") <= most else (low, middle - 1)
        return f"{text[:low].rstrip()}…"

    def wrapped(self, text: str, most: float, rows: int) -> str:
        """The text in as many rows as it needs, the last one cut where there is no room for more."""
        found: list[str] = []
        for word in text.split():
            if found and (len(found) >= rows or self.measured(f"{found[-1]} {word}") <= most):
                found[-1] = f"{found[-1]} {word}"
            else:
                found.append(word)
        return "\n".join(self.cut(row, most) for row in found)

    def _write(self, x: float, y: float, text: str, colour: str, **more: Any) -> None:
        """Letters at a place of the figure, counted from its lower left corner."""
        place = {"transform": None, "color": colour, "fontproperties": self._font} | more
        self._axes.text(x, y, _plain(text), clip_on=False, **place)

    def plain(self) -> None:
        """Nothing but a line below and thin ones across."""
        for side in ("top", "right", "left"):
            self._axes.spines[side].set_visible(False)
        self._axes.spines["bottom"].set(color=self.look.muted, linewidth=self.look.size * 0.06)
        self._axes.tick_params(length=0, pad=self._gap * 72 / 100, labelcolor=self.look.muted)
        self._axes.set_axisbelow(True)

    def legend(self, names: Sequence[str], count: int, sort: str) -> float:
        """The names of the series above the chart, those that are shown; the height that all take."""
        size, x, row = self.look.size, 0.0, 0
        swatch = size * 0.8
        for number, name in enumerate(names):
            shown = self.cut(name, min(self._width - swatch - 2 * size, 0.45 * self._width))
            wide = swatch + 0.5 * size + self.measured(shown)
            if x and x + wide > self._width:
                x, row = 0.0, row + 1
            if number < count:
                y = self._height - (row + 0.55) * self._row
                high = 0.24 * size if sort in {"line", "area"} else 0.8 * size
                from matplotlib.patches import Rectangle  # noqa: PLC0415 - of the few charts with a legend

                self._axes.add_patch(
                    Rectangle(
                        (x, y - high / 2), swatch, high, color=self.look.series[number], transform=None, clip_on=False
                    )
                )
                self._write(x + swatch + 0.5 * size, y, shown, self.look.ink, va="center_baseline", ha="left")
            x += wide + 1.4 * size
        return (row + 1) * self._row + self._gap

    def captions(self, y: str, x: str, top: float) -> float:
        """What the axes count: across below the chart, upwards above it; the height that is taken above."""
        if x:
            shown = self.cut(x, self._width)
            self._write(self._width, 0.2 * self.look.size, shown, self.look.muted, va="bottom", ha="right")
            self._bottom = self._row + 0.3 * self.look.size
        if not y:
            return 0.0
        shown = self.cut(y, self._width)
        self._write(0, self._height - top, shown, self.look.muted, va="top", ha="left")
        return self._row + self._gap

    def named_at_ends(self, names: Sequence[str]) -> float:
        """The width that lines' names take at their ends; 0 where there is no room for them."""
        widest = max(map(self.measured, names)) + self._gap
        fits = widest <= _WIDEST * self._width and len(names) * self._row < 0.7 * self._height
        return widest if fits else 0.0

    def bounds(self, values: np.ndarray, *, from_zero: bool, more: float = 0.04) -> tuple[float, float]:
        """Where an axis of figures begins and ends."""
        there = values[np.isfinite(values)]
        low, high = (float(there.min()), float(there.max())) if there.size else (0.0, 1.0)
        # Figures that begin near zero are seen from zero: half an axis tells half the truth.
        if from_zero or 0 <= low <= 0.4 * high:
            low, high = min(0.0, low), max(0.0, high)
        if low == high:
            low, high = (low - 1, high + 1) if low == 0 else (low - abs(low) * 0.5, high + abs(high) * 0.5)
        room = (high - low) * more
        return low - (room if low < 0 or (not from_zero and low != 0) else 0), high + (room if high > 0 else 0)

    def figures(self, values: np.ndarray, *, from_zero: bool) -> tuple[float, float]:
        """The bounds of the axis upwards."""
        return self.bounds(values, from_zero=from_zero)

    def _upwards(
        self, bounds: tuple[float, float], top: float, below: float, right: float, *, values: bool = True
    ) -> None:
        """The axis of figures, and with it the place of the chart."""
        high = max(8.0, self._height - top - below)
        marks = ticks.between(*bounds, int(high / (2.6 * self._row)))
        labels = ticks.figures(marks, self.look.language) if values else ["" for _ in marks]
        left = max(map(self.measured, labels), default=0.0) + (self._gap if values else 0.0)
        self._axes.set_position(
            (
                left / self._width,
                below / self._height,
                max(8.0, self._width - left - right) / self._width,
                high / self._height,
            )
        )
        self._axes.set_ylim(*bounds)
        self._axes.set_yticks(marks, list(map(_plain, labels)))
        self._style(self._axes.get_yticklabels())
        if values:
            self._axes.grid(axis="y", color=self.look.line, linewidth=self.look.size * 0.05)
        if bounds[0] < 0 < bounds[1]:
            self._axes.axhline(0, color=self.look.muted, linewidth=self.look.size * 0.06, zorder=2.5)
            self._axes.spines["bottom"].set_visible(False)

    def _style(self, labels: Sequence[Any]) -> None:
        for label in labels:
            label.set(fontproperties=self._font, color=self.look.muted)

    def span(self, places: Sequence[Any], bounds: tuple[float, float], top: float, right: float) -> None:
        """An axis of numbers or dates."""
        dated = isinstance(places[0], datetime)
        numbers = np.asarray(date2num(places) if dated else places, float)  # type: ignore[no-untyped-call]  # of matplotlib
        low, high = float(numbers.min()), float(numbers.max())
        alone = low == high
        if alone:
            low, high = low - 1, high + 1
        spare = (high - low) * 0.015
        below = self._bottom + self._row + self._gap
        self._upwards(bounds, top, below, max(right, self.look.size))
        self._axes.set_xlim(low - spare, high + (0 if right else spare))
        wide = self._axes.get_position().width * self._width
        for most in range(9, 1, -1):
            marks, labels = (ticks.dates if dated else ticks.numbers)(low, high, most, self.look.language)
            if sum(self.measured(label) + 1.2 * self.look.size for label in labels) <= wide:
                break
        if alone:
            marks, labels = (
                [float(numbers[0])],
                [f"{places[0]:%Y-%m-%d}" if dated else ticks.written(places[0], self.look.language)],
            )
        self._axes.set_xticks(marks, list(map(_plain, labels)))
        self._style(self._axes.get_xticklabels())
        self._inside(marks, labels, low - spare, high + (0 if right else spare), wide)

    def _inside(self, marks: Sequence[float], labels: Sequence[str], low: float, high: float, wide: float) -> None:
        """Labels at the ends are moved inwards where they would be cut."""
        left = self._axes.get_position().x0 * self._width
        for tick, label, shown in zip(marks, labels, self._axes.get_xticklabels(), strict=True):
            at, half = left + (tick - low) / (high - low) * wide, self.measured(label) / 2
            if at - half < 0:
                shown.set_horizontalalignment("left")
            elif at + half > self._width:
                shown.set_horizontalalignment("right")

    def lies_down(self, labels: Sequence[str], top: float) -> bool:
        """Whether bars lie, since their names have no room beside each other but below each other."""
        pitch = 0.94 * self._width / max(_BARS, len(labels))
        if max(map(self.measured, labels), default=0.0) + 0.6 * self.look.size <= pitch:
            return False
        return len(labels) * 1.25 * self._row <= self._height - top - self._bottom - self._row

    def words(
        self, labels: Sequence[str], bounds: tuple[float, float], top: float, right: float, *, values: bool = True
    ) -> None:
        """An axis of names: beside each other, else upright, else only some of them."""
        size, count = self.look.size, len(labels)
        pitch = (self._width - right - 4 * size) / max(_BARS, count)
        widest = max(map(self.measured, labels), default=0.0)
        every, turned = 1, False
        if widest + 0.6 * size > pitch:
            turned = count > 1 and 1.3 * size <= pitch
            if not turned:
                # As many as fit, upright where they are long.
                turned = widest > 5 * size
                every = math.ceil((1.3 * size if turned else widest + 0.6 * size) / pitch) if count > 1 else 1
        limit = _HIGHEST * self._height if turned else max(pitch * every - 0.6 * size, 2 * size)
        shown = [self.cut(label, limit) for label in labels]
        deep = max(map(self.measured, shown), default=0.0) if turned else self._row
        below = self._bottom + deep + self._gap
        self._upwards(bounds, top, below, right, values=values)
        spare = max(0, _BARS - count) / 2  # a few bars do not become towers
        self._axes.set_xlim(-0.5 - spare, count - 0.5 + spare)
        places = list(range(0, count, every))
        self._axes.set_xticks(places, [_plain(shown[place]) for place in places], rotation=90 if turned else 0)
        self._style(self._axes.get_xticklabels())

    def lines(self, labels: Sequence[str], bounds: tuple[float, float], top: float, *, values: bool = True) -> None:
        """Names below each other, the first at the top, and the axis of figures across."""
        below = self._bottom + (self._row + self._gap if values else 0.0)
        rows = int((self._height - top - below) / max(_BARS, len(labels)) / self._row)
        shown = [self.wrapped(label, _WIDEST * self._width, rows) for label in labels]
        left = max((self.measured(row) for label in shown for row in label.split("\n")), default=0.0) + self._gap
        wide, high = max(8.0, self._width - left - 2 * self.look.size), max(8.0, self._height - top - below)
        self._axes.set_position((left / self._width, below / self._height, wide / self._width, high / self._height))
        spare = max(0, _BARS - len(labels)) / 2
        self._axes.set_ylim(len(labels) - 0.5 + spare, -0.5 - spare)
        self._axes.set_yticks(range(len(labels)), list(map(_plain, shown)))
        if not values and bounds[0] < 0:  # the figures at the ends of bars to the left
            taken = min(0.5 * wide, self.measured(ticks.alone([bounds[0]], self.look.language)[0]) + 2 * self._gap)
            bounds = (bounds[0] - (bounds[1] - bounds[0]) * taken / (wide - taken), bounds[1])
        self._axes.set_xlim(*bounds)
        marks = ticks.between(*bounds, int(wide / (7 * self.look.size)))
        self._axes.set_xticks(
            marks, [_plain(each) if values else "" for each in ticks.figures(marks, self.look.language)]
        )
        self._style([*self._axes.get_yticklabels(), *self._axes.get_xticklabels()])
        if values:
            self._axes.grid(axis="x", color=self.look.line, linewidth=self.look.size * 0.05)
        self._axes.spines["bottom"].set_visible(False)
        self._axes.axvline(0, color=self.look.muted, linewidth=self.look.size * 0.06, zorder=2.5)

    def name_bars(self, places: np.ndarray, values: np.ndarray, *, flat: bool) -> None:
        """The figure at the end of each bar."""
        there = [float(value) for value in values if np.isfinite(value)]
        names = dict(zip(there, ticks.alone(there, self.look.language), strict=True))
        for place, value in zip(places, values, strict=True):
            if not np.isfinite(value):
                continue
            at = (value, place) if flat else (place, value)
            away = self._gap * 0.6 * (1 if value >= 0 else -1) * 72 / 100
            align: dict[str, Any] = (
                {"va": "center_baseline", "ha": "left" if value >= 0 else "right"}
                if flat
                else {"va": "bottom" if value >= 0 else "top", "ha": "center"}
            )
            self._axes.annotate(
                _plain(names[float(value)]),
                at,
                xytext=(away, 0) if flat else (0, away),
                textcoords="offset points",
                color=self.look.ink,
                fontproperties=self._font,
                annotation_clip=False,
                zorder=4,
                **align,
            )

    def name_ends(self, names: Sequence[str], ends: Sequence[tuple[Any, float]]) -> None:
        """Each line's name at its end, moved apart where they would touch."""
        box = self._axes.get_position()
        low, high = self._axes.get_ylim()
        foot, tall = box.y0 * self._height, box.height * self._height
        wanted = sorted(
            (foot + (value - low) / (high - low) * tall, number)
            for number, (_, value) in enumerate(ends)
            if np.isfinite(value)
        )
        ys = _apart([y for y, _ in wanted], 0.95 * self._row, foot + self._row / 2, foot + tall)
        for y, (_, number) in zip(ys, wanted, strict=True):
            self._write(
                box.x1 * self._width + self._gap,
                y,
                names[number],
                self.look.names[number],
                va="center_baseline",
                ha="left",
            )


def _apart(wanted: Sequence[float], least: float, low: float, high: float) -> list[float]:
    """Rising places, moved as little as may be so that each is `least` above the one before."""
    found: list[float] = []
    for place in wanted:
        found.append(max(place, found[-1] + least if found else low))
    over = max(0.0, found[-1] - high) if found else 0.0
    limit = high
    for index in range(len(found) - 1, -1, -1):
        if over and found[index] > limit:
            found[index] = limit
        limit = found[index] - least
    return found


def _plain(text: str) -> str:
    """A text that is no mathematics to matplotlib: a dollar is a dollar."""
    return text.replace("$", r"\$")
