"""Text of slides that can be edited: paragraphs with real bullets and numbers, as large as their room allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Pt

from aura_nb.specs import Code, Point
from aura_nb.specs.runs import Run, Words, plain
from aura_nb.visuals.slide_text import runs_right_to_left
from aura_nb.visuals.theme import Theme, channels

LARGEST, _SMALLEST = 28, 9  # points
_LARGEST_CODE, _WHOLE_CODE = 20, 12  # from the second one on, lines of code go on in the next row
_CELL = 18
_WIDEST_CELL = 40  # letters, beyond which a column gets no wider
_POINT = 12_700  # EMU
_LINE = 1.25  # of a font's size, from one line to the next
_APART = 0.35  # of a font's size, from one paragraph to the next
_WIDE = 0.52  # of a font's size, that a letter takes in the middle
_WIDEST = 1.0  # that one of Chinese and the like takes
_WORD = 0.62  # that one of a single word takes at most, as figures and capitals do
_MONO = 0.61
_INSET = 91_440, 45_720  # EMU between a box and its text, at a side and above
_HANGS = 1.3  # of a font's size, that a text stands behind its mark
_LEVELS = 8  # of points below each other, that a slide has
_FOREIGN = 0x1100  # from this letter on, letters are mostly as wide as high
_LINKS = ("http://", "https://", "mailto:")


class SlideBox(NamedTuple):
    """A part of a slide, in EMU."""

    x: int
    y: int
    width: int
    height: int


class TextLine(NamedTuple):
    """A paragraph; `mark` is what it hangs from, such as a bullet, or its number."""

    words: Words
    level: int = 0
    mark: str | int = ""
    bold: bool = False
    muted: bool = False


def prose(text: Words) -> list[TextLine]:
    """A text by its paragraphs; runs stay together, in which an empty line goes on in a new one."""
    if isinstance(text, str):
        return [TextLine(each.strip("\n")) for each in text.split("\n\n") if each.strip()]
    found: list[list[Run]] = [[]]
    for run in text:
        first, *rest = run.text.split("\n\n") if not run.tex else [run.text]
        for number, part in enumerate([first, *rest]):
            if number:
                found.append([])
            if part or run.tex:
                found[-1].append(replace(run, text=part))
    return [TextLine(runs) for runs in found if plain(runs).strip()]


def points(items: Sequence[Words | Point], level: int = 0) -> Iterator[TextLine]:
    """Points and those below them."""
    for item in items:
        if isinstance(item, Point):
            yield TextLine(item.text, level, "\u2022")
            yield from points(item.items, level + 1)
        else:
            yield TextLine(item, level, "\u2022")


def steps(items: Sequence[Words], start: int) -> Iterator[TextLine]:
    """Steps by their numbers, which a slide cannot count from 0."""
    for number, item in enumerate(items, start):
        if start:
            yield TextLine(item, mark=number)
        else:
            runs = [Run(text=item)] if isinstance(item, str) else item
            yield TextLine([Run(text=f"{number}. "), *runs])


def code_lines(show: Code) -> list[TextLine]:
    """Code by its lines, with what it prints below it."""
    lines = show.code.rstrip("\n").split("\n")
    printed = ["", *show.output.rstrip("\n").split("\n")] if show.output else []
    return [TextLine(line) for line in [*lines, *printed]]


class Writing:
    """Writes paragraphs in a theme's fonts and colours."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme

    def write(
        self,
        frame: Any,
        lines: Sequence[TextLine],
        box: SlideBox,
        *,
        colour: str = "ink",
        mono: bool = False,
        largest: int = LARGEST,
    ) -> int:
        """Write `lines` as large as `box` allows; the size in points."""
        frame.word_wrap = True
        frame.auto_size = MSO_AUTO_SIZE.NONE
        size = fitting(lines, box, largest=largest, mono=mono)
        for number, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            paragraph.level = min(line.level, _LEVELS)
            paragraph.space_before = Pt(0)
            paragraph.space_after = Pt(0 if mono else round(size * _APART, 1))
            right = not mono and runs_right_to_left(plain(line.words), "en")
            paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
            properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-pptx has no names for these
            properties.set("rtl", str(int(right)))
            _hung(properties, line, size)
            self.runs(paragraph, line, size, colour=colour, mono=mono)
        return size

    def runs(self, paragraph: Any, line: TextLine, size: int, *, colour: str, mono: bool = False) -> None:
        """Write the runs of one paragraph."""
        found = [Run(text=line.words)] if isinstance(line.words, str) else line.words
        for run in found:
            if not (run.text or run.tex):
                continue
            made = paragraph.add_run()
            made.text = run.text or run.tex
            font = made.font
            font.size, font.color.rgb = Pt(size), self._colour("muted" if line.muted else colour)
            font.name = self._theme.fonts.mono if mono or run.code else self._theme.fonts.text
            font.bold, font.italic = line.bold or run.bold, run.italic
            if run.sub or run.sup:
                font._element.set("baseline", "30000" if run.sup else "-25000")  # noqa: SLF001 - as above
            if run.link.startswith(_LINKS):
                made.hyperlink.address = run.link

    def _colour(self, name: str) -> RGBColor:
        return RGBColor(*channels(self._theme.colour(name)))  # type: ignore[no-untyped-call] # python-pptx's own


