"""What lives in a web page alone and has no picture in the file: its name, and how its picture comes into the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from aura_nb.regex import regex

_PLOTLY = ("application/vnd.plotly.v1+json", "text/vnd.plotly.v1+html")
WIDGET = "application/vnd.jupyter.widget-view+json"
_BOKEH = "application/vnd.bokehjs_exec"
_LOOKED_AT = 40_000  # characters of a page, from its start and from its end
# Not what only loads a library into the page, as `init_notebook_mode()` and `output_notebook()` do.
_PLOTLY_PAGE = regex(r"plotly-graph-div|\bPlotly\.(?:newPlot|plot|react)\b")
_BOKEH_PAGE = regex(r"data-root-id|\bembed_document\b|\brender_items\b")
_MAP_PAGE = regex(r"\bleaflet\b|\bfolium\b|\bL\.map\b")
_FRAME = regex(r"<iframe\b[^>]{0,2000}?\bsrc\s*=\s*[\"'](?P<address>https?://[^\"']{1,500})[\"']")
_CANVAS = regex(r"\bCanvas\(")  # of ipympl, which draws what Matplotlib does


class Gap(Struct, frozen=True):
    """What is missing: the `name` of what made it, `what` it is, the `remedy`, and the line of `code` that does it."""

    name: str
    what: str
    remedy: str
    code: str = ""


_VEGA_GAP = Gap(
    "Vega",
    "a Vega chart has no picture in the file",
    'Run `pip install "aura-nb[charts]"`, which draws it.',
    'pip install "aura-nb[charts]"',
)
_PLOTLY_GAP = Gap(
    "Plotly",
    "a Plotly figure has no picture in the file",
    'Run `import plotly.io as pio; pio.renderers.default = "png"` (with kaleido) and the cell, then save.',
    'pio.renderers.default = "png"',
)
_BOKEH_GAP = Gap(
    "Bokeh",
    "a Bokeh plot has no picture in the file",
    "Save it with `bokeh.io.export_png` and show that picture.",
    "Image(bokeh.io.export_png(plot))",
)
_MAP_GAP = Gap(
    "Leaflet",
    "a map of Leaflet has no picture in the file",
    "Show a picture of it as well: `Image(m._to_png())` of Folium, with Selenium.",
    "Image(m._to_png())",
)
_CANVAS_GAP = Gap(
    "Matplotlib",
    "a figure that can be moved has no picture in the file",
    "Run `%matplotlib inline` and the cell, then save.",
    "%matplotlib inline",
)
_WIDGET_GAP = Gap(
    "Widget",
    "a widget has no picture in the file",
    "Show its value as text, a table or a picture.",
    "widget.value",
)


def gap(data: Mapping[str, Any], html: str, *, is_vega: bool, plain: str = "") -> Gap | None:
    """What of a mimebundle is missing; none where nothing is known of it."""
    ends = html[:_LOOKED_AT] + (html[-_LOOKED_AT:] if len(html) > _LOOKED_AT else "")
    if is_vega:
        return _VEGA_GAP
    if any(name in data for name in _PLOTLY) or _PLOTLY_PAGE.search(ends):
        return _PLOTLY_GAP
    if WIDGET in data:
        return _CANVAS_GAP if _CANVAS.match(plain) else _MAP_GAP if plain.startswith("Map(") else _WIDGET_GAP
    if any(name.startswith(_BOKEH) for name in data) or _BOKEH_PAGE.search(ends):
        return _BOKEH_GAP
    if "<iframe" in ends and _MAP_PAGE.search(ends):
        return _MAP_GAP
    return None


def program(html: str) -> Gap:
    """What a page is that shows nothing without its program: another page, by its host, or nobody knows what."""
    if frame := _FRAME.search(html[:_LOOKED_AT]):
        host = urlsplit(frame["address"]).netloc.removeprefix("www.")
        return Gap(host, f"a page of {host} is not in the file", "Show a picture of it as well.")
    return Gap("", "an output is a program for a web page", "Show it as a picture, a table or text as well.")
