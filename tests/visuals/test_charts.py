"""Charts are drawn in the theme's colours and type, in every frame, and always with the same bytes."""

from __future__ import annotations

import itertools
import math
import re
from datetime import UTC, datetime
from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pytest
from fontTools.ttLib import TTFont
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from aura_nb.errors import VisualUnavailable
from aura_nb.specs import Bullets, Chart, Columns, Scene
from aura_nb.visuals import charts, ticks
from aura_nb.visuals.axes import Room
from aura_nb.visuals.fonts import Library
from aura_nb.visuals.own_theme import load
from aura_nb.visuals.palette import apart
from aura_nb.visuals.plot import plotted
from aura_nb.visuals.sheet import scene_text
from aura_nb.visuals.theme import channels, contrast, names

PAPER = np.array(channels(load("light").colour("paper"))[::-1])
SIZES = [(960, 540), (540, 960), (540, 540), (432, 540), (1920, 1080)]
TIDES = [{"hour": hour, "Brest": 4 + 3 * math.sin(hour / 2), "Dover": 3 - hour / 9} for hour in range(25)]


def scene(show):
    return Scene(id="x", heading="The tide", show=show)


def drawn(pixels):
    return np.abs(pixels.astype(int) - PAPER).max(axis=2) > 24


MANY = [{"name": f"A rather long name of a country {n}", "share": (-1) ** n * n} for n in range(40)]
CHARTS = {
    "bars": Chart(data=MANY),
    "one": Chart(data=[{"year": 2024, "people": 812}], sort="line"),
    "same": Chart(data=[{"x": n, "y": 5} for n in range(4)], sort="line"),
    "gaps": Chart(data=[{"x": n, "y": None if n % 3 else n} for n in range(9)], sort="area"),
    "dates": Chart(data=[{"day": f"2024-0{n % 9 + 1}-11", "price": n} for n in range(400)], sort="line", y_label="€"),
    "points": Chart(data=[{"x": n % 37, "a": n % 91, "b": -n} for n in range(1000)], sort="scatter", title="Many"),
    "series": Chart(data=[{"x": "a", **{f"A series that is called {n}": n for n in range(12)}}]),
    "dollars": Chart(data=[{"what": "$5 and $x^2$", "US$": 1e12}, {"what": "_{", "US$": 2}]),
}


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", CHARTS)
def test_everything_stays_in_the_safe_area(draw_scene, name, size):
    layout, states, _ = draw_scene(scene(CHARTS[name]), size=size)
    width, height = size
    for state in states:
        rows, columns = np.nonzero(drawn(state))
        assert rows.min() >= 0.05 * height - 1
        assert rows.max() <= 0.95 * height + 1
        assert columns.min() >= 0.05 * width - 1
        assert columns.max() <= 0.95 * width + 1
    assert drawn(states[-1]).mean() > 0.004
    assert len(layout.states) == CHARTS[name].states


def test_series_appear_one_after_the_other_in_axes_that_stay(draw_scene):
    layout, states, _ = draw_scene(scene(Chart(sort="line", data=TIDES)))
    assert [state.cue for state in layout.states] == ["", "Brest", "Dover"]
    for before, after in pairwise(states):
        assert drawn(after).sum() > drawn(before).sum()
        lost = drawn(before) & ~drawn(after)
        assert lost.sum() < 0.01 * drawn(before).sum()


def test_a_chart_beside_its_points_waits_for_them(draw_scene):
    shown = Columns(columns=[Bullets(items=["High water"]), Chart(sort="line", data=TIDES)])
    layout, _, _ = draw_scene(scene(shown))
    assert [state.cue for state in layout.states if state.cue] == ["High water", "Brest", "Dover"]


def test_the_same_chart_gives_the_same_bytes_whatever_somebody_set(draw_scene):
    _, _, one = draw_scene(scene(Chart(data=TIDES)))
    with mpl.rc_context({"axes.facecolor": "red", "font.size": 40, "text.usetex": False}):
        _, _, other = draw_scene(scene(Chart(data=TIDES)))
    for file in one.iterdir():
        assert file.read_bytes() == (other / file.name).read_bytes()


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (3840, 2160)], ids=str)
def test_letters_are_never_smaller_than_the_floor(size):
    look = charts.look_of(load("light"), _lettering(), size, "en-US")
    assert look.size >= 28 * min(size) / 1080


