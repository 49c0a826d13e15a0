"""What a part of a formula is to those around it: a function, a vector, a derivative."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aura_nb.formulas.aloud.parts import Number, Part, Scripted, inner_rows, parts
from aura_nb.formulas.aloud.vocabulary import is_letter, number, sign
from aura_nb.formulas.tree import Accent, Delimited, Node, Row, Symbol, Words
from aura_nb.formulas.unreadable import Unreadable

_SHARES = {3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth", 10: "tenth"}
_MOST_SHARES = 9
DIFFERENTIALS = {"d", "∂"}


def rows(row: Row) -> Iterator[tuple[Part, ...]]:
    """Every row of a formula, as its parts."""
    yield parts(row)
    for inner in inner_rows(row):
        yield from rows(inner)


def delimited(opening: str, said: str, closing: str) -> str:
    return f"{sign(opening) if opening else ''} {said} {sign(closing) if closing else ''}".strip()


def fence_of(item: Part) -> Delimited | None:
    inner = single(item.base) if isinstance(item, Scripted) else item
    return inner if isinstance(inner, Delimited) else None


def letter_of(item: Part | None) -> str:
    """The letter of a part without its scripts and accents."""
    inner = single(item.base) if isinstance(item, Scripted) else item
    if isinstance(inner, Accent):
        inner = single(parts(inner.base))
    return inner.char if isinstance(inner, Symbol) and is_letter(inner.char) else ""


def is_argument(fence: Delimited) -> bool:
    """Whether it holds one letter or one number: nobody writes a product so."""
    inside = parts(fence.body)
    return len(inside) == 1 and (bool(letter_of(inside[0])) or isinstance(inside[0], Number))


def bar_of(item: Part) -> Row | None:
    """Where the thing before a bar is evaluated."""
    is_bar = isinstance(item, Scripted) and item.base == (Symbol("|"),) and item.above is None
    return item.below if is_bar and isinstance(item, Scripted) else None


def single(items: Sequence[Part]) -> Part | None:
    return items[0] if len(items) == 1 else None


def nodes(items: Sequence[Part]) -> list[Node]:
    made: list[Node] = []
    for item in items:
        if isinstance(item, Number):
            made += [Symbol(figure) for figure in item.figures]
        elif isinstance(item, Scripted):
            raise Unreadable("there are no words for what its scripts stand at")
        else:
            made.append(item)
    return made


def is_name(item: Part) -> bool:
    base = single(item.base) if isinstance(item, Scripted) else item
    return isinstance(base, Words) and base.is_name


def is_vector(item: Part | None) -> bool:
    base = single(item.base) if isinstance(item, Scripted) else item
    if isinstance(base, Accent):
        return base.mark == "arrow" or (base.mark == "hat" and len(base.base.items) == 1)
    return isinstance(base, Symbol) and (base.char in "∇𝛁" or "\U0001d400" <= base.char <= "\U0001d433")


def is_derivative(top: Sequence[Part], bottom: Sequence[Part]) -> bool:
    """Whether both halves begin with a differential, and the lower one holds nothing else."""
    starts = [place for place, part in enumerate(bottom) if is_differential(part)]
    pairs = list(range(0, len(bottom), 2))
    return bool(top) and is_differential(top[0]) and len(top) <= 2 and len(bottom) % 2 == 0 and starts == pairs != []


def is_differential(part: Part) -> bool:
    base = single(part.base) if isinstance(part, Scripted) else part
    return isinstance(base, Symbol | Words) and (base.char if isinstance(base, Symbol) else base.text) in DIFFERENTIALS


def share(top: Sequence[Part], bottom: Sequence[Part]) -> str:
    """Halves, thirds and so on."""
    above_it, below_it = single(top), single(bottom)
    if not isinstance(above_it, Number) or not isinstance(below_it, Number):
        return ""
    if not (above_it.figures.isdigit() and below_it.figures.isdigit()):
        return ""
    count, kind = int(above_it.figures), int(below_it.figures)
    if not 0 < count <= _MOST_SHARES:
        return ""
    if kind == 2:
        return f"{number(str(count))} {'half' if count == 1 else 'halves'}"
    word = _SHARES.get(kind)
    return f"{number(str(count))} {word}{'' if count == 1 else 's'}" if word else ""
