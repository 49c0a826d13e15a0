"""What code plainly does, where neither its author nor the table of calls has a better word: "We compute u."."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from aura_nb.regex import regex
from aura_nb.sources.notebook.english import DRAWS, DRESSES, INSPECTS, PLOTS
from aura_nb.sources.notebook.rounding import rounded

_ASKED = frozenset(
    {"type", "len", "list", "dict", "set", "sorted", "str", "repr", "max", "min", "sum", "round", "help"}
)
_MODULE_NAMES = {
    "np": "numpy",
    "pd": "pandas",
    "tf": "tensorflow",
    "plt": "matplotlib",
    "sns": "seaborn",
    "sp": "scipy",
}
_MODULES = frozenset({*_MODULE_NAMES, *_MODULE_NAMES.values(), "torch", "jnp", "math", "stats"})
_MOST_FIGURES = 9
_LARGE, _MOST = 10_000, 1e15  # between which a whole number is said with its thousands apart
_COLUMN = regex(r"[\w ]{1,40}")
_DEVICE = regex(r"'(?:cuda|cpu|mps|xpu)\b|(?:\w+\.)*\w*(?:device|DEVICE)")
_SHOW = frozenset(
    (
        *("HTML", "Image", "Video", "Audio", "SVG", "Markdown", "Latex", "Math", "JSON", "IFrame"),
        *("VBox", "HBox", "Tab", "Accordion", "Output"),
    )
)

_MADE = {
    **dict.fromkeys(("array", "asarray", "zeros", "ones", "eye", "linspace", "arange", "full"), "array"),
    **dict.fromkeys(("tensor",), "tensor"),
    **dict.fromkeys(("DataFrame",), "data frame"),
    **dict.fromkeys(("Series",), "series"),
}  # what calls make, of whatever they are given
_SAID = regex(r"[A-Za-z][A-Za-z -]{1,30}")

Kind = Literal[
    "define", "set", "make", "call", "draw", "look", "take", "each", "values", "check", "compare", "run", "create",
    "change",
]  # fmt: skip


class Act(NamedTuple):
    """Something that is done to what has a name; `how` is what English says with it: to what it is set, what it is."""

    kind: Kind
    name: str
    how: str = ""


def of_python(statements: Sequence[ast.stmt]) -> list[Act]:
    """What statements of Python do."""
    return [act for each in statements for act in _of(each)]


def _of(node: ast.stmt) -> Iterator[Act]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield Act("define", name)
        case ast.Assign(value=ast.Call(func=ast.Attribute(attr=name))) if _is_dress(name):
            pass
        case ast.Assign(targets=[ast.Tuple(elts=each)], value=ast.Tuple(elts=values)) if len(each) == len(values):
            yield from (act for one, made in zip(each, values, strict=True) for act in _set(one, made))
        case ast.Assign(targets=targets, value=value):
            yield from (act for target in targets for act in _set(target, value))
        case ast.AnnAssign(target=target, value=ast.expr()) | ast.AugAssign(target=target):
            yield from (Act("make", name) for name in _names(target))
        case ast.Expr(value=value):
            yield from _shown(value)
        case ast.For(target=target, iter=through, body=body):
            names = [*_names(target)]
            told = [act for act in of_python(body) if act.name not in names]
            tried = isinstance(through, ast.List | ast.Tuple) and _is_plain(through) and len(names) == 1
            yield from told or ([Act("values", names[0])] if tried else _looked("each", through))
        case ast.Assert(test=test):
            yield from _looked("check", test)
        case ast.While(body=body) | ast.With(body=body) | ast.If(body=body) | ast.Try(body=body):
            yield from of_python(body)
        case _:
            pass


def _set(target: ast.expr, value: ast.expr) -> Iterator[Act]:
    """What is done to what is given a value by its name."""
    named = isinstance(target, ast.Name)
    match value:
        case ast.Call(func=ast.Name(id=made) | ast.Attribute(attr=made)) if named and made in _MADE:
            yield from (Act("create", name, _MADE[made]) for name in _names(target))
        case ast.List() | ast.Dict() | ast.Set() if named and _is_plain(value):
            what = {ast.List: "list", ast.Dict: "dictionary"}.get(type(value), "set")
            yield from (Act("create", name, what) for name in _names(target))
        case _:
            plain = _is_plain(value)
            yield from (
                Act("set" if plain else "make", name, _value(value) if plain else "") for name in _names(target)
            )


def _value(node: ast.expr) -> str:
    """A short value as it is said behind "to"; empty for a longer one."""
    match node:
        case ast.Constant(value=bool(value)):
            return str(value).lower()
        case (
            ast.Constant(value=int() | float())
            | ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float()))
        ):
            text = ast.unparse(node)
            whole = _LARGE <= abs(number := float(text)) < _MOST and number.is_integer()
            return (f"{number:,.0f}" if whole else rounded(text)) if len(text) <= _MOST_FIGURES else ""
        case ast.Constant(value=str(text)) if _SAID.fullmatch(text):
            return text
        case _:
            return ""


def _looked(kind: Kind, node: ast.expr) -> Iterator[Act]:
    """What is done to the first thing with a name in an expression that is looked at."""
    calls = {each.func for each in ast.walk(node) if isinstance(each, ast.Call)}
    names = (
        each
        for each in ast.walk(node)
        if isinstance(each, ast.Name | ast.Attribute) and each not in calls and not _is_of_module(each)
    )
    yield from itertools.islice((Act(kind, act.name) for each in names for act in _shown(each)), 1)


def _is_of_module(node: ast.expr) -> bool:
    """Whether it is a library, or what one has: `np`, `np.pi`."""
    match node:
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(id=name)):
            return name in _MODULES
        case _:
            return False


def _shown(node: ast.expr) -> Iterator[Act]:  # noqa: C901, PLR0912 - a case for each form
    """What an expression by itself, or `print` of it, looks at or calls."""
    match node:
        case ast.Call(func=ast.Name(id="print" | "display" | "pprint"), args=[*_, last]):
            yield from (act for act in _shown(last) if act.kind != "call")
        case ast.Call(func=ast.Attribute(attr="format", value=ast.Constant()), args=[first, *_]):
            yield from _looked("look", first)
        case ast.Compare(left=left, comparators=[right]):
            sides = [*_looked("compare", left), *_looked("compare", right)]
            yield from sides if len(set(sides)) > 1 else (act._replace(kind="check") for act in sides[:1])
        case ast.BinOp() | ast.Compare() | ast.BoolOp() | ast.UnaryOp():
            yield from _looked("look", node)
        case ast.JoinedStr(values=parts):
            filled = [part.value for part in parts if isinstance(part, ast.FormattedValue)]
            filled.sort(key=lambda value: isinstance(value, ast.Name))  # a count tells less than what is worked out
            named = [value.func if isinstance(value, ast.Call) else value for value in filled]
            yield from itertools.islice((act for value in named for act in _looked("look", value)), 1)
        case ast.Name(id=name) if name not in _MODULES:
            yield Act("look", name)
        case ast.Attribute(attr="__version__", value=ast.Name(id=of)):
            yield Act("look", f"{_MODULE_NAMES.get(of, of)}.version")
        case ast.Subscript(value=ast.Name(), slice=ast.Constant(value=str(column))) if _COLUMN.fullmatch(column):
            yield Act("look", column)
        case ast.Subscript(value=ast.Attribute(value=of, attr="loc" | "iloc" | "at" | "iat" | "ix") | of):
            yield from (Act("take", act.name) if act.kind == "look" else act for act in _shown(of))
        case ast.Attribute(attr=name, value=ast.Name(id=of)):
            yield Act("look", f"{of}.{name}" if len(of) > 1 else name)
        case ast.Attribute(attr=name):  # of what is called, or taken
            yield Act("look", name)
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name[:1].isupper() and name not in _SHOW:
            yield Act("look", name)  # what is made of a class
        case ast.Call(func=ast.Attribute(attr=name)) if _is_dress(name):
            pass
        case ast.Call(func=ast.Attribute(attr=name, value=ast.Name())) if PLOTS.get(name):
            yield Act("draw", "")
        case ast.Call(func=ast.Name(id=name)) if name in DRAWS:
            yield Act("draw", "")
        case ast.Call(func=ast.Name(id=name), args=[of, *_]) if name in _ASKED:
            yield from _seen(of)
        case ast.Call(func=ast.Attribute(attr=name, value=ast.Name(id=module)), args=[of, *_]) if (
            module in _MODULES and name in INSPECTS
        ):
            yield from _seen(of)
        case ast.Call(func=ast.Attribute(attr="to"), args=[where, *_]) if _DEVICE.match(ast.unparse(where)):
            pass  # a model or a tensor is moved, and nothing of it seen
        case ast.Call(func=ast.Attribute(attr=name, value=of)) if name in INSPECTS or name.startswith("to_"):
            yield from _seen(of)
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if not (name.startswith("_") or name in _SHOW):
            yield Act("call", name)
        case ast.Await(value=of):
            yield from _shown(of)
        case _:
            pass


def _seen(node: ast.expr) -> Iterator[Act]:
    """What is looked at when something is asked of an expression."""
    yield from (Act("look", act.name) for act in _shown(node) if act.kind in {"look", "take"})


def _is_dress(name: str) -> bool:
    return name in DRESSES or name.startswith("set_")


def _names(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Name(id=name) if name.strip("_"):
            yield name
        case ast.Tuple(elts=items) | ast.List(elts=items):
            yield from (name for item in items for name in _names(item))
        case ast.Attribute(attr=name):
            yield name
        case ast.Subscript(value=ast.Attribute(), slice=ast.Constant(value=str(column))) if _COLUMN.fullmatch(column):
            yield column
        case ast.Subscript(value=of):
            yield from _names(of)
        case _:
            pass


def _is_plain(node: ast.expr) -> bool:
    """Whether a value is written down and not worked out."""
    match node:
        case ast.Constant() | ast.JoinedStr():
            return True
        case ast.UnaryOp(operand=of):
            return _is_plain(of)
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
            return all(map(_is_plain, items[:50]))
        case ast.Dict(values=values):
            return all(map(_is_plain, values[:50]))
        case _:
            return False
