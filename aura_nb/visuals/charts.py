"""What charts are drawn with: the theme's colours and fonts, and a library that not everybody has. Light."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from msgspec import Struct

from aura_nb.errors import VisualUnavailable
from aura_nb.specs import Chart, Columns, Show
from aura_nb.specs.kinds.chart import is_number
from aura_nb.visuals.fonts import Lettering
from aura_nb.visuals.palette import palette, readable
from aura_nb.visuals.theme import Theme

LETTERS = 28 / 1080  # of the frame's short side: how large all letters are
HUGE = 1e15  # from which figures have no name any more, and are written as powers of ten
TINY = 1e-4  # below which zeros are not counted any more
POWERS = "\N{MULTIPLICATION SIGN}⁻⁰¹²³⁴⁵⁶⁷⁸⁹"
MINUS = "\N{MINUS SIGN}"
_UPRIGHT = 1.4
_READ = 4.6  # the least contrast of letters


class Look(Struct, frozen=True):
    """How a chart looks: a font size in pixels, colours as "#rrggbb", the files of its fonts, the language.

    With `rtl` names and what they stand for run from right to left, as the text around them; numbers and dates do not.
    """

    size: float
    ground: str
    ink: str
    muted: str
    line: str
    series: list[str]
    names: list[str]
    fonts: list[str]
    language: str
    rtl: bool = False


def charts_of(show: Show) -> list[Chart]:
    """The charts that a scene shows."""
    shown = show.columns if isinstance(show, Columns) else [show]
    return [each for each in shown if isinstance(each, Chart)]


def letters(show: Show) -> str:
    """What may stand at the axes of its charts besides their texts: the minus, and where figures are so large or so
    small that they are written as powers of ten, signs that not every theme's font has.

    >>> letters(Chart(data=[{"n": 1, "error": 8e-5}]))[2:], len(letters(Chart(data=[{"n": 1, "error": 0.5}])))
    ('⁻⁰¹²³⁴⁵⁶⁷⁸⁹', 1)
    """
    figures = [
        cell
        for chart in charts_of(show)
        if isinstance(chart.data, list)
        for row in chart.data
        for cell in row.values()
        if is_number(cell) and cell
    ]
    powers = POWERS if any(not 2 * TINY < abs(figure) < HUGE / 2 for figure in figures) else ""
    return MINUS + powers if figures else ""


def warnings(show: Show) -> list[str]:
    """What to tell the author of charts that do not show all of their figures."""
    return [
        f"The chart “{chart.called}” shows the first {len(chart.series)} of its {len(chart.series) + chart.left_out} "
        "columns of figures. Name those to be shown with y."
        for chart in charts_of(show)
        if chart.left_out
    ]


def recipe() -> dict[str, str]:
    """What can change how a chart is drawn, beside the slide's own recipe; raises `VisualUnavailable`."""
    if find_spec("matplotlib") is None:
        raise VisualUnavailable(
            "Charts are drawn by matplotlib, which is not installed.",
            remedy="Run `pip install 'aura-nb[plots]'`, then restart the kernel and the server.",
        )
    try:
        return {"matplotlib": version("matplotlib"), "babel": version("babel")}
    except PackageNotFoundError as error:
        raise VisualUnavailable("matplotlib is there without its metadata.", remedy="Install it again.") from error


def look_of(theme: Theme, lettering: Lettering, size: tuple[int, int], language: str, *, rtl: bool = False) -> Look:
    """How charts look on a slide of so many pixels."""
    ground = theme.colour("paper")
    colours = palette(theme.colour("accent"), ground)
    return Look(
        # What is seen on a phone that is held upright is seen smaller.
        size=max(6.0, LETTERS * min(size) * (_UPRIGHT if size[1] > 1.2 * size[0] else 1)),
        ground=ground,
        ink=theme.colour("ink"),
        muted=theme.colour("muted"),
        line=theme.colour("line"),
        series=colours,
        names=[readable(colour, ground, _READ) for colour in colours],
        fonts=lettering.files,
        language=language,
        rtl=rtl,
    )
