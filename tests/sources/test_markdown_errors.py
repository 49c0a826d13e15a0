"""Decks that are wrong, odd or hostile: one clear error that names the line, or scenes without a surprise."""

from __future__ import annotations

import os

import pytest

from aura_nb.errors import AssetMissing, AssetOutside, RequestInvalid, SourceInvalid, SourceNotFound
from aura_nb.pipeline.scene_files import find_pictures
from aura_nb.request.named import film_request
from aura_nb.sources import from_markdown, load_deck
from aura_nb.specs import Bullets, Picture, Render, Storyboard, Voice


def refused(text):
    with pytest.raises(SourceInvalid) as caught:
        from_markdown(text)
    assert caught.value.remedy, "an error without a next step"
    return caught.value


@pytest.mark.parametrize("text", ["", " \n\t\n", "---\ntitle: Only a head\n---\n", "[a]: b\n", "<!-- only this -->\n"])
def test_a_deck_with_nothing_to_show_is_refused(text):
    assert "nothing to show" in str(refused(text))


def test_unknown_and_wrong_fields_are_all_named_with_their_lines():
    error = refused("---\ntitel: x\nrate: fast\naspect: 16:10\nlanguage: english please\nvoices: [a]\n---\n# x")
    assert [field for field, _ in error.errors] == ["titel", "rate", "aspect", "language", "voices"]
    assert 'titel: line 2: there is no such field; did you mean "title"?' in str(error)
    assert 'rate: line 3: must be a number from 0.5 to 2, not "fast"' in str(error)
    assert "aspect: line 4: must be" in str(error)
    assert error.details["line"] == 2


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ("title: [a\n\nand a sentence\n", "the front matter is not YAML"),
        ("title: a\ntitle: b\n", "title: line 3: is given twice, first in line 2"),
        ("title:\n  a: b\n", "title: line 2: must be one value"),
        ("theme: !!python/object/apply:os.system [ls]\n", "theme: line 2: must be one value"),
    ],
    ids=["syntax", "twice", "nested", "code"],
)
def test_front_matter_that_cannot_be_read_is_refused_by_line(head, says):
    assert says in str(refused(f"---\n{head}---\n# x"))


def test_values_are_taken_as_they_are_written():
    deck = from_markdown("---\naspect: 1:1\nlanguage: no\ntitle: 2026\nfps: 12\npitch: -2\n---\n# x")
    assert (deck.options, deck.storyboard.language) == ({"aspect": "1:1", "fps": 12, "pitch": -2.0}, "no")
    assert deck.storyboard.title == "2026"


@pytest.mark.parametrize("text", ["---\n\n# First\n\n---\n\n# Second", "---\n- First\n---\n# Second"])
def test_a_rule_at_the_start_that_is_no_front_matter_starts_a_scene(text):
    assert len(from_markdown(text).storyboard.scenes) == 2


def test_lines_are_counted_from_the_top_of_the_file():
    assert "line 6: these notes have no end" in str(refused("---\ntitle: x\n---\n# A\n\n::: notes\nSaid.\n\n# B\n"))
    assert "line 2: a comment (<!--) begins here" in str(refused("# A\n<!-- never ends\n\n# B"))
    assert "line 3: <script> begins here" in str(refused("# A\n\n<script>\nx\n\n# B"))
    assert "line 3: holds a NUL character" in str(refused("# A\n\nb\x00c"))


def test_a_deck_in_a_file_is_told_of_by_its_name_and_line(tmp_path):
    deck = tmp_path / "talk.md"
    deck.write_text("---\ntitle: Bees\nvoice: [a, b]\nrate: fast\n---\n# A\n")
    with pytest.raises(SourceInvalid) as caught:
        load_deck(deck)
    assert [message.split(" ")[0] for _, message in caught.value.errors] == ["talk.md:3:", "talk.md:4:"]
    assert caught.value.details["line"] == 3
    deck.write_text("# A\n\n::: notes\nSaid.\n")
    with pytest.raises(SourceInvalid, match=r"^talk\.md:3: these notes have no end"):
        load_deck(deck)
    deck.write_text("---\nmarp: true\n\ntitle: Bees\n---\n## A\n\nSaid. ![[other]]\n")
    found = load_deck(deck)
    assert "(talk.md:2)" in found.warnings[0]
    assert "(talk.md:8)" in found.warnings[1]
    assert [scene.place for scene in found.storyboard.scenes] == ["talk.md:4", "talk.md:6"]


def test_five_hundred_scenes_are_a_deck_and_one_more_is_refused():
    text = "\n".join(f"# Heading {number}\n\ntext" for number in range(500))
    assert len(from_markdown(text).storyboard.scenes) == 500
    assert "more than 500 scenes" in str(refused(text + "\n\n# One more\n"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (">" * 10_000 + " x", "nested more than"),
        ("".join("  " * depth + "- x\n" for depth in range(200)), "nested more than"),
        ("[" * 50_000, "square brackets"),
        ("![a](" * 20_000, "square brackets"),
        ("- some one\n" * 25_000, "more than 500 scenes"),
        ("x" * 2_000_001, "too large for a deck"),
    ],
    ids=["quotes", "lists", "brackets", "pictures", "list", "size"],
)
def test_what_is_too_much_is_refused(text, says):
    assert says in str(refused(text))


