"""Errors that a program printed: a traceback among its lines is the error it ends with, never lines on a slide."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from aura_nb.regex import regex

TRACEBACK = "Traceback (most recent call last)"
_NAME = r"[A-Za-z_][\w.$]*"
_LAST = regex(rf"(?P<name>{_NAME})(?::\s*(?P<text>.*))?$")
_PYTHON = regex(r"\s*Traceback \((?:most recent call last|innermost last)\):?\s*$")
_RICH = regex(r"\s*╭─+ ?Traceback \(most recent call last\) ?─+╮\s*$")
_GROUP = regex(r"\s*\+ Exception Group Traceback \(most recent call last\):\s*$")
_OF_GROUP = regex(rf"\s*\|\s(?P<name>{_NAME}): (?P<text>.*)$")
_IPYTHON = regex(rf"(?P<name>{_NAME})\s+Traceback \(most recent call last\)\s*$")
_PLACE = regex(r"\s*File \"[^\"]{1,300}\", line \d{1,9}\s*$")  # of a SyntaxError, which has no traceback
_SYNTAX = regex(r"(?:Syntax|Indentation|Tab)Error: ")
_CHAINED = regex(
    r"(?:During handling of the above exception, another exception occurred"
    r"|The above exception was the direct cause of the following exception):?$"
)
_JAVA = regex(
    r"(?:Exception in thread \"[^\"]*\" |Caused by: |Uncaught )?"
    rf"(?P<name>(?:{_NAME})?(?:Error|Exception))(?::\s*(?P<text>.*))?$"
)
_FRAME = regex(r"\s+(?:at [\w.$<>\[\] ]+ ?\(|at \S+:\d+|\.\.\. \d+ more$)|Caused by: ")
_JULIA = regex(r"(?:┌ )?(?:ERROR|Error): (?:(?P<name>\w+(?:Error|Exception))(?:: | with | )?)?(?P<text>.*)$")
_STACK = regex(r"(?:│ )?\s*Stacktrace:\s*$")
_OF_STACK = regex(r"(?:[│└] )?\s*(?:\[\d+\]|@ |\.\.\.|↓)|[│└]|\s*$")
_R = regex(r"Error(?: in (?P<call>.+?))?\s?: ?(?P<text>.*)$")
_WITHHELD = "ignored"  # what Colab writes for what an error says
_LONGEST = 300
_HALF = 20  # characters of a line that may be the beginning of a sentence
_SHORT = 8  # lines of code that is none
_NEAR = 40  # lines between what Julia says and its stack
_RULE = regex(r"-{20,}$")


class Raised(Struct, frozen=True):
    """An error: its name, and what it says in one line."""

    name: str
    text: str


def parted(rows: Sequence[str]) -> Iterator[list[str] | Raised]:
    """Printed lines with each traceback as the error it tells of.

    >>> rows = ["Begin", "Traceback (most recent call last):", '  File "a.py", line 1', "ValueError: bad", "End"]
    >>> [*parted(rows)]
    [['Begin'], Raised(name='ValueError', text='bad'), ['End']]
    """
    kept: list[str] = []
    before: Raised | None = None
    at = 0
    while at < len(rows):
        found = _found(rows, at)
        if found is None:
            kept.append(rows[at])
            at += 1
            continue
        at, raised = found
        if kept and _RULE.match(kept[-1]):
            kept.pop()
        if any(row.strip() for row in kept):
            yield kept
            before = None
        kept = []
        if raised is not None and raised != before:
            yield raised
            before = raised
    if any(row.strip() for row in kept):
        yield kept


def raised(name: str, text: str) -> Raised:
    """An error by its name and what it says: the last line of it that is no place in a program.

    >>> raised("ERROR", "Error in log('a'): not a number")
    Raised(name='Error', text='not a number')
    """
    rows = [row for row in text.split("\n") if row != _WITHHELD]
    inner = [each for each in parted(rows) if isinstance(each, Raised)]
    if name.lower() == "error" and (of_r := _R.match(" ".join(row.strip() for row in rows if row.strip()))):
        return Raised("Error", of_r["text"][:_LONGEST])
    if inner and inner[-1].text:
        return Raised(_short(name), inner[-1].text)
    told = [row.strip() for row in rows if row.strip() and not _FRAME.match(row) and not _OF_STACK.match(row)]
    stack = next((place for place, row in enumerate(told) if _STACK.match(row)), len(told))
    plain = [row for row in told[:stack] if "://" not in row] or told[:stack]  # where to read more is not what is wrong
    last = (
        plain[-2:] if len(plain) > 1 and plain[-1][:1].islower() and len(plain[-2]) > _HALF else plain[-1:]
    )  # the end of a sentence alone is none
    return Raised(_short(name), " ".join(last)[:_LONGEST])


def _found(rows: Sequence[str], at: int) -> tuple[int, Raised | None] | None:
    """The traceback that begins in a row: the first row behind it, and its error; None where none begins."""
    row = rows[at]
    if _PYTHON.match(row):
        return _of_python(rows, at + 1)
    if _RICH.match(row):
        end = next((n for n in range(at + 1, len(rows)) if rows[n].lstrip()[:1] not in {"│", "╰", ""}), len(rows))
        return _of_python(rows, end)
    if _GROUP.match(row):
        return _of_group(rows, at + 1)
    if _PLACE.match(row):
        last = next((n for n in range(at + 1, min(at + _SHORT, len(rows))) if _SYNTAX.match(rows[n])), None)
        return (last + 1, _made(*rows[last].split(": ", 1))) if last is not None else None
    if named := _IPYTHON.match(row):
        return _of_ipython(rows, at + 1, named["name"])
    if (java := _JAVA.match(row)) and at + 1 < len(rows) and _FRAME.match(rows[at + 1]):
        end = at + 1
        while end < len(rows) and _FRAME.match(rows[end]):
            end += 1
        return end, _made(java["name"], java["text"])
    if julia := _JULIA.match(row):
        return _of_julia(rows, at, julia)
    return None


def _of_python(rows: Sequence[str], at: int) -> tuple[int, Raised | None]:
    while at < len(rows) and (not rows[at].strip() or rows[at][0].isspace()):
        at += 1
    if at == len(rows):
        return at, None
    last = _LAST.match(rows[at])
    if last is None:
        return at, None
    return _chained(rows, at + 1, _made(last["name"], last["text"]))


def _of_ipython(rows: Sequence[str], at: int, name: str) -> tuple[int, Raised | None]:
    end = next((n for n in range(at, len(rows)) if rows[n] == name or rows[n].startswith(f"{name}:")), None)
    if end is None:
        return len(rows), _made(name, "")
    return _chained(rows, end + 1, _made(name, rows[end].partition(":")[2]))


def _chained(rows: Sequence[str], at: int, error: Raised) -> tuple[int, Raised | None]:
    """The error, or the one that came of it."""
    following = next((n for n in range(at, min(at + 4, len(rows))) if rows[n].strip()), at)
    if following == len(rows) or not _CHAINED.match(rows[following].strip()):
        return at, error
    head = next((n for n in range(following + 1, min(following + 6, len(rows))) if _found_head(rows[n])), None)
    if head is None:
        return following + 1, error
    found = _found(rows, head)
    return found if found is not None and found[1] is not None else (following + 1, error)


def _found_head(row: str) -> bool:
    return bool(_PYTHON.match(row) or _IPYTHON.match(row) or _GROUP.match(row))


def _of_group(rows: Sequence[str], at: int) -> tuple[int, Raised | None]:
    error: Raised | None = None
    while at < len(rows) and rows[at].lstrip()[:1] in {"|", "+"} and rows[at].strip():
        last = _OF_GROUP.match(rows[at])
        if error is None and last:
            error = _made(last["name"], re.sub(r" \(\d+ sub-exceptions?\)$", "", last["text"]))
        at += 1
    return at, error


def _of_julia(rows: Sequence[str], at: int, head: re.Match[str]) -> tuple[int, Raised] | None:
    stack = next((n for n in range(at + 1, min(at + _NEAR, len(rows))) if _STACK.match(rows[n])), None)
    if stack is None:
        return None
    end = stack + 1
    while end < len(rows) and _OF_STACK.match(rows[end]):
        end += 1
    return end, _made(head["name"] or "Error", head["text"])


def _made(name: str, text: str | None) -> Raised:
    return Raised(_short(name), (text or "").strip()[:_LONGEST])


def _short(name: str) -> str:
    """The name of an error without its module."""
    return name.rpartition(".")[2][:100] or "Error"
