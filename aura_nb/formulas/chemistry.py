r"""Chemical formulas: `\ce{2H2 + O2 -> 2H2O}` as the mathematics it stands for, for the notation most people use."""

from __future__ import annotations

import re

from aura_nb.formulas.tokens import tokens
from aura_nb.formulas.unreadable import Unreadable

_PIECE = re.compile(
    r"""(?P<arrow><=>|<->|->|<-)|(?P<phase>(?<=\ )[\^v](?=\ |$))|(?P<element>[A-Z][a-z]?)
    |(?P<script>\^\{?(?P<charge>\d+[+-]?|[+-])\}?|_\{?(?P<low>\d+)\}?)
    |(?P<number>\d+)|(?P<space>\s+)|(?P<sign>[()\[\]+=-])""",
    re.VERBOSE,
)
_STATE = re.compile(r"\((?:aq|s|l|g)\)")
_ARROWS = {"->": r"\longrightarrow", "<-": r"\longleftarrow", "<=>": r"\rightleftharpoons", "<->": r"\leftrightarrow"}


def chemistry(formula: str) -> list[str]:
    r"""The tokens of a chemical formula; what is not of the common notation is refused.

    >>> "".join(chemistry("2H2O -> SO4^2-"))
    '2\\mathrm{H}_{2}\\mathrm{O}\\longrightarrow\\mathrm{S}\\mathrm{O}_{4}^{2-}'
    >>> "".join(chemistry("H+(aq) + CO2 ^"))
    '\\mathrm{H}^{+}\\,\\mathrm{(aq)}+\\mathrm{C}\\mathrm{O}_{2}\\uparrow'
    """
    made = ""
    place = 0
    after_atom = False
    while place < len(formula):
        state = _STATE.match(formula, place)
        found = state or _PIECE.match(formula, place)
        if not found:
            raise Unreadable(rf"\ce is not known to hold {formula[place]!r}")
        text = found[0]
        kind = "state" if state else found.lastgroup or ""
        if state:
            made += rf"\,\mathrm{{{text}}}"
        elif found["arrow"]:
            made += _ARROWS[text]
        elif found["phase"]:  # a gas, or what falls out
            made += r"\uparrow" if text == "^" else r"\downarrow"
        elif found["element"]:
            made += rf"\mathrm{{{text}}}"
        elif found["script"]:
            made += f"_{{{found['low']}}}" if found["low"] else f"^{{{found['charge']}}}"
        elif found["number"]:
            made += f"_{{{text}}}" if after_atom else text
        elif found["sign"]:
            # A sign right behind an atom is its charge, unless another atom follows.
            ends = found.end() == len(formula) or not formula[found.end()].isalnum()
            made += f"^{{{text}}}" if text in "+-" and after_atom and ends else text
        after_atom = kind == "element" or text in {")", "]"} or (after_atom and kind in {"script", "number"})
        place = found.end()
    return tokens(made)
