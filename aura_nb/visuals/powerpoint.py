"""A film's scenes as slides that can be edited in PowerPoint, Keynote or LibreOffice: what is text stays text.

Points, tables, code and quotes are text boxes and tables; formulas, charts and what other packages draw are pictures.
What is said of a scene stands in its slide's notes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
from msgspec import Struct
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.util import Emu, Pt

from aura_nb.specs import Bullets, Callout, Code, Columns, Picture, Point, Quote, Scene, Steps, Table, Text, Title
from aura_nb.specs.kinds.end import End
from aura_nb.specs.kinds.kind import Kind
from aura_nb.specs.kinds.section import Section
from aura_nb.specs.runs import Run, Words, plain
from aura_nb.visuals.theme import Theme, channels

_LONGER = 12_192_000  # EMU of a slide's longer side, as PowerPoint's own wide slides have it
_POINT = 12_700  # EMU
_LINE = 1.25  # of a font's size, from one line to the next
_WIDE = 0.52  # of a font's size, that a letter takes in the middle
_MONO = 0.61
_LARGEST, _SMALLEST = 28, 9  # points
_LEVELS = 8  # of points below each other, that a slide has
_LINKS = ("http://", "https://", "mailto:")
_CARDS = (Title, Section, End)
_MARGIN = 0.06  # of the shorter side


class EditableSlide(Struct, frozen=True):
    """A scene; its pictures are called by the names of the files it is made with.

    `figures` are the names of the pictures of what is no text, one for each of its columns, "" where it needs none.
    """

    scene: Scene
    notes: str
    figures: tuple[str, ...] = ()


class _Box(NamedTuple):
    """A part of a slide, in EMU."""

    x: int
    y: int
    width: int
    height: int


def write_slides(
    slides: Sequence[EditableSlide],
    files: Mapping[str, Path],
    *,
    title: str,
    size: tuple[int, int],
    theme: Theme,
    file: Path,
) -> None:
    """Write the slides as `file` (.pptx), as wide and high as the film's pictures are."""
    deck = Presentation()
    scale = _LONGER / max(size)
    deck.slide_width, deck.slide_height = Emu(round(size[0] * scale)), Emu(round(size[1] * scale))
    deck.core_properties.title = title
    deck.core_properties.author = ""
    writer = _Writer(deck, files, theme)
    for slide in slides:
        writer.add(slide)
    deck.save(str(file))


