"""Typst's own tree of a formula, as it was understood, and that tree's skeleton."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from aura_nb.formulas.skeleton import Skeleton, character, gridded, merged, rules, scripted, words
from aura_nb.formulas.symbols import signs
from aura_nb.formulas.unreadable import Unreadable

if TYPE_CHECKING:
    from typst import Compiler

_turn = Lock()
_ACCENTS = {
    "\u0302": "hat", "\u0303": "tilde", "\u20d7": "arrow", "\u20d6": "left arrow", "\u20e1": "two-way arrow",
    "\u0307": "dot", "\u0308": "double dot", "\u20db": "triple dot", "\u030c": "check", "\u0306": "breve",
    "\u0301": "acute", "\u0300": "grave", "\u030a": "ring", "\u0304": "bar",
}  # fmt: skip
_UNSEEN = {"space", "h", "metadata"}
_CLEAR = {"equation": "body", "lr": "body", "mid": "body", "class": "body", "styled": "child", "hide": "body",
          "stretch": "body", "scripts": "body", "limits": "body"}  # fmt: skip
_WRAPPED = {"overline": "bar", "underline": "underline", "cancel": "strike", "box": "box"}
_LARGE = frozenset(sign.char for sign in signs().values() if sign.section == "large")


def skeleton_of(source: str) -> Skeleton:
    """The skeleton of Typst source that `placeholders.py` made."""
    return merged(_items(_content(source)))


def _content(source: str) -> Any:
    from typst import TypstError  # noqa: PLC0415 - only where formulas are drawn

    with _turn:
        compiler = _compiler()
        try:
            compiler.compile(format="svg", sys_inputs={"source": source})
            found = json.loads(compiler.query("<formula>", field="value"))
        except TypstError as error:
            raise Unreadable(f"Typst says: {error}") from error
    return found[0]


@cache
def _compiler() -> Compiler:
    from typst import Compiler  # noqa: PLC0415 - as above

    folder = Path(__file__).parent
    return Compiler(str(folder / "formula.typ"), root=str(folder), ignore_system_fonts=True)


def _row(node: Any) -> Skeleton:
    return merged(_items(node)) if node is not None else ()


def _items(node: Any) -> Skeleton:
    kind = node["func"]
    if kind in _UNSEEN:
        return ()
    if kind in _CLEAR:
        return _items(node[_CLEAR[kind]])
    if kind in _WRAPPED:
        return (("accent", _WRAPPED[kind], _row(node["body"])),)
    reader = _READERS.get(kind)
    if reader is None:
        raise Unreadable(f"Typst reads a part of it as {kind!r}")
    return reader(node)


def _binomial(node: Any) -> Skeleton:
    if len(node["lower"]) != 1:
        raise Unreadable("a binomial has more than one lower part")
    return ("(", ("binomial", _row(node["upper"]), _row(node["lower"][0])), ")")


def _braced(node: Any) -> Skeleton:
    return ((node["func"], _row(node["body"]), _row(node.get("annotation"))),)


def _text(text: str) -> Skeleton:
    if text and all(char.isdecimal() or char == "." for char in text):
        return tuple(text)
    return (words(text),) if text.strip("\u200b") else ()


def _sequence(children: list[Any]) -> Skeleton:
    """Parts one after another; with breaks or places of alignment among them, the lines they are."""
    if not any(child["func"] in {"linebreak", "align-point"} for child in children):
        return tuple(part for child in children for part in _items(child))
    return gridded(_lines(children), "", "")


def _lines(children: list[Any]) -> list[list[Skeleton]]:
    lines: list[list[list[Any]]] = [[[]]]
    for child in children:
        if child["func"] == "linebreak":
            lines.append([[]])
        elif child["func"] == "align-point":
            lines[-1].append([])
        else:
            lines[-1][-1].append(child)
    return [[merged(tuple(part for child in cell for part in _items(child))) for cell in line] for line in lines]


def _attached(node: dict[str, Any]) -> Skeleton:
    if set(node) - {"func", "base", "t", "b"}:
        raise Unreadable("Typst puts a part of it at a corner of another")
    base, below, above = _items(node["base"]), _row(node.get("b")), _row(node.get("t"))
    inner = node["base"]
    if inner["func"] == "limits" and not _is_operator(inner["body"]):
        return (("stack", merged(base), below, above),)
    return scripted(base, below, above)


def _is_operator(node: Any) -> bool:
    if node["func"] == "class":
        return bool(node["class"] == "large")
    return node["func"] == "op" or (node["func"] == "symbol" and node["text"] in _LARGE)


def _grid(node: dict[str, Any]) -> Skeleton:
    if node["func"] == "cases":
        lines = [
            _lines(child["children"])[0] if child["func"] == "sequence" else [_row(child)] for child in node["children"]
        ]
        around = ("", "}") if node.get("reverse") else ("{", "")
        return gridded(lines, *around)
    rows = [_merged_cells(row) for row in node["rows"]]
    opening, closing = (side or "" for side in node.get("delim", ["(", ")"]))
    return gridded(rows, opening, closing, _rules(node.get("augment")))


def _rules(augment: Any) -> str:
    if not isinstance(augment, dict):
        return rules([augment], []) if augment else ""
    columns, lines = (augment.get(way) or [] for way in ("vline", "hline"))
    return rules(*([places] if isinstance(places, int) else places for places in (columns, lines)))


def _merged_cells(row: list[Any]) -> list[Skeleton]:
    """A row's cells; those of an alignment are within one cell of Typst's."""
    made: list[Skeleton] = []
    for cell in row:
        children = cell["children"] if cell["func"] == "sequence" else [cell]
        if any(child["func"] == "align-point" for child in children):
            made += _lines(children)[0]
        else:
            made.append(_row(cell))
    return made


_READERS: dict[str, Callable[[Any], Skeleton]] = {
    "sequence": lambda node: _sequence(node["children"]),
    "symbol": lambda node: (character(node["text"]),),
    "text": lambda node: _text(node["text"]),
    "op": lambda node: (words(node["text"]["text"]),),
    "attach": _attached,
    "frac": lambda node: (("fraction", _row(node["num"]), _row(node["denom"])),),
    "binom": _binomial,
    "root": lambda node: (("root", _row(node.get("index")), _row(node["radicand"])),),
    "accent": lambda node: (("accent", _ACCENTS.get(node["accent"], "?"), _row(node["base"])),),
    "overbrace": _braced,
    "underbrace": _braced,
    "mat": _grid,
    "cases": _grid,
}
