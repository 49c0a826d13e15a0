"""The caption files, the chapters, and the transcript."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec import Struct

from aura_nb.media.caption_files import write_chapters, write_srt, write_vtt
from aura_nb.media.captions import CaptionCue, Chapter
from aura_nb.pipeline.steps.speak import SpeakStep
from aura_nb.pipeline.steps.step import Inputs, Progress, Step
from aura_nb.pipeline.steps.timeline import TimelineStep
from aura_nb.pipeline.task import Recipe, Task
from aura_nb.pipeline.timeline import SAMPLE_RATE, Timeline
from aura_nb.specs import Scene
from aura_nb.specs.kinds.transcribed import TranscribedTable
from aura_nb.specs.origin import Origin
from aura_nb.specs.turns import BETWEEN, labels
from aura_nb.visuals import headers
from aura_nb.visuals.not_a_picture import NotAPicture
from aura_nb.voices.speech import Narration, Word

if TYPE_CHECKING:
    from aura_nb.media.transcript import EmbeddedPicture
    from aura_nb.pipeline.steps.blueprint import Blueprint, Done


_MOST_BYTES = 3_000_000  # of a picture in the page
_KINDS = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp", "gif": "image/gif", "svg": "image/svg+xml"}


class Said(Struct, frozen=True, omit_defaults=True):
    """A scene as the transcript has it; `pictures` are the names of inputs with their descriptions and captions."""

    heading: str
    narration: str
    place: str = ""
    link: str = ""
    code: tuple[str, ...] = ()
    output: str = ""
    pictures: tuple[tuple[str, str, str], ...] = ()
    tables: tuple[TranscribedTable, ...] = ()
    speakers: tuple[str, ...] = ()  # for each paragraph of a dialogue, who begins to speak there


class CaptionsStep(Step, frozen=True, kw_only=True):
    """`captions.srt`, `captions.vtt`, `chapters.vtt` and `transcript.html`; there is a chapter for each scene.

    `words` are those of the whole film, in its seconds.
    """

    kind = "captions"
    code = (
        "media/captions.py",
        "media/caption_files.py",
        "media/transcript.py",
        "media/transcript_page.py",
        "visuals/headers.py",
        "visuals/other_headers.py",
        "visuals/vector.py",
        "voices/speech.py",
    )
    libraries = ("jinja2", "defusedxml")

    cues: tuple[CaptionCue, ...]
    words: tuple[Word, ...]
    chapters: tuple[Chapter, ...]
    title: str
    language: str
    scenes: tuple[Said, ...]

    def perform(self, inputs: Inputs, folder: Path, _progress: Progress) -> None:
        from aura_nb.media import transcript  # noqa: PLC0415 - only here is Jinja needed

        write_srt(self.cues, folder / "captions.srt")
        write_vtt(self.cues, folder / "captions.vtt")
        write_chapters(self.chapters, folder / "chapters.vtt")
        starts = [chapter.start for chapter in self.chapters]
        said = transcript.timed([scene.narration for scene in self.scenes], starts, self.cues, self.words)
        parts = [
            transcript.TranscriptScene(
                start=start,
                heading=scene.heading,
                place=scene.place,
                link=scene.link,
                paragraphs=paragraphs,
                code=scene.code,
                output=scene.output,
                figures=list(_figures(scene, inputs)),
                tables=[transcript.TranscriptTable(*table) for table in scene.tables],
                speakers=scene.speakers,
            )
            for start, scene, paragraphs in zip(starts, self.scenes, said, strict=True)
        ]
        transcript.write_transcript(parts, title=self.title, language=self.language, path=folder / "transcript.html")


def _figures(scene: Said, inputs: Inputs) -> Iterator[EmbeddedPicture]:
    """The scene's pictures and videos; of those that are no part of a page, what they are described by."""
    from aura_nb.media.transcript import EmbeddedPicture  # noqa: PLC0415 - as above

    for name, alt, caption in scene.pictures:
        source = _embedded(inputs[name])
        if source or alt or caption:
            yield EmbeddedPicture(source, alt, caption)


def _embedded(file: Path) -> str:
    """A picture as a `data:` address; "" of what is too large, plays, or is of a kind that browsers do not show."""
    if file.stat().st_size > _MOST_BYTES:
        return ""
    content = file.read_bytes()
    try:
        kind = _KINDS.get(headers.read(content).kind)
    except NotAPicture:  # such as a video, which is drawn all the same
        return ""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}" if kind else ""


def said_of(scene: Scene, heading: str, names: Mapping[str, str], told: Sequence[tuple[int, str]] = ()) -> Said:
    """What the transcript has of a scene; `names` are those of its pictures among the inputs, `told` its speakers'."""
    source = scene.source if scene.source and scene.source.cell else None
    copied = scene.show.transcribed(of_notebook=source is not None)
    return Said(
        heading,
        scene.narration,
        source.place if source else "",
        _link(source) if source else "",
        code=copied.code,
        output="\n".join(copied.output),
        pictures=tuple((names[file], alt, caption) for file, alt, caption in copied.pictures if file in names),
        tables=copied.tables,
        speakers=tuple(_speakers(scene, told)),
    )


def _speakers(scene: Scene, told: Sequence[tuple[int, str]]) -> Iterator[str]:
    for turn, (_, name) in zip(scene.say, told, strict=False):
        paragraphs = sum(1 for _ in filter(str.strip, turn.text.split(BETWEEN)))
        yield from [name, *[""] * (paragraphs - 1)]


def _link(source: Origin) -> str:
    """The way to a cell from its notebook's folder; to the notebook where its cells have no names."""
    name = quote(Path(source.file).name)
    return f"{name}#cell-id={quote(source.cell_id)}" if name and source.cell_id else name


def task(plan: Blueprint) -> Task:
    """The task that writes the captions."""
    names = {
        scene.id: {
            name: f"{plan.place(scene)}-{number}" for number, name in enumerate(plan.film.pictures.get(scene.id, {}))
        }
        for scene in plan.scenes
    }
    files = {
        place: plan.film.pictures[scene.id][name] for scene in plan.scenes for name, place in names[scene.id].items()
    }

    told = labels([scene.say for scene in plan.scenes])

    def bind(done: Done) -> Recipe:
        timeline = plan.timeline(done)
        return plan.versions.recipe(
            CaptionsStep(
                cues=tuple(timeline.cues),
                words=tuple(_words(plan, timeline, done)),
                chapters=tuple(timeline.chapters),
                title=plan.film.storyboard.title,
                language=plan.film.language,
                scenes=tuple(
                    said_of(scene, scene.headline, names[scene.id], turns)
                    for scene, turns in zip(plan.scenes, told, strict=True)
                ),
            ),
            files,
        )

    return Task(
        name=CaptionsStep.name(),
        phase="compose",
        lane="render",
        rank=0,
        weight=1,
        message="Writing captions and chapters",
        needs=(*map(SpeakStep.name, plan.spoken), TimelineStep.name()),
        bind=bind,
    )


def _words(plan: Blueprint, timeline: Timeline, done: Done) -> Iterator[Word]:
    begins = {each.scene: each.start / SAMPLE_RATE for each in timeline.spoken}
    for scene in plan.spoken:
        offset = begins[plan.place(scene)]
        for word in done[SpeakStep.name(scene)].read(Narration).words:
            yield Word(word.text, word.start + offset, word.end + offset)
