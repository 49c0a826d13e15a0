"""Google Translate's voices, over the network and only when asked for by name; nothing is sent anywhere otherwise.

`gtts_service` does the talking; here a narration is cut into what the service takes, and its sound is put together.
"""

from __future__ import annotations

import functools
import importlib.util
import io
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aura_nb.errors import VoiceFailed, VoiceUnavailable
from aura_nb.installed import version
from aura_nb.specs import Voice
from aura_nb.voices.gtts_service import GttsService
from aura_nb.voices.language_tags import standard_tag
from aura_nb.voices.languages import distance
from aura_nb.voices.script import script as script_of
from aura_nb.voices.sentences import Sentence
from aura_nb.voices.speech import Narration, Progress, VoiceDescription, words_of

if TYPE_CHECKING:
    from aura_nb.voices.track import Samples

SCHEMA = 1
LONGEST = 100  # characters; the service's own limit
RATE = 24000
_TAGS = {"iw": "he", "jw": "jv"}


class GttsEngine:
    """Offered as `gtts:LANGUAGE` where the package gTTS is installed (`pip install 'aura-nb[gtts]'`)."""

    provider = "gtts"

    def voices(self) -> list[VoiceDescription]:
        """One voice for each language of the service; none without the package."""
        return [_described(code, title) for code, title in _languages().items()]

    def describe(self, voice: str) -> VoiceDescription | None:
        """A voice by its name, or by a tag it speaks (`gtts:en-gb`)."""
        wanted = voice.lower().removeprefix("gtts:")
        known = {code.lower(): code for code in _languages()}
        if wanted in known:
            return _described(known[wanted], _languages()[known[wanted]])
        near = [(far, code) for code in _languages() if (far := distance(wanted, _TAGS.get(code, code))) is not None]
        return _described(min(near)[1], _languages()[min(near)[1]]) if near else None

    def recipe(self, voice: str, language: str) -> dict[str, Any]:
        """The versions on this side; the service may change its voices as it likes."""
        return {
            "voice": _known(voice).name,
            "schema": SCHEMA,
            **{name: version(name) for name in ("gTTS", "av", "babel", "num2words", "numpy", "sentencex")},
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
        """Have `text` said and write it into `wav`: PCM16 mono at 24 kHz. See `SpeechEngine.speak`.

        A rate is done by the players' way of changing the tempo (FFmpeg's `atempo`), a pitch by resampling.
        """
        from aura_nb.voices.narrator import Narrator  # noqa: PLC0415 - numpy and PyAV load here, not before
        from aura_nb.voices.shares import shares  # noqa: PLC0415

        chosen = _known(voice.name)
        script = words_of(text)
        code = next(c for c in _languages() if c.lower() == chosen.name.removeprefix("gtts:"))
        whole = script_of(text, voice=chosen.language, language=language, pronounce=pronounce)
        parts = [piece for part in whole for piece in _chunks(part)]
        narrator = Narrator(script, RATE, voice=voice, name=chosen.name, progress=progress)
        progress(0.0)
        with GttsService(code) as service:
            for part in parts:
                said = " ".join(word for word in part.spoken if word)
                sound = _decoded(service.say(said), rate=voice.rate, semitones=voice.pitch) if said else None
                narrator.sentence(part, sound, partial(shares, words=part.spoken))
        return narrator.finish(wav)


def _decoded(mp3: bytes, *, rate: float, semitones: float) -> Samples:
    """MP3 as mono samples at `RATE`, at another tempo and pitch where asked for."""
    import av  # noqa: PLC0415 - 100 MB that only this voice needs in the speech worker
    import numpy as np  # noqa: PLC0415

    from aura_nb.voices.track import resampled  # noqa: PLC0415

    stretch = 2.0 ** (semitones / 12)
    parts = []
    try:
        with av.open(io.BytesIO(mp3), "r", format="mp3") as container:
            graph = av.filter.Graph()
            source = graph.add_abuffer(template=container.streams.audio[0])
            steps = [
                source,
                graph.add("aresample", str(RATE)),
                graph.add("aformat", "sample_fmts=flt:channel_layouts=mono"),
            ]
            if abs(rate / stretch - 1) > 0.001:
                steps += [graph.add("atempo", str(factor)) for factor in _tempos(rate / stretch)]
            steps.append(graph.add("abuffersink"))
            graph.link_nodes(*steps).configure()
            for frame in (*container.decode(audio=0), None):
                graph.push(frame)
                parts += [each.to_ndarray()[0] for each in _pulled(graph)]
    except (av.FFmpegError, IndexError) as error:
        why = "it answered with something that is no sound."
        raise VoiceFailed(f"The service did not speak: {why}", passing=True, reason=why) from error
    sound = np.concatenate(parts) if parts else np.zeros(0, np.float32)
    return resampled(sound.astype(np.float32), stretch)


def _pulled(graph: Any) -> Iterator[Any]:
    import av  # noqa: PLC0415 - as above

    while True:
        try:
            yield graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return


def _tempos(factor: float) -> list[float]:
    """Tempo factors of 0.5 to 2, which is what `atempo` does well, that make up `factor`."""
    found = []
    while not 0.5 <= factor <= 2:
        step = 2.0 if factor > 2 else 0.5
        found.append(step)
        factor /= step
    return [*found, factor]


def _chunks(part: Sentence) -> Iterator[Sentence]:
    """A sentence in parts that the service takes, cut behind clauses where they are half full, else between words."""
    words: list[str] = []
    first = part.first
    for place, word in enumerate(part.spoken):
        # Longer words were parted by spaces in `spoken_form`; what is left of one too long is cut.
        word = word[:LONGEST]  # noqa: PLW2901 - the same word
        length = sum(len(w) + 1 for w in words)
        clause = bool(words) and words[-1].endswith((",", ";", ":", "\u2014")) and length > LONGEST / 2
        if words and (length + len(word) > LONGEST or clause):
            yield Sentence(first, words, "clause")
            first, words = part.first + place, []
        words.append(word)
    yield Sentence(first, words, part.ends)


def _known(voice: str) -> VoiceDescription:
    found = GttsEngine().describe(voice)
    if found is None:
        raise VoiceUnavailable(f"gtts has no voice {voice!r}.", voice=voice)
    return found


@functools.cache
def _languages() -> dict[str, str]:
    """The service's languages by its own codes; empty without the package."""
    if importlib.util.find_spec("gtts") is None:
        return {}
    from gtts.lang import tts_langs  # noqa: PLC0415 - it comes with the extra

    found: dict[str, str] = tts_langs()
    return found


def _described(code: str, title: str) -> VoiceDescription:
    return VoiceDescription(
        name=f"gtts:{code.lower()}",
        language=standard_tag(_TAGS.get(code, code)),
        gender="female",
        licence="Google's terms of service",
        online=True,
        description=f"{title}: Google Translate's voice. Sends the narration to Google.",
    )
