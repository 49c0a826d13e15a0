"""A recording as a narration: without silence at its ends, as loud as a voice of ours, its words with their times."""

from __future__ import annotations

import wave
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from aura_nb.errors import AssetInvalid
from aura_nb.footage.sound_file import RATE, NotRecordingError, samples
from aura_nb.voices.recording.aligning import Aligner
from aura_nb.voices.speech import Narration, Progress, narration_of, words_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from aura_nb.voices.track import Samples

MARGIN = 0.15  # seconds that are kept before the first and after the last sound
_BELOW_SPEECH = 42.0  # decibels below the loudest moment from which it may be silence
_ABOVE_ROOM = 8.0  # decibels above the room's own sound from which somebody speaks
_LEAST_SPEECH = 20.0  # decibels below the loudest moment that are speech in any case
_CLICK = 0.03  # seconds: what is shorter is no speech
_NOTHING = -70.0  # dB of full scale of a recording in which nothing is to be heard


class Recorded(Struct, frozen=True):
    """A recorded narration; `unsaid` are stretches of the script that it lacks, None where nobody listened."""

    narration: Narration
    unsaid: list[str] | None


def narrate(
    file: Path, script: str, *, language: str, wav: Path, progress: Progress, aligner: Aligner | None, name: str = ""
) -> Recorded:
    """Write the recording into `wav` (PCM16 mono, 48 kHz), and find when each word of the script is heard.

    Without an `aligner` the words are spread by their length, between the pauses. Raises `AssetInvalid` for a file that
    is no sound, too long, or silent; `name` is what its author calls it.
    """
    import numpy as np  # noqa: PLC0415 - for the worker that listens

    from aura_nb.voices.dialogue import levelled  # noqa: PLC0415 - likewise

    called = name or file.name
    try:
        whole: Samples = np.concatenate([np.zeros(0, np.float32), *samples(file)])
    except NotRecordingError as error:
        raise AssetInvalid(f"The recording {called!r} cannot be used: {error}.") from error
    progress(0.2)
    sound = trimmed(whole)
    if not len(sound):
        raise AssetInvalid(f"The recording {called!r} cannot be used: nothing is to be heard in it.")
    sound = levelled(sound, RATE)
    with wave.open(str(wav), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(np.rint(np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    progress(0.4)
    words = words_of(script)
    if aligner is None:
        return Recorded(_spread(sound, words), None)
    found = aligner.align(sound, words, language=language, progress=lambda part: progress(0.4 + 0.6 * part))
    narration = narration_of(words, found.spans, rate=RATE, samples=len(sound))
    return Recorded(narration, found.unsaid)


def trimmed(sound: Samples) -> Samples:
    """The sound from just before the first word to just after the last; nothing of one that is silent."""
    import numpy as np  # noqa: PLC0415 - as above

    from aura_nb.voices.track import HOP, loudness  # noqa: PLC0415 - likewise

    if not len(sound):
        return sound
    level = loudness(sound, RATE)
    if float(level.max()) < _NOTHING:
        return sound[:0]
    loud = level > _limit(level)
    run = max(1, round(_CLICK / HOP))
    lasting = np.convolve(loud, np.ones(run), mode="valid") >= run
    heard = np.flatnonzero(lasting) if lasting.any() else np.flatnonzero(loud)
    hop = round(HOP * RATE)
    first = max(0, int(heard[0]) * hop - round(MARGIN * RATE))
    last = min(len(sound), (int(heard[-1]) + run) * hop + round(MARGIN * RATE))
    return sound[first:last]


def _limit(level: NDArray[np.float64]) -> float:
    """The loudness in decibels from which somebody speaks, and does not only breathe in a room."""
    import numpy as np  # noqa: PLC0415 - as above

    loudest, room = float(level.max()), float(np.percentile(level, 5))
    return min(max(loudest - _BELOW_SPEECH, room + _ABOVE_ROOM), loudest - _LEAST_SPEECH)


def _spread(sound: Samples, words: Sequence[str]) -> Narration:
    """The words by their length between the sound's pauses, as those of a voice that tells no times."""
    import numpy as np  # noqa: PLC0415 - as above

    from aura_nb.voices.shares import shares  # noqa: PLC0415 - likewise
    from aura_nb.voices.track import HOP, SpeechPiece, loudness  # noqa: PLC0415 - likewise
    from aura_nb.voices.word_spans import spans  # noqa: PLC0415 - as above

    level = loudness(sound, RATE)
    speaks = np.repeat(level > _limit(level), round(HOP * RATE))[: len(sound)]
    piece = SpeechPiece(np.where(speaks, sound[: len(speaks)], np.float32(0)), RATE)  # the room is no speech
    return narration_of(
        words, spans(piece, shares(piece, words), start=piece.offset / RATE), rate=RATE, samples=len(sound)
    )
