"""Tables of pronunciations: where they come from, which of them counts, and what is said of a wrong one."""

from __future__ import annotations

import json

import pytest
from support import story

from aura_nb.errors import RequestInvalid, SourceInvalid, SourceNotFound
from aura_nb.pipeline.dryrun import plan_film
from aura_nb.pipeline.film_request import FilmRequest, specify
from aura_nb.pipeline.workspace import Workspace
from aura_nb.request.named import film_request
from aura_nb.sources import from_markdown
from aura_nb.sources.pronunciation_file import load_pronunciations, workspace_pronunciations
from aura_nb.specs import Run, Scene, Storyboard, Voice
from aura_nb.specs.pronounce import chosen, merged, problems
from aura_nb.specs.validation import check

HIBARI = {"voice": "hibari:en-us", "language": "en-US"}


def said(table, text, **who):
    return chosen(table, text=text, **(HIBARI | who))


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("numpy", "NumPy is fast.", True),
        ("numpy", "numpy's arrays", True),
        ("numpy", "numpyro is another", False),
        ("num", "numpy", False),
        ("SQL", "Use SQL.", True),
        ("SQL", "use sql", False),
        ("SQL", "MySQL", False),
        ("IT", "it is", False),
        ("New York", "In New\nYork now", True),
        ("scikit-learn", "(scikit-learn)", True),
        ("C++", "C++ code", True),
        ("東京", "私は東京にいる", True),
    ],
)
def test_words_are_whole_and_capitals_matter_where_they_are_written(word, text, found):
    assert said({word: "x"}, text) == ({word: "x"} if found else {})


@pytest.mark.parametrize(
    ("voice", "language", "how"),
    [
        ("hibari:en-us", "en-US", "american"),
        ("espeak:en-gb", "en-GB", "this voice"),
        ("espeak:en-gb+f3", "en-GB", "this voice"),
        ("espeak:en-us", "en-US", "espeak"),
        ("gtts:en", "en-GB", "english"),
        ("gtts:de", "de", "anyone"),
    ],
)
def test_the_nearest_choice_counts(voice, language, how):
    choices = {"any": "anyone", "en": "english", "en-US": "american", "espeak": "espeak", "espeak:en-gb": "this voice"}
    assert said({"data": choices}, "data", voice=voice, language=language) == {"data": how}


def test_a_choice_for_others_leaves_a_word_to_the_next_table():
    assert said({"data": {"de": "Daten"}}, "data") == {}
    assert said(merged({"data": {"de": "Daten"}}, {"data": "dayta"}), "data") == {"data": "dayta"}


@pytest.mark.parametrize(
    ("table", "field", "why"),
    [
        (["x"], "", "must be a table of words"),
        ({"a": ""}, "a", "must say something"),
        ({"a": 5}, "a", "must be text, how the word is said, not 5"),
        ({"a": "/w$n/"}, "a", '"$", which is no sign of the IPA'),
        ({"a": {}}, "a", "must not be empty"),
        ({"a": {"de_DE": "x"}}, "a.de_DE", "must be a language"),
        ({"a": {"de": ["x"]}}, "a.de", "must be text"),
        ({"-": "minus"}, "-", "must name a word with a letter"),
        ({"a" * 101: "x"}, "", "has a word of 101 characters"),
        ({"a": "x" * 201}, "a", "must have at most 200 characters, not 201"),
    ],
)
def test_a_wrong_table_is_refused_by_its_key(table, field, why):
    (wrong,) = problems(table, "")
    assert wrong.field == field
    assert why in wrong.message


@pytest.mark.parametrize("table", [{"a": "/w$n/"}, {"a": 1}, ["a"]])
def test_a_storyboard_with_a_wrong_table_is_refused(table):
    with pytest.raises(RequestInvalid, match=r"^pronounce"):
        check(Storyboard, {"title": "-", "scenes": [{"id": "a"}], "pronounce": table})
    with pytest.raises(RequestInvalid, match=r"^scenes\[0\].pronounce"):
        check(Storyboard, {"title": "-", "scenes": [{"id": "a", "pronounce": table}]})
    with pytest.raises(RequestInvalid, match=r"^pronounce"):
        film_request("Bees", pronounce=table)


def test_a_table_is_read_from_yaml_toml_and_json(tmp_path):
    table = {"xarray": "ex array", "no": "nope", "Nguyen": {"de": "/ŋwiən/"}}
    (tmp_path / "a.yaml").write_text("xarray: ex array\nno: nope\nNguyen: {de: /ŋwiən/}\n", encoding="utf-8")
    (tmp_path / "a.toml").write_text('xarray = "ex array"\nno = "nope"\nNguyen.de = "/ŋwiən/"\n', encoding="utf-8")
    (tmp_path / "a.json").write_text(json.dumps(table), encoding="utf-8")
    assert [load_pronunciations(tmp_path / f"a.{kind}") for kind in ("yaml", "toml", "json")] == [table] * 3


