"""Where it runs and where it writes: Python, the workspace, the output, and room on their disks."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from pathlib import Path

from aura_nb.doctor.check import Check, failed
from aura_nb.errors import AuraError
from aura_nb.pipeline.output import OutputPlace
from aura_nb.pipeline.workspace import Workspace, new_run_id
from aura_nb.sources.pace import estimated_seconds
from aura_nb.specs import Render, Storyboard

OLDEST_PYTHON = (3, 11)
# Free bytes below which a machine is in trouble, and below which it may soon be.
LEAST_ROOM, GOOD_ROOM = 100 * 10**6, 10**9


def check_python() -> Check:
    """The interpreter and the system it runs on."""
    here = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    if sys.version_info < OLDEST_PYTHON:
        return Check("python", "fail", f"{here} is too old.", "Install Python 3.11 or newer.")
    if sys.maxsize < 2**32:
        return Check("python", "fail", f"{here} has 32 bits.", "Install a Python of 64 bits.")
    return Check("python", "pass", f"{here}.")


def check_workspace(workspace: Workspace) -> Check:
    """Whether the workspace can be written; tried with a scratch folder, which is removed."""
    try:
        with workspace.scratch(new_run_id()):
            return Check("workspace", "pass", f"{workspace.root} can be written.")
    except AuraError as error:
        return failed("workspace", error)


def check_output(output: OutputPlace) -> Check:
    """Whether the film's place can be written; folders made for the trial are removed."""
    try:
        output.prepare()
    except AuraError as error:
        return failed("output", error)
    output.abandon()
    return Check("output", "pass", f"{output.folder} can be written.")


def check_disk(workspace: Workspace, output: OutputPlace, need: int) -> Check:
    """Room for `need` bytes of steps in the workspace and as much again, at the most, for the finished film."""
    room = {"the workspace": _room(workspace.root), "the film": _room(output.folder)}
    place, (_, free) = min(room.items(), key=lambda each: each[1][1])
    # On one disk the finished film stands beside the steps it was made of.
    wanted = need * (1 if len({device for device, _ in room.values()}) == 2 else 2)
    message = f"{free / 1e9:.1f} GB free for {place}, about {max(wanted / 1e9, 0.1):.1f} GB needed."
    hint = "Free some room; `jupyter aura clean` empties the cache."
    if free < max(wanted, LEAST_ROOM):
        return Check("disk", "fail", message, hint)
    if free < wanted + GOOD_ROOM:
        return Check("disk", "warn", message, hint)
    return Check("disk", "pass", message)


def estimated_bytes(storyboard: Storyboard, render: Render) -> int:
    """About how much a film's steps take in the cache, on the safe side.

    Measured at 1080p: a state's PNG and its pieces 0.3 MB, a picture's three PNGs and its motion 8 MB, and a second
    0.5 MB (samples, encoded sound and film).
    """
    pixels = render.size[0] * render.size[1] / (1920 * 1080)
    states = sum(scene.show.states + 1 for scene in storyboard.scenes)
    pictures = sum(len(scene.show.files()) for scene in storyboard.scenes)
    return int((0.3 * states * pixels + 8 * pictures * pixels + 0.5 * estimated_seconds(storyboard) + 5) * 1e6)


def _room(path: Path) -> tuple[int, int]:
    """The disk that holds a path (its device number) and the bytes free there, for a path that need not exist."""
    while True:
        try:
            return os.stat(path).st_dev, shutil.disk_usage(path).free  # noqa: PTH116 - the pair is what matters
        except OSError:  # not there, or no longer; a name that no disk can hold; a folder we may not look into
            if path == path.parent:
                raise
            path = path.parent
