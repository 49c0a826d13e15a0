"""JSON as programs write it who do not keep to the standard: NaN, odd encodings, halves of characters, bare breaks."""

from __future__ import annotations

import json
import math
from typing import TypeVar

import msgspec
from msgspec import Raw

from aura_nb.regex import regex
from aura_nb.sources.encoding import text_of

T = TypeVar("T")

_MOST_DIGITS = 4000  # of a whole number: Python reads no longer ones
# A backslash that is itself escaped, a whole pair of surrogates, and half a pair, which stands for no character.
_HALF = regex(
    r"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)


def decoded(content: bytes | Raw, kind: type[T]) -> T:
    """JSON as a type; what is no JSON by the standard is mended, and then read again.

    Raises `json.JSONDecodeError`, `msgspec.DecodeError` and `RecursionError`.

    >>> decoded(b'{"loss": NaN}', dict[str, float | None])
    {'loss': None}
    """
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return msgspec.json.decode(_mended(bytes(memoryview(content))), type=kind)


def _mended(content: bytes) -> bytes:
    text = text_of(content).rstrip("\0 \n\r\t")
    if "\\ud" in text or "\\uD" in text:
        text = _HALF.sub(lambda found: "" if found["half"] else found[0], text)
    value = json.loads(text, strict=False, parse_constant=lambda _: None, parse_float=_finite, parse_int=_whole)
    return json.dumps(value, ensure_ascii=False).encode(errors="ignore")


def _finite(digits: str) -> float | None:
    value = float(digits)
    return value if math.isfinite(value) else None


def _whole(digits: str) -> int | None:
    return int(digits) if len(digits) < _MOST_DIGITS else None
