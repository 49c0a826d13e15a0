from __future__ import annotations

import json
from typing import get_args

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aura_nb.errors import RequestInvalid
from aura_nb.specs import (
    Brief,
    Bullets,
    Callout,
    Code,
    Columns,
    End,
    Formula,
    Picture,
    Plan,
    Point,
    Quote,
    Render,
    Scene,
    Section,
    Show,
    Steps,
    Storyboard,
    Table,
    Text,
    Title,
    Voice,
    slug,
    validation,
)
from aura_nb.specs import kinds as specs_kinds
from aura_nb.specs.cleaning import clean_text
from aura_nb.specs.kinds.table import Lit
from aura_nb.specs.validation import MOST_ERRORS, check


def story() -> dict:
    return {
        "version": 1,
        "title": "Bees",
        "language": "en-US",
        "scenes": [
            {"id": "intro", "heading": "Bees", "narration": "Bees matter.", "show": {"kind": "title"}},
            {"id": "points", "narration": "Two.", "show": {"kind": "bullets", "items": ["one", "two"]}},
        ],
    }


def wrong(kind, raw, path="") -> dict[str, str]:
    with pytest.raises(RequestInvalid) as caught:
        check(kind, raw, path=path)
    return dict(caught.value.errors)


def test_a_right_storyboard_is_converted() -> None:
    made = check(Storyboard, story())
    assert made["points"].show == Bullets(items=["one", "two"])


def test_every_wrong_field_is_named_at_once_by_its_path() -> None:
    raw = story()
    raw["lang"] = "en"
    raw["scenes"][0]["id"] = "No Spaces"
    raw["scenes"][0]["pauseAfter"] = 99
    raw["scenes"][1]["show"]["items"][0] = 3
    raw["scenes"][1]["voice"] = {"rate": "fast"}
    assert wrong(Storyboard, raw) == {
        "lang": 'unknown field; did you mean "language"?',
        "scenes[0].id": 'must be 1 to 64 of a-z, 0-9 and -, not "No Spaces"',
        "scenes[0].pauseAfter": "must be a number from 0 to 60, not 99",
        "scenes[1].show.items[0]": "must be text, not 3",
        "scenes[1].voice.rate": 'must be a number from 0.5 to 2, not "fast"',
    }


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("naration", "narration"), ("pause_after", "pauseAfter"), ("Heading", "heading"), ("transitions", "transition")],
)
def test_an_unknown_field_is_answered_with_the_one_that_was_meant(typed, meant) -> None:
    assert wrong(Scene, {"id": "a", typed: "x"}) == {typed: f'unknown field; did you mean "{meant}"?'}


def test_a_field_like_nothing_known_is_answered_with_all_there_are() -> None:
    assert wrong(Plan, {"zzz": 1}) == {"zzz": "unknown field; there are seconds, pacing, density, style"}
    raw = {"id": "a", "show": {"kind": "bullets", "items": ["x"], "src": "y"}}
    assert wrong(Scene, raw) == {"show.src": "unknown field; bullets has items, intro"}


def test_a_wrong_choice_is_answered_with_the_choices_and_the_nearest() -> None:
    assert wrong(Render, {"transition": "fad"}) == {
        "transition": 'must be one of "cut", "fade", "push", "slide", not "fad"; did you mean "fade"?'
    }
    assert wrong(Render, {"quality": None}) == {
        "quality": 'must be one of "draft", "high", "standard", "ultra", not null'
    }


def test_what_is_shown_must_be_of_a_known_kind() -> None:
    kinds = ", ".join(f'"{kind.__struct_config__.tag}"' for kind in get_args(Show))
    assert wrong(Scene, {"id": "a", "show": {}}) == {"show.kind": f"is missing; it is one of {kinds}"}
    assert wrong(Scene, {"id": "a", "show": {"kind": "bullet"}}) == {
        "show.kind": f'must be one of {kinds}, not "bullet"; did you mean "bullets"?'
    }
    assert wrong(Scene, {"id": "a", "show": "title"}) == {
        "show": f'must be an object with kind, one of {kinds}, not "title"'
    }


def test_missing_fields_are_named_with_what_they_are() -> None:
    assert wrong(Storyboard, {"scenes": [{}]}) == {
        "title": "is missing",
        "scenes[0].id": "is missing: 1 to 64 of a-z, 0-9 and -",
    }
    assert wrong(Storyboard, {"title": "x", "scenes": []}) == {"scenes": "must have at least 1 entry"}