def _hung(properties: Any, line: TextLine, size: int) -> None:
    """Hang a paragraph from its bullet or number, which an editor goes on counting; others have none."""
    deep = round(size * _HANGS * _POINT)
    properties.set("marL", str(deep * (line.level + bool(line.mark)) if line.mark or line.level else 0))
    properties.set("indent", str(-deep if line.mark else 0))
    if isinstance(line.mark, int):
        mark = properties.makeelement(qn("a:buAutoNum"), {"type": "arabicPeriod", "startAt": str(line.mark)})
    elif line.mark:
        properties.append(properties.makeelement(qn("a:buFont"), {"typeface": "Arial"}))
        mark = properties.makeelement(qn("a:buChar"), {"char": line.mark})
    else:
        mark = properties.makeelement(qn("a:buNone"), {})
    properties.append(mark)


def fitting(lines: Sequence[TextLine], box: SlideBox, *, largest: int = LARGEST, mono: bool = False) -> int:
    """The size in points at which lines have room in a box; what is too much even for the smallest goes over it."""
    sizes = range(min(largest, _LARGEST_CODE) if mono else largest, _SMALLEST, -1)
    whole = [size for size in sizes if height_of(lines, box, size, mono=mono) <= box.height]
    if mono:  # rather smaller than broken, up to where it is hard to read
        longest = max((len(plain(line.words)) for line in lines), default=0)
        room = (box.width - 2 * _INSET[0]) / _POINT
        unbroken = [size for size in whole if size >= _WHOLE_CODE and longest * size * _MONO <= room]
        whole = unbroken or [size for size in whole if size <= _WHOLE_CODE + 2]
    return next(iter(whole), _SMALLEST)


def height_of(lines: Sequence[TextLine], box: SlideBox, size: int, *, mono: bool = False) -> int:
    """How high lines are in a box at a size, in EMU."""
    points = 0.0
    for line in lines:
        hangs = 0.0 if mono else (line.level + bool(line.mark)) * _HANGS * size
        width = (box.width - 2 * _INSET[0]) / _POINT - hangs
        rows = sum(_rows(part, width / size, mono=mono) for part in plain(line.words).split("\n"))
        points += rows * size * _LINE + (0 if mono else size * _APART)
    return round(points * _POINT) + 2 * _INSET[1]


def _rows(text: str, across: float, *, mono: bool) -> int:
    """How many rows a text takes where so many ems have room in each."""
    if mono:
        return max(1, -(-len(text) // max(1, int(across / _MONO))))
    wide = sum(_WIDEST if ord(letter) >= _FOREIGN else _WIDE for letter in text)
    return max(1, -(-int(wide * 100) // max(100, int(across * 100))))


def column_widths(rows: Sequence[Sequence[Words]], width: int) -> list[int]:
    """A table's width shared out to its columns by their longest cells, each wide enough for its longest word."""
    shares = []
    for place in range(max(map(len, rows))):
        cells = [plain(row[place]) for row in rows if place < len(row)]
        longest = max(map(len, cells), default=0)
        shares.append(max(min(longest, _WIDEST_CELL), *(_longest_word(cell) + 2 for cell in cells), 4))
    return [width * share // sum(shares) for share in shares]


def _longest_word(text: str) -> int:
    return max((len(word) for word in text.split() if ord(word[0]) < _FOREIGN), default=0)


def table_size(rows: Sequence[Sequence[Words]], widths: Sequence[int], height: int) -> tuple[int, list[int]]:
    """The size in points at which a table has room and breaks no word, and how high its rows are then, in EMU."""
    heights: list[int] = []
    for size in range(_CELL, _SMALLEST - 1, -1):
        heights, is_whole = [], True
        for row in rows:
            tall = 0
            for cell, width in zip(row, widths, strict=False):
                tall = max(tall, height_of([TextLine(cell)], SlideBox(0, 0, width, 0), size))
                room = (width - 2 * _INSET[0]) / _POINT
                is_whole = is_whole and _longest_word(plain(cell)) * size * _WORD <= room
            heights.append(tall)
        if is_whole and sum(heights) <= height:
            return size, heights
    return _SMALLEST, heights
