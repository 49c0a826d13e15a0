"""The room around a chart's lines and bars: its axes, what is written at them, and where. All lengths are pixels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.dates import date2num
from matplotlib.font_manager import FontProperties

from aura_nb.visuals import ticks
from aura_nb.visuals.charts import Look
from aura_nb.visuals.labels import Labels, Names, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

_GAP = 0.55  # between letters and what they belong to
_WIDEST = 0.36  # of the chart, taken by the names of lines at their ends
_SWATCH = 0.8  # of a series in the legend, in the letters' size
_LEGEND = 0.3  # of the chart, taken by names that are whole
_LYING = 1.1  # rows of letters that a bar needs which lies
_BARS = 4  # that have room beside each other, at least


class Room:
    """What is around one chart. It is `mirrored` where its places run from right to left."""

    mirrored = False

    def __init__(self, figure: Figure, drawn: Axes, width: int, height: int, look: Look) -> None:
        self.look = look
        self._axes = drawn
        self._width, self._height = width, height
        canvas: FigureCanvasAgg = figure.canvas  # type: ignore[assignment]  # made by who draws
        renderer: Any = canvas.get_renderer()  # type: ignore[no-untyped-call]  # of matplotlib
        self._font = FontProperties(family=drawn.title.get_fontfamily(), size=look.size * 72 / figure.dpi)
        self.labels = Labels(renderer, self._font, look.size)
        self._bottom = 0.0  # taken by what is named below

    @property
    def _row(self) -> float:
        return self.labels.row

    @property
    def _gap(self) -> float:
        return _GAP * self.look.size

    def _write(self, x: float, y: float, text: str, colour: str, **more: Any) -> None:
        """Letters at a place of the figure, counted from its lower left corner."""
        place = {"transform": None, "color": colour, "fontproperties": self._font} | more
        self._axes.text(x, y, plain(text), clip_on=False, **place)

    def plain(self) -> None:
        """Nothing but a line below and thin ones across."""
        for side in ("top", "right", "left"):
            self._axes.spines[side].set_visible(False)
        self._axes.spines["bottom"].set(color=self.look.muted, linewidth=self.look.size * 0.06)
        self._axes.tick_params(length=0, pad=self._gap * 72 / 100, labelcolor=self.look.muted)
        self._axes.set_axisbelow(True)

    def legend(self, names: Sequence[str], count: int, sort: str) -> float:
        """The names of the series above the chart, those that are shown; the height that all take."""
        from matplotlib.patches import Rectangle  # noqa: PLC0415 - of the few charts with a legend

        size, rtl = self.look.size, self.look.rtl
        swatch = _SWATCH * size
        placed = self._in_rows(names, self._width)
        if (placed[-1][2] + 1) * self._row > _LEGEND * self._height:
            placed = self._in_rows(names, 0.45 * self._width)
        for number, (shown, x, row) in enumerate(placed[:count]):
            y = self._height - (row + 0.55) * self._row
            high = 0.24 * size if sort in {"line", "area"} else 0.8 * size
            left = self._width - x - swatch if rtl else x
            self._axes.add_patch(
                Rectangle(
                    (left, y - high / 2), swatch, high, color=self.look.series[number], transform=None, clip_on=False
                )
            )
            at = left - 0.5 * size if rtl else left + swatch + 0.5 * size
            self._write(at, y, shown, self.look.ink, va="center_baseline", ha="right" if rtl else "left")
        return (placed[-1][2] + 1) * self._row + self._gap

    def _in_rows(self, names: Sequence[str], most: float) -> list[tuple[str, float, int]]:
        """Names of at most a width, with where each begins and in which row."""
        size, x, row = self.look.size, 0.0, 0
        placed = []
        for name in names:
            shown = self.labels.cut(name, min(most, self._width) - (_SWATCH + 0.5) * size)
            wide = (_SWATCH + 0.5) * size + self.labels.measured(shown)
            if x and x + wide > self._width:
                x, row = 0.0, row + 1
            placed.append((shown, x, row))
            x += wide + 1.4 * size
        return placed

    def captions(self, y: str, x: str, top: float) -> float:
        """What the axes count: across below the chart, upwards above it; the height that is taken above."""
        if x:
            shown = self.labels.cut(x, self._width)
            self._at_side(0.2 * self.look.size, shown, is_start=False, va="bottom")
            self._bottom = self._row + 0.3 * self.look.size
        if not y:
            return 0.0
        shown = self.labels.wrapped(y, self._width, 2)
        self._at_side(self._height - top, shown, is_start=True, va="top")
        return (shown.count("\n") + 1) * self._row + self._gap

    def _at_side(self, y: float, text: str, *, is_start: bool, va: str) -> None:
        """Letters at the side where the axis across begins, or where it ends."""
        is_left = is_start != self.mirrored
        self._write(0 if is_left else self._width, y, text, self.look.muted, va=va, ha="left" if is_left else "right")

    def named_at_ends(self, names: Sequence[str]) -> float:
        """The width that lines' names take at their ends; 0 where there is no room for them."""
        widest = max(map(self.labels.measured, names)) + self._gap
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
        left = max(map(self.labels.measured, labels), default=0.0) + (self._gap if values else 0.0)
        self._axes.set_position(
            (
                (right if self.mirrored else left) / self._width,
                below / self._height,
                max(8.0, self._width - left - right) / self._width,
                high / self._height,
            )
        )
        self._axes.set_ylim(*bounds)
        self._axes.set_yticks(marks, list(map(plain, labels)))
        if self.mirrored:
            self._axes.yaxis.tick_right()
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
            if sum(self.labels.measured(label) + 1.2 * self.look.size for label in labels) <= wide:
                break
        if alone:
            marks, labels = (
                [float(numbers[0])],
                [f"{places[0]:%Y-%m-%d}" if dated else ticks.written(places[0], self.look.language)],
            )
        self._axes.set_xticks(marks, list(map(plain, labels)))
        self._style(self._axes.get_xticklabels())
        self._inside(marks, labels, low - spare, high + (0 if right else spare), wide)

    def _inside(self, marks: Sequence[float], labels: Sequence[str], low: float, high: float, wide: float) -> None:
        """Labels at the ends are moved inwards where they would be cut."""
        left = self._axes.get_position().x0 * self._width
        for tick, label, shown in zip(marks, labels, self._axes.get_xticklabels(), strict=True):
            at, half = left + (tick - low) / (high - low) * wide, self.labels.measured(label) / 2
            if at - half < 0:
                shown.set_horizontalalignment("left")
            elif at + half > self._width:
                shown.set_horizontalalignment("right")

    def lies_down(self, labels: Sequence[str], top: float, *, values: bool) -> bool:
        """Whether bars lie, since their names have no room beside each other but below each other.

        They stand all the same where only then their names are whole.
        """
        pitch = 0.94 * self._width / max(_BARS, len(labels))
        if self.labels.widest(labels) + 0.6 * self.look.size <= pitch:
            return False
        if len(labels) * _LYING * self._row > self._height - top - self._bottom - self._row:
            return False
        high = self._height - top - self._foot(values=values)
        lying = self.labels.below(labels, self._width, high / max(_BARS, len(labels)))
        return lying.is_whole or not self._standing(labels, 0.0).is_whole

    def _foot(self, *, values: bool) -> float:
        """The room below bars that lie."""
        return self._bottom + (self._row + self._gap if values else 0.0)

    def _standing(self, labels: Sequence[str], right: float) -> Names:
        pitch = (self._width - right - 4 * self.look.size) / max(_BARS, len(labels))
        return self.labels.beside(labels, pitch, self._height)

    def words(
        self, labels: Sequence[str], bounds: tuple[float, float], top: float, right: float, *, values: bool = True
    ) -> None:
        """An axis of names: beside each other, else upright, else only some of them."""
        count, names = len(labels), self._standing(labels, right)
        self._upwards(bounds, top, self._bottom + names.deep + self._gap, right, values=values)
        spare = max(0, _BARS - count) / 2  # a few bars do not become towers
        ends = (-0.5 - spare, count - 0.5 + spare)
        self._axes.set_xlim(*(ends[::-1] if self.mirrored else ends))
        places = list(range(0, count, names.every))
        shown = [plain(names.shown[place]) for place in places]
        self._axes.set_xticks(places, shown, rotation=90 if names.is_turned else 0)
        self._style(self._axes.get_xticklabels())
        for label in self._axes.get_xticklabels() if names.is_turned else ():
            label.set_multialignment("right")  # each row ends at the axis

    def lines(self, labels: Sequence[str], bounds: tuple[float, float], top: float, *, values: bool = True) -> None:
        """Names below each other, the first at the top, and the axis of figures across."""
        below = self._foot(values=values)
        high = max(8.0, self._height - top - below)
        names = self.labels.below(labels, self._width, high / max(_BARS, len(labels)))
        side, spare = names.deep + self._gap, 2 * self.look.size
        wide = max(8.0, self._width - side - spare)
        left = spare if self.mirrored else side
        self._axes.set_position((left / self._width, below / self._height, wide / self._width, high / self._height))
        if self.mirrored:
            self._axes.yaxis.tick_right()
        spare = max(0, _BARS - len(labels)) / 2
        self._axes.set_ylim(len(labels) - 0.5 + spare, -0.5 - spare)
        self._axes.set_yticks(range(len(labels)), list(map(plain, names.shown)))
        if not values and bounds[0] < 0:  # the figures at the ends of bars to the left
            taken = min(
                0.5 * wide, self.labels.measured(ticks.alone([bounds[0]], self.look.language)[0]) + 2 * self._gap
            )
            bounds = (bounds[0] - (bounds[1] - bounds[0]) * taken / (wide - taken), bounds[1])
        self._axes.set_xlim(*(bounds[::-1] if self.mirrored else bounds))
        marks = ticks.between(*bounds, int(wide / (7 * self.look.size)))
        self._axes.set_xticks(
            marks, [plain(each) if values else "" for each in ticks.figures(marks, self.look.language)]
        )
        self._style([*self._axes.get_yticklabels(), *self._axes.get_xticklabels()])
        if values:
            self._axes.grid(axis="x", color=self.look.line, linewidth=self.look.size * 0.05)
        self._axes.spines["bottom"].set_visible(False)
        self._axes.axvline(0, color=self.look.muted, linewidth=self.look.size * 0.06, zorder=2.5, clip_on=False)

    def name_bars(self, places: np.ndarray, values: np.ndarray, *, flat: bool) -> None:
        """The figure at the end of each bar."""
        there = [float(value) for value in values if np.isfinite(value)]
        names = dict(zip(there, ticks.alone(there, self.look.language), strict=True))
        for place, value in zip(places, values, strict=True):
            if not np.isfinite(value):
                continue
            at = (value, place) if flat else (place, value)
            away = self._gap * 0.6 * (1 if value >= 0 else -1) * 72 / 100
            away *= -1 if flat and self.mirrored else 1
            align: dict[str, Any] = (
                {"va": "center_baseline", "ha": "left" if away >= 0 else "right"}
                if flat
                else {"va": "bottom" if value >= 0 else "top", "ha": "center"}
            )
            self._axes.annotate(
                plain(names[float(value)]),
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
            at = box.x0 * self._width - self._gap if self.mirrored else box.x1 * self._width + self._gap
            ha = "right" if self.mirrored else "left"
            self._write(at, y, names[number], self.look.names[number], va="center_baseline", ha=ha)


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
