"""What every step is: its parameters as a struct, which are its recipe, and what it does with them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from msgspec import Struct

from aura_nb.specs import Scene

Inputs = dict[str, Path]
Progress = Callable[[float], None]
# A function and all that its answer depends on: questions that are equal have one answer.
Question = partial[Any]


def called(scene: Scene) -> str:
    """What messages call a scene: a notebook's by its cell, else by its heading.

    >>> from aura_nb.specs.origin import Origin
    >>> called(Scene(id="s", heading="Tides", source=Origin(file="a.ipynb", cell=7))), called(Scene(id="s"))
    ('cell 7, “Tides”', 'scene s')
    """
    cell = f"cell {scene.source.cell}" if scene.source and scene.source.cell else ""
    return ", ".join(filter(None, [cell, f"“{scene.headline}”" if scene.headline else ""])) or f"scene {scene.id}"


class Step(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The base of all steps. An instance is one recipe's parameters; its JSON is what is hashed.

    `kind` is the name of the step and of its module. `code` are patterns below the package for the files the step
    stands on, beside its own and those in `versions.SHARED`; coarse on purpose: to do a step again is cheap, a stale
    hit is not. `libraries` are the packages, `programs` the programs, whose versions may change the result.
    """

    kind: ClassVar[str]
    code: ClassVar[tuple[str, ...]]
    libraries: ClassVar[tuple[str, ...]] = ()
    programs: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def name(cls, scene: Scene | None = None) -> str:
        """What the graph calls the step, for a scene or for the whole film."""
        return cls.kind if scene is None else f"{cls.kind}:{scene.id}"

    def versions(self) -> dict[str, Question]:
        """What else can change the result: the name of each part of the recipe, and whom to ask for it."""
        return {}

    def perform(self, inputs: Inputs, folder: Path, progress: Progress) -> Any:
        """Do it, in a worker: write into `folder`, return the value, which has to have a form in JSON.

        `inputs` are the recipe's files by name. `progress` gets the fraction done, 0 to 1; what it raises passes
        through.
        """
        raise NotImplementedError  # each step has its own
