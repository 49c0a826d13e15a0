"""Articles: READMEs of GitHub, posts of Jekyll, Hugo, Docusaurus. No comment of theirs is what is said.

Hugo's slides are decks: its shortcodes for notes are.
"""

from __future__ import annotations

import re

from aura_nb.regex import regex
from aura_nb.sources.markdown.dialects.dialect import Dialect, Page, notes, rule
from aura_nb.sources.markdown.lines import SourceLine, prose

_USUAL = regex(
    r"#{1,3}\s+(?:\W*\s)?(?:install(?:ation|ing)?|usage|getting started|quick ?start|licen[cs]e"
    r"|contribut(?:ing|e|ors)|table of contents"
    r"|contents|requirements|prerequisites|features|documentation|changelog|development|acknowledge?ments|support|faq)\W*$",
    re.IGNORECASE,
)
_BADGE = regex(r".*\[!\[[^\]]{0,300}\](?:\([^)]{0,1000}\)|\[[^\]]{0,300}\])\]|.*<img[^>]{1,1000}?(?:shields\.io|badge)")
_VALUE = regex(r"\{\{-?\s*(?:page|site|post|layout|include)\.[\w.-]+\s*(?:\|[^{}]{0,200})?-?\}\}")
_ALERT = regex(r"\s*>\s*\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*$")
_TOOLS = regex(r"<!--\s*(?:toc|START doctoc|ALL-CONTRIBUTORS|markdownlint|more|truncate)\b", re.IGNORECASE)
_VALUED = regex(rf".*{_VALUE.pattern}")
_IMPORT = regex(
    r"(?:import\s+.+\s+from\s+[\"'].*[\"'];?|import\s+[\"'].*[\"'];?|export\s+(?:const|default|function)\b.*)\s*$"
)
# A module's statements, which go on to an empty line; prose begins with another letter, or goes on otherwise.
_MODULE = regex(
    r"import\s+(?:[\w*{][^\"']*\s+from\s+[\"']|[\"']|\{\s*$|\w+\s*,\s*\{\s*$)"
    r"|export\s+(?:(?:const|let|var|async|function|class)\s+\w|default\b|\{)"
)
_EXPRESSION = regex(
    r"\{(?:[A-Za-z_$][\w$]*(?:\.[\w$]+)+(?:\([^(){}]*\))?|[^{}\n]*(?:\?|&&|=>)[^{}\n]*|[A-Za-z_$][\w$]*\([^(){}]*\))\}"
)
_CODE = regex(r"(`+[^`]*`+|\$[^$]+\$)")
_OPENED = regex(r"\s*\{%-?\s*(?:highlight|raw|endraw|endhighlight)\b(?P<rest>[^%]*)-?%\}\s*$")
_NOTE = regex(r"\s*\{\{[<%]\s*(?P<end>/?)\s*(?:speaker_note|note|notes)\s*[>%]\}\}\s*$")
_SPEAKER = regex(r"\s*\{\{(?:[<%]\s*speaker_note\b|%\s*note\s*%\}\}\s*$)")
_RULE = regex(r"---\s*$")
_FIGURE = regex(r"\{\{<\s*(?:figure|img|image)\s(?P<fields>.*?)>\}\}")
_FIELD = regex(r"(\w+)\s*=\s*\"([^\"]*)\"")
_USUAL_COUNT = 2


class GitHub(Dialect):
    """Badges, alerts, marks of tools, or two headings that every README has."""

    name = "GitHub"
    is_article = True

    def is_written(self, page: Page) -> bool:
        if any(map(page.has, (_BADGE, _ALERT, _TOOLS))):
            return True
        usual = sum(
            is_prose and bool(_USUAL.match(line.text))
            for line, is_prose in zip(page.lines, prose(page.lines), strict=True)
        )
        return usual >= _USUAL_COUNT


