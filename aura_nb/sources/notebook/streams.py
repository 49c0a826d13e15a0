"""What programs wrote to their streams: lines, progress bars, errors; and what of the error stream was left out."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from aura_nb.regex import regex
from aura_nb.sources import latex
from aura_nb.sources.notebook import console
from aura_nb.sources.notebook.grid import OutputTable, grid
from aura_nb.sources.notebook.tracebacks import TRACEBACK, Raised, parted

# What is no message of its author's: warnings, and what libraries say as they are loaded.
_NOISE = regex(
    r"\s*$|\s{2,}|\t|.*:\d+: \w*(?:Warning|DEPRECATION)\b|.*\bwarnings?\b.*:\s*$"
    r"|\s*(?:WARNING|Warning|DEPRECATED)\b|\s*\[?[WIE]\d{4}\b|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.,]\d+[: ]+[WIE] "
    r"|Attaching |Loading required |The following objects? |── |-- Attach|[✔✖\N{INFORMATION SOURCE}] |In addition: "
    r"|Use suppressPackageStartupMessages|\[notice\]|Registered S3 |Please cite|┌ Warning|│|└"
)
_LONGEST = 500  # characters of a line that are looked at
_IN_R = regex(r"Warning messages?:")


class Printed(Struct):
    """What streams that follow one another show: lines, errors or a table, in order; and the bar they ended with.

    `unsaid` are the lines of the error stream that its author may have meant, and that are not shown.
    """

    shown: list[list[str] | Raised | OutputTable] = field(default_factory=list)
    unsaid: list[str] = field(default_factory=list)


def printed(texts: Sequence[tuple[bool, str]]) -> Printed:
    """What streams show: each whether it is the error stream, and its text."""
    found = Printed()
    progress = ""
    ordinary = "".join(text for is_error, text in texts if not is_error)
    told = console.lines("".join(text for is_error, text in texts if is_error))
    for each in parted(told):
        if isinstance(each, Raised):
            found.shown.append(each)
            continue
        progress = next((row for row in reversed(each) if console.is_progress(row)), progress)
        found.unsaid += messages(each)
    found.shown[:0] = of_text(ordinary)
    if progress and not found.shown:
        found.shown.append([progress])
    return found


def of_text(text: str) -> Iterator[list[str] | Raised | OutputTable]:
    """What a printed text shows."""
    if (table := latex.table(text)) and (made := grid(table)) is not None:
        yield made
        return
    yield from parted(console.lines(text))


def messages(rows: Sequence[str]) -> list[str]:
    """The lines of the error stream that are no warnings, no progress, and not what libraries say as they are loaded.

    >>> messages(["/lib/x.py:3: FutureWarning: old", "  x = 1", "Read 300 rows", "100%|###| 3/3 [00:01<00:00, 2it/s]"])
    ['Read 300 rows']
    """
    found: list[str] = []
    in_warning = False
    for row in rows:
        in_warning = bool(row.strip()) and (in_warning or bool(_IN_R.match(row)))
        if not in_warning and not _NOISE.match(row[:_LONGEST]) and not console.is_progress(row):
            found.append(row[:_LONGEST].strip())
    return found


def unquoted(text: str) -> str:
    """A text that is shown as Python writes a string, without its quotation marks, where it holds a traceback."""
    if TRACEBACK not in text or text[:1] not in {"'", '"'}:
        return text
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return text
    return value if isinstance(value, str) else text
