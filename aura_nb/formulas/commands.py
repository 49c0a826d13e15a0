r"""The commands that are more than a character: what each takes, and what it is."""

from __future__ import annotations

from aura_nb.formulas.symbols import names, signs

FRACTIONS = {r"\frac", r"\dfrac", r"\tfrac", r"\cfrac"}
BINOMIALS = {r"\binom", r"\dbinom", r"\tbinom"}
ACCENTS = {
    r"\hat": "hat", r"\widehat": "hat", r"\tilde": "tilde", r"\widetilde": "tilde", r"\bar": "bar",
    r"\overline": "bar", r"\underline": "underline", r"\vec": "arrow", r"\overrightarrow": "arrow",
    r"\overleftarrow": "left arrow", r"\overleftrightarrow": "two-way arrow", r"\dot": "dot", r"\ddot": "double dot",
    r"\dddot": "triple dot", r"\check": "check", r"\breve": "breve", r"\acute": "acute", r"\grave": "grave",
    r"\mathring": "ring",
}  # fmt: skip
BRACES = {r"\overbrace": "overbrace", r"\underbrace": "underbrace"}
STACKS = {r"\overset", r"\underset", r"\stackrel"}
STRIKES = {r"\cancel", r"\bcancel", r"\xcancel", r"\not"}
ARROWS = {r"\xrightarrow": "⟶", r"\xleftarrow": "⟵"}
ALPHABETS = {
    r"\mathbf": "bold", r"\boldsymbol": "bolditalic", r"\bm": "bolditalic", r"\mathbb": "double", r"\mathcal": "script",
    r"\mathscr": "script", r"\mathfrak": "fraktur", r"\mathsf": "sans", r"\mathtt": "mono", r"\mathrm": "upright",
    r"\mathit": "", r"\mathnormal": "", r"\mathup": "upright",
}  # fmt: skip
TEXTS = {r"\text", r"\textrm", r"\textbf", r"\textit", r"\textsf", r"\texttt", r"\textup", r"\textnormal", r"\mbox",
         r"\hbox"}  # fmt: skip
CLASSES = {r"\mathop", r"\mathbin", r"\mathrel", r"\mathord", r"\mathopen", r"\mathclose", r"\mathpunct", r"\mathinner"}
SPACES = {
    r"\,": "thin", r"\:": "med", r"\>": "med", r"\;": "thick", r"\ ": "med", "~": "med", r"\quad": "quad",
    r"\qquad": "wide", r"\enspace": "thick", r"\thinspace": "thin", r"\space": "med", r"\!": "", r"\negthinspace": "",
    r"\enskip": "thick",
}  # fmt: skip
# How many arguments in braces each takes, and whether one in brackets stands in front of them.
ARGUMENTS: dict[str, tuple[bool, int]] = {
    **dict.fromkeys(FRACTIONS | BINOMIALS | STACKS, (False, 2)),
    **dict.fromkeys({*ACCENTS, *BRACES, *ALPHABETS, *CLASSES, r"\cancel", r"\bcancel", r"\xcancel"}, (False, 1)),
    **dict.fromkeys({r"\boxed", r"\substack", r"\phantom", r"\hphantom", r"\vphantom", r"\pmod", r"\pod"}, (False, 1)),
    **dict.fromkeys(ARROWS, (True, 1)),
    r"\sqrt": (True, 1),
}
KEPT = {
    r"\left", r"\right", r"\middle", r"\limits", r"\nolimits", r"\over", r"\choose", r"\bmod", r"\mod", r"\not",
    r"\begin", r"\end", r"\\", r"\hline",
}  # fmt: skip
GRIDS = {
    "matrix": ("", ""), "smallmatrix": ("", ""), "pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "Bmatrix": ("{", "}"),
    "vmatrix": ("|", "|"), "Vmatrix": ("‖", "‖"), "cases": ("{", ""), "dcases": ("{", ""), "rcases": ("", "}"),
    "array": ("", ""), "aligned": ("", ""), "gathered": ("", ""), "split": ("", ""), "alignedat": ("", ""),
}  # fmt: skip


def known(command: str) -> bool:
    """Whether a command can be read at all."""
    return (
        command in ARGUMENTS
        or command in KEPT
        or command in SPACES
        or command in TEXTS
        or command == r"\operatorname"
        or command[1:] in signs()
        or command[1:] in names()
    )
