"""Drawings in SVG: made safe, measured, and set by Typst.

A drawing is data from outside. It is parsed by defusedxml, which refuses entities; scripts, foreign objects and what
leads out of the file (addresses, style sheets) are taken out before Typst sees it, and Typst sees no file at all.
"""

from __future__ import annotations

import re
import tempfile
from typing import TYPE_CHECKING

from aura_nb.regex import regex
from aura_nb.visuals.not_a_picture import NotAPicture

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

SVG = "{http://www.w3.org/2000/svg}"
LONG_SIDE = 2160  # pixels a drawing is set in
MOST_BYTES = 20_000_000
MOST_ELEMENTS = 200_000
_GONE = {"script", "foreignObject", "iframe", "audio", "video", "handler", "listener", "a-frame", "embed", "object"}
_SHOWS = {"image", "feImage", "use", "img"}
_INSIDE = regex(r"\s*(#|data:image/(png|jpe?g|gif|webp)[;,])", re.IGNORECASE)
_LEADS_OUT = regex(
    r"@import[^;]*;?|url\(\s*(?![\s'\"]*(?:#|data:image/(?:png|jpe?g|gif|webp)[;,]))[^)]*\)", re.IGNORECASE
)
_FAMILY = regex(r"font-family\s*:\s*([^;}]*)", re.IGNORECASE)
_FONT = regex(r"\bfont\s*:\s*([^;}]*?[0-9.]+(?:px|pt|em|rem|%|mm)?(?:\s*/\s*[0-9.]+\w*)?)\s+([^;}]*)", re.IGNORECASE)
_TEXT, _MONO = "Inter", "JetBrains Mono"  # as Typst calls them
_LENGTH = regex(r"\s*([0-9.]+(?:e[+-]?\d+)?)\s*(px|pt|pc|mm|cm|in|em|rem|ex)?\s*$", re.IGNORECASE)
_PIXELS = {
    "px": 1,
    "": 1,
    "pt": 4 / 3,
    "pc": 16,
    "mm": 96 / 25.4,
    "cm": 96 / 2.54,
    "in": 96,
    "em": 16,
    "rem": 16,
    "ex": 8,
}


def is_drawing(content: bytes) -> bool:
    """Whether a file's first element is `svg`.

    >>> is_drawing(b'<?xml version="1.0"?><!-- made by hand --><svg/>'), is_drawing(b"<html><svg/></html>")
    (True, False)
    """
    head = content[:4000].decode("utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8", "replace")
    bare = re.sub(
        r"<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>\[]*(\[.*?\])?[^>]*>", "", head.removeprefix("\ufeff"), flags=re.DOTALL
    )
    return re.match(r"\s*<(?:\w+:)?svg[\s/>]", bare) is not None


def safe(content: bytes) -> tuple[bytes, float, float]:
    """A drawing with nothing in it that leads out, its width and its height; raises `NotAPicture`."""
    from xml.etree.ElementTree import tostring  # noqa: PLC0415 - most pictures are photographs

    root = _root(content)
    width, height = _sides(root)
    _clean(root)
    root.attrib.setdefault("font-family", _TEXT)
    root.set("width", f"{width:g}")
    root.set("height", f"{height:g}")
    return tostring(root), width, height


def draw(content: bytes) -> bytes:
    """A drawing as a PNG with a clear ground, about 2,160 pixels on its longer side; raises `NotAPicture`."""
    import typst  # noqa: PLC0415 - Typst is for the workers that draw

    from aura_nb.visuals.fonts import file  # noqa: PLC0415
    from aura_nb.visuals.typesetter import shelf  # noqa: PLC0415

    drawing, width, height = safe(content)
    scale = LONG_SIDE / max(width, height)
    across, down = max(2, round(width * scale)), max(2, round(height * scale))
    page = (
        f"#set page(width: {across}pt, height: {down}pt, margin: 0pt, fill: none)\n"
        '#image(bytes(sys.inputs.drawing), format: "svg", width: 100%, height: 100%, fit: "stretch")'
    )
    with tempfile.TemporaryDirectory(prefix="aura-typst-") as folder:
        try:
            compiler = typst.Compiler(
                page.encode(),
                root=folder,
                font_paths=shelf([str(file(_TEXT)), str(file(_MONO))]),
                ignore_system_fonts=True,
            )
            made = compiler.compile(format="png", ppi=72.0, sys_inputs={"drawing": drawing.decode()})
        except typst.TypstError as error:
            raise NotAPicture(f"it is an SVG that cannot be drawn ({str(error).splitlines()[0][:200]})") from error
    pages = made if isinstance(made, list) else [made]
    return pages[0] or b""


