"""Kokoro's letters and voices, and how espeak-ng's phonemes are written in those letters."""

from __future__ import annotations

import functools
import re
import tomllib
from importlib.resources import files
from typing import Any

import msgspec
from msgspec import Struct

from aura_nb.regex import regex


class KokoroVoice(Struct, frozen=True):
    """A voice as its table has it.

    `pace` is the network's speed at which it speaks as one explains; a `sharp` one has its sibilants softened.
    """

    name: str
    language: str
    gender: str
    pace: float = 1.0
    sharp: bool = False


class _Table(Struct, frozen=True):
    letters: str
    reading: dict[str, dict[str, str]]
    voices: list[KokoroVoice]


@functools.cache
def _table() -> _Table:
    text = files("aura_nb.voices").joinpath("kokoro.toml").read_text(encoding="utf-8")
    content: dict[str, Any] = tomllib.loads(text)
    return msgspec.convert(content, _Table)


def offered() -> list[KokoroVoice]:
    """The voices, the best of each language first."""
    return _table().voices


@functools.cache
def ids() -> dict[str, int]:
    """The number of each letter that the network knows."""
    return {letter: place for place, letter in enumerate(_table().letters) if letter != "_"}


# A word of another language is read in that one, and marked: "(en)".
_SWITCH = regex(r"\([a-z^-]+\)")


def letters(phonemes: str, language: str) -> str:
    """What espeak-ng reads, with its ties, in Kokoro's letters for a voice of a language.

    >>> letters("l\u02c8e^\u026azi", "en-US"), letters("n\u02cci^\u0259", "en-GB"), letters("l\u0259-", "fr")
    ('l\u02c8Azi', 'n\u02cc\u026a\u0259', 'l\u0259')
    """
    table = _table().reading
    written = table.get(language, table["any"])
    said = _pattern(language).sub(lambda found: written[found[0]], _SWITCH.sub("", phonemes))
    return "".join(letter for letter in said if letter in ids())


@functools.cache
def _pattern(language: str) -> re.Pattern[str]:
    table = _table().reading
    written = table.get(language, table["any"])
    return re.compile("|".join(re.escape(each) for each in sorted(written, key=len, reverse=True)))
