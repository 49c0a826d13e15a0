"""Names written with figures and signs: "C#" is "C sharp", "CO\u2082" is "C O 2", "and/or" is "and or"."""

from __future__ import annotations

import re
from functools import cache

from aura_nb.regex import regex
from aura_nb.voices.spoken.sentence import LETTERS, SpokenLine, table

_SUBSCRIPTS = str.maketrans("\u2080\u2081\u2082\u2083\u2084\u2085\u2086\u2087\u2088\u2089", "0123456789")
_SUB = "[\u2080-\u2089]"
_ELEMENTS = (
    "He Li Be Ne Na Mg Al Si Cl Ar Ca Sc Ti Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Zr Nb Mo Ru Rh Pd Ag Cd In "
    "Sn Sb Te Xe Cs Ba La Ce Nd Sm Eu Gd Hf Ta Re Os Ir Pt Au Hg Tl Pb Bi Th Pu H B C N O F P S K V Y I W U"
)
_ELEMENT = "(?:" + "|".join(_ELEMENTS.split()) + ")"
_FORMULA = regex(
    rf"(?<![{LETTERS}\d_])(?=[A-Za-z()\d]*{_SUB})(?:\(?{_ELEMENT}{_SUB}*\)?{_SUB}*)+(?![{LETTERS}\d_(\u2080-\u2089])"
)
# In plain digits only those that can be nothing else: P2P, B2B, F1 and N95 are formulas of nothing.
_PLAIN = (
    "CO2 H2O H2 O2 N2 O3 CH4 SO2 SO3 NO2 NO3 N2O NH3 NH4 H2O2 H2S H2SO4 H3PO4 HNO3 HCO3 CaCO3 NaHCO3 Na2CO3 Fe2O3 "
    "Fe3O4 Al2O3 TiO2 SiO2 MgO2 ZrO2 LiPF6 LiFePO4 UF6 SF6 CF4 CCl4 C2H4 C2H6 C2H5OH C3H8 C4H10 C6H6 C6H12O6 C8H18 "
    "CH3OH CaCl2 MgCl2 FeCl3 CuSO4 KNO3 MnO2 GaN2 MoS2 B2O3 P2O5"
)
_PLAIN_FORMULA = regex(
    rf"(?<![{LETTERS}\d_])(?:{'|'.join(sorted(_PLAIN.split(), key=len, reverse=True))})(?![{LETTERS}\d_])"
)
_PARTS = regex(r"[A-Z]|[a-z]|\d+")
# Names in signs, as programmers say them everywhere; `{sharp}` and `{plus}` in the words of English.
_SIGNED = {
    "C#": "C sharp",
    "F#": "F sharp",
    "J#": "J sharp",
    "Q#": "Q sharp",
    "G#": "G sharp",
    "D#": "D sharp",
    "A#": "A sharp",
    "C++": "C plus plus",
    "c++": "C plus plus",
    "g++": "G plus plus",
    "Notepad++": "Notepad plus plus",
    ".NET": "dot net",
    "ASP.NET": "A S P dot net",
    "Node.js": "Node J S",
    "Vue.js": "Vue J S",
    "Next.js": "Next J S",
    "Three.js": "Three J S",
    "D3.js": "D 3 J S",
    "TCP/IP": "T C P I P",
    "I/O": "I O",
    "CI/CD": "C I C D",
    "A/B": "A B",
    "AT&T": "A T and T",
    "k8s": "Kubernetes",
    "K8s": "Kubernetes",
}
_VERSIONED = regex(rf"(?<![{LETTERS}\d_])(?P<name>C\+\+|C#)(?P<number>\d+)(?![{LETTERS}\d_])")


def names(line: SpokenLine) -> None:
    """Speak names in signs, chemical formulas by their letters, and what the language's table has under `names`."""
    line.sub(_VERSIONED, lambda found: f"{_SIGNED[found['name']]} {found['number']}")
    known = line.table.get("names", {})
    line.sub(_pattern(line.language), lambda found: known.get(found[0]) or _SIGNED[found[0]])
    line.sub(_FORMULA, _formula)
    line.sub(_PLAIN_FORMULA, _formula)


def _formula(found: re.Match[str]) -> str:
    """A formula's letters and figures one by one."""
    return " ".join(_PARTS.findall(found[0].translate(_SUBSCRIPTS)))


@cache
def _pattern(language: str) -> re.Pattern[str]:
    known = sorted((*_SIGNED, *table(language).get("names", {})), key=len, reverse=True)
    return re.compile(rf"(?<![{LETTERS}\d_.#/+])(?:{'|'.join(map(re.escape, known))})(?![{LETTERS}\d_#+/])")