def _root(content: bytes) -> Element:
    from xml.etree.ElementTree import ParseError  # noqa: PLC0415 - as above

    from defusedxml import DefusedXmlException  # noqa: PLC0415 - likewise
    from defusedxml.ElementTree import fromstring  # noqa: PLC0415 - likewise

    if len(content) > MOST_BYTES:
        raise NotAPicture(f"it is an SVG of more than {MOST_BYTES // 1_000_000} MB")
    try:
        root: Element = fromstring(content)
    except ParseError as error:
        line, column = error.position
        raise NotAPicture(f"it is an SVG that is damaged or cut short (line {line}, column {column})") from error
    except DefusedXmlException as error:
        raise NotAPicture("it is an SVG that declares entities, which are not read") from error
    except (ValueError, LookupError, RecursionError) as error:
        raise NotAPicture("it is an SVG that cannot be read") from error
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise NotAPicture(f"it is an SVG of more than {MOST_ELEMENTS:,} elements")
    return root


def _sides(root: Element) -> tuple[float, float]:
    """Width and height in pixels; what is not said follows from the view box, and 300 x 150 is a browser's."""
    box = [
        float(part) for part in re.findall(r"-?[0-9.]+(?:e[+-]?\d+)?", root.get("viewBox", ""))[:4] if part.strip(".-")
    ]
    across, down = (box[2], box[3]) if len(box) == 4 and box[2] > 0 and box[3] > 0 else (300.0, 150.0)
    width, height = _length(root.get("width", "")), _length(root.get("height", ""))
    if width and height:
        across, down = width, height
    elif width:
        across, down = width, width * down / across
    elif height:
        across, down = height * across / down, height
    if not 0.01 <= across / down <= 100:
        raise NotAPicture("it is an SVG a hundred times longer than it is wide")
    return across, down


def _length(written: str) -> float | None:
    found = _LENGTH.match(written)
    try:
        return float(found[1]) * _PIXELS[(found[2] or "").lower()] or None if found else None
    except ValueError:
        return None


def _clean(element: Element) -> None:
    for child in list(element):
        if not isinstance(child.tag, str) or child.tag.rpartition("}")[2] in _GONE:
            element.remove(child)
        else:
            _clean(child)
    name = element.tag.rpartition("}")[2]
    for attribute, value in list(element.attrib.items()):
        bare = attribute.rpartition("}")[2].lower()
        if bare in {"href", "src"} and name in _SHOWS and value.strip() and not _INSIDE.match(value):
            what = f"an SVG that shows what lies outside of it ({value.strip()[:100]})"
            raise NotAPicture(f"it is not a PNG, JPEG or WebP file, but {what}, which is not read")
        if bare.startswith("on") or (bare in {"href", "src"} and not _INSIDE.match(value)):
            del element.attrib[attribute]
        elif bare == "font-family":
            element.set(attribute, _family(value))
        else:
            element.set(
                attribute, _style(_LEADS_OUT.sub("none", value)) if bare == "style" else _LEADS_OUT.sub("none", value)
            )
    if name == "style" and element.text:
        element.text = _style(_LEADS_OUT.sub("", element.text))


def _style(written: str) -> str:
    """CSS whose letters are set in the theme's fonts: Typst leaves out what is asked for in any other."""
    named = _FAMILY.sub(lambda found: f"font-family:{_family(found[1])}", written)
    return _FONT.sub(lambda found: f"font:{found[1]} {_family(found[2])}", named)


def _family(written: str) -> str:
    return _MONO if re.search(r"mono|courier|consol|menlo|code", written, re.IGNORECASE) else _TEXT
