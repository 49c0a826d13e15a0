"""What is said of a value that is wrong: what it is called, what would be right, and what was perhaps meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import inspect

from aura_nb.specs.cleaning import clean_text


def between(node: inspect.IntType | inspect.FloatType) -> str:
    """The limits of a number, with a space before them; nothing where it has none."""
    low, high = (figure(side) if side is not None else "" for side in (node.ge, node.le))
    if low and high:
        return f" from {low} to {high}"
    return f" of at least {low}" if low else f" of at most {high}" if high else ""


def unknown(name: str, known: Sequence[str], node: inspect.StructType) -> str:
    """What is said of a field that there is not: the one that was meant, or those that there are."""
    if near := nearest(name, known):
        return f'unknown field; did you mean "{near}"?'
    of = f"{node.tag} has" if node.tag else "there are"
    return f"unknown field; {of} {', '.join(known)}"


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The one of `words` that was perhaps meant."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only a mistake needs it

    found = process.extractOne(
        word[:64].replace("_", ""), list(words), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=65
    )
    return found[0] if found else None


def not_one_of(value: object, options: Sequence[object]) -> str:
    """What is said of a value that is none of the options."""
    choice = f"must be {listed(options)}" if len(options) == 1 else f"must be one of {listed(options)}"
    near = nearest(value, map(str, options)) if isinstance(value, str) else None
    hint = f'; did you mean "{near}"?' if near and len(options) > 1 else ""
    return f"{choice}, not {called(value)}{hint}"


def listed(options: Sequence[object]) -> str:
    """The options as they are written in JSON."""
    return ", ".join(f'"{option}"' if isinstance(option, str) else str(option) for option in options)


def called(value: object) -> str:
    """What a wrong value is called in a message: short, and never the whole of it."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return figure(value)
        case str():
            return quoted(value)
        case Mapping():
            return "an object"
        case list() | tuple():
            return "a list"
    return f"a {type(value).__name__}"


def quoted(text: str) -> str:
    """The first 40 characters of a text in quotation marks, on one line."""
    shown = clean_text(text).replace("\n", " ")
    return f'"{shown[:40]}…"' if len(shown) > 40 else f'"{shown}"'


def figure(value: float) -> str:
    """A number as a person reads it."""
    if isinstance(value, int):
        return f"{value:,}" if value.bit_length() < 64 else "a very large number"
    return f"{value:g}"
