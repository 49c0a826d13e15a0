"""A formula in words, for narration."""

from __future__ import annotations

import re
from functools import lru_cache

from aura_nb.formulas.unreadable import Unreadable


@lru_cache(maxsize=512)
def spoken(tex: str, language: str, definitions: str = "") -> str | None:
    r"""A formula as it is said, or none: then its caption is said instead.

    Only English has words for formulas. Commas are where a voice pauses.

    >>> spoken(r"x^2 + \frac{1}{n}", "en-GB")
    'x squared plus one over n'
    >>> spoken(r"\sqrt{x} + 1", "en"), spoken(r"\sqrt{x + 1}", "en")
    ('the square root of x plus one', 'the square root of the quantity x plus one, end root')
    >>> spoken("x^2", "de") is None
    True
    """
    if language.replace("_", "-").split("-")[0].lower() != "en":
        return None
    from aura_nb.formulas.aloud.saying import Speaker  # noqa: PLC0415 - likewise
    from aura_nb.formulas.plain import plain  # noqa: PLC0415 - most texts have no formula
    from aura_nb.formulas.reading import tree  # noqa: PLC0415 - likewise

    try:
        formula = tree(plain(tex, definitions, aloud=True))
        said = Speaker(formula).row(formula)
    except (Unreadable, RecursionError):
        return None
    said = said.replace("is perpendicular to is perpendicular to", "is independent of")
    said = re.sub(r"\b(for all|there exists) (\S+(?: sub \S+)?) is ", r"\1 \2 ", said)
    said = re.sub(r"\s+([,;])", r"\1", said)
    said = re.sub(r"([,;])(?:\s*[,;])+", lambda found: ";" if ";" in found[0] else ",", said)
    return re.sub(r"\s+", " ", said).strip(" ,;") or None
