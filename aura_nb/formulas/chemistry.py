r"""Chemical formulas as the package mhchem writes them: `\ce{2H2 + O2 -> 2H2O}` as the mathematics it stands for.

A formula that is said is spelled out letter by letter, as chemists do.
"""

from __future__ import annotations

import re

from aura_nb.formulas.tokens import tokens
from aura_nb.formulas.unreadable import Unreadable
from aura_nb.regex import regex

_PIECE = regex(
    r"""(?P<arrow><=>>|<<=>|<=>|<-->|<->|->|<-)(?:\[(?P<over>[^\[\]]*)\])?(?:\[(?P<below>[^\[\]]*)\])?
    |(?P<state>\((?:aq|s|l|g|cr)\))|(?P<phase>(?<=\ )[\^v](?=\ |$))
    |(?P<electron>e(?=\^?\{?-))|(?P<element>[A-Z][a-z]?)
    |\^(?:\{(?P<raised>\d*[+-]?|[IVX]+|[+-]?\d*|\.|\*)\}|(?P<charge>\d*[+-]|\d+|[IVX]+|\*))
    |_(?:\{(?P<lowered>\d+|[a-z])\}|(?P<low>\d+|[a-z]))
    |(?P<part>\d+/\d+)|(?P<number>\d+(?:\.\d+(?!\d*[A-Z(]))?)
    |(?P<bond>\\bond\ ?\{(?:-|=|\#|~|1|2|3)\}|(?<=[A-Za-z\d)\]])\#)
    |(?P<hydrate>\*|\.(?=\ ?\d*[A-Z(]))
    |(?P<maths>\$[^$]*\$)|\{(?P<text>[^{}$\\]+)\}|(?P<letter>[a-z](?![a-z])|\\[A-Za-z]+)
    |(?P<space>\s+)|(?P<sign>[()\[\]+=-])""",
    re.VERBOSE,
)
_ARROWS = {
    "->": (r"\longrightarrow", r"\xrightarrow", "yields"), "<-": (r"\longleftarrow", r"\xleftarrow", "is formed from"),
    "<=>": (r"\rightleftharpoons", r"\xrightleftharpoons", "is in equilibrium with"),
    "<->": (r"\leftrightarrow", r"\xleftrightarrow", "is in resonance with"),
    "<-->": (r"\rightleftarrows", "", "is in exchange with"),
    "<=>>": (r"\rightleftharpoons", r"\xrightleftharpoons", "is in equilibrium, to the right, with"),
    "<<=>": (r"\rightleftharpoons", r"\xrightleftharpoons", "is in equilibrium, to the left, with"),
}  # fmt: skip
_BONDS = {"-": ("-", "single bond"), "=": ("=", "double bond"), "#": (r"\equiv", "triple bond")}
_BONDS |= {"1": _BONDS["-"], "2": _BONDS["="], "3": _BONDS["#"], "~": (r"\sim", "bond")}
_STATES = {"(aq)": "aqueous", "(s)": "solid", "(l)": "liquid", "(g)": "gas", "(cr)": "crystalline"}
_SIGNS = {"+": "plus", "-": "minus", ".": "radical", "*": "star", "=": "double bond"}
_WORD = regex(r"[a-z]{2,}(?:\ [a-z]+)*|\\Delta")  # heat, and what else stands over an arrow


def chemistry(formula: str, *, aloud: bool = False) -> list[str]:
    r"""The tokens of a chemical formula, `aloud` as words; what is not of the common notation is refused.

    >>> "".join(chemistry("2H2O -> SO4^2-"))
    '2\\mathrm{H}_{2}\\mathrm{O}\\longrightarrow\\mathrm{S}\\mathrm{O}_{4}^{2-}'
    >>> "".join(chemistry("H+(aq) + CO2 ^"))
    '\\mathrm{H}^{+}\\,\\mathrm{(aq)}+\\mathrm{C}\\mathrm{O}_{2}\\uparrow'
    >>> "".join(chemistry("2NaCl(aq)", aloud=True))
    '\\text{2 N a C l aqueous}'
    """
    made, words = _Reading(formula).read()
    return tokens(rf"\text{{{' '.join(' '.join(words).split())}}}" if aloud else made)


