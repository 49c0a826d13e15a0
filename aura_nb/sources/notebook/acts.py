"""What code plainly does, where neither its author nor the table of calls has a better word: "We compute u."."""

from __future__ import annotations

import ast
import itertools
import re
import tomllib
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Literal, NamedTuple

from aura_nb.sources.notebook.calls import VERBS
from aura_nb.sources.notebook.words import words

_TABLE: dict[str, dict[str, str]] = tomllib.loads((files(__package__) / "acts.toml").read_text("utf-8"))
_MOST_NAMES, _MOST_ACTS = 3, 2
_LITERAL = r"[-+]?[\d.]|['\"\[({]|c\(|true\b|false\b|TRUE\b|FALSE\b"
_NAME = r"[^\W\d]\w*(?:\.\w+)*!?"
_DEFINED = re.compile(
    rf"(?:function|def|func|fn|fun|void|sub)\s+(?P<name>{_NAME})\s*\(|(?P<bound>{_NAME})\s*(?:<-|=)\s*function\b"
    rf"|(?P<short>{_NAME})\([\w\s,:.]*\)\s*=(?!=)"
)
_MADE = re.compile(
    rf"(?:(?:let|const|var|val|auto|local|mut|int|double|float|my)\s+)*[$@]?(?P<name>{_NAME})\s*(?:<-|:=|=(?!=))\s*"
    rf"(?P<literal>{_LITERAL})?"
)
_CALLED = re.compile(rf"(?P<name>{_NAME})\s*\(")
_ALONE = re.compile(rf"(?P<name>{_NAME})\s*;?\s*(?:#.*)?$")
_KEYWORDS = frozenset(
    (
        *("if", "for", "while", "end", "else", "elseif", "begin", "return", "try", "catch", "do", "done", "fi", "then"),
        *("switch", "case", "using", "import", "from", "library", "require", "include", "with", "let", "in", "where"),
        *("module", "print", "println", "cat", "printf", "echo", "display", "disp", "show", "select", "console.log"),
    )
)

_NOUNS = frozenset(
    {"df", "dataframe", "data", "model", "fig", "img", "corr", "result", "results", "output", "table", "summary"}
)

_LITTLE = frozenset({"to", "from", "by", "with", "of", "in", "on", "for", "as"})
_SHOW = frozenset({"HTML", "Image", "Video", "Audio", "SVG", "Markdown", "Latex", "Math", "JSON", "IFrame"})
_LOOKING = frozenset({"look", "take", "each", "check"})  # at what there is

Kind = Literal["define", "set", "make", "call", "look", "take", "each", "check"]


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


def said(acts: Sequence[Act], language: str) -> str:
    """The first of them in words; nothing in a language without any.

    >>> said([Act("set", "nx"), Act("set", "dt"), Act("make", "step_size")], "en")
    'We set nx and dt. Then we compute step size.'
    >>> said([Act("look", "u")], "de")
    'Wir sehen uns u an.'
    """
    primary = language.partition("-")[0].lower()
    table = _TABLE.get(primary)
    if table is None:
        return ""
    groups: list[tuple[Kind, list[str]]] = []
    made: set[str] = set()
    for kind, name in acts:
        if kind in {"set", "make"}:
            made.add(name)
        elif kind == "look" and name in made:
            continue  # what was just made is seen
        spoken = (
            (_in_english(name) if kind in _LOOKING else words(name))
            if primary == "en"
            else " ".join(re.split(r"[_\s.]+", name.strip("_")))
        )
        if groups and groups[-1][0] == kind:
            if spoken not in groups[-1][1]:
                groups[-1][1].append(spoken)
        else:
            groups.append((kind, [spoken]))
    told = [
        _done(names[0])
        if primary == "en" and kind == "call" and len(names) == 1 and _done(names[0])
        else table[kind].format(_listed(names[:_MOST_NAMES], table["and"]))
        for kind, names in groups[:_MOST_ACTS]
    ]
    if primary == "en":
        told[1:] = [f"Then we{each.removeprefix('We')}" for each in told[1:]]
    return ("" if primary in {"zh", "ja"} else " ").join(told)


def _in_english(name: str) -> str:
    """A name as it is said.

    >>> _in_english("stocks.index"), _in_english("df"), _in_english("step_size")
    ('the index of stocks', 'the data frame', 'step size')
    """
    of, _, attribute = name.rpartition(".")
    if of:
        return f"the {words(attribute)} of {_in_english(of)}"
    return f"the {words(name)}" if name.lower() in _NOUNS else words(name)


def _done(name: str) -> str:
    """What is done by a function whose name says so, by a verb and what it is done to; empty for another.

    >>> _done("plot posterior"), _done("get fred data"), _done("summary")
    ('We plot posterior.', 'We get fred data.', '')
    """
    verb, _, rest = name.partition(" ")
    return f"We {name}." if rest and verb in VERBS and rest.split()[0] not in _LITTLE else ""


def part(shown: int, whole: int, language: str) -> str:
    """What is said of the lines of a long cell that are lit; nothing in a language without words.

    >>> part(12, 40, "en-GB"), part(1, 40, "en-GB"), part(12, 40, "la")
    ('Of 40 lines, these 12 matter.', 'Of 40 lines, this one matters.', '')
    """
    told = _TABLE.get(language.partition("-")[0].lower(), {})
    return told.get("one" if shown == 1 else "part", "").format(shown=shown, all=whole)


def columns(names: Sequence[str], language: str) -> str:
    """What is said of a table by its columns; nothing in a language without words.

    >>> columns(["Jahr", "Betrag"], "de"), columns(["a"], "la")
    ('Die Spalten sind Jahr und Betrag.', '')
    """
    told = _TABLE.get(language.partition("-")[0].lower(), {})
    return told.get("columns", "").format(_listed([*names], told.get("and", ""))) if names else ""


def here(language: str) -> str:
    """What is said of a result of which nothing is known; nothing in a language without words.

    >>> here("fr-CA"), here("la")
    ('Voici le résultat.', '')
    """
    return _TABLE.get(language.partition("-")[0].lower(), {}).get("here", "")


def _listed(names: list[str], joint: str) -> str:
    *others, last = names
    return f"{', '.join(others)} {joint} {last}" if others else last


def _of(node: ast.stmt) -> Iterator[Act]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield Act("define", name)
        case ast.Assign(targets=targets, value=value):
            kind: Kind = "set" if _is_plain(value) else "make"
            yield from (Act(kind, name) for target in targets for name in _names(target))
        case ast.AnnAssign(target=target, value=ast.expr()) | ast.AugAssign(target=target):
            yield from (Act("make", name) for name in _names(target))
        case ast.Expr(value=value):
            yield from _shown(value)
        case ast.For(iter=through, body=body):
            yield from of_python(body) or _looked("each", through)
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


def _shown(node: ast.expr) -> Iterator[Act]:
    """What an expression by itself, or `print` of it, looks at or calls."""
    match node:
        case ast.Call(func=ast.Name(id="print" | "display" | "pprint"), args=[*_, last]):
            yield from (act for act in _shown(last) if act.kind != "call")
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
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if not (name.startswith("_") or name in _SHOW):
            yield Act("call", name)
        case ast.Await(value=of):
            yield from _shown(of)
        case _:
            pass


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
    if defined := _DEFINED.match(row):
        yield Act("define", defined["name"] or defined["bound"] or defined["short"])
    elif made := _MADE.match(row):
        yield Act("set" if made["literal"] else "make", made["name"])
    elif called := _CALLED.match(row):
        yield Act("call", called["name"])
    elif alone := _ALONE.match(row):
        yield Act("look", alone["name"])
