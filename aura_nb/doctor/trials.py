"""What the doctor tries, each a few tenths of a second of the real work: the module its worker programs run.

Each trial takes the recipe's `params`, works in the folder it is given, and returns the finding as `{status, message,
hint}`; what goes wrong is raised as the film itself would raise it.
"""

# ruff: noqa: PLC0415 - a worker imports what its trial needs and no more

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from aura_nb.errors import AuraError, FFmpegFailed, FFmpegNotFound, JobCrashed, OutputInvalid, VoiceFailed

Inputs = dict[str, Path]
Progress = Callable[[float], None]
Finding = dict[str, str]

# Encoders some FFmpeg builds list for hardware that may not be there.
OPTIONAL = ("h264_nvenc", "h264_qsv", "h264_amf", "h264_vaapi", "h264_videotoolbox")
_QUIET = 300  # of 32767: a voice that says less says nothing


def perform(kind: str, params: dict[str, Any], _: Inputs, folder: Path, progress: Progress) -> Finding:
    """Do one trial; raises what it raises, `KeyError` for an unknown kind."""
    return _TRIALS[kind](params, folder, progress)


def current_versions(_kind: str, _params: dict[str, Any]) -> dict[str, Any]:
    """A trial is about what is loaded now, and its result is never used again."""
    return {}


def _sound(_: dict[str, Any], folder: Path, progress: Progress) -> Finding:
    """Half a second of a tone, levelled, limited and encoded as a film's sound is."""
    import numpy as np

    from aura_nb.media.ffmpeg import find_ffmpeg
    from aura_nb.media.sound import mix

    program = find_ffmpeg()
    tone = (np.sin(np.arange(24000) * 2 * np.pi * 440 / 48000) * 6000).astype("<i2")
    with wave.open(str(folder / "tone.wav"), "wb") as file:
        file.setparams((1, 2, 48000, 0, "NONE", ""))
        file.writeframes(tone.tobytes())
    mix([(folder / "tone.wav", 0)], total_samples=24000, file=folder / "tone.m4a", progress=progress)
    return _passed(f"FFmpeg {program.version} levels sound and encodes AAC.")


def _video(params: dict[str, Any], folder: Path, progress: Progress) -> Finding:
    """A picture and the packets that hold it, encoded, decoded and compared."""
    import av

    from aura_nb.media.pieces import EncoderSettings, PieceFile
    from aura_nb.media.template import encode_template

    settings = msgspec.convert(params["settings"], EncoderSettings)
    file = encode_template(settings=settings, file=folder / "template.piece", progress=progress)
    size = f"{settings.width}x{settings.height}"
    if not PieceFile.open(file).header.trusted:
        return {
            "status": "warn",
            "message": f"x264 encodes {size}, but pictures that stand still cannot be copied: every frame is encoded.",
            "hint": "Films come out right, only slower. Please report it with the version of PyAV: " + av.__version__,
        }
    return _passed(f"x264 (PyAV {av.__version__}) encodes {size}, and still pictures can be copied.")


def _slide(_: dict[str, Any], folder: Path, progress: Progress) -> Finding:
    """A line set by Typst in the theme's fonts."""
    from importlib.metadata import version

    import cv2

    from aura_nb.specs import Scene, Title
    from aura_nb.visuals.slides import draw

    scene = Scene(id="line", heading="Sphinx of black quartz", show=Title(subtitle="judge my vow"))
    layout = draw(scene, size=(320, 180), theme="light", language="en", folder=folder, files={}, progress=progress)
    drawn = cv2.imread(str(folder / layout.states[0].file), cv2.IMREAD_GRAYSCALE)
    if drawn is None or drawn.shape != (180, 320) or int(drawn.max()) - int(drawn.min()) < 100:
        raise OutputInvalid("Typst drew an empty slide.", remedy="Reinstall it: `pip install --force-reinstall typst`.")
    return _passed(f"Typst {version('typst')} sets a slide.")


