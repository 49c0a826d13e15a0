"""The template: the packets that let a still picture stand, which all holds of a film copy."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aura_nb.media.pieces import EncoderSettings
from aura_nb.pipeline.steps.step import Inputs, Progress, Question, Step
from aura_nb.pipeline.task import Task

if TYPE_CHECKING:
    from aura_nb.pipeline.steps.blueprint import Blueprint


class TemplateStep(Step, frozen=True, kw_only=True):
    """`template.piece`."""

    kind = "template"
    code = ("media/*.py",)
    libraries = ("numpy",)

    settings: EncoderSettings

    def versions(self) -> dict[str, Question]:
        return {"encoder": partial(EncoderSettings.recipe, self.settings)}

    def perform(self, _inputs: Inputs, folder: Path, progress: Progress) -> None:
        from aura_nb.media.template import encode_template  # noqa: PLC0415 - PyAV is for the worker that encodes

        encode_template(settings=self.settings, file=folder / "template.piece", progress=progress)


def task(plan: Blueprint) -> Task:
    """The task that encodes the template."""
    recipe = plan.versions.recipe(TemplateStep(settings=plan.settings))
    return Task(
        name=TemplateStep.name(),
        phase="render",
        lane="render",
        rank=4,
        weight=20,
        message="Preparing the encoder",
        bind=lambda _: recipe,
    )
