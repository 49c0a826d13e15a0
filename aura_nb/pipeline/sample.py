"""A voice's sample, spoken by the speech worker like any narration, and kept in the cache like any step."""

from __future__ import annotations

import asyncio
import uuid
from pathlib import Path

from aura_nb.pipeline.runner import TaskContext, TaskRunner, threaded
from aura_nb.pipeline.task import Recipe
from aura_nb.pipeline.versions import versions
from aura_nb.pipeline.workspace import Workspace
from aura_nb.specs import Voice
from aura_nb.validation import check
from aura_nb.voices.sample import described


async def spoken_sample(name: str, language: str = "", *, workspace: Workspace, tasks: TaskRunner) -> Path:
    """The WAV file in which the voice `name` says a sentence in `language` (by default its own).

    Raises `VoiceUnavailable` or `VoiceFailed` (no other voice speaks in its place), and `RequestInvalid` for a
    `language` that is no tag.
    """
    recipe = await asyncio.to_thread(_recipe, name, language)
    result = await asyncio.to_thread(workspace.cache.find, recipe.key)
    if result is None:
        async with threaded(workspace.scratch(f"sample-{uuid.uuid4().hex}")) as scratch:
            handle = tasks.submit(recipe, TaskContext(lane="speech", rank=(0, 0), scratch=str(scratch / "speak")))
            try:
                await asyncio.shield(handle.result)
            except asyncio.CancelledError:
                await handle.cancel()
                raise
    return workspace.cache.entry(recipe.key) / "narration.wav"


def _recipe(name: str, language: str) -> Recipe:
    asked = described(name, language)
    params = {
        "text": asked.text,
        "voice": check(Voice, {"name": asked.voice, "language": asked.language}).to_json(),
        "voices": [asked.voice],
        "language": asked.language,
    }
    return Recipe(kind="speak", params=params, versions=versions("speak", params))
