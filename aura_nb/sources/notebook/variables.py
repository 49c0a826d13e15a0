"""The variables that a notebook has made so far: their names, types and shapes, as far as its file tells them."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from aura_nb.regex import regex
from aura_nb.sources.notebook.english import READS
from aura_nb.sources.notebook.outputs import Shown

_MOST = 6  # of those made last
_SHAPE = regex(r"\(\d+(?:, \d+)*,?\)$")
_FRAMES = frozenset({"DataFrame", "concat", "merge", "pivot_table", "melt", "get_dummies", "crosstab"})
_ARRAYS = frozenset({"array", "zeros", "ones", "linspace", "arange", "empty", "asarray", "full", "eye"})


class Variables:
    """What is known of each variable; a later cell's value takes the place of an earlier one's."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, str]] = {}

    def learn(self, statements: Sequence[ast.stmt], shown: Sequence[Shown]) -> None:
        """What a cell of Python and its outputs tell."""
        for each in statements:
            match each:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    self._known.pop(name, None)
                    kind, size = self._kind(value)
                    if kind:
                        self._known[name] = (kind, size)
                case _:
                    pass
        last = statements[-1] if statements else None
        if isinstance(last, ast.Expr):
            self._look(last.value, shown)

    def rows(self) -> list[list[str]]:
        """Name, type and shape of those that were made last."""
        return [[name, *known] for name, known in [*self._known.items()][-_MOST:]]

    def _look(self, asked: ast.expr, shown: Sequence[Shown]) -> None:
        """A cell that ends with a variable, or with its shape, tells how large it is."""
        match asked:
            case ast.Name(id=name) | ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="info")):
                grid = next((each.grid for each in shown if each.grid is not None), None)
                if grid is not None and grid.all_columns and isinstance(asked, ast.Name):
                    self._known[name] = ("DataFrame", f"{grid.all_rows:,} x {grid.all_columns:,}")
            case ast.Attribute(value=ast.Name(id=name), attr="shape") if name in self._known:
                text = next((each.rows[0].strip() for each in shown if len(each.rows) == 1), "")
                if _SHAPE.match(text):
                    self._known[name] = (self._known[name][0], text.strip("(),").replace(", ", " x "))
            case _:
                pass

    def _kind(self, value: ast.expr) -> tuple[str, str]:
        match value:
            case ast.Constant(value=bool() | int() | float() | str() as known):
                return type(known).__name__, ""
            case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
                return type(value).__name__.lower(), str(len(items))
            case ast.Dict(keys=keys):
                return "dict", str(len(keys))
            case ast.ListComp():
                return "list", ""
            case ast.DictComp():
                return "dict", ""
            case ast.Name(id=name):
                return self._known.get(name, ("", ""))
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if name in READS or name in _FRAMES:
                return "DataFrame", ""
            case ast.Call(func=ast.Attribute(attr=name, value=ast.Name(id="np" | "numpy"))) if name in _ARRAYS:
                return "array", ""
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name[:1].isupper() and len(name) > 2:
                return name, ""
            case _:
                return "", ""
