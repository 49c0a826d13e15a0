"""The second way of drawing: ziamath, which draws MathML as SVG, and the skeleton of that MathML."""

from __future__ import annotations

from xml.etree.ElementTree import Element  # only the type: what is read is ziamath's own output

from defusedxml.ElementTree import fromstring
from msgspec import Struct

from aura_nb.formulas.font import lacking
from aura_nb.formulas.plain import Plain
from aura_nb.formulas.skeleton import Skeleton, character, gridded, merged, scripted, words
from aura_nb.formulas.symbols import signs, styled
from aura_nb.formulas.tokens import joined
from aura_nb.formulas.unreadable import Unreadable

_SIZE = 100  # pixels to the em
_MARGIN = 1.0
_ACCENTS = {
    "^": "hat", "ˆ": "hat", "\u0302": "hat", "~": "tilde", "˜": "tilde", "\u0303": "tilde", "→": "arrow",
    "\u20d7": "arrow", "¯": "bar", "―": "bar", "\u0304": "bar", "\u0307": "dot", "˙": "dot", "\u0308": "double dot",
    "¨": "double dot", "ˇ": "check", "\u030c": "check", "˘": "breve", "\u0306": "breve", "´": "acute", "`": "grave",
}  # fmt: skip
_UNSEEN = {"mspace", "mphantom"}
_CLEAR = {"math", "mrow", "mstyle", "mpadded", "mtd"}
_VARIANTS = {"bold": "bold", "bold-italic": "bolditalic", "double-struck": "double", "script": "script",
             "fraktur": "fraktur", "sans-serif": "sans", "monospace": "mono", "normal": "", "italic": ""}  # fmt: skip
_LARGE = frozenset(sign.char for sign in signs().values() if sign.section == "large")


class Drawing(Struct, frozen=True):
    """What ziamath understood, its drawing as SVG of 100 pixels to the em, and how much of it is below the line."""

    understood: Skeleton
    svg: str
    depth: float


def drawn(formula: Plain) -> Drawing:
    """The drawing that ziamath makes of a formula.

    Raises `Unreadable` if it cannot draw the formula, or has no glyph for a part of it.
    """
    from ziamath.tex import tex2mml  # noqa: PLC0415 - half a second, and few formulas need it
    from ziamath.zmath import Math  # noqa: PLC0415

    tex = joined(formula.tokens)
    if formula.lined:
        tex = rf"\begin{{align*}}{tex}\end{{align*}}"
    try:
        mathml = tex2mml(tex)
        tree = fromstring(mathml)
        picture = Math(mathml, size=_SIZE, margin=_MARGIN)
        svg = picture.svg()
    # Its parsers fail with whatever they run into.
    except Exception as error:
        raise Unreadable(f"ziamath says: {error}") from error
    missing = lacking("".join(tree.itertext()))
    if missing:
        raise Unreadable(f"its font has no {' '.join(missing)}")
    return Drawing(merged(_items(tree)), svg, _MARGIN - picture.getyofst())


def _row(node: Element) -> Skeleton:
    return merged(_items(node))


def _children(nodes: list[Element]) -> Skeleton:
    return tuple(part for node in nodes for part in _items(node))


def _items(node: Element) -> Skeleton:
    kind = node.tag.rpartition("}")[2]
    parts = list(node)
    if kind in _UNSEEN:
        return ()
    if kind in _CLEAR:
        return _children(parts)
    if kind in {"mi", "mn", "mo", "mtext"}:
        return _leaf(kind, node)
    if kind in {"msub", "msup", "msubsup"}:
        below = _row(parts[1]) if "sub" in kind else ()
        above = _row(parts[-1]) if "sup" in kind else ()
        return scripted(_items(parts[0]), below, above)
    if kind in {"munder", "mover", "munderover"}:
        return _limits(kind, parts)
    if kind == "mtable":
        if node.get("columnlines") or node.get("rowlines"):
            raise Unreadable("ziamath draws its rules in other places")
        return gridded([[_row(cell) for cell in row] for row in parts], "", "")
    return _composed(kind, node, parts)


def _composed(kind: str, node: Element, parts: list[Element]) -> Skeleton:
    if kind == "mfrac":
        if node.get("linethickness") in {"0", "0pt"}:
            return (("binomial", _row(parts[0]), _row(parts[1])),)
        return (("fraction", _row(parts[0]), _row(parts[1])),)
    if kind == "msqrt":
        return (("root", (), merged(_children(parts))),)
    if kind == "mroot":
        return (("root", _row(parts[1]), _row(parts[0])),)
    if kind == "menclose":
        mark = {"box": "box", "updiagonalstrike": "strike", "downdiagonalstrike": "strike"}
        return (("accent", mark.get(node.get("notation", ""), "?"), merged(_children(parts))),)
    raise Unreadable(f"ziamath is given a part of it as {kind}")


def _leaf(kind: str, node: Element) -> Skeleton:
    text = "".join(node.itertext()).strip()
    if kind == "mn":
        return tuple(text)
    if kind == "mtext" or (len(text) > 1 and text.isalpha() and text.isascii()):
        return (words(text),)
    if node.get("mathvariant") == "normal" and text.isalpha():
        return (words(text),)
    alphabet = _VARIANTS.get(node.get("mathvariant", ""), "")
    return tuple(character(styled(char, alphabet)) for char in text)


def _limits(kind: str, parts: list[Element]) -> Skeleton:
    base, marks = parts[0], parts[1:]
    mark = "".join(marks[-1].itertext()).strip()
    if kind == "mover" and (mark in _ACCENTS and marks[0].tag.rpartition("}")[2] == "mo"):
        return (("accent", _ACCENTS[mark], _row(base)),)
    if kind == "munder" and mark == "―":
        return (("accent", "underline", _row(base)),)
    if mark in {"⏞", "⏟"}:
        return (("overbrace" if mark == "⏞" else "underbrace", _row(base), ()),)
    inner = "".join(base.itertext()).strip()
    below = _row(marks[0]) if "under" in kind else ()
    above = _row(marks[-1]) if "over" in kind else ()
    braced = _items(base)
    if len(braced) == 1 and braced[0][:1] in {("overbrace",), ("underbrace",)} and braced[0][2] == ():
        return ((braced[0][0], braced[0][1], above or below),)
    if inner in _LARGE or (len(inner) > 1 and inner.isalpha()):
        return scripted(braced, below, above)
    return (("stack", _row(base), below, above),)
