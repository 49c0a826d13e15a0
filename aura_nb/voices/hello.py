"""A short sentence in a language, in the letters that its voice reads, to hear a voice by."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from babel import Locale, UnknownLocaleError
from langcodes import Language

from aura_nb.voices.languages import coverage


def hello(language: str, *, otherwise: str = "") -> str:
    """The sentence for a language: its own where we have one, then the name it has for itself, then `otherwise`.

    >>> hello("de-AT")
    'Alle Menschen sind frei und gleich an W\u00fcrde und Rechten geboren.'
    >>> hello("tlh", otherwise="Klingon")
    'Klingon'
    """
    known = _sentences()
    try:
        tag = Language.get(language)
    except ValueError:
        return otherwise or known["en"]
    if tag.language == "no":
        tag = Language.get("nb")
    for name in (tag.language or "", tag.prefer_macrolanguage().language or ""):
        for written in (f"{name}-{tag.script}", name):
            if written in known and coverage(language, known[written]) == 1:
                return known[written]
    try:
        own = Locale.parse(tag.language or "und", sep="-").get_language_name()
    except (UnknownLocaleError, ValueError):
        own = None
    return own if own and coverage(language, own) == 1 else otherwise or known["en"]


@cache
def _sentences() -> dict[str, str]:
    return tomllib.loads(resources.files(__package__).joinpath("hello.toml").read_text(encoding="utf-8"))
