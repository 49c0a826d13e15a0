"""A film whose pictures were looked at: those of a deck that cannot be decoded are left out, and photographs move."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from aura_nb.pipeline.film_request import FilmRequest, Specified, specify
from aura_nb.pipeline.film_spec import FilmSpec
from aura_nb.pipeline.steps import look
from aura_nb.pipeline.steps.look import PictureInspection
from aura_nb.pipeline.steps.versions import Versions
from aura_nb.pipeline.task import Task
from aura_nb.pipeline.workspace import Workspace
from aura_nb.specs import Storyboard

Look = Callable[[Mapping[str, Task]], Awaitable[Mapping[str, PictureInspection]]]
"""What is known of pictures by their digest, given the tasks that find it out."""


async def specify_seen(
    request: FilmRequest, storyboard: Storyboard, *, workspace: Workspace, look_at: Look
) -> Specified:
    """The checked request and its storyboard as the graph needs them, its pictures looked at."""
    specified = partial(specify, request, storyboard, assets=workspace.assets, workspace=workspace.root)
    found = await specified()
    tasks = await asyncio.to_thread(_tasks, found.film, storyboard)
    looked = await look_at(tasks) if tasks else {}
    if any(each.unusable or each.photograph or each.seconds for each in looked.values()):
        return await specified(looked=looked)
    return found


def _tasks(film: FilmSpec, storyboard: Storyboard) -> dict[str, Task]:
    """The tasks that look at pictures once, by the picture's digest.

    Decks go on without a picture that cannot be decoded, and a photograph moves where it is open whether it does, so
    this must be known before the graph is built.
    """
    files = {
        file.sha256: file
        for scene in storyboard.scenes
        if scene.can_spare_pictures or scene.show.is_open
        for file in film.pictures.get(scene.id, {}).values()
    }
    versions = Versions()
    return {sha256: look.task(number, file, versions) for number, (sha256, file) in enumerate(files.items(), 1)}