def test_an_id_used_twice_is_named_where_it_is_used_again() -> None:
    raw = story()
    raw["scenes"][1]["id"] = "intro"
    raw["scenes"][1]["narration"] = 3  # another wrong field does not hide it
    assert wrong(Storyboard, raw)["scenes[1].id"] == '"intro" is already the id of scenes[0]; ids must be unique'


def test_another_version_is_refused_with_the_way_out() -> None:
    assert wrong(Storyboard, story() | {"version": 2}) == {
        "version": "is 2, but this aura_nb reads version 1; a newer aura_nb reads it"
    }
    assert wrong(Storyboard, story() | {"version": "1"}) == {"version": 'must be 1, not "1"'}
    assert wrong(Storyboard, story() | {"version": True}) == {"version": "must be 1, not true"}


@pytest.mark.parametrize(
    ("kind", "raw", "field", "says"),
    [
        (Render, {"fps": 0}, "fps", "must be a whole number from 1 to 60, not 0"),
        (Render, {"fps": 29.97}, "fps", "must be a whole number from 1 to 60, not 29.97"),
        (Render, {"fps": True}, "fps", "must be a whole number from 1 to 60, not true"),
        (Render, {"aspect": "100x200"}, "aspect", "width and height must be even numbers from 160 to 7680"),
        (Render, {"aspect": "16/9"}, "aspect", 'must be "16:9", "9:16", "1:1", "4:5" or "WxH", not "16/9"'),
        (Render, {"aspect": "320x240\n"}, "aspect", 'must be "16:9", "9:16", "1:1", "4:5" or "WxH", not "320x240 "'),
        (Plan, {"seconds": float("nan")}, "seconds", "must be a number from 5 to 3,600, not nan"),
        (Plan, {"seconds": 10**400}, "seconds", "must be a number from 5 to 3,600, not a very large number"),
        (Brief, {"topic": "  "}, "topic", "must not be empty"),
        (Brief, {"topic": "x" * 501}, "topic", "must have at most 500 characters, not 501"),
        (Brief, {"topic": "x", "language": "english!"}, "language",
         'must be a BCP 47 tag such as "en-US" or "de", not "english!"'),
        (Brief, [], "", "must be an object with topic, audience, goal, tone, language, source, not a list"),
        (Scene, {"id": "a", "show": {"kind": "bullets", "items": "one"}}, "show.items", 'must be a list, not "one"'),
    ],
)  # fmt: skip
def test_wrong_values_are_answered_with_what_would_be_right(kind, raw, field, says) -> None:
    assert wrong(kind, raw) == {field: says}


def test_digits_of_other_scripts_are_not_a_size() -> None:
    assert wrong(Render, {"aspect": "\u0663\u0662\u0660x\u0662\u0664\u0660"}).keys() == {"aspect"}


def test_paths_start_where_the_caller_says() -> None:
    assert wrong(Render, {"fps": 0}, path="render").keys() == {"render.fps"}


def test_what_was_assigned_in_python_is_caught() -> None:
    made = check(Storyboard, story())
    made["intro"].narration = 3
    made["points"].show = Title
    made.scenes.append(made.scenes[0])
    assert wrong(Storyboard, made).keys() == {
        "scenes[0].narration",
        "scenes[1].show",
        "scenes[2].narration",
        "scenes[2].id",
    }
    assert check(Storyboard, check(Storyboard, story())) == check(Storyboard, story())


def test_a_checked_instance_is_a_copy() -> None:
    made = check(Storyboard, story())
    assert check(Storyboard, made).scenes[0] is not made.scenes[0]


def test_a_flood_of_wrong_fields_ends_the_search(monkeypatch) -> None:
    asked = []
    monkeypatch.setattr(validation, "unknown", lambda *words: asked.append(words) or "unknown field")
    found = wrong(Plan, {f"field{number}": 1 for number in range(5000)})
    assert len(found) == MOST_ERRORS + 1
    assert found[""] == "and more is wrong: after 100 fields nothing else was looked at"
    assert len(asked) == MOST_ERRORS + 1, "what costs time is not done for fields that are not named"
    assert len(wrong(Plan, {f"field{number}": 1 for number in range(MOST_ERRORS)})) == MOST_ERRORS


def test_control_characters_in_text_become_spaces_and_line_ends_become_one_kind() -> None:
    made = check(Brief, {"topic": "a\x00b", "source": "one\r\ntwo\rthree\x0bfour\tfive\u2028six"})
    assert made.topic == "a b"
    assert made.source == "one\ntwo\nthree four\tfive\nsix"


