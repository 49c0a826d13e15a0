"""When each word of one sentence is heard: the network's phoneme times, set right by the sound itself."""

from __future__ import annotations

from typing import NamedTuple

from aura_nb.voices.phonemes import RATE, Reading, Utterance
from aura_nb.voices.track import MARGIN, SpeechPiece
from aura_nb.voices.word_alignment import PUNCTUATION, STRESS, Span, sounding

REACH = 0.12  # seconds within which a word after a pause is moved to where the sound begins


class _Moment(NamedTuple):
    """A phoneme's begin and end in seconds from its piece's start, and that piece's start on the track."""

    begin: float
    end: float
    piece: SpeechPiece
    start: float


def lag(rate: float) -> float:
    """Seconds by which a network's durations run behind its sound, at its own speed `rate`.

    Measured on hibari at onsets after pauses and at the edges of "s" and "sh" between vowels, some 30 for each rate:
    0.095 at rate 0.5, 0.07 at 0.85, 0.055 at 1, 0.045 at 1.2, 0.035 at 2, with a spread (one sigma) of 0.025. Kokoro,
    from which hibari learned, has the same.
    """
    return 0.02 + 0.035 / rate


class Clock:
    """Collects the pieces of a sentence as they are spoken; `spans` then tells the times of its words."""

    def __init__(self, reading: Reading, *, speed: float) -> None:
        """`speed` is what the network was told."""
        self._reading = reading
        self._lag = lag(speed)
        self._moments: list[_Moment | None] = [None] * len(reading.phonemes)

    def add(self, stretch: range, utterance: Utterance, piece: SpeechPiece, *, start: float) -> None:
        """Note that the phonemes of `stretch` are heard in `piece`, which begins at `start` seconds of the track."""
        times = [(int(edge) - piece.offset) / RATE - self._lag for edge in utterance.edges]
        for place, begin, end in zip(stretch, times, times[1:], strict=False):
            self._moments[place] = _Moment(begin, end, piece, start)

    def spans(self) -> list[Span | None]:
        """Start and end of each word on the track, None for words without a sound."""
        phonemes = self._reading.phonemes
        heard = [[i for i in span if sounding(phonemes[i]) and self._moments[i]] for span in self._reading.spans]
        spoken = [(word, places[0], places[-1]) for word, places in enumerate(heard) if places]
        starts: list[float] = []
        for at, (_, first, _) in enumerate(spoken):
            starts.append(self._start(first, spoken[at - 1][2] if at else None))
        found: list[Span | None] = [None] * len(heard)
        for at, (word, _, last) in enumerate(spoken):
            following = (spoken[at + 1][1], starts[at + 1]) if at + 1 < len(spoken) else None
            found[word] = (starts[at], self._end(starts[at], last, following))
        return found

    def _moment(self, place: int) -> _Moment:
        moment = self._moments[place]
        assert moment is not None  # noqa: S101 - only places that were heard are asked for
        return moment

    def _start(self, first: int, last_before: int | None) -> float:
        stressed = first > 0 and self._reading.phonemes[first - 1] in STRESS and self._moments[first - 1] is not None
        moment = self._moment(first - 1 if stressed else first)
        if last_before is None or self._moment(last_before).piece is not moment.piece:
            return moment.start + MARGIN
        begin = moment.begin
        if self._pause_between(last_before, first):
            onset = moment.piece.onset(begin, reach=REACH)
            begin = begin if onset is None else onset
        return moment.start + max(begin, MARGIN)

    def _end(self, start: float, last: int, following: tuple[int, float] | None) -> float:
        moment = self._moment(last)
        if following and self._moment(following[0]).piece is moment.piece:
            place, limit = following
            if not self._pause_between(last, place):
                return limit
        else:
            limit = moment.start + moment.piece.seconds - MARGIN
        inside = max(start - moment.start, MARGIN)
        return moment.start + moment.piece.last_sound(inside, limit - moment.start)

    def _pause_between(self, last: int, first: int) -> bool:
        return any(c in PUNCTUATION for c in self._reading.phonemes[last + 1 : first])
