"""Regular expressions that are compiled when they are first used.

What reads a deck has hundreds of them, and most decks need a few dozen: compiling all would be most of loading it.
"""

from __future__ import annotations

import re
from functools import cache, partial
from typing import Any, cast


class _Regex:
    """Has what a compiled pattern has, asked of one that is made at the first question."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._compiled = cache(partial(re.compile, pattern, flags))

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._compiled(), name)
        setattr(self, name, found)  # the next time it is at hand
        return found


def regex(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` returns, but that the work is done by its first use: for patterns of modules.

    >>> regex("b(e+)").findall("bees, be")
    ['ee', 'e']
    """
    return cast("re.Pattern[str]", _Regex(pattern, flags))
