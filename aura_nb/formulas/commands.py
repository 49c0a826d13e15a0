r"""The commands that are more than a character: what each takes, and what it is."""

from __future__ import annotations

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
ARROWS = {
    r"\xrightarrow": "⟶", r"\xleftarrow": "⟵", r"\xRightarrow": "⟹", r"\xLeftarrow": "⟸",
    r"\xleftrightarrow": "⟷", r"\xmapsto": "⟼", r"\xrightleftharpoons": "⇌",
}  # fmt: skip
ALPHABETS = {
    r"\mathbf": "bold", r"\boldsymbol": "bolditalic", r"\bm": "bolditalic", r"\mathbb": "double", r"\mathcal": "script",
    r"\mathscr": "script", r"\mathfrak": "fraktur", r"\mathsf": "sans", r"\mathtt": "mono", r"\mathrm": "upright",
    r"\mathit": "", r"\mathnormal": "", r"\mathup": "upright", r"\pmb": "bolditalic", r"\mathds": "double",
    r"\Bbb": "double",
}  # fmt: skip
# Switches of old, which hold to the end of their group, and what is written today.
SWITCHES = {
    r"\bf": r"\mathbf", r"\rm": r"\mathrm", r"\cal": r"\mathcal", r"\it": r"\mathit", r"\sf": r"\mathsf",
    r"\tt": r"\mathtt", r"\boldmath": r"\boldsymbol",
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
GRIDS = {
    "matrix": ("", ""), "smallmatrix": ("", ""), "pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "Bmatrix": ("{", "}"),
    "vmatrix": ("|", "|"), "Vmatrix": ("‖", "‖"), "cases": ("{", ""), "dcases": ("{", ""), "rcases": ("", "}"),
    "array": ("", ""), "aligned": ("", ""), "gathered": ("", ""), "split": ("", ""), "alignedat": ("", ""),
}  # fmt: skip
