r"""References of TeX in a text, as people say them: `Figure~\ref{fig:hive}` is "Figure", `\cite{knuth84}` "Knuth"."""

from __future__ import annotations

import re

from aura_nb.regex import regex
from aura_nb.sources.markdown.dialects.pandoc import cited
from aura_nb.sources.markdown.lines import SourceLine, prose

_NOUN = (
    r"fig(?:ure)?s?|abb(?:ildung(?:en)?)?|tab(?:le|elle|leau|la)?[sn]?|eqn?s?|equations?|gleichung(?:en)?|sec(?:tion)?s?|secci[oó]n"
    r"|abschnitt|kapitel|chapters?|theorem|satz|lemma|listings?|algorithm|appendix|part|definition|proposition|example"
)
_BOOK = regex(r"\\@ref\((?P<key>[^()]+)\)")  # of bookdown
_REFERENCE = regex(
    r"(?P<kept>(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)|\$[^$]+\$)"
    rf"|(?P<noun>\b(?:{_NOUN})\.?)[~\s]*\\(?:eq|page|c|C|v)?ref\*?\{{[^{{}}]*\}}"
    r"|~?\\(?:(?P<ref>(?:eq|page|auto|name|c|C|v)?ref)|(?P<cite>(?:text|paren|auto)?[cC]ite[a-z]*))\*?"
    r"(?:\[[^\]]*\]){0,2}\{(?P<keys>[^{}]+)\}"
    r"|\s*\\(?:label|footcite|supercite)\{[^{}]*\}",
    re.IGNORECASE,
)


def referred(lines: list[SourceLine]) -> list[SourceLine]:
    r"""Lines of a text whose references are words; code and mathematics stay as they are.

    >>> [line.text for line in referred([SourceLine(r"See \cite{knuth84} and Table~\ref{tab:hive}.", 1)])]
    ['See Knuth and Table.']
    """
    if not any("\\" in line.text for line in lines):
        return lines
    return [
        SourceLine(_REFERENCE.sub(_said, _BOOK.sub(r"\\ref{\g<key>}", line.text)), line.number)
        if is_prose and "\\" in line.text
        else line
        for line, is_prose in zip(lines, prose(lines), strict=True)
    ]


def _said(found: re.Match[str]) -> str:
    if found["kept"] or found["noun"]:
        return found["kept"] or found["noun"]
    if not found["keys"]:
        return ""
    names = list(dict.fromkeys(filter(None, (cited(key.strip()) for key in found["keys"].split(",")))))
    said = ", ".join(names)
    lead = " " if found[0].startswith("~") else ""
    return f"{lead}({said})" if said and (found["cite"] or "").endswith("citep") else f"{lead}{said}"
