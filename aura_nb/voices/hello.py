"""A short sentence in a language, in the letters that its voice reads, to hear a voice by."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from functools import cache
from importlib import resources

from aura_nb.voices.languages import coverage, written_in


def hello(language: str, *, otherwise: str = "", unread: Collection[str] = ()) -> str:
    """The sentence for a language: its own where we have one, then the name it has for itself, then `otherwise`.

    `unread` are scripts of the language, as ISO 15924 codes, that the sentence may have no letter of.

    >>> hello("de-AT")
    'Alle Menschen sind frei und gleich an W\u00fcrde und Rechten geboren.'
    >>> hello("tlh", otherwise="Klingon")
    'Klingon'
    >>> hello("ja", unread=["Hani"])[:4]
    '\u3059\u3079\u3066\u306e'
    """
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - only who listens to a voice needs them
    from langcodes import Language  # noqa: PLC0415 - likewise

    known = _sentences()
    try:
        tag = Language.get(language)
    except ValueError:
        return otherwise or known["en"]
    if tag.language == "no":
        tag = Language.get("nb")
    for name in (tag.language or "", tag.prefer_macrolanguage().language or ""):
        for written in (f"{name}-{tag.script}", name, f"{name}-Hira"):
            if written in known and _is_read(language, known[written], unread):
                return known[written]
    try:
        own = Locale.parse(tag.language or "und", sep="-").get_language_name()
    except (UnknownLocaleError, ValueError):
        own = None
    return own if own and _is_read(language, own, unread) else otherwise or known["en"]


def _is_read(language: str, text: str, unread: Collection[str]) -> bool:
    return coverage(language, text) == 1 and not written_in(text).keys() & set(unread)


@cache
def _sentences() -> dict[str, str]:
    return tomllib.loads(resources.files(__package__).joinpath("hello.toml").read_text(encoding="utf-8"))