def test_half_a_surrogate_pair_in_text_becomes_the_replacement_character() -> None:
    made = check(Brief, {"topic": "a\ud83db"})
    assert made.topic == "a\ufffdb"
    made.topic.encode()


@pytest.mark.parametrize("name", ["a\x00.png", "a\n.png", "a\ud83d.png"])
def test_a_file_name_with_characters_no_file_can_have_is_refused_not_changed(name) -> None:
    assert wrong(Picture, {"kind": "picture", "image": name}) == {
        "image": "must not hold control characters or half a surrogate pair: it names a file"
    }


@given(st.text(st.characters(codec=None)))
def test_clean_text_can_always_be_written_and_is_clean(text) -> None:
    cleaned = clean_text(text)
    cleaned.encode()
    assert clean_text(cleaned) == cleaned


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["id", "show", "kind", "items", "voice", "scenes", "title", "version", "x"]), inner, max_size=5
    ),
)  # fmt: skip


@given(st.sampled_from([Storyboard, Scene, Render, Brief]), JSON)
def test_any_json_is_either_right_or_refused(kind, raw) -> None:
    try:
        made = check(kind, raw)
    except RequestInvalid as error:
        str(error).encode()
    else:
        assert check(kind, made.to_json()) == made


def full() -> Storyboard:
    shows = [
        *(Title(subtitle="s"), Bullets(items=["b", Point(text="c", items=["d"])]), Text(text="t"), End(text="e")),
        *(Picture(image="p.png"), Quote(text="q"), Callout(text="c"), Section(number="1"), Steps(items=["s"])),
        *(Formula(tex="x^2", steps=["x"]), Code(code="c = 1", lines=[[1]]), Table(rows=[["1"]], light=[Lit(row=1)])),
        Columns(columns=[Text(text="a"), Picture(image="p.png")], widths=[1, 2]),
    ]
    scenes = [Scene(id=f"s{number}", show=show) for number, show in enumerate(shows)]
    scenes[0].voice = Voice(name="hibari:en-us", pause="long")
    scenes[1].pause_after, scenes[1].transition = 2.5, "push"
    return Storyboard(title="Every kind", scenes=scenes)


def test_a_saved_storyboard_is_valid_by_the_published_schema(tmp_path) -> None:
    schema = Storyboard.json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$id"].endswith(":1")
    assert "version 1" in schema["title"]
    saved = json.loads(full().save(tmp_path / "s.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(saved)


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw.pop("title"),
        lambda raw: raw.update(version=2),
        lambda raw: raw.update(extra=1),
        lambda raw: raw["scenes"][0].update(id="No"),
        lambda raw: raw["scenes"][0].update(pauseAfter=61),
        lambda raw: raw["scenes"][1]["show"].update(items=[]),
        lambda raw: raw["scenes"][1]["show"].update(kind="list"),
    ],
)
def test_what_the_check_refuses_the_schema_refuses_too(change) -> None:
    raw = story()
    change(raw)
    assert wrong(Storyboard, raw)
    assert not jsonschema.Draft202012Validator(Storyboard.json_schema()).is_valid(raw)


@pytest.mark.parametrize(
    ("cues", "says"),
    [
        ([{"on": "they hum", "show": 1}, {"on": "THEY  fly", "show": 2}], ""),
        ([{"on": "they", "show": 2}, {"on": "fly", "show": 2}], "cues[1].show: must be more than 2"),
        ([{"on": "they", "show": 0}], "cues[0].show: must be a whole number"),
        ([{"on": "fly", "show": 3}], "cues: show step 3, but what the scene shows has 2 steps"),
        ([{"on": " ", "show": 1}], "cues[0].on: must not be empty"),
    ],
)
def test_cues_name_steps_that_there_are(cues, says) -> None:
    show = {"kind": "bullets", "items": ["Hum", "Fly"]}
    scene = {"id": "a", "narration": "They hum.\n\nThen they\nfly.", "show": show, "cues": cues}
    if not says:
        assert [cue.show for cue in check(Scene, scene).cues] == [1, 2]
        return
    with pytest.raises(RequestInvalid) as refused:
        check(Scene, scene)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("focus", "says"),
    [
        ([0.1, 0.1, 0.5, 0.5], ""),
        ([[0.1, 0.1, 0.5, 0.5], [0, 0, 1, 1]], ""),
        ([[0.333, 0.5, 0.6671, 0.5]], ""),
        ([0.1, 0.1, 0.5], "show.focus: must have x, y, width and height, not 3 numbers"),
        ([0.1, [0.1, 0.1, 0.2, 0.2]], "show.focus: must be either one region or a list of them"),
        ([[0.1, 0.1, 0.5]], "show.focus[0]: must have at least 4 entries"),
        ([0.6, 0.1, 0.5, 0.5], "show.focus: reaches out of the picture: x + width and y + height are at most 1"),
        ([[0, 0, 1, 1], [0.1, 0.1, 0, 0.5]], "show.focus[1]: must have a width and a height above 0"),
        ([0.1, 0.1, 50, 0.5], "show.focus[2]: must be a number from 0 to 1, not 50"),
    ],
)
def test_a_focus_is_one_region_of_the_picture_or_several(focus, says) -> None:
    raw = {"id": "x", "show": {"kind": "picture", "image": "p.png", "focus": focus}}
    if says:
        with pytest.raises(RequestInvalid) as caught:
            check(Scene, raw)
        assert str(caught.value) == says
    else:
        assert check(Scene, raw).show.step_count == (len(focus) if isinstance(focus[0], list) else 1)


