"""What stands in a slide and is not typeset by it: pictures, and what of them is seen in each state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import cv2
import msgspec
import numpy as np

from aura_nb.errors import AssetInvalid, AssetMissing
from aura_nb.footage import NotFootage, look, plays
from aura_nb.footage.player import Player, over
from aura_nb.specs import Chart, Clip, Columns, Picture, Show
from aura_nb.visuals import charts, focus, pictures, planned_move
from aura_nb.visuals.charts import Look
from aura_nb.visuals.layout import Footage, Motion, State
from aura_nb.visuals.theme import Theme, channels

if TYPE_CHECKING:
    from aura_nb.visuals.pictures import Pixels
    from aura_nb.visuals.typesetter import Region

Box = tuple[int, int, int, int]
_WHITE = (255, 255, 255)


class Inset(Protocol):
    """One of them: its width and height in pixels as it is, and its pixels for a box of the frame."""

    @property
    def size(self) -> tuple[int, int]: ...

    def box(self, region: Region) -> Box:
        """Where it is put."""
        ...

    def pixels(self, view: int, box: Box) -> Pixels:
        """What is seen of it in one of its views."""
        ...

    def move(self, before: int, after: int, box: Box, folder: Path) -> Motion | None:
        """How a camera gets from one view to another; None where none moves."""
        ...


class Still:
    """A picture as it is."""

    def __init__(self, image: Pixels) -> None:
        self.image = image

    @property
    def size(self) -> tuple[int, int]:
        return self.image.shape[1], self.image.shape[0]

    def box(self, region: Region) -> Box:
        return region.pixels

    def pixels(self, _view: int, box: Box) -> Pixels:
        grows = box[2] > self.image.shape[1]
        filtering = cv2.INTER_CUBIC if grows else cv2.INTER_AREA
        return np.asarray(cv2.resize(self.image, box[2:], interpolation=filtering), np.uint8)

    def move(self, _before: int, _after: int, _box: Box, _folder: Path) -> Motion | None:
        return None


class Filmed(Still):
    """A video or a picture that moves: its first frame, and how it plays from there."""

    def __init__(self, file: Path, name: str, clip: Clip | None, ground: tuple[int, int, int]) -> None:
        """Raises `NotFootage` where it does not play, `AssetInvalid` where it does not last until its start."""
        self.facts = look(file)
        self._file = file
        self._name = name
        self._clip = clip
        self._ground = ground
        self.start = clip.start if clip else 0.0
        self.end = min(self.facts.seconds, (clip.end if clip else None) or self.facts.seconds)
        for why in clip.late({clip.video: self.facts.seconds}).values() if clip else ():
            raise NotFootage(why)

    @property
    def size(self) -> tuple[int, int]:
        return self.facts.width, self.facts.height

    def box(self, region: Region) -> Box:
        return focus.even(region.pixels)

    def pixels(self, _view: int, box: Box) -> Pixels:
        player = Player(self._file, start=self.start, end=self.end, fps=1, size=(box[2], box[3]))
        ground = np.full((box[3], box[2], 3), self._ground[::-1], np.uint8)
        return over(player.frame(0), ground)

    def footage(self, region: Region) -> Footage:
        """How it plays in its place."""
        leads, loops = self._clip is not None, 1 if self._clip else self.facts.loops
        heard = bool(self._clip and self._clip.sound and self.facts.sound)
        return Footage(self._name, self.box(region), self.start, self.end, loops, leads, heard)


class Charted:
    """A chart, whose series appear one after the other."""

    size = (1, 1)  # it has the shape of its place

    def __init__(self, chart: Chart, look: Look) -> None:
        self._chart = chart.filled({})
        self._look = look

    def box(self, region: Region) -> Box:
        return region.pixels

    def pixels(self, view: int, box: Box) -> Pixels:
        from aura_nb.visuals.plot import plotted  # noqa: PLC0415 - half a second, and an extra

        count = len(self._chart.series)
        return plotted(self._chart, view if count > 1 else count, (box[2], box[3]), self._look)

    def move(self, _before: int, _after: int, _box: Box, _folder: Path) -> Motion | None:
        return None


class Focused(Still):
    """A picture whose regions a camera goes to."""

    def __init__(self, image: Pixels, picture: Picture, source: str) -> None:
        """`source` is the name of the file that the camera moves over."""
        super().__init__(image)
        self._source = source
        self._regions = picture.regions
        self._covers = picture.fit == "cover"

    def box(self, region: Region) -> Box:
        return focus.even(region.pixels)

    def _seen(self, box: Box) -> list[focus.Rectangle]:
        return focus.rectangles(self.size, self._regions, box, covers=self._covers)

    def pixels(self, view: int, box: Box) -> Pixels:
        return focus.view(self.image, self._seen(box)[view], (box[2], box[3]))

    def move(self, before: int, after: int, box: Box, folder: Path) -> Motion | None:
        source, found = focus.source(self.image, self._seen(box), box)
        file = folder / self._source
        if not file.exists():
            planned_move.save(file, source)
        return Motion(file.name, box, found[before], found[after])


def apart(show: Show) -> tuple[Show, dict[str, str]]:
    """The show with a name of its own for every file in every column, and the file behind each name.

    Two columns may show one file, and each of it something else.
    """
    if not isinstance(show, Columns):
        return show, {name: name for name in show.files().values()}
    files: dict[str, str] = {}
    columns = []
    for number, column in enumerate(show.columns):
        own = {name: f"{name}#{number}" if name in files else name for name in column.files().values()}
        columns.append(column.with_files(own))
        files |= {new: name for name, new in own.items()}
    return msgspec.structs.replace(show, columns=columns), files


def insets(show: Show, images: Mapping[str, Pixels | Filmed], manner: Callable[[], Look]) -> dict[str, Inset]:
    """The insets of a slide, by the names that its regions have; charts are drawn in the `manner` that is asked for."""
    focused = {part.image: part for part in _parts(show) if isinstance(part, Picture) and part.focus}
    sources = {name: f"{number or ''}{planned_move.PICTURE}" for number, name in enumerate(focused)}
    found: dict[str, Inset] = {chart.key: Charted(chart, manner()) for chart in charts.charts_of(show)}
    for name, image in images.items():
        if isinstance(image, Filmed):
            found[name] = image
        else:
            found[name] = Focused(image, focused[name], sources[name]) if name in focused else Still(image)
    return found


def pictured(show: Show, name: str, file: Path, theme: Theme, *, called: str) -> Pixels | Filmed:
    """A file that a slide shows, as pixels, or as what plays; raises `AssetMissing` and `AssetInvalid`.

    `name` is what the show calls it, and `called` its name among the scene's files. What is transparent
    lets the slide's own ground through, or one on which the picture can be seen.
    """
    ground = channels(theme.colours.paper)
    clip = next((part for part in _parts(show) if isinstance(part, Clip) and part.video == name), None)
    still = any(
        isinstance(part, Picture) and part.image == name and (part.focus or part.moves) for part in _parts(show)
    )
    try:
        if clip is not None or (not still and plays(file)):
            return Filmed(file, called, clip, ground)
    except NotFootage as error:
        if clip is not None:
            raise AssetInvalid(f"The video {file.name} cannot be used: {error}.", file=file.name) from error
    except OSError as error:
        if clip is not None:
            raise AssetMissing(f"The video {file.name} is not there.", file=file.name) from error
    return pictures.read(file, ground=ground, others=(_WHITE, channels(theme.colours.night)))


def _parts(show: Show) -> Iterable[Show]:
    return show.columns if isinstance(show, Columns) else [show]


def placed(page: bytes, regions: Sequence[Region], found: Mapping[str, Inset]) -> bytes:
    """A page (a PNG) with its insets in their places."""
    if not regions:
        return page
    pixels = np.asarray(cv2.imdecode(np.frombuffer(page, np.uint8), cv2.IMREAD_COLOR))
    for region in regions:
        x, y, width, height = box = found[region.file].box(region)
        shown = found[region.file].pixels(region.view, box)
        pixels[y : y + height, x : x + width] = shown[: pixels.shape[0] - y, : pixels.shape[1] - x]
    return cv2.imencode(".png", pixels)[1].tobytes()


def moved(
    state: State, before: Sequence[Region], after: Sequence[Region], found: Mapping[str, Inset], folder: Path
) -> State:
    """The state with the camera's move that leads into it from the state before, where there is one."""
    views = {region.file: region.view for region in before}
    for region in after:
        view = views.get(region.file, region.view)
        inset = found[region.file]
        move = inset.move(view, region.view, inset.box(region), folder) if view != region.view else None
        if move is not None:
            return State(state.file, state.cue, move)
    return state
