"""Comments of code as sentences: "Load the data" is said as "We load the data."."""

from __future__ import annotations

import re

from aura_nb.sources.notebook.calls import VERBS

_CODE = re.compile(r"[=(){}\[\]<>;_]|^\w+\.\w+|\bTODO\b|\bFIXME\b|\bXXX\b|\bnoqa\b|type: ignore|https?://|^[-=~*#\s]*$")
_DIRECTIVE = re.compile(
    r"[a-z][\w-]*:\s*[\w-]+(?:[=,]\S*)?$|@\w|NBVAL|HIDE\b"
)  # for a tool: "pylint: disable", "nbval: skip"
_NUMBERED = re.compile(r"^(?:step\s*)?\d+[.):]\s*", re.IGNORECASE)
_MARKS = re.compile(r"(?<!\w)(?P<mark>\*{1,2}|`)(?P<inside>\w[^*`]*)(?P=mark)(?!\w)")
_LONGEST = 200


def sentence_of(comment: str, *, english: bool) -> str:
    """A comment as it is said; empty where it is code that was commented out, or says nothing.

    >>> sentence_of("Load the data", english=True), sentence_of("1. the mean", english=True)
    ('We load the data.', 'The mean.')
    >>> sentence_of("df = df.dropna()", english=True), sentence_of("Daten laden", english=False)
    ('', 'Daten laden.')
    """
    text = _NUMBERED.sub("", " ".join(_MARKS.sub(r"\g<inside>", comment).split())).strip(" -:*")
    if not 4 <= len(text) <= _LONGEST or _CODE.search(text) or _DIRECTIVE.match(text) or " " not in text:
        return ""
    first, _, rest = text.partition(" ")
    if english and first.lower().rstrip(",") in VERBS and not rest.startswith(("of ", "is ", "are ", "for each")):
        text = f"We {first.lower()} {rest}"
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?", "…", "。")) else f"{text.rstrip(',;')}."


def is_deed(said: str) -> bool:
    """Whether a sentence tells what we do."""
    return said.startswith("We ")