def _visual(params: dict[str, Any], folder: Path, progress: Progress) -> Finding:
    """A scene of the film's own, drawn by another package's visual."""
    from aura_nb.specs import Custom, Scene
    from aura_nb.visuals.slides import draw

    scene = msgspec.convert(params["scene"], Scene)
    width, height = params["size"]
    layout = draw(
        scene,
        size=(width, height),
        theme=params["theme"],
        language=params["language"],
        folder=folder,
        files={},
        progress=progress,
    )
    count = len(layout.states)
    name = scene.show.visual if isinstance(scene.show, Custom) else "The scene"
    return _passed(f"{name} draws ({count} {'state' if count == 1 else 'states'} of scene {scene.id}).")


def _voice(params: dict[str, Any], folder: Path, progress: Progress) -> Finding:
    """A word spoken by a voice."""
    import numpy as np

    from aura_nb import voices
    from aura_nb.specs import Voice

    name, language = params["voice"], params["language"]
    text = "Hello." if language.partition("-")[0].lower() == "en" else "1, 2, 3."
    engine = voices.engine(name.partition(":")[0])
    wav = folder / "word.wav"
    narration = engine.speak(text, voice=Voice(name=name), language=language, wav=wav, progress=progress)
    with wave.open(str(wav)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    if not samples.size or int(np.abs(samples.astype(np.int32)).max()) < _QUIET:
        raise VoiceFailed(f"The voice {name} gave no sound.", remedy="Choose another voice.")
    return _passed(f"{name} speaks ({narration.seconds:.1f} s for {text!r}).")


def _pictures(params: dict[str, Any], _: Path, progress: Progress) -> Finding:
    """Every picture decoded, as drawing will."""
    from aura_nb.visuals import pictures

    problems: dict[str, AuraError] = {}
    for number, (place, path) in enumerate(params["pictures"].items(), 1):
        try:
            pictures.read(Path(path), ground=(255, 255, 255))
        except AuraError as error:
            problems[place] = error
        progress(number / len(params["pictures"]))
    if problems:
        message = " ".join(f"{place[:1].upper()}{place[1:]}: {error.message}" for place, error in problems.items())
        status = "warn" if set(problems) <= set(params["spared"]) else "fail"  # decks go on without a picture
        return {"status": status, "message": message, "hint": next(iter(problems.values())).remedy}
    count = len(params["pictures"])
    return _passed(f"{count} {'picture' if count == 1 else 'pictures'} can be read.")


def _encoders(_: dict[str, Any], __: Path, progress: Progress) -> Finding:
    """The hardware encoders FFmpeg lists, really tried. No film needs them."""
    from aura_nb.media import ffmpeg

    try:
        ffmpeg.find_ffmpeg()
    except FFmpegNotFound:
        return _passed("Hardware encoders are not needed, and without FFmpeg they were not tried.")
    usable, broken = [], []
    frames = ["-f", "lavfi", "-i", "color=c=gray:s=320x192:r=30", "-frames:v", "8", "-pix_fmt", "yuv420p"]
    for number, name in enumerate(OPTIONAL, 1):
        try:
            ffmpeg.run([*frames, "-c:v", name, "-f", "null", "-"])
            usable.append(name)
        except (FFmpegFailed, JobCrashed) as error:  # a driver may bring FFmpeg down
            if "Unknown encoder" not in " ".join(error.details.get("logs", [])):
                broken.append(name)
        progress(number / len(OPTIONAL))
    parts = [f"usable here: {', '.join(usable) or 'none'}"]
    if broken:
        parts.append(f"listed by FFmpeg, but failing here: {', '.join(broken)}")
    return _passed(f"Hardware encoders are not needed ({'; '.join(parts)}).")


def _passed(message: str) -> Finding:
    return {"status": "pass", "message": message, "hint": ""}


_TRIALS: dict[str, Callable[[dict[str, Any], Path, Progress], Finding]] = {
    "sound": _sound,
    "video": _video,
    "slide": _slide,
    "visual": _visual,
    "voice": _voice,
    "pictures": _pictures,
    "encoders": _encoders,
}
