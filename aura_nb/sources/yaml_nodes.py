"""YAML as its author wrote it: texts, and the line of each key. In plain YAML 1.1, the word `no` is false."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import yaml


def table_of(node: yaml.Node) -> Any:
    """A YAML node's mapping and texts, as written; a list stays a list, for a check to refuse."""
    import yaml  # noqa: PLC0415 - it takes 15 ms to load, and most decks have none

    if isinstance(node, yaml.MappingNode):
        return {str(key.value): table_of(value) for key, value in node.value if isinstance(key, yaml.ScalarNode)}
    if isinstance(node, yaml.SequenceNode):
        return [table_of(value) for value in node.value]
    return str(node.value)


def lines_of(node: yaml.Node, path: str) -> Iterator[tuple[str, int]]:
    """The line of each key, by its path, counted from 1 where the text begins."""
    import yaml  # noqa: PLC0415 - as above

    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            written = getattr(key, "value", "?")
            name = f"{path}.{written}" if path else str(written)
            yield name, key.start_mark.line + 1
            yield from lines_of(value, name)
