"""A look at a picture: whether it can be decoded, asked before the graph is built."""

from __future__ import annotations

from pathlib import Path

from aura_nb.errors import AssetInvalid
from aura_nb.pipeline.steps.step import Inputs, Progress, Step
from aura_nb.pipeline.steps.versions import Versions
from aura_nb.pipeline.task import InputFile, Task


class LookStep(Step, frozen=True, kw_only=True):
    """No file; its value is why the picture cannot be shown, in words that can follow where it is named, or ""."""

    kind = "look"
    code = ("visuals/*.py", "errors.py")
    libraries = ("numpy", "typst", "defusedxml", "opencv")

    def perform(self, inputs: Inputs, _folder: Path, _progress: Progress) -> str:
        from aura_nb.visuals import pictures  # noqa: PLC0415 - OpenCV is for the worker that looks

        try:
            pictures.read(inputs["picture"], ground=(255, 255, 255))
        except AssetInvalid as error:
            return error.message.replace("The picture", "the picture", 1).rstrip(".")
        return ""


def task(number: int, file: InputFile, versions: Versions) -> Task:
    """The task that looks at a picture; call it from a thread."""
    recipe = versions.recipe(LookStep(), {"picture": file})
    return Task(
        name=f"{LookStep.kind}:{number}",
        phase="plan",
        lane="render",
        weight=1,
        message=f"Looking at picture {number}",
        bind=lambda _: recipe,
    )
