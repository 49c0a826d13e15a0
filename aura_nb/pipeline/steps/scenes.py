"""What the declarations of steps ask of a scene, light for the workers that load them too."""

from __future__ import annotations

from typing import Any

import msgspec

from aura_nb.specs import Bullets, Picture, Scene


def called(scene: Scene) -> str:
    """What messages call a scene."""
    return f"“{scene.heading}”" if scene.heading else f"scene {scene.id}"


def moves(scene: Scene) -> bool:
    """Whether a scene shows a picture that moves, instead of states that stand still."""
    return isinstance(scene.show, Picture)


def content(scene: Scene) -> Any:
    """What is shown, without the name of a picture's file: its content counts, and is an input."""
    if isinstance(scene.show, Picture):
        return msgspec.structs.replace(scene.show, image="picture", alt="")
    return scene.show


def points(scene: Scene) -> int:
    """How many states a scene builds."""
    return len(scene.show.items) if isinstance(scene.show, Bullets) else 1
