"""What calls that every analysis makes are said to do, and how names in code are said: the table of `english.toml`."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

_TABLE: dict[str, Any] = tomllib.loads((files(__package__) / "english.toml").read_text("utf-8"))

READS: frozenset[str] = frozenset(_TABLE["reads"])
VERBS: frozenset[str] = frozenset(_TABLE["verbs"])
INSPECTS: frozenset[str] = frozenset(_TABLE["inspects"])
DRESSES: frozenset[str] = frozenset(_TABLE["dresses"])
UNITS: frozenset[str] = frozenset(_TABLE["units"])
LOADS: dict[str, str] = _TABLE["loads"]
STEPS: dict[str, str] = _TABLE["steps"]
MEASURES: dict[str, str] = _TABLE["measures"]
SCORES: dict[str, str] = _TABLE["scores"]
PLOTS: dict[str, str] = _TABLE["plots"]
DRAWS: frozenset[str] = frozenset(_TABLE["draws"])
"""Those that draw as functions of their own as well: `plot(x)`."""
PACKAGES: dict[str, str] = _TABLE["packages"]
PARTS: dict[str, str] = _TABLE["parts"]
