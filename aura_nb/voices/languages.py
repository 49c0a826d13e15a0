"""Languages and scripts: whether a voice speaks a language, and whether it can read a text's letters."""

from __future__ import annotations

import functools
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby

from aura_nb.voices.language_tags import likely_script, script_language, tag_distance

NEAR = 9
"""The greatest distance (Unicode's language matching data) at which a voice may stand in: German for Swiss German is
8 off, Bokmål for Norwegian 1; French for Breton, at 20, is another language."""
ANY = "mul"  # ISO 639's code for several languages: a voice that speaks all of them
_PICTURED = frozenset({"Hani", "Hira", "Kana", "Hang"})  # a single letter of these is a word or a syllable
_SIGNS = frozenset({"", "Math", "Micr"})  # letters that are signs: of mathematics, of units
_PARTS = {"Jpan": ("Hani", "Hira", "Kana"), "Kore": ("Hang", "Hani"), "Hans": ("Hani",), "Hant": ("Hani",)}
# What `unicodedata.name` calls a letter's script, where its first four letters are not the ISO 15924 code.
_NAMES = {
    "ARMENIAN": "Armn",
    "BENGALI": "Beng",
    "BOPOMOFO": "Hani",
    "CJK": "Hani",
    "CHEROKEE": "Cher",
    "CYRILLIC": "Cyrl",
    "ETHIOPIC": "Ethi",
    "FULLWIDTH": "Latn",
    "GREEK": "Grek",
    "GUJARATI": "Gujr",
    "GURMUKHI": "Guru",
    "HALFWIDTH": "Kana",
    "IDEOGRAPHIC": "Hani",
    "KANNADA": "Knda",
    "KATAKANA": "Kana",
    "KHMER": "Khmr",
    "LAO": "Laoo",
    "LATIN": "Latn",
    "FEMININE": "Latn",
    "MASCULINE": "Latn",
    "MALAYALAM": "Mlym",
    "MODIFIER": "Latn",
    "MYANMAR": "Mymr",
    "ORIYA": "Orya",
    "SHAVIAN": "Shaw",
    "SINHALA": "Sinh",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "TIBETAN": "Tibt",
}


@functools.lru_cache(maxsize=4096)
def distance(wanted: str, offered: str) -> int | None:
    """How far a voice's language is from the wanted one, 0 for the same, or None where it is another language.

    >>> distance("en-US", "en-US"), distance("zh-CN", "cmn"), distance("de", "fr")
    (0, 0, None)
    """
    if offered == ANY:
        return 0
    found = tag_distance(wanted, offered)
    if found is None:
        return 0 if wanted.lower() == offered.lower() else None
    near, same = found  # the same language in another script or region is never refused, only put behind
    return near if same or near <= NEAR else None


def same_language(one: str, other: str) -> bool:
    """Whether two tags name one language, in whatever region.

    >>> same_language("en-GB", "en-US"), same_language("de", "nl")
    (True, False)
    """
    return distance(one, other) is not None


def scripts(language: str) -> frozenset[str]:
    """The ISO 15924 codes of the scripts a voice of this language reads: its own, and Latin.

    >>> sorted(scripts("ja")), sorted(scripts("en-US"))
    (['Hani', 'Hira', 'Kana', 'Latn'], ['Latn'])
    """
    own = likely_script(language)
    also = {"Cyrl"} if language.partition("-")[0] in {"sr", "bs", "uz"} else set()
    return frozenset({"Latn", *also, *(_PARTS.get(own, (own,)) if own else ())})


def written_in(text: str) -> Counter[str]:
    """How many letters of each script a text has; digits, marks, signs and emoji are of none.

    >>> written_in("Say \u4f60\u597d!")
    Counter({'Latn': 3, 'Hani': 2})
    """
    return Counter(script for letter in text if (script := script_of(letter)))


@functools.lru_cache(maxsize=8192)
def script_of(letter: str) -> str:
    """The ISO 15924 code of a letter's script; empty for what is no letter."""
    if not letter.isalpha():
        return ""
    name = unicodedata.name(letter, "").partition(" ")[0].partition("-")[0]
    return _NAMES.get(name, name[:4].capitalize())


def coverage(language: str, text: str) -> float:
    """The share of a text's letters that a voice of this language can read; 1 for a text without letters."""
    found = written_in(text) if language != ANY else None
    known = scripts(language)
    return sum(count for script, count in found.items() if script in known) / (found.total() or 1) if found else 1.0


def strange_words(text: str, language: str) -> list[str]:
    """The words of a text in letters that a voice of this language does not read, in order.

    A single letter is none: it is a sign, as in mathematics, and has a name.

    >>> strange_words("The word \u6f6e\u6c50 means tide, and \u03c0 is a number.", "en")
    ['\u6f6e\u6c50']
    """
    if language == ANY or text.isascii():
        return []
    known = scripts(language) | _SIGNS
    runs = (("".join(run), strange) for strange, run in groupby(text, lambda c: script_of(c) not in known))
    return [run for run, strange in runs if strange and (len(run) > 1 or script_of(run) in _PICTURED)]


def without(text: str, words: Iterable[str]) -> str:
    """A text without some words, which need not stand apart in it."""
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "")
    return text


def language_of(script: str) -> str:
    """The language most written in a script, as Unicode's likely subtags have it.

    >>> language_of("Cyrl"), language_of("Hani"), language_of("Arab")
    ('ru', 'zh', 'ar')
    """
    return "ja" if script in {"Hira", "Kana"} else script_language(script)


def likely_language(found: Mapping[str, int]) -> str:
    """The language most written in the scripts of a text, by how many letters of each it has.

    >>> likely_language({"Hani": 6, "Hira": 2}), likely_language({"Hani": 6, "Latn": 2})
    ('ja', 'zh')
    """
    most = max(found, key=lambda script: found[script])
    kana = found.get("Hira", 0) + found.get("Kana", 0)  # no Chinese text has any
    return "ja" if most == "Hani" and kana else language_of(most)


def script_name(script: str) -> str:
    """A script's name in a sentence: "Arabic letters", "Chinese characters".

    >>> script_name("Cyrl")
    'Cyrillic letters'
    """
    names = {code: name.capitalize() for name, code in _NAMES.items()}
    names |= {"Hani": "Chinese", "Hira": "Japanese", "Kana": "Japanese", "Hang": "Korean", "Arab": "Arabic"}
    names |= {"Hebr": "Hebrew", "Deva": "Devanagari", "Latn": "Latin", "Geor": "Georgian"}
    return f"{names.get(script, script)} {'characters' if script == 'Hani' else 'letters'}"
