"""Where phrases stand in a narration: each is looked for behind the one before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aura_nb.regex import regex

_WORD = regex(r"\w")


def starts(phrases: Sequence[str], narration: str) -> list[int | None]:
    r"""Where each phrase begins in the narration, each behind the start of the one before; None where it is not said.

    Letters are compared whatever their case, blanks whatever their kind; whole words come before parts of others.

    >>> starts(["they fly", "They hum", "nowhere"], "They fly.  They\nhum.")
    [0, 11, None]
    >>> starts(["fly", "fly"], "Butterflies fly and fly.")
    [12, 20]
    """
    found: list[int | None] = []
    behind = 0
    for phrase in phrases:
        start = _start(phrase, narration, behind)
        found.append(start)
        behind = behind if start is None else start + 1
    return found


def _start(phrase: str, narration: str, behind: int) -> int | None:
    words = r"\s+".join(map(re.escape, phrase.split()))
    if not words:
        return None
    bare = phrase.strip()
    whole = (r"(?<!\w)" if _WORD.match(bare[0]) else "") + words + (r"(?!\w)" if _WORD.match(bare[-1]) else "")
    for pattern in (whole, words):
        if match := re.compile(pattern, re.IGNORECASE).search(narration, behind):
            return match.start()
    return None
