"""The outputs of a cell as what a film can show: pictures, tables, text, formulas; what cannot be shown is told."""

from __future__ import annotations

import base64
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal
from urllib.parse import quote

from msgspec import Raw, Struct, field

from aura_nb.regex import regex
from aura_nb.sources import latex
from aura_nb.sources.markdown.hiding import hides
from aura_nb.sources.notebook import console, pages, streams
from aura_nb.sources.notebook.file import CellOutput, output, written
from aura_nb.sources.notebook.gaps import WIDGET, Gap, gap, program
from aura_nb.sources.notebook.grid import OutputTable, grid, series
from aura_nb.sources.notebook.tracebacks import TRACEBACK, Raised, parted, raised
from aura_nb.sources.notebook.vega import drawn
from aura_nb.specs.cleaning import clean_text

MOST_BYTES = 40_000_000  # of one output in the file
_PICTURES = {
    **{f"image/{kind}": f"image/{kind}" for kind in ("svg+xml", "png", "jpeg", "webp", "gif", "bmp")},
    "image/jpg": "image/jpeg",
    "image/svg": "image/svg+xml",
}
_VEGA = regex(r"application/vnd\.vega(?:lite)?\.v\d+(?:\.\d+)?\+json$")
_MOST_EMBEDDED = 8  # pictures of one output
_SOURCE = regex(
    r"<(?P<tag>img|video|source)\b[^>]{0,2000}?\bsrc\s*=\s*[\"'](?P<source>data:[^\"']+)[\"']", re.IGNORECASE
)
_TYPED = regex(r"\bnp\.(?:float|int|bool|str)\w*\((?P<value>[^()]*)\)")  # how NumPy 2 shows one number
_BAR = regex(r"\d%\||Progress\(|\bit/s\b")  # how a widget that is a bar of progress is written as text
_OF_R = frozenset({"text/html", "text/latex", "text/markdown", "text/plain"})  # the forms of every value of R
_NAMED = regex(r"[A-Za-z]{2,}\w*")
_ONE = regex(r"\[1\] (?P<value>\S+|\"[^\"]*\")$")  # how R shows one value

Kind = Literal["picture", "table", "console", "tex", "markdown", "page", "error", "gap", "clip", "unsaid"]


class Shown(Struct):
    """One thing that an output shows: a picture's `data:` address, a grid, lines, TeX, Markdown, HTML, an error, a gap,
    or what was written to the error stream and is left out.

    `remedy` is how a gap is filled, `code` the line of code that does it.
    """

    kind: Kind
    text: str = ""
    rows: list[str] = field(default_factory=list)
    grid: OutputTable | None = None
    name: str = ""
    remedy: str = ""
    code: str = ""


def shown(raws: list[Raw]) -> Iterator[Shown]:
    """What the outputs of a cell show, in order; streams that follow one another are one."""
    printed: list[tuple[bool, str]] = []
    for raw in raws:
        size = memoryview(raw).nbytes
        if size > MOST_BYTES:
            yield Shown("gap", f"an output of {size // 1_000_000} MB is too large", remedy="Show less of it.")
            continue
        found = output(raw)
        if found is None:
            yield Shown("gap", "an output cannot be read", remedy="Run the cell and save the notebook.")
        elif found.output_type in {"stream", "pyout_stream"} or (found.text and not found.data):
            printed.append((found.name == "stderr", found.text))
        else:
            yield from _printed(printed)
            printed = []
            yield from _of(found)
    yield from _printed(printed)


def _printed(texts: list[tuple[bool, str]]) -> Iterator[Shown]:
    found = streams.printed(texts)
    yield from _each(found.shown)
    if found.unsaid:
        yield Shown("unsaid", rows=found.unsaid)


def _each(parts: Iterable[list[str] | Raised | OutputTable], name: str = "") -> Iterator[Shown]:
    """Lines, errors and tables that stand among one another."""
    for part in parts:
        match part:
            case Raised():
                yield Shown("error", part.text, name=part.name)
            case OutputTable():
                yield Shown("table", grid=part)
            case rows if not (name and console.is_nothing("\n".join(rows))):
                yield Shown("console", rows=rows, name=name)
            case _:
                pass


