"""Slidev: each slide may begin with fields of its own; the comment that ends a slide is what is said.

Components of Vue are tags whose text stays; `::right::` begins a column, other slots follow one another.
See Slidev's guide on its syntax.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from aura_nb.errors import SourceInvalid
from aura_nb.regex import regex
from aura_nb.sources.markdown.dialects.dialect import SIDES, Dialect, Page, address, background, rule
from aura_nb.sources.markdown.head import read_head
from aura_nb.sources.markdown.lines import SourceLine, fences, joined, prose

_LAYOUTS = frozenset(
    (
        *("cover", "center", "default", "end", "fact", "full", "image-left", "image-right", "image", "iframe-left"),
        *("iframe-right", "iframe", "intro", "none", "quote", "section", "statement", "two-cols", "two-cols-header"),
    )
)
_OF_SLIDE = frozenset(
    (
        *("layout", "class", "background", "image", "clicks", "clicksStart", "disabled", "hide", "hideInToc", "level"),
        *("preload", "routeAlias", "src", "title", "transition", "zoom", "dragPos", "backgroundSize", "url", "scale"),
        *("layoutClass", "right", "left", "name", "mdc", "css", "theme", "themeConfig", "author", "date", "timer"),
        *("highlighter", "lineNumbers", "canvasWidth", "aspectRatio", "fonts", "growX", "growY", "growSeed", "glow"),
    )
)
_TRANSITIONS = frozenset({"fade-out", "slide-left", "slide-right", "slide-up", "slide-down", "view-transition", "zoom"})
_SLOT = regex(r"\s*::\s*(?P<name>[\w-]+)\s*::\s*$")
_ABOVE = regex(r"\s*$|#{1,6}\s|!\[\]\(<[^<>]*>\)\{\.background")  # what stands above the columns of a slide
_CLICK = regex(
    r".*<(?:/?v-(?:clicks?|switch|drag|mark)|Toc|Tweet|Youtube|SlidevVideo|RenderWhen|Transform|AutoFitText)\b|.*\sv-(?:click|after|mark|motion)\b"
)
_STEPPED = regex(r"\s*\$\$\s*\{[^{}]*\}(?:\{[^{}]*\})*\s*$")  # a formula that builds up line by line
_SETUP = regex(r"<script\s+setup\b")
_IMPORT = regex(r"<<<\s+@?[\w./]")
_INSIDE = regex(r"(?P<name>[A-Za-z][\w.-]*):(?:\s|$)")


class Slidev(Dialect):
    """Its fields, a theme or layout of its own, `::right::`, `<v-click>`, or fields at the start of a slide."""

    name = "Slidev"
    keys = frozenset(
        (
            *("colorSchema", "highlighter", "lineNumbers", "drawings", "routerMode", "monaco", "mdc", "twoslash"),
            *(
                "record",
                "selectable",
                "exportFilename",
                "canvasWidth",
                "aspectRatio",
                "addons",
                "clicks",
                "themeConfig",
            ),
            *("htmlAttrs", "defaults", "hideInToc", "routeAlias", "comark", "presenter", "plantUmlServer", "seoMeta"),
        )
    )
    shared = _OF_SLIDE | {"fonts", "favicon", "download", "info", "titleTemplate", "duration", "layout"}
    themes = frozenset(
        (
            *("seriph", "apple-basic", "bricks", "shibainu", "dracula", "geist", "eloc", "unicorn", "vuetiful"),
            *("light-icons", "purplin", "penguin", "academic", "none", "@slidev/theme-default"),
        )
    )
    comments = "last"
    of_slides = True

    def is_written(self, page: Page) -> bool:
        fields = page.head.entries
        layout, transition, theme = (
            fields[name].text if name in fields else "" for name in ("layout", "transition", "theme")
        )
        named = layout in _LAYOUTS - {"default", "page", "none"} or transition in _TRANSITIONS or theme in self.themes
        if super().is_written(page) or named or any(map(page.has, (_SLOT, _CLICK, _SETUP, _IMPORT))):
            return True
        return any(True for _ in _slides_fields(page.lines))

    def rewrite(self, page: Page) -> None:
        found: list[SourceLine] = []
        heads = dict(_slides_fields(page.lines))
        outside = prose(page.lines)
        first = {"image", "background"} & page.head.entries.keys()
        for name in sorted(first):
            fields = {key: entry.text for key, entry in page.head.entries.items()}
            found += background(address(fields[name]), page.head.entries[name].line, *_placed(fields))
        place, skipping = 0, False
        while place < len(page.lines):
            line = page.lines[place]
            if place in heads:
                end, fields = heads[place]
                skipping = any(fields.get(name, "").lower() == "true" for name in ("hide", "disabled"))
                found += rule(line.number)
                found += [] if skipping else self._of_slide(fields, page, line.number)
                place = end + 1
                continue
            if outside[place] and line.text.rstrip() == "---":
                skipping = False
                found += rule(line.number)
            elif outside[place] and _STEPPED.match(line.text):
                found.append(SourceLine("$$", line.number))
            elif skipping:
                found.append(SourceLine("", line.number))
            elif outside[place] and _IMPORT.match(line.text):
                page.left_out.add("a file of code", line.number, "it is not part of the deck.")
                found.append(SourceLine("", line.number))
            else:
                found.append(line)
            place += 1
        page.lines = _columned(_without_moves(found))

    def _of_slide(self, fields: dict[str, str], page: Page, number: int) -> list[SourceLine]:
        found: list[SourceLine] = []
        for name, value in fields.items():
            if name in {"background", "image"} and address(value):
                found += background(address(value), number, *_placed(fields))
            elif name == "src":
                page.left_out.add(
                    "a file of slides", number, "a film is made of one file. Put its slides into the deck."
                )
            elif name in {"url", "iframe"}:
                page.left_out.add("an embedded page", number, "nothing is fetched.")
            else:
                page.left_out.setting(name, number)
        return found


def _placed(fields: dict[str, str]) -> list[str]:
    """The half of the slide that a picture fills, and whether it is shown whole."""
    side = fields.get("layout", "").removeprefix("image-")
    return [*([side] if side in SIDES else []), *fields.get("backgroundSize", "").split()[:1]]


def _slides_fields(lines: list[SourceLine]) -> Iterator[tuple[int, tuple[int, dict[str, str]]]]:
    """Where slides begin with fields: the place of their `---`, the place of the one below, and the fields."""
    outside = prose(lines)
    place = 0
    while place < len(lines):
        if outside[place] and lines[place].text.rstrip() == "---":
            end = place + 1
            while (
                end < len(lines) and lines[end].text.strip() and lines[end].text.rstrip() != "---" and end - place < 60
            ):
                end += 1
            inside = lines[place + 1 : end]
            named = [found["name"] for line in inside if (found := _INSIDE.match(line.text))]
            if (
                end < len(lines)
                and lines[end].text.rstrip() == "---"
                and named
                and _INSIDE.match(inside[0].text)
                and any(name in _OF_SLIDE for name in named)
            ):
                try:
                    head = read_head(f"---\n{joined(inside)}\n---\n")
                except SourceInvalid:  # text of another tool between two rules, which only begins like a field
                    place = end
                    continue
                yield place, (end, {name: entry.text for name, entry in head.entries.items()})
                place = end
        place += 1


def _without_moves(lines: list[SourceLine]) -> list[SourceLine]:
    """Magic moves, fences of fences, without the outer ones."""
    gone = set()
    for fence in fences(lines):
        if "magic-move" in fence.info:
            gone |= {fence.start, fence.end}
    return [SourceLine("", line.number) if place in gone else line for place, line in enumerate(lines)]


def _columned(lines: list[SourceLine]) -> list[SourceLine]:
    """Lines in which what follows `::right::` is a column, and what stands before it, below the heading, another."""
    outside = prose(lines)
    slots = {
        place: slot["name"] for place, line in enumerate(lines) if outside[place] and (slot := _SLOT.match(line.text))
    }
    if not slots:
        return lines
    edges = [place for place, line in enumerate(lines) if outside[place] and line.text.rstrip() == "---"]
    found: list[SourceLine] = []
    for start, end in pairwise([-1, *edges, len(lines)]):
        inside = range(start + 1, end)
        found += _of_columns(
            [lines[place] for place in inside], {p - inside.start: slots[p] for p in inside if p in slots}
        )
        found += lines[end : end + 1]
    return found


def _of_columns(slide: list[SourceLine], slots: dict[int, str]) -> list[SourceLine]:
    """The lines of one slide, its slots as columns where one of them is the right one."""
    names = {name: place for place, name in slots.items()}
    bare = [SourceLine("", line.number) if place in slots else line for place, line in enumerate(slide)]
    right = names.get("right", -1)
    if right < 0:
        return bare
    first = next((place for place, line in enumerate(slide) if not _ABOVE.match(line.text)), right)
    first = min(names.get("left", first), right)
    end = min((place for place in slots if place > right), default=len(slide))
    number = slide[right].number

    def mark(text: str) -> list[SourceLine]:
        return [SourceLine("", number), SourceLine(text, number), SourceLine("", number)]

    return [
        *bare[:first],
        *mark(":::::: {.columns}"),
        *mark("::::::: {.column}"),
        *bare[first:right],
        *mark(":::::::"),
        *mark("::::::: {.column}"),
        *bare[right:end],
        *mark(":::::::"),
        *mark("::::::"),
        *bare[end:],
    ]
