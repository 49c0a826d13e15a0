"""hibari: a neural American English voice that lives inside its wheel (hibari-tts, Apache-2.0); no network, ever.

Light to import: the network and its libraries load with the first sentence.
"""

from __future__ import annotations

import functools
import importlib.util
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from aura_nb.errors import VoiceFailed, VoiceUnavailable
from aura_nb.installed import version
from aura_nb.specs import Voice
from aura_nb.voices import ipa
from aura_nb.voices.model_digest import model_digest
from aura_nb.voices.plausible import excerpt, letters
from aura_nb.voices.script import script as script_of
from aura_nb.voices.sentences import Sentence
from aura_nb.voices.speech import Narration, Progress, VoiceDescription, words_of
from aura_nb.voices.word_alignment import sounding

if TYPE_CHECKING:
    from aura_nb.voices.hibari_network import HibariNetwork
    from aura_nb.voices.hibari_reader import HibariReader
    from aura_nb.voices.phonemes import Reading

SCHEMA = 3  # of what this package does with the sound: sentences, pauses, trimming, pitch, word times

# The network's speed for a rate of 1: 162 words a minute. Its phonemes last whole steps of 25 ms, of which most have
# two: a little slower, and these have three, which is 151 words.
PACE = 0.8
LETTERS_HEARD = 0.5  # share of the text's letters that must be in words with a sound

_VOICE = VoiceDescription(
    name="hibari:en-us",
    language="en-US",
    gender="female",
    licence="Apache-2.0",
    online=False,
    description="A neural American voice, spoken on this machine.",
)


class _Loaded(NamedTuple):
    network: HibariNetwork
    reader: HibariReader


class HibariEngine:
    """Speaks English with hibari's bundled voice `heart`, offered as `hibari:en-us`."""

    provider = "hibari"

    def voices(self) -> list[VoiceDescription]:
        """The one voice."""
        return [_VOICE]

    def describe(self, voice: str) -> VoiceDescription | None:
        """The one voice, by its name."""
        return _VOICE if voice == _VOICE.name else None

    def recipe(self, voice: str, language: str) -> dict[str, Any]:
        """The versions and digests that make the sound; onnxruntime is not loaded."""
        _known(voice, language)
        return {
            "voice": _VOICE.name,
            "schema": SCHEMA,
            "model": model_digest(_model()),
            "fft": f"scipy {version('scipy')}"
            if importlib.util.find_spec("scipy")
            else "numpy",  # as hibari.dsp chooses
            **{
                name: version(name)
                for name in ("hibari-tts", "babel", "num2words", "numpy", "onnxruntime", "rapidfuzz", "sentencex")
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
        """Say `text` into `wav`: PCM16 mono at 24 kHz, 50 ms of silence at both ends. See `SpeechEngine.speak`."""
        from aura_nb.voices.hibari_reader import MOST_PHONEMES  # noqa: PLC0415 - hibari loads here, not before
        from aura_nb.voices.narrator import Narrator  # noqa: PLC0415 - likewise numpy
        from aura_nb.voices.phonemes import RATE  # noqa: PLC0415 - likewise
        from aura_nb.voices.recital import recite  # noqa: PLC0415 - likewise

        _known(voice.name or _VOICE.name, language)
        script = words_of(text)
        network, reader = _loaded()
        parts = script_of(text, voice=_VOICE.language, language=language, pronounce=pronounce, notation=ipa.hibari)
        readings = [reader.read(part.spoken) for part in parts]
        _require_speakable(script, parts, readings, reader)

        narrator = Narrator(script, RATE, voice=voice, name=_VOICE.name, progress=progress)
        speed = PACE * voice.rate
        say = partial(network.say, speed=speed, semitones=voice.pitch)
        recite(narrator, parts, readings, say=say, most=MOST_PHONEMES, speed=speed, progress=progress)
        return narrator.finish(wav)


def _known(voice: str, language: str) -> None:
    if voice not in (_VOICE.name, _VOICE.name.partition(":")[2]):
        raise VoiceUnavailable(f"hibari has no voice {voice!r}. There is: {_VOICE.name}.", voice=voice)
    if not _VOICE.speaks(language):
        raise VoiceUnavailable(f"The voice {_VOICE.name} speaks English, not {language!r}.", language=language)


def _model() -> Path:
    """The bundled model's file, found without importing hibari, which imports numpy (and scipy where it is)."""
    spec = importlib.util.find_spec("hibari")
    if spec is None or spec.origin is None:
        raise VoiceUnavailable("hibari-tts is not installed.", remedy="Run `pip install hibari-tts==0.2.1`.")
    return Path(spec.origin).parent / "assets" / "hibari.onnx"


@functools.cache
def _loaded() -> _Loaded:
    from aura_nb.voices.hibari_network import HibariNetwork  # noqa: PLC0415 - onnxruntime loads here, not before
    from aura_nb.voices.hibari_reader import HibariReader  # noqa: PLC0415 - likewise

    return _Loaded(HibariNetwork(_model()), HibariReader())


def _require_speakable(script: list[str], parts: list[Sentence], readings: list[Reading], reader: HibariReader) -> None:
    """Refuse a text that is mostly in letters hibari cannot read: it would pass over them in silence."""
    mute: list[str] = []
    lost = 0
    for part, reading in zip(parts, readings, strict=True):
        for place, (spoken, span) in enumerate(zip(part.spoken, reading.spans, strict=True)):
            heard = sounding(reading.phonemes[span.start : span.stop]) or reader.speakable(spoken)
            if not heard and (count := letters(spoken)):
                mute.append(script[part.first + place])
                lost += count
    total = sum(letters(word) for word in script)
    if lost > (1 - LETTERS_HEARD) * total or not any(sounding(reading.phonemes) for reading in readings):
        quoted = " ".join(mute or script)
        raise VoiceFailed(
            f"The voice {_VOICE.name} cannot pronounce \u201c{excerpt(quoted)}\u201d: it reads English.",
            remedy="Write the narration in English words, or choose a voice that speaks its language.",
            words=len(mute or script),
            reason="it reads English, and most of this is none.",
        )
