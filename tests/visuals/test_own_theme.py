"""A theme of one's own is a file next to the deck; what is wrong in it is told by file, key and value."""

from __future__ import annotations

import json

import pytest

from aura_nb.errors import RequestInvalid
from aura_nb.request.named import film_request
from aura_nb.visuals import own_theme
from aura_nb.visuals.own_theme import load
from aura_nb.visuals.theme import contrast, written

DECK = "---\ntheme: sea.json\n---\n# Bees\n\nThey fly.\n"


def test_a_theme_next_to_the_deck_changes_what_it_names_and_nothing_else(tmp_path):
    (tmp_path / "talk.md").write_text(DECK)
    (tmp_path / "sea.json").write_text(json.dumps({"base": "light", "colours": {"accent": "#0a6b7a"}}))
    found = load(written(film_request(str(tmp_path / "talk.md")).render.theme))
    light = load("light")
    assert found.colours.accent == "#0a6b7a"
    assert found.colours.ink == light.colours.ink
    assert (found.fonts, found.roles) == (light.fonts, light.roles)
    assert all(contrast(found.colour(ink), found.colour(ground)) >= 4.5 for ink, ground in found.text)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"colours": {"acent": "#0a6b7a"}}, "sea.json: colours.acent: there is no such key; did you mean 'accent'?"),
        ({"colours": {"ink": "red"}}, "sea.json: colours.ink: 'red' is no colour such as \"#d2371b\""),
        ({"colours": []}, "sea.json: colours: must be an object, not []"),
        ({"base": "drak"}, "sea.json: base: there is no theme 'drak'; did you mean 'dark'?"),
        ({"fonts": {"text": "No Such Sans"}}, "pip install fontpkg-no-such-sans"),
        ({"fonts": {"text": "../../etc/passwd"}}, "sea.json: fonts.text: '../../etc/passwd' is no name of a font"),
        ({"fonts": {"text": 5}}, "sea.json: fonts.text: 5 is no name of a font"),
        ({"ornament": "zzz"}, "sea.json: ornament: there is no ornament 'zzz'; there is tiles, rules, dots"),
        ({"ornament": ["dots"]}, "sea.json: ornament: there is no ornament ['dots']"),
        ({"x": "a" * 200_000}, "sea.json: is larger than 100 kB"),
        ({"roles": {"body": {"weight": "bold"}}}, "sea.json: roles.body.weight: must be a whole number"),
        ({"colours": {"ink": "#f0f0f0"}}, 'colours.ink: "#f0f0f0" cannot be read on paper "#f7f2e8"'),
        ({"colours": {"accent": "#ffee00"}}, 'colours.accent: "#ffee00" can hardly be seen on paper "#f7f2e8"'),
        ({"text": [["ink", "paper"]]}, "sea.json: text: there is no such key"),
        ([], "sea.json: must be an object"),
    ],
)
def test_what_is_wrong_is_told_by_file_key_and_value(tmp_path, said, told):
    file = tmp_path / "sea.json"
    file.write_text(json.dumps(said))
    with pytest.raises(RequestInvalid) as caught:
        own_theme.read(file)
    assert told in str(caught.value)
    assert "pip install fontpkg-" not in str(caught.value) or "fontpkg-no-such-sans" in told


def test_a_file_that_is_not_there_or_no_json_is_told(tmp_path):
    (tmp_path / "talk.md").write_text(DECK)
    with pytest.raises(RequestInvalid, match=r"there is no file 'sea\.json'"):
        film_request(str(tmp_path / "talk.md"))
    (tmp_path / "sea.json").write_text("{")
    with pytest.raises(RequestInvalid, match=r"sea\.json: is no JSON"):
        film_request(str(tmp_path / "talk.md"))


def test_a_brand_is_an_accent_and_a_font(tmp_path):
    (tmp_path / "talk.md").write_text(
        '---\ntheme: dark\nbrand:\n  accent: "#FFD400"\n  font: IBM Plex Sans\n---\n# Bees\n'
    )
    found = load(written(film_request(str(tmp_path / "talk.md")).render.theme))
    assert (found.colours.accent, found.fonts.text) == ("#ffd400", "IBM Plex Sans")
    assert found.colours.paper == load("dark").colours.paper
    with pytest.raises(RequestInvalid, match=r'brand\.acent: unknown field; did you mean "accent"'):
        film_request("Bees", brand={"acent": "#ffd400"})
    with pytest.raises(RequestInvalid, match="can hardly be seen"):
        film_request("Bees", brand={"accent": "#ffd400"})


def test_an_accent_too_pale_for_text_is_only_the_colour_of_marks(tmp_path):
    found = load(written(own_theme.branded("light", {"accent": "#e8590c"})))
    assert found.colours.accent == "#e8590c"
    assert contrast(found.colours.warning, found.colours.sand) >= 4.5
