"""What can change a task's result beside its parameters and inputs: code, libraries, models, fonts.

Asked twice: by the process that names a task, and by the worker that does it. A library that was upgraded beside a
running kernel would otherwise leave new results under old names.

A worker imports only what its lane needs: what names a kind's versions is imported when that kind is asked for.
"""

# ruff: noqa: PLC0415 - see above

from __future__ import annotations

import hashlib
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import msgspec

from aura_nb import release

_PACKAGE = Path(release.__file__).parent
_ADAPTER = "pipeline/work.py"
# The code behind each kind, coarse on purpose: doing a step again is cheap, a stale hit is not.
_CODE: dict[str, tuple[str, ...]] = {
    "outline": ("sources/*", _ADAPTER),
    "speak": ("voices/**/*.py", "voices/**/*.toml", _ADAPTER),
    "look": ("visuals/*.py", _ADAPTER),
    "draw": (_ADAPTER,),  # the recipe of the slides names its own code
    "timeline": ("pipeline/timeline.py", "pipeline/reveals.py", "media/captions.py", _ADAPTER),
    "captions": ("media/captions.py", "media/transcript.py", _ADAPTER),
    "cues": ("media/captions.py", _ADAPTER),  # and the recipe of the slides, whose fonts and theme they share
    "template": ("media/*.py", _ADAPTER),
    "clip": ("media/*.py", _ADAPTER),
    "motion": ("media/*.py", _ADAPTER),
    "transition": ("media/*.py", _ADAPTER),
    "mix": ("media/*.py", _ADAPTER),
    "film": ("media/*.py", _ADAPTER),
}
_LIBRARIES: dict[str, tuple[str, ...]] = {
    "outline": ("sentencex",),
    "look": ("numpy", "typst", "defusedxml"),
    "timeline": ("rapidfuzz",),
    "captions": ("jinja2",),
    "template": ("numpy",),
    "clip": ("numpy",),
    "motion": ("numpy",),
    "transition": ("numpy",),
    "mix": ("av", "numpy"),
    "film": ("langcodes",),
}


def versions(kind: str, params: dict[str, Any]) -> dict[str, Any]:
    """The versions part of a recipe, as JSON values; reads files, so call it from a thread or a worker.

    Raises `FFmpegNotFound` for the kinds that need FFmpeg, `VoiceUnavailable`, `VisualUnavailable` and `RequestInvalid`
    (theme).
    """
    found: dict[str, Any] = {name: _version(name) for name in _LIBRARIES.get(kind, ())}
    found["code"] = _digest(_CODE[kind])
    if kind == "look":
        from aura_nb.installed import opencv

        found["opencv"] = opencv()
    elif kind == "speak":
        from aura_nb import voices

        found["voices"] = voices.recipes(params["voices"], params["language"])
    elif kind in {"draw", "cues"}:
        from aura_nb.visuals import custom, recipe

        found["slides"] = recipe(params["theme"])
        if kind == "draw" and params["scene"]["show"]["kind"] == "custom":
            found["visual"] = custom.recipe(params["scene"]["show"]["visual"])
    elif kind in {"template", "clip", "motion", "transition", "film"}:
        from aura_nb.media.pieces import EncoderSettings

        found["encoder"] = msgspec.convert(params["settings"], EncoderSettings).recipe()
    if kind in {"mix", "film"}:
        from aura_nb.media import ffmpeg

        found["ffmpeg"] = ffmpeg.recipe()["ffmpeg"]
    return found


@cache
def _version(name: str) -> str:
    return metadata.version(name)


@cache
def _digest(patterns: tuple[str, ...]) -> str:
    """One digest over source files of ours."""
    whole = hashlib.sha256()
    for pattern in patterns:
        for file in sorted(path for path in _PACKAGE.glob(pattern) if path.is_file()):
            whole.update(f"{file.relative_to(_PACKAGE).as_posix()}\0".encode() + file.read_bytes())
    return whole.hexdigest()
