"""What worker programs do: the step that a recipe names, of the code and the libraries that are loaded here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from aura_nb.pipeline.steps.step_types import step
from aura_nb.pipeline.steps.versions import Versions
from aura_nb.pipeline.task import Passing

if TYPE_CHECKING:
    from pathlib import Path

    from aura_nb.pipeline.steps.step import Inputs, Progress


def current_versions(kind: str, params: dict[str, Any]) -> dict[str, Any]:
    """The versions that this process has loaded, for comparison with the recipe's; none for another version's step."""
    try:
        found = step(kind, params)
    except (KeyError, msgspec.ValidationError):
        return {}
    return Versions().of(found)


def perform(kind: str, params: dict[str, Any], inputs: Inputs, folder: Path, progress: Progress) -> Any:
    """Do one task and return its value in JSON's types; raises what `step` and the task raise."""
    value = step(kind, params).perform(inputs, folder, progress)
    return value if isinstance(value, Passing) else msgspec.to_builtins(value)
