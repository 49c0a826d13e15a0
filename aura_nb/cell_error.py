"""An error as a cell shows it: what is wrong, the person's own line, what to do next. No line of this package's."""

from __future__ import annotations

import traceback
from pathlib import Path

_PACKAGE = Path(__file__).parent
_RED, _DIM, _PLAIN = "\x1b[31m", "\x1b[2m", "\x1b[0m"


def in_a_cell(error: BaseException, message: str, remedy: str) -> list[str]:
    """The lines that IPython shows in place of the traceback.

    >>> in_a_cell(ValueError(), "There is no file talk.md.", "Check the path.")[-1]
    'Next step: Check the path.'
    """
    lines = [f"{_RED}{type(error).__name__}{_PLAIN}: {message}"]
    if place := _own_line(error):
        lines.append(f"{_DIM}{place}{_PLAIN}")
    if remedy:
        lines.append(f"Next step: {remedy}")
    return lines


def _own_line(error: BaseException) -> str:
    """The person's own line that led to the error; nothing where it was raised by itself."""
    frames = traceback.extract_tb(error.__traceback__)
    inside = next((at for at, frame in enumerate(frames) if _PACKAGE in Path(frame.filename).parents), 0)
    if inside == 0:
        return ""
    frame = frames[inside - 1]
    # As IPython names what it compiles: in a kernel a file that never is, in a terminal no file at all.
    is_cell = frame.filename.startswith("<ipython-input") or "ipykernel_" in frame.filename
    where = "this cell" if is_cell else Path(frame.filename).name
    return f"{where}, line {frame.lineno}: {frame.line or ''}".rstrip(": ")
