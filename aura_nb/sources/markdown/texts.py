"""The texts of a scene, wherever they stand in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def changed(value: Any, change: Callable[[str], str]) -> Any:
    """A value in JSON's types with each of its texts changed; names of fields stay.

    >>> changed({"heading": "Bees", "items": ["They fly"], "start": 1}, str.upper)
    {'heading': 'BEES', 'items': ['THEY FLY'], 'start': 1}
    """
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [changed(each, change) for each in value]
    return {name: changed(each, change) for name, each in value.items()} if isinstance(value, dict) else value
