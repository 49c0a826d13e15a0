"""A lettering as a recipe has it: typefaces whose faces lie in the step's inputs."""

from __future__ import annotations

import msgspec

from aura_nb.pipeline.steps.step import Inputs
from aura_nb.pipeline.task import InputFile
from aura_nb.visuals.fonts import FaceFile, Lettering, Library, Typeface

Typefaces = tuple[Typeface, ...]


def set_in(lettering: Lettering, library: Library) -> tuple[Typefaces, dict[str, InputFile]]:
    """The typefaces, with the names of the inputs for the paths of their faces; and those inputs, the font files."""
    digests = library.digests(lettering)
    names = {path: f"font-{number:02}" for number, path in enumerate(digests)}
    inputs = {names[path]: InputFile(path=path, sha256=sha256) for path, sha256 in digests.items()}
    return _renamed(lettering.typefaces, names), inputs


def lettering_of(typefaces: Typefaces, inputs: Inputs) -> Lettering:
    """The lettering in a worker, where the inputs are."""
    return Lettering(_renamed(typefaces, {name: str(path) for name, path in inputs.items()}))


def _renamed(typefaces: Typefaces, paths: dict[str, str]) -> Typefaces:
    return tuple(
        msgspec.structs.replace(
            typeface, faces=tuple(FaceFile(paths[face.path], face.index) for face in typeface.faces)
        )
        for typeface in typefaces
    )
