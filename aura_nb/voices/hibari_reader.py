"""How hibari reads a sentence: its phonemes, and which of them belong to which word of its rewritten text."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from hibari.g2p import G2P
from hibari.g2p.normalize import normalize

from aura_nb.voices import private as _private  # noqa: F401 - before a model is loaded
from aura_nb.voices.phonemes import Reading
from aura_nb.voices.word_alignment import Unit, deal, sounding

MOST_PHONEMES = 400  # at once; hibari's own limit


class HibariReader:
    """hibari's text analysis for American English; loads its dictionaries (0.4 s) once."""

    def __init__(self) -> None:
        self._g2p = G2P()
        self.alone = functools.lru_cache(maxsize=4096)(self._units)

    def read(self, words: Sequence[str]) -> Reading:
        """Read words as one sentence, in each other's context."""
        words = [word if self._readable(word) else "" for word in words]
        units = self._units(" ".join(word for word in words if word))
        runs = deal(words, units, alone=self.alone)
        phonemes, spans = "", []
        edges = [0]
        for unit in units:
            phonemes = (phonemes + unit.phonemes + " ").lstrip()
            edges.append(len(phonemes))
        spoken = phonemes.rstrip()
        spans = [range(edges[run.start], max(edges[run.start], min(edges[run.stop] - 1, len(spoken)))) for run in runs]
        return Reading(spoken, spans)

    def _units(self, text: str) -> Sequence[Unit]:
        """The text as hibari's `G2P.__call__` would say it, but word by word of its rewritten text.

        Tokens know whether a space follows them: what stands between two spaces is one word of that text.
        """
        tokens = self._g2p.phonemize_tokens(self._g2p.tokenize(normalize(text)))
        units: list[Unit] = []
        written = spoken = ""
        for place, token in enumerate(tokens):
            written += token.text
            spoken += token.phonemes or ""
            if token.whitespace or place == len(tokens) - 1:
                units.append(Unit(written, spoken.strip()))
                written = spoken = ""
        return units

    def _readable(self, word: str) -> bool:
        """Whether hibari survives the word: it fails on some that it has no rule for, such as numbers without end."""
        try:
            self.alone(word)
        except (ValueError, LookupError, TypeError, AttributeError):
            return False
        return True

    def speakable(self, word: str) -> bool:
        """Whether the word by itself has a sound."""
        return self._readable(word) and any(sounding(unit.phonemes) for unit in self.alone(word))