@pytest.mark.parametrize(
    ("name", "content", "said_of_it"),
    [
        ("p.yaml", "a: x\nb: /w$n/\n", 'b: p.yaml:2: "/w$n/" has "$"'),
        ("p.yaml", "a: x\nb:\n  de: ''\n", "b.de: p.yaml:3: must say something"),
        ("p.yaml", "a: x\nb: [\n", "p.yaml:3: this is not YAML"),
        ("p.yaml", "- a\n", "p.yaml: must be a table of words"),
        ("p.toml", "a = \n", "p.toml is not TOML: Invalid value (at line 1, column 5)"),
        ("p.toml", "a = 5\n", "a: p.toml: must be text"),
        ("p.json", '{"a": 1', "p.json is not JSON"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name_line_and_key(tmp_path, name, content, said_of_it):
    (tmp_path / name).write_text(content)
    with pytest.raises(SourceInvalid) as refused:
        load_pronunciations(tmp_path / name)
    assert said_of_it in str(refused.value)


def test_a_file_that_there_is_not_is_named(tmp_path):
    with pytest.raises(SourceNotFound, match=r"there is no file .*words\.yaml"):
        film_request("Bees", pronounce=str(tmp_path / "words.yaml"))


async def test_the_option_counts_before_the_deck_the_deck_before_the_workspace(tmp_path):
    (tmp_path / "pronounce.yaml").write_text("number: from the workspace\nscene: from the workspace\nthis: from it\n")
    (tmp_path / "words.toml").write_text('number = "from the option"\n')
    board = story(1, pronounce={"number": "from the deck", "scene": "from the deck"})
    request = film_request(board, pronounce=tmp_path / "words.toml")
    film = (await specify(request, board, workspace=tmp_path)).film
    assert film.pronounced(board.scenes[0], ["hibari:en-us"]) == {
        "hibari:en-us": {"number": "from the option", "scene": "from the deck", "this": "from it"}
    }
    board.scenes[0].pronounce = {"number": "from the scene"}
    assert film.pronounced(board.scenes[0], ["hibari:en-us"])["hibari:en-us"]["number"] == "from the scene"


async def test_words_of_the_scientific_python_world_are_known_until_somebody_says_otherwise():
    board = Storyboard(title="-", scenes=[Scene(id="a", narration="NumPy, xarray and SQL.")])
    film = (await specify(FilmRequest(storyboard=board), board)).film
    assert set(film.pronounced(board.scenes[0], ["hibari:en-us"])["hibari:en-us"]) == {"numpy", "xarray", "sql"}
    board.pronounce = {"SQL": "S Q L"}
    assert film.pronounced(board.scenes[0], ["hibari:en-us"])["hibari:en-us"]["SQL"] == "S Q L"


def test_a_workspace_without_a_file_has_no_table(tmp_path):
    assert workspace_pronunciations(tmp_path) == {}


def test_a_deck_says_it_in_its_front_matter():
    deck = from_markdown('---\npronounce:\n  xarray: ex array\n  no: "/nəʊ/"\n---\n# Hello')
    assert deck.storyboard.pronounce == {"xarray": "ex array", "no": "/nəʊ/"}


def test_front_matter_with_a_wrong_one_is_refused_by_its_line():
    with pytest.raises(SourceInvalid, match=r"pronounce\.b: line 4: must say something"):
        from_markdown('---\npronounce:\n  a: x\n  b: ""\n---\n# Hello')


def test_a_word_of_a_deck_says_it_where_it_stands():
    deck = from_markdown(
        '# Data in [SQL]{say="sequel"}\n\nWe [**read**]{say="red"} it.\n\n---\n\nWe read `[a]{say="b"}`.\n'
    )
    first, second = deck.storyboard.scenes
    assert first.heading == "Data in SQL"
    assert first.narration == "Data in SQL.\n\nWe read it."
    assert first.pronounce == {"SQL": "sequel", "read": "red"}
    assert second.pronounce == {}
    assert Run(text='[a]{say="b"}', code=True) in second.show.text


def test_a_word_that_says_nothing_is_refused_by_its_line():
    with pytest.raises(SourceInvalid, match=r"line 5: SQL .*which is no sign of the IPA"):
        from_markdown('---\ntitle: x\n---\n# Hello\n[SQL]{say="/s$/"}')


async def test_a_plan_warns_of_phonemes_that_its_voice_does_not_take(tmp_path):
    board = Storyboard(
        title="-", pronounce={"Nguyen": "/ŋwiən/"}, scenes=[Scene(id="a", narration="Nguyen speaks.")], language="en"
    )
    request = FilmRequest(storyboard=board, voice=Voice(name="gtts:en"))
    planned = await plan_film(request, workspace=Workspace(tmp_path))
    assert "gtts:en takes no phonemes and reads Nguyen as written" in " ".join(planned.warnings)
