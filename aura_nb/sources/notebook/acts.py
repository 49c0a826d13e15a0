"""What code plainly does, where neither its author nor the table of calls has a better word: "We compute u."."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from aura_nb.regex import regex
from aura_nb.sources.notebook.english import PLOTS

_LITERAL = r"[-+]?[\d.]|['\"\[({]|c\(|true\b|false\b|TRUE\b|FALSE\b"
_NAME = r"[^\W\d]\w*(?:\.\w+)*!?"
_DEFINED = regex(
    rf"(?:function|def|func|fn|fun|void|sub)\s+(?P<name>{_NAME})\s*\(|(?P<bound>{_NAME})\s*(?:<-|=)\s*function\b"
    rf"|(?P<short>{_NAME})\([\w\s,:.]*\)\s*=(?!=)"
)
_MADE = regex(
    rf"(?:(?:let|const|var|val|auto|local|mut|int|double|float|my)\s+)*[$@]?(?P<name>{_NAME})\s*(?:<-|:=|=(?!=))\s*"
    rf"(?P<literal>{_LITERAL})?"
)
_CALLED = regex(rf"(?P<name>{_NAME})\s*\(")
_ALONE = regex(rf"(?P<name>{_NAME})\s*;?\s*(?:#.*)?$")
_KEYWORDS = frozenset(
    (
        *("if", "for", "while", "end", "else", "elseif", "begin", "return", "try", "catch", "do", "done", "fi", "then"),
        *("switch", "case", "using", "import", "from", "library", "require", "include", "with", "let", "in", "where"),
        *("module", "print", "println", "cat", "printf", "echo", "display", "disp", "show", "select", "console.log"),
        *("sprintf", "paste", "paste0", "format", "cout", "endl", "sessionInfo", "invisible"),
    )
)

_LOOKED = regex(
    r"(?:print\()?(?:head|tail|str|summary|glimpse|View|names|colnames|nrow|ncol|dim|describe|first|last|size|length|skim)"
    rf"\((?P<name>{_NAME})\s*[,)]"
)
_DRAWN = regex(
    rf"(?:{_NAME}\s*(?:<-|=(?!=))\s*)?(?:ggplot|qplot|plot|hist|histogram|barplot|boxplot|pie|scatter|heatmap|surf|mesh"
    r"|contour)!?\s*\("
)
_INSPECTS = frozenset(
    {"head", "tail", "info", "describe", "unique", "nunique", "value_counts", "sum", "mean", "collect", "to_string"}
)  # that which a table or a column is asked to tell of itself
# What only dresses a figure: nobody speaks of it.
_DRESSES = frozenset(
    (
        *(
            "title",
            "suptitle",
            "xlabel",
            "ylabel",
            "zlabel",
            "xlim",
            "ylim",
            "xticks",
            "yticks",
            "xscale",
            "yscale",
            "legend",
        ),
        *(
            "grid",
            "axis",
            "show",
            "savefig",
            "colorbar",
            "tight_layout",
            "annotate",
            "text",
            "figure",
            "subplot",
            "subplots",
        ),
        *(
            "add_subplot",
            "add_axes",
            "gca",
            "gcf",
            "axhline",
            "axvline",
            "subplots_adjust",
            "tick_params",
            "despine",
            "set",
        ),
        *("update_layout", "update_traces", "update_xaxes", "update_yaxes", "clf", "cla", "close", "draw", "setp"),
    )
)
_SHOW = frozenset({"HTML", "Image", "Video", "Audio", "SVG", "Markdown", "Latex", "Math", "JSON", "IFrame"})

Kind = Literal["define", "set", "make", "call", "draw", "look", "take", "each", "values", "check"]


class Act(NamedTuple):
    """Something that is done to what has a name."""

    kind: Kind
    name: str


def of_python(statements: Sequence[ast.stmt]) -> list[Act]:
    """What statements of Python do."""
    return [act for each in statements for act in _of(each)]


def of_text(rows: Sequence[str]) -> list[Act]:
    """What lines of another language do, by those that are not set in."""
    return [act for row in rows if len(row) < 500 and row[:1].strip() for act in _of_row(row)]


def _of(node: ast.stmt) -> Iterator[Act]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield Act("define", name)
        case ast.Assign(value=ast.Call(func=ast.Attribute(attr=name))) if _is_dress(name):
            pass
        case ast.Assign(targets=targets, value=value):
            kind: Kind = "set" if _is_plain(value) else "make"
            yield from (Act(kind, name) for target in targets for name in _names(target))
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


def _looked(kind: Kind, node: ast.expr) -> Iterator[Act]:
    """What is done to the first thing with a name in an expression that is looked at."""
    calls = {each.func for each in ast.walk(node) if isinstance(each, ast.Call)}
    names = (each for each in ast.walk(node) if isinstance(each, ast.Name | ast.Attribute) and each not in calls)
    yield from itertools.islice((Act(kind, act.name) for each in names for act in _shown(each)), 1)


def _shown(node: ast.expr) -> Iterator[Act]:  # noqa: C901, PLR0912 - a case for each form
    """What an expression by itself, or `print` of it, looks at or calls."""
    match node:
        case ast.Call(func=ast.Name(id="print" | "display" | "pprint"), args=[*_, last]):
            yield from (act for act in _shown(last) if act.kind != "call")
        case ast.JoinedStr(values=parts):
            filled = [part.value for part in parts if isinstance(part, ast.FormattedValue)]
            filled.sort(key=lambda value: isinstance(value, ast.Name))  # a count tells less than what is worked out
            named = [value.func if isinstance(value, ast.Call) else value for value in filled]
            yield from itertools.islice((act for value in named for act in _looked("look", value)), 1)
        case ast.Name(id=name):
            yield Act("look", name)
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
        case ast.Call(func=ast.Attribute(attr=name, value=of)) if name in _INSPECTS:
            yield from (Act("look", act.name) for act in _shown(of) if act.kind in {"look", "take"})
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if not (name.startswith("_") or name in _SHOW):
            yield Act("call", name)
        case ast.Await(value=of):
            yield from _shown(of)
        case _:
            pass


def _is_dress(name: str) -> bool:
    return name in _DRESSES or name.startswith("set_")


def _names(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Name(id=name) if name.strip("_"):
            yield name
        case ast.Tuple(elts=items) | ast.List(elts=items):
            yield from (name for item in items for name in _names(item))
        case ast.Attribute(attr=name):
            yield name
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


def _of_row(row: str) -> Iterator[Act]:
    if row.split("(", maxsplit=1)[0].split(maxsplit=1)[:1] and row.replace("(", " ").split()[0] in _KEYWORDS:
        return
    if _DRAWN.match(row):
        yield Act("draw", "")
    elif looked := _LOOKED.match(row):
        yield Act("look", looked["name"])
    elif defined := _DEFINED.match(row):
        yield Act("define", defined["name"] or defined["bound"] or defined["short"])
    elif made := _MADE.match(row):
        yield Act("set" if made["literal"] else "make", made["name"])
    elif called := _CALLED.match(row):
        yield Act("call", called["name"])
    elif alone := _ALONE.match(row):
        yield Act("look", alone["name"])
