"""A formula in words, for narration."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from aura_nb.formulas.unreadable import Unreadable

if TYPE_CHECKING:
    from aura_nb.formulas.aloud.relations import Place

# Names that are written as letters: "max(0, x)", "R_{eff}"; fewer than three letters are indices.
_NAME = re.compile(
    r"(?P<words>\\(?:text[a-z]*|mbox|mathrm|operatorname\*?)\s*\{(?:[^{}]|\{[^{}]*\})*\}"  # as they are
    r"|\\verb\*?(?P<sign>[^\w\s*]).*?(?P=sign))"
    r"|(?<![\\A-Za-z{])(?P<function>max|min|log|exp|sin|cos|tan|det|gcd)(?=\s*\()"
    r"|(?<![\\A-Za-z{])(?P<operator>Pr|Var|Cov|Corr|Cor|Bias|Std)(?=\s*[(\[]|\s*\\left)"  # as letters, one by one
    r"|(?<=_)\{\s*(?P<index>(?=[A-Za-z]{3})(?:[A-Za-z]*[aeouAEOU][A-Za-z]*|min|init|fit|dist|kin|lin))\s*\}"
)
_END = re.compile(r"(?<!\\)(?<!\\left)(?<!\\right)[.,;]\s*$")  # of the sentence that goes on or ends behind it
_NUMBERED = re.compile(r"\\q?quad\s*\(\d{1,3}[a-z]?\)\s*$")  # how its author counts it: "\\quad (5)"
_LONG = re.compile(r"(?<![\d.])(?!0\.000)\d{1,6}\.\d{6,}(?![\d.])")  # figures that nobody follows
_POWER = re.compile(r"(?<![\d.])(\d\.\d+)e([+-](?:0\d|(?<=\d{4}e.)\d\d))(?![\d.])")  # "1.5e-05", from a program
_TYPED = {"<=>": r" \iff ", "=>": r" \implies ", "...": r" \dots ", ":=": r" \coloneqq "}  # as on a typewriter
_ZERO = re.compile(r"(?<=\^\{-)0+(?=\d)")  # of an exponent as a program writes it: "10^{-07}"


@lru_cache(maxsize=512)
def spoken(tex: str, language: str, definitions: str = "", place: Place = "whole") -> str | None:
    r"""A formula as it is said, or none: then its caption is said instead.

    Only English has words for formulas. Commas are where a voice pauses. `place` is what it is in its sentence.

    >>> spoken(r"x^2 + \frac{1}{n}", "en-GB")
    'x squared plus one over n'
    >>> spoken(r"\sqrt{x} + 1", "en"), spoken(r"\sqrt{x + 1}", "en")
    ('the square root of x plus one', 'the square root of the quantity x plus one, end root')
    >>> spoken("p(x) = p(z | x),", "en")
    'p of x equals p of z given x'
    >>> spoken(r"r < 1/2", "en", place="noun"), spoken(r"0 < x < 1", "en", place="clause")
    ('r less than one half', 'x is between zero and one')
    >>> spoken("x^2", "de") is None
    True
    """
    if language.replace("_", "-").split("-")[0].lower() != "en":
        return None
    from aura_nb.formulas.aloud.saying import Speaker  # noqa: PLC0415 - likewise
    from aura_nb.formulas.plain import plain  # noqa: PLC0415 - most texts have no formula
    from aura_nb.formulas.reading import tree  # noqa: PLC0415 - likewise

    try:
        formula = tree(plain(_named(tex), definitions, aloud=True))
        said = Speaker(formula).whole(formula, place)
    except (Unreadable, RecursionError):
        return None
    said = said.replace("is perpendicular to is perpendicular to", "is independent of")
    said = re.sub(r"\b(for all|there exists) (\S+(?: sub \S+)?) is ", r"\1 \2 ", said)
    said = re.sub(r"\s+([,;])", r"\1", said)
    said = re.sub(r"([,;])(?:\s*[,;])+", lambda found: ";" if ";" in found[0] else ",", said)
    return re.sub(r"\s+", " ", said).strip(" ,;") or None


def _named(tex: str) -> str:
    r"""TeX in which words that are written as letters are words, and long figures short.

    >>> _named("max(0, x) + R_{eff} + x_{ijk}")
    '\\max(0, x) + R_{\\mathrm{eff}} + x_{ijk}'
    >>> _named(r"123456.789012 + 1.23456789e-05 + \text{max (x)}\,")
    '123457 + 1.2346 \\times 10^{-5} + \\text{max (x)}\\,'
    """
    for typed, command in () if "\\ce" in tex else _TYPED.items():  # an arrow is another thing in chemistry
        tex = tex.replace(typed, command) if typed in tex else tex
    tex = _NUMBERED.sub("", _ZERO.sub("", _END.sub("", tex)))
    tex = _POWER.sub(lambda number: f"{number[1]} \\times 10^{{{int(number[2])}}}", tex)
    return _NAME.sub(_name, _LONG.sub(_short, tex))


def _short(figures: re.Match[str]) -> str:
    """Five figures of a number, or all before its point."""
    most = max(5, figures[0].index("."))
    return f"{float(f'{float(figures[0]):.{most}g}'):.12g}"  # the first may have an exponent


def _name(found: re.Match[str]) -> str:
    if found["words"]:
        return found[0]
    if found["operator"]:
        return f"\\operatorname{{{found['operator']}}}"
    return f"\\{found['function']}" if found["function"] else f"{{\\mathrm{{{found['index']}}}}}"
