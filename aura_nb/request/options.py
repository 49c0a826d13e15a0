"""The options of a film by name, with their types, and functions that take them spelled out: for Tab and for `?`."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypedDict, TypeVar

from aura_nb.specs import Voice
from aura_nb.specs.brief import Density, Pacing
from aura_nb.specs.render import Captions, Format, Motion, Preset, Transition
from aura_nb.specs.voice import Pause

F = TypeVar("F", bound=Callable[..., Any])


class FilmOptions(TypedDict, total=False):
    """What a film can be asked to be. An option that is left out, or None, is the deck's own or the default."""

    seconds: float | None
    audience: str | None
    goal: str | None
    tone: str | None
    language: str | None
    source: str | None
    pacing: Pacing | None
    density: Density | None
    style: str | None
    voice: str | Voice | None
    rate: float | None
    pitch: float | None
    pause: Pause | None
    pronounce: str | Path | Mapping[str, Any] | None
    aspect: str | None
    quality: str | None
    theme: str | Path | Mapping[str, Any] | None
    brand: Mapping[str, Any] | None
    fps: int | None
    captions: Captions | None
    transition: Transition | None
    motion: Motion | None
    format: Format | None
    scene: str | None
    megabytes: float | None
    preset: Preset | None
    music: str | Path | None
    assets: str | Path | Sequence[str | Path] | None
    execute: bool | None


def spelled_out(function: F) -> F:
    """The function, with each film option in its signature in place of `**options`.

    Editors and notebooks complete what a signature names: they do not look into `Unpack`.
    """
    own = inspect.signature(function)
    named = [each for each in own.parameters.values() if each.kind is not inspect.Parameter.VAR_KEYWORD]
    options = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind.__forward_arg__)
        for name, kind in FilmOptions.__annotations__.items()
    ]
    first = [each for each in named if each.kind is not inspect.Parameter.KEYWORD_ONLY]
    last = [each for each in named if each.kind is inspect.Parameter.KEYWORD_ONLY]
    function.__signature__ = own.replace(parameters=[*first, *options, *last])  # type: ignore[attr-defined] # functions have it
    return function
