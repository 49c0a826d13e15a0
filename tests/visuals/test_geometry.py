"""Every kind in every aspect and theme: large enough to be read, on a ground it can be read on, in the safe area.

Texts are from 1 to 2,000 characters long. The sizes and colours are Typst's own. The floor is 28 pixels at 1080p, and
24 for code and tables; what is raised or lowered, and mathematics, follows the text around it. Text has a contrast of
4.5:1 at the least; lines of code that are dimmed while others are lit have 2:1.
"""

from __future__ import annotations

import itertools

import pytest
from support.geometry import inks
from support.safe_area import assert_inside

from aura_nb.specs import (
    Bullets,
    Callout,
    Chart,
    Clip,
    Code,
    Columns,
    End,
    Formula,
    Picture,
    Point,
    Quote,
    Scene,
    Section,
    Steps,
    Table,
    Text,
    Title,
)
from aura_nb.specs.kinds.table import Lit
from aura_nb.visuals import own_theme, theme
from aura_nb.visuals.theme import channels, contrast

ASPECTS = {"16:9": (1920, 1080), "9:16": (1080, 1920), "1:1": (1080, 1080), "4:5": (1080, 1350)}
LENGTHS = (1, 12, 60, 250, 900, 2000)
WORDS = "Twice a day the sea comes in, by as much as 12.2 m at Saint-Malo, and everything that floats goes up with it. "
FLOOR, CODE_FLOOR = 28 / 1080, 24 / 1080
DIMMED = 0.5  # of the ground that lies over dimmed lines, as the template for code has it


def words(length):
    return (WORDS * (length // len(WORDS) + 1))[:length].strip() or "x"


def lines(length):
    return "\n".join(f"tide[{place}] = {words(min(length, 60))!r}" for place in range(max(1, length // 60)))


KINDS = {
    "title": lambda n: Title(subtitle=words(min(n, 500))),
    "section": lambda n: Section(subtitle=words(min(n, 500)), number="3"),
    "end": lambda n: End(text=words(min(n, 500))),
    "bullets": lambda n: Bullets(items=[words(min(n, 900))] * 3 + [Point(text=words(min(n, 300)), items=["Tugs"])]),
    "steps": lambda n: Steps(items=[words(min(n, 400))] * 4),
    "text": lambda n: Text(text=words(n) + "\n\n    code = 1\n\n" + words(n)),
    "code": lambda n: Code(code=lines(n), language="python", numbers=True, lines=[[1]], output="done"),
    "pages": lambda n: Code(code=lines(n), language="python"),
    "table": lambda n: Table(
        header=["Port", "High"],
        rows=[[words(min(n, 500)), "6.9"]] * 4,
        note=words(min(n, 300)),
        light=[Lit(row=1), Lit(column=2)],
    ),
    "columns of a table": lambda n: Table(
        header=["Port"] * (2 + n // 40), rows=[["6.9"] * (2 + n // 40)] * (2 + n // 40)
    ),
    "formula": lambda n: Formula(tex=r"h = \sqrt{g} + 1", steps=["a = b"], caption=words(min(n, 500))),
    "picture": lambda n: Picture(image="p", caption=words(min(n, 500)), fit="contain"),
    "cover": lambda n: Picture(image="p", caption=words(min(n, 500)), fit="cover"),
    "clip": lambda n: Clip(video="p", caption=words(min(n, 500))),
    "chart": lambda n: Chart(title=words(min(n, 200)), data=[{"port": "Brest", "high": 6.9}]),
    "quote": lambda n: Quote(text=words(min(n, 1000)), by=words(min(n, 300))),
    "callout": lambda n: Callout(text=words(n), sort="warning", title=words(min(n, 200))),
    "columns": lambda n: Columns(columns=[Bullets(items=[words(min(n, 600))] * 2), Code(code=lines(min(n, 900)))]),
}
EVERY = list(itertools.product(LENGTHS, ASPECTS, theme.names()))


def check(kind, length, aspect, look):
    size = ASPECTS[aspect]
    scene = Scene(id="x", heading=words(min(length, 90)), show=KINDS[kind](length))
    least = {True: CODE_FLOOR * min(size), False: FLOOR * min(size)}
    found = list(inks(scene, size=size, theme=look))
    assert found
    for ink in found:
        if ink.is_mathematics or not ink.text.strip('" '):
            continue
        small = ink.is_mono or "table" in kind
        assert ink.size >= least[small] - 0.05, f"{ink.text} of {kind} at {aspect}: {ink.size:.1f} px"
        assert contrast(ink.fill[:7], ink.ground) >= 4.5, f"{ink.text} of {kind} in {look}: {ink.fill} on {ink.ground}"


@pytest.mark.parametrize("kind", KINDS)
def test_letters_are_large_and_dark_enough(kind):
    """The shortest and the longest of each kind and one between, each in another aspect and theme."""
    place = list(KINDS).index(kind)
    looks, aspects = theme.names(), list(ASPECTS)
    for number, length in enumerate((1, LENGTHS[1 + place % 4], 2000)):
        check(kind, length, aspects[(place + number) % 4], looks[(place + 2 * number + 1) % 4])


@pytest.mark.long
@pytest.mark.parametrize(("length", "aspect", "look"), EVERY)
@pytest.mark.parametrize("kind", KINDS)
def test_letters_of_every_length_in_every_aspect_and_theme(kind, length, aspect, look):
    check(kind, length, aspect, look)


@pytest.mark.long
@pytest.mark.parametrize(("length", "aspect"), list(itertools.product(LENGTHS, ASPECTS)))
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_any_kind_leaves_the_safe_area(typeset_scene, kind, length, aspect):
    """The short form is in test_safe_area.py."""
    width, height = (side // 2 for side in ASPECTS[aspect])
    scene = Scene(id="x", heading=words(min(length, 90)), show=KINDS[kind](length))
    assert_inside(typeset_scene, scene, (width, height), "en-US")


@pytest.mark.parametrize("look", theme.names())
def test_dimmed_code_is_still_seen(look):
    chosen = own_theme.load(look)
    ground = chosen.colour("code-ground")
    for name in ("text", "comment", "keyword", "string", "number", "name", "type"):
        mixed = (
            round((1 - DIMMED) * one + DIMMED * other)
            for one, other in zip(channels(chosen.colour(f"code-{name}")), channels(ground), strict=True)
        )
        assert contrast("#" + "".join(f"{part:02x}" for part in mixed), ground) >= 2, name
    template = theme.FOLDER.with_name("templates").joinpath("kinds", "code.typ").read_text("utf-8")
    assert f"k.code-ground.transparentize({100 * DIMMED:.0f}%)" in template
