"""What an author says about a cell: tags, slide types, options of Jupyter Book and Quarto, comments after `#:`."""

from __future__ import annotations

import re
from typing import Any

from msgspec import Struct

from aura_nb.regex import regex
from aura_nb.sources.markdown.parser import parse_inline
from aura_nb.sources.markdown.text_writer import inline
from aura_nb.sources.notebook.file import NotebookCell, table, words, written
from aura_nb.specs.cleaning import clean_text

_SKIP = frozenset({"aura-skip", "remove-cell", "hide-cell", "no-render", "skip", "papermill-error-cell-tag"})
_HIDE_CODE = frozenset({"aura-hide-code", "aura-only-output", "hide-input", "remove-input", "hide-code"})
_HIDDEN = regex(r"#\s*\$HIDE(?P<part>_INPUT|_OUTPUT|)\$\s*$")  # as the courses of Kaggle write it
_HIDE_OUTPUT = frozenset({"aura-hide-output", "hide-output", "remove-output"})
_QUARTO = regex(r"^\s*(?:#|//|--|%%|\*)\|\s?(?P<name>[\w.-]+)\s*:\s*(?P<value>.*?)\s*$")
_SAID = regex(r"^\s*(?:#|//|--|%):\s?(?P<text>.*)$")
_TITLE = regex(r"^#\s?@title\s+([^{]*?)\s*(?:\{.*)?$")  # what Colab's forms read
_FOR_FORMS = regex(r"^#\s?@(?:markdown|title\s*$|title\s*\{)")
_PARAMETER = regex(r"\s*#\s?@param\b.*$")
_NO = frozenset({"false", "no", "off"})
_CONTENTS = regex(r"class=\"(?:tocSkip|toc|[\w ]*toc-item)\"")  # what an extension writes into a cell of its own
_VALUE = regex(r"aura-value:(?P<name>\w+)$")


class Steering(Struct):
    """How a cell is shown: its `source` is without the lines that say so.

    `narration` is what is said of it, `value` the name of what its output is, `caption` that of its figure.
    """

    source: str
    skip: bool = False
    hide_code: bool = False
    hide_output: bool = False
    slide: str = ""
    narration: str = ""
    caption: str = ""
    value: str = ""


def steering(cell: NotebookCell) -> Steering:
    """What the author of a cell says about it."""
    metadata = cell.metadata
    named = _tags(metadata.get("tags"))
    tags = {tag.replace("_", "-").lower() for tag in named}
    slide = words(table(metadata.get("slideshow")).get("slide_type"))
    jupyter = table(metadata.get("jupyter"))
    own = table(metadata.get("aura"))
    found = Steering(
        source=cell.text,
        skip=bool(tags & _SKIP) or slide == "skip" or bool(_CONTENTS.search(cell.text[:1000])),
        hide_code=bool(tags & _HIDE_CODE)
        or jupyter.get("source_hidden") is True
        or metadata.get("hide_input") is True
        or metadata.get("_kg_hide-input") is True
        or metadata.get("cellView") == "form",
        hide_output=bool(tags & _HIDE_OUTPUT)
        or jupyter.get("outputs_hidden") is True
        or metadata.get("collapsed") is True,
        slide=slide if slide in {"slide", "subslide", "notes"} else "",
        narration=clean_text(written(own.get("say") or own.get("narration"))).strip(),
        value=next((match["name"] for tag in named if (match := _VALUE.match(tag))), ""),
    )
    if cell.cell_type == "code":
        _read_lines(found)
    return found


def _read_lines(found: Steering) -> None:
    """Quarto's options and the narration that stand in the cell's own lines."""
    rows, said = [], []
    for row in found.source.split("\n"):
        if option := _QUARTO.match(row):
            _read_option(found, option["name"], option["value"].strip("\"'"))
        elif comment := _SAID.match(row):
            said.append(comment["text"].strip())
        elif hidden := _HIDDEN.match(row):
            found.hide_code = found.hide_code or hidden["part"] != "_OUTPUT"
            found.hide_output = found.hide_output or hidden["part"] != "_INPUT"
        elif not _FOR_FORMS.match(row):
            rows.append(_PARAMETER.sub("", _TITLE.sub(r"# \1", row)))
    found.source = "\n".join(rows).strip("\n")
    found.narration = found.narration or " ".join(filter(None, said))


def _read_option(found: Steering, name: str, value: str) -> None:
    off = value.lower() in _NO
    match name:
        case "include":
            found.skip = found.skip or off
        case "echo":
            found.hide_code = found.hide_code or off
        case "output":
            found.hide_output = found.hide_output or off
        case "fig-cap" | "tbl-cap":
            found.caption = inline(parse_inline(value)).words
        case _:
            pass  # what is for pages alone


def _tags(value: Any) -> list[str]:
    """The tags of a cell: a list, or one text with commas or blanks between them."""
    if isinstance(value, str):
        return re.split(r"[,;\s]+", value.strip())
    return [tag.strip() for tag in value if isinstance(tag, str)] if isinstance(value, list) else []
