"""Words longer than a line are parted as their language does it, in running text as in headings; others are not."""

from __future__ import annotations

import numpy as np
import pytest
from support.safe_area import assert_inside

from aura_nb.specs import Bullets, Quote, Scene, Text, Title

LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragung"


def inked(page):
    """Rows of ink, as (top, bottom)."""
    rows = np.flatnonzero((np.abs(page.astype(int) - page[0, 0]).max(axis=2) > 60)[:, 60:].any(axis=1))
    return np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)


@pytest.mark.parametrize("show", [Text(text=LONG), Bullets(items=[LONG])], ids=["prose", "points"])
def test_a_word_longer_than_a_line_is_parted_with_hyphens_and_stays_large(typeset_scene, show):
    def last(language):
        pages, _, _ = typeset_scene(Scene(id="a", show=show), size=(360, 640), language=language)
        return pages[-1]

    german, none = last("de-DE"), last("vi")
    # Where no language says how, letters are parted without a hyphen, or they are smaller: another picture.
    assert (german != none).any()
    assert max(len(rows) for rows in inked(german)) >= 14


def test_words_that_fit_a_line_are_never_parted(typeset_scene):
    text = "The council voted, after extraordinary circumstances and internationally recognised recommendations."
    pages = [
        typeset_scene(Scene(id="a", show=Text(text=text)), size=(360, 640), language=language)[0][-1]
        for language in ("en-US", "vi")
    ]
    assert np.array_equal(*pages)


@pytest.mark.parametrize(
    "text",
    [
        "Donaudampfschifffahrtsgesellschaft " + "W" * 70,
        "bcdaabcbdabadcbbadccdbabdcbadbcacabdbcadbbcdacbdacbd",
        "W" * 18 + "pollination",
    ],
    ids=["one-of-two", "hardly", "stiff-start"],
)
def test_a_word_that_hyphens_part_in_too_few_places_leaves_no_line(typeset_scene, text):
    for show in (Title(subtitle=text), Bullets(items=[text]), Text(text=text), Quote(text=text)):
        for language in ("en-US", "de"):
            assert_inside(typeset_scene, Scene(id="x", show=show), (270, 480), language)
