from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from aura_nb.errors import RequestInvalid, SourceInvalid, SourceNotFound
from aura_nb.sources import from_source, source_path
from aura_nb.specs import Brief, Plan, Scene, Storyboard


@pytest.fixture
def story() -> Storyboard:
    return Storyboard(title="Bees", scenes=[Scene(id="intro", narration="Bees matter.")])


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("here")
def test_text_is_a_topic_and_options_shape_it() -> None:
    assert from_source("Why bees matter").storyboard.title == "Why bees matter"
    assert "together" in from_source("Bees", tone="Friendly", plan=Plan(seconds=60)).storyboard.scenes[0].narration


def test_a_brief_is_outlined_and_options_override_it() -> None:
    written = from_source(Brief(topic="Bees", tone="Casual"), tone="Friendly")
    assert written.storyboard.scenes[0].narration.startswith("Hello, and welcome.")


def test_a_storyboard_is_taken_as_a_checked_copy(story) -> None:
    taken = from_source(story).storyboard
    assert taken == story
    assert taken is not story
    story["intro"].narration = 3
    with pytest.raises(RequestInvalid, match=r"scenes\[0\].narration: must be text, not 3"):
        from_source(story)


@pytest.mark.parametrize("name", ["talk.md", "Talk.MARKDOWN"])
def test_a_deck_is_loaded_and_remembers_its_folder(here, name) -> None:
    (here / name).write_text("# Hello")
    taken = from_source(here / name)
    assert (taken.storyboard.title, taken.folder) == ("Hello", here)


@pytest.mark.parametrize("kind", [str, Path])
def test_a_json_file_is_loaded(here, story, kind) -> None:
    path = story.save(here / "bees.json")
    assert from_source(kind(path)).storyboard == story


def test_options_beside_a_storyboard_are_refused_instead_of_ignored(here, story) -> None:
    for source in (story, story.save(here / "bees.json")):
        with pytest.raises(RequestInvalid) as caught:
            from_source(source, tone="Casual")
        assert caught.value.errors[0].field == "brief.tone"


@pytest.mark.usefixtures("here")
def test_a_missing_file_is_not_taken_for_a_topic() -> None:
    for name in ("gone.json", "gone.md", Path("gone")):
        with pytest.raises(SourceNotFound, match="there is no file"):
            from_source(name)


def test_a_file_of_another_kind_is_refused(here) -> None:
    (here / "notes").write_text("x")
    with pytest.raises(SourceInvalid, match=r"only \.ipynb, \.md and \.json files"):
        from_source("notes")
    with pytest.raises(SourceInvalid, match="of type int"):
        from_source(3)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("topic", ["x" * 400, "a\x00b", "two\nlines.json", "Bees", "3.14", "/"])
def test_other_text_is_a_topic_whatever_it_holds(topic) -> None:
    assert source_path(topic) is None


def test_wrong_options_are_named() -> None:
    with pytest.raises(RequestInvalid, match=r"brief.tone: must be text, not 3"):
        from_source("Bees", tone=3)
    with pytest.raises(RequestInvalid, match=r'brief.ton: unknown field; did you mean "tone"'):
        from_source("Bees", ton="Casual")


def refused(path: Path, content: bytes | str) -> SourceInvalid:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(SourceInvalid) as caught:
        Storyboard.load(path)
    return caught.value


def test_a_syntax_error_is_named_by_line_and_column(here) -> None:
    error = refused(here / "s.json", '{\n  "title": "Bees",\n  "scenes": [}\n}')
    assert str(error).startswith("s.json:3: is not JSON: ")
    assert error.details["column"] == 14
    assert error.details["line"] == 3
    assert error.code == "source.invalid"


def test_wrong_fields_of_a_file_are_all_named(here) -> None:
    error = refused(here / "s.json", json.dumps({"titel": "x", "scenes": [{"id": "A b"}]}))
    assert [field for field, _ in error.errors] == ["titel", "scenes[0].id", "title"]


def test_wrong_fields_of_a_file_are_named_with_their_line(here) -> None:
    error = refused(
        here / "s.json",
        '{\n "title": "a, [b] {c: \\"d\\"",\n "scenes": [\n  {"id": "a"},\n  {"id": "b",\n'
        '   "show": {"kind": "bullets",\n'
        '    "items": ["x",\n     3]}},\n  {"heading": "c"}\n ]\n}',
    )
    assert [(field, message.split(" ")[0]) for field, message in error.errors] == [
        ("scenes[1].show.items[1]", "s.json:8:"),
        ("scenes[2].id", "s.json:9:"),
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "s.json:1: is not JSON"),
        ('{"title": "NaN",\n "x": NaN}', "s.json:2: NaN is not a JSON number"),
        ('{"title": "a",\n "title": "b"}', 's.json:2: the field "title" appears twice'),
        ('{"x": {"title": "a"},\n "y": [{"a": 1},\n {"b": 1, "b": 2}]}', 's.json:3: the field "b" appears twice'),
        ("[" * 100_000, "nested too deeply"),
        (b"\xff\xfe\xff", "is not text"),
        (b'{"title": "\xe9"}', "is not text"),
        ("[]", "must be an object"),
        (b" " * 10_000_001, "too large"),
    ],
)
def test_whatever_is_not_a_storyboard_is_refused_in_plain_words(here, content, says) -> None:
    assert says in str(refused(here / "s.json", content))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_files_of_windows_editors_are_read(here, story, encoding) -> None:
    path = here / "s.json"
    path.write_text(json.dumps(story.to_json()), encoding=encoding)
    assert Storyboard.load(path) == story


def test_a_missing_file_and_a_folder_are_told_apart(here) -> None:
    with pytest.raises(SourceNotFound):
        Storyboard.load("gone.json")
    with pytest.raises(SourceInvalid, match="is a folder"):
        Storyboard.load(here)


@pytest.mark.parametrize("home", ["aura_nb", "aura_nb.specs"])
def test_a_storyboard_is_loaded_wherever_its_class_is_imported_from(here, story, home) -> None:
    """In a program of its own: here the readers have been imported already."""
    path = story.save(here / "bees.json")
    program = f"from {home} import Storyboard; print(Storyboard.load({str(path)!r}).title)"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "Bees"


def test_what_a_storyboard_remembers_of_its_file_is_no_part_of_it(here, story) -> None:
    loaded = Storyboard.load(story.save(here / "bees.json"))
    assert loaded.provenance.folder == here
    assert (loaded, repr(loaded), loaded.to_json()) == (story, repr(story), story.to_json())
    assert story.provenance is None
    assert "provenance" not in str(Storyboard.json_schema())


def test_what_a_storyboard_remembers_goes_on_into_what_is_made_of_it(here) -> None:
    (here / "talk.md").write_text("---\naspect: 9:16\ntheme: nope\n---\n# Hello\n\n![gone](gone.png)\n\nText.")
    loaded = Storyboard.load("talk.md", language="de")
    loaded.scenes[0].narration = "Hallo."
    taken = from_source(loaded)
    read = from_source(Path("talk.md"), language="de")
    assert (taken.folder, taken.options, taken.places) == (here, {"aspect": "9:16", "theme": "nope"}, read.places)
    assert (taken.roots, taken.notices) == (read.roots, read.notices)
    assert taken.warnings
    assert (taken.storyboard.language, taken.storyboard.scenes[0].narration) == ("de", "Hallo.")
