"""The files a film leaves, put together from its finished tasks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from aura_nb import voices
from aura_nb.pipeline.progress import TaskFinished
from aura_nb.pipeline.scene_files import Files, renamed
from aura_nb.pipeline.steps.cues import CuesStep
from aura_nb.pipeline.steps.draw import DrawStep
from aura_nb.pipeline.steps.export import ExportStep
from aura_nb.pipeline.steps.record import RECORDED
from aura_nb.pipeline.steps.slides import SlidesStep
from aura_nb.pipeline.steps.speak import speakers_of
from aura_nb.pipeline.steps.step_types import step
from aura_nb.pipeline.steps.thumbnails import ThumbnailsStep
from aura_nb.pipeline.task import Finished, InputFile, Result
from aura_nb.specs import Storyboard

LICENCES = {
    "video": "encoded with x264 (GPL-2.0-or-later) through PyAV; the film itself carries no licence of ours",
    "fonts": "Inter, IBM Plex Sans, Source Serif 4 and JetBrains Mono, OFL-1.1",
}

# What can be fetched before the film is there: by the task that makes it, the file's name there and its own.
CAPTION_FILES = ("captions.srt", "captions.vtt", "chapters.vtt", "transcript.html")

File = tuple[str, InputFile | bytes]


class ManifestTask(Struct, rename="camel", kw_only=True):
    """One task of the run: what it made, and what that cost; `seconds` of a hit are those of the run that made it."""

    phase: str
    scene: str
    key: str
    digest: str
    hit: bool
    started_at: str | None
    seconds: float
    versions: dict[str, Any]


class Manifest(Struct, rename="camel", kw_only=True):
    """`manifest.json`: what a film was made of."""

    schema: int
    job_id: str
    storyboard_sha256: str
    aura_nb: str
    files: list[str]
    tasks: dict[str, ManifestTask]
    licences: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """All that is published of one run. `results` are the tasks' results by name, with how each was come by.

    `folder` is where it goes, `source` the folder of what the film was made from.
    """

    run_id: str
    storyboard: Storyboard
    pictures: Mapping[str, Files]
    logo: InputFile | None = None
    recordings: Mapping[str, InputFile] = field(default_factory=dict)
    music: InputFile | None = None
    done: Mapping[str, Finished]
    results: Mapping[str, tuple[Result, TaskFinished]]
    log: bytes
    folder: Path
    source: str | None = None

    def files(self) -> list[File]:
        """Every file by its name in the film's folder, the video last: where it is, all else is."""
        kept, named = self._kept_pictures()
        story = named.document()
        captions, thumbnails = self.done["captions"], self.done[ThumbnailsStep.name()]
        cues = bool(self.done["timeline"].value["cues"])
        files: list[File] = [
            *kept,
            ("poster.png", poster(self.storyboard, self.done)),
            *((name, captions.file(name)) for name in CAPTION_FILES[:-1] if cues or not name.startswith("captions.")),
            (CAPTION_FILES[-1], self._transcript(captions.file(CAPTION_FILES[-1]))),
            ("storyboard.json", story),
            ("report.json", self.done["film"].file("report.json")),
            ("job.log", self.log),
        ]
        files += [(name, thumbnails.file(name)) for name in thumbnails.result.files]
        for other in filter(None, map(self.done.get, (ExportStep.name(), SlidesStep.name()))):
            files += [(name, other.file(name)) for name in other.result.files]
        names = [name for name, _ in files] + ["manifest.json", "video.mp4"]
        return [*files, ("manifest.json", self._manifest(names)), ("video.mp4", self.done["film"].file("video.mp4"))]

    def _transcript(self, file: InputFile) -> InputFile | bytes:
        """The page, whose links lead from where it will lie to what it was made from."""
        if self.source is None or not any(scene.source and scene.source.cell for scene in self.storyboard.scenes):
            return file
        from aura_nb.media.transcript import relinked  # noqa: PLC0415 - only here is Jinja needed

        return relinked(Path(file.path).read_bytes(), self.folder, Path(self.source))

    def _kept_pictures(self) -> tuple[list[File], Storyboard]:
        """The pictures to keep next to the film, and the storyboard that names them there: it can be rendered again."""
        files: dict[str, InputFile] = {}
        scenes = []
        for scene in self.storyboard.scenes:
            names = {}
            for number, (name, picture) in enumerate(self.pictures.get(scene.id, {}).items(), 1):
                suffix = (Path(name).suffix or Path(picture.path).suffix).lower()  # an asset's name has none
                kept = f"pictures/{scene.id}{f'--{number}' if number > 1 else ''}{suffix}"
                names[name], files[kept] = kept, picture
            if (recording := self.recordings.get(scene.id)) is not None and scene.audio is not None:
                suffix = (Path(scene.audio).suffix or Path(recording.path).suffix).lower()
                kept = f"recordings/{scene.id}{suffix}"
                names[scene.audio], files[kept] = kept, recording
            scenes.append(renamed(scene, names))
        story = msgspec.structs.replace(self.storyboard, scenes=scenes)
        if self.music is not None and story.music:
            kept = f"recordings/music{(Path(story.music).suffix or Path(self.music.path).suffix).lower()}"
            files[kept], story.music = self.music, kept
        if self.logo is not None and story.brand is not None and story.brand.logo:
            kept = f"pictures/brand-logo{(Path(story.brand.logo).suffix or Path(self.logo.path).suffix).lower()}"
            files[kept] = self.logo
            story.brand = msgspec.structs.replace(story.brand, logo=kept)
        return list(files.items()), story

    def _manifest(self, names: list[str]) -> bytes:
        manifest = Manifest(
            schema=1,
            job_id=self.run_id,
            storyboard_sha256=hashlib.sha256(msgspec.json.encode(self.storyboard)).hexdigest(),
            aura_nb=metadata.version("aura-nb"),
            files=sorted(names),
            tasks={
                name: ManifestTask(
                    phase=told.phase,
                    scene=told.scene,
                    key=result.key,
                    digest=result.digest,
                    hit=told.hit,
                    started_at=told.started_at,
                    seconds=result.seconds,
                    versions=result.content["versions"],
                )
                for name, (result, told) in sorted(self.results.items())
            },
            licences=LICENCES | {"voices": self._voices(), "otherFonts": self._other_fonts()},
        )
        return msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"

    def _voices(self) -> dict[str, str]:
        """The licence of each voice that is heard."""
        heard = {
            told["voice"]
            for name, (result, _) in self.results.items()
            if name.startswith("speak:")
            for told in speakers_of(result.value)
            if told["voice"] != RECORDED
        }
        found = {name: voices.engine(name.partition(":")[0]).describe(name) for name in sorted(heard)}
        return {name: voice.licence for name, voice in found.items() if voice is not None}

    def _other_fonts(self) -> list[str]:
        """The families besides the theme's own that anything was set in; each has a licence of its own."""
        steps = (step(result.content["kind"], result.content["params"]) for result, _ in self.results.values())
        drawn = [each for each in steps if isinstance(each, DrawStep | CuesStep)]
        return sorted({typeface.family for each in drawn for typeface in each.typefaces[1:-1]})


def poster(storyboard: Storyboard, done: Mapping[str, Finished]) -> InputFile:
    """The film's poster: all that the first scene shows."""
    drawn = done[f"draw:{storyboard.scenes[0].id}"]
    return drawn.file(drawn.value["states"][-1]["file"])
