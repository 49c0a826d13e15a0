"""What is written at a chart's axes: how wide it is, and how names are made to fit, whole where there is any way."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

_LINE = 1.32  # of a row of letters, in their size
_HIGHEST = (0.34, 0.5)  # of the chart, taken by upright names below it, the second where nothing else holds them
_WIDEST = (0.36, 0.5)  # and by names at its side
_MOST_ROWS = 3  # of a name that stands below its bar
_TIGHT = 1.3  # rows that stand upright beside each other are so far apart, in their size
_HYPHENED = 0x590  # letters before it are parted with a hyphen


class Names(Struct, frozen=True):
    """Names of places along an axis as they are written: upright or not, and only every so many of them.

    `deep` is the room that they take, `whole` says that nothing of any name is cut or left out.
    """

    shown: list[str]
    deep: float
    is_whole: bool
    is_turned: bool = False
    every: int = 1


class Labels:
    """The letters of one chart, all of one font and `size` pixels."""

    def __init__(self, renderer: Any, font: FontProperties, size: float) -> None:
        self._renderer = renderer
        self._font = font
        self.size = size

    @property
    def row(self) -> float:
        """How high a row is."""
        return _LINE * self.size

    def measured(self, text: str) -> float:
        """How wide a text is."""
        if not text:
            return 0.0
        return float(self._renderer.get_text_width_height_descent(plain(text), self._font, ismath=False)[0])

    def widest(self, texts: Sequence[str]) -> float:
        """How wide the widest of some texts is."""
        return max((self.measured(row) for text in texts for row in text.split("\n")), default=0.0)

    def cut(self, text: str, most: float) -> str:
        """The text, cut with an ellipsis where it is too wide."""
        if self.measured(text) <= most:
            return text
        return f"{text[: self._fitting(text, most, '…')].rstrip()}…"

    def _fitting(self, text: str, most: float, end: str) -> int:
        """How many letters of a text fit with what ends them."""
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.measured(f"{text[:middle].rstrip()}{end}") <= most else (low, middle - 1)
        return low

    def wrapped(self, text: str, most: float, rows: int) -> str:
        """The text in as many rows as it needs, the last one cut where there is no room for more."""
        found: list[str] = []
        for word, joins in self._words(text, most):
            longer = f"{found[-1]}{'' if joins else ' '}{word}" if found else word
            if found and (len(found) >= rows or self.measured(longer) <= most):
                found[-1] = longer
            else:
                found.append(word)
        return "\n".join(self.cut(row, most) for row in found)

    def _words(self, text: str, most: float) -> Iterator[tuple[str, bool]]:
        """The words of a text, parted where no row holds them, and whether each goes on with the one before."""
        for word in text.split():
            rest, joins = word, False
            while self.measured(rest) > most:
                parted = ord(rest[0]) < _HYPHENED
                count = self._fitting(rest, most, "-" if parted else "")
                if count < (4 if parted else 1) or len(rest) - count < 2:
                    break
                yield rest[:count] + ("-" if parted and rest[count - 1].isalpha() else ""), joins
                rest, joins = rest[count:], True
            yield rest, joins

    def beside(self, names: Sequence[str], pitch: float, height: float) -> Names:
        """Names below their places, which are `pitch` apart: beside each other, else in rows, else upright."""
        size, count = self.size, len(names)
        for way in self._ways(names, pitch, height):
            if way.is_whole:
                return way
        turned = count > 1 and _TIGHT * size <= pitch
        widest, every = self.widest(names), 1
        if not turned:
            # As many as fit, upright where they are long.
            turned = widest > 5 * size
            every = math.ceil((_TIGHT * size if turned else widest + 0.6 * size) / pitch) if count > 1 else 1
        limit = _HIGHEST[0] * height if turned else max(pitch * every - 0.6 * size, 2 * size)
        rows = max(1, int(pitch * every / self.row)) if turned else _MOST_ROWS
        shown = [self.wrapped(name, limit, rows) for name in names]
        deep = self.widest(shown) if turned else self._deepest(shown)
        return Names(shown, deep, is_whole=False, is_turned=turned, every=every)

    def _ways(self, names: Sequence[str], pitch: float, height: float) -> Iterator[Names]:
        """The ways in which names may be whole, the best one first."""
        size = self.size
        room = pitch - 0.6 * size
        yield Names(list(names), self.row, is_whole=self.widest(names) <= room)
        lines = [self._lines(name, room) for name in names]
        yield Names(lines, self._deepest(lines), is_whole=self._holds(lines, room, _MOST_ROWS))
        if len(names) > 1 and _TIGHT * size <= pitch:
            for share in _HIGHEST:
                for rows in range(1, int(pitch / self.row) + 1):
                    shown = [self.wrapped(name, share * height, rows) for name in names]
                    whole = _is_whole(shown, names) and self.widest(shown) <= share * height
                    yield Names(shown, self.widest(shown), is_whole=whole, is_turned=True)

    def _lines(self, name: str, most: float) -> str:
        """A name in rows of whole words."""
        return name if any(self.measured(word) > most for word in name.split()) else self.wrapped(name, most, len(name))

    def _holds(self, shown: Sequence[str], most: float, rows: int) -> bool:
        return self.widest(shown) <= most and all(name.count("\n") < rows for name in shown)

    def _deepest(self, shown: Sequence[str]) -> float:
        return max((name.count("\n") + 1 for name in shown), default=1) * self.row

    def below(self, names: Sequence[str], width: float, high: float) -> Names:
        """Names at the side of their places, each of which is `high`, one below the other."""
        rows = max(1, int(high / self.row))
        shown = list(names)
        for share in _WIDEST:
            shown = [self.wrapped(name, share * width, rows) for name in names]
            if _is_whole(shown, names):
                return Names(shown, self.widest(shown), is_whole=True)
        return Names(shown, self.widest(shown), is_whole=False)


def _is_whole(shown: Sequence[str], names: Sequence[str]) -> bool:
    return all(not one.endswith("…") or name.endswith("…") for one, name in zip(shown, names, strict=True)) and all(
        "…\n" not in one or "…" in name for one, name in zip(shown, names, strict=True)
    )


def plain(text: str) -> str:
    """A text that is no mathematics to matplotlib: a dollar is a dollar."""
    return text.replace("$", r"\$")
