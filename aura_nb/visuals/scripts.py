"""Characters by script: what a font is looked for, and which package has one where there is none.

A group is a script's ISO 15924 code, but for "CJK" (Chinese, Japanese and Korean share their fonts), "Emoji", and
"Zyyy" for what many scripts share.
"""

from __future__ import annotations

import sys
import unicodedata
from functools import cache
from typing import NamedTuple

CJK, EMOJI, COMMON = "CJK", "Emoji", "Zyyy"
_CJK = frozenset({"Hani", "Hira", "Kana", "Hang", "Bopo", "Hrkt"})
_JOINLESS = frozenset({"Latn", "Grek", "Cyrl", "Armn", "Geor", "Hebr", CJK, EMOJI, COMMON})
_EMOJI = ((0x1F000, 0x1FAFF), (0x2600, 0x27BF), (0x2B05, 0x2B55), (0x231A, 0x231B), (0x23E9, 0x23FA), (0x20E3, 0x20E3))
# What a page shows nothing for: joiners, variation selectors, fillers, tags (Default_Ignorable_Code_Point).
_UNSEEN = (
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip


class FontSource(NamedTuple):
    """Where a font for a group of characters comes from: a wheel, a Debian package, and the font's own name."""

    wheel: str
    debian: str
    family: str


_SOURCES = {
    "Arab": FontSource("fontpkg-noto-sans-arabic", "fonts-noto-core", "Noto Sans Arabic"),
    "Hebr": FontSource("fontpkg-heebo", "fonts-noto-core", "Noto Sans Hebrew"),
    "Deva": FontSource("fontpkg-noto-sans-devanagari", "fonts-noto-core", "Noto Sans Devanagari"),
    "Beng": FontSource("fontpkg-hind-siliguri", "fonts-noto-core", "Noto Sans Bengali"),
    "Taml": FontSource("fontpkg-noto-sans-tamil", "fonts-noto-core", "Noto Sans Tamil"),
    "Telu": FontSource("fontpkg-noto-sans-telugu", "fonts-noto-core", "Noto Sans Telugu"),
    "Thai": FontSource("fontpkg-noto-sans-thai", "fonts-noto-core", "Noto Sans Thai"),
    "Khmr": FontSource("fontpkg-noto-sans-khmer", "fonts-noto-core", "Noto Sans Khmer"),
    CJK: FontSource("", "fonts-noto-cjk", "Noto Sans CJK"),
    EMOJI: FontSource("", "fonts-noto-color-emoji", "Noto Color Emoji"),
}
_ANY = FontSource("", "fonts-noto-core", "the Noto fonts")
NAMES = {
    "Arab": "Arabic", "Hebr": "Hebrew", "Deva": "Devanagari", "Beng": "Bengali", "Taml": "Tamil", "Telu": "Telugu",
    "Thai": "Thai", "Khmr": "Khmer", CJK: "Chinese, Japanese and Korean", EMOJI: "emoji", "Latn": "Latin",
    "Grek": "Greek", "Cyrl": "Cyrillic",
}  # fmt: skip


@cache
def group(character: str) -> str:
    """The group of a character.

    >>> group("a"), group("你"), group("ع"), group("。"), group("😀"), group("7")
    ('Latn', 'CJK', 'Arab', 'CJK', 'Emoji', 'Zyyy')
    """
    from fontTools import unicodedata as scripts  # noqa: PLC0415 - only for text the theme's own fonts lack

    if any(first <= ord(character) <= last for first, last in _EMOJI):
        return EMOJI
    script = scripts.script(character)
    if script in {"Zyyy", "Zinh", "Zzzz"}:
        shared = sorted(set(scripts.script_extension(character)) - {"Zyyy", "Zinh", "Zzzz"})
        return CJK if _CJK & set(shared) else shared[0] if len(shared) == 1 else COMMON
    return CJK if script in _CJK else str(script)


def seen(character: str) -> bool:
    r"""Whether a character needs a glyph.

    >>> [seen(c) for c in ("a", " ", "\u200d", "\ufe0f", "\ud800")]
    [True, False, False, False, True]
    """
    if character.isspace() or unicodedata.category(character) == "Cc":
        return False
    return not any(first <= ord(character) <= last for first, last in _UNSEEN)


def joins(text: str) -> bool:
    """Whether letters of the text touch or stack, so that no room may be put between them.

    >>> joins("bees"), joins("نحل"), joins("蜂")
    (False, True, False)
    """
    return not text.isascii() and any(group(letter) not in _JOINLESS for letter in set(text) if letter.isalpha())


def source(name: str) -> FontSource:
    """Who has a font for a group."""
    return _SOURCES.get(name, _ANY)


def remedy(characters: str) -> str:
    """How to get fonts for these characters, one sentence.

    >>> remedy("ع")
    'Run `pip install fontpkg-noto-sans-arabic`.'
    """
    known = [c for c in characters if unicodedata.category(c) not in {"Cn", "Co", "Cs"}]
    if not known:
        return "Take them out: Unicode gives them no shape."
    sources = list(dict.fromkeys(source(group(character)) for character in known))
    wheels = [each.wheel for each in sources if each.wheel]
    others = [each for each in sources if not each.wheel]
    parts = [f"run `pip install {' '.join(wheels)}`"] if wheels else []
    if others and sys.platform.startswith("linux"):
        debian = " ".join(dict.fromkeys(each.debian for each in others))
        parts.append(f"run `apt-get install {debian}` (its name in Debian and Ubuntu)")
    elif others:
        parts.append(f"install {', '.join(dict.fromkeys(each.family for each in others))} (fonts.google.com/noto)")
    sentence = " and ".join(parts)
    return f"{sentence[:1].upper()}{sentence[1:]}."


def named(characters: str, *, most: int = 12) -> str:
    """Characters as a person can look them up.

    >>> named("你")
    'U+4F60 你'
    """
    shown = [f"U+{ord(c):04X} {c}" if c.isprintable() else f"U+{ord(c):04X}" for c in characters[:most]]
    more = len(characters) - most
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")