def test_figures_at_the_left_of_bars_do_not_lie_on_their_names():
    figure = Figure(figsize=(4, 6), dpi=100)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    room = Room(figure, axes, 400, 600, charts.look_of(load("light"), _lettering(), (540, 960), "en-US"))
    room.lines([f"2024-{month:02}" for month in range(1, 13)], (-40.0, 39.0), 20, values=False)
    bar = axes.transData.transform((-40.0, 0))[0]
    assert bar - room.labels.measured("−40") > axes.get_position().x0 * 400


def _lettering():
    from aura_nb.visuals.fonts import Library

    return Library().lettering("x", theme=load("light"), language="en-US")


def test_every_series_is_seen_and_its_name_read():
    look = charts.look_of(load("light"), _lettering(), (1920, 1080), "en-US")
    assert len(set(look.series)) == len(look.series) == 12
    assert all(contrast(colour, look.ground) >= 3 for colour in look.series)
    assert all(contrast(colour, look.ground) >= 4.5 for colour in look.names)


@pytest.mark.parametrize("name", names())
def test_series_are_told_apart_by_everybody_in_every_theme(name):
    theme = load(name)
    look = charts.look_of(theme, _lettering(), (1920, 1080), "en-US")
    assert all(contrast(colour, theme.colours.paper) >= 3 for colour in look.series)
    for count, least in ((6, 20), (12, 12)):  # for those who see the least of a difference, in CIELAB
        pairs = itertools.combinations(look.series[:count], 2)
        assert min(apart(one, other) for one, other in pairs) >= least


def test_a_chart_without_matplotlib_says_what_to_install(monkeypatch):
    monkeypatch.setattr(charts, "find_spec", lambda _: None)
    with pytest.raises(VisualUnavailable) as caught:
        charts.recipe()
    assert "pip install 'aura-nb[plots]'" in caught.value.remedy


@pytest.mark.parametrize(
    ("values", "language", "texts"),
    [
        ([0, 2.5, 5], "en-US", ["0", "2.5", "5"]),
        ([0, 0.25, 0.5], "de", ["0", "0,25", "0,5"]),
        ([1000, 2000], "fr", ["1\u202f000", "2\u202f000"]),
        ([0, 2_500_000], "en-US", ["0", "2.5M"]),
        ([-40, -20, 0], "en-US", ["−40", "−20", "0"]),
    ],
)
def test_figures_are_written_as_their_language_does(values, language, texts):
    assert ticks.figures(values, language) == texts


def test_years_are_no_thousands():
    places, labels = ticks.numbers(2010.0, 2023.0, 6, "en-US")
    assert labels == [f"{place:.0f}" for place in places]
    assert all(place.is_integer() for place in places)


def test_bars_of_months_are_named_by_them_and_stand():
    moments = [datetime(2024, month, 1) for month in range(1, 13)]  # noqa: DTZ001 - as a chart has them
    assert ticks.days(moments, "de")[:3] == ["Jan.", "Feb.", "März"]
    assert ticks.days([moments[0], moments[1].replace(hour=5)], "en") is None


def test_an_hourly_axis_over_midnight_names_its_days():
    low, high = (date2num(datetime(2024, 2, day, hour, tzinfo=UTC)) for day, hour in ((1, 20), (2, 4)))
    _, labels = ticks.dates(low, high, 5, "en")
    assert labels[0] == "1 Feb 20:00"
    assert "2 Feb" in labels
    assert sum("Feb" in label for label in labels) == 2
    _, labels = ticks.dates(low - 0.5, low, 5, "en")
    assert not any("Feb" in label for label in labels)


def test_tiny_and_huge_figures_are_so_many_times_a_power_of_ten():
    times = "\u00a0\N{MULTIPLICATION SIGN}\u00a0"
    assert ticks.alone([2e-7, 0.05], "de") == [f"2{times}10⁻⁷", "0,05"]
    assert ticks.alone([2.5e20], "de") == [f"2,5{times}10²⁰"]
    assert ticks.figures([0, 1e20], "en") == ["0", f"1{times}10²⁰"]
    assert ticks.written(2e-7) == f"2{times}10⁻⁷"


def test_a_line_from_a_point_to_itself_is_seen():
    chart = Chart(sort="line", data=[{"a": 1, "b": 2}, {"a": 1, "b": 2}]).filled({})
    look = charts.look_of(load("light"), _lettering(), (960, 540), "en")
    with_line, without = (plotted(chart, count, (600, 400), look).astype(int) for count in (1, 0))
    assert (np.abs(with_line - without).max(axis=2) > 40).sum() > 40


