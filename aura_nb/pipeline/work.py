"""What worker programs do: one function for each kind of task, thin adapters to voices, visuals and media.

Each takes the recipe's `params` (JSON), its inputs by name, the folder to write into and the progress callback,
and returns the task's JSON value. A worker imports only what its lane needs.
"""

# ruff: noqa: PLC0415 - the speech worker never loads encoders, and render workers never load the voice

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from aura_nb.pipeline.task import Passing

if TYPE_CHECKING:
    from aura_nb.media.burned import Captions
    from aura_nb.media.pieces import EncoderSettings
    from aura_nb.visuals.fonts import Lettering

Inputs = dict[str, Path]
Progress = Callable[[float], None]


def current_versions(kind: str, params: dict[str, Any]) -> dict[str, Any]:
    """The versions that this process has loaded, for comparison with the recipe's."""
    from aura_nb.pipeline.versions import versions

    return versions(kind, params)


def perform(kind: str, params: dict[str, Any], inputs: Inputs, folder: Path, progress: Progress) -> Any:
    """Do one task; raises what the task raises, `KeyError` for an unknown kind."""
    return _KINDS[kind](params, inputs, folder, progress)


def _speak(params: dict[str, Any], _: Inputs, folder: Path, progress: Progress) -> Any:
    from aura_nb import voices
    from aura_nb.specs import Voice

    spoken = voices.speak(
        params["text"],
        names=params["voices"],
        voice=msgspec.convert(params["voice"], Voice),
        language=params["language"],
        wav=folder / "narration.wav",
        progress=progress,
        pronounce=params.get("pronounce"),
    )
    value = msgspec.to_builtins(spoken.narration) | {
        "voice": spoken.voice,
        "fallbacks": msgspec.to_builtins(spoken.fallbacks),
        "left_out": spoken.left_out,
    }
    return Passing(value) if spoken.passing else value


def _look(_: dict[str, Any], inputs: Inputs, _folder: Path, _progress: Progress) -> Any:
    """Why a picture cannot be shown, in words that can follow where it is named; empty where it can be."""
    from aura_nb.errors import AssetInvalid
    from aura_nb.visuals import pictures

    try:
        pictures.read(inputs["picture"], ground=(255, 255, 255))
    except AssetInvalid as error:
        return error.message.replace("The picture", "the picture", 1).rstrip(".")
    return ""


def _draw(params: dict[str, Any], inputs: Inputs, folder: Path, progress: Progress) -> Any:
    from aura_nb.specs import Scene
    from aura_nb.visuals.slides import draw

    width, height = params["size"]
    layout = draw(
        msgspec.convert(params["scene"], Scene),
        size=(width, height),
        theme=params["theme"],
        language=params["language"],
        folder=folder,
        files={name: path for name, path in inputs.items() if name.startswith("file-")},
        progress=progress,
        lettering=_lettering(params, inputs),
        strip=params.get("strip", 0),
    )
    return msgspec.to_builtins(layout)


def _lettering(params: dict[str, Any], inputs: Inputs) -> Lettering:
    from aura_nb.visuals.fonts import FaceFile, Lettering, Typeface

    typefaces = (
        Typeface(
            each["family"],
            tuple(FaceFile(str(inputs[face["path"]]), face["index"]) for face in each["faces"]),
            each["between_cjk"],
            each["emoji"],
        )
        for each in params["typefaces"]
    )
    return Lettering(tuple(typefaces))


def _timeline(params: dict[str, Any], _: Inputs, _folder: Path, _progress: Progress) -> Any:
    from aura_nb.pipeline.timeline import compose
    from aura_nb.specs import Render, Storyboard
    from aura_nb.visuals.layout import Layout
    from aura_nb.voices.speech import Narration

    width, height = params["size"]
    timeline = compose(
        msgspec.convert(params["storyboard"], Storyboard),
        msgspec.convert(params["narrations"], dict[str, Narration]),
        msgspec.convert(params["layouts"], dict[str, Layout]),
        render=Render(
            aspect=f"{width}x{height}", fps=params["render"]["fps"], transition=params["render"]["transition"]
        ),
    )
    return msgspec.to_builtins(timeline)


