"""A voice's sample, spoken by the speech worker like any narration, and kept in the cache like any step."""

from __future__ import annotations

import asyncio
import uuid
from pathlib import Path

from aura_nb.pipeline.steps.speak import SpeakStep
from aura_nb.pipeline.steps.versions import Versions
from aura_nb.pipeline.task import Recipe, Result
from aura_nb.pipeline.task_runner import TaskContext, TaskRunner, persistently, threaded
from aura_nb.pipeline.workspace import Workspace
from aura_nb.specs import Voice
from aura_nb.specs.validation import check
from aura_nb.voices import patience
from aura_nb.voices.sample import Sample, described


async def spoken_sample(name: str, language: str = "", *, workspace: Workspace, tasks: TaskRunner) -> Path:
    """The WAV file in which the voice `name` says a sentence in `language` (by default its own).

    Raises `VoiceUnavailable` or `VoiceFailed` (no other voice speaks in its place), and `RequestInvalid` for a
    `language` that is no tag.
    """
    asked = await asyncio.to_thread(described, name, language)
    recipe = await asyncio.to_thread(_recipe, asked)
    result = await asyncio.to_thread(workspace.cache.find, recipe.key)
    if result is None:
        async with threaded(workspace.scratch(f"sample-{uuid.uuid4().hex}")) as scratch:
            await persistently(lambda: _spoken(recipe, tasks, scratch, patience=patience([asked.voice])))
    return workspace.cache.entry(recipe.key) / "narration.wav"


async def _spoken(recipe: Recipe, tasks: TaskRunner, scratch: Path, *, patience: float) -> Result:
    folder = str(scratch / uuid.uuid4().hex)
    context = TaskContext(lane="speech", rank=(0, 0), scratch=folder, patience=patience)
    handle = tasks.submit(recipe, context)
    try:
        return await asyncio.shield(handle.result)
    except asyncio.CancelledError:
        await handle.cancel()
        raise


def _recipe(asked: Sample) -> Recipe:
    spoken = SpeakStep(
        text=asked.text,
        voice=check(Voice, {"name": asked.voice, "language": asked.language}),
        voices=(asked.voice,),
        language=asked.language,
    )
    return Versions().recipe(spoken)
