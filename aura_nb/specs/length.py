"""How long a text is, whatever script it is written in."""

from __future__ import annotations


def dense_characters(text: str) -> int:
    """How many East Asian characters there are."""
    return sum("\u3040" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7a3" for character in text)


def word_count(text: str) -> float:
    """Words as a reader meets them; two East Asian characters count as one."""
    return len(text.split()) + dense_characters(text) / 2
