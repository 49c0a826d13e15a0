"""Short results as they are said: `Accuracy: 0.9333` is "Accuracy is 0.933."."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from aura_nb.regex import regex
from aura_nb.sources.markdown.spoken_text import sentence
from aura_nb.sources.notebook import phrases
from aura_nb.sources.notebook.english import MEASURES, SCORES
from aura_nb.sources.notebook.grid import OutputTable
from aura_nb.sources.notebook.identifiers import capital, label, listed, words
from aura_nb.sources.notebook.rounding import rounded
from aura_nb.sources.notebook.summaries import described, ranked

_MORE_OR_LESS = r"\(?(?:\+/-|\+-|±)\s*(?P<error>\d[\d.]*(?:e[-+]?\d+)?%?)\)?"
_WITH_ERROR = regex(rf"(?P<value>[-+]?\d[\d.]*(?:e[-+]?\d+)?%?)\s*{_MORE_OR_LESS}(?P<percent>\s*%)?")
_SCORES = regex(r"\s*accuracy\s+(?P<value>\d\.\d+)\s+\d+\s*")
_FITTED = regex(r".*\bR-squared:\s+(?P<value>-?\d\.\d+)\s*")
_PAIR = regex(
    r"^(?P<name>[^\W\d_][\w %()/²-]{1,50}?)\s*[:=]\s*"
    r"(?P<value>(?:[A-Z]{3} )?[-+]?[$€£]?\d[\d.,_]*(?:e[-+]?\d+)?\s?(?P<unit>[%€£$¥]|[^\W\d_]{1,12})?"
    rf"(?:\s*{_MORE_OR_LESS}\s*%?)?)\.?$"
)
_NUMBER = regex(r"^(?:np\.\w+\()?(?P<value>[-+]?\d[\d_]*(?:\.\d+)?(?:e[-+]?\d+)?)\)?$")
_NO_NUMBER = r"[-+]?(?:inf|infinity|nan|nat|none|null|<?na>?|missing|nothing)"
_EMPTY = regex(rf"(?:.*[:=])?\s*(?:np\.\w+\()?['\"]?{_NO_NUMBER}['\"]?\)?\.?$", re.IGNORECASE)
_WITHOUT = regex(r"(?<![\w-])[-+]?(?:inf|nan|NaN|NaT|None)(?!\w)")  # within a sentence
_COUNTED = regex(r"^(?P<count>\d{1,15})(?P<what>(?: [a-z]{2,}){1,5})$")
_SHAPE = regex(r"^\((\d{1,15}), (\d{1,15})\)$")
_SENTENCE = regex(r"^[A-Z][^{}\[\]<>|=_]*[a-z]{2,}[^{}\[\]<>|=_]*[.!?]$")
_DRAWN = regex(r"([-=*#_~─━])\1{4,}")
_LIST = regex(r"(?P<name>[^\W\d_][^:\[\]{}()]{3,60}):\s*(?:\[|\{|array\(|Index\()")
_QUOTED = regex(r"(?:\[1\] )?(['\"])(?P<text>[^'\"\\]{1,300})\1")  # as Python and R show a text
_MOST_LOOKED = 20  # lines
_MOST_REPORTED = 60  # lines of a report
_MOST_LINES = 4
_LONGEST = 300  # characters of a line
_PLAIN = 3  # words of a line that is read as it is
_MOST_NAMED = 5  # columns
_HEADING = regex(r"(?=(?:[^\W\d_][\w'-]* ?){2,12}:?$|.{0,40}[\u3040-\u9fff]{3}).{5,80}")


def is_number_or_words(text: str) -> bool:
    """Whether a value can be said: not one that stands for no number.

    >>> is_number_or_words("0.5"), is_number_or_words("Ridge"), is_number_or_words("np.float64(nan)")
    (True, True, False)
    """
    return not _EMPTY.match(text.strip())


def pairs(rows: Sequence[str]) -> dict[str, str]:
    """What lines of the form `name: value` say."""
    found = (_PAIR.match(row.strip()) for row in rows if len(row) <= _LONGEST)
    return {match["name"].strip(): match["value"].strip() for match in found if match}


def said_of_text(rows: Sequence[str], tree: Sequence[ast.stmt], language: str) -> str:
    """What is said of a printed result; empty where that is too much, or no words."""
    english = language.partition("-")[0].lower() == "en"
    filled = [row.strip() for row in rows if row.strip() and not (len(row) <= _LONGEST and _EMPTY.match(row.strip()))]
    filled = [row for row in filled if any(map(str.isalnum, row))]  # lines that are drawn between others
    filled = [quoted["text"] if (quoted := _QUOTED.fullmatch(row)) else row for row in filled]
    if not filled or len(filled) > _MOST_LINES or any(len(row) > _LONGEST for row in filled):
        return " ".join(filter(None, (_headed(rows, language), _of_report(rows) if english else "")))
    if all(map(_PAIR.match, filled)):
        verb = "is" if english else ":"
        return " ".join(_stated(label(name), value, verb) for name, value in pairs(filled).items())
    if all(_SENTENCE.match(row) and len(row.split()) >= _PLAIN and not _WITHOUT.search(row) for row in filled):
        return " ".join(map(rounded, filled))
    if len(filled) == 1 and len(rows) > 1 and _HEADING.fullmatch(filled[0]):
        return _title(filled[0], language)
    if len(filled) == 1 and english:
        return _alone(filled[0], tree)
    return _headed(rows, language)


def _headed(rows: Sequence[str], language: str) -> str:
    """What lines say first of themselves: a heading above or between lines that are drawn, or what a list is of.

    >>> _headed(["RESULTS BY YEAR", "=====", "2021 4", "2022 5"], "en"), _headed(["Types: ['a' 'b'", " 'c']"], "en")
    ('RESULTS BY YEAR.', 'Types.')
    """
    filled = [row.strip() for row in rows[:_MOST_LOOKED] if row.strip()]
    drawn = [place for place, row in enumerate(filled[:3]) if _DRAWN.fullmatch(row)]
    if drawn and drawn[0] <= 1 and len(filled) > 1:
        first = filled[1 - drawn[0]]
        return _title(first, language) if _HEADING.fullmatch(first) else ""
    named = _LIST.match(filled[0]) if filled else None
    return sentence(named["name"], language) if named and _HEADING.fullmatch(named["name"]) else ""


def _title(row: str, language: str) -> str:
    """A heading as a sentence."""
    return sentence(row.rstrip(": "), language)


def _stated(name: str, value: str, verb: str) -> str:
    said = rounded(_WITH_ERROR.sub(_spread, value) if verb == "is" else value)
    if verb == "is" and name.rpartition(" ")[2] in {"is", "are", "was", "were", "equals"}:
        return f"{capital(name)} {said}."
    several = any(word.endswith("s") and not word.endswith(("ss", "us", "is")) for word in name.lower().split())
    return f"{capital(name)} is {said}." if verb == "is" and not several else f"{capital(name)}: {said}."


def _spread(found: re.Match[str]) -> str:
    """A value with its error, in words.

    >>> _WITH_ERROR.sub(_spread, "0.977 +/- 0.019"), _WITH_ERROR.sub(_spread, "95.1% (±0.4%)")
    ('0.977, plus or minus 0.019', '95.1%, plus or minus 0.4%')
    """
    return f"{found['value']}, plus or minus {found['error']}{(found['percent'] or '').strip()}"


def _of_report(rows: Sequence[str]) -> str:
    """What a report that a library prints says first: the accuracy of a classifier, how well a line fits."""
    for row in rows[:_MOST_REPORTED]:
        if found := _SCORES.fullmatch(row):
            return f"Accuracy is {rounded(found['value'])}."
        if found := _FITTED.fullmatch(row):
            return f"R squared is {rounded(found['value'])}."
    return ""


def _alone(row: str, tree: Sequence[ast.stmt]) -> str:
    """A value by itself, which the last line of its cell gives a name."""
    last = tree[-1] if tree else None
    asked = last.value if isinstance(last, ast.Expr) else None
    if isinstance(asked, ast.Call) and isinstance(asked.func, ast.Name) and asked.func.id == "print":
        asked = asked.args[-1] if asked.args else None
    if (shape := _SHAPE.match(row)) and (asked is None or "shape" in ast.unparse(asked)):
        return f"There are {int(shape[1]):,} rows and {int(shape[2]):,} columns."
    if counted := _COUNTED.match(row):
        return f"{int(counted['count']):,}{counted['what']}."
    if spread := _WITH_ERROR.fullmatch(row):
        return f"The result is {rounded(_spread(spread))}."
    number = _NUMBER.match(row)
    if not number or (last is not None and asked is None):
        return ""
    name = _asked(asked) if asked is not None else ""
    return f"{capital(name)} is {rounded(number['value'])}." if name else f"The result is {rounded(number['value'])}."


def _asked(node: ast.expr) -> str:
    """What an expression asks for, in words."""
    match node:
        case ast.Name(id=name) if len(name) > 1:
            return words(name)
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in SCORES:
            return f"the {SCORES[name]}"
        case ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)]) if len(name) > 1:
            return f"the length of {words(name)}"
        case ast.Call(func=ast.Attribute(attr=name, value=of)) if name in MEASURES and name not in {"agg", "aggregate"}:
            column = _column(of)
            measure = {
                "std": "standard deviation",
                "var": "variance",
                "min": "minimum",
                "max": "maximum",
                "size": "count",
            }
            return f"the {measure.get(name, words(name))}" + (f" of {column}" if column else "")
        case ast.Call(func=ast.Name(id="round"), args=[inner, *_]):
            return _asked(inner)
        case _:
            return ""


def _column(node: ast.expr) -> str:
    match node:
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return label(name)
        case _:
            return ""


def said_of_grid(grid: OutputTable, language: str, *, again: bool = False) -> str:
    """What is said of a table: its caption or columns, and in English a short one's values and a long one's size.

    Columns that the table before had as well are not listed `again`.
    """
    names = [label(name) for name in grid.header[grid.is_indexed :] if name and name not in {"…", "..."}]
    names = [name for name in names if any(map(str.isalpha, name))]
    if again and len(names) > 1 and not grid.caption:
        return phrases.same_columns(max(grid.all_rows, len(grid.rows)), language)
    if language.partition("-")[0].lower() != "en":
        return grid.caption or (phrases.columns(names[:_MOST_NAMED], language) if len(names) > 1 else "")
    if summed_up := described(grid) or ranked(grid):
        return summed_up
    whole = len(grid.rows) >= grid.all_rows
    if grid.caption and len(names) < 2:
        return sentence(grid.caption, language)
    values = [row[grid.is_indexed :] for row in grid.rows]
    if whole and grid.is_indexed and len(grid.rows) <= 4 and all(len(row) == 1 for row in values):
        told = [f"{label(row[0])}, {rounded(row[1])}" for row in grid.rows if is_number_or_words(row[1]) and row[1]]
        lead = f"{capital(names[0])}: " if names and not names[0].isdecimal() else ""
        return f"{lead}{'; '.join(told)}." if told else ""
    if whole:
        return f"The columns are {_some(names)}." if len(names) > 1 else ""
    shown = f"These are {len(grid.rows)} of {grid.all_rows:,} rows"
    return f"{shown}, with {_some(names)}." if len(names) > 1 else f"{shown}."


def _some(names: list[str]) -> str:
    """Names in a row, of many the first and how many more there are."""
    more = len(names) - _MOST_NAMED
    return listed([*names[:_MOST_NAMED], f"{more} more"] if more > 1 else names)