TURNS = [{"text": "Do they fly?", "voice": "Anna"}, {"text": "They do."}]


def test_a_dialogue_is_the_narration_and_is_written_once(tmp_path):
    scene = check(Scene, {"id": "a", "say": TURNS})
    assert scene.narration == "Do they fly?\n\nThey do."
    assert check(Scene, scene) == scene
    saved = json.loads(Storyboard(title="Bees", scenes=[scene, Scene(id="b")]).save(tmp_path / "s.json").read_text())
    assert "narration" not in saved["scenes"][0]
    assert "narration" in saved["scenes"][1]
    assert Storyboard.load(tmp_path / "s.json").scenes[0] == scene


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ({"say": TURNS, "narration": "Something else."}, "narration: is not what `say` says"),
        ({"say": [{"text": "a " * 2000}] * 2}, "say: has 8,000 characters; 5,000 are the most"),
        ({"say": [{"text": " "}]}, "say[0].text: must not be empty"),
    ],
)
def test_a_dialogue_that_is_none_is_refused(raw, says):
    with pytest.raises(RequestInvalid) as refused:
        check(Scene, {"id": "a"} | raw)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("voices", "says"),
    [
        ({"a:b": "espeak:de"}, "voices.a:b: must be a speaker's name"),
        ({"Anna": ""}, "voices.Anna: must name a voice"),
        ({"Anna": {"rate": 9}}, "voices.Anna: is no voice"),
    ],
)
def test_a_speaker_has_a_name_and_a_voice(voices, says):
    with pytest.raises(RequestInvalid) as refused:
        check(Storyboard, {"title": "Bees", "scenes": [{"id": "a"}], "voices": voices})
    assert says in str(refused.value)


def test_cues_of_what_appears_at_once_are_refused() -> None:
    with pytest.raises(RequestInvalid, match="appears at once"):
        check(Scene, {"id": "a", "narration": "They hum.", "cues": [{"on": "hum", "show": 1}]})


def test_a_storyboard_that_is_saved_and_loaded_is_the_same(tmp_path) -> None:
    assert Storyboard.load(full().save(tmp_path / "s.json")) == full()


@pytest.mark.parametrize(
    ("aspect", "quality", "size"),
    [("16:9", "ultra", (3840, 2160)), ("4:5", "standard", (1080, 1350)), ("1:1", "draft", (480, 480)),
     ("640x360", "ultra", (640, 360))],
)  # fmt: skip
def test_sizes_follow_aspect_and_quality(aspect, quality, size) -> None:
    assert Render(aspect=aspect, quality=quality).size == size


def test_a_slug_is_safe_for_any_title() -> None:
    assert [slug(title) for title in ("Über Bienen!", "光合作用", "a" * 80)] == ["uber-bienen", "film", "a" * 48]


def test_blank_cells_of_a_table_keep_their_places():
    table = specs_kinds.Table(header=["", "mass"], rows=[["Adelie", ""], ["", "5"]])
    assert table.bare({}) == table
    beside = specs_kinds.Columns(columns=[table, specs_kinds.Bullets(items=["a", "b"])])
    assert beside.bare({}) == beside
    assert specs_kinds.Bullets(items=["a", "b"]).mapped(lambda leaf: "" if leaf.text == "a" else leaf.text).items == [
        "b"
    ]