def _captions(params: dict[str, Any], _: Inputs, folder: Path, _progress: Progress) -> Any:
    from aura_nb.media.captions import Chapter, Cue, write_chapters, write_srt, write_vtt
    from aura_nb.media.transcript import Paragraph, write_transcript

    cues = msgspec.convert(params["cues"], list[Cue])
    chapters = msgspec.convert(params["chapters"], list[Chapter])
    write_srt(cues, folder / "captions.srt")
    write_vtt(cues, folder / "captions.vtt")
    write_chapters(chapters, folder / "chapters.vtt")
    paragraphs = [
        Paragraph(start=chapter.start, heading=scene["heading"], text=scene["narration"])
        for chapter, scene in zip(chapters, params["scenes"], strict=True)
    ]
    write_transcript(paragraphs, title=params["title"], language=params["language"], path=folder / "transcript.html")


def _cues(params: dict[str, Any], inputs: Inputs, folder: Path, progress: Progress) -> Any:
    from aura_nb.media.burned import BurnedCue, frames_of
    from aura_nb.media.captions import cues
    from aura_nb.visuals.captions import draw_cues
    from aura_nb.visuals.glyphs import without
    from aura_nb.voices.speech import Word

    width, height = params["size"]
    words = msgspec.convert(params["words"], list[Word])
    missing = params.get("missing", "")
    words = [Word(text, word.start, word.end) for word in words if (text := without(word.text, missing))]
    heard = [Word(word.text, word.start + params["lead"], word.end + params["lead"]) for word in words]
    found = cues(heard, until=params["frames"] / params["fps"], columns=params["columns"])
    spans = frames_of(found, fps=params["fps"], frames=params["frames"])
    names = draw_cues(
        [found[index].lines for index, _, _ in spans],
        size=(width, height),
        theme=params["theme"],
        language=params["language"],
        lettering=_lettering(params, inputs),
        folder=folder,
        progress=progress,
    )
    return msgspec.to_builtins(
        [BurnedCue(name, first, end) for name, (_, first, end) in zip(names, spans, strict=True)]
    )


def _settings(params: dict[str, Any]) -> EncoderSettings:
    from aura_nb.media.pieces import EncoderSettings

    return msgspec.convert(params["settings"], EncoderSettings)


def _template(params: dict[str, Any], _: Inputs, folder: Path, progress: Progress) -> Any:
    from aura_nb.media.template import encode_template

    encode_template(settings=_settings(params), file=folder / "template.piece", progress=progress)


def _captions_of(params: dict[str, Any], inputs: Inputs) -> Captions:
    from aura_nb.media.burned import BurnedCue, Captions

    return Captions(msgspec.convert(params["cues"], list[BurnedCue]), inputs, settings=_settings(params))


def _clip(params: dict[str, Any], inputs: Inputs, folder: Path, progress: Progress) -> Any:
    from aura_nb.media.burned import Stretch, encode_burned
    from aura_nb.media.encoder import encode_clip

    states = [inputs[name] for name in params["states"]]
    if "cues" in params:
        parts = encode_burned(
            states,
            msgspec.convert(params["stretches"], list[Stretch]),
            _captions_of(params, inputs),
            settings=_settings(params),
            build_frames=params["build_frames"],
            folder=folder,
            progress=progress,
        )
        return msgspec.to_builtins(parts)
    encode_clip(
        states,
        settings=_settings(params),
        build_frames=params["build_frames"],
        folder=folder,
        progress=progress,
    )
    return None


