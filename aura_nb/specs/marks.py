"""Runs as one string: each word of a run stands between two marks, the first of which tells how it is set.

So a text of runs is measured, broken into lines and pages, and cut, as any other: wherever it is cut between words,
each part has all its marks. The marks are characters for private use of a plane that has no others. Mathematics is
one word, whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from aura_nb.regex import regex
from aura_nb.specs.runs import Run, Words

_WAY, _TEX = 0x100000, 0x101000  # the first marks of texts, and of mathematics
CLOSE, BLANK = "\U00100fff", "\U00100ffe"  # what ends a word, and a space within one
_MOST = 0xF00  # marks of each sort
_ANY = regex("[\U00100000-\U00102fff]")  # the last of them are of the templates
_PIECE = regex(f"([\U00100000-\U00100eff\U00101000-\U00101eff])([^{CLOSE}]*){CLOSE}?|{CLOSE}")
_STYLED = regex(f"[\U00100000-\U00100eff]([^{CLOSE}]*){CLOSE}?")
_FORMULA = regex(f"([\U00101000-\U00101eff])([^{CLOSE}]*){CLOSE}?")
_OBJECT = "\N{OBJECT REPLACEMENT CHARACTER}"  # another formula, in what is before one
_NEAR = 300  # characters of a text around mathematics
ANY = "[\U00100000-\U00101fff]*"
"""A pattern for marks that may stand somewhere."""
# Lines break before and after each of these letters.
_WORD = regex(
    r"[\u3040-\u30ff\u3105-\u312f\u3400-\u9fff\uf900-\ufaff\u3001-\u3011]|[^\s\u3040-\u30ff\u3105-\u312f\u3400-\u9fff\uf900-\ufaff\u3001-\u3011]+"
)


class Marks:
    """The ways of setting that marks stand for, the first one for the first mark."""

    def __init__(self) -> None:
        self.ways: dict[Run, int] = {}
        self.formulas: dict[Run, int] = {}

    def marked(self, text: Words) -> str:
        """A text with marks; a plain one is as it was.

        >>> marks = Marks()
        >>> bare(marks.marked([Run(text="Bees "), Run(text="fly far", bold=True)])), len(marks.ways)
        ('Bees fly far', 1)
        """
        return unmarked(text) if isinstance(text, str) else "".join(map(self.marked_run, text))

    def marked_run(self, run: Run) -> str:
        """One run with marks; as plain words where there are thousands of others already."""
        words = unmarked(run.text) or unmarked(run.tex)
        table, first, way = (
            (self.formulas, _TEX, run) if run.tex else (self.ways, _WAY, msgspec.structs.replace(run, text=""))
        )
        if run.is_plain or (way not in table and len(table) == _MOST):
            return words
        mark = chr(first + table.setdefault(way, len(table)))
        if run.tex:
            return mark + " ".join(words.split()).replace(" ", BLANK) + CLOSE
        return _WORD.sub(lambda word: f"{mark}{word[0]}{CLOSE}", words)

    def runs(self, marked: str) -> Words:
        """The text that marks are in, as runs; one without any is a plain string.

        >>> marks = Marks()
        >>> [run.text for run in marks.runs(marks.marked([Run(text="They "), Run(text="fly far", bold=True)]))]
        ['They ', 'fly far']
        """
        if not _ANY.search(marked):
            return marked
        made: list[Run] = []
        for piece in _joined(list(self._pieces(marked))):
            if made and not piece.tex and _way_of(piece) == _way_of(made[-1]):
                made[-1] = msgspec.structs.replace(piece, text=made[-1].text + piece.text)
            else:
                made.append(piece)
        return made if any(not run.is_plain for run in made) else "".join(run.text for run in made)

    def said(self, marked: str, say: Callable[[Run, str, str], str]) -> str:
        """The text without marks, and with what `say` makes of each piece of mathematics, of what is before and behind.

        In what is before a piece, another one is the character that stands for an object.
        """
        if marked.isascii():
            return marked
        formulas = list(self.formulas)

        def told(found: re.Match[str]) -> str:
            before = bare(_FORMULA.sub(_OBJECT, marked[max(found.start() - _NEAR, 0) : found.start()]))
            behind = bare(marked[found.end() : found.end() + _NEAR])
            return say(formulas[ord(found[1]) - _TEX], before, behind)

        return bare(_FORMULA.sub(told, marked))

    def _pieces(self, marked: str) -> Iterator[Run]:
        ways, formulas = list(self.ways), list(self.formulas)
        end = 0
        for found in _PIECE.finditer(marked):
            if between := marked[end : found.start()]:
                yield Run(text=unmarked(between))
            end = found.end()
            if not found[1]:
                continue
            number = ord(found[1])
            way = formulas[number - _TEX] if number >= _TEX else ways[number - _WAY]
            yield msgspec.structs.replace(way, text=unmarked(found[2].replace(BLANK, " ")))
        if rest := marked[end:]:
            yield Run(text=unmarked(rest))


def clipped(marked: str, most: int) -> str:
    """A text with marks that has at most so many characters; what is cut off has lost its marks too.

    >>> clipped("Bees fly", 20), clipped("Bees fly far", 6)
    ('Bees fly', 'Bees …')
    """
    words = bare(marked)
    return marked if len(words) <= most else words[: most - 1] + "…"


def unstyled(marked: str) -> str:
    """A text that has no marks but those of mathematics, for what is said."""
    return marked if marked.isascii() else _STYLED.sub(r"\1", marked)


def bare(marked: str) -> str:
    """The words of a text with marks."""
    return marked if marked.isascii() else unmarked(marked.replace(BLANK, " "))


def unmarked(text: str) -> str:
    """A text without these characters, which no text has for its own."""
    return text if text.isascii() else _ANY.sub("", text)


def _way_of(run: Run) -> Run:
    """How a run is set."""
    return msgspec.structs.replace(run, text="")


def _joined(pieces: Sequence[Run]) -> Iterable[Run]:
    """The pieces, where the space between two words of one way belongs to them."""
    for place, piece in enumerate(pieces):
        inside = piece.is_plain and not piece.text.strip(" \u200b") and 0 < place < len(pieces) - 1
        before = pieces[place - 1] if inside else piece
        same = inside and not before.tex and _way_of(before) == _way_of(pieces[place + 1])
        yield msgspec.structs.replace(before, text=piece.text) if same else piece
