"""remark and xaringan: slides parted by `---`, built up by `--`; what follows `???` is what is said.

A slide begins with properties (`class: center`), and text stands in `.class[brackets]`. See remark's wiki.
"""

from __future__ import annotations

import re

from aura_nb.regex import regex
from aura_nb.sources.markdown.dialects.dialect import Dialect, Page, address, background, notes, rule
from aura_nb.sources.markdown.lines import SourceLine, prose

_PROPERTY = regex(
    r"(?P<name>name|class|layout|template|background-(?:image|color|size|position)|count|exclude|title|seal)\s*:\s*(?P<value>.*)$"
)
_NOTES = regex(r"\?\?\?\s*$")
_CLASS = regex(r"(?:^|(?<=[\s>*_(\[]))\.(?:[A-Za-z][\w-]*)(?:\.[A-Za-z][\w-]*)*\[")
_OPENED = regex(
    r".*(?:^|[\s>*_(])\.(?:left|right|center|pull-left|pull-right|footnote|left-column|right-column|large|small|red|[a-z-]+-column)\["
)


class Remark(Dialect):
    """`???` alone in a line, properties at the start of a slide, or `.class[text]`."""

    name = "remark"
    keys = frozenset({"nature"})
    shared = frozenset(
        {"class", "name", "layout", "template", "count", "exclude", "background-image", "output", "seal"}
    )
    comments = "sentences"
    of_slides = True

    def is_written(self, page: Page) -> bool:
        output = page.head.entries.get("output")
        return (
            super().is_written(page)
            or (output is not None and "xaringan" in str(output.value))
            or page.has(_NOTES)
            or page.has(_OPENED)
            or _begins_with_properties(page.lines)
        )

    def rewrite(self, page: Page) -> None:
        slides: list[list[tuple[SourceLine, bool]]] = [[]]
        numbers: list[int] = []
        for line, is_prose in zip(page.lines, prose(page.lines), strict=True):
            if is_prose and line.text.rstrip() == "---":
                slides.append([])
                numbers.append(line.number)
            else:
                slides[-1].append((line, is_prose))
        found: list[SourceLine] = []
        for place, slide in enumerate(slides):
            found += rule(numbers[place - 1]) if place else []
            found += self._slide(slide, page)
        page.lines = _unbracketed(found)

    def _slide(self, slide: list[tuple[SourceLine, bool]], page: Page) -> list[SourceLine]:
        found: list[SourceLine] = []
        begun = False
        for place, (line, is_prose) in enumerate(slide):
            given = None if begun else _PROPERTY.match(line.text)
            if given:
                name, value = given["name"], given["value"].strip()
                if name == "exclude" and value == "true":
                    return found
                if name == "layout" and value == "true":
                    page.left_out.setting("layout", line.number)
                    return found
                picture = address(value) if name == "background-image" else ""
                found += background(picture, line.number) if picture else []
                if not picture and name not in {"name", "title", "layout"}:
                    page.left_out.setting(name, line.number)
                continue
            begun = begun or (is_prose and bool(line.text.strip()))
            if is_prose and _NOTES.match(line.text):
                rest = [each for each, _ in slide[place + 1 :]]
                return found + notes(rest, "???", line.number)
            found.append(SourceLine("", line.number) if is_prose and line.text.rstrip() == "--" else line)
        return found


def _begins_with_properties(lines: list[SourceLine]) -> bool:
    """Whether a slide begins with a property that nothing but remark has, in a deck with rules."""
    outside = prose(lines)
    starts = [0] + [place + 1 for place, line in enumerate(lines) if outside[place] and line.text.rstrip() == "---"]
    for start in starts:
        rows = [line.text for line in lines[start : start + 8]]
        rows = rows[next((place for place, row in enumerate(rows) if row.strip()), len(rows)) :]
        named = [found["name"] for row in rows if (found := _PROPERTY.match(row))]
        follows = len(rows) > len(named) and rows[len(named)].rstrip() == "---"
        if rows and _PROPERTY.match(rows[0]) and len(starts) > 1 and not follows and set(named) - {"title", "name"}:
            return True
    return False


def _unbracketed(lines: list[SourceLine]) -> list[SourceLine]:
    """Text in `.class[brackets]` without them, over lines and within one another."""
    outside = prose(lines)
    found: list[SourceLine] = []
    depths: list[int] = []  # for each open `.class[`, how many plain brackets are open within it
    for line, is_prose in zip(lines, outside, strict=True):
        found.append(SourceLine(_stripped(line.text, depths), line.number) if is_prose else line)
    return found


def _stripped(text: str, depths: list[int]) -> str:
    kept, place, code = "", 0, ""
    while place < len(text):
        letter = text[place]
        opened = _CLASS.match(text, place) if letter == "." and not code else None
        if letter == "`":
            ticks = re.match("`+", text[place:])
            run = ticks[0] if ticks else "`"
            code = "" if code == run else code or run
            kept, place = kept + run, place + len(run)
        elif opened:
            depths.append(0)
            place = opened.end()
        elif depths and not code and letter == "]" and not depths[-1]:
            depths.pop()
            place += 1
        else:
            if depths and not code:
                depths[-1] += (letter == "[") - (letter == "]")
            kept, place = kept + letter, place + 1
    return kept