@pytest.mark.parametrize(
    "text",
    ["word " * 20_000, "x" * 100_000, "# " + "a heading " * 10_000, "*a " * 20_000, "<div>" * 5000 + "x", "<" * 50_000],
    ids=["paragraph", "word", "heading", "stars", "tags", "angles"],
)
def test_what_is_long_becomes_scenes_within_their_limits(text):
    scenes = from_markdown(text).storyboard.scenes
    assert 1 <= len(scenes) <= 500


def test_scripts_commands_and_typst_are_text_or_nothing():
    text = '# A\n\n<script>alert("x")</script>\n\nb <style>c {}</style> #read("/etc/passwd") <b onclick="d()">e</b>'
    [scene] = from_markdown(text).storyboard.scenes
    assert scene.narration == 'A.\n\nb #read("/etc/passwd") e.'


@pytest.mark.parametrize("source", ["../../etc/passwd", "/etc/passwd", "a/../../b.png", "C:\\x.png", "\\\\host\\x.png"])
@pytest.mark.skipif(os.name == "nt", reason="its names follow other rules")
def test_pictures_outside_the_decks_folder_are_refused(tmp_path, source):
    (tmp_path / "deck").mkdir()
    text = f"# A\n\n![x](<{source}>)"
    deck = from_markdown(text, folder=tmp_path / "deck", file="talk.md")
    assert not any(isinstance(scene.show, Picture) for scene in deck.storyboard.scenes)
    [notice] = deck.notices
    assert notice.message.startswith("talk.md:3: ")
    assert source.replace("\\\\", "\\") in notice.message
    # Nor where it is looked for without the deck's search.
    alone = from_markdown(text).storyboard
    alone.scenes[0].source = None
    with pytest.raises((AssetOutside, AssetMissing)):
        find_pictures(alone, tmp_path / "deck")


@pytest.fixture
def deck(tmp_path):
    (tmp_path / "talk.md").write_text(
        "---\nvoice: espeak:en-gb\nrate: 1.2\naspect: 9:16\n---\n# Bees\n\n- One\n- Two\n"
    )
    return tmp_path / "talk.md"


def test_options_of_a_deck_are_defaults_that_explicit_ones_override(deck):
    request = film_request(deck)
    assert (request.voice, request.render.aspect) == (Voice(name="espeak:en-gb", rate=1.2), "9:16")
    assert request.folder == str(deck.parent)
    request = film_request(str(deck), aspect="1:1", voice="hibari:en-us", language="en-GB")
    assert (request.voice, request.render.aspect) == (Voice(name="hibari:en-us", rate=1.2), "1:1")
    assert request.storyboard.language == "en-GB"
    assert film_request(deck, voice=Voice(name="espeak:de")).voice == Voice(name="espeak:de")


def test_a_deck_loaded_and_changed_keeps_its_options_and_its_folder(deck):
    story = Storyboard.load(deck)
    assert story["bees"].show == Bullets(items=["One", "Two"])
    story["bees"].narration = "Look."
    request = film_request(story)
    assert (request.render, request.folder) == (Render(aspect="9:16"), str(deck.parent))
    assert request.storyboard["bees"].narration == "Look."
    assert film_request(from_markdown(deck.read_text(), folder=deck.parent, file=deck.name)) == film_request(deck)


def test_options_that_shape_a_topic_are_refused_beside_a_deck(deck):
    with pytest.raises(RequestInvalid, match="seconds: shapes a topic"):
        film_request(deck, seconds=30)


def test_files_that_are_no_decks_are_told_apart(tmp_path):
    (tmp_path / "latin.md").write_bytes("# Caf\xe9\n".encode("latin-1"))
    latin = load_deck(tmp_path / "latin.md")
    assert latin.storyboard.title == "Caf\xe9"
    assert latin.warnings[0].startswith("latin.md is not UTF-8: it is read as Windows-1252.")
    (tmp_path / "picture.md").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\xff")
    with pytest.raises(SourceInvalid, match=r"picture\.md:\d: holds a NUL character"):
        load_deck(tmp_path / "picture.md")
    (tmp_path / "large.md").write_bytes(b"x" * 2_000_001)
    with pytest.raises(SourceInvalid, match="too large"):
        load_deck(tmp_path / "large.md")
    with pytest.raises(SourceNotFound):
        load_deck(tmp_path / "gone.md")
    with pytest.raises(SourceInvalid, match="is a folder"):
        load_deck(tmp_path)


def test_editing_one_scene_leaves_the_others_as_they_are():
    text = "\n".join(f"# Heading {number}\n\ntext {number} of it\n" for number in range(20))
    before = from_markdown(text).storyboard.scenes
    after = from_markdown(text.replace("text 7 of it", "another text")).storyboard.scenes
    assert [one.id for one, other in zip(before, after, strict=True) if one != other] == ["heading-7"]
