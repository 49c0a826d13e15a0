"""What a lower room has an upper one do. The package's face fills it in, so that no room imports one above it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

load_storyboard: Callable[..., Any]
"""The reader of `Storyboard.load`: takes a path and a `language`, returns a `Storyboard`."""
