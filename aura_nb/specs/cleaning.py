"""Text without what no page, voice or file can hold."""

from __future__ import annotations

from aura_nb.regex import regex

_BREAKS = regex(r"\r\n?|[\x85\u2028\u2029]")
_CONTROLS = regex(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_HALVES = regex("[\ud800-\udfff]")
_OPENERS = {"\u202a": "\u202c", "\u202b": "\u202c", "\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069"}
_OVERRIDES = frozenset("\u202d\u202e")
_DIRECTED = regex("[\u202a-\u202e\u2066-\u2069]")


def clean_text(text: str) -> str:
    r"""Text with `\n` line ends and without control characters or halves of surrogate pairs; nothing else changes.

    What sets the direction of letters ends with its line, as `closed` says.

    >>> clean_text("one\r\ntwo\x00three\tfour")
    'one\ntwo three\tfour'
    """
    if text.isascii() and text.isprintable():
        return text
    text = _HALVES.sub("\ufffd", _CONTROLS.sub(" ", _BREAKS.sub("\n", text)))
    return "\n".join(map(closed, text.split("\n"))) if _DIRECTED.search(text) else text


def closed(line: str) -> str:
    r"""A line whose direction controls end where it ends; overrides, which show letters in another order, go out.

    >>> closed("Bees\u202e and \u2067wasps") == "Bees and \u2067wasps\u2069"
    True
    """
    if line.isascii():
        return line
    kept: list[str] = []
    awaited: list[str] = []
    for letter in line:
        if letter in _OVERRIDES:
            continue
        if letter in _OPENERS:
            awaited.append(_OPENERS[letter])
        elif letter in _OPENERS.values():
            if not awaited or awaited[-1] != letter:
                continue
            awaited.pop()
        kept.append(letter)
    return "".join(kept + awaited[::-1])
