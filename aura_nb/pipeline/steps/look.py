"""A look at a picture: whether it can be decoded, and what it is, asked before the graph is built."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import msgspec
from msgspec import Struct

from aura_nb.errors import AssetInvalid
from aura_nb.footage import NotFootage, is_video, look, plays
from aura_nb.installed import optional
from aura_nb.pipeline.steps.step import Inputs, Progress, Question, Step
from aura_nb.pipeline.steps.versions import Versions
from aura_nb.pipeline.task import InputFile, Task


class PictureInspection(Struct, frozen=True):
    """What a picture is: `unusable` says why it cannot be shown, in words that can follow where it is named, or "".

    `seconds` is how long a video lasts.
    """

    unusable: str = ""
    photograph: bool = False
    seconds: float | None = None


class LookStep(Step, frozen=True, kw_only=True):
    """No file; its value is a `PictureInspection`."""

    kind = "look"
    code = ("visuals/*.py", "footage/*.py", "errors.py", "installed.py")
    libraries = ("av", "numpy", "typst", "defusedxml", "opencv")

    def versions(self) -> dict[str, Question]:
        return {"pillow-heif": partial(optional, "pillow-heif")}

    def perform(self, inputs: Inputs, _folder: Path, _progress: Progress) -> PictureInspection:
        from aura_nb.visuals import photographs, pictures  # noqa: PLC0415 - OpenCV is for the worker that looks

        file = inputs["picture"]
        if is_video(file):
            try:
                return PictureInspection(seconds=look(file).seconds)
            except NotFootage as error:
                return PictureInspection(unusable=f"the video {file.name} cannot be used: {error}")
        try:
            pixels = pictures.read(file, ground=(255, 255, 255))
        except AssetInvalid as error:
            return PictureInspection(unusable=error.message.replace("The picture", "the picture", 1).rstrip("."))
        return PictureInspection(photograph=not plays(file) and photographs.is_photograph(pixels))


def seen(value: object) -> PictureInspection:
    """What a look gave, read from its result."""
    return msgspec.convert(value, PictureInspection)


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
