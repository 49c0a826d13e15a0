"""The values that a narration can name in braces: what cells printed or ended with, what their author tagged."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from aura_nb.regex import regex
from aura_nb.sources.notebook.outputs import Shown
from aura_nb.sources.notebook.results import is_number_or_words, pairs
from aura_nb.sources.notebook.rounding import rounded

_FIELD = regex(r"\{(?P<name>[A-Za-z_]\w*)(?::(?P<form>[^{}]{1,12}))?\}")
_NUMBER = regex(r"[-+]?\d[\d_,]*(?:\.\d+)?(?:e[-+]?\d+)?")
_LONGEST = 200


class Values:
    """What is known, by name; a later cell's value takes the place of an earlier one's."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def learn(self, shown: Sequence[Shown], tree: Sequence[ast.stmt], tagged: str) -> None:
        """What a cell's outputs say."""
        for each in shown:
            if each.kind != "console":
                continue
            for name, value in pairs(each.rows).items():
                self._known[_key(name)] = value
            only = each.rows[0].strip() if len(each.rows) == 1 else ""
            last = tree[-1] if tree else None
            if only and len(only) <= _LONGEST and each.name == "value" and isinstance(last, ast.Expr):
                self._known[_key(ast.unparse(last.value))] = _bare(only)
            if tagged and only:
                self._known[_key(tagged)] = _bare(only)

    def filled(self, text: str) -> tuple[str, dict[str, str]]:
        """A narration with its values, and the names of which nothing is known or can be said, with what is known."""
        unknown: dict[str, str] = {}

        def value(found: re.Match[str]) -> str:
            known = self._known.get(_key(found["name"]))
            if known is None or not is_number_or_words(known):
                unknown[found["name"]] = known or ""
                return found["name"].replace("_", " ")
            return _formed(known, found["form"] or "")

        return _FIELD.sub(value, text), unknown


def _key(name: str) -> str:
    return re.sub(r"\W+", "_", name).strip("_").casefold()


def _bare(value: str) -> str:
    """A value as it is said: without the quotation marks of Python, and NumPy's name of its type."""
    inner = re.fullmatch(r"np\.\w+\((.*)\)", value)
    return (inner[1] if inner else value).strip("'\"")


def _formed(value: str, form: str) -> str:
    number = _NUMBER.search(value)
    if not form or not number:
        return rounded(value)
    try:
        return format(float(re.sub(r"[,_]", "", number[0])), form)
    except ValueError:
        return rounded(value)
