"""Fonts made for a test: a box for each character, so that nothing depends on what a machine has installed."""

from __future__ import annotations

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen


def write_font(path, family, characters, *, weight=400, width=1000, italic=False):
    """A TrueType font in which every one of `characters` is a filled box; returns the path."""
    characters = list(dict.fromkeys(characters))
    names = [".notdef", *(f"u{ord(c):04X}" for c in characters)]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(c): f"u{ord(c):04X}" for c in characters})
    builder.setupGlyf({name: _box(width - 100) for name in names})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (width, 50)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": family, "styleName": "Regular", "psName": family.replace(" ", "")})
    builder.setupOS2(
        usWeightClass=weight, sTypoAscender=880, sTypoDescender=-120, sCapHeight=730, fsSelection=1 if italic else 64
    )
    builder.setupPost()
    path.parent.mkdir(parents=True, exist_ok=True)
    builder.save(path)
    return path


def _box(side):
    pen = TTGlyphPen(None)
    pen.moveTo((50, 0))
    for corner in ((50, 700), (side, 700), (side, 0)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()
