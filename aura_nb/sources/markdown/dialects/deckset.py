"""Deckset: slides parted by `---`, notes that begin with `^`, commands in brackets, pictures placed by a word."""

from __future__ import annotations

from aura_nb.regex import regex
from aura_nb.sources.markdown.dialects.dialect import Alt, Dialect, Page, fit_of, notes, rule, side_of
from aura_nb.sources.markdown.lines import SourceLine, prose

_COMMAND = regex(r"\s*\[\.(?P<name>[\w-]+)(?::[^\]]*)?\]\s*$")
_NOTE = regex(r"\^\s*(?P<text>\S.*)$")
_FIT = regex(r"(?P<marks>#+\s*)\[fit\]\s*")
_PLACED = regex(
    r".*!\[(?:(?:inline|fit|fill|original|left|right|filtered|autoplay|loop|mute|hide"
    r"|[\d.]+%)\s*)+\]\("
)
_WORD = regex(r"(?:inline|fit|fill|original|left|right|filtered|autoplay|loop|mute|hide|corner-radius\(\d+\)|\d+%)$")


class Deckset(Dialect):
    """`slidenumbers: true` and the like, `[.command: value]`, `# [fit] Title`, or a picture's place alone."""

    name = "Deckset"
    keys = frozenset(
        {
            "slidenumbers",
            "autoscale",
            "build-lists",
            "slidecount",
            "slide-transition",
            "slide-dividers",
            "footer-style",
            "presenter-notes",
        }
    )
    shared = frozenset({"footer"})
    of_slides = True
    comments = "sentences"

    def is_written(self, page: Page) -> bool:
        return super().is_written(page) or any(map(page.has, (_COMMAND, _FIT, _PLACED)))

    def rewrite(self, page: Page) -> None:
        found: list[SourceLine] = []
        for line, is_prose in zip(page.lines, prose(page.lines), strict=True):
            if not is_prose:
                found.append(line)
            elif command := _COMMAND.match(line.text):
                page.left_out.setting(command["name"], line.number)
                found.append(SourceLine("", line.number))
            elif note := _NOTE.match(line.text):
                found += notes([SourceLine(note["text"], line.number)], "^", line.number)
            elif line.text.rstrip() == "---":
                found += rule(line.number)
            else:
                found.append(SourceLine(_FIT.sub(r"\g<marks>", line.text), line.number))
        page.lines = found

    def alt(self, text: str) -> Alt:
        words = text.split()
        kept = [word for word in words if not _WORD.match(word)]
        is_background = bool(words) and not kept and "inline" not in words
        placed = len(kept) < len(words) and all(map(_WORD.match, words[: len(words) - len(kept)]))
        side = side_of(words) if is_background else ""
        fit = fit_of(words) if is_background or (placed and "fill" in words) else None
        return Alt(" ".join(kept) if placed else text, is_background, fit, side)
