"""Phonemes of the IPA, as each engine writes them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from aura_nb.regex import regex

Notation = Callable[[str, str], str]
"""From phonemes and the word they stand for to what the engine takes within a text."""

_LONG = "\u02d0"
_MARKUP_END = regex(r"(?:\]\]|/\))\Z")
_TIES = regex("[\u0361\u035c\u203f.|\u032f\u0329]")
# hibari's own letters for the diphthongs and affricates of English, the longest first.
_HIBARI = (
    ("t\u0283", "\u02a7"),
    ("d\u0292", "\u02a4"),
    ("e\u026a", "A"),
    ("a\u026a", "I"),
    ("a\u028a", "W"),
    ("\u0254\u026a", "Y"),
    ("o\u028a", "O"),
    ("\u0259\u028a", "O"),
    ("\u025d", "\u025c\u0279"),
    ("\u025a", "\u0259\u0279"),
    ("r", "\u0279"),
    ("g", "\u0261"),
    ("\u026b", "l"),
    ("\u0252", "\u0251"),
)
# Kokoro's letters, for its languages other than American English.
_KOKORO = (
    ("t\u0283", "\u02a7"),
    ("d\u0292", "\u02a4"),
    ("ts", "\u02a6"),
    ("dz", "\u02a3"),
    ("e\u026a", "A"),
    ("a\u026a", "I"),
    ("a\u028a", "W"),
    ("\u0254\u026a", "Y"),
    ("o\u028a", "O"),
    ("\u0259\u028a", "Q"),
    ("g", "\u0261"),
)
# espeak-ng's mnemonics, which are those of its phoneme tables; the longest first.
_ESPEAK = (
    ("t\u0283", "tS"),
    ("d\u0292", "dZ"),
    ("a\u026a", "aI"),
    ("a\u028a", "aU"),
    ("e\u026a", "eI"),
    ("\u0254\u026a", "OI"),
    ("o\u028a", "oU"),
    ("\u0259\u028a", "@U"),
    ("\u0251\u0303", "A~"),
    ("\u0254\u0303", "O~"),
    ("\u025b\u0303", "E~"),
    ("\u0250\u0303", "a"),
    ("i\u02d0", "i:"),
    ("a\u02d0", "A:"),
    ("u\u02d0", "u:"),
    ("\u0254\u02d0", "O:"),
    ("\u0251\u02d0", "A:"),
    ("\u025c\u02d0", "3:"),
    ("\u02c8", "'"),
    ("\u02cc", ","),
    ("\u026a", "I"),
    ("\u028a", "U"),
    ("\u025b", "E"),
    ("\u00e6", "a"),
    ("\u0259", "@"),
    ("\u025a", "3"),
    ("\u025d", "3:"),
    ("\u025c", "3:"),
    ("\u028c", "V"),
    ("\u0251", "A:"),
    ("\u0252", "0"),
    ("\u0254", "O"),
    ("\u0250", "3"),
    ("\u02d0", ":"),
    ("\u00f8", "Y"),
    ("\u0153", "W"),
    ("\u028f", "y"),
    ("\u0275", "Y"),
    ("\u03b8", "T"),
    ("\u00f0", "D"),
    ("\u0283", "S"),
    ("\u0292", "Z"),
    ("\u014b", "N"),
    ("\u0279", "r"),
    ("\u0280", "r"),
    ("\u0281", "r"),
    ("\u027e", "*"),
    ("\u0261", "g"),
    ("\u0294", "?"),
    ("\u0272", "n^"),
    ("\u028e", "l^"),
    ("\u00e7", "C"),
    ("\u03c7", "x"),
    ("\u0263", "Q"),
    ("\u03b2", "B"),
    ("\u0265", "w"),
)
# Vowels of the IPA, and hibari's own letters for diphthongs.
_VOWELS = frozenset(
    "aeiouyAIWYO\u00e6\u00f8\u0153\u0250\u0251\u0252\u0254\u0259\u025a\u025b\u025c\u025d\u0264\u0268\u026a"
    "\u026f\u0275\u0276\u0289\u028a\u028c\u028f"
)


def hibari(phonemes: str, word: str) -> str:
    """Phonemes as a link of hibari's markup: the only square brackets it ever sees are ours."""
    said = _written(phonemes, _HIBARI)
    said = _stressed(said.replace(_LONG, ""))
    return f"[{_plain(word)}](/{said}/)"


def kokoro(phonemes: str, word: str) -> str:
    """Phonemes as a link, as with hibari, in the letters of Kokoro's voices that are not American."""
    return f"[{_plain(word)}](/{_stressed(_written(phonemes, _KOKORO, marks=True))}/)"


def espeak(phonemes: str, word: str) -> str:
    """Phonemes between double brackets, as espeak-ng takes them."""
    parts = "".join(c for c in _written(phonemes, _ESPEAK) if c.isascii()).split()
    if parts and not any("'" in part for part in parts):
        parts[0] = f"'{parts[0]}"  # a word that is said by itself has a stress
    return " ".join(f"[[{part}]]" for part in parts) if parts else word


def piper(phonemes: str, word: str) -> str:
    """Phonemes between double brackets; Piper takes them as IPA."""
    plain = " ".join(_TIES.sub("", unicodedata.normalize("NFC", phonemes)).split())
    return f"[[{plain}]]" if plain else word


def takes_phonemes(provider: str) -> bool:
    """Whether the voices of a provider can be given phonemes."""
    return provider in {"hibari", "kokoro", "espeak", "piper"}


def possessive(said: str) -> str:
    """What is said for "Nguyen's" where this is said for "Nguyen": the sound goes into the markup.

    >>> possessive("[['wIn]]"), possessive("ex array")
    ("[['wInz]]", "ex array's")
    """
    found = _MARKUP_END.search(said)
    if not found:
        return f"{said}'s"
    last = said[found.start() - 1]
    sound = "s" if last in "ptkfT\u03b8" else "Iz" if last in "szSZ" else "z"
    if found[0] == "/)":
        sound = sound.replace("I", "\u026a")
    return f"{said[: found.start()]}{sound}{found[0]}"


def _plain(word: str) -> str:
    return "".join(c for c in word if c.isalpha()) or "word"


def _written(phonemes: str, table: tuple[tuple[str, str], ...], *, marks: bool = False) -> str:
    """Phonemes in an engine's letters; each is looked for where the last one ended.

    `marks` that are written above a letter, such as a nasal's tilde, stay only where the engine knows them.
    """
    text = _TIES.sub("", unicodedata.normalize("NFD", phonemes).replace("c\u0327", "\u00e7"))
    found, at = "", 0
    while at < len(text):
        for written, said in table:
            if text.startswith(written, at):
                found += said
                at += len(written)
                break
        else:
            found += text[at] if marks or not unicodedata.combining(text[at]) else ""
            at += 1
    return found


def _stressed(phonemes: str) -> str:
    """Hibari writes the stress directly before its vowel, not before the syllable; one word has one at least."""
    found, waiting = "", ""
    for c in phonemes:
        if c in "\u02c8\u02cc":
            waiting = c
        elif c in _VOWELS and waiting:
            found += waiting + c
            waiting = ""
        else:
            found += c
    if "\u02c8" not in found:
        first = next((i for i, c in enumerate(found) if c in _VOWELS), None)
        found = found if first is None else f"{found[:first]}\u02c8{found[first:]}"
    return found
