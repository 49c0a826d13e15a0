"""The figures of charts, read before anything is planned: a chart with its rows needs no file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from aura_nb.errors import AssetError, AssetInvalid
from aura_nb.pipeline.scene_files import bases_of, located, without
from aura_nb.sources import csv_figures
from aura_nb.specs import Scene, Storyboard
from aura_nb.specs.kinds import Chart, Columns
from aura_nb.specs.kinds.chart import Record, problems
from aura_nb.specs.origin import Notice


class Filled(NamedTuple):
    """A storyboard whose charts have their rows, and what is to be told of those that could not be read."""

    storyboard: Storyboard
    notices: list[Notice]


def filled(
    storyboard: Storyboard,
    folder: Path | None,
    *,
    roots: Sequence[Path] = (),
    places: Mapping[str, str] | None = None,
    strict: bool = True,
) -> Filled:
    """The storyboard with the rows of its charts, whose files are found as pictures are.

    Raises `AssetMissing`, `AssetOutside` or `AssetInvalid`, naming file and line. A scene of a deck goes on without,
    and a notice tells why; where it is not `strict`, its charts that cannot be read are left for later.
    """
    scenes: list[Scene] = []
    notices: list[Notice] = []
    for scene in storyboard.scenes:
        rows: dict[str, list[Record]] = {}
        gone: dict[str, AssetError] = {}
        for path, name in scene.show.data_files().items():
            field = f"scenes[{scene.id}].show.{path}"
            where = (places or {}).get(field) or (scene.place if scene.source else field)
            try:
                rows[name] = _read(scene, where, name, bases_of(folder, roots))
            except AssetError as error:
                if not scene.can_spare_pictures:
                    raise
                gone[name] = error
        show = scene.show.filled(rows)
        if gone and strict:
            notices += [
                Notice(message=f"{error.message.rstrip('.')}. It is left out."[:2000], code=error.code)
                for error in gone.values()
            ]
            left = without(scene, show.without_data(frozenset(gone)))
            scenes += [left] if left is not None else []
        else:
            scenes.append(scene if show is scene.show else msgspec.structs.replace(scene, show=show))
    if all(new is old for new, old in zip(scenes, storyboard.scenes, strict=False)) and not notices:
        return Filled(storyboard, [])
    if not scenes:
        raise AssetInvalid(notices[0].message)
    return Filled(msgspec.structs.replace(storyboard, scenes=scenes), notices)


def _read(scene: Scene, where: str, name: str, bases: Sequence[Path]) -> list[Record]:
    file = located(where, name, bases, None)
    try:
        found = csv_figures.read_file(Path(file.path))
    except csv_figures.NoFigures as error:
        raise AssetInvalid(f"{where}: {name!r} cannot be used: {error}.") from error
    except OSError as error:
        raise AssetInvalid(f"{where}: {name!r} cannot be read: {error.strerror}.") from error
    shown = scene.show.columns if isinstance(scene.show, Columns) else [scene.show]
    for chart in [each for each in shown if isinstance(each, Chart) and each.data == name]:
        for field, message in problems(
            found.rows, chart.x, chart.y, chart.sort, lambda index: f"{name}:{found.lines[index]}"
        ):
            said = message if message.startswith(f"{name}:") else f"{name} {message}" if field == "data" else message
            raise AssetInvalid(f"{where}: {said}.", remedy="Correct the file, or name other columns with x and y.")
    return found.rows
