"""A scene drawn by another package's visual: what it gives is looked at, and what it raises is contained."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import cv2
import msgspec

from aura_nb.errors import AssetInvalid, AuraError, VisualFailed
from aura_nb.specs import Custom
from aura_nb.visuals import pictures
from aura_nb.visuals.canvas import Canvas, Drawn
from aura_nb.visuals.custom import plugged, visual
from aura_nb.visuals.layout import Layout, State
from aura_nb.visuals.theme import channels

MOST_STATES = 100


def draw(show: Custom, canvas: Canvas, *, folder: Path) -> Layout:
    """Let the visual draw, and write its states into `folder`; raises `VisualUnavailable` and `VisualFailed`."""
    made = visual(show.visual)
    try:
        fields: Any = msgspec.convert(show.fields, made.fields)
        drawn = list(made.draw(fields, canvas))
        if not 1 <= len(drawn) <= MOST_STATES:
            raise ValueError(f"it drew {len(drawn)} states, not 1 to {MOST_STATES}")  # noqa: TRY301 - one way out
        states = [_written(state, index, canvas, folder) for index, state in enumerate(drawn)]
    except AuraError:
        raise
    except (Exception, SystemExit) as error:
        if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise
        package = plugged()[show.visual].origin
        raise VisualFailed(
            f"The visual {show.visual} of {package} failed: {type(error).__name__}: {error}", visual=show.visual
        ) from error
    canvas.progress(1.0)
    return Layout(canvas.width, canvas.height, states)


def _written(state: Drawn, index: int, canvas: Canvas, folder: Path) -> State:
    """The state as a file, opaque and of 8 bits whatever was given."""
    if not isinstance(state, Drawn):
        raise TypeError(f"draw() gave {type(state).__name__}, not Drawn")
    file = folder / f"state-{index:02d}.png"
    file.write_bytes(state.png)
    try:
        pixels = pictures.read(file, ground=channels(canvas.theme.colours.paper))
    except AssetInvalid as error:
        raise ValueError(f"state {index} is no PNG that can be read") from error
    height, width = pixels.shape[:2]
    if (width, height) != (canvas.width, canvas.height):
        raise ValueError(f"state {index} has {width} x {height} pixels, and the frame {canvas.width} x {canvas.height}")
    _, encoded = cv2.imencode(".png", pixels)
    file.write_bytes(encoded.tobytes())
    return State(file.name, " ".join(state.cue.split()))
