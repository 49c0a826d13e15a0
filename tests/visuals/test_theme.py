"""A theme is one JSON file; its text is readable."""

from __future__ import annotations

import re

import pytest

from aura_nb.errors import FontMissing, RequestInvalid
from aura_nb.visuals import fonts, own_theme, theme


@pytest.mark.parametrize("name", theme.names())
def test_every_text_has_a_contrast_of_at_least_four_and_a_half(name):
    chosen = own_theme.load(name)
    for ink, ground in chosen.text:
        assert theme.contrast(chosen.colour(ink), chosen.colour(ground)) >= 4.5, f"{ink} on {ground}"


def test_the_text_colours_of_the_templates_are_those_that_were_checked():
    checked = {ink for ink, _ in own_theme.load("light").text}
    folder = theme.FOLDER.with_name("templates")
    used = set()
    for file in folder.rglob("*.typ"):
        for call in re.findall(r"set-(?:in|heading)\([^\n]*", file.read_text()):
            used |= set(re.findall(r"fill: (?:k|c\.colour)\.([\w-]+)", call))
    cards = (folder / "card.typ").read_text()
    used |= set(re.findall(r"k\.(\w+)", re.search(r"\(strong, quiet\) = (.*)", cards)[1]))
    assert used
    assert used <= checked


def test_contrast_is_that_of_wcag():
    assert theme.contrast("#ffffff", "#000000") == pytest.approx(21)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", ["drak", "../light", "Light", ""])
def test_an_unknown_theme_is_refused_by_name(name):
    with pytest.raises(RequestInvalid, match=r"render\.theme: no theme"):
        own_theme.load(name)


def test_a_font_that_is_not_installed_names_its_wheel():
    with pytest.raises(FontMissing) as caught:
        fonts.file("No Such Sans")
    assert "pip install fontpkg-no-such-sans" in caught.value.remedy
