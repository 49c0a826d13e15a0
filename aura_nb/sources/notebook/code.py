"""A cell's code as a slide: what is shown of it, what is said meanwhile, and which lines light up as it is said."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from msgspec import Struct, field

from aura_nb.sources.notebook import acts, foreign, phrases
from aura_nb.sources.notebook.comments import is_deed, sentence_of, third_person
from aura_nb.sources.notebook.cut import Cut, Group
from aura_nb.sources.notebook.identifiers import words
from aura_nb.sources.notebook.telling import Teller
from aura_nb.specs import Cue

_MOST_SAID = 5  # sentences about one cell
_LIT_ROWS = 4  # from which lines light up


class Telling(Struct):
    """What is said of a cell's code, and the lines that light up meanwhile, counted from 1.

    `plainly` is what it does, to be said where neither the code nor its result has more to tell.
    """

    said: str = ""
    plainly: str = ""
    lines: list[list[int]] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)


def statements(cut: Cut) -> list[ast.stmt]:
    """The statements of a cell, imports and all."""
    return [node for each in cut.tree.statements for node in each.nodes] if cut.tree else []


def _mattering(cut: Cut) -> list[ast.stmt]:
    """The statements that do something worth seeing, of a long cell those that matter."""
    groups = [group for group in cut.groups if not cut.matters or group.rows[0] in cut.matters]
    return [node for group in groups for node in group.statements]


def _rows_that_matter(cut: Cut) -> list[str]:
    return [row for place, row in enumerate(cut.text.split("\n")) if not cut.matters or place in cut.matters]


def telling(cut: Cut, teller: Teller, *, language: str, introduced: bool) -> Telling:
    """What a person would say of the code: its comments, its docstring, what it calls, or what it plainly does.

    A cell that the text right before it has `introduced` is told by its comments alone.
    """
    english = language.partition("-")[0].lower() == "en"
    sentences: list[tuple[Group, str]] = []
    deeds = 0
    known: set[str] = set()
    for group in cut.groups:
        told = teller.told(group.statements) if english else ""
        said = sentence_of(group.comment, language)
        if not said and not introduced:
            said = _of_definition(group, english=english) or (f"We {told}." if told else "")
        if said and len(sentences) < _MOST_SAID and said not in known:
            known.add(said)
            if is_deed(said):
                said = _following(said, deeds)
                deeds += 1
            sentences.append((group, said))
    found = Telling(" ".join(said for _, said in sentences))
    rows = cut.text.count("\n") + 1
    if not sentences:
        done = acts.of_python(_mattering(cut)) if cut.tree else foreign.of_text(_rows_that_matter(cut), cut.language)
        found.plainly = phrases.said(done, language) if done else ""
    elif len(sentences) > 1 and rows >= _LIT_ROWS:
        found.lines = [[row + 1 for row in group.rows] for group, _ in sentences]
        found.cues = [Cue(on=said[:400].rstrip(".!?"), show=place) for place, (_, said) in enumerate(sentences, 1)]
    return _parted(found, cut, language)


def _parted(found: Telling, cut: Cut, language: str) -> Telling:
    """What is told of a long cell: its lines that matter are lit as that is said, unless others are."""
    if not cut.matters:
        return found
    matter = sum(1 for place, row in enumerate(cut.text.split("\n")) if place in cut.matters and row.strip())
    said = phrases.part(matter, cut.whole, language)
    if not found.lines:
        found.lines = [[row + 1 for row in cut.matters]]
        found.cues = [Cue(on=said.rstrip(".。"), show=1)] if said else []
    found.said, found.plainly = " ".join(filter(None, (said, found.said or found.plainly))), ""
    return found


def narrated(text: str) -> Telling:
    """What the author says of the cell."""
    return Telling(" ".join(text.split())[:4500])


def _following(said: str, place: int) -> str:
    """A deed after others: "Then we ..." for every second one."""
    return f"Then we{said.removeprefix('We')}" if place % 2 else said


def _of_definition(group: Group, *, english: bool) -> str:
    """A function or class by its name and the first sentence of its docstring."""
    node = group.statements[0] if group.statements else None
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return ""
    words_of = re.split(
        r"(?<=[.!?])\s", " ".join((ast.get_docstring(node) or "").split("\n\n")[0].replace("`", "").split())
    )[0][:300]
    doc = words_of if any(map(str.isalpha, words_of)) and ">>>" not in words_of else ""
    doc = doc if not doc or doc.endswith((".", "!", "?")) else f"{doc}."
    if not english:
        return doc
    doc = third_person(doc, "It") or doc
    what = "class" if isinstance(node, ast.ClassDef) else "function"
    name = f"We define the {what} {words(node.name)}."
    return f"{name} {doc}" if doc else name


def imports(cut: Cut) -> Sequence[str]:
    """The packages that a cell imports."""
    return cut.tree.imports if cut.tree else []
