"""Plain TeX into a tree, with pylatexenc's parser."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeGuard

from pylatexenc.latexwalker import (
    LatexCharsNode,
    LatexEnvironmentNode,
    LatexGroupNode,
    LatexMacroNode,
    LatexSpecialsNode,
    LatexWalker,
    LatexWalkerParseError,
)
from pylatexenc.macrospec import LatexContextDb, MacroStandardArgsParser, SpecialsSpec, std_environment, std_macro

from aura_nb.formulas.commands import (
    ACCENTS,
    ALPHABETS,
    ARGUMENTS,
    ARROWS,
    BINOMIALS,
    BRACES,
    CLASSES,
    FRACTIONS,
    GRIDS,
    SPACES,
    TEXTS,
)
from aura_nb.formulas.delimiters import delimiter, ruled_columns
from aura_nb.formulas.plain import Plain
from aura_nb.formulas.symbols import TYPED, is_character, names, negated, signs, styled
from aura_nb.formulas.tokens import joined, tokens
from aura_nb.formulas.tree import (
    Accent,
    Brace,
    Delimited,
    Fraction,
    Grid,
    Node,
    Root,
    Row,
    Script,
    Stack,
    Symbol,
    Words,
)
from aura_nb.formulas.unreadable import Unreadable
from aura_nb.formulas.visible import operator_name, written


def tree(formula: Plain) -> Row:
    r"""The tree of a formula; a formula of several lines is one grid.

    >>> from aura_nb.formulas.plain import plain
    >>> tree(plain("x^2")).items
    (Script(base=Symbol(char='x'), below=None, above=Row(items=(Symbol(char='2'),), is_group=True)),)
    """
    walker = LatexWalker(joined(formula.tokens), latex_context=_context(), tolerant_parsing=False)
    try:
        nodes, _, _ = walker.get_latex_nodes()
    except LatexWalkerParseError as error:
        raise Unreadable(f"its TeX is damaged: {error.msg}") from error
    if formula.lined:
        return Row((_lines(nodes, ""),))
    return _Reader("").row(nodes)


@cache
def _context() -> LatexContextDb:
    found = LatexContextDb()
    macros = [std_macro(name[1:], ("[" if option else "") + "{" * count) for name, (option, count) in ARGUMENTS.items()]
    macros += [std_macro(name[1:], "{") for name in (*TEXTS, r"\left", r"\right", r"\middle")]
    macros += [std_macro("operatorname", "*{")]
    environments = [std_environment(name, "{" if name == "array" else "") for name in GRIDS]
    scripts = [SpecialsSpec(sign, args_parser=MacroStandardArgsParser("{")) for sign in "^_"]
    found.add_context_category(
        "formula",
        macros=macros,
        environments=environments,
        specials=[*scripts, SpecialsSpec("&"), SpecialsSpec("~")],
    )
    return found


class _Reader:
    """One row under way: its parts so far, in one alphabet."""

    def __init__(self, alphabet: str) -> None:
        self.alphabet = alphabet

    def row(self, nodes: Sequence[Any], *, is_group: bool = False) -> Row:
        for place, node in enumerate(nodes):
            if isinstance(node, LatexMacroNode) and node.macroname in {"over", "choose"}:
                top, bottom = self.row(nodes[:place]), self.row(nodes[place + 1 :])
                return Row((Fraction(top, bottom, node.macroname == "over"),), is_group)
        items: list[Node] = []
        place = 0
        while place < len(nodes):
            place = self._add(nodes, place, items)
        return Row(_joined_names(items), is_group)

    def _add(self, nodes: Sequence[Any], place: int, items: list[Node]) -> int:
        node = nodes[place]
        if isinstance(node, LatexCharsNode):
            items += [self._char(char) for char in node.chars if not char.isspace()]
        elif isinstance(node, LatexGroupNode):
            items.append(self.row(node.nodelist, is_group=True))
        elif isinstance(node, LatexSpecialsNode):
            self._special(node, items)
        elif isinstance(node, LatexEnvironmentNode):
            items.append(_grid(node, self.alphabet))
        elif isinstance(node, LatexMacroNode):
            return self._macro(nodes, place, items)
        else:
            raise Unreadable(f"{node.latex_verbatim()[:20]!r} does not belong in a formula")
        return place + 1

    def _char(self, char: str) -> Node:
        if not is_character(char):
            raise Unreadable(f"{char!r} does not belong in a formula")
        if self.alphabet == "upright" and char.isalpha():
            return Words(char)
        return Symbol(styled(TYPED.get(char, char), self.alphabet))

    def _special(self, node: Any, items: list[Node]) -> None:
        sign = node.specials_chars
        if sign == "~":
            return
        if sign == "&":
            raise Unreadable("an & stands outside a grid")
        part = self._argument(node, 0)
        base = items.pop() if items else None
        before = base if isinstance(base, Script) else Script(base)
        if isinstance(base, Brace) and base.note is None and (sign == "^") == (base.mark == "overbrace"):
            items.append(Brace(base.mark, base.base, part))
        elif (before.below if sign == "_" else before.above) is not None:
            raise Unreadable(f"it has two {sign} in a row")
        elif sign == "_":
            items.append(Script(before.base, part, before.above))
        else:
            items.append(Script(before.base, before.below, part))

    def _argument(self, node: Any, number: int) -> Row:
        found = node.nodeargd.argnlist[number] if node.nodeargd else None
        if found is None:
            raise Unreadable(f"an argument of {node.latex_verbatim()[:20]} is missing")
        inside = found.nodelist if isinstance(found, LatexGroupNode) else [found]
        return _Reader(self.alphabet).row(inside, is_group=True)

    def _macro(self, nodes: Sequence[Any], place: int, items: list[Node]) -> int:
        node = nodes[place]
        command = "\\" + node.macroname
        if command == r"\left":
            end = _closing(nodes, place)
            body = self.row(nodes[place + 1 : end])
            items.append(Delimited(_delimiter(node), body, _delimiter(nodes[end])))
            return end + 1
        if command == r"\not":
            return self._negation(nodes, place, items)
        if command in {r"\limits", r"\nolimits"}:
            if not items:
                raise Unreadable(rf"{command} stands behind nothing")
        elif command in SPACES:
            pass
        elif node.macroname in signs():
            items.append(Symbol(styled(signs()[node.macroname].char, self.alphabet)))
        elif node.macroname in names():
            items.append(Words(names()[node.macroname].shown, is_name=True))
        else:
            items.append(self._composed(node, command))
        return place + 1

    def _composed(self, node: Any, command: str) -> Node:
        if command in FRACTIONS | BINOMIALS:
            return Fraction(self._argument(node, 0), self._argument(node, 1), command in FRACTIONS)
        if command == r"\sqrt":
            has_index = node.nodeargd.argnlist[0] is not None
            return Root(self._argument(node, 1), self._argument(node, 0) if has_index else None)
        if command in ALPHABETS:
            found = node.nodeargd.argnlist[0]
            inside = found.nodelist if isinstance(found, LatexGroupNode) else [found]
            return _Reader(ALPHABETS[command]).row(inside, is_group=True)
        if command in TEXTS:
            return Words(written(_inside(node, 0)))
        if command == r"\operatorname":
            return Words(operator_name(_inside(node, 1)), is_name=True)
        if command in _MARKED:
            return Accent(_MARKED[command], self._argument(node, 0))
        if command in BRACES:
            return Brace(BRACES[command], self._argument(node, 0))
        if command in ARROWS:
            below = self._argument(node, 0) if node.nodeargd.argnlist[0] is not None else None
            return Stack(Row((Symbol(ARROWS[command]),)), below, self._argument(node, 1))
        return self._rest(node, command)

    def _rest(self, node: Any, command: str) -> Node:
        if command == r"\middle":
            return Symbol(_delimiter(node))
        if command == r"\underset":
            return Stack(self._argument(node, 1), self._argument(node, 0))
        if command in {r"\overset", r"\stackrel"}:
            return Stack(self._argument(node, 1), None, self._argument(node, 0))
        if command in CLASSES:
            return self._argument(node, 0)
        if command in {r"\phantom", r"\hphantom", r"\vphantom"}:
            return Row(())
        if command == r"\substack":
            return Row((_lines(_nodes(node, 0), self.alphabet),))
        if command in {r"\bmod", r"\mod"}:
            return Words("mod", is_name=True)
        if command in {r"\pmod", r"\pod"}:
            word = (Words("mod", is_name=True),) if command == r"\pmod" else ()
            return Row((Symbol("("), *word, *self._argument(node, 0).items, Symbol(")")))
        raise Unreadable(f"{command} is not known")

    def _negation(self, nodes: Sequence[Any], place: int, items: list[Node]) -> int:
        struck: list[Node] = []
        if place + 1 < len(nodes):
            following = nodes[place + 1]
            if isinstance(following, LatexCharsNode):
                bare = following.chars.lstrip()
                struck = [self._char(bare[0])] if bare else []
                rest = [self._char(char) for char in bare[1:] if not char.isspace()]
            else:
                self._add(nodes, place + 1, struck)
                rest = []
            if len(struck) == 1 and isinstance(struck[0], Symbol):
                char = negated(struck[0].char)
                if char:
                    items += [Symbol(char), *rest]
                    return place + 2
        raise Unreadable(r"\not stands before what has no negated form")


_MARKED = {
    **ACCENTS,
    r"\cancel": "strike",
    r"\bcancel": "strike",
    r"\xcancel": "strike",
    r"\boxed": "box",
}


def _joined_names(items: Sequence[Node]) -> tuple[Node, ...]:
    """Upright letters next to each other are one word."""
    made: list[Node] = []
    for item in items:
        last = made[-1] if made else None
        if _is_text(item) and _is_text(last):
            made[-1] = Words(last.text + item.text)
        elif isinstance(item, Script) and _is_text(item.base) and _is_text(last):
            made[-1] = Script(Words(last.text + item.base.text), item.below, item.above)
        else:
            made.append(item)
    return tuple(made)


def _is_text(item: Node | None) -> TypeGuard[Words]:
    return isinstance(item, Words) and not item.is_name


def _nodes(node: Any, number: int) -> Sequence[Any]:
    found = node.nodeargd.argnlist[number]
    return list(found.nodelist) if isinstance(found, LatexGroupNode) else [found]


def _inside(node: Any, number: int) -> list[str]:
    return tokens("".join(each.latex_verbatim() for each in _nodes(node, number)))


def _closing(nodes: Sequence[Any], place: int) -> int:
    depth = 0
    for end in range(place, len(nodes)):
        if isinstance(nodes[end], LatexMacroNode):
            depth += (nodes[end].macroname == "left") - (nodes[end].macroname == "right")
            if depth == 0:
                return end
    raise Unreadable(r"a \left has no \right")


def _delimiter(node: Any) -> str:
    found = _nodes(node, 0)
    text = found[0].latex_verbatim().strip() if len(found) == 1 else ""
    return delimiter(text)


def _grid(node: LatexEnvironmentNode, alphabet: str) -> Grid:
    name = node.environmentname
    if name not in GRIDS:
        raise Unreadable(rf"\begin{{{name}}} is not known")
    opening, closing = GRIDS[name]
    columns = ruled_columns("".join(_inside(node, 0))) if name == "array" else ()
    return _lines(node.nodelist, alphabet, Grid((), opening, closing, name, columns))


def _lines(nodes: Sequence[Any], alphabet: str, grid: Grid | None = None) -> Grid:
    rows: list[list[list[Any]]] = [[[]]]
    ruled: list[int] = []
    for node in nodes:
        if isinstance(node, LatexMacroNode) and node.macroname == "\\":
            rows.append([[]])
        elif isinstance(node, LatexMacroNode) and node.macroname == "hline":
            ruled.append(len(rows) - 1)
        elif isinstance(node, LatexSpecialsNode) and node.specials_chars == "&":
            rows[-1].append([])
        else:
            rows[-1][-1].append(node)
    if len(rows) > 1 and all(_is_blank(cell) for cell in rows[-1]):
        rows.pop()
    around = grid or Grid(())
    return Grid(
        tuple(tuple(_Reader(alphabet).row(cell) for cell in row) for row in rows),
        around.opening,
        around.closing,
        around.environment,
        around.columns_ruled,
        tuple(ruled),
    )


def _is_blank(cell: Sequence[Any]) -> bool:
    return all(isinstance(node, LatexCharsNode) and not node.chars.strip() for node in cell)
