"""The one program that loads Piper: sentences in, sound and the times of phonemes out.

Piper is under the GPL, so it never shares a process with the rest of us: this file is run by its path, as

    python -P piper_program.py MODEL CONFIG

with one JSON object on stdin, `{"length_scale", "texts": [{"text", "words": [...]}, ...]}`. It answers on stdout with a
line `{"rate"}`, then for each text a line `{"bytes", "groups": [[phonemes, sample], ...], "alone": [[phonemes, ...],
...]}` that is followed by so many bytes of 16-bit mono PCM: the groups of phonemes between spaces with the sample at
which each begins (`groups` is null where the model does not tell), and each word's groups when it is read by itself.
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import Any

from piper import PiperVoice, SynthesisConfig


def _groups(chunks: list[Any]) -> list[tuple[str, int]] | None:
    """The groups of phonemes of all chunks with their first sample; None without alignments."""
    found: list[tuple[str, int]] = []
    start = 0
    for chunk in chunks:
        if chunk.phoneme_alignments is None:
            return None
        at, group, begin = start, "", start
        for alignment in chunk.phoneme_alignments:
            if alignment.phoneme in {" ", "^", "$"}:
                if group:
                    found.append((group, begin))
                group = ""
            else:
                begin = begin if group else at
                group += alignment.phoneme
            at += int(alignment.num_samples)
        if group:
            found.append((group, begin))
        start += len(chunk.audio_int16_bytes) // 2
    return found


def _alone(voice: Any, word: str) -> list[str]:
    return [group for sentence in voice.phonemize(word) for group in "".join(sentence).split()]


def main(model: str, config: str) -> None:
    logging.disable(logging.WARNING)
    order = json.load(sys.stdin)
    out, sys.stdout = sys.stdout.buffer, sys.stderr  # whatever a library prints is no answer
    voice = PiperVoice.load(model, config, include_alignments=True, download_dir=Path(model).parent)
    out.write(json.dumps({"rate": voice.config.sample_rate}).encode() + b"\n")
    settings = SynthesisConfig(length_scale=voice.config.length_scale * order["length_scale"])
    for text in order["texts"]:
        chunks = list(voice.synthesize(text["text"], settings, include_alignments=True))
        sound = b"".join(chunk.audio_int16_bytes for chunk in chunks)
        groups = _groups(chunks)
        alone = [_alone(voice, word) for word in text["words"]] if groups is not None else []
        out.write(json.dumps({"bytes": len(sound), "groups": groups, "alone": alone}).encode() + b"\n")
        out.write(sound)
        out.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
