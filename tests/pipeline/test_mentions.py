"""A row or column of a table lights up as the narration names it; the storyboard stays as it was written."""

from __future__ import annotations

import pytest

from aura_nb.pipeline.film_spec import FilmSpec
from aura_nb.pipeline.steps.blueprint import Blueprint
from aura_nb.specs import Bullets, Cue, Render, Scene, Storyboard, Table, Voice
from aura_nb.specs.kinds.table import Lit

TIDES = Table(
    header=["Port", "High (m)", "Low (m)"],
    rows=[["Brest", "6.9", "1.1"], ["Saint-Malo", "12.2", "1.5"], ["Dover", "6.8", "0.8"]],
)


def lit(narration: str, show: Table = TIDES, **more) -> Scene:
    story = Storyboard(title="Tides", scenes=[Scene(id="a", narration=narration, show=show, **more)])
    film = FilmSpec(storyboard=story, voice=Voice(), render=Render(), pictures={})
    [scene] = Blueprint(film).scenes
    assert film.storyboard.scenes[0].show == show
    return scene


def lights(scene: Scene) -> list[tuple[str, Lit]]:
    return [(cue.on, scene.show.light[cue.show - 1]) for cue in scene.cues]


def test_rows_and_columns_light_up_as_they_are_named() -> None:
    scene = lit("In Saint-Malo the tide is the highest of all. At low water you can walk. Nothing is as calm as Dover.")
    assert lights(scene) == [
        ("Saint-Malo", Lit(row=2)),
        ("low", Lit(column=3)),
        ("Dover", Lit(row=3)),
    ]


@pytest.mark.parametrize(
    "narration",
    [
        "",
        "Nothing of this is named.",
        "Brest, Saint-Malo and Dover.",  # a list of names is read too fast to follow
        "The port is closed for the whole of the winter.",  # the first column's name names no column
        "Dovercourt is another town, and it has no tide.",
    ],
)
def test_what_is_not_spoken_of_stays_as_it_is(narration: str) -> None:
    scene = lit(narration)
    assert scene.cues == []
    assert scene.show == TIDES


def test_names_that_several_rows_have_and_short_ones_light_nothing() -> None:
    show = Table(rows=[["Brest", "1"], ["Brest", "2"], ["12", "3"], ["1966", "4"]])
    scene = lit("Brest is old. There were 12 of them in the harbour, and in 1966 there were many more of them.", show)
    assert lights(scene) == [("1966", Lit(row=4))]


def test_a_name_is_lit_where_it_is_spoken_of_and_not_where_it_is_listed() -> None:
    narration = "Brest, Dover and others have gauges. Of these Dover is the one that we look at."
    [(phrase, light)] = lights(lit(narration))
    assert light == Lit(row=3)
    assert phrase == "Dover is"


def test_what_an_author_said_stays() -> None:
    asked = Table(header=TIDES.header, rows=TIDES.rows, light=[Lit(row=3)])
    assert lit("Brest is where the story begins.", asked).cues == []
    cued = lit("Brest is where Dover begins.", asked, cues=[Cue(on="Dover", show=1)])
    assert lights(cued) == [("Dover", Lit(row=3))]


def test_japanese_names_are_found_without_spaces() -> None:
    show = Table(rows=[["上海", "3.1"], ["青岛", "5.0"]])
    assert lights(lit("まず上海の港を見てみましょう。", show)) == [("上海", Lit(row=1))]


def test_other_kinds_have_no_names_of_their_own() -> None:
    story = Storyboard(title="x", scenes=[Scene(id="a", narration="Brest is old.", show=Bullets(items=["Brest"]))])
    [scene] = Blueprint(FilmSpec(storyboard=story, voice=Voice(), render=Render(), pictures={})).scenes
    assert scene is story.scenes[0]
