"""Cells that make the film of their own notebook, or show the panel: they are not in that film."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from aura_nb.regex import regex
from aura_nb.sources.notebook.statements import is_magic, python

_PACKAGE = "aura_nb"
_MAGIC = regex(r"%aura\s+film(?:\s+--[\w-]+(?:[= ]\S+)?)*\s*")
_LOADING = regex(rf"%load_ext\s+{_PACKAGE}\s*")
_OPENING = frozenset({"panel", "edit"})
_OF_ANOTHER = frozenset({"source", "brief", "storyboard"})  # with these `generate` films something else
_SHOWING = frozenset({"print", "display"})


class Filming:
    """Reads a notebook's cells in order: it knows what earlier ones called the package and its films."""

    def __init__(self) -> None:
        self._packages = {"aura", _PACKAGE}
        self._functions: dict[str, str] = {}  # by what they are called here
        self._films: set[str] = set()  # names of films of this notebook, of its panel and of what came of them

    def is_all_of(self, source: str) -> bool:
        """Whether a cell of code does nothing but make the film that it would be in, or show the panel.

        >>> cells = Filming()
        >>> cells.is_all_of("import aura_nb as a; film = a.generate(theme='lab')"), cells.is_all_of("film.wait()")
        (True, True)
        >>> cells.is_all_of("a.generate('bees.md')"), cells.is_all_of("a.panel(); bees = read()")
        (False, False)
        """
        if not any(name in source for name in (*self._packages, *self._functions, *self._films)):
            return False
        tree = python(source)
        if tree is None:
            return False
        magics = [row.strip() for row in source.split("\n") if is_magic(row)]
        told = [self._is_filming(node) for each in tree.statements for node in each.nodes]
        told += [True for row in magics if _MAGIC.fullmatch(row)]
        others = [row for row in magics if not (_MAGIC.fullmatch(row) or _LOADING.fullmatch(row))]
        return not others and True in told and False not in told

    def _is_filming(self, node: ast.stmt) -> bool | None:
        """Whether a statement is about the film; None for an import of the package, which may stand with others."""
        match node:
            case ast.Import() | ast.ImportFrom():
                return self._imported(node)
            case ast.Expr(value=value):
                return self._is_of_film(value)
            case ast.Assign(targets=targets, value=value):
                return self._bound(targets, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                return self._bound([target], value)
            case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body):
                opened = [self._bound([i.optional_vars] if i.optional_vars else [], i.context_expr) for i in items]
                return self._are_filming(body) and all(opened)
            case ast.For(target=target, iter=through, body=body) | ast.AsyncFor(target=target, iter=through, body=body):
                return self._bound([target], through) and self._are_filming(body)
            case _:
                return False

    def _are_filming(self, nodes: Iterable[ast.stmt]) -> bool:
        return all([self._is_filming(node) is not False for node in nodes])  # noqa: C419 - each is learnt from

    def _imported(self, node: ast.Import | ast.ImportFrom) -> bool | None:
        own = [node.module == _PACKAGE] if isinstance(node, ast.ImportFrom) else []
        for each in node.names:
            name = each.asname or each.name.partition(".")[0]
            self._forget(name)
            if isinstance(node, ast.Import):
                own.append(each.name == _PACKAGE)
                if own[-1]:
                    self._packages.add(name)
            elif own[0]:
                self._functions |= {f: f for f in ("generate", *_OPENING)} if each.name == "*" else {name: each.name}
        return None if all(own) else False

    def _bound(self, targets: Iterable[ast.expr], value: ast.expr) -> bool:
        """Whether what is given names is of the film: so are they then, and else no longer."""
        filming = self._is_of_film(value)
        for target in targets:
            if isinstance(target, ast.Attribute | ast.Subscript):  # a scene's narration is changed
                filming = self._is_of_film(target)
            for name in [each.id for each in ast.walk(target) if isinstance(each, ast.Name)]:
                if isinstance(target, ast.Name | ast.Tuple | ast.List):
                    self._forget(name)
                    self._films |= {name} if filming else set()
        return filming

    def _forget(self, name: str) -> None:
        self._packages.discard(name)
        self._functions.pop(name, None)
        self._films.discard(name)

    def _is_of_film(self, node: ast.expr) -> bool:
        """Whether an expression makes the film, shows the panel, or asks something of either."""
        match node:
            case ast.Name(id=name):
                return name in self._films
            case ast.Await(value=of) | ast.Attribute(value=of) | ast.Subscript(value=of):
                return self._is_of_film(of)
            case ast.Call(func=ast.Name(id=name), args=args) if name in _SHOWING and args:
                return all(map(self._is_of_film, args))
            case ast.Call(func=ast.Attribute(attr=name, value=ast.Name(id=package))) if package in self._packages:
                return _films_this(name, node)
            case ast.Call(func=ast.Name(id=name)) if name in self._functions:
                return _films_this(self._functions[name], node)
            case ast.Call(func=func):
                return self._is_of_film(func)
            case _:
                return False


def _films_this(function: str, call: ast.Call) -> bool:
    if function == "generate":
        return not call.args and not any(word.arg in _OF_ANOTHER for word in call.keywords)
    return function in _OPENING
