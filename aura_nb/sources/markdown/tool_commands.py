"""Lines that are commands of a tool: tables of contents, files to be included, videos to be embedded."""

from __future__ import annotations

import re

from aura_nb.regex import regex
from aura_nb.sources.markdown.left_out import LeftOut
from aura_nb.sources.markdown.lines import SourceLine, prose
from aura_nb.sources.markdown.tags import LEFT_OUT

CONTENTS = "[TOC]"
"""What a table of contents is written as."""
INCLUDED = "an included file", "a film shows what the deck itself holds."
VIDEO = "a video", "what it stands for is not in the deck."
_CONTENTS = regex(
    r"\s*(?:[-*+]\s+)?(?:!?\[toc(?:[:=][^\]]*)?\]|\[\[_?toc_?\]\]|@\[toc\](?:\([^)]*\))?|\$\{toc\}|\{\{?[<%]?\s*toc\s*/?[>%]?\}?\}"
    r"|\{:\s*toc[^}]*\}"
    r"|<toc\b[^>]*/?>|\\tableofcontents|\[\[?\.\.contents\]?\]|\.\. contents::.*|!toc\b.*|%TOC%|__TOC__|:toc:)\s*$",
    re.IGNORECASE,
)
_OF_KRAMDOWN = regex(r"\s*\{:\s*\.?(?:no_)?toc\b[^}]*\}\s*$", re.IGNORECASE)  # the list above it becomes the contents
_ITEM = regex(r"\s*(?:[-*+]|\d+[.)])\s")
_INCLUDED = regex(
    r"\s*(?:!(?:!!)?include(?:d|-?url)?\s*[(\s\[\"']\s*\S+.{0,80}"
    r"|<<[\[({].*[\])}]|<<<\s*@?[\w./~-].*|:include:.*|\.\. include::.*"
    r"|include::\S+\[.*\]|::include\{[^{}]*\}|#include\s+[<\"]?\S+|\{![^{}\n]+!\}|\{\{\s*#(?:include|rustdoc_include|playground|template)\b[^{}]*\}\}"
    r"|\{\{>\s*[^{}]*\}\}|@@?(?:include|import)(?:\s+[\"'<(\[]?\S+|[(\[].*)|@\[code[^\]]*\]\(.*\)|@\[(?:include|snippet)\]\(.*\)"
    r"|(?:>\s*)?\[!include\s*(?:\[[^\]]*\])?\s*\([^)]*\)\]|(?:>\s*)?\[!include\b[^\]]*\](?:\([^)]*\)\])?|\[!code[^\[\]]*(?:\[[^\]]*\])?\([^)]*\)\]"
    r"|\[\[include\b.*\]\]|\{\{(?:include|transclude)\b[^{}]*\}\}|<!--\s*@?include:.*-->)\s*$",
    re.IGNORECASE,
)
_VIDEO = regex(
    r"\s*(?:@\[(?:youtube|vimeo|video|bilibili|slides?|prezi|osf|pdf|gist|codepen)\]\([^)]*\)|(?:>\s*)?\[!video\b[^\]]*\]|%\[[^\]\s]+\]"
    r"|!?\[(?:youtube|vimeo|bilibili)\]\([^)]*\)|\{%\s*(?:youtube|vimeo)\b[^%]*%\}|\[video:[^\]]*\]|\{youtube\}.*)\s*$",
    re.IGNORECASE,
)
_EMBEDDED = regex(r"\s*@\[\w*\]\([^)]*\)\s*$")  # of Zenn
_TAGS = regex(r"#{1,6}\s*tags?:", re.IGNORECASE)  # of HackMD
_DIVISION = regex(r"\s*>\s*\[!div\b[^\]]*\]\s*$", re.IGNORECASE)  # of DocFX: how what follows is arranged


def without_commands(lines: list[SourceLine], left_out: LeftOut) -> list[SourceLine]:
    """Lines in which a table of contents stands apart, and what would be fetched from elsewhere is left out."""
    found: list[SourceLine] = []
    for line, is_prose in zip(lines, prose(lines), strict=True):
        command = _command(line.text, found, left_out, line.number) if is_prose else None
        if command is None:
            found.append(line)
        else:
            found += [SourceLine(text, line.number) for text in ("", *command, "")]
    return found


def _command(text: str, above: list[SourceLine], left_out: LeftOut, number: int) -> list[str] | None:
    """What stands in place of a line that is a command; None where it is none."""
    if _OF_KRAMDOWN.match(text) and above and _ITEM.match(above[-1].text):
        above.pop()
        return [CONTENTS]
    if _CONTENTS.match(text):
        return [CONTENTS]
    for pattern, why in ((_INCLUDED, INCLUDED), (_VIDEO, VIDEO), (_EMBEDDED, LEFT_OUT["iframe"])):
        if pattern.match(text):
            left_out.add(why[0], number, why[1])
            return []
    return [] if _DIVISION.match(text) or _TAGS.match(text) else None
