"""What stands before a deck's text, in any of its forms: YAML, TOML, JSON, a title block, plain fields.

Values are read as they are written: in plain YAML 1.1, `aspect: 16:9` is the number 969 and `language: no` is false.
YAML that is not valid (`title: Bees: a talk`) is read line by line, as its author meant it.
"""

from __future__ import annotations

import contextlib
import json
import re
import tomllib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct, field

from aura_nb.errors import FieldError, SourceInvalid
from aura_nb.regex import regex

if TYPE_CHECKING:
    import yaml

MOST_CHARACTERS = 100_000
REMEDY = "Correct the front matter, the lines between the first two `---`."
_YAML = regex(r"---[ \t]*(?:yaml)?[ \t]*\n(?P<text>.*?)(?:^---[ \t]*$|^\.\.\.[ \t]*$)\n?", re.DOTALL | re.MULTILINE)
_TOML = regex(r"(?:\+\+\+[ \t]*|---[ \t]*toml[ \t]*)\n(?P<text>.*?)^(?:\+\+\+|---)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_JSON = regex(r"(?:;;;[ \t]*|---[ \t]*json[ \t]*)\n(?P<text>.*?)^(?:;;;|---)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_TITLE_BLOCK = regex(r"(?:%(?:[ \t].*)?\n(?:[ \t]+\S.*\n)*){1,3}(?=\s*(?:\n|\Z))")
_FIELD = regex(r"(?P<name>[\w.@/ -]{1,60}?)[ \t]*:(?:[ \t]+(?P<value>.*?))?[ \t]*$")
_NULL = "tag:yaml.org,2002:null"
_PLAIN = regex(r"(?P<name>[A-Za-z][\w-]*)[ \t]*:[ \t]*(?P<value>.*)$")
# The fields a deck may begin with when no line parts them from its text (MultiMarkdown, Deckset).
_PLAIN_FIELDS = frozenset(
    (
        *("title", "subtitle", "author", "date", "affiliation", "copyright", "keywords", "language", "css", "theme"),
        *("footer", "slidenumbers", "autoscale", "build-lists", "slidecount", "slide-transition", "footer-style"),
        *("slide-dividers", "text", "header", "background-color", "presenter-notes", "fit-header", "code"),
    )
)


class Entry(NamedTuple):
    """A field: its value (texts, lists and mappings of texts), and its line."""

    value: Any
    line: int

    @property
    def text(self) -> str:
        """The value where it is one, else nothing."""
        return self.value if isinstance(self.value, str) else ""


class DeckFields(Struct):
    """The fields in order; `lines` is how many lines they take with all that stands above them."""

    entries: dict[str, Entry] = field(default_factory=dict)
    lines: int = 0
    is_title_block: bool = False  # pandoc's own form
    again: dict[str, int] = field(default_factory=dict)  # fields given twice, with the line of the second
    nested: dict[str, int] = field(default_factory=dict)  # the lines of keys within fields, by their paths


def read_head(text: str) -> DeckFields:
    r"""The fields before a deck's text; none where it begins at once. Raises `SourceInvalid` naming the line.

    >>> read_head("---\ntitle: Bees: a talk\n---\n# Hello").entries["title"].value
    'Bees: a talk'
    """
    blank = re.match(r"(?:[ \t]*\n)*", text)
    start = blank.end() if blank else 0
    skipped = text.count("\n", 0, start)
    for read in _FORMS:
        head = read(text, start, skipped)
        if head is not None:
            head.lines += skipped
            return head
    return DeckFields()


def _read_yaml(text: str, start: int, skipped: int) -> DeckFields | None:
    found = _YAML.match(text, start)
    if not found or len(found["text"]) > MOST_CHARACTERS:
        return None
    head = _entries(found["text"], skipped + 2)
    if head is not None:
        head.lines = found[0].count("\n") + (not found[0].endswith("\n"))
    return head


def _entries(text: str, first: int) -> DeckFields | None:
    """The fields of YAML; None where it is no mapping: then `---` began a scene."""
    import yaml  # noqa: PLC0415 - it takes 15 ms to load, and not every deck has front matter

    from aura_nb.sources.yaml_nodes import lines_of  # noqa: PLC0415 - as above

    try:
        node = yaml.compose(re.sub(r"\t", "    ", text), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        return _leniently(text, first, (mark.line if mark else 0) + first, getattr(error, "problem", None) or "")
    if not isinstance(node, yaml.MappingNode):
        return None
    head = DeckFields()
    for key, value in node.value:
        name = str(key.value)[:64] if isinstance(key, yaml.ScalarNode) else "?"
        line = key.start_mark.line + first
        if name in head.entries:
            head.again[name] = line
        else:
            head.entries[name] = Entry(_plain(value), line)
            head.nested |= {path: at - 1 + first for path, at in lines_of(value, name)}
    return head


def _plain(node: yaml.Node) -> Any:
    """A node as texts, lists and mappings, its values as they are written; a tag of another program makes it empty."""
    import yaml  # noqa: PLC0415 - as above

    if isinstance(node, yaml.ScalarNode):
        return "" if node.tag == _NULL else str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return {str(getattr(key, "value", "?")): _plain(value) for key, value in node.value}
    return ""


def _leniently(text: str, first: int, line: int, problem: str) -> DeckFields | None:
    """What is no YAML, line by line; raises where a line is no field at all."""
    head, name = DeckFields(), ""
    rows = text.split("\n")
    if not rows[0].strip():
        return None  # an empty line behind `---`: a scene
    for place, row in enumerate(rows):
        if not row.strip() or row.lstrip().startswith("#"):
            continue
        found = _FIELD.match(row)
        if found and not row[0].isspace() and not row.startswith("- "):
            name = found["name"].strip()
            if name in head.entries:
                head.again[name] = first + place
            else:
                head.entries[name] = Entry(_meant(found["value"] or ""), first + place)
        elif name and (row[0].isspace() or row[0] in "-]}"):
            before, at = head.entries[name]
            item = _unquoted(row.strip().removeprefix("- "))
            head.entries[name] = Entry([*before, item] if isinstance(before, list) else before or [item], at)
        else:
            raise SourceInvalid(
                [FieldError("", f"line {line}: the front matter is not YAML{': ' * bool(problem)}{problem}")],
                remedy="Write `name: value` on each line, or leave a line empty after `---` where it starts a scene.",
                line=line,
            )
    return head if head.entries else None


def _meant(value: str) -> Any:
    """A value of a line: a list or a mapping where it is one by itself, else its text."""
    if value[:1] in {"[", "{"}:
        import yaml  # noqa: PLC0415 - as above

        with contextlib.suppress(yaml.YAMLError, RecursionError):
            node = yaml.compose(value, Loader=yaml.SafeLoader)
            return _plain(node) if node is not None else ""
    return _unquoted(value)


def _unquoted(value: str) -> str:
    value = re.sub(r"\s+#.*$", "", value) if value[:1] not in "\"'" else value
    closed = re.fullmatch(r"([\"'])(.*)\1", value.strip())
    return (closed[2] if closed else value.strip().lstrip("|>")).strip()


def _read_toml(text: str, start: int, skipped: int) -> DeckFields | None:
    return _data(_TOML.match(text, start), skipped, tomllib.loads, r"^\s*[\"']?{}[\"']?\s*=")


def _read_json(text: str, start: int, skipped: int) -> DeckFields | None:
    found = _JSON.match(text, start)
    if found:
        return _data(found, skipped, json.loads, r"[\"']{}[\"']\s*:")
    if text[start : start + 1] != "{":
        return None
    try:
        value, end = json.JSONDecoder().raw_decode(text[start : start + MOST_CHARACTERS])
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or not value or text[start + end : start + end + 1] not in {"\n", ""}:
        return None
    written = text[start : start + end]
    return DeckFields(_values(value, written, skipped + 1, r"[\"']{}[\"']\s*:"), lines=written.count("\n") + 1)


def _data(found: re.Match[str] | None, skipped: int, loads: Callable[[str], Any], key: str) -> DeckFields | None:
    if not found or len(found["text"]) > MOST_CHARACTERS:
        return None
    try:
        value = loads(found["text"])
    except (ValueError, RecursionError) as error:
        line = skipped + 2 + max(0, getattr(error, "lineno", 1) - 1)
        raise SourceInvalid(
            [FieldError("", f"line {line}: the front matter cannot be read: {error}")], remedy=REMEDY, line=line
        ) from error
    if not isinstance(value, dict):
        return None
    return DeckFields(
        _values(value, found["text"], skipped + 2, key), lines=found[0].count("\n") + (not found[0].endswith("\n"))
    )


def _values(value: dict[str, Any], written: str, first: int, key: str) -> dict[str, Entry]:
    entries = {}
    for name, each in value.items():
        at = re.search(key.format(re.escape(name)), written, re.MULTILINE)
        entries[name[:64]] = Entry(_texts(each), first + (written.count("\n", 0, at.start()) if at else 0))
    return entries


def _texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _texts(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_texts(each) for each in value]
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)


def _read_title_block(text: str, start: int, skipped: int) -> DeckFields | None:
    """Pandoc's three lines: `% title`, `% authors`, `% date`."""
    found = _TITLE_BLOCK.match(text if text.endswith("\n") else text + "\n", start)
    if not found:
        return None
    head = DeckFields(lines=found[0].count("\n"), is_title_block=True)
    line = skipped + 1
    for name, part in zip(("title", "author", "date"), re.split(r"^%", found[0], flags=re.MULTILINE)[1:], strict=False):
        rows = [row.strip() for row in part.split("\n") if row.strip()]
        if rows:
            value = [each.strip() for row in rows for each in row.split(";")] if name == "author" else " ".join(rows)
            head.entries[name] = Entry(value, line)
        line += part.count("\n")
    return head if head.entries else None


def _read_plain(text: str, start: int, skipped: int) -> DeckFields | None:
    """Fields without a line above them, up to the first empty line."""
    head = DeckFields()
    for place, row in enumerate(text[start : start + MOST_CHARACTERS].split("\n")):
        if not row.strip():
            break
        found = _PLAIN.match(row)
        if not found or found["name"].lower() not in _PLAIN_FIELDS:
            return None
        head.entries[found["name"].lower()] = Entry(found["value"].strip(), skipped + 1 + place)
        head.lines = place + 1
    return head if "title" in head.entries or len(head.entries) > 1 else None


_FORMS = (_read_toml, _read_json, _read_yaml, _read_title_block, _read_plain)