def _of(found: CellOutput) -> Iterator[Shown]:
    if found.output_type in {"error", "pyerr"} or (found.ename and not found.data):
        yield from _each([raised(found.ename, "\n".join(console.lines(found.evalue)))])
        return
    data = found.data
    vega = next((name for name in data if _VEGA.match(name)), "")
    if vega and (picture := drawn(data[vega])):
        yield Shown("picture", _address("image/png", picture))
        return
    tex = written(data.get("text/latex")).strip()
    is_formula = tex.startswith("$") and latex.kind_of(tex) == "mathematics"
    if is_formula and not _is_name(latex.bare(tex), written(data.get("text/plain"))):  # SymPy draws formulas as well
        yield Shown("tex", latex.bare(tex))
        return
    for name, kind in _PICTURES.items():
        if written(data.get(name)).strip():
            yield Shown("picture", _picture(kind, data[name]))
            return
    yield from _of_text(data, vega)


def _of_text(data: Mapping[str, Any], vega: str) -> Iterator[Shown]:
    """What is no picture in itself: the richest form that a slide can show, else what is missing."""
    whole = written(data.get("text/html"))
    whole = "" if pages.is_broken(whole) else whole
    html = pages.visible(whole) if hides(whole) else whole
    tex, markdown = (clean_text(written(data.get(f"text/{kind}"))).strip() for kind in ("latex", "markdown"))
    plain = written(data.get("text/plain"))
    video = next((name for name in data if name.startswith("video/")), "")
    embedded = list(itertools.islice(_SOURCE.finditer(html), _MOST_EMBEDDED))
    if video:
        yield Shown("clip", f"data:{video};base64,{written(data[video])}")
    elif embedded:
        yield from (Shown("picture" if _is_picture(match) else "clip", match["source"]) for match in embedded)
    elif html and (table := grid(html)) is not None:
        yield Shown("table", grid=table)
    elif WIDGET in data and _BAR.search(plain):
        return  # it is over
    elif missing := gap(data, whole, is_vega=bool(vega), plain=plain):
        yield _missing(missing)
    elif not html and (table := _table(tex)) is not None:
        yield Shown("table", grid=table)
    elif tex and latex.kind_of(tex) == "mathematics" and not _is_name(latex.bare(tex), plain):
        yield Shown("tex", latex.bare(tex))
    elif data.keys() >= _OF_R:
        one = _ONE.fullmatch(plain.strip())
        yield from _plain(one["value"] if one else plain)
    elif markdown:
        yield Shown("markdown", markdown)
    else:
        yield from _of_page(html, plain, tex, is_rich=pages.is_rich(whole))


def _is_name(tex: str, plain: str) -> bool:
    """Whether a formula is but a name of several letters, as it stands in the code: JuMP's `free_x`."""
    return tex == plain.strip() and bool(_NAMED.fullmatch(tex))


def _of_page(html: str, plain: str, tex: str, *, is_rich: bool) -> Iterator[Shown]:
    """A page of HTML, where it is more than what the same thing says in plain text; that text; LaTeX of words."""
    says = not console.is_nothing(plain)
    if TRACEBACK in html:
        yield from _each(streams.of_text(pages.plain(html)))
    elif (drawing := pages.drawing(html)) and not (says and is_rich):
        yield Shown("picture", _picture("image/svg+xml", drawing))
    elif html and not says and console.is_progress(" ".join(pages.plain(html).split())):
        return  # a bar, which is over
    elif not (says and (is_rich or not html)) and (words := pages.words(html) if html else ""):
        yield Shown("page", clean_text(words))
    elif says:
        yield from _plain(plain)
    elif tex:
        yield Shown("markdown", tex)
    elif pages.is_program(html):
        yield _missing(program(html))


def _table(tex: str) -> OutputTable | None:
    found = latex.table(tex)
    return grid(found) if found else None


def _plain(text: str) -> Iterator[Shown]:
    rows = [_TYPED.sub(r"\g<value>", row) for row in console.lines(streams.unquoted(text))]
    if (column := series(rows)) is not None:
        yield Shown("table", grid=column)
    else:
        yield from _each(parted(rows), "value")


def _is_picture(match: re.Match[str]) -> bool:
    return match["tag"].lower() == "img"


def _missing(found: Gap) -> Shown:
    return Shown("gap", found.what, name=found.name, remedy=found.remedy, code=found.code)


def _picture(kind: str, value: Any) -> str:
    """A picture of a mimebundle as a `data:` address."""
    text = written(value)
    if kind == "image/svg+xml":
        return f"data:{kind},{quote(text)}"
    return f"data:{kind};base64,{text}"


def _address(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