class Site(Dialect):
    """Jekyll, Hugo, Docusaurus and others: a field of a post, a template, an import."""

    name = "a site's generator"
    keys = frozenset(
        (
            *(
                "permalink",
                "categories",
                "category",
                "draft",
                "slug",
                "weight",
                "summary",
                "menu",
                "excerpt",
                "published",
            ),
            *(
                "featured_image",
                "cover_image",
                "sidebar_position",
                "sidebar_label",
                "hide_table_of_contents",
                "pagination_next",
            ),
            *("lastmod", "series", "canonical_url", "comments", "linkTitle"),
            *("sidebar", "outline", "prev", "next", "editLink", "head", "redirect_from", "parent", "nav_order"),
        )
    )
    shared = frozenset(
        {
            "layout",
            "toc",
            "id",
            "type",
            "url",
            "cover",
            "images",
            "math",
            "pin",
            "description",
            "tags",
            "keywords",
            "image",
        }
    )
    is_article = True

    def is_written(self, page: Page) -> bool:
        return super().is_written(page) or any(map(page.has, (_IMPORT, _MODULE, _OPENED, _VALUED)))

    def rewrite(self, page: Page) -> None:
        is_module = page.has(_MODULE)
        found: list[SourceLine] = []
        inside = False
        for line, is_prose in zip(page.lines, prose(page.lines), strict=True):
            begins = is_prose and not (found and found[-1].text.strip()) and bool(_MODULE.match(line.text))
            inside = bool(line.text.strip()) and (inside or begins)
            if inside:
                found.append(SourceLine("", line.number))
            else:
                found.append(self._line(line, page, is_module=is_module) if is_prose else line)
        page.lines = found

    @staticmethod
    def _line(line: SourceLine, page: Page, *, is_module: bool) -> SourceLine:
        if _IMPORT.match(line.text):
            return SourceLine("", line.number)
        if opened := _OPENED.match(line.text):
            words = opened["rest"].split()
            is_code = "highlight" in line.text
            return SourceLine(f"```{words[0] if words else ''}" if is_code else "", line.number)
        for _ in _VALUE.findall(line.text):
            page.left_out.add("a value that is computed", line.number, "it is not text.")
        text = _FIGURE.sub(_figure, _VALUE.sub("", line.text))
        if is_module and "{" in text:
            parts = _CODE.split(text)
            for place in range(0, len(parts), 2):
                parts[place], count = _EXPRESSION.subn("", parts[place])
                for _ in range(count):
                    page.left_out.add("a value that is computed", line.number, "it is not text.")
            text = "".join(parts)
        return SourceLine(text, line.number)


class HugoSlides(Dialect):
    """Hugo's slides: `{{< speaker_note >}}` and `{{% note %}}` hold what is said, `{{% section %}}` slides."""

    name = "Hugo slides"
    keys = frozenset({"reveal_hugo"})
    comments = "sentences"
    of_slides = True

    def is_written(self, page: Page) -> bool:
        return super().is_written(page) or page.has(_SPEAKER) or (page.has(_NOTE) and page.has(_RULE))

    def rewrite(self, page: Page) -> None:
        found: list[SourceLine] = []
        noted: list[SourceLine] | None = None
        began = 0
        for line, is_prose in zip(page.lines, prose(page.lines), strict=True):
            mark = _NOTE.match(line.text) if is_prose else None
            if mark and not mark["end"] and noted is None:
                noted, began = [], line.number
            elif mark and noted is not None:
                found += notes(noted, "speaker_note", began)
                noted = None
            elif is_prose and line.text.rstrip() == "---":
                found += rule(line.number)
            elif noted is not None:
                noted.append(line)
            else:
                found.append(line)
        page.lines = found + (noted or [])


def _figure(found: re.Match[str]) -> str:
    fields = dict(_FIELD.findall(found["fields"]))
    text = fields.get("caption") or fields.get("title") or ""
    title = f' "{text}"' if text else ""
    return f"![{fields.get('alt', text)}](<{fields['src']}>{title})" if "src" in fields else found[0]
