"""What a box of text is called that has no title, and what a reference refers to, in each language.

    called("warning", "fr")   ->   "Avertissement"

Who reads a text before its language is known writes a mark for such a word, and the word later.
"""

from __future__ import annotations

import re
from functools import cache

from aura_nb.regex import regex

_FIRST = 0x10F000  # the first mark, of a plane for private use: no text has one of its own
_MARKS = regex("[\U0010f000-\U0010f0ff]")
_MARKED = regex("(?P<space>[ \u00a0]?)(?P<mark>[\U0010f000-\U0010f0fe])")
COLON = "\U0010f0ff"
"""A mark for the colon between what a box is called and its text."""
_WIDE = "\uff1a"  # which has its space in itself
_COLONS = {"fr": "\u00a0:", "zh": "\uff1a", "ja": "\uff1a"}
# The kind whose word stands for another's in a language that lacks that.
_NEXT = {
    "abstract": "summary",
    "alert": "important",
    "alertblock": "important",
    "attention": "caution",
    "bug": "error",
    "check": "success",
    "danger": "caution",
    "done": "success",
    "error": "warning",
    "exampleblock": "example",
    "fail": "error",
    "failure": "error",
    "faq": "question",
    "help": "question",
    "hint": "tip",
    "info": "note",
    "missing": "error",
    "remark": "note",
    "success": "tip",
    "summary": "note",
    "tldr": "summary",
    "todo": "note",
}
_SAME = {"no": "nb", "nn": "nb", "in": "id", "iw": "he"}
_TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})


def called(kind: str, language: str) -> str:
    """What a kind is called in a language, a BCP 47 tag; in English where the language lacks a word.

    >>> called("warning", "de-AT"), called("hint", "fr"), called("bug", "cs"), called("figure", "zh-TW")
    ('Warnung', 'Indice', 'Chyba', '圖')
    """
    words = _words()
    primary, *rest = language.lower().split("-")
    primary = "zh-hant" if primary == "zh" and _TRADITIONAL & {*rest} else _SAME.get(primary, primary)
    own, name = words.get(primary, {}), kind
    while name not in own and name in _NEXT and primary != "en":
        name = _NEXT[name]
    return own.get(name) or words["en"].get(kind) or kind.replace("-", " ").capitalize()


def mark_of(kind: str) -> str:
    """One character that stands for what a kind is called; the English word where no language has any.

    >>> named(mark_of("note") + ": x", "es"), mark_of("pied-piper")
    ('Nota: x', 'Pied piper')
    """
    kinds = list(_words()["en"])
    return chr(_FIRST + kinds.index(kind)) if kind in kinds else called(kind, "en")


def named(text: str, language: str) -> str:
    """A text in which each mark is the word in its language."""
    if text.isascii() or not _MARKS.search(text):
        return text
    kinds = list(_words()["en"])

    def word(mark: re.Match[str]) -> str:
        place = ord(mark["mark"]) - _FIRST
        name = called(kinds[place], language) if place < len(kinds) else ""
        return "" if _stands_before(text[: mark.start()], name) else mark["space"] + name

    colon = _COLONS.get(language.partition("-")[0].lower(), ":")
    text = text.replace(f"{COLON} ", colon) if colon in _WIDE else text
    made = _MARKED.sub(word, text.replace(COLON, colon))
    return re.sub(r"(?<=[^\W\d_]\.)\.(?=\s|$)", "", made)  # "Fig. @fig-hive."


def _stands_before(before: str, name: str) -> bool:
    """Whether an author wrote the word that a tool would write as well: "Figure @fig-hive", "Fig. @fig-hive"."""
    word = re.search(r"(\w+)\.?$", before)
    if not word or not name:
        return False
    own, whole = word[1].casefold(), name.casefold()
    return own.endswith(whole) or (len(own) > 1 and (whole.startswith(own) or own.startswith(whole)))


def plain(text: str) -> str:
    """A text without marks."""
    return text if text.isascii() else _MARKS.sub("", text)


def kind_of(word: str) -> str:
    """The kind that a word is the name of in any language; empty where it is none.

    >>> kind_of("Warnung"), kind_of("ATTENTION"), kind_of("Bees")
    ('warning', 'attention', '')
    """
    return _kinds().get(word.strip().casefold(), "")


@cache
def _kinds() -> dict[str, str]:
    """All the words there are; of one that has several meanings, English and the first of its language count."""
    found: dict[str, str] = {}
    for words in _words().values():
        for kind, word in words.items():
            found.setdefault(word.casefold(), kind)
    return found


@cache
def _words() -> dict[str, dict[str, str]]:
    import tomllib  # noqa: PLC0415 - both take 5 ms to load, and `--help` names nothing
    from importlib import resources  # noqa: PLC0415

    return tomllib.loads(resources.files(__package__).joinpath("naming.toml").read_text("utf-8"))