class _Reading:
    """A formula under way: what it is in TeX, and in words."""

    def __init__(self, formula: str) -> None:
        self._formula = formula
        self._made: list[str] = []
        self._words: list[str] = []
        self._after_atom = False

    def read(self) -> tuple[str, list[str]]:
        place = 0
        while place < len(self._formula):
            found = _PIECE.match(self._formula, place)
            if not found:
                raise Unreadable(rf"\ce is not known to hold {self._formula[place]!r}")
            place = found.end()
            self._take(found, place)
        return "".join(self._made), self._words

    def _add(self, tex: str, *words: str, atom: bool = False) -> None:
        self._made.append(tex)
        self._words += words
        self._after_atom = atom

    def _take(self, found: re.Match[str], behind: int) -> None:
        kind, text = next((name, text) for name, text in found.groupdict().items() if text is not None)
        match kind:
            case "arrow":
                self._arrow(text, found["over"], found["below"])
            case "state":
                self._add(rf"\,\mathrm{{{text}}}", _STATES[text])
            case "phase":  # a gas, or what falls out
                self._add(*((r"\uparrow", "as a gas") if text == "^" else (r"\downarrow", "which falls out")))
            case "element":
                self._add(rf"\mathrm{{{text}}}", *text, atom=True)
            case "electron":
                self._add(r"\mathrm{e}", "electron", atom=True)
            case "raised" | "charge":
                self._raised(text)
            case "lowered" | "low":
                self._add(f"_{{{text}}}", text, atom=self._after_atom)
            case "part":
                self._add(r"\frac{{{}}}{{{}}}".format(*text.split("/")), text)
            case "number":
                self._number(text)
            case _:
                self._other(kind, text, behind)

    def _number(self, text: str) -> None:
        if self._after_atom and "." not in text:
            self._add(f"_{{{text}}}", text, atom=True)
        else:
            self._add(text, text)

    def _other(self, kind: str, text: str, behind: int) -> None:
        match kind:
            case "bond":
                self._add(*_BONDS[text.removeprefix(r"\bond").strip(" {}")])
            case "hydrate":
                self._add(r"\cdot ", "dot")
            case "maths":
                self._add(f"{{{text[1:-1]}}}", text[1:-1])
            case "text":
                self._add(rf"\text{{{text}}}", text)
            case "letter":
                self._add(f"{text} " if text.startswith("\\") else text, text.removeprefix("\\"), atom=True)
            case "space":
                self._after_atom = False
            case _:
                self._sign(text, behind)

    def _raised(self, text: str) -> None:
        if not text:
            raise Unreadable(r"\ce has nothing to raise")
        tex = r"\bullet " if text == "." else rf"\mathrm{{{text}}}" if text.isalpha() else text
        words = (
            "oxidation state " + text
            if text.isalpha()
            else " ".join(_SIGNS.get(part, part) for part in re.findall(r"\d+|.", text))
        )
        self._add(f"^{{{tex}}}", words, atom=self._after_atom)

    def _sign(self, text: str, behind: int) -> None:
        # A sign right behind an atom is its charge, unless another atom follows.
        ends = behind == len(self._formula) or not self._formula[behind].isalnum()
        if text in "+-" and self._after_atom and ends:
            self._add(f"^{{{text}}}", _SIGNS[text])
        elif text in "-=" and self._after_atom:
            self._add(*_BONDS[text])
        else:
            self._add(text, _SIGNS.get(text, ""), atom=text in ")]")

    def _arrow(self, sign: str, over: str | None, below: str | None) -> None:
        plain, with_notes, words = _ARROWS[sign]
        if not (over or below):
            self._add(plain, words)
            return
        if not with_notes:
            raise Unreadable(rf"\ce is not known to hold notes at {sign}")
        notes = [self._note(note) for note in (over or "", below or "")]
        lower = f"[{notes[1][0]}]" if notes[1][0] else ""
        spoken = [word for _, said in notes for word in said]
        self._add(f"{with_notes}{lower}{{{notes[0][0]}}}", words, *(["with", *spoken, ","] if spoken else []))

    @staticmethod
    def _note(note: str) -> tuple[str, list[str]]:
        bare = note.strip()
        if _WORD.fullmatch(bare) and not bare.startswith("\\"):
            return rf"\text{{{bare}}}", [bare]
        if bare == r"\Delta":
            return bare, ["heat"]
        return _Reading(bare).read()
