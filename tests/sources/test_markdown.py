"""Decks: what starts a scene, what is shown, and what a person would say."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from aura_nb.sources import from_markdown, load_deck
from aura_nb.specs import Bullets, End, Picture, Text, Title
from aura_nb.specs.origin import Origin

DECKS = Path(__file__).with_name("decks")


def scenes(text, **options):
    return from_markdown(text, **options).storyboard.scenes


def only(text):
    [scene] = scenes(text)
    return scene


def shown(scene):
    match scene.show:
        case Bullets(items=items):
            return "\n".join(items)
        case Text(text=text) | End(text=text) | Title(subtitle=text):
            return text
        case Picture(caption=caption):
            return caption


def test_headings_of_two_levels_and_rules_start_scenes_and_smaller_ones_do_not():
    found = scenes("# One\n\ntext\n\n## Two\n\ntext\n\n### Inside\n\nmore\n\n---\n\nlast words")
    assert [scene.heading for scene in found] == [
        "One",
        "Two",
        "",
    ]
    assert shown(found[1]) == "text\n\nInside\n\nmore"


def test_a_rule_above_a_heading_starts_the_same_scene():
    assert [scene.id for scene in scenes("# One\n\n---\n\n# Two\n\n---\n---\n\n# Three")] == ["one", "two", "three"]


def test_notes_are_what_is_said_and_nothing_else_is():
    scene = only("# Bees\n\n- One\n- Two\n\n::: notes\nBees are **busy**.\n\n- So are we\n:::")
    assert scene.narration == "Bees are busy.\n\nSo are we."
    assert scene.show == Bullets(items=["One", "Two"])


@pytest.mark.parametrize("fence", [":::notes\nSaid.\n:::", "::: {.notes}\nSaid.\n:::", ":::: notes\nSaid.\n::::"])
def test_notes_may_be_written_as_others_do(fence):
    assert only(f"# Bees\n\ntext\n\n{fence}").narration == "Said."


def test_the_paragraphs_of_notes_are_dealt_to_what_is_shown():
    text = "# Bees\n\n- One\n- Two\n\n![a bee](bee.png)\n\n::: notes\nFirst.\n\nSecond.\n\nThird.\n:::"
    assert [scene.narration for scene in scenes(text)] == ["First.", "Second.\n\nThird."]


def test_lists_build_up_as_bullets():
    scene = only("## Points\n\n- One thing\n- Another thing\n  - inside it\n")
    assert scene.show == Bullets(items=["One thing", "Another thing", "\N{EN DASH} inside it"])


def test_a_lead_is_said_before_its_list():
    scene = scenes(
        "# T\n\n## Points\n\nHere they are:\n\n" + "\n".join(f"- {'Some words ' * 12}{n}" for n in range(4))
    )[1]
    assert isinstance(scene.show, Bullets)
    assert scene.narration.startswith("Points.\n\nHere they are: Some words")


def test_a_list_of_a_few_words_is_said_as_a_sentence_in_its_language():
    assert only("## Cake\n\n- flour\n- sugar\n- butter").narration == "Cake.\n\nflour, sugar, and butter."
    german = only("---\nlanguage: de\n---\n## Kuchen\n\n- Mehl\n- Zucker\n- Butter")
    assert german.narration == "Kuchen.\n\nMehl, Zucker und Butter."


def test_longer_points_are_sentences_of_their_own():
    scene = only("## Bees\n\n- They pollinate our crops\n- They feed other animals!")
    assert scene.narration == "Bees.\n\nThey pollinate our crops.\n\nThey feed other animals!"


def test_a_heading_that_its_text_repeats_is_said_once():
    assert only("## Bees\n\nBees are insects.").narration == "Bees are insects."


def test_chinese_sentences_end_in_their_own_full_stop():
    scene = only("---\nlanguage: zh-CN\n---\n## 蜜蜂\n\n- 它们为我们的庄稼授粉很重要\n- 它们养活其他动物也很重要")
    assert scene.narration == "蜜蜂。\n\n它们为我们的庄稼授粉很重要。\n\n它们养活其他动物也很重要。"


def test_the_first_heading_with_a_line_is_a_title_and_the_last_a_closing_card():
    first, middle, last = scenes("# Bees\n\nA short look\n\n## Work\n\nThey work.\n\n# Thanks\n\nPlant a flower")
    assert first.show == Title(subtitle="A short look")
    assert middle.show == Text(text="They work.")
    assert last.show == End(text="Plant a flower")


def test_a_picture_has_its_scene_its_alt_text_and_its_caption():
    picture = scenes('# Bees\n\n![A bee on a flower](my%20pictures/bee.png?raw=true "In our garden")')[0]
    assert picture.show == Picture(image="my pictures/bee.png", alt="A bee on a flower", caption="In our garden")
    assert picture.narration == "Bees.\n\nIn our garden."


def test_a_picture_inside_a_text_follows_it():
    text, picture = scenes("## Bees\n\nA bee ![bee](bee.png) flies.")
    assert shown(text) == "A bee flies."
    assert picture.show.image == "bee.png"


def test_pictures_of_the_web_are_told_by_their_description_and_a_warning():
    picture = "![A bee on a flower](https://example.org/bee.png)"
    deck = from_markdown(
        f"# Bees\n\ntext\n\n{picture}\n\n![](//example.org/b.png)\n\n## Look\n\n{picture}", file="a.md"
    )
    assert [scene.show for scene in deck.storyboard.scenes] == [Title(subtitle="text"), Text(text="A bee on a flower")]
    assert deck.storyboard["look"].narration == "Look.\n\nA bee on a flower."
    [warning] = deck.warnings
    assert warning.startswith("3 pictures of the web (a.md:5, a.md:7, a.md:11) left out: nothing is fetched.")


def test_code_in_a_list_stays_code_and_the_list_goes_on_below():
    deck = "## How\n\n1. Get it:\n\n   ```sh\n   make\n     all\n   ```\n\n   Then wait.\n\n2. Run it.\n"
    scene = only(deck)
    assert scene.show.text == "1. Get it:\n\n    make\n      all\n\nThen wait.\n\n2. Run it."
    assert scene.narration.split() == ["How.", "Get", "it:", "Then", "wait.", "Run", "it."]


def test_a_point_that_begins_with_code_keeps_its_number():
    scene = only("## How\n\n1. ```sh\n   make\n   ```\n\n2. Run it.\n")
    assert scene.show.text == "1.\n\n    make\n\n2. Run it."


def test_a_long_line_of_code_goes_on_further_in():
    code = "  run(" + "argument, " * 20 + "last)"
    scene = only(f"## Code\n\n```\n{code}\n```\n")
    first, *rest = scene.show.text.split("\n")
    assert first.startswith("      run(argument, ")
    assert max(map(len, [first, *rest])) <= 58
    assert all(row.startswith(" " * 10) and row[10] != " " for row in rest)
    assert "".join(scene.show.text.split()) == "".join(code.split())
    assert scene.narration == "Code."
    assert 1 < scene.pause_after < 1.8, "the heading is said, and then there is a pause, but no dead air"


def test_letters_as_wide_as_two_are_counted_so_in_code():
    code = "print('" + "\u5b57" * 60 + "')"
    shown = only(f"## Code\n\n```\n{code}\n```\n").show.text
    assert "".join(shown.split()) == code
    assert [len(row) + row.count("\u5b57") <= 59 for row in shown.split("\n")] == [True] * 3


def test_code_keeps_its_lines_and_is_never_read_out():
    scene = only("## Use\n\nInstall it:\n\n```\npip install bees\n```\n\nThen:\n\n```python\nif x:\n    y()\n```")
    assert scene.show.text == "Install it:\n\n    pip install bees\n\nThen:\n\n    if x:\n        y()"
    assert scene.narration == "Use.\n\nInstall it:\n\nThen:"
    assert scene.pause_after > 1, "code that is not said can be read"


def test_rows_of_a_table_are_points():
    scene = only("## T\n\n| Name | Speaks | Licence |\n|-|-|-|\n| hibari | English | Apache |\n| espeak | a lot | |")
    assert scene.show.items == [
        "hibari \N{EN DASH} Speaks: English; Licence: Apache",
        "espeak \N{EN DASH} Speaks: a lot",
    ]
    assert scene.narration.startswith("T.\n\nhibari: Speaks English, Licence Apache.")
    assert only("| Key | Value |\n|-|-|\n| a | b c d e |").show.items == ["a: b c d e"]


def test_a_table_of_many_columns_is_not_read_out_whole():
    row = "|".join(["first", *(f"a rather long value {n}" for n in range(5))])
    head = "|".join(f"Column {n}" for n in range(6))
    scene = only(f"## T\n\n|{head}|\n|{'-|' * 6}\n|{row}|\n|{row.replace('first', 'second')}|")
    assert scene.narration == "T.\n\nfirst and second."


def test_formulas_are_lines_of_text_and_never_commands():
    assert shown(only("## F\n\nHere $x^2 + \\alpha_i$ is.")) == "Here x² + αᵢ is."
    assert shown(only("## F\n\n$$\n\\frac{a}{b} \\leq \\sqrt{x}\n$$")) == "a/b ≤√(x)"
    assert shown(only("## F\n\nText $\\input{/etc/passwd}$ here, $HOME/bin: $5.")) == "Text here, $HOME/bin: $5."


def test_addresses_are_shown_short_and_said_by_where_they_lead():
    scene = only("## A\n\nSee https://www.example.org/a/b?c=d#e and [the page](https://example.org/x).")
    assert shown(scene) == "See example.org/a/b and the page."
    assert scene.narration == "A.\n\nSee example.org and the page."


def test_code_in_a_text_is_said_by_its_words():
    said = only("## A\n\nCall `f(x, y=1)` of `a.__version__`, replace `<name>` 🐝.").narration
    assert said == "A.\n\nCall f of a.version, replace name."


def test_signs_between_words_are_a_pause_and_pictographs_are_not_said():
    scene = only("## A\n\n- [Docs](https://d.org) | [Team](https://t.org) • Blog |\n- ⌨️ Keys | Mice")
    assert scene.narration == "A.\n\nDocs, Team, Blog.\n\nKeys, Mice."
    assert scene.show.items[0].startswith("Docs | Team • Blog")


def test_footnotes_stand_below_and_are_not_said():
    scene = only("## A\n\nA claim.[^1]\n\n[^1]: Its *source*.")
    assert shown(scene) == "A claim.¹\n\n¹ Its source."
    assert scene.narration == "A.\n\nA claim."


def test_a_table_of_contents_and_links_up_are_left_out():
    found = scenes("# T\n\nintro text\n\n## Contents\n\n- [A](#a)\n  - [B](#b)\n\n## A\n\ntext\n\n[Back to top](#t)")
    assert [scene.heading for scene in found] == ["T", "A"]
    assert shown(found[1]) == "text"


def test_ids_come_from_headings_and_stay_when_other_scenes_change():
    text = "# Bees\n\n## Their work\n\na\n\n## 蜜蜂\n\nb\n\n## Given {#my-id}\n\nc\n\n---\n\nSome words that begin it"
    before = [scene.id for scene in scenes(text)]
    assert before[:2] == ["bees", "their-work"]
    assert before[3:] == ["my-id", "some-words-that-begin-it"]
    after = [scene.id for scene in scenes(text.replace("# Bees", "# Bees\n\n## A new one\n\nx\n"))]
    assert [name for name in after if name != "a-new-one"] == before
    assert len({scene.id for scene in scenes("# A\n\n# A\n\n# A 2\n\n# A")}) == 4


def test_the_title_is_the_front_matters_else_the_first_heading_else_the_files_name(tmp_path):
    assert from_markdown("---\ntitle: Mine\n---\n# Other").storyboard.title == "Mine"
    assert from_markdown("## Two\n\n# One").storyboard.title == "One"
    folder = tmp_path / "bees"
    folder.mkdir()
    for name, title in (("README.md", "bees"), ("hives.md", "hives")):
        (folder / name).write_text("only text here")
        assert load_deck(folder / name).storyboard.title == title
    assert from_markdown("only text here").storyboard.title == "only text here"


def test_every_scene_says_where_it_was_written(tmp_path):
    (tmp_path / "talk.md").write_text(
        "---\ntitle: T\n---\n# A\n\ntext\n\n![b](c.png)\n\n## B\n\n- x\n- y\n\n---\n\nend\n"
    )
    Image.new("RGB", (4, 3)).save(tmp_path / "c.png")
    scenes = load_deck(tmp_path / "talk.md").storyboard.scenes
    assert [scene.place for scene in scenes] == ["talk.md:4", "talk.md:8", "talk.md:12", "talk.md:17"]
    assert scenes[0].source == Origin(file="talk.md", line=4)


def test_a_long_text_goes_on_in_further_scenes_and_nothing_is_lost():
    words = [f"Sentence number {number} is here." for number in range(400)]
    found = scenes("# Long\n\n" + " ".join(words[:200]) + "\n\n" + "\n".join(f"- {word}" for word in words[200:]))
    told = " ".join(shown(scene).replace("\n", " ") for scene in found)
    assert [word for word in words if word not in told] == []
    said = " ".join(scene.narration.replace("\n\n", " ") for scene in found)
    assert [word for word in words if word not in said] == []
    assert max(len(scene.narration) for scene in found) < 700
    assert {scene.heading for scene in found} == {"Long"}


def test_a_long_scene_is_parted_at_its_smaller_headings():
    long = "Some words that fill the scene. " * 15
    found = scenes(f"# T\n\n## Part\n\n### One\n\n{long}\n\n### Two\n\n{long}")
    assert [scene.heading for scene in found] == ["T", "Part", "One", "Two"]


def test_a_deck_of_everything_has_no_mark_of_markdown_left():
    deck = load_deck(DECKS / "everything.md")
    assert deck.options == {"voice": "espeak:en-gb", "aspect": "9:16", "rate": 1.1, "theme": "light"}
    assert (deck.storyboard.title, deck.storyboard.language) == ("Everything at once", "en-GB")
    for scene in deck.storyboard.scenes:
        text = "\n\n".join(part for part in shown(scene).split("\n\n") if not part.startswith("    "))
        for seen in (scene.heading, text, scene.narration):
            for mark in (
                "**",
                "~~",
                "`",
                "](",
                "![",
                "[!",
                "<",
                "&amp;",
                ":::",
                "$$",
                "\\",
                ":rocket:",
                "#",
                "{",
                "[^",
            ):
                assert mark not in seen, (mark, seen)
    whole = " ".join(scene.narration for scene in deck.storyboard.scenes)
    for word in ("alert", "struck", "comment", "Contents", "note at the foot", "✓", "query"):
        assert word not in whole
    for word in ("A bold, slanted,", "its definition", "Mind the gap.", "Warning:", "More of it", "Text inside & out."):
        assert word in whole


def test_the_deck_of_everything_is_told_the_same_with_other_line_ends_and_a_byte_order_mark(tmp_path):
    content = (DECKS / "everything.md").read_bytes().replace(b"\r\n", b"\n")
    expected = load_deck(DECKS / "everything.md").storyboard
    for name, other in (
        ("crlf", content.replace(b"\n", b"\r\n")),
        ("bom", b"\xef\xbb\xbf" + content),
        ("wide", content.decode().encode("utf-16")),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "everything.md").write_bytes(other)
        assert load_deck(tmp_path / name / "everything.md").storyboard == expected


def test_a_long_text_is_parted_in_stretches_that_say_the_same(monkeypatch):
    from aura_nb.sources.markdown import speech

    asked = []
    segment = speech.segment
    monkeypatch.setattr(speech, "segment", lambda tag, text: asked.append(len(text)) or segment(tag, text))
    for language, sentence in (("ja", "これは文です。"), ("en", "This is a sentence. ")):
        text = sentence * 3000
        pieces = speech.split(text, 400, language)
        assert "".join(pieces).replace(" ", "") == text.replace(" ", "")
        assert max(map(len, pieces)) <= 400
        assert all(piece.endswith((".", "。")) for piece in pieces)
    assert max(asked) <= 4000


def test_reading_a_deck_takes_no_square_of_its_blocks(monkeypatch):
    from aura_nb.sources.markdown import things
    from aura_nb.sources.markdown.dialects import dialect

    counts = {"weight": 0, "prose": 0}

    def counted(name, call):
        def count(*args):
            counts[name] += 1
            return call(*args)

        return count

    monkeypatch.setattr(things, "weight", counted("weight", things.weight))
    monkeypatch.setattr(dialect, "prose", counted("prose", dialect.prose))
    from_markdown("# T\n\n" + "a\\\n" * 3000)
    assert counts["weight"] < 40 * 3000
    assert counts["prose"] < 20
