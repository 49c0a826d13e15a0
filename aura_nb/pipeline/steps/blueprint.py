"""A film while its graph is drawn up: what the declarations of its steps ask about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import msgspec

from aura_nb.media.pieces import EncoderSettings
from aura_nb.pipeline.durations import TRANSITION_SECONDS, build_frames, move_frames, piece_frames
from aura_nb.pipeline.film_spec import FilmSpec
from aura_nb.pipeline.steps.versions import Versions
from aura_nb.pipeline.task import Finished
from aura_nb.pipeline.timeline import Segment, Timeline
from aura_nb.sources.pace import estimated_seconds
from aura_nb.specs import Cue, Scene, Storyboard

Done = Mapping[str, Finished]


@dataclass(frozen=True)
class Blueprint:
    """One film, the versions of what makes it, and what several of its steps have to know.

    Compose calls scenes by their place, so that their names are no part of any key.
    """

    film: FilmSpec
    versions: Versions = field(default_factory=Versions)
    _read: dict[str, Timeline] = field(default_factory=dict)

    @property
    def settings(self) -> EncoderSettings:
        """What every piece of the film is encoded with."""
        return self.film.settings

    @cached_property
    def scenes(self) -> list[Scene]:
        """The film's scenes, of which each lights up what its narration speaks of."""
        return [_lit(scene) for scene in self.film.storyboard.scenes]

    @cached_property
    def spoken(self) -> list[Scene]:
        """The scenes with a narration."""
        return [scene for scene in self.scenes if scene.narration.strip()]

    @property
    def build_frames(self) -> int:
        """Frames of a slide that builds."""
        return build_frames(self.film.render)

    @property
    def move_frames(self) -> int:
        """Frames of a camera's move."""
        return move_frames(self.film.render)

    @property
    def crossing_frames(self) -> int:
        """Frames of a transition."""
        return piece_frames(TRANSITION_SECONDS, self.film.render.fps)

    @property
    def frames(self) -> float:
        """About how many frames the film will have: progress weighs work that is still to come by this."""
        return self._estimated(self.film.storyboard)

    def frames_of(self, scene: Scene) -> float:
        """About how many frames a scene will have."""
        return self._estimated(Storyboard(title="-", scenes=[scene]))

    @property
    def all_moves(self) -> bool:
        """Whether what comes rises to its place, and cameras move."""
        return self.film.render.motion == "full"

    def moves(self, scene: Scene) -> bool:
        """Whether a camera moves over the scene's picture."""
        return scene.show.moves and self.all_moves

    def captioned(self, scene: Scene) -> bool:
        """Whether captions are burned into the scene's picture."""
        return self.film.burned and bool(scene.narration.strip())

    def place(self, scene: Scene) -> str:
        """What Compose calls a scene."""
        return self._places[scene.id]

    @cached_property
    def _places(self) -> dict[str, str]:
        return {scene.id: f"scene-{index:03}" for index, scene in enumerate(self.scenes)}

    def at(self, place: str) -> Scene:
        """The scene at a place."""
        return self.scenes[int(place.removeprefix("scene-"))]

    def timeline(self, done: Done) -> Timeline:
        """The film's timeline, which is there."""
        finished = done["timeline"]
        if finished.result.key not in self._read:
            self._read.clear()  # an evicted one that came out different
            self._read[finished.result.key] = finished.read(Timeline)
        return self._read[finished.result.key]

    def body(self, scene: Scene, done: Done) -> list[Segment]:
        """A scene's segments but for its transition and the film's end."""
        place = self.place(scene)
        segments = self.timeline(done).segments
        return [
            each for each in segments if each.scene == place and not each.file.startswith(("transition:", "leave:"))
        ]

    def _estimated(self, storyboard: Storyboard) -> float:
        return estimated_seconds(storyboard) * self.film.render.fps


def _lit(scene: Scene) -> Scene:
    """A scene without cues of its own, whose parts appear as they are named; the storyboard stays as it was written."""
    if scene.cues or not scene.narration.strip():
        return scene
    show, phrases = scene.show.spoken_of(scene.narration)
    if not phrases:
        return scene
    cues = [Cue(on=phrase, show=number) for number, phrase in enumerate(phrases, 1)]
    return msgspec.structs.replace(scene, show=show, cues=cues)
