"""What a text holds for a program that would fill it in: comments of templates, values of the front matter, addresses.

Liquid, Jinja, Go, Handlebars, ERB, MDX: their comments go, as those of HTML do. `{{ page.title }}` is the title of the
front matter. Other values and commands stay for the reader of running text, which leaves them out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from aura_nb.regex import regex
from aura_nb.sources.markdown.head import Entry
from aura_nb.sources.markdown.lines import SourceLine, joined

_CODE = (
    r"(?P<code>^[ \t>]*(?P<fence>`{3,}|~{3,}).*?^[ \t>]*(?P=fence)"
    r"|(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`))"
)
_COMMENT = regex(
    rf"{_CODE}|\{{%-?\s*(?P<name>comment|doc)\b[^%]*%\}}.*?\{{%-?\s*end(?P=name)\s*-?%\}}"
    r"|\{#(?!\w)(?:(?!\n[ \t]*\n).)*?#\}"
    r"|\{\{!--.*?--\}\}|\{\{![^{}]*\}\}|\{\{-?\s*/\*.*?\*/\s*-?\}\}|<%--.*?--%>|<%#.*?%>|\{\s*/\*.*?\*/\s*\}",
    re.DOTALL | re.MULTILINE,
)
_VALUE = regex(
    rf"{_CODE}|\{{\{{[-<%]?\s*"
    r"(?:(?:page|post|meta|frontmatter|\$frontmatter|front_?matter|site\.Params|\.Params|\.Page)[. ])?"
    r"\s*\.?(?P<value>[A-Za-z][\w-]*)\s*[->%]?\}\}",
    re.DOTALL | re.MULTILINE,
)
# An address that a template makes of a path, or puts something before.
_ADDRESS = regex(
    r"(?P<before>\]\(<?|(?:src|href)=[\"']|^\[[^\]\n]+\]:\s+)"
    r"(?:\{\{-?\s*[\"'](?P<path>[^\"'{}]+)[\"'][^{}]*\}\}|\{%-?\s*(?:link|post_url|asset|static)\s+[\"']?(?P<linked>[^\"'%\s]+)[\"']?[^%]*%\}"
    r"|\{\{[^{}]*\}\}|\{%[^%{}]*%\}|<%=?[^%]*%>)",
    re.MULTILINE,
)
_TELLING = ("{%", "{#", "{{", "<%", "/*")


def filled(lines: list[SourceLine], fields: Mapping[str, Entry]) -> list[SourceLine]:
    """Lines without the comments of templates, with the values that the front matter has.

    >>> [line.text for line in filled([SourceLine("A {# no #}{{ title }}", 1)], {"title": Entry("Bees", 1)})]
    ['A Bees']
    """
    text = joined(lines)
    if not any(sign in text for sign in _TELLING):
        return lines
    text = _COMMENT.sub(_gone, text)
    given = {name.casefold(): entry.text for name, entry in fields.items() if entry.text and "\n" not in entry.text}
    for name in ("substitutions", "myst"):
        own = fields[name].value if name in fields else {}
        own = own.get("substitutions", own) if isinstance(own, dict) else {}
        given |= {key.casefold(): value for key, value in own.items() if isinstance(value, str) and "\n" not in value}

    def value(found: re.Match[str]) -> str:
        return found[0] if found["code"] else given.get(found["value"].casefold(), found[0])

    if "{{" in text:
        text = _VALUE.sub(value, text)
    text = _ADDRESS.sub(lambda found: found["before"] + (found["path"] or found["linked"] or "").strip(), text)
    return [SourceLine(row, line.number) for row, line in zip(text.split("\n"), lines, strict=True)]


def _gone(found: re.Match[str]) -> str:
    """A comment as the line breaks in it, so that lines keep their numbers."""
    return found[0] if found["code"] else "\n" * found[0].count("\n")
