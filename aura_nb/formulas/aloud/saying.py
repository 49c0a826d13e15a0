"""The parts of a formula in words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from aura_nb.formulas.aloud.arguments import arguments, entries, errors, interval, members, quotients
from aura_nb.formulas.aloud.decorations import accent, root, stack
from aura_nb.formulas.aloud.grids import grid, matrices
from aura_nb.formulas.aloud.operators import MEMBERS, is_large, large, name
from aura_nb.formulas.aloud.parts import Number, Part, Scripted, parts
from aura_nb.formulas.aloud.powers import above, below, is_simple
from aura_nb.formulas.aloud.relations import Place, related
from aura_nb.formulas.aloud.roles import (
    DIFFERENTIALS,
    bar_of,
    delimited,
    fence_of,
    is_argument,
    is_derivative,
    is_name,
    is_vector,
    letter_of,
    nodes,
    rows,
    share,
    single,
)
from aura_nb.formulas.aloud.vocabulary import SETS, Letters, is_letter, number, sign
from aura_nb.formulas.tree import Accent, Brace, Delimited, Fraction, Grid, Root, Row, Stack, Symbol, Words
from aura_nb.formulas.unreadable import Unreadable

_FUNCTIONS = set("fghFGΦΨφϕψσζΓℙ𝔼𝒩ℒ𝒪𝒰")
_LAWS = set("PpqQE")  # functions of events
_DISTRIBUTIONS = set("𝒩𝒰NUFGHPQDBℬ𝒟")
_CONDITIONS = set("∣|∥‖")  # behind which stands what is given
_RELATIONS = set("=≠≈≡≃≅∼<>≤≥≪≫∈∝→↦⇒⇔≔")
_FENCES = {
    ("|", "|"): "absolute value", ("‖", "‖"): "norm", ("⌊", "⌋"): "floor", ("⌈", "⌉"): "ceiling",
}  # fmt: skip


class Speaker:
    """Says the parts of one formula."""

    def __init__(self, formula: Row) -> None:
        self.letters = Letters(formula)
        self.has_grid = any(isinstance(part, Grid) for row in rows(formula) for part in row)
        # A letter that once stands before a single one in parentheses is a function everywhere.
        self._functions = _FUNCTIONS | {
            letter_of(one)
            for row in rows(formula)
            for one, next_one in pairwise(row)
            if (fence := fence_of(next_one)) and fence.opening in "([" and is_argument(fence)
        } - {""}

    def whole(self, row: Row, place: Place) -> str:
        """The formula itself in words, as a part of a sentence."""
        items = quotients(parts(row))
        return _joined(related(items, [self._one(items, at) for at in range(len(items))], place))

    def row(self, row: Row) -> str:
        """All of a row in words."""
        return self.phrase(parts(row))

    def phrase(self, items: Sequence[Part]) -> str:
        """Parts one after another in words."""
        items = quotients(items)
        return _joined([self._one(items, place) for place in range(len(items))])

    def _one(self, items: Sequence[Part], place: int) -> str:
        item = items[place]
        before = items[place - 1] if place else None
        after = items[place + 1] if place + 1 < len(items) else None
        if isinstance(item, Symbol):
            if item == Symbol("…") and before == after == Symbol(","):
                return "and so on, up to"
            if item == Symbol(",") and Symbol("…") in {before, after}:
                return "," if after == Symbol("…") else ""
            maps = item.char == ":" and any(part == Symbol("→") for part in items[place:])
            said = "from" if maps else self._symbol(item.char, before, after)
            return self._times(before) + said if isinstance(before, Fraction) and is_letter(item.char) else said
        if isinstance(item, Delimited) and before is not None and _ends_there(after):
            return self._joint(before, item) + self._fence(item, before, is_last=True)
        if fence_of(item):
            return self._joint(before, item) + self.part(item, before)
        if before is not None and (at := bar_of(item)) is not None:
            return f", evaluated at {self.row(at)},"
        if is_large(item):
            return self._times(before) + large(self, item)
        if isinstance(item, Fraction | Root) or (isinstance(before, Fraction) and letter_of(item)):
            return self._times(before) + self.part(item)
        if is_name(item):
            return name(self, item, after)
        return self.part(item)

    def part(self, item: Part, before: Part | None = None) -> str:
        """One part in words."""
        match item:
            case Number(figures):
                return number(figures)
            case Symbol(char):
                return self._symbol(char, None, None)
            case Words(text):
                return text.strip()
            case Scripted():
                return self._scripted(item, before)
            case Delimited():
                return self._fence(item, before)
            case Grid():
                return grid(self, item)
            case Row():
                return self.row(item)
            case _:
                return self._composed(item)

    def _composed(self, item: Part) -> str:
        match item:
            case Fraction():
                return self._fraction(item)
            case Root(radicand, index):
                return root(self, radicand, index)
            case Accent(mark, base):
                return accent(self, mark, base)
            case Brace(_, base, note):
                labelled = f", labelled {self.row(note)}, end label," if note else ""
                return self.operand(base) + labelled
            case Stack():
                return stack(self, item)
        raise Unreadable("there are no words for a part of it")

    def operand(self, row: Row) -> str:
        """What something is done to: a single letter or number, or a quantity with its end."""
        return self.enclosed(row, "quantity")

    def enclosed(self, row: Row, noun: str) -> str:
        """A row's words, between "the quantity" and the end of what it is in unless it is simple."""
        items = parts(row)
        if is_simple(items):
            return self.phrase(items)
        return f"the quantity {self.phrase(items)}, end {noun},"

    def _symbol(self, char: str, before: Part | None, after: Part | None) -> str:
        if is_letter(char):
            return self.letters.said(char)
        if char in {"⋅", "×"} and (is_vector(before) or is_vector(after)):
            return "dot" if char == "⋅" else "cross"
        if char == "∼" and not isinstance(after, Number) and (before is None or _is_sign(before)):
            return "not"
        if char == "∼":
            is_law = isinstance(after, Words) or (isinstance(after, Symbol) and after.char in _DISTRIBUTIONS)
            is_law = is_law or (isinstance(after, Scripted) and isinstance(single(after.base), Words))
            return "is distributed as" if is_law else "is similar to"
        if char == "∣":
            return "divides"
        return sign(char)

    def _joint(self, before: Part | None, item: Part) -> str:
        """Says "of" behind a function, "times" between factors."""
        fence = fence_of(item)
        if before is None or fence is None or fence.body.items == (Symbol("⋅"),):
            return ""
        if parts(fence.body)[:1] == (Words("mod", is_name=True),):
            return ""
        if fence.opening in "([" and self._is_function(before, fence):
            return "of "
        return self._times(before)

    def _times(self, before: Part | None) -> str:
        """Says "times" behind a factor, "of" behind a derivative."""
        if isinstance(before, Fraction) and is_derivative(parts(before.top), parts(before.bottom)):
            return "of " if len(parts(before.top)) == 1 else "times "
        letter = letter_of(before)
        is_factor = isinstance(before, Number | Fraction | Root | Delimited) or before == Symbol("!")
        is_factor = is_factor or (bool(letter) and letter not in SETS and letter not in DIFFERENTIALS)
        is_factor = is_factor or (isinstance(before, Scripted) and bool(fence_of(before)))
        return "times " if is_factor else ""

    def _is_function(self, before: Part, fence: Delimited) -> bool:
        if isinstance(before, Words) and not before.is_name:
            return len(before.text) > 1 and " " not in before.text
        if isinstance(before, Delimited):
            return fence.opening == "[" and is_simple(parts(fence.body))
        letter = letter_of(before)
        found = {part.char for part in parts(fence.body) if isinstance(part, Symbol)}
        if letter in _LAWS:
            return bool(found & set("∣|=<>≤≥∈,∥‖")) or letter in self._functions
        return letter in self._functions or (bool(letter) and bool(found & set(",∥‖∣|=")))

    def _scripted(self, item: Scripted, before: Part | None) -> str:
        fence = single(item.base)
        if isinstance(fence, Symbol) and (of := matrices(self, fence, item)):
            return of
        if isinstance(fence, Number) and (bounds := errors(self, item)):
            return f"{self.part(fence)}{bounds}"
        if isinstance(fence, Delimited) and (fence.opening, fence.closing) in {("", "|"), ("[", "]")} and item.below:
            high = f" to {self.row(item.above)}" if item.above else ""
            where = f"evaluated {'from' if high else 'at'} {self.row(item.below)}{high}"
            return f"{self.operand(fence.body)}, {where},"
        if isinstance(fence, Delimited) and fence.opening == "‖" and item.below and is_simple(parts(item.below)):
            return (
                f"the {self.row(item.below)} norm of {self.enclosed(fence.body, 'norm')}{above(self, item.above, ())}"
            )
        base = self._base(item.base, before)
        if not base:
            raised = f"raised {self.row(item.above)}, end raised," if item.above else ""
            return f"{raised} lowered {self.row(item.below)}, end lowered," if item.below else raised
        return base + below(self, item.below) + above(self, item.above, item.base)

    def _base(self, base: Sequence[Part], before: Part | None) -> str:
        only = single(base)
        if only is None:
            return self.operand(Row(tuple(nodes(base)))) if base else ""
        if isinstance(only, Scripted) and only.below is None and only.above and set(parts(only.above)) == {Symbol("′")}:
            return self.part(only)  # a letter and its prime are one name
        is_called = isinstance(only, Delimited) and before is not None and self._is_called(before, only)
        if isinstance(only, Fraction | Root | Scripted) or (
            isinstance(only, Delimited) and (only.opening, only.closing) in _FENCES
        ):
            return f"the quantity {self.part(only)}, end quantity,"
        if is_called and isinstance(only, Delimited) and is_simple(parts(only.body)):
            return f"the quantity {self.row(only.body)}, end quantity,"
        return self.part(only, before)

    def _is_called(self, before: Part, fence: Delimited) -> bool:
        return fence.opening in "([" and (is_name(before) or self._is_function(before, fence))

    def _fraction(self, item: Fraction) -> str:
        top, bottom = parts(item.top), parts(item.bottom)
        if not item.has_bar:
            if is_simple(top) and is_simple(bottom):
                return f"{self.phrase(top)} choose {self.phrase(bottom)}"
            return f"the binomial {self.phrase(top)}, choose {self.phrase(bottom)}, end binomial,"
        if is_derivative(top, bottom):
            return f"{self.phrase(top)} by {self.phrase(bottom)}"
        if is_simple(top) and is_simple(bottom):
            equal = share(top, bottom)
            return equal or f"{self.phrase(top)} over {self.phrase(bottom)}"
        return f"the fraction {self.phrase(top)}, all over {self.phrase(bottom)}, end fraction,"

    def _fence(self, item: Delimited, before: Part | None, *, is_last: bool = False) -> str:
        around = (item.opening, item.closing)
        grids = [part for part in parts(item.body) if isinstance(part, Grid)]
        if len(grids) == 1 == len(parts(item.body)):
            return grid(self, Grid(grids[0].rows, item.opening, item.closing, grids[0].environment))
        if around in _FENCES:
            return f"the {_FENCES[around]} of {self.enclosed(item.body, _FENCES[around])}"
        if around == ("{", "}"):
            few = members(self, parts(item.body))
            return f"the set of {few}" if few else f"the set of {self._members(item.body)}, end set,"
        inside = parts(item.body)
        if len(inside) == 1 and isinstance(inside[0], Fraction) and not inside[0].has_bar:
            return self.part(inside[0])
        if around == ("(", ")") and inside[:1] == (Words("mod", is_name=True),):
            return f"modulo {self.enclosed(Row(tuple(nodes(inside[1:]))), 'modulus')}"
        if around == ("⟨", "⟩"):
            return self._angled(item.body)
        return self._grouped(item, before, is_last=is_last)

    def _grouped(self, item: Delimited, before: Part | None, *, is_last: bool) -> str:
        """What is between parentheses or brackets: arguments, an interval, a quantity."""
        around, inside = (item.opening, item.closing), parts(item.body)
        if inside == (Symbol("⋅"),):
            return ""  # what is put there is left open: a function by its name
        called = before is not None and self._is_called(before, item)
        if around == ("(", ")") or (called and around == ("[", "]")):
            said = self._given(inside) if called else self.phrase(inside)
            if called and (is_simple(inside) or (is_last and _is_conditional(inside))):
                return said
            if called and (listed := arguments(self, inside)):
                return listed
            if not called and (together := interval(self, inside, around) or entries(self, inside)):
                return together
            if any(isinstance(part, Symbol) and part.char in ",;" for part in inside):
                return f"the arguments {said}, end arguments," if called else delimited("(", said, ")")
            return f"the quantity {said}, end quantity,"
        if "".join(around) in {"[]", "[)", "(]"} and (ends := interval(self, inside, around)):
            return ends
        return delimited(item.opening, self.phrase(inside), item.closing)

    def _angled(self, body: Row) -> str:
        inside = parts(body, bars=False)
        commas = [place for place, part in enumerate(inside) if part == Symbol(",")]
        if len(commas) == 1:
            pair = (inside[: commas[0]], inside[commas[0] + 1 :])
            return f"the inner product of {self.phrase(pair[0])} and {self.phrase(pair[1])}, end product,"
        return delimited("⟨", self.phrase(inside), "⟩")

    def _members(self, body: Row) -> str:
        return self._replaced(parts(body), MEMBERS, "such that")

    def _given(self, inside: Sequence[Part]) -> str:
        if any(isinstance(part, Symbol) and part.char in "∥‖" for part in inside):
            return self._replaced(inside, {"∥", "‖"}, "relative to")
        return self._replaced(inside, {"∣", "|"}, "given")

    def _replaced(self, inside: Sequence[Part], signs: set[str], words: str) -> str:
        """The phrase of parts in which one sign is said in another way."""
        for place, part in enumerate(inside):
            if isinstance(part, Symbol) and part.char in signs:
                return f"{self.phrase(inside[:place])} {words} {self.phrase(inside[place + 1 :])}"
        return self.phrase(inside)


def _is_sign(part: Part) -> bool:
    return isinstance(part, Symbol) and not is_letter(part.char)


def _joined(said: Sequence[str]) -> str:
    return " ".join(" ".join(piece for piece in said if piece).split())


def _ends_there(after: Part | None) -> bool:
    """Whether it is heard that an argument ends: nothing follows, or "equals" and its like."""
    return after is None or (isinstance(after, Symbol) and after.char in _RELATIONS)


def _is_conditional(inside: Sequence[Part]) -> bool:
    """Whether what is given and what for are single letters or numbers: "z given x"."""
    between = [isinstance(part, Symbol) and part.char in _CONDITIONS for part in inside]
    return between == [False, True, False] and is_simple(inside[:1]) and is_simple(inside[2:])
