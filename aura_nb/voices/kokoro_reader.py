"""How Kokoro reads sentences: espeak-ng's phonemes in Kokoro's letters, and which of them belong to which word.

espeak-ng reads a clause as a whole, because words change each other, and runs some together ("of the" becomes one);
each word is read alone as well, so that its share of the clause can be found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from aura_nb.regex import regex
from aura_nb.voices.espeak import phonemes as read_by_espeak
from aura_nb.voices.kokoro_tables import letters
from aura_nb.voices.phonemes import Reading
from aura_nb.voices.word_alignment import STRESS, Unit, deal, sounding

_MARKS = ";:,.!?\u2014\u2026"
_SAID = regex(r"\[[^\]]*\]\(/(.*?)/\)")  # phonemes that the author gave; a script's own brackets are round by then
_AFTER = regex(r"[\W_]*\Z")


class _Word(NamedTuple):
    """A word as it is to be read: texts, and phonemes that were given; and the marks behind it."""

    atoms: tuple[str, ...]
    given: tuple[bool, ...]
    marks: str


class Reader:
    """Reads for a voice of one `language`; `folder` is a place for espeak-ng to put a file meanwhile."""

    def __init__(self, language: str, folder: Path) -> None:
        self._language = language
        self._folder = folder
        self._known: dict[str, list[Unit]] = {}

    def read(self, sentences: Sequence[Sequence[str]]) -> list[Reading]:
        """Each sentence, given by its words; those of a clause are read in each other's context."""
        parted = [[_word(word) for word in words] for words in sentences]
        clauses = [list(_clauses(words)) for words in parted]
        texts: dict[str, None] = {}
        for clause in (clause for sentence in clauses for clause in sentence):
            texts |= dict.fromkeys(text for text, given in _runs(clause) if not given)
            texts |= dict.fromkeys(text for word in clause for text in _texts(word))
        self._ask([text for text in texts if text not in self._known])
        return [self._reading(sentence) for sentence in clauses]

    def _ask(self, texts: Sequence[str]) -> None:
        for text, read in zip(
            texts, read_by_espeak(texts, voice=self._language, folder=self._folder) if texts else [], strict=True
        ):
            said = [letters(group, self._language) for group in read.split()]
            self._known[text] = [_unit(each) for each in said if each]

    def _reading(self, clauses: Sequence[Sequence[_Word]]) -> Reading:
        phonemes = ""
        spans: list[range] = []
        for clause in clauses:
            units = [unit for text, given in _runs(clause) for unit in self._units(text, given=given)]
            edges = [len(phonemes)]
            for unit in units:
                phonemes += unit.phonemes + " "
                edges.append(len(phonemes))
            alone = {id(word): self._alone(word) for word in clause}
            names = [str(place) for place in range(len(clause))]
            runs = deal(names, units, alone=_by_place([alone[id(word)] for word in clause]))
            dealt = [range(edges[run.start], max(edges[run.start], edges[run.stop] - 1)) for run in runs]
            spans += _shared(dealt, [sum(len(unit.phonemes) for unit in alone[id(word)]) for word in clause])
            phonemes = phonemes.rstrip()
            if clause[-1].marks and phonemes:
                phonemes += clause[-1].marks
            phonemes += " "
        spoken = phonemes.strip()
        return Reading(spoken, [range(min(span.start, len(spoken)), min(span.stop, len(spoken))) for span in spans])

    def _units(self, text: str, *, given: bool) -> list[Unit]:
        return [_unit(text)] if given else self._known[text]

    def _alone(self, word: _Word) -> list[Unit]:
        return [
            unit for text, given in zip(word.atoms, word.given, strict=True) for unit in self._units(text, given=given)
        ]


def _unit(said: str) -> Unit:
    return Unit(sounding(said), said)


def _by_place(readings: Sequence[list[Unit]]) -> Callable[[str], Sequence[Unit]]:
    return lambda place: readings[int(place)]


def _word(spoken: str) -> _Word:
    """A spoken form parted into what is read and the marks behind it."""
    after = _AFTER.search(spoken)
    end = len(spoken) if after is None else after.start()
    said = list(_SAID.finditer(spoken))
    end = max(end, said[-1].end() if said else 0)
    atoms: list[tuple[str, bool]] = []
    at = 0
    for found in said:
        atoms += [(spoken[at : found.start()], False), (found[1], True)]
        at = found.end()
    atoms.append((spoken[at:end], False))
    kept = [(text.strip(), given) for text, given in atoms if any(c.isalnum() or c in STRESS for c in text)]
    marks = "".join(c for c in spoken[end:].replace("\u2013", "\u2014") if c in _MARKS)
    return _Word(tuple(text for text, _ in kept), tuple(given for _, given in kept), marks)


def _clauses(words: Iterable[_Word]) -> Iterable[list[_Word]]:
    clause: list[_Word] = []
    for word in words:
        clause.append(word)
        if word.marks:
            yield clause
            clause = []
    if clause:
        yield clause


def _runs(clause: Sequence[_Word]) -> list[tuple[str, bool]]:
    """What is read at once: the clause's text, parted where phonemes were given."""
    runs: list[tuple[str, bool]] = []
    for text, given in (each for word in clause for each in zip(word.atoms, word.given, strict=True)):
        if runs and not given and not runs[-1][1]:
            runs[-1] = (f"{runs[-1][0]} {text}", False)
        else:
            runs.append((text, given))
    return runs


def _texts(word: _Word) -> list[str]:
    return [text for text, given in zip(word.atoms, word.given, strict=True) if not given]


def _shared(spans: Sequence[range], alone: Sequence[int]) -> list[range]:
    """The spans with words that were run together with a neighbour given their part of its letters.

    `alone` is how many letters each word has when it is read by itself.
    """
    found = list(spans)
    for at, length in enumerate(alone):
        if len(found[at]) or not length:
            continue
        before = found[at - 1] if at else range(0)
        after = found[at + 1] if at + 1 < len(found) else range(0)
        if after and len(after) > alone[at + 1] * 0.75 + 1 and len(after) >= len(before) - alone[at - 1] * (at > 0):
            cut = min(max(round(len(after) * length / (length + alone[at + 1])), 1), len(after) - 1)
            found[at], found[at + 1] = after[:cut], after[cut:]
        elif len(before) > 1:
            cut = min(max(round(len(before) * alone[at - 1] / (length + alone[at - 1] or 1)), 1), len(before) - 1)
            found[at - 1], found[at] = before[:cut], before[cut:]
    return found
