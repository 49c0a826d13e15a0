"""What burned captions add to a film's graph; nothing at all where captions are soft or off.

Times are counted from each scene's own first frame: a scene that moves in the film keeps its pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aura_nb.media.captions import LINE_WIDTH
from aura_nb.pipeline.spec import FilmSpec
from aura_nb.pipeline.task import Finished, InputFile, Recipe, Task
from aura_nb.pipeline.timeline import SAMPLE_RATE, Segment, Timeline
from aura_nb.specs import Scene
from aura_nb.visuals.captions import metrics
from aura_nb.visuals.fonts import Lettering, Library


@dataclass(frozen=True, kw_only=True)
class Burning:
    """The tasks, parameters and inputs that burned captions add; `recipe` and `timeline` are the graph's."""

    film: FilmSpec
    recipe: Callable[[str, dict[str, Any], dict[str, InputFile]], Recipe]
    timeline: Callable[[Mapping[str, Finished]], Timeline]

    def strip(self) -> dict[str, int]:
        """What a slide is told: the rows at its foot that captions take."""
        return {"strip": metrics(self.film.render.size).strip} if self.film.burned else {}

    def cues(self, scene: Scene) -> Task:
        """The task that finds and draws a scene's captions."""
        lettering = self.film.caption_lettering(scene)
        typefaces, fonts = set_in(lettering, self.film.library)
        lacking = {"missing": lettering.missing} if lettering.missing else {}

        def bind(done: Mapping[str, Finished]) -> Recipe:
            body = self._body(scene, done)
            return self.recipe(
                "cues",
                {
                    "words": done[f"speak:{scene.id}"].value["words"],
                    "lead": self._lead(scene, done),
                    "frames": sum(segment.frames for segment in body),
                    "fps": self.film.render.fps,
                    "size": list(self.film.render.size),
                    "columns": min(LINE_WIDTH, metrics(self.film.render.size).columns),
                    "theme": self.film.render.theme,
                    "language": self.film.language,
                    "typefaces": typefaces,
                }
                | lacking,
                fonts,
            )

        return Task(
            name=f"cues:{scene.id}",
            phase="compose",
            lane="render",
            rank=0,
            weight=0.3,
            message=f"Setting the captions of {called(scene)}",
            scene=scene.id,
            needs=(f"speak:{scene.id}", "timeline"),
            bind=bind,
        )

    def needs(self, scene: Scene) -> tuple[str, ...]:
        """What the pieces of a scene need beside its drawing."""
        return ("timeline", f"cues:{scene.id}") if self._captioned(scene) else ()

    def shown(self, scene: Scene, done: Mapping[str, Finished]) -> dict[str, Any]:
        """What the pieces of a scene are told: which cue is seen when, and for a clip also which state."""
        if not self._captioned(scene):
            return {}
        cues = {"cues": done[f"cues:{scene.id}"].value}
        if scene.show.moves:
            return cues
        stretches = []
        for segment in self._body(scene, done):
            state = int(segment.file.rpartition("-")[2])
            build = segment.kind == "piece"
            stretches.append([state - build, segment.frames, build])
        return cues | {"stretches": stretches}

    def inputs(self, scene: Scene, done: Mapping[str, Finished]) -> dict[str, InputFile]:
        """The pictures of a scene's cues."""
        if not self._captioned(scene):
            return {}
        cues = done[f"cues:{scene.id}"]
        return {file: cues.file(file) for file, _, _ in cues.value}

    def _captioned(self, scene: Scene) -> bool:
        return self.film.burned and bool(scene.narration.strip())

    def _body(self, scene: Scene, done: Mapping[str, Finished]) -> list[Segment]:
        """The scene's segments but for its transition."""
        place = place_of(self.film.storyboard.scenes.index(scene))
        segments = self.timeline(done).segments
        return [each for each in segments if each.scene == place and not each.file.startswith("transition:")]

    def _lead(self, scene: Scene, done: Mapping[str, Finished]) -> float:
        """Seconds from the scene's first frame to its narration, rounded so that they do not depend on its place."""
        place = place_of(self.film.storyboard.scenes.index(scene))
        start = self._body(scene, done)[0].start / self.film.render.fps
        spoken = next((each.start for each in self.timeline(done).spoken if each.scene == place), 0)
        return round(max(0.0, spoken / SAMPLE_RATE - start), 3)


def set_in(lettering: Lettering, library: Library) -> tuple[list[dict[str, Any]], dict[str, InputFile]]:
    """A lettering as a recipe's parameters, and the font files they name as its inputs."""
    digests = library.digests(lettering)
    fonts = {path: f"font-{number:02}" for number, path in enumerate(digests)}
    typefaces = [
        {
            "family": typeface.family,
            "faces": [{"path": fonts[face.path], "index": face.index} for face in typeface.faces],
            "between_cjk": typeface.between_cjk,
            "emoji": typeface.emoji,
        }
        for typeface in lettering.typefaces
    ]
    return typefaces, {fonts[path]: InputFile(path=path, sha256=sha256) for path, sha256 in digests.items()}


def place_of(index: int) -> str:
    """What Compose calls a scene: its place, so that its name is no part of any key."""
    return f"scene-{index:03}"


def called(scene: Scene) -> str:
    """What messages call a scene."""
    return f"“{scene.heading}”" if scene.heading else f"scene {scene.id}"
