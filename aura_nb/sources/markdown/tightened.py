"""Marks that CommonMark does not take for any: `**strong:**` among dense letters, `$ x_1 $` with spaces."""

from __future__ import annotations

import re

from aura_nb.regex import regex
from aura_nb.sources.markdown.lines import SourceLine, prose

_DENSE = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]"
_STRONG = regex(rf"(?<!\*)\*\*(?P<inside>[^*\n]+)\*\*(?={_DENSE})|(?<={_DENSE})\*\*(?P<after>[^*\n]+)\*\*(?!\*)")
_LOOSE = regex(
    r"(?<![\\$\w])\$(?P<lead>[ \t]*)"
    r"(?P<tex>[^$\n`]{0,300}?[\\^_=][^$\n`]{0,300}?|[A-Za-z](?:\s*[,+/-]\s*[A-Za-z]){0,20}"
    r"|(?<=[ \t])(?P<bare>-?\d{1,9}(?:\.\d{1,9})?|[A-Z]{2,4}"
    r"|[\[(]\s*-?[\w.]{1,9}\s*,\s*-?[\w.]{1,9}\s*[\])])(?=[ \t]))"
    r"(?P<end>[ \t]*)\$(?![\w$])"
)
_PRICE = regex(r"\d[\d.,]*\s")
_CODE = regex(r"(`+[^`]*`+)")


def tightened(lines: list[SourceLine]) -> list[SourceLine]:
    """Lines in which such marks are ones; code stays as it is.

    >>> [line.text for line in tightened([SourceLine("At $ x_1 $ of $ a, b $, or `$ y $`.", 1)])]
    ['At $x_1$ of $a, b$, or `$ y $`.']
    """
    return [
        SourceLine(_whole(line.text), line.number) if is_prose and ("**" in line.text or "$" in line.text) else line
        for line, is_prose in zip(lines, prose(lines), strict=True)
    ]


def _whole(text: str) -> str:
    parts = _CODE.split(text)
    return "".join(part if place % 2 else _part(part) for place, part in enumerate(parts))


def _part(text: str) -> str:
    text = _STRONG.sub(lambda found: f"<strong>{found['inside'] or found['after']}</strong>", text)
    return _LOOSE.sub(_formula, text) if text.count("$") > 1 else text


def _formula(found: re.Match[str]) -> str:
    is_loose = found["lead"] or found["end"]
    return f"${found['tex'].strip()}$" if is_loose and not _PRICE.match(found["tex"]) else found[0]