class _Writer:
    def __init__(self, deck: Any, files: Mapping[str, Path], theme: Theme) -> None:
        self._deck = deck
        self._files = files
        self._theme = theme
        self._margin = round(_MARGIN * min(deck.slide_width, deck.slide_height))

    def add(self, slide: EditableSlide) -> None:
        scene, show = slide.scene, slide.scene.show
        is_card = isinstance(show, _CARDS)
        page = self._deck.slides.add_slide(self._deck.slide_layouts[0 if is_card else 5])
        ground = page.background.fill
        ground.solid()
        ground.fore_color.rgb = self._colour("paper")
        width, height = self._deck.slide_width - 2 * self._margin, self._deck.slide_height - 2 * self._margin
        head = _Box(self._margin, self._margin, width, height // (2 if is_card else 6))
        self._place(page.shapes.title, head)
        self._write(page.shapes.title.text_frame, [(scene.heading, 0)], head, bold=True, largest=40 if is_card else 30)
        page.shapes.title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM if is_card else MSO_ANCHOR.MIDDLE
        top = head.y + head.height + self._margin // 2
        body = _Box(self._margin, top, width, self._deck.slide_height - self._margin - top)
        if isinstance(show, Title | Section | End):
            below = show.text if isinstance(show, End) else show.subtitle
            self._place(page.placeholders[1], body)
            self._write(page.placeholders[1].text_frame, [(below, 0)], body, colour="muted", largest=24)
            for each in (page.shapes.title, page.placeholders[1]):
                each.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        else:
            for part, figure, box in self._parts(show, slide.figures, body):
                self._show(page, part, figure, box)
        if slide.notes:
            page.notes_slide.notes_text_frame.text = slide.notes

    def _parts(self, show: Kind, figures: Sequence[str], body: _Box) -> Iterator[tuple[Kind, str, _Box]]:
        """What stands on a slide, each with its figure and its place; on upright ones columns are one below another."""
        if not isinstance(show, Columns):
            yield show, next(iter(figures), ""), body
            return
        widths = show.widths or [1.0] * len(show.columns)
        upright = self._deck.slide_height > self._deck.slide_width
        at = 0.0
        for part, figure, width in zip(show.columns, figures, widths, strict=True):
            share, begin = width / sum(widths), at / sum(widths)
            at += width
            if upright:
                box = _Box(body.x, body.y + round(begin * body.height), body.width, round(share * body.height))
            else:
                box = _Box(body.x + round(begin * body.width), body.y, round(share * body.width), body.height)
            yield part, figure, _Box(box.x, box.y, box.width - self._margin // 3, box.height - self._margin // 3)

    def _show(self, page: Any, show: Kind, figure: str, box: _Box) -> None:
        match show:
            case _ if figure:
                self._picture(page, _cropped(self._files[figure]), show, box)
            case Picture():
                self._picture(page, self._files[show.image].read_bytes(), show, box)
            case Table():
                self._table(page, show, box)
            case Code():
                self._text(page, _code(show), box, colour="code_text", ground="code_ground", mono=True)
            case Callout():
                lines = [*([(show.title, 0)] if show.title else []), *_paragraphs(show.text)]
                self._text(page, lines, box, ground="sand")
            case Quote():
                self._text(page, [*_paragraphs(show.text), *([(show.by, 1)] if show.by else [])], box)
            case Text():
                self._text(page, _paragraphs(show.text), box)
            case Bullets():
                intro: list[tuple[Words, int]] = [(show.intro, 0)] if show.intro else []
                self._text(page, [*intro, *_points(show.items)], box, marks=["", *["\u2022 "] * 99] if intro else None)
            case Steps():
                numbers = [f"{number}. " for number, _ in enumerate(show.items, show.start)]
                self._text(page, [(item, 0) for item in show.items], box, marks=numbers)

    def _text(
        self,
        page: Any,
        lines: Sequence[tuple[Words, int]],
        box: _Box,
        *,
        colour: str = "ink",
        ground: str = "",
        mono: bool = False,
        marks: Sequence[str] | None = None,
    ) -> None:
        shape = page.shapes.add_textbox(*map(Emu, box))
        if ground:
            shape.fill.solid()
            shape.fill.fore_color.rgb = self._colour(ground)
        self._write(shape.text_frame, lines, box, colour=colour, mono=mono, marks=marks)

    def _write(
        self,
        frame: Any,
        lines: Sequence[tuple[Words, int]],
        box: _Box,
        *,
        colour: str = "ink",
        bold: bool = False,
        mono: bool = False,
        largest: int = _LARGEST,
        marks: Sequence[str] | None = None,
    ) -> None:
        frame.word_wrap = not mono
        frame.auto_size = MSO_AUTO_SIZE.NONE
        points = _fitting([plain(text) for text, _ in lines], box, largest=largest, mono=mono)
        for number, (text, level) in enumerate(lines):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            paragraph.level = min(level, _LEVELS)
            mark = marks[number] if marks and number < len(marks) else ""
            for run in _runs(text, mark):
                self._run(paragraph, run, points, colour=colour, bold=bold, mono=mono)

    def _run(self, paragraph: Any, run: Run, points: float, *, colour: str, bold: bool, mono: bool) -> None:
        made = paragraph.add_run()
        made.text = run.text or run.tex
        font = made.font
        font.size, font.color.rgb = Pt(points), self._colour(colour)
        font.name = self._theme.fonts.mono if mono or run.code else self._theme.fonts.text
        font.bold, font.italic = bold or run.bold, run.italic
        if run.sub or run.sup:
            font._element.set("baseline", "30000" if run.sup else "-25000")  # noqa: SLF001 - python-pptx has no name for it
        if run.link.startswith(_LINKS):
            made.hyperlink.address = run.link

    def _table(self, page: Any, show: Table, box: _Box) -> None:
        rows = [*([show.header] if any(map(plain, show.header)) else []), *show.rows]
        columns = max(map(len, rows))
        height = min(box.height, round(len(rows) * _LARGEST * 2 * _POINT))
        table = page.shapes.add_table(len(rows), columns, *map(Emu, (box.x, box.y, box.width, height))).table
        table.first_row = len(rows) > len(show.rows)
        cell_box = _Box(0, 0, box.width // columns, box.height // len(rows))
        longest = max((plain(cell) for row in rows for cell in row), key=len, default="")
        points = _fitting([longest], cell_box, largest=18, mono=False)
        for cells, row in zip(table.rows, rows, strict=True):
            for cell, text in zip(cells.cells, row, strict=False):
                for run in _runs(text, ""):
                    head = table.first_row and row is rows[0]
                    self._run(cell.text_frame.paragraphs[0], run, points, colour="ink", bold=head, mono=False)
        for row_number, row_ in enumerate(table.rows):
            for cell in row_.cells:
                cell.fill.solid()
                cell.fill.fore_color.rgb = self._colour("sand" if table.first_row and row_number == 0 else "paper")

    def _picture(self, page: Any, content: bytes, show: Kind, box: _Box) -> None:
        picture = page.shapes.add_picture(io.BytesIO(content), Emu(box.x), Emu(box.y))
        factor = min(box.width / picture.width, box.height / picture.height)
        picture.width, picture.height = Emu(round(picture.width * factor)), Emu(round(picture.height * factor))
        picture.left = Emu(box.x + (box.width - picture.width) // 2)
        picture.top = Emu(box.y + (box.height - picture.height) // 2)
        said = getattr(show, "alt", "") or show.called
        picture._element.nvPicPr.cNvPr.set("descr", said)  # noqa: SLF001 - python-pptx has no name for it

    def _place(self, shape: Any, box: _Box) -> None:
        shape.left, shape.top, shape.width, shape.height = map(Emu, box)

    def _colour(self, name: str) -> RGBColor:
        return RGBColor(*channels(self._theme.colour(name)))  # type: ignore[no-untyped-call] # python-pptx's own


def _runs(text: Words, mark: str) -> list[Run]:
    found = [Run(text=text)] if isinstance(text, str) else list(text)
    return [*([Run(text=mark)] if mark else []), *(run for run in found if run.text or run.tex)]


def _paragraphs(text: Words) -> list[tuple[Words, int]]:
    """A text by its paragraphs; runs stay together, in which an empty line goes on in a new one."""
    if isinstance(text, str):
        return [(each.strip("\n"), 0) for each in text.split("\n\n") if each.strip()]
    found: list[list[Run]] = [[]]
    for run in text:
        first, *rest = run.text.split("\n\n") if not run.tex else [run.text]
        for number, part in enumerate([first, *rest]):
            if number:
                found.append([])
            if part or run.tex:
                found[-1].append(_with_text(run, part))
    return [(runs, 0) for runs in found if plain(runs).strip()]


def _with_text(run: Run, text: str) -> Run:
    return Run(text=text, **{name: getattr(run, name) for name in Run.__struct_fields__ if name != "text"})


def _points(items: Sequence[Words | Point], level: int = 0) -> Iterator[tuple[Words, int]]:
    for item in items:
        if isinstance(item, Point):
            yield item.text, level
            yield from _points(item.items, level + 1)
        else:
            yield item, level


def _code(show: Code) -> list[tuple[Words, int]]:
    lines = show.code.rstrip("\n").split("\n")
    printed = ["", *show.output.rstrip("\n").split("\n")] if show.output else []
    return [(line, 0) for line in [*lines, *printed]]


def _fitting(lines: Sequence[str], box: _Box, *, largest: int, mono: bool) -> float:
    """The size in points at which lines have room in a box; what is too much even for the smallest goes over it."""
    width, height = box.width / _POINT, box.height / _POINT
    for points in range(largest, _SMALLEST, -1):
        across = max(1.0, width / (points * (_MONO if mono else _WIDE)))
        if mono:
            rows = len(lines)
            fits = max(map(len, lines), default=0) <= across
        else:
            rows = sum(max(1, -(-len(part) // int(across))) for line in lines for part in line.split("\n"))
            fits = True
        if fits and rows * points * _LINE <= height:
            return points
    return _SMALLEST


def _cropped(file: Path) -> bytes:
    """What was drawn, without the ground around it."""
    content = file.read_bytes()
    picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        return content
    inked = np.abs(picture.astype(np.int16) - picture[0, 0].astype(np.int16)).max(axis=2) > 6
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    if not len(rows):
        return content
    part = picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    _, coded = cv2.imencode(".png", part)
    return coded.tobytes()
