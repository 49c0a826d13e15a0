"""Decks: what starts a scene, what is shown, and what a person would say."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from support.decks import shown

from aura_nb.sources import from_markdown, load_deck
from aura_nb.specs import (
    Bullets,
    Callout,
    Code,
    Columns,
    End,
    Picture,
    Point,
    Quote,
    Run,
    Section,
    Steps,
    Table,
    Text,
    Title,
)
from aura_nb.specs.origin import Origin
from aura_nb.specs.runs import plain

DECKS = Path(__file__).with_name("decks")


def scenes(text, **options):
    return from_markdown(text, **options).storyboard.scenes


def only(text):
    [scene] = scenes(text)
    return scene


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
    text = "# Bees\n\n![a bee](bee.png)\n\n![another](bees.png)\n\n::: notes\nFirst.\n\nSecond.\n\nThird.\n:::"
    assert [scene.narration for scene in scenes(text)] == ["First.", "Second.\n\nThird."]


def test_lists_build_up_as_bullets():
    scene = only("## Points\n\n- One thing\n- Another thing\n  - inside it\n")
    assert scene.show == Bullets(items=["One thing", Point(text="Another thing", items=["inside it"])])


def test_a_lead_is_said_before_its_list():
    scene = scenes(
        "# T\n\n## Points\n\nHere they are:\n\n" + "\n".join(f"- {'Some words ' * 12}{n}" for n in range(4))
    )[1]
    assert isinstance(scene.show, Bullets)
    assert scene.show.intro == "Here they are:"
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


def test_a_picture_inside_a_text_stands_beside_it():
    scene = scenes("# T\n\n## Bees\n\nA bee ![bee](bee.png) flies.")[1]
    assert scene.show == Columns(columns=[Text(text="A bee flies."), Picture(image="bee.png", alt="bee")])
    assert scene.narration == "Bees.\n\nA bee flies.\n\nbee."


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


def test_code_is_shown_as_it_was_typed_whatever_its_length():
    code = "  run(" + "argument, " * 20 + "last)   # why\n\n" + "\n".join(f"row_{n}()" for n in range(40))
    scene = only(f"## Code\n\n```Python\n{code}\n```\n")
    assert scene.show == Code(code=code, language="python")
    assert scene.narration == "Code."
    assert 1 < scene.pause_after < 1.8, "the heading is said, and then there is a pause, but no dead air"


def test_code_that_no_scene_can_hold_is_parted_between_its_lines():
    rows = [f"row_{number} = {number}" for number in range(3000)]
    found = scenes("## Code\n\n```python {2|2500}\n" + "\n".join(rows) + "\n```\n")
    assert len(found) > 1
    assert "\n".join(scene.show.code for scene in found) == "\n".join(rows)
    lit = [scene.show.code.split("\n")[line - 1] for scene in found for group in scene.show.lines for line in group]
    assert lit == ["row_1 = 1", "row_2499 = 2499"]


def test_what_leads_to_code_is_said_while_it_is_shown():
    first, second = scenes(
        "## Use\n\nInstall it:\n\n```\npip install bees\n```\n\nThen:\n\n```python\nif x:\n    y()\n```"
    )
    assert (first.show, first.narration) == (Code(code="pip install bees"), "Use.\n\nInstall it:")
    assert (second.show, second.narration) == (Code(code="if x:\n    y()", language="python"), "Then:")
    assert [scene.source.line for scene in (first, second)] == [3, 9]
    assert first.pause_after > 1, "code that is not said can be read"


def test_a_longer_text_before_code_has_a_scene_of_its_own():
    text = "A sentence about the code that follows. " * 6
    before, code = scenes(f"## Use\n\n{text}\n\n```\nbees\n```")
    assert isinstance(before.show, Text)
    assert code.show == Code(code="bees")


def test_where_notes_are_said_a_text_stands_beside_its_code():
    scene = only("## Use\n\nInstall it:\n\n```\nbees\n```\n\n::: notes\nSay it.\n:::")
    assert scene.show.columns == [Text(text="Install it:"), Code(code="bees")]
    assert scene.narration == "Say it."


@pytest.mark.parametrize(
    ("info", "lines"),
    [
        ("python {3|5-7}", [[3], [5, 6, 7]]),
        ("python{1,3-5}", [[1, 3, 4, 5]]),
        ("ts {all|2}", [[2]]),
        ("ts {1|all} {lines:true}", [[1], [1, 2, 3, 4, 5, 6, 7]]),
        ("js [1-2|3]", [[1, 2], [3]]),
        ('{.python code-line-numbers="3|5-7"}', [[3], [5, 6, 7]]),
        ('python hl_lines="2 3"', [[2, 3]]),
        ('go {hl_lines=[2,"4-5"],linenos=true}', [[2, 4, 5]]),
        ("jsx {1,4-6} showLineNumbers", [[1, 4, 5, 6]]),
        ("ts {2-3|99|*} {maxHeight:'100px'}", [[2, 3], [1, 2, 3, 4, 5, 6, 7]]),
        ("python", []),
        ("{.python .numberLines}", []),
        ('yaml title="a [1]"', []),
    ],
)
def test_lines_of_code_light_up_as_each_tool_writes_it(info, lines):
    code = "\n".join(f"row {number}" for number in range(1, 8))
    show = only(f"# A\n\n```{info}\n{code}\n```\n").show
    assert (show.code, show.lines) == (code, lines)


@pytest.mark.parametrize(
    "info", ["{.python .numberLines}", 'py linenums="1"', "jsx showLineNumbers", "ts {lines:true}", "go {linenos=true}"]
)
def test_lines_of_code_have_numbers_where_their_author_wants_them(info):
    assert only(f"# A\n\n```{info}\nx\n```\n").show.numbers
    assert not only("# A\n\n```python\nx\n```\n").show.numbers


def test_lines_are_counted_from_the_first_that_is_typed():
    assert only("# A\n\n```py {2}\n\nfirst\n```\n").show.lines == [[1]]


def test_a_table_is_a_table_and_is_said_by_its_columns():
    scene = only(
        "## Tides by port\n\n| Port | High (m) | Low (m) |\n|:-|:-:|-:|\n| **Brest** | 6.9 | 1.1 |\n| Dover | 6.8 | |"
    )
    assert scene.show == Table(
        header=["Port", "High (m)", "Low (m)"],
        rows=[[[Run(text="Brest", bold=True)], "6.9", "1.1"], ["Dover", "6.8", ""]],
        align=["left", "center", "right"],
    )
    assert scene.narration == "Tides by port.\n\nPort, High (m), Low (m)."


def test_a_table_whose_rows_tell_what_things_are_is_said_row_by_row_and_they_light_up():
    rows = "| ebb | the sea falls for six hours |\n| flood | the sea rises for six hours |"
    scene = only(f"## Words\n\nWhat they mean:\n\n| Word | Meaning |\n|-|-|\n{rows}")
    said = "What they mean: ebb: the sea falls for six hours.\n\nflood: the sea rises for six hours."
    assert scene.narration == f"Words.\n\n{said}"
    assert [lit.row for lit in scene.show.light] == [1, 2]


def test_the_footnotes_of_a_table_stand_below_it():
    scene = only("## T\n\n| A | B |\n|-|-|\n| x[^1] | y |\n\n[^1]: A *note*.")
    assert (scene.show.rows, plain(scene.show.note)) == ([["x¹", "y"]], "¹ A note.")


def test_a_table_that_is_too_large_is_cut_with_one_warning():
    wide = f"|{'a|' * 120}\n|{'-|' * 120}\n|{'b|' * 120}"
    long = "|a|b|\n|-|-|\n" + "|c|d|\n" * 2100
    full = f"|a|b|\n|-|-|\n|{'x' * 600}|d|"
    deck = from_markdown(f"## T\n\n{wide}\n\n{long}\n\n{full}\n", file="t.md")
    wide, long, full = [scene.show for scene in deck.storyboard.scenes if isinstance(scene.show, Table)]
    assert (len(wide.header), len(wide.rows[0]), len(long.rows), len(full.rows[0][0])) == (100, 100, 2000, 500)
    [warning] = deck.warnings
    assert warning.startswith("3 parts of a table (t.md:3, t.md:7, t.md:2111) left out: ")


def test_ordered_lists_are_steps_that_keep_their_first_number():
    assert only("## How\n\n3. Cut\n4. Glue").show == Steps(items=["Cut", "Glue"], start=3)
    assert only("## How\n\n1. Alone").show == Bullets(items=["1. Alone"])
    nested = only("## How\n\n1. Cut\n   - with care\n2. Glue").show
    assert nested == Bullets(items=[Point(text="1. Cut", items=["with care"]), "2. Glue"])


def test_lists_lie_within_one_another_three_deep():
    show = only("## A\n\n- one\n  - two\n    - three\n      - four\n- five").show
    inner = Point(text="two", items=["three", "\N{EN DASH} four"])
    assert show == Bullets(items=[Point(text="one", items=[inner]), "five"])


def test_a_picture_stands_beside_its_list_and_all_is_said():
    scene = only("# Club\n\n![Our club](logo.png)\n\n- Sail on Sunday\n- Row on Monday")
    picture = Picture(image="logo.png", alt="Our club")
    assert scene.show == Columns(columns=[Bullets(items=["Sail on Sunday", "Row on Monday"]), picture])
    assert scene.narration == "Club.\n\nOur club.\n\nSail on Sunday.\n\nRow on Monday."


@pytest.mark.parametrize(
    "text",
    [
        "> Be kind.\n>\n> -- Ann Bee",
        "> Be kind.\n> \N{EM DASH} Ann Bee",
        "> Be kind.\n\n\N{EM DASH} Ann Bee",
        "> Be kind.\n> <cite>Ann Bee</cite>",
        "> Be kind.\n> \N{EM DASH} <cite>Ann *Bee*</cite>",
    ],
)
def test_a_quotation_and_who_said_it(text):
    text, quote = scenes(f"# T\n\nSub\n\n## A\n\nSome words come first.\n\n{text}")[1:]
    assert shown(text) == "Some words come first."
    assert (quote.show, quote.narration) == (Quote(text="Be kind.", by="Ann Bee"), "Be kind.\n\nAnn Bee.")


def test_a_quotation_of_nobody_has_a_slide_where_it_stands_alone():
    assert only("## A\n\n> Be kind.").show == Quote(text="Be kind.")
    assert shown(only("## A\n\n> Be kind.\n\nSo they say.")) == "“Be kind.”\n\nSo they say."
    assert shown(only("## A\n\n> Be kind.\n> -- Ann\n\nSo.\n\n::: notes\nHi.\n:::")) == "“Be kind.”\n\n– Ann\n\nSo."


@pytest.mark.parametrize(
    ("text", "callout"),
    [
        ("> [!WARNING]\n> Mind the gap.", Callout(text="Mind the gap.", sort="warning")),
        ('!!! danger "Careful"\n    Mind it.', Callout(text="Mind it.", sort="caution", title="Careful")),
        ("!!! note\n    Note: mind it.", Callout(text="mind it.", sort="note")),
        (":::{hint}\nMind it.\n:::", Callout(text="Mind it.", sort="tip", title="Hint")),
        ("::: {.callout-important}\n## Now\nMind it.\n:::", Callout(text="Mind it.", sort="important", title="Now")),
        ("> [!tip]+ So\n> - a\n> - b", Callout(text="• a\n\n• b", sort="tip", title="So")),
    ],
)
def test_a_note_that_stands_alone_is_a_callout(text, callout):
    assert only(f"## A\n\n{text}").show == callout
    assert "Mind" not in shown(only(f"## A\n\n{text}\n\nMore words follow.")).split("\n")[0].split(":")[0]


@pytest.mark.parametrize("beside", ["$$c = \\sqrt{g h}$$", "```python\nx = 1\n```", "| a | b |\n|---|---|\n| 1 | 2 |"])
def test_a_note_next_to_something_to_look_at_is_seen_as_well(beside):
    found = scenes(f"## A\n\n```{{note}}\nThe sea rises.\n```\n\nSee there.\n\n{beside}")
    assert found[0].show == Callout(text="The sea rises.", sort="note")
    assert "The sea rises." in found[0].narration
    noted = scenes(f"## A\n\n> [!note]\n> The sea rises.\n\nSee there.\n\n{beside}\n\n::: notes\nHi.\n:::")
    assert [scene.show for scene in noted if isinstance(scene.show, Callout)] == []


def test_a_part_of_a_longer_deck_begins_with_its_heading_and_number():
    pages = "".join(f"## Page {{}}{n}\n\ntext\n\n" for n in range(3))
    found = scenes(f"# Talk\n\n# Bees\n\n{pages.format(*'aaa')}# Ants\n\n{pages.format(*'bbb')}# Thanks\n\nBye")
    assert [scene.show for scene in found if scene.heading in {"Talk", "Bees", "Ants", "Thanks"}] == [
        Title(),
        Section(number="1"),
        Section(number="2"),
        End(text="Bye"),
    ]
    few = scenes("# Talk\n\n# Bees\n\n## Page\n\ntext")
    assert few[1].show == Title()


def test_columns_stand_beside_each_other_with_their_widths():
    scene = only(
        '# T\n\n:::: {.columns}\n::: {.column width="40%"}\n### Left\n- a\n- b\n:::\n'
        '::: {.column width="60%"}\n```py\nx\n```\n:::\n::::\n'
    )
    assert scene.show == Columns(
        columns=[Bullets(items=["a", "b"], intro="Left"), Code(code="x", language="py")], widths=[40, 60]
    )
    assert scene.narration == "T.\n\nLeft.\n\na and b."


def test_columns_that_no_slide_can_hold_follow_one_another():
    columns = "".join(f"::: column\nColumn {number}\n:::\n" for number in range(4))
    assert shown(only(f"## T\n\n:::: columns\n{columns}::::\n")) == "Column 0\n\nColumn 1\n\nColumn 2\n\nColumn 3"


@pytest.mark.parametrize(
    "text", ["::::: columns\n::: column\nLeft[^1]\n:::\n::: column\nRight\n:::\n:::::", "> Be kind.[^1]\n> -- Ann"]
)
def test_footnotes_of_columns_and_quotes_are_not_lost(text):
    assert "¹ Its source." in "".join(map(shown, scenes(f"## A\n\n{text}\n\n[^1]: Its source.\n")))


def test_what_is_said_in_a_column_is_said_of_the_slide():
    column = "::: column\n{}\n:::\n"
    left = column.format("Left\n\n::: notes\nSay it.\n:::")
    scene = only(f"## T\n\n::::: columns\n{left}{column.format('Right')}:::::\n")
    assert (shown(scene), scene.narration) == ("Left\n\nRight", "Say it.")


def test_formulas_in_a_text_are_read_as_text_and_never_as_commands():
    assert shown(only("## F\n\nHere $x^2 + \\alpha_i$ is.")) == "Here x² + αᵢ is."
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
    assert plain(scene.show.items[0]).startswith("Docs | Team • Blog")


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
    from aura_nb.sources.markdown import spoken_text

    asked = []
    segment = spoken_text.segment
    monkeypatch.setattr(spoken_text, "segment", lambda tag, text: asked.append(len(text)) or segment(tag, text))
    for language, sentence in (("ja", "これは文です。"), ("en", "This is a sentence. ")):
        text = sentence * 3000
        pieces = spoken_text.split(text, 400, language)
        assert "".join(pieces).replace(" ", "") == text.replace(" ", "")
        assert max(map(len, pieces)) <= 400
        assert all(piece.endswith((".", "。")) for piece in pieces)
    assert max(asked) <= 4000


@pytest.mark.parametrize(
    ("language", "text", "pieces"),
    [
        ("de", "Er sagte nichts. »Guten Tag, Ada«, sagte er.", ["Er sagte nichts.", "»Guten Tag, Ada«, sagte er."]),
        ("sv", "Han sade ingenting alls. ”Hej” sade hon.", ["Han sade ingenting alls.", "”Hej” sade hon."]),
        ("en", "He came in the morning. ’Twas early then.", ["He came in the morning.", "’Twas early then."]),
        ("en", "(He came. So.) And then we went on.", ["(He came. So.)", "And then we went on."]),
        ("en", f"{'A' * 29}. ) B is here.", [f"{'A' * 29}.", ") B is here."]),
        ("ja", f"「{'あ' * 27}。」{'い' * 29}。", [f"「{'あ' * 27}。」", f"{'い' * 29}。"]),
        ("ja", f"（{'あ' * 29}。{'い' * 9}。）", [f"（{'あ' * 29}", f"。{'い' * 9}。）"]),
    ],
)
def test_a_piece_keeps_its_quotes_and_its_limit(language, text, pieces):
    from aura_nb.sources.markdown import spoken_text

    assert spoken_text.split(text, 30, language) == pieces


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


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("À Brest ; et à Nice ? Oui !", "À Brest ; et à Nice ? Oui !"),
        ("Really 🎉! Go.", "Really 🎉! Go."),
        ("One , two .", "One, two."),
    ],
)
def test_spaces_before_signs_are_those_of_the_language(written, shown):
    [scene] = from_markdown(f"## A\n\n{written}\n", language="fr").storyboard.scenes
    assert scene.show.subtitle == shown
    assert " !" not in scene.narration or "Oui !" in scene.narration


@pytest.mark.parametrize("title", ["Energy $E = mc^2$", "Energy hums"])
def test_a_heading_with_a_footnote_or_mathematics_is_the_title_it_repeats(title):
    deck = f"---\ntitle: {title}\nauthor: Ada\n---\n## {title}[^1]\n\nText.\n\n## Two\n\nMore.\n\n[^1]: A note."
    assert [type(scene.show) for scene in from_markdown(deck).storyboard.scenes] == [Title, Text]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (r"See \ref{fig:hive} and \cite{knuth84}.", "See Figure and Knuth."),
        (r"Bees dance, as in Figure~\ref{x} and (Eq. \eqref{y}).", "Bees dance, as in Figure and (Eq.)."),
        (r"Bees dance~\citep[p. 3]{frisch,seeley}.", "Bees dance (Frisch, Seeley)."),
        (r"Bees \label{sec:bees} dance; `\ref{a}` is code.", r"Bees dance; \ref{a} is code."),
    ],
)
def test_references_of_tex_are_words_in_every_deck(text, words):
    [_, scene] = from_markdown(f"# T\n\n## Bees\n\n{text}").storyboard.scenes
    assert plain(scene.show.text) == words


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>secret</p>",
        '<div style="display:none">\n\nsecret\n\n</div>',
        "Bees <span class='sr-only'>secret</span> hum.",
    ],
)
def test_what_a_deck_hides_is_neither_shown_nor_said(hidden):
    story = from_markdown(
        f"# T\n\n## Bees\n\n{hidden}\n\nBees hum.\n\n## Ants\n\nAnts dig. <!-- <div hidden> -->\n\n## End\n\nIt ends."
    )
    told = "\n".join(" ".join([scene.narration, *scene.show.texts()]) for scene in story.storyboard.scenes)
    assert "secret" not in told
    assert "Bees hum." in told
    assert "It ends." in told


def test_mathematics_with_a_bar_is_one_cell():
    deck = "# T\n\n## Rows\n\n| a | b |\n|---|---|\n| $x|y$ | 2 |"
    [_, scene] = from_markdown(deck).storyboard.scenes
    assert isinstance(scene.show, Table)
    assert [[plain(cell) for cell in row] for row in scene.show.rows] == [["x|y", "2"]]
