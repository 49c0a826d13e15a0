"""What a program printed, as lines that a slide can show: without colours, without what was written over."""

from __future__ import annotations

from collections.abc import Sequence

from aura_nb.regex import regex
from aura_nb.specs.cleaning import clean_text

_ANSI = regex(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_CONTROL = regex(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # a terminal shows none
_COUNT = r"(?<!\d)\d{1,15}/\d{1,15}"
_PROGRESS = regex(
    rf"\d%\|.{{0,400}}\||{_COUNT} \[[=>. ━╸╺-]{{1,400}}\]|\bit/s\b|\bs/it\b|{_COUNT} [━╸╺ ]{{5,}}"
    rf"|\d% \[{_COUNT} \d\d:\d\d<|\|={{3,400}}\s*\|\s*\d{{1,3}}%"  # fastai's, R's
)
_DRAWN = regex(r"([=#━─█▉>.*_~-])\1{30,}")  # the length of a bar, which tells nothing
_RULE = regex(r"\s*([-=*#_~─━])\1{40,}\s*")  # between the parts of what is printed
_NOTHING = regex(
    r"^(?:<[\w.]*(?:Figure|Axes|AxesSubplot|Widget|HTML|Image|Video|SVG|Audio|Markdown|Math|Latex|JSON)\b[^\n]*>"
    r"|<Figure size [^\n]*>|\[?\(?(?:<[\w. ]+ (?:object )?at 0x[0-9a-f]+>[,\s]*)+\)?\]?"
    r"|Text\([^\n]*\)|<[\w.]+ object at 0x[0-9a-f]+>|\(array\(\[[\s\S]*<BarContainer[^\n]*>\)|alt\.\w*Chart\([^\n]*\)"
    r"|(?:\d+-element [^\n]*PyObject[^\n]*:\s*)?(?:PyObject [^\n]*\s*)+|(?:PyPlot\.)?Figure\(PyObject[^\n]*\)"
    r"|<(?:function|bound method|module|generator object|built-in)\b[^\n]*>"
    r"|(?:pdf|png|svg|null device|quartz_off_screen|RStudioGD)\s+\d+"  # of R's `dev.off()`
    r"|Plot with title[^\n]*|plot without title|None)$"
)
# What a shell of Python greets with, and what `%pylab` says that it did.
_GREETING = regex(
    r"Populating the interactive namespace from |Using matplotlib backend: |Welcome to pylab, "
    r"|For more information, type |%pylab is deprecated|Loading BokehJS|\[TerminalIPythonApp\] WARNING "
)
_OBJECTS = ("<Axes:", "[<Axes", "[<matplotlib", "array([<Axes", "array([<matplotlib", "array([[<matplotlib", "<Figure")
_LOOKED_AT = 500  # lines, from each end
_LONGEST = 100_000  # characters of a line, from its end
_WIDEST = 100
_FIRST, _LAST = 8, 3


def lines(text: str) -> list[str]:
    r"""The lines that a terminal would show in the end.

    >>> lines("\x1b[31mred\x1b[0m\n 10%|#  |\r100%|###|\n\nDone\n")
    ['red', '100%|###|', '', 'Done']
    """
    written = text.replace("\r\n", "\n").split("\n")
    settled: list[str] = []
    for place, long in enumerate(written):
        if _LOOKED_AT <= place < len(written) - _LOOKED_AT:
            settled.append(long)  # a slide shows the first and the last; these are only counted
            continue
        row = clean_text(_CONTROL.sub("", _overwritten(_ANSI.sub("", long[-_LONGEST:])))).expandtabs(4).rstrip()
        bar = bool(_PROGRESS.search(row))
        if _GREETING.match(row):
            continue
        row = _DRAWN.sub(lambda drawn: drawn[1] * 30, row) if bar or _RULE.fullmatch(row) else row
        if bar and settled and _PROGRESS.search(settled[-1]):
            settled[-1] = row  # a bar that was drawn line by line
        else:
            settled.append(row)
    while settled and not settled[-1]:
        settled.pop()
    while settled and not settled[0]:
        settled.pop(0)
    return settled


def shown(rows: Sequence[str], more: str) -> list[str]:
    """The rows that a slide has room for: the first and the last, with a line between them that counts the others."""
    cut = [row if len(row) <= _WIDEST else row[: _WIDEST - 1] + "…" for row in rows]
    if len(cut) <= _FIRST + _LAST + 1:
        return cut
    left = len(cut) - _FIRST - _LAST
    return [*cut[:_FIRST], more.format(count=f"{left:,}"), *cut[-_LAST:]]


def is_nothing(text: str) -> bool:
    """Whether a text only names an object that Python made, such as `<Axes: >`.

    >>> is_nothing("<Axes: xlabel='x'>"), is_nothing("[<matplotlib.lines.Line2D at 0x7f]>]"), is_nothing("0.93")
    (True, True, False)
    """
    bare = text.strip()[:4000]
    return not bare or bool(_NOTHING.match(bare)) or bare.startswith(_OBJECTS)


def is_progress(row: str) -> bool:
    """Whether a row is a progress bar."""
    return bool(_PROGRESS.search(row))


def _overwritten(row: str) -> str:
    """A line as it stands after each carriage return and backspace."""
    if "\r" in row:
        row = next((part for part in reversed(row.split("\r")) if part.strip()), "")
    while "\b" in row:
        at = row.index("\b")
        row = row[: max(0, at - 1)] + row[at + 1 :]
    return row