def _motion(params: dict[str, Any], inputs: Inputs, folder: Path, progress: Progress) -> Any:
    from aura_nb.media.encoder import encode_motion

    more = {"over": _captions_of(params, inputs).along} if "cues" in params else {}
    encode_motion(
        base=inputs["base"],
        picture=inputs["picture"],
        overlay=inputs.get("overlay"),
        region=tuple(params["region"]),
        start=tuple(params["start"]),
        end=tuple(params["end"]),
        frames=params["frames"],
        settings=_settings(params),
        file=folder / "motion.piece",
        progress=progress,
        **more,
    )


def _transition(params: dict[str, Any], inputs: Inputs, folder: Path, progress: Progress) -> Any:
    from aura_nb.media.encoder import encode_transition

    encode_transition(
        inputs["from"],
        inputs["to"],
        kind=params["kind"],
        frames=params["frames"],
        settings=_settings(params),
        file=folder / "transition.piece",
        progress=progress,
    )


def _mix(params: dict[str, Any], inputs: Inputs, folder: Path, progress: Progress) -> Any:
    from aura_nb.media.sound import mix

    spoken = [(inputs[name], start) for name, start in params["spoken"]]
    loudness = mix(spoken, total_samples=params["samples"], file=folder / "sound.m4a", progress=progress)
    return msgspec.to_builtins(loudness)


def _film(params: dict[str, Any], inputs: Inputs, folder: Path, progress: Progress) -> Any:
    from aura_nb.media.assemble import Segment, assemble
    from aura_nb.media.ffmpeg import part
    from aura_nb.media.mux import mux
    from aura_nb.media.report import Expected, verify
    from aura_nb.media.sound import Loudness

    settings = _settings(params)
    segments = [Segment(inputs[name], frames, hold) for name, frames, hold in params["segments"]]
    silent = folder / "silent.mp4"
    frames = assemble(
        segments,
        inputs["template"],
        settings=settings,
        file=silent,
        progress=part(progress, 0.0, 0.4),
        copy_holds=params["copy_holds"],
    )
    captions = inputs["captions"] if params["captions"] in {"soft", "both"} else None
    chapters = [(title, start, end) for title, start, end in params["chapters"]]
    film = folder / "video.mp4"
    mux(
        silent,
        inputs["sound"],
        captions=captions,
        chapters=chapters,
        title=params["title"],
        language=params["language"],
        fps=settings.fps,
        frames=frames,
        file=film,
        progress=part(progress, 0.4, 0.6),
    )
    silent.unlink()
    holds = []
    start = 0
    for segment in segments:
        if segment.hold:
            holds.append((start, segment.frames))
        start += segment.frames
    expected = Expected(
        fps=settings.fps,
        frames=params["frames"],
        width=settings.width,
        height=settings.height,
        title=params["title"],
        language=params["language"],
        loudness=msgspec.convert(params["loudness"], Loudness),
        chapters=chapters,
        captions=captions,
        holds=holds,
        silences=[(start, end) for start, end in params["silences"]],
    )
    report = verify(film, expected, progress=part(progress, 0.6, 1.0))
    encoded = msgspec.json.format(msgspec.json.encode(report), indent=2)
    (folder / "report.json").write_bytes(encoded + b"\n")
    return msgspec.to_builtins(report)


def _outline(params: dict[str, Any], _: Inputs, folder: Path, _progress: Progress) -> Any:
    from aura_nb.sources import outline
    from aura_nb.specs import Brief, Plan

    story = outline(msgspec.convert(params["brief"], Brief), msgspec.convert(params["plan"], Plan))
    story.save(folder / "storyboard.json")
    return {"storyboard": story.to_json(), "warnings": story.warnings}


_KINDS: dict[str, Callable[[dict[str, Any], Inputs, Path, Progress], Any]] = {
    "outline": _outline,
    "speak": _speak,
    "look": _look,
    "draw": _draw,
    "timeline": _timeline,
    "captions": _captions,
    "cues": _cues,
    "template": _template,
    "clip": _clip,
    "motion": _motion,
    "transition": _transition,
    "mix": _mix,
    "film": _film,
}
