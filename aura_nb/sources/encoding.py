"""Files of text in the encodings that programs write."""

from __future__ import annotations

import json
from typing import NamedTuple


class DecodedText(NamedTuple):
    """A text, and what it is read as where that is no whole text of Unicode."""

    text: str
    encoding: str = ""


def decoded(content: bytes) -> DecodedText:
    """The text of a file in whatever encoding: one of Unicode's, else that of Windows, as old programs write it.

    What is damaged or cut short in it is left out.

    >>> decoded("Grün".encode("utf-16")).text, decoded("Grün".encode("latin-1"))
    ('Grün', DecodedText(text='Grün', encoding='Windows-1252'))
    """
    encoding = json.detect_encoding(content)
    if not encoding.startswith("utf-8"):
        return DecodedText(content.decode(encoding, "ignore").removeprefix("\ufeff"))
    try:
        return DecodedText(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        text = content.decode("utf-8-sig", "ignore")
    kept = sum(len(letter.encode()) for letter in text if letter > "\x7f")
    others = len(content) - len(text.encode())
    if kept > others:  # UTF-8 in which some bytes are damaged
        return DecodedText(text, "UTF-8 without its damaged bytes")
    try:
        return DecodedText(content.decode("cp1252"), "Windows-1252")
    except UnicodeDecodeError:
        return DecodedText(content.decode("latin-1"), "Latin-1")


def text_of(content: bytes) -> str:
    """The text of a file, whatever it is encoded in."""
    return decoded(content).text
