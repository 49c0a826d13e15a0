"""Characters that no font here has: left out with a warning, or, where they are most of a film, a reason to stop."""

import pytest
from support import SMALL

from aura_nb.errors import FontMissing
from aura_nb.pipeline.film_spec import FilmSpec
from aura_nb.pipeline.graph import film_graph
from aura_nb.pipeline.lettering import missing_characters
from aura_nb.specs import Bullets, Custom, End, Picture, Scene, Storyboard, Text, Title, Voice
from aura_nb.specs.origin import Origin
from aura_nb.visuals import glyphs
from aura_nb.visuals.font_index import FontIndex
from aura_nb.visuals.fonts import Library

BARE = Library(FontIndex(folders=[]))  # the theme's fonts, and perhaps wheels
WAVE, CLOCK, MOON = "\U0001f30a", "\U0001f550", "\U0001f315"
NONE = "\U00010a60"  # Old South Arabian, for which there is no wheel


def film(*scenes):
    board = Storyboard(title="T", scenes=list(scenes))
    return FilmSpec(storyboard=board, voice=Voice(), render=SMALL, pictures={}, library=BARE)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"Tides {WAVE}", "Tides "),
        (f"{CLOCK} Twice a day", " Twice a day"),
        ("\U0001f469\u200d\U0001f680 up", " up"),  # a woman joined to a rocket
        ("\U0001f44d\U0001f3fd ok", " ok"),  # a thumb with its tone
        ("\u2764\ufe0f love", " love"),  # with its variation
        ("\U0001f1eb\U0001f1f7 Paris", " Paris"),  # a flag of two letters
        ("\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f x", " x"),  # one of tags
        ("1\ufe0f\u20e3 First", "1 First"),  # a keycap
        ("\u2460 one", "1 one"),
        ("e\u0301\u200dx", "e\u0301\u200dx"),
    ],
)
def test_what_has_no_font_goes_whole_and_nothing_else_does(text, left):
    missing = "\U0001f469\U0001f680\U0001f44d\U0001f3fd\u2764\U0001f1eb\U0001f1f7\U0001f3f4\u20e3\u2460" + WAVE + CLOCK
    assert glyphs.without(text, missing) == left
    assert glyphs.without(text, "") == text


def test_every_kind_of_scene_is_drawn_without_them():
    def shown(show):
        return glyphs.shown(Scene(id="a", heading=f"H{WAVE}", show=show), WAVE)

    assert shown(Title(subtitle=f"a{WAVE}")) == Scene(id="a", heading="H", show=Title(subtitle="a"))
    assert shown(Bullets(items=[WAVE, f"b{WAVE}"])).show == Bullets(items=["b"])
    assert shown(Bullets(items=[WAVE])).show == Title()
    assert shown(Text(text=WAVE)).show == Title()
    assert shown(Text(text=f"a\n\n    b {WAVE}")).show == Text(text="a\n\n    b ")
    assert shown(Picture(image="x.png", alt=WAVE, caption=f"c{WAVE}")).show.caption == "c"
    assert shown(End(text=WAVE)).show == End()
    fields = {"a": [f"x{WAVE}", 1], "b": {"c": WAVE}}
    assert shown(Custom(visual="a.b", fields=fields)).show.fields == {"a": ["x", 1], "b": {"c": ""}}


def test_a_slide_is_set_in_what_there_is_and_the_warning_names_the_line():
    source = Origin(file="talk.md", line=3)
    made = film(Scene(id="a", heading=f"Tides {NONE}", source=source), Scene(id="b", heading="Known", source=source))
    found = missing_characters(made)
    assert found.message == f"No font here has U+10A60 {NONE} (talk.md:3 (\u201cTides {NONE}\u201d)): left out."
    assert found.remedy
    drawn = next(task for task in film_graph(made) if task.name == "draw:a").bind({}).params["scene"]
    assert drawn["heading"] == "Tides "


def test_a_film_most_of_whose_letters_have_no_font_is_refused():
    words = Scene(id="b", heading="Some more words of Latin")
    assert missing_characters(film(Scene(id="a", heading=NONE * 6), words))
    with pytest.raises(FontMissing, match=r"most of this film's letters, such as U\+10A60") as refused:
        missing_characters(film(Scene(id="a", heading=NONE * 60), words))
    assert "font" in refused.value.remedy.lower()
