"""Ordinal numbers in words, from num2words."""

from __future__ import annotations

from functools import cache


@cache
def ordinal(number: int, language: str) -> str:
    """The ordinal in words, masculine where the language tells.

    >>> ordinal(6, "en"), ordinal(21, "de")
    ('sixth', 'einundzwanzigste')
    """
    from num2words import num2words  # noqa: PLC0415 - a tenth of a second that many a text does not need

    return str(num2words(number, lang=language, to="ordinal"))
