"""Points of lists: each as it is shown and as it is said."""

from __future__ import annotations

from aura_nb.regex import regex
from aura_nb.sources.markdown.blocks import ListItem

_TASK = regex(r"\[([ xX><!?/*\"+~\u201c\u201d-])\]\s+")  # of Obsidian too: forwarded, canceled, important
_TASKS = {"x": "✓ ", "X": "✓ ", " ": "○ ", ">": "○ ", "<": "○ ", "/": "○ ", "-": "✗ "}


def point(shown: str, said: str, depth: int, marker: str) -> ListItem:
    """A point behind a number ("2. "), a term ("Ebb: ") or nothing; the mark of a task is a sign before it."""
    if task := _TASK.match(shown):
        return ListItem(_TASKS.get(task[1], "") + shown[task.end() :], _TASK.sub("", said, count=1), depth=depth)
    if marker.endswith(": "):
        return ListItem(marker + shown, marker + said, depth=depth)
    return ListItem(shown, said, depth=depth, marker=marker)


def both(said: str, more: str) -> str:
    """Two paragraphs of a point as they are said: the first as a sentence."""
    if not said or not more:
        return said or more
    return f"{said}{'' if said[-1:] in '.!?:;…。！？' else '.'} {more}"  # noqa: RUF001 - other scripts' punctuation
