"""Files of text in the encodings that programs write."""

from __future__ import annotations

import json


def text_of(content: bytes) -> str:
    """The text of a file in whatever encoding: one of Unicode's, else that of Windows, as old programs write it.

    What is damaged or cut short in it is left out.

    >>> text_of("Grün".encode("utf-16")), text_of("Grün".encode("latin-1"))
    ('Grün', 'Grün')
    """
    encoding = json.detect_encoding(content)
    if not encoding.startswith("utf-8"):
        return content.decode(encoding, "ignore").removeprefix("\ufeff")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("utf-8-sig", "ignore")
    kept = sum(len(letter.encode()) for letter in text if letter > "\x7f")
    others = len(content) - len(text.encode())
    if kept > others:  # UTF-8 in which some bytes are damaged
        return text
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("latin-1")
