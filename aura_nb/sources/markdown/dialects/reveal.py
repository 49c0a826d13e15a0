"""reveal.js and reveal-md: `---` parts slides, `--` those below one another; what follows `Note:` is what is said.

See reveal.js on Markdown, and reveal-md on separators and front matter.
"""

from __future__ import annotations

import re

from aura_nb.regex import regex
from aura_nb.sources.markdown.dialects.dialect import Dialect, Directive, Page, address, fit_of, notes, rule
from aura_nb.sources.markdown.lines import Closings, SourceLine, prose

_NOTE = regex(r"(?:speaker )?notes?:(?P<rest>.*)$", re.IGNORECASE)
_RULE = regex(r"\s{0,3}(?:-{2,}|\*{3,}|_{3,})\s*$")
_BELOW = regex(r"-{2,}\s*$")
_HEADING = regex(r"#{1,2}\s")
_ELEMENT = regex(
    r".*<!--\s*\.(?:slide|element)\s*:|.*<(?:aside|div)[^>]*class=[\"'][^\"']*\bnotes\b|.*class=[\"'][^\"']*\bfragment\b|\s*<!--\s*slide\b"
)
_ASIDE = regex(
    r"\s*<(?P<tag>aside|div)\s[^<>]*class=[\"'](?:[^\"']*\s)?(?:speaker-)?notes(?:\s[^\"']*)?[\"'][^<>]*>(?P<rest>.*)$",
    re.IGNORECASE,
)
_MARKDOWN = regex(r"\s*<(?:section|div|template|textarea)\b[^<>]*\bdata-(?:markdown|template)\b[^<>]*>\s*$")
_SETTING = regex(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|(\S+))")


class Reveal(Dialect):
    """`revealOptions` and the like, `<!-- .slide: -->`, or a `Note:` that goes on to the end of its slide."""

    name = "reveal.js"
    keys = frozenset(
        {
            "revealOptions",
            "separator",
            "verticalSeparator",
            "notesSeparator",
            "highlightTheme",
            "slideOptions",
            "slideNumber",
        }
    )
    shared = frozenset({"css", "scripts", "template", "assetsDir", "absoluteUrl", "preprocessor", "listingTemplate"})
    themes = frozenset(
        (
            *("black", "white", "league", "beige", "night", "serif", "simple", "solarized", "moon", "dracula", "sky"),
            *("blood", "black-contrast", "white-contrast"),
        )
    )
    comments = "sentences"
    of_slides = True

    def is_written(self, page: Page) -> bool:
        return super().is_written(page) or page.has(_ELEMENT) or _has_notes(page.lines)

    def rewrite(self, page: Page) -> None:
        separators = {
            _literal(page.head.entries[name].text)
            for name in ("separator", "verticalSeparator")
            if name in page.head.entries
        } - {""}
        page.lines = _without_asides(page.lines)
        found: list[SourceLine] = []
        noted: list[SourceLine] | None = None
        began = 0
        for line, is_prose in zip(page.lines, prose(page.lines), strict=True):
            text = line.text.strip()
            parts = is_prose and (bool(_RULE.match(line.text)) or text in separators)
            if parts:
                found += notes(noted, "Note:", began) if noted is not None else []
                noted = None
                found += rule(line.number)
            elif is_prose and noted is None and (begun := _NOTE.match(line.text)):
                noted, began = (
                    ([SourceLine(begun["rest"].strip(), line.number)] if begun["rest"].strip() else []),
                    line.number,
                )
            elif noted is not None:
                noted.append(line)
            elif is_prose and _MARKDOWN.match(line.text):  # what follows is Markdown, though no empty line parts it
                found += [line, SourceLine("", line.number)]
            else:
                found.append(line)
        page.lines = found + (notes(noted, "Note:", began) if noted is not None else [])

    def directive(self, comment: str) -> Directive | None:
        found = re.match(r"\s*(?:\.(?:slide|element)\s*:|slide\b)(?P<rest>.*)$", comment, re.DOTALL)
        if not found:
            return None
        settings = {name: double or single or bare for name, double, single, bare in _SETTING.findall(found["rest"])}
        pictures = (address(settings.get(name, "")) for name in ("data-background-image", "data-background", "bg"))
        fit = fit_of(settings.get("data-background-size", "").split())
        return Directive(next(filter(None, pictures), ""), tuple(settings), fit)


def _has_notes(lines: list[SourceLine]) -> bool:
    """Whether `Note:` means what it means to reveal.js: it goes on to the next rule, with no heading in between.

    A line "Note: ..." of an article has other text of the same part below it. In a file without any rule, only a
    `Note:` that stands alone in its line, as the end of all, is one.
    """
    outside = prose(lines)
    parts: list[list[SourceLine]] = [[]]
    for line, is_prose in zip(lines, outside, strict=True):
        if is_prose and _RULE.match(line.text):
            parts.append([])
        elif is_prose:
            parts[-1].append(line)
    noted = []
    for part in parts:
        places = [place for place, line in enumerate(part) if _NOTE.match(line.text)]
        if not places:
            continue
        if any(_HEADING.match(line.text) for line in part[places[0] :]):
            return False
        noted.append(part[places[0]].text.strip())
    if len(parts) > 1:
        return bool(noted)
    headings = sum(bool(_HEADING.match(line.text)) for line in parts[0])
    return bool(noted) and noted[0].endswith(":") and headings <= 1


def _literal(pattern: str) -> str:
    """A separator, which is written as a pattern, as the line it finds; empty where it finds more than one."""
    plain = re.sub(r"\\r\?|\\n|\r|\n|\\s[*+?]|[\^$]", "", pattern).replace("\\", "").strip()
    return plain if plain and not re.search(r"[\[\]()*+?|]", plain.replace("<!--", "")) else ""


def _without_asides(lines: list[SourceLine]) -> list[SourceLine]:
    """`<aside class="notes">` as notes, whatever stands in it."""
    outside = prose(lines)
    closings = Closings(lines)
    found: list[SourceLine] = []
    place = 0
    while place < len(lines):
        opened = _ASIDE.match(lines[place].text) if outside[place] else None
        end = closings.after(place, opened["tag"]) if opened else -1
        if not opened or end < 0:
            found.append(lines[place])
            place += 1
            continue
        inside = [SourceLine(opened["rest"], lines[place].number), *lines[place + 1 : end + 1]]
        last = inside[-1]
        cut = last.text.lower().index(f"</{opened['tag'].lower()}")
        inside[-1] = SourceLine(last.text[:cut], last.number)
        found += notes(
            [SourceLine(line.text.strip(), line.number) for line in inside], "<aside class=notes>", lines[place].number
        )
        found.append(SourceLine(last.text[cut:].partition(">")[2], last.number))
        place = end + 1
    return found
