"""The words that a tool writes into a text, in the language that it turns out to be in: "Hinweis", "Abbildung"."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from aura_nb.sources.markdown.blocks import Blocks
from aura_nb.specs.kinds.naming import named


def in_language(found: Blocks, language: str) -> None:
    """Write the words in the blocks and footnotes of a deck whose language is known now."""
    found.blocks = _changed(found.blocks, language)
    found.footnotes = {number: named(text, language) for number, text in found.footnotes.items()}


def _changed(value: Any, language: str) -> Any:
    """A value with its marks as words: the same one where it has none."""
    match value:
        case str():
            return named(value, language)
        case list() | tuple():
            made = [_changed(each, language) for each in value]
            return value if all(map(_is_same, made, value)) else type(value)(made)
        case Struct():
            fields = {name: getattr(value, name) for name in value.__struct_fields__}
            new = {name: made for name, old in fields.items() if (made := _changed(old, language)) is not old}
            return replace(value, **new) if new else value
        case _:
            return value


def _is_same(new: object, old: object) -> bool:
    return new is old
