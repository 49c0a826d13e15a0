"""The outputs of a cell as what a film can show: pictures, tables, text, formulas; what cannot be shown is told."""

from __future__ import annotations

import base64
import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal
from urllib.parse import quote

from msgspec import Raw, Struct, field

from aura_nb.sources.notebook import console
from aura_nb.sources.notebook.charts import drawn
from aura_nb.sources.notebook.file import CellOutput, output, written
from aura_nb.sources.notebook.grid import OutputTable, grid, series

MOST_BYTES = 40_000_000  # of one output in the file
_PICTURES = ("image/svg+xml", "image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp")
_VEGA = re.compile(r"application/vnd\.vega(?:lite)?\.v\d+(?:\.\d+)?\+json$")
_PLOTLY, _WIDGET = "application/vnd.plotly.v1+json", "application/vnd.jupyter.widget-view+json"
_BOKEH = "application/vnd.bokehjs"
_MOST_EMBEDDED = 8  # pictures of one output
_SOURCE = re.compile(r"<(?P<tag>img|video|source)\b[^>]*?\bsrc\s*=\s*[\"'](?P<source>data:[^\"']+)[\"']", re.IGNORECASE)
_DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL | re.IGNORECASE)
_SCRIPTED = re.compile(r"<(?:script|iframe|object|embed|canvas|link|form)\b", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_TYPED = re.compile(r"\bnp\.(?:float|int|bool|str)\w*\((?P<value>[^()]*)\)")  # how NumPy 2 shows one number
_TAG = re.compile(r"<[^<>]*>")

Kind = Literal["picture", "table", "console", "tex", "markdown", "error", "gap", "clip"]


class Shown(Struct):
    """One thing that an output shows: a picture's `data:` address, a grid, lines, TeX, Markdown, an error, a gap.

    `remedy` is how a gap is filled.
    """

    kind: Kind
    text: str = ""
    rows: list[str] = field(default_factory=list)
    grid: OutputTable | None = None
    name: str = ""
    remedy: str = ""


def shown(raws: list[Raw]) -> Iterator[Shown]:
    """What the outputs of a cell show, in order; streams that follow one another are one."""
    printed: list[str] = []
    progress = ""
    for raw in raws:
        size = memoryview(raw).nbytes
        if size > MOST_BYTES:
            yield Shown("gap", f"an output of {size // 1_000_000} MB is too large", remedy="Show less of it.")
            continue
        found = output(raw)
        if found is None:
            continue
        if found.output_type in {"stream", "pyout_stream"}:
            text = written(found.text)
            if found.name == "stderr":
                progress = next((row for row in reversed(console.lines(text)) if console.is_progress(row)), progress)
            else:
                printed.append(text)
            continue
        if printed:
            yield from _printed(printed)
            printed, progress = [], ""
        yield from _of(found)
    if printed:
        yield from _printed(printed)
    elif progress:
        yield Shown("console", rows=[progress])


def _printed(texts: list[str]) -> Iterator[Shown]:
    rows = console.lines("".join(texts))
    if rows:
        yield Shown("console", rows=rows)


def _of(found: CellOutput) -> Iterator[Shown]:
    if found.output_type == "error":
        last = console.lines(str(found.evalue))
        yield Shown("error", " ".join(last[-1:])[:300], name=str(found.ename)[:100])
        return
    data = found.data
    vega = next((name for name in data if _VEGA.match(name)), "")
    if vega and (picture := drawn(data[vega])):
        yield Shown("picture", _address("image/png", picture))
        return
    for name in _PICTURES:
        if name in data:
            yield Shown("picture", _picture(name, data[name]))
            return
    yield from _of_text(data, vega)


def _of_text(data: Mapping[str, Any], vega: str) -> Iterator[Shown]:
    """What is no picture in itself: the richest form that a slide can show, else what is missing."""
    html = written(data.get("text/html"))
    video = next((name for name in data if name.startswith("video/")), "")
    embedded = list(itertools.islice(_SOURCE.finditer(html), _MOST_EMBEDDED))
    if video:
        yield Shown("clip", f"data:{video};base64,{written(data[video])}")
    elif embedded:
        yield from (Shown("picture" if _is_picture(match) else "clip", match["source"]) for match in embedded)
    elif html and (table := grid(html)) is not None:
        yield Shown("table", grid=table)
    elif gap := _gap(data, html, vega):
        yield gap
    elif tex := written(data.get("text/latex")).strip():
        yield Shown("tex", tex)
    elif text := written(data.get("text/markdown")).strip():
        yield Shown("markdown", text)
    elif drawing := _DRAWING.search(html):
        yield Shown("picture", _picture("image/svg+xml", drawing[0]))
    elif html and _has_words(html):
        yield Shown("markdown", _UNSEEN.sub("", html)[:50_000])
    elif _SCRIPTED.search(html):
        remedy = "Show it as a picture, a table or text as well."
        yield Shown("gap", "an output is a program for a web page", remedy=remedy)
    else:
        yield from _plain(written(data.get("text/plain")))


def _plain(text: str) -> Iterator[Shown]:
    rows = [_TYPED.sub(r"\g<value>", row) for row in console.lines(text)]
    if (column := series(rows)) is not None:
        yield Shown("table", grid=column)
    elif rows and not console.is_nothing("\n".join(rows)):
        yield Shown("console", rows=rows, name="value")


def _is_picture(match: re.Match[str]) -> bool:
    return match["tag"].lower() == "img"


def _gap(data: Mapping[str, Any], html: str, vega: str) -> Shown | None:
    """What lives in a web page alone, and how it comes into the file as a picture."""
    head = html[:20_000].lower()
    if vega:
        return Shown(
            "gap",
            "a Vega chart has no picture in the file",
            remedy='Run `pip install "aura-nb[charts]"`, which draws it.',
        )
    if _PLOTLY in data or "plotly" in head:
        remedy = 'Run `import plotly.io as pio; pio.renderers.default = "png"` (with kaleido) and the cell, then save.'
        return Shown("gap", "a Plotly figure has no picture in the file", remedy=remedy)
    if _WIDGET in data:
        return Shown(
            "gap", "a widget has no picture in the file", remedy="Show its value as text, a table or a picture."
        )
    if any(name.startswith(_BOKEH) for name in data) or "bokeh" in head:
        return Shown("gap", "a Bokeh plot has no picture in the file", remedy="Save it with `bokeh.io.export_png`.")
    return None


def _has_words(html: str) -> bool:
    """Whether a page without its scripts and styles still says something."""
    return any(map(str.isalnum, _TAG.sub(" ", _UNSEEN.sub("", html[:200_000])))) and not _SCRIPTED.search(html)


def _picture(kind: str, value: Any) -> str:
    """A picture of a mimebundle as a `data:` address."""
    text = written(value)
    if kind == "image/svg+xml":
        return f"data:{kind},{quote(text)}"
    return f"data:{kind};base64,{text}"


def _address(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
