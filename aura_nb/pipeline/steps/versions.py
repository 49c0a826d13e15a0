"""What can change a step's result beside its parameters and inputs: code, libraries, programs, models, fonts.

Asked twice: by the process that names a step, and by the worker that does it. A library that was upgraded beside a
running kernel would otherwise leave new results under old names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import msgspec

from aura_nb import release
from aura_nb.errors import AuraError
from aura_nb.installed import opencv, optional
from aura_nb.media import ffmpeg
from aura_nb.pipeline.steps.step import Question, Step
from aura_nb.pipeline.task import InputFile, Recipe

_PACKAGE = Path(release.__file__).parent
# What every step stands on: how parameters become work, and the specs that many of them hold.
SHARED = ("pipeline/work.py", "pipeline/steps/step.py", "specs/**/*.py", "regex.py")


def _ffmpeg() -> Any:
    return ffmpeg.recipe()["ffmpeg"]


_PROGRAMS: dict[str, Question] = {"ffmpeg": partial(_ffmpeg)}


class Versions:
    """The versions of a film's steps. Questions that several scenes share are asked once; errors are answers too.

    Reads files: make one for each film, in a thread, and `prepare` it there.
    """

    def __init__(self) -> None:
        self._answers: dict[Hashable, Any] = {}

    def prepare(self, steps: Iterable[type[Step]]) -> None:
        """Look up all that is the same for every recipe of these steps.

        A program that is missing matters once a recipe needs it, not before.
        """
        for step in steps:
            _digest(patterns(step))
            for name in step.libraries:
                _version(name)
            for name in step.programs:
                self._look_up(_PROGRAMS[name])

    def of(self, step: Step) -> dict[str, Any]:
        """The versions part of a recipe, as JSON values.

        Raises `FFmpegNotFound` for steps that need FFmpeg, `VoiceUnavailable`, `VisualUnavailable` and `RequestInvalid`
        (theme).
        """
        found: dict[str, Any] = {name: _version(name) for name in step.libraries}
        found["code"] = _digest(patterns(type(step)))
        questions = {name: _PROGRAMS[name] for name in step.programs} | step.versions()
        for name, question in questions.items():
            answer = self._look_up(question)
            if isinstance(answer, AuraError):
                raise answer
            found[name] = answer
        return found

    def recipe(self, step: Step, inputs: Mapping[str, InputFile] | None = None) -> Recipe:
        """The recipe of a step; raises what `of` raises."""
        params = msgspec.json.decode(msgspec.json.encode(step))  # as the worker, and the cache, will see them
        return Recipe(kind=step.kind, params=params, versions=self.of(step), inputs=dict(inputs or {}))

    def _look_up(self, question: Question) -> Any:
        asked = (question.func, question.args, tuple(sorted(question.keywords.items())))
        if asked not in self._answers:
            try:
                self._answers[asked] = question()
            except AuraError as error:
                self._answers[asked] = error
        return self._answers[asked]


def patterns(step: type[Step]) -> tuple[str, ...]:
    """The files whose content is a part of a step's key: its own, those it names, and what all steps stand on."""
    return (f"pipeline/steps/{step.kind}.py", *step.code, *SHARED)


@cache
def _version(name: str) -> str:
    return opencv() if name == "opencv" else optional(name)


@cache
def _digest(patterns: tuple[str, ...]) -> str:
    """One digest over source files of ours."""
    whole = hashlib.sha256()
    for pattern in patterns:
        whole.update(_content(_PACKAGE, pattern))
    return whole.hexdigest()


@cache
def _content(package: Path, pattern: str) -> bytes:
    """A digest over the files of one pattern, read once: most steps stand on the same ones."""
    found = hashlib.sha256()
    for file in sorted(path for path in package.glob(pattern) if path.is_file()):
        found.update(f"{file.relative_to(package).as_posix()}\0".encode() + file.read_bytes())
    return found.digest()