def test_long_names_of_bars_are_whole_where_there_is_room_for_rows():
    figure = Figure(figsize=(6, 4), dpi=100)
    FigureCanvasAgg(figure)
    look = charts.look_of(load("light"), _lettering(), (960, 540), "en")
    room = Room(figure, figure.add_axes((0, 0, 1, 1)), 600, 400, look)
    name = "The number of ships that left the port"
    shown = room.labels.wrapped(name, 120, 9)
    assert shown.replace("\n", " ") == name
    assert all(room.labels.measured(row) <= 120 for row in shown.split("\n"))
    assert room.labels.wrapped(name, 120, 2).count("\n") == 1
    assert room.labels.wrapped(name, 120, 2).endswith("…")


LONG_NAMES = {
    "few and very long": [f"The share of ships that left the port of {port} by noon" for port in ("Brest", "Dover")],
    "a dozen": [f"Institute of the sea {number}" for number in range(12)],
    "one word": ["Donaudampfschifffahrtsgesellschaftskapitän", "Rindfleischetikettierungsüberwachungsaufgabe"],
}


@pytest.mark.parametrize("size", [(1700, 700), (970, 1100), (820, 640)], ids=str)
@pytest.mark.parametrize("names", LONG_NAMES)
def test_names_of_bars_are_whole_whatever_their_length(names, size):
    width, height = size
    figure = Figure(figsize=(width / 100, height / 100), dpi=100)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    room = Room(figure, axes, width, height, charts.look_of(load("light"), _lettering(), (1920, 1080), "en"))
    labels = LONG_NAMES[names]
    lies = room.lies_down(labels, 60, values=True)
    (room.lines(labels, (0, 9), 60) if lies else room.words(labels, (0, 9), 60, 0))
    shown = [label.get_text() for label in (axes.get_yticklabels() if lies else axes.get_xticklabels())]
    assert [re.sub(r"-?\n|\s", "", each) for each in shown] == [re.sub(r"\s", "", each) for each in labels]


def _middle(chart, look):
    """Where the first series has its middle across, from 0 to 1."""
    pixels = plotted(chart.filled({}), 1, (600, 400), look).astype(int)
    colour = np.array(channels(look.series[0])[::-1])
    return np.nonzero((np.abs(pixels - colour).max(axis=2) < 30).any(axis=0))[0].mean() / 600


def test_names_run_from_right_to_left_with_the_language_and_numbers_do_not():
    ltr, rtl = (charts.look_of(load("light"), _lettering(), (960, 540), "en", rtl=rtl) for rtl in (False, True))
    bars = Chart(data=[{"port": "a", "high": 9}, {"port": "b", "high": 0}, {"port": "c", "high": 0}])
    lying = Chart(data=[{"port": f"{'a long name ' * 3}{n}", "high": 1} for n in range(4)])
    assert _middle(bars, ltr) < 0.45
    assert _middle(bars, rtl) > 0.55
    assert _middle(lying, rtl) < _middle(lying, ltr) - 0.1
    dates = Chart(sort="line", data=[{"day": f"2024-0{n}-01", "high": 0 if n > 3 else n} for n in range(1, 9)])
    assert _middle(dates, rtl) == _middle(dates, ltr)


@pytest.mark.parametrize("language", ["en", "de", "sv", "ar", "he", "fa"])
def test_a_negative_figure_has_a_minus_in_every_language(language):
    found = ticks.figures([-2e6, 1.0], language)[:1] + ticks.alone([-1.5], language) + ticks.alone([-2e-7], language)
    found += [ticks.figures([-40.0, 0.0], language)[0], ticks.alone([-5e9], language)[0], ticks.written(-3, language)]
    assert all("\N{MINUS SIGN}" in each and "-" not in each for each in found), found


@pytest.mark.parametrize("look", ["paper", "lab"])
def test_a_power_of_ten_is_written_in_fonts_that_have_its_signs(look):
    scene = Scene(id="x", heading="H", show=Chart(sort="line", data=[{"n": n, "error": 8e-5 / n} for n in (1, 2)]))
    lettering = Library().lettering(scene_text(scene), theme=load(look), language="en-US")
    assert all(any(covers(file, sign) for file in lettering.files) for sign in "⁻\N{MINUS SIGN}")


def covers(file, character):
    with TTFont(file, lazy=True, fontNumber=0) as font:
        return ord(character) in font.getBestCmap()
