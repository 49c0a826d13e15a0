"""A film's scenes as slides that can be edited in PowerPoint, Keynote or LibreOffice: what is text stays text.

Points, tables, code and quotes are text boxes and tables; formulas, charts and what other packages draw are pictures.
What is said of a scene stands in its slide's notes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from msgspec import Struct
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu

from aura_nb.specs import Bullets, Callout, Code, Columns, Picture, Quote, Scene, Steps, Table, Text, Title
from aura_nb.specs.kinds.end import End
from aura_nb.specs.kinds.kind import Kind
from aura_nb.specs.kinds.section import Section
from aura_nb.specs.runs import Run, Words, plain
from aura_nb.visuals.powerpoint_text import (
    LARGEST,
    SlideBox,
    TextLine,
    Writing,
    code_lines,
    column_widths,
    height_of,
    points,
    prose,
    steps,
    table_size,
)
from aura_nb.visuals.slide_text import runs_right_to_left
from aura_nb.visuals.theme import Theme, channels

_LONGER = 12_192_000  # EMU of a slide's longer side, as PowerPoint's own wide slides have it
_QUOTED, _CAPTION = 32, 16  # points, the largest
_CARDS = (Title, Section, End)
_MARGIN = 0.06  # of the shorter side
_ALIGNED = {"left": PP_ALIGN.LEFT, "center": PP_ALIGN.CENTER, "right": PP_ALIGN.RIGHT}


class EditableSlide(Struct, frozen=True):
    """A scene; its pictures are called by the names of the files it is made with.

    `figures` are the names of the pictures of what is no text, one for each of its columns, "" where it needs none.
    """

    scene: Scene
    notes: str
    figures: tuple[str, ...] = ()


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
    writer = _Writer(deck, files, theme, pixel=scale)
    for slide in slides:
        writer.add(slide)
    deck.save(str(file))


class _Writer:
    def __init__(self, deck: Any, files: Mapping[str, Path], theme: Theme, *, pixel: float) -> None:
        self._deck = deck
        self._files = files
        self._theme = theme
        self._pixel = pixel  # EMU of one of the film's
        self._writing = Writing(theme)
        self._margin = round(_MARGIN * min(deck.slide_width, deck.slide_height))

    def add(self, slide: EditableSlide) -> None:
        scene, show = slide.scene, slide.scene.show
        is_card = isinstance(show, _CARDS)
        page = self._deck.slides.add_slide(self._deck.slide_layouts[0 if is_card else 5])
        ground = page.background.fill
        ground.solid()
        ground.fore_color.rgb = self._colour("paper")
        width, height = self._deck.slide_width - 2 * self._margin, self._deck.slide_height - 2 * self._margin
        head = SlideBox(self._margin, self._margin, width, height // (2 if is_card else 6))
        self._place(page.shapes.title, head)
        heading = [TextLine(scene.heading, bold=True)]
        self._writing.write(page.shapes.title.text_frame, heading, head, largest=40 if is_card else 30)
        page.shapes.title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM if is_card else MSO_ANCHOR.MIDDLE
        top = head.y + head.height + self._margin // 2
        body = SlideBox(self._margin, top, width, self._deck.slide_height - self._margin - top)
        if isinstance(show, Title | Section | End):
            below = show.text if isinstance(show, End) else show.subtitle
            self._place(page.placeholders[1], body)
            self._writing.write(page.placeholders[1].text_frame, [TextLine(below, muted=True)], body, largest=24)
        else:
            for part, figure, box in self._parts(show, slide.figures, body):
                self._show(page, part, figure, box)
        if slide.notes:
            page.notes_slide.notes_text_frame.text = slide.notes

    def _parts(self, show: Kind, figures: Sequence[str], body: SlideBox) -> Iterator[tuple[Kind, str, SlideBox]]:
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
                box = SlideBox(body.x, body.y + round(begin * body.height), body.width, round(share * body.height))
            else:
                box = SlideBox(body.x + round(begin * body.width), body.y, round(share * body.width), body.height)
            yield part, figure, SlideBox(box.x, box.y, box.width - self._margin // 3, box.height - self._margin // 3)

    def _show(self, page: Any, show: Kind, figure: str, box: SlideBox) -> None:
        match show:
            case _ if figure:
                self._picture(page, _cropped(self._files[figure]), show, box, largest=self._pixel)
            case Picture():
                self._captioned(page, self._files[show.image].read_bytes(), show, box)
            case Table():
                self._table(page, show, box)
            case Code():
                self._text(page, code_lines(show), box, colour="code_text", ground="code_ground", mono=True)
            case Callout():
                title = [TextLine(show.title, bold=True)] if show.title else []
                self._text(page, [*title, *prose(show.text)], box, ground="sand")
            case Quote():
                by = [TextLine(_by(show.by), muted=True)] if show.by else []
                shape = self._text(page, [*prose(show.text), *by], box, largest=_QUOTED)
                shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
            case Text():
                self._text(page, prose(show.text), box)
            case Bullets():
                intro = [TextLine(show.intro)] if show.intro else []
                self._text(page, [*intro, *points(show.items)], box)
            case Steps():
                self._text(page, list(steps(show.items, show.start)), box)

    def _text(
        self,
        page: Any,
        lines: Sequence[TextLine],
        box: SlideBox,
        *,
        colour: str = "ink",
        ground: str = "",
        mono: bool = False,
        largest: int = LARGEST,
    ) -> Any:
        shape = page.shapes.add_textbox(*map(Emu, box))
        size = self._writing.write(shape.text_frame, lines, box, colour=colour, mono=mono, largest=largest)
        if ground:  # as high as the text, not as the slide
            shape.fill.solid()
            shape.fill.fore_color.rgb = self._colour(ground)
            shape.height = Emu(min(box.height, height_of(lines, box, size, mono=mono)))
        return shape

    def _captioned(self, page: Any, content: bytes, show: Picture, box: SlideBox) -> None:
        """A picture with its caption right below it."""
        deep = box.height // 8 if plain(show.caption) else 0
        self._picture(page, content, show, SlideBox(box.x, box.y, box.width, box.height - deep))
        if deep:
            picture = page.shapes[-1]
            below = SlideBox(box.x, picture.top + picture.height, box.width, deep)
            shape = self._text(page, [TextLine(show.caption, muted=True)], below, largest=_CAPTION)
            shape.text_frame.paragraphs[0].alignment = PP_ALIGN.CENTER

    def _table(self, page: Any, show: Table, box: SlideBox) -> None:
        rows = [*([show.header] if any(map(plain, show.header)) else []), *show.rows]
        columns = max(map(len, rows))
        if plain(show.note):
            box = self._noted(page, show, box)
        widths = column_widths(rows, box.width)
        size, heights = table_size(rows, widths, box.height)
        table = page.shapes.add_table(len(rows), columns, *map(Emu, (box.x, box.y, box.width, sum(heights)))).table
        table.first_row = len(rows) > len(show.rows)
        is_mirrored = runs_right_to_left(" ".join(plain(cell) for row in rows for cell in row), "en")
        if is_mirrored:
            table._tbl.tblPr.set("rtl", "1")  # noqa: SLF001 - python-pptx has no name for it
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Emu(width)
        for number, (cells, row) in enumerate(zip(table.rows, rows, strict=True)):
            cells.height = Emu(heights[number])
            head = table.first_row and not number
            for place, cell in enumerate(cells.cells):
                cell.vertical_anchor = MSO_ANCHOR.MIDDLE
                cell.fill.solid()
                cell.fill.fore_color.rgb = self._colour("sand" if head else "paper")
                paragraph = cell.text_frame.paragraphs[0]
                if place < len(row):
                    self._writing.runs(paragraph, TextLine(row[place], bold=head), size, colour="ink")
                align = show.align[place] if place < len(show.align) else ""
                paragraph.alignment = _ALIGNED.get(align, PP_ALIGN.RIGHT if is_mirrored else None)

    def _noted(self, page: Any, show: Table, box: SlideBox) -> SlideBox:
        """The room that a table's note, which is written below it, leaves."""
        deep = box.height // 7
        below = SlideBox(box.x, box.y + box.height - deep, box.width, deep)
        self._text(page, [TextLine(show.note, muted=True)], below, largest=_CAPTION)
        return SlideBox(box.x, box.y, box.width, box.height - deep)

    def _picture(self, page: Any, content: bytes, show: Kind, box: SlideBox, *, largest: float | None = None) -> None:
        """A picture as large as its box allows, its pixels at most `largest` EMU wide."""
        picture = page.shapes.add_picture(io.BytesIO(content), Emu(box.x), Emu(box.y))
        factor = min(box.width / picture.width, box.height / picture.height)
        if largest is not None:
            factor = min(factor, largest * picture.image.size[0] / picture.width)
        picture.width, picture.height = Emu(round(picture.width * factor)), Emu(round(picture.height * factor))
        picture.left = Emu(box.x + (box.width - picture.width) // 2)
        picture.top = Emu(box.y + (box.height - picture.height) // 2)
        said = getattr(show, "alt", "") or show.called
        picture._element.nvPicPr.cNvPr.set("descr", said)  # noqa: SLF001 - python-pptx has no name for it

    def _place(self, shape: Any, box: SlideBox) -> None:
        shape.left, shape.top, shape.width, shape.height = map(Emu, box)

    def _colour(self, name: str) -> RGBColor:
        return RGBColor(*channels(self._theme.colour(name)))  # type: ignore[no-untyped-call] # python-pptx's own


def _by(words: Words) -> Words:
    """Who said a quote, behind a dash."""
    dash = "\u2014 "
    return f"{dash}{words}" if isinstance(words, str) else [Run(text=dash), *words]


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
