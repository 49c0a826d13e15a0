"""The pronunciations that come with the package: words of the scientific Python world, by language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from aura_nb.voices.spoken.sentence import primary


def shipped(language: str) -> Mapping[str, str]:
    """The words of a language, given by a BCP 47 tag; empty where there are none.

    >>> shipped("en-GB")["ndarray"]
    'N D array'
    """
    return _read(primary(language))


@cache
def _read(language: str) -> Mapping[str, str]:
    file = resources.files(__package__).joinpath("words", f"{language}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
