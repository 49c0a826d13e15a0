"""What several test modules share: small recipes, small storyboards, and a look at processes."""

from __future__ import annotations

import asyncio
import contextlib
import os
from pathlib import Path

import psutil

from aura_nb.pipeline.task import Recipe
from aura_nb.specs import Bullets, End, Picture, Render, Scene, Storyboard, Text, Title

TESTS = Path(__file__).parent.parent
SMALL = Render(aspect="320x180", fps=15)
CHEAP = {"aspect": "320x180", "fps": 10, "voice": "silent:timed"}  # the same as options, and nobody speaks


def recipe(kind="write", text="a", **inputs):
    return Recipe(kind=kind, params={"text": text}, versions={"kinds": 1}, inputs=inputs)


def is_alive(pid):
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


def descendants():
    """The processes that the running test has started and that are there."""
    return [pid for pid in _children() if pid not in _before]


def note_descendants():
    """What runs now is of other tests: servers and browsers that a module shares, and what Python keeps for itself."""
    global _before  # noqa: PLW0603 - one for each process of tests
    _before = frozenset(_children())


def _children():
    return [child.pid for child in psutil.Process(os.getpid()).children(recursive=True) if not _is_pythons(child)]


def _is_pythons(process):
    with contextlib.suppress(psutil.NoSuchProcess):
        return any("multiprocessing.resource_tracker" in word for word in process.cmdline())
    return False


_before: frozenset[int] = frozenset()


def family(workspace):
    """Every process that was started for this workspace, whoever its parent is now."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            if process.environ().get("AURA_WORKSPACE") == str(workspace) and is_alive(process.pid):
                found.append(process.pid)
    return [pid for pid in found if pid != os.getpid()]


def share_steps(workspace, steps):
    """Make a workspace whose cache is the folder `steps`."""
    workspace.mkdir(parents=True)
    with contextlib.suppress(OSError):  # Windows lets few people make links
        (workspace / "cache").symlink_to(steps, target_is_directory=True)


async def until(condition, seconds=120):
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


def story(count=4, **changes):
    """A storyboard of short scenes of every kind but pictures; its language is said, and need not be found out."""
    shows = [
        Title(subtitle="A test"),
        Bullets(items=["First point", "Second point"]),
        Text(text="Some running text."),
        End(text="Goodbye"),
    ]
    scenes = [
        Scene(
            id=f"s{index}",
            heading=f"Scene {index}",
            narration=f"This is scene number {index}.",
            show=shows[index % len(shows)],
        )
        for index in range(count)
    ]
    return Storyboard(**({"title": "Test film", "language": "en-US", "scenes": scenes} | changes))


def picture_scene(image="bee.png", **changes):
    return Scene(
        **(
            {
                "id": "picture",
                "heading": "A picture",
                "narration": "Look at this.",
                "show": Picture(image=image, alt="A bee", caption="A bee at work", fit="cover"),
            }
            | changes
        )
    )


def png(shade=0):
    """The bytes of a small picture."""
    import cv2
    import numpy as np

    return cv2.imencode(".png", np.full((40, 60, 3), shade, np.uint8))[1].tobytes()
