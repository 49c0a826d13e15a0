"""The graph of one film: which tasks there are, what each is made of, and what each needs.

    speak:S --+-- timeline --+-- captions --+
    draw:S  --+              +-- mix -------+
            |                +-- motion:S --+-- film
            +-- clip:S ---------------------+
            +-- transition:S ---------------+
    template -------------------------------+

Burned captions add cues:S, made of a voice and its place in the scene, which clip:S and motion:S then need.

Scene ids name tasks but are no part of a recipe: a renamed scene costs nothing, a moved one costs its new
neighbours' transitions and the tasks that by nature see the whole film.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from aura_nb import voices
from aura_nb.errors import FFmpegNotFound
from aura_nb.pipeline.burning import Burning, called, place_of, set_in
from aura_nb.pipeline.spec import FilmSpec
from aura_nb.pipeline.task import Finished, InputFile, Recipe, Task
from aura_nb.pipeline.timeline import (
    BUILD_SECONDS,
    TRANSITION_SECONDS,
    Timeline,
    piece_frames,
    transitions,
)
from aura_nb.pipeline.versions import versions
from aura_nb.sources.pace import estimated_seconds
from aura_nb.specs import Scene, Show, Storyboard, Voice


def film_graph(film: FilmSpec) -> list[Task]:
    """All tasks of a film, each after those it needs.

    Raises `VoiceUnavailable`, `VisualUnavailable` and `RequestInvalid` (theme).
    Reads font and model files once, to name their contents: call it from a thread.
    """
    return _Builder(film).tasks()


@dataclass
class _Builder:
    film: FilmSpec
    _settings: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self._settings = msgspec.to_builtins(self.film.settings)
        self._versions: dict[tuple[str | None, ...], dict[str, Any]] = {}
        self._timeline_read: tuple[str, Timeline] | None = None
        # Looked up here, in a thread; FFmpeg may be missing, which matters only once a task needs it.
        self._ffmpeg = _ffmpeg_versions(self._settings)
        self._scenes = self.film.storyboard.scenes
        self._spoken = [scene for scene in self._scenes if scene.narration.strip()]
        self._burning = Burning(film=self.film, recipe=self._recipe, timeline=self._read_timeline)
        self._build = piece_frames(BUILD_SECONDS, self.film.render.fps)
        self._crossing = piece_frames(TRANSITION_SECONDS, self.film.render.fps)

    def tasks(self) -> list[Task]:
        found = [self._speak(scene) for scene in self._spoken]
        found += [self._draw(scene) for scene in self._scenes]
        found += [self._template(), self._timeline(), self._captions()]
        cues = [self._burning.cues(scene) for scene in self._spoken] if self.film.burned else []
        found += [*cues, self._mix(tuple(task.name for task in cues))]
        kinds = transitions(self.film.storyboard, self.film.render)
        for before, scene in zip([None, *self._scenes], self._scenes, strict=False):
            found.append(self._motion(scene) if scene.show.moves else self._clip(scene))
            if before is not None and kinds[scene.id] != "cut":
                found.append(self._transition(before, scene, kinds[scene.id]))
        parts = tuple(task.name for task in found if task.name.startswith(("clip:", "motion:", "transition:")))
        return [*found, self._film(parts)]

    def _speak(self, scene: Scene) -> Task:
        voice = self.film.voice_of(scene)
        names = voices.candidates(scene.narration, voice, voice.language)
        recipe = self._recipe(
            "speak",
            {
                "text": scene.narration,
                "voice": msgspec.structs.replace(voice, name=names[0]).to_json(),
                "voices": names,
                "language": voice.language,
            }
            | ({"pronounce": said} if (said := self.film.pronounced(scene, names)) else {}),
        )
        return Task(
            name=f"speak:{scene.id}",
            phase="tts",
            lane="speech",
            weight=len(scene.narration),
            message=f"Speaking {called(scene)}",
            scene=scene.id,
            place=scene.place,
            patience=voices.patience(names),
            bind=lambda _: recipe,
        )

    def _draw(self, scene: Scene) -> Task:
        size = self.film.render.size
        drawn = self.film.shown(scene)
        bare = Scene(id="scene", heading=drawn.heading, show=self._bare(scene))
        files = self._files(scene)
        typefaces, fonts = set_in(self.film.lettering(scene), self.film.library)
        recipe = self._recipe(
            "draw",
            {
                "scene": _keyed(bare),
                "size": list(size),
                "theme": self.film.render.theme,
                "language": self.film.language,
                "typefaces": typefaces,
            }
            | self._burning.strip(),
            fonts | {place: self.film.pictures[scene.id][name] for name, place in files.items()},
        )
        return Task(
            name=f"draw:{scene.id}",
            phase="visuals",
            lane="render",
            rank=1,
            weight=1 + scene.show.states,
            message=f"Drawing {called(scene)}",
            scene=scene.id,
            place=scene.place,
            bind=lambda _: recipe,
        )

    def _files(self, scene: Scene) -> dict[str, str]:
        """What each file of a scene is called in its recipe: its content counts, and not its name."""
        return {name: f"file-{number}" for number, name in enumerate(self.film.pictures.get(scene.id, {}))}

    def _bare(self, scene: Scene) -> Show:
        return self.film.shown(scene).show.bare(self._files(scene))

    def _template(self) -> Task:
        recipe = self._recipe("template", {"settings": self._settings})
        return Task(
            name="template",
            phase="render",
            lane="render",
            rank=4,
            weight=20,
            message="Preparing the encoder",
            bind=lambda _: recipe,
        )

    def _timeline(self) -> Task:
        board = self._anonymous()

        def bind(done: Mapping[str, Finished]) -> Recipe:
            return self._recipe(
                "timeline",
                {
                    "storyboard": board.to_json() | {"scenes": [_keyed(scene) for scene in board.scenes]},
                    "render": {"fps": self.film.render.fps, "transition": self.film.render.transition},
                    "size": list(self.film.render.size),
                    "narrations": {
                        place_of(i): _heard(done[f"speak:{s.id}"].value) for i, s in self._numbered(self._spoken)
                    },
                    "layouts": {place_of(i): done[f"draw:{s.id}"].value for i, s in self._numbered(self._scenes)},
                },
            )

        needs = (*(f"speak:{s.id}" for s in self._spoken), *(f"draw:{s.id}" for s in self._scenes))
        return Task(
            name="timeline",
            phase="compose",
            lane="render",
            rank=0,
            weight=3,
            message="Placing scenes, builds and captions",
            needs=needs,
            bind=bind,
        )

    def _captions(self) -> Task:
        def bind(done: Mapping[str, Finished]) -> Recipe:
            timeline = done["timeline"].value
            spoken = [{"heading": s.heading, "narration": s.narration} for s in self._scenes]
            return self._recipe(
                "captions",
                {
                    "cues": timeline["cues"],
                    "chapters": timeline["chapters"],
                    "title": self.film.storyboard.title,
                    "language": self.film.language,
                    "scenes": spoken,
                },
            )

        return Task(
            name="captions",
            phase="compose",
            lane="render",
            rank=0,
            weight=1,
            message="Writing captions and chapters",
            needs=("timeline",),
            bind=bind,
        )

    def _mix(self, cues: tuple[str, ...]) -> Task:
        def bind(done: Mapping[str, Finished]) -> Recipe:
            timeline = self._read_timeline(done)
            by_place = {place_of(i): s.id for i, s in self._numbered(self._scenes)}
            inputs = {}
            starts = []
            for index, spoken in enumerate(timeline.spoken):
                name = f"{index:04}.wav"
                inputs[name] = done[f"speak:{by_place[spoken.scene]}"].file("narration.wav")
                starts.append([name, spoken.start])
            return self._recipe(
                "mix",
                {"spoken": starts, "samples": timeline.samples},
                inputs,
                found=self._ffmpeg("mix"),
            )

        # Captions come first so that all of Compose is done before FFmpeg is looked for.
        return Task(
            name="mix",
            phase="render",
            lane="render",
            rank=2,
            weight=self._frames(self.film.storyboard) * 0.1,
            message="Mixing and levelling the sound",
            needs=("timeline", "captions", *cues),
            bind=bind,
        )

    def _clip(self, scene: Scene) -> Task:
        def bind(done: Mapping[str, Finished]) -> Recipe:
            drawn = done[f"draw:{scene.id}"]
            files = [state["file"] for state in drawn.value["states"]]
            return self._recipe(
                "clip",
                {"settings": self._settings, "build_frames": self._build, "states": files}
                | self._burning.shown(scene, done),
                {name: drawn.file(name) for name in files} | self._burning.inputs(scene, done),
            )

        return Task(
            name=f"clip:{scene.id}",
            phase="render",
            lane="render",
            rank=5,
            weight=4 + scene.show.states * (4 + self._build),
            message=f"Encoding {called(scene)}",
            scene=scene.id,
            place=scene.place,
            needs=(f"draw:{scene.id}", *self._burning.needs(scene)),
            bind=bind,
        )

    def _motion(self, scene: Scene) -> Task:
        def bind(done: Mapping[str, Finished]) -> Recipe:
            drawn = done[f"draw:{scene.id}"]
            motion = drawn.value["motion"]
            place = place_of(self._scenes.index(scene))
            frames = sum(
                s.frames for s in self._read_timeline(done).segments if s.scene == place and s.file == f"motion:{place}"
            )
            names = {"base": drawn.value["states"][0]["file"], "picture": motion["picture"]}
            if motion["overlay"]:
                names["overlay"] = motion["overlay"]
            return self._recipe(
                "motion",
                {
                    "settings": self._settings,
                    "frames": frames,
                    "region": motion["region"],
                    "start": motion["start"],
                    "end": motion["end"],
                }
                | self._burning.shown(scene, done),
                {name: drawn.file(file) for name, file in names.items()} | self._burning.inputs(scene, done),
            )

        return Task(
            name=f"motion:{scene.id}",
            phase="render",
            lane="render",
            rank=3,
            weight=self._frames(Storyboard(title="-", scenes=[scene])),
            message=f"Moving the picture of {called(scene)}",
            scene=scene.id,
            place=scene.place,
            needs=tuple(dict.fromkeys((f"draw:{scene.id}", "timeline", *self._burning.needs(scene)))),
            bind=bind,
        )

    def _transition(self, before: Scene, scene: Scene, kind: str) -> Task:
        def bind(done: Mapping[str, Finished]) -> Recipe:
            first, second = done[f"draw:{before.id}"], done[f"draw:{scene.id}"]
            end = first.value["end_state"] or first.value["states"][-1]["file"]
            return self._recipe(
                "transition",
                {"settings": self._settings, "kind": kind, "frames": self._crossing},
                {"from": first.file(end), "to": second.file(second.value["states"][0]["file"])},
            )

        return Task(
            name=f"transition:{scene.id}",
            phase="render",
            lane="render",
            rank=6,
            weight=self._crossing * 2,
            message=f"Leading into {called(scene)}",
            scene=scene.id,
            place=scene.place,
            needs=(f"draw:{before.id}", f"draw:{scene.id}"),
            bind=bind,
        )

    def _film(self, parts: tuple[str, ...]) -> Task:
        def bind(done: Mapping[str, Finished]) -> Recipe:
            timeline = self._read_timeline(done)
            inputs = {
                "template": done["template"].file("template.piece"),
                "sound": done["mix"].file("sound.m4a"),
                "captions": done["captions"].file("captions.srt"),
            }
            segments = []
            for piece, frames, hold in self._joined(timeline, done):
                inputs[piece.sha256] = piece
                segments.append([piece.sha256, frames, hold])
            return self._recipe(
                "film",
                {
                    "settings": self._settings,
                    "segments": segments,
                    "captions": self.film.render.captions,
                    "chapters": [[c.title, c.start, c.end] for c in timeline.chapters],
                    "silences": timeline.silences,
                    "title": self.film.storyboard.title,
                    "language": self.film.language,
                    "frames": timeline.frames,
                    "loudness": done["mix"].value,
                    "copy_holds": self.film.copy_holds,
                },
                inputs,
                found=self._ffmpeg("film"),
            )

        return Task(
            name="film",
            phase="render",
            lane="render",
            rank=0,
            weight=self._frames(self.film.storyboard) * 0.1,
            message="Joining, checking and finishing the film",
            needs=("template", "timeline", "captions", "mix", *parts),
            bind=bind,
        )

    def _joined(self, timeline: Timeline, done: Mapping[str, Finished]) -> Iterator[tuple[InputFile, int, bool]]:
        """The film's segments: their files, their lengths in frames, and whether their first picture stands still.

        A segment of the timeline names `clip:P/still-00`, `motion:P` or `transition:P`, with P a place; a clip with
        burned captions says itself what it is joined from.
        """
        joined: set[str] = set()
        for segment in timeline.segments:
            kind, _, rest = segment.file.partition(":")
            place, _, part = rest.partition("/")
            made = done[f"{kind}:{self._scenes[int(place.removeprefix('scene-'))].id}"]
            if kind != "clip" or made.value is None:
                yield made.file(f"{part or kind}.piece"), segment.frames, segment.kind == "hold"
            elif place not in joined:
                joined.add(place)
                yield from ((made.file(file), frames, hold) for file, frames, hold in made.value)

    def _anonymous(self) -> Storyboard:
        """The storyboard as Compose needs it: scenes named by their place, and only what bears on time."""
        scenes = [
            Scene(
                id=place_of(index),
                heading=scene.heading,
                narration=scene.narration,
                show=self._bare(scene),
                voice=Voice(pause=self.film.voice_of(scene).pause),
                pause_after=scene.pause_after,
                transition=scene.transition,
                cues=scene.cues,
            )
            for index, scene in enumerate(self._scenes)
        ]
        return Storyboard(title="-", scenes=scenes, language=self.film.language)

    def _read_timeline(self, done: Mapping[str, Finished]) -> Timeline:
        result = done["timeline"].result
        if self._timeline_read is None or self._timeline_read[0] != result.key:
            self._timeline_read = (result.key, msgspec.convert(result.value, Timeline))
        return self._timeline_read[1]

    def _frames(self, storyboard: Storyboard) -> float:
        """About how many frames it will have: progress weighs work that is still to come by this."""
        return estimated_seconds(storyboard) * self.film.render.fps

    def _recipe(
        self,
        kind: str,
        params: dict[str, Any],
        inputs: dict[str, InputFile] | None = None,
        *,
        found: dict[str, Any] | None = None,
    ) -> Recipe:
        """A recipe with its versions, looked up once for all scenes that share a voice, a visual or a theme."""
        speakers = " ".join(params["voices"]) if kind == "speak" else None
        visual = params["scene"]["show"].get("visual") if kind == "draw" else None
        asked = (kind, speakers, visual, params.get("language"), params.get("theme"))
        if found is None and asked not in self._versions:
            self._versions[asked] = versions(kind, params)
        return Recipe(kind=kind, params=params, versions=found or self._versions[asked], inputs=inputs or {})

    def _numbered(self, scenes: list[Scene]) -> list[tuple[int, Scene]]:
        wanted = {scene.id for scene in scenes}
        return [(index, scene) for index, scene in enumerate(self._scenes) if scene.id in wanted]


def _ffmpeg_versions(settings: dict[str, Any]) -> Callable[[str], dict[str, Any]]:
    """The versions of the kinds that need FFmpeg; raises `FFmpegNotFound` when it is asked, not before."""
    try:
        answers = {kind: versions(kind, {"settings": settings}) for kind in ("mix", "film")}
    except FFmpegNotFound as error:
        missing = error

        def refuse(_kind: str) -> dict[str, Any]:
            raise missing

        return refuse
    return answers.__getitem__


def _keyed(scene: Scene) -> dict[str, Any]:
    """A scene as it is hashed: without cues where it has none, as before there were any."""
    return {name: value for name, value in scene.to_json().items() if name != "cues" or value}


def _heard(value: dict[str, Any]) -> dict[str, Any]:
    """What Compose needs to know of a narration: not who spoke it, nor who could not."""
    return {name: value[name] for name in ("rate", "samples", "words")}
