"""The script: a storyboard from a brief."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from aura_nb.pipeline.steps.step import Inputs, Progress, Step
from aura_nb.pipeline.steps.versions import Versions
from aura_nb.pipeline.task import Task
from aura_nb.specs import Brief, Plan


class OutlineStep(Step, frozen=True, kw_only=True):
    """`storyboard.json`; its value is the storyboard, and warnings about what it was written from."""

    kind = "outline"
    code = (
        "sources/*",
        "sources/markdown/spoken_text.py",
        "specs/length.py",
        "voices/finding.py",
        "voices/function_words.py",
        "voices/languages.py",
    )
    libraries = ("sentencex",)

    brief: Brief
    plan: Plan

    def perform(self, _inputs: Inputs, folder: Path, _progress: Progress) -> dict[str, Any]:
        from aura_nb.sources import outline  # noqa: PLC0415 - the decks' parsers are for the worker that writes

        written = outline(self.brief, self.plan)
        written.storyboard.save(folder / "storyboard.json")
        return {"storyboard": written.storyboard.to_json(), "warnings": written.warnings}


def task(name: str, brief: Brief, plan: Plan) -> Task:
    """The task that writes a storyboard; call it from a thread."""
    recipe = Versions().recipe(OutlineStep(brief=brief, plan=plan))
    return Task(
        name=name,
        phase="plan",
        lane="render",
        weight=1,
        message="Writing the script",
        bind=lambda _: recipe,
    )
