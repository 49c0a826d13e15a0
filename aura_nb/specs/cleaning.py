"""Text without what no page, voice or file can hold."""

from __future__ import annotations

import re
import unicodedata


def clean_text(text: str) -> str:
    r"""Text with `\n` line ends and without control characters or halves of surrogate pairs; nothing else changes.

    >>> clean_text("one\r\ntwo\x00three\tfour")
    'one\ntwo three\tfour'
    """
    if text.isascii() and text.isprintable():
        return text
    text = re.sub(r"\r\n?|[\x85\u2028\u2029]", "\n", text)
    return "".join(_clean_character(character) for character in text)


def _clean_character(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cc" and character not in "\n\t":
        return " "
    return "\ufffd" if category == "Cs" else character
