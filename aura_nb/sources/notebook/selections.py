"""What a call of pandas names: rows by a condition, columns, files, other tables."""

from __future__ import annotations

import ast

from aura_nb.sources.notebook.identifiers import file_name, label, listed, words

_MOST_NAMED = 4  # columns that are named


def kept(node: ast.expr) -> str:
    """What a selection by a condition keeps: `df[df["age"] > 30]`."""
    match node:
        case ast.Subscript(value=ast.Name(), slice=ast.Compare() | ast.BinOp(op=ast.BitAnd()) as where):
            said = _condition(where)
            return f"keep the rows where {said}" if said else ""
        case _:
            return ""


_COMPARED = {
    ast.Gt: "is more than",
    ast.GtE: "is at least",
    ast.Lt: "is less than",
    ast.LtE: "is at most",
    ast.Eq: "is",
    ast.NotEq: "is not",
}


def _condition(node: ast.expr) -> str:
    match node:
        case ast.Compare(left=left, ops=[op], comparators=[ast.Constant(value=str() | int() | float() as value)]) if (
            type(op) in _COMPARED
        ):
            column = column_of(left)
            return f"{column} {_COMPARED[type(op)]} {value}" if column else ""
        case ast.BinOp(left=left, op=ast.BitAnd(), right=right):
            both = [_condition(left), _condition(right)]
            return " and ".join(both) if all(both) else ""
        case _:
            return ""


def column_of(node: ast.expr) -> str:
    match node:
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return label(name)
        case ast.Attribute(attr=name, value=ast.Name()):
            return label(name)
        case _:
            return ""


def named(call: ast.Call, name: str) -> str:
    """What the first argument of a step names: a column, several, a file, another table."""
    given = [*call.args[:1], *(word.value for word in call.keywords if word.arg in {"by", "on", "right"})]
    if not given:
        return ""
    match given[0]:
        case ast.Constant(value=str(text)) if name == "to_csv":
            return file_name(text)
        case ast.Constant(value=str(text)) if name == "query":
            try:
                return _query(ast.parse(text, mode="eval").body)
            except SyntaxError:
                return ""
        case ast.Constant(value=str(text)):
            return label(text)
        case ast.List(elts=items) if all(isinstance(item, ast.Constant) for item in items):
            return listed([label(text_of(item)) for item in items][:3])
        case ast.Name(id=other) if name in {"merge", "join"} and len(other) > 2:
            return words(other)
        case _:
            return ""


def dropped(call: ast.Call) -> str:
    """The columns that are dropped, where they are named."""
    by_axis = any(word.arg == "axis" and ast.unparse(word.value) in {"1", "'columns'"} for word in call.keywords)
    by_axis = by_axis or [ast.unparse(arg) for arg in call.args[1:2]] == ["1"]
    given = [word.value for word in call.keywords if word.arg == "columns"] or (call.args[:1] if by_axis else [])
    match given:
        case [ast.Constant(value=str(name))]:
            return f"drop the column {label(name)}"
        case [ast.List(elts=items)] if all(map(text_of, items)):
            names = [label(text_of(item)) for item in items]
            if len(names) == 1:
                return f"drop the column {names[0]}"
            return f"drop the columns {listed(names)}" if len(names) <= _MOST_NAMED else f"drop {len(names)} columns"
        case _:
            return ""


def _query(node: ast.expr) -> str:
    match node:
        case ast.Compare(
            left=ast.Name(id=name), ops=[op], comparators=[ast.Constant(value=str() | int() | float() as value)]
        ) if type(op) in _COMPARED:
            return f"{label(name)} {_COMPARED[type(op)]} {value}"
        case _:
            return ""


def text_of(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
