"""What Typst itself says of a slide's letters: how large they are, what colour, where they begin."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from aura_nb.formulas import MATH_FAMILY, MATH_FONT
from aura_nb.visuals import typesetter
from aura_nb.visuals.fonts import Library
from aura_nb.visuals.own_theme import load
from aura_nb.visuals.sheet import is_slanted, scene_data, scene_text
from aura_nb.visuals.typst_template import Template

# Each text says of itself what it is; nothing of it is seen, and nothing is set otherwise.
_TOLD = """
#show text: it => context {
  let at = here().position()
  let fonts = if type(text.font) == array { text.font } else { (text.font,) }
  [#metadata((
    size: text.size.to-absolute().pt(), fill: text.fill.to-hex(), fonts: fonts.map(repr),
    x: at.x.pt(), y: at.y.pt(), page: at.page, text: repr(it.text),
  ))<ink>#it]
}
"""


@dataclass(frozen=True)
class Ink:
    """One text: its size in pixels, its colour, whether it is code or mathematics, and the colour behind it."""

    text: str
    size: float
    fill: str
    is_mono: bool
    is_mathematics: bool
    ground: str


def inks(scene, *, size, theme, language="en-US"):
    """The texts of all states of a scene."""
    chosen = load(theme)
    letters = Library().lettering(scene_text(scene), theme=chosen, language=language, italic=is_slanted(scene))
    _, families = typesetter.kept(letters, typesetter.times(letters))
    sheet = scene_data(scene, size=size, theme=chosen, language=language) | families
    sheet["sizes"] = {name: [400, 300] for name in scene.show.files().values()}
    fonts = typesetter.shelf([*letters.files, MATH_FONT])
    made, told_of = Template("slide.typ", fonts, before=_TOLD).set(sheet)
    pages = [
        cv2.imdecode(np.frombuffer(each, np.uint8), cv2.IMREAD_COLOR)
        for each in (made if isinstance(made, list) else [made])
    ]
    starts: dict[int, float] = {}  # of code, by page
    for told in told_of["ink"]:
        first = told["fonts"][0]
        is_mono = chosen.fonts.mono.lower() in first.lower()
        # A part of a long line of code is seen through a window; what begins left of the code is not.
        if not 0.07 * size[0] <= told["x"] <= 0.93 * size[0]:
            continue
        if is_mono and told["x"] < starts.setdefault(told["page"], told["x"]) - 1:
            continue
        yield Ink(
            text=told["text"],
            size=told["size"],
            fill=told["fill"],
            is_mono=is_mono,
            is_mathematics=MATH_FAMILY.lower() in first.lower(),
            ground=_behind(pages[told["page"] - 1], told["x"], told["y"], told["size"]),
        )


def _behind(page, x, y, size):
    """The colour that most of what is around the beginning of a text has."""
    top, left = max(0, round(y - 0.3 * size)), max(0, round(x - 0.1 * size))
    part = page[top : round(y + 0.3 * size) + 1, left : left + round(size) + 1].reshape(-1, 3)
    colours, counts = np.unique(part, axis=0, return_counts=True)
    blue, green, red = colours[counts.argmax()]
    return f"#{red:02x}{green:02x}{blue:02x}"
