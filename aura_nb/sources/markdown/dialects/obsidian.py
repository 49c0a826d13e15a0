"""Obsidian and other wikis: `[[links]]`, embedded notes and pictures, comments between percent signs, tags."""

from __future__ import annotations

from aura_nb.regex import regex
from aura_nb.sources.markdown.dialects.dialect import Dialect, Page
from aura_nb.sources.markdown.lines import SourceLine, prose

_LINK = regex(r".*\[\[[^\[\]|\n]*[^\W\d][^\[\]|\n]*(?:\|[^\[\]\n]*)?\]\](?!\()")
_IN_A_ROW = regex(r"(?P<link>\[\[[^\[\]|\\]{1,300})\|(?=[^\[\]|]{0,300}\]\])")
_BLOCK = regex(r"\s+\^[\w-]+$")
_TASK = regex(r"^(?P<item>[\s>]*[-*+] )\[[a-wyzA-WYZ]\] ")  # a task of a theme: an idea, a place, a bookmark
_FIELD = regex(r"(?P<name>[A-Za-z][\w-]*)::\s")  # of Dataview, such as up:: [[Index]]
_PIECE = regex(r"`+[^`]+`+|%%|[^`%]+|.")
_TAG = regex(r"(?:^|(?<=\s))#(?=[^\W\d_])[\w/-]+")


class Obsidian(Dialect):
    """A wikilink, or a field of its own."""

    name = "Obsidian"
    keys = frozenset({"aliases", "cssclasses", "cssclass", "alias", "up", "publish"})
    shared = frozenset({"tags", "tag", "created", "updated", "kanban-plugin"})
    is_article = True

    def is_written(self, page: Page) -> bool:
        return super().is_written(page) or page.has(_LINK)

    def rewrite(self, page: Page) -> None:
        outside = prose(page.lines)
        inside = False
        found: list[SourceLine] = []
        for line, is_prose in zip(page.lines, outside, strict=True):
            text = line.text
            if is_prose and "%%" in text:
                text, inside = _without_comments(text, inside=inside)
            elif is_prose and inside:
                text = ""
            if is_prose and text.lstrip().startswith("|"):
                text = _IN_A_ROW.sub(r"\g<link>\\|", text)  # a bar that parts no cells
            if is_prose and (field := _FIELD.match(text)):
                page.left_out.setting(field["name"], line.number)
                text = ""
            text = _BLOCK.sub("", _TASK.sub(r"\g<item>", text)) if is_prose else text
            found.append(SourceLine(text, line.number))
        page.lines = found

    def plain(self, text: str) -> str:
        return _TAG.sub("", text)


def _without_comments(text: str, *, inside: bool) -> tuple[str, bool]:
    """A line without comments, and whether one goes on below it; percent signs in code are none."""
    kept = ""
    for piece in _PIECE.findall(text):
        if piece == "%%":
            inside = not inside
        elif not inside:
            kept += piece
    return kept, inside
