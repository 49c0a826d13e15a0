"""Decks of other tools: what each tool means by its marks, what is said, and what is left out with a warning."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from support.decks import MARKS, shown

from aura_nb.errors import SourceInvalid
from aura_nb.sources import from_markdown, load_deck
from aura_nb.specs import Bullets, Callout, Code, Formula, Picture, Point, Run, Table, Text, Title
from aura_nb.specs.runs import plain

DECKS = Path(__file__).with_name("decks")


def scenes(text, **options):
    return from_markdown(text, **options).storyboard.scenes


def bare(deck):
    """All that is seen and heard of a deck, but for its code; fails where a mark is left."""
    parts = []
    for scene in deck.storyboard.scenes:
        text = "\n\n".join(part for part in shown(scene).split("\n\n") if not part.startswith("    "))
        parts += [scene.heading, text, scene.narration]
    for part in parts:
        assert not MARKS.search(part), part
    return "\n".join(parts)


def told(deck):
    return [(scene.heading, shown(scene), scene.narration) for scene in deck.storyboard.scenes]


@pytest.mark.parametrize(
    ("name", "unused"),
    [("fm-foreign", "marp, paginate"), ("fm-slidev", "theme, transition, layout"), ("fm-quarto", "format")],
)
def test_front_matter_of_other_tools_is_one_warning(name, unused):
    deck = load_deck(DECKS / f"{name}.md")
    assert len(deck.warnings) == 1
    assert deck.warnings[0].endswith(f"): {unused}.")
    assert deck.options == {}


def test_a_title_without_a_card_makes_one():
    deck = load_deck(DECKS / "fm-title-unused.md")
    first, *rest = deck.storyboard.scenes
    assert (first.heading, first.show, first.narration) == ("A year in the harbour", Title(), "A year in the harbour.")
    assert [[type(column) for column in scene.show.columns] for scene in rest] == [[Bullets, Picture]]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("d05-blank-line-before-front-matter", "Blank first"),
        ("d06-toml-front-matter", "Toml"),
        ("d08-colon-in-title", "Bees: a talk"),
    ],
)
def test_a_title_is_read_however_it_is_written(name, title):
    deck = load_deck(DECKS / f"{name}.md")
    assert deck.storyboard.title == title
    assert len(deck.storyboard.scenes) == 1
    assert deck.warnings == []


def test_author_and_date_stand_on_the_opening_card():
    deck = load_deck(DECKS / "d09-author-date.md")
    assert told(deck) == [("Hi", "Ann \N{MIDDLE DOT} 2024-01-05", "Hi.")]
    assert deck.warnings == []


def test_raised_lowered_and_marked_text_is_text():
    assert "It has 10⁶ cells and 2⁸⁰ keys." in bare(load_deck(DECKS / "d01-sup-lost.md"))
    assert "This is important and H₂O and x²." in bare(load_deck(DECKS / "d12-highlight-sub-sup.md"))


def test_attributes_of_a_picture_are_not_seen():
    [scene] = load_deck(DECKS / "d02-image-attributes.md").storyboard.scenes
    assert (scene.show, scene.narration) == (Picture(image="a.png", alt="A cat"), "Cat.\n\nA cat.")


def test_an_admonition_is_its_title_and_its_text():
    deck = load_deck(DECKS / "d13-mkdocs-admonition.md")
    [scene] = deck.storyboard.scenes
    assert (scene.show, scene.narration) == (
        Callout(text="Do not touch.", sort="warning", title="Careful"),
        "Care.\n\nCareful: Do not touch.",
    )
    bare(deck)


def test_directives_of_marp_are_kept_from_the_slide_and_its_comments_are_said():
    deck = load_deck(DECKS / "marp-directives.md")
    tides, pier = deck.storyboard.scenes
    assert tides.narration == "say hello to the harbour master first."
    picture = Picture(image="pier.png", fit="cover")
    assert (pier.heading, pier.show.columns) == ("The pier", [Text(text="It stands in the water."), picture])
    assert pier.narration == "The pier.\n\nIt stands in the water."
    bare(deck)


def test_the_comment_that_ends_a_slide_is_said():
    deck = load_deck(DECKS / "slidev-notes.md")
    assert told(deck) == [
        ("Tides", "Twice a day", "Good morning. The sea rises twice a day, and it falls twice a day.")
    ]
    assert deck.notes == ["Spoken as notes: 1 (HTML comments; slidev-notes.md:5)."]


def test_what_follows_note_is_said_and_not_shown():
    assert told(load_deck(DECKS / "reveal-notes.md")) == [
        ("Tides", "The sea rises.", "Greet the harbour master."),
        ("Ebb", "It falls.", "Show the chart here."),
    ]


def test_quarto_is_read_without_its_marks():
    deck = load_deck(DECKS / "quarto.md")
    text = bare(deck)
    for words in ("Left words", "Right words", "It falls slowly.", "Then it rises."):
        assert words in text
    assert "plot" not in text
    assert any("a cell of code" in warning.lower() for warning in deck.warnings)
    tides, ebb = load_deck(DECKS / "quarto-attrs.md").storyboard.scenes
    assert tides.show == Picture(image="sea.png", caption="Water moves.", fit="cover")
    assert (ebb.heading, shown(ebb)) == ("Ebb", "It falls.")


def test_directives_and_roles_of_myst_are_what_they_stand_for():
    deck = load_deck(DECKS / "myst.md")
    text = bare(deck)
    for words in ("Note: The sea rises.", "Mind: It falls.", "See other, Equation and Smith."):
        assert words in text
    [formula] = [scene.show for scene in deck.storyboard.scenes if isinstance(scene.show, Formula)]
    assert formula.tex == r"c = \sqrt{g h}"
    assert "label" not in text


def test_a_picture_within_other_tags_is_found():
    first, *_ = load_deck(DECKS / "pic-html-nested.md").storyboard.scenes
    assert first.show == Picture(image="pier.png", alt="level", caption="The sea rises twice a day.")


SLIDEV = """---
theme: seriph
background: https://example.org/sea.jpg
class: text-center
---

# Tides

The sea <v-click>rises</v-click>.

---
layout: two-cols
clicks: 3
---

## Two ports

<v-clicks>

- Brest

</v-clicks>

::right::

Dover {{ $slidev.nav.currentPage }}

---
hide: true
---

# Secret

---
layout: image-right
image: pier.png
---

### A pier

<div v-motion :initial="{ x: -80 }" @click="go">Oak</div>

<Youtube id="abc" />
"""


def test_slidev_begins_slides_with_fields_and_fills_slots():
    deck = from_markdown(SLIDEV)
    assert [scene.heading for scene in deck.storyboard.scenes] == ["Tides", "Two ports", "A pier"]
    text = bare(deck)
    assert "The sea rises." in text
    assert "Brest" in text
    assert "Dover" in text
    assert "Secret" not in text
    assert deck.storyboard.scenes[1].show.columns == [Bullets(items=["Brest"]), Text(text="Dover")]
    assert deck.storyboard.scenes[2].show.columns == [Text(text="Oak"), Picture(image="pier.png", fit="cover")]
    assert any("A video" in warning for warning in deck.warnings)
    assert any("clicks" in warning and "layout" in warning for warning in deck.warnings)


def test_the_slots_of_slidev_are_columns_and_the_comment_below_them_is_said():
    deck = from_markdown(
        "---\nlayout: two-cols-header\n---\n\n# Ports\n\nThey are two.\n\n::left::\n\n```ts {1|2}\na\nb\n```\n\n"
        "::right::\n\n- Brest\n- Dover\n\n<!-- Say it. -->\n\n---\n\n# Last\n\n::default::\n\nWords\n"
    )
    first, columns, last = deck.storyboard.scenes
    assert (shown(first), first.narration, columns.narration) == ("They are two.", "", "Say it.")
    assert columns.show.columns == [
        Code(code="a\nb", language="ts", lines=[[1], [2]]),
        Bullets(items=["Brest", "Dover"]),
    ]
    assert shown(last) == "Words"
    bare(deck)


def test_remark_builds_up_and_keeps_its_layouts_and_notes():
    deck = from_markdown(
        "class: center, middle\nbackground-image: url(sea.png)\n\n# Tides\n\n---\nlayout: true\n\n.footer[x]\n---\n\n"
        "## Ports\n\n.left-column[\nBrest\n]\n.right[**Dover** [docs](https://example.org)]\n\n--\n"
        "\nMore.\n\n???\nSay it.\n"
        "\n---\nexclude: true\n\n# Gone\n"
    )
    first, ports = deck.storyboard.scenes
    assert (first.heading, first.show) == ("Tides", Picture(image="sea.png", fit="cover"))
    assert ports.narration == "Say it."
    assert shown(ports).split() == ["Brest", "Dover", "docs", "More."]
    assert "Gone" not in bare(deck)
    assert "footer" not in bare(deck)


def test_reveal_parts_slides_both_ways_and_takes_backgrounds():
    deck = from_markdown(
        "---\nrevealOptions:\n  transition: zoom\ntheme: black\n---\n# One\n\n--\n\n## Two\n\n"
        '<!-- .slide: data-background="b.png" -->\n\nx <!-- .element: class="fragment" -->\n\n---\n\n### Three\n\ny\n'
    )
    assert [scene.heading for scene in deck.storyboard.scenes] == ["One", "Two", "Three"]
    assert deck.storyboard.scenes[1].show == Picture(image="b.png", caption="x", fit="cover")
    assert deck.options == {}
    bare(deck)


def test_marp_parts_slides_by_headings_where_it_is_told_to_and_by_rules_alone_elsewhere():
    divided = from_markdown("---\nmarp: true\nheadingDivider: 3\n---\n# A\n\nx\n\n## B\n\ny\n\n### C\n\nz\n")
    assert [scene.heading for scene in divided.storyboard.scenes] == ["A", "B", "C"]
    ruled = from_markdown("---\nmarp: true\n---\n# A\n## B\n\nx\n\n---\n\n# C\n\ny\n")
    assert [scene.heading for scene in ruled.storyboard.scenes] == ["A", "C"]
    assert shown(ruled.storyboard.scenes[0]) == "B\n\nx"


def test_sizes_and_filters_of_marps_pictures_are_no_description():
    deck = from_markdown(
        "---\nmarp: true\n---\n# A\n\n![w:300px A grey cat grayscale:0.5](cat.png)\n\n![bg](#123456)\n"
    )
    [scene] = deck.storyboard.scenes
    assert (scene.show, scene.narration) == (Picture(image="cat.png", alt="A grey cat"), "A.\n\nA grey cat.")


QUARTO = """---
title: Talk
author: [{name: Ann Bee}, Bo]
format: revealjs
---

## One {.smaller}

::: {.callout-tip}
## Mind
It falls.
:::

::: incremental
- a
- b
:::

As @smith2004 and [@doe99, p. 3] say; see @fig-sea. H~2~O --- press {{< kbd Enter >}} {{< video https://a.org/x >}}

```{python}
#| echo: true
#| fig-cap: "x"
plot(1)
```

## Hidden {visibility="hidden"}

no

## Last

| Roses are red,
| Violets are blue.

`<b>`{=html} \\newpage \\textbf{bold}
"""


def test_quarto_keeps_what_is_meant_and_leaves_the_rest_out():
    deck = from_markdown(QUARTO)
    text = bare(deck)
    assert list(dict.fromkeys(scene.heading for scene in deck.storyboard.scenes)) == ["Talk", "One", "Last"]
    assert shown(deck.storyboard.scenes[0]) == "Ann Bee, Bo"
    for words in (
        "Mind: It falls.",
        "As Smith and Doe say; see Figure. H₂O \N{EM DASH} press Enter",
        "Roses are red,  \nViolets",
        "bold",
    ):
        assert words in text
    assert any("    plot(1)" in shown(scene) for scene in deck.storyboard.scenes)
    assert "echo" not in str(deck.storyboard.to_json())
    for kind in ("A video", "A piece of another format"):
        assert any(warning.startswith(kind) for warning in deck.warnings), kind


def test_myst_directives_nest_and_stand_for_what_they_are():
    deck = from_markdown(
        "(top)=\n# A\n\n% a comment\n\n````{tip} Look\n:class: x\n\n```{warning}\nHot.\n```\n````\n\n"
        ":::{figure} sea.png\n:width: 50%\n:alt: waves\n\nThe *sea*.\n:::\n\n"
        "```{code-cell} python\n:tags: [hide-output]\nx = 1\n```\n\n"
        "```{toctree}\na\n```\n\n```{mermaid}\ngraph TD\n```\n\n```{csv-table}\na,b\n1,2\n```\n\n"
        "{sup}`2` {term}`Tide <tides>` {eval}`x`\n"
    )
    text = bare(deck)
    assert "Look:" in text
    assert "Warning: Hot." in text
    pictures = [scene.show for scene in deck.storyboard.scenes if isinstance(scene.show, Picture)]
    assert [(picture.image, picture.alt) for picture in pictures] == [("sea.png", "waves")]
    assert plain(pictures[0].caption) == "The sea."
    assert "a comment" not in text
    assert "toctree" not in text
    assert any(warning.startswith("A diagram") for warning in deck.warnings)


def test_links_of_a_wiki_are_text_and_its_pictures_are_pictures():
    deck = from_markdown(
        "# A\n\nSee [[Notes/Bees#Work]] and [[x|them]] #tag ^id1\n\n%%not this%%\n\n![[bee.png|300]]\n\n![[other]]\n"
    )
    assert bare(deck).startswith("A\nSee Bees and them\n")
    assert deck.storyboard.scenes[-1].show.image == "bee.png"
    assert deck.warnings == ["An embedded note (line 9) left out: a film is made of one file."]


def test_percent_signs_in_code_begin_no_comment():
    deck = from_markdown("# A\n\nSee [[Bees]], `%%` and %%not this%% that.\n\nMore `50 %%` follows.\n")
    text = bare(deck)
    assert "See Bees, %% and that." in text
    assert "More 50 %% follows." in text
    assert "not this" not in text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "Press <kbd>Ctrl</kbd>, <mark>see</mark> <abbr title='x'>HTML</abbr> &amp; &lt;b&gt;",
            "Press Ctrl, see HTML & <b>",
        ),
        ("<center>Middle H<sub>2</sub>O</center>", "Middle H₂O"),
        ("10<sup>-6</sup> m and the 1<sup>st</sup>", "10⁻⁶ m and the 1st"),
        ("<p>One <b>two</b><br>three</p>", "One two  \nthree"),
        ("<details><summary>More</summary>\n\nHidden.\n\n</details>", "More\n\nHidden."),
        ("<h3>Sub</h3><p>Text</p>", "Sub\n\nText"),
        ("<blockquote>Be kind</blockquote>", "Be kind"),
    ],
)
def test_html_means_what_it_means(text, says):
    scene = scenes(f"# T\n\n## A\n\n{text}\n\nEnd.")[1]
    assert shown(scene) == f"{says}\n\nEnd."


def test_tables_and_lists_of_html_are_tables_and_lists():
    rows = "<table><tr><th>Port</th><th>High</th><th>Low</th></tr><tr><td>Brest</td><td>6</td><td>1</td></tr></table>"
    [scene] = scenes(f"## A\n\n{rows}\n")
    assert scene.show == Table(header=["Port", "High", "Low"], rows=[["Brest", "6", "1"]])
    [scene] = scenes("## A\n\n<ol><li>One</li><li>Two<ul><li>in it</li></ul></li></ol>\n")
    assert scene.show == Bullets(items=["1. One", Point(text="2. Two", items=["in it"])])


@pytest.mark.parametrize("tag", ["script", "style", "iframe", "video", "audio", "svg"])
def test_what_a_film_cannot_show_of_html_is_one_warning(tag):
    deck = from_markdown(f"# A\n\ntext\n\n<{tag}>\n\nunseen\n\n</{tag}>\n\n<{tag}>unseen</{tag}>\n")
    assert "unseen" not in bare(deck)
    assert len(deck.warnings) == 1
    assert "lines 5, 11" in deck.warnings[0]


def test_links_in_a_list_are_shown_short_and_not_read():
    text = "## Links\n\n- https://www.example.org/a/b?c=d\n- [Docs](https://example.org/docs)\n"
    [scene] = scenes(text)
    assert scene.show == Bullets(items=["example.org/a/b", [Run(text="Docs", link="https://example.org/docs")]])
    assert scene.narration == "Links."
    assert scenes("## Links\n\nRead it: https://example.org/a")[0].narration == "Links.\n\nRead it:"


@pytest.mark.parametrize(
    "head",
    [
        "---\ntitle: My talk\nauthor: Ann\n---\n",
        "\ufeff\n\n---\r\ntitle: My talk\r\nauthor: Ann\r\n---\r\n",
        "+++\ntitle = 'My talk'\nauthor = ['Ann']\n[params]\nx = 1\n+++\n",
        '{\n  "title": "My talk",\n  "author": {"name": "Ann"}\n}\n',
        "% My talk\n% Ann\n",
        "Title: My talk\nAuthor: Ann\n",
        "---\ntitle: My talk\nauthor:\n- Ann\n---\n",
        '---\ntitle: "My **talk**"\nauthor: Ann\nnested:\n  deep: [1, {x: y}]\n...\n',
    ],
)
def test_front_matter_is_read_in_all_its_forms(head):
    deck = from_markdown(f"{head}\n## One\n\ntext\n")
    assert deck.storyboard.title == "My talk"
    assert told(deck)[0] == ("My talk", "Ann", "My talk.")
    assert deck.storyboard.scenes[1].heading == "One"


def test_a_near_miss_of_our_own_field_is_an_error_unless_a_field_of_another_tool_stands_with_it():
    with pytest.raises(SourceInvalid, match='aspct: line 2: there is no such field; did you mean "aspect"'):
        from_markdown("---\naspct: 9:16\n---\n# x")
    deck = from_markdown("---\naspct: 9:16\nmarp: true\n---\n# x")
    assert deck.warnings == ["Fields of another tool in the front matter are not used (lines 2, 3): aspct, marp."]


def test_front_matter_that_is_no_yaml_is_read_as_it_was_meant():
    deck = from_markdown(
        "---\ntitle: Bees: a talk\nauthor: [Ann, {name: Bo}]\ntheme: ./mine.css\nlang: pt_BR\n---\n## A\n\nx"
    )
    assert told(deck)[0] == ("Bees: a talk", "Ann, Bo", "Bees: a talk.")
    assert deck.storyboard.language == "pt-BR"
    assert deck.options == {}
    assert deck.warnings == ["A field of another tool in the front matter is not used (line 4): theme."]


def test_a_stanza_stays_together():
    [scene] = scenes("# Roses\n\nRoses are red,  \nViolets are blue\\\nSugar is sweet")
    assert shown(scene) == "Roses are red,  \nViolets are blue  \nSugar is sweet"
    assert scene.narration == "Roses are red, Violets are blue Sugar is sweet."


VERSE = "The boats have come in with the tide,\nthe lamps are lit on the quay,\nand all that is *left* of the day"


@pytest.mark.parametrize("mark", ["", "> "])
def test_verse_keeps_its_lines_without_any_mark(mark):
    [scene] = scenes("# Night\n\n" + "\n".join(mark + row for row in VERSE.split("\n")))
    assert plain(scene.show.text).split("  \n") == VERSE.replace("*", "").split("\n")
    assert scene.narration == "Night.\n\n" + VERSE.replace("*", "").replace("\n", " ") + "."


@pytest.mark.parametrize(
    "text",
    [
        "An editor that wraps at forty columns\nmakes of a paragraph lines that are all\nas long; that is no verse.",
        "Two short lines\nare no stanza.",
        "Anna Berg\nDepartment of Mechanics\n2025",
        "- The boats have come\n  in with the tide,\n  the lamps are lit",
        "::: notes\nWelcome.\nToday we talk\nabout boats.\n:::",
    ],
)
def test_lines_that_an_editor_wraps_are_joined(text):
    [scene] = scenes(f"# A\n\n{text}")
    assert "\n" not in shown(scene) + scene.narration.removeprefix("A.\n\n")


def test_a_deck_cell_may_begin_with_an_empty_line():
    deck = from_markdown((DECKS / "d05-blank-line-before-front-matter.md").read_text())
    assert (deck.storyboard.title, [scene.heading for scene in deck.storyboard.scenes]) == ("Blank first", ["Hello"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Vector<int> and List<String>", ("Vector<int> and List<String>", "Vector int and List String.")),
        ("Convert <file> now", ("Convert <file> now", "Convert file now.")),
        ("It holds where x <y and z> w.", ("It holds where x <y and z> w.", "It holds where x <y and z> w.")),
        ("A <foo>bar</foo> <Own> <b>bold</b> <i>end", ("A bar bold end", "A bar bold end.")),
    ],
)
def test_words_in_angle_brackets_that_are_no_tag_are_text(text, said):
    [scene] = scenes(f"# A\n\n{text}")
    assert (shown(scene), scene.narration.removeprefix("A.\n\n")) == said


def test_formulas_between_a_backslashs_brackets_are_formulas_and_other_escaped_brackets_are_brackets():
    [scene] = scenes(r"Give \(a + b = c\) and \[x^2\] then \(not one\), \[a\] and \(x\).")
    assert shown(scene) == "Give a + b = c and x² then (not one), [a] and x."


def test_a_slide_of_another_tool_whose_first_lines_only_begin_like_fields_is_no_error():
    deck = from_markdown("name: a\nclass: center\n\n# One\n\n---\nlayout: true\n.footer[hi]\n---\n\n## Two\n\nText")
    assert [scene.heading for scene in deck.storyboard.scenes] == ["One", "Two"]


def test_a_sites_computed_values_are_left_out_with_their_line():
    deck = from_markdown("---\nlayout: post\n---\n# A\n\nSee {{ page.title | upcase }} and this.")
    assert shown(deck.storyboard.scenes[0]) == "See and this."
    assert "A value that is computed (line 6) left out: it is not text." in deck.warnings


def test_a_comment_of_mdx_is_not_seen():
    [scene] = scenes("# A\n\nText {/* not this */} here.")
    assert shown(scene) == "Text here."


def test_a_nested_title_an_empty_author_and_a_language_by_its_name_are_no_refusal():
    deck = from_markdown("---\ntitle:\n  plain: Bees\nauthor: ~\nlang: english\n---\n# Hello\n\nText here.")
    assert deck.storyboard.title == "Bees"
    assert not any("~" in shown(scene) for scene in deck.storyboard.scenes)
    assert deck.warnings == ["A field of another tool in the front matter is not used (line 5): language."]


def only_text(deck):
    """What a deck shows and says, its scenes one after another."""
    scenes = from_markdown(deck, language="en").storyboard.scenes
    shown = [getattr(s.show, "text", "") or "\n".join(getattr(s.show, "items", [])) for s in scenes]
    return "\n".join(shown), "\n\n".join(scene.narration for scene in scenes)


def test_references_without_words_are_named_by_their_kind_or_told_of():
    deck = from_markdown("## Bees\n\nBy [](eq:sum) and {eq}`eq:one` it is, see [](#elsewhere).\n", language="en")
    [scene] = deck.storyboard.scenes
    assert scene.narration == "Bees.\n\nBy Equation and Equation it is, see."
    assert any("reference without words (line 3) left out" in warning for warning in deck.warnings)


@pytest.mark.parametrize(
    "twice",
    [
        "![Bee](bee.png#gh-light-mode-only)\n![Bee](bee-dark.png#gh-dark-mode-only)",
        "![Bee](bee.png#only-light)\n![Bee](bee-dark.png#only-dark)",
        '<p><img src="bee.png#gh-light-mode-only" alt="Bee"><img src="bee-dark.png#gh-dark-mode-only" alt="Bee"></p>',
    ],
)
def test_a_picture_for_light_and_for_dark_pages_is_shown_once(twice):
    scenes = from_markdown(f"# Bees\n\n{twice}\n").storyboard.scenes
    pictures = [scene.show.image for scene in scenes if hasattr(scene.show, "image")]
    assert len(pictures) == 1
    assert pictures[0].startswith("bee.png")


@pytest.mark.parametrize(
    "icon",
    [
        "![[bee.svg#icon]]",
        '<img src="bee.svg" width="20">',
        "![](bee.svg){width=24px}",
        "![](bee.svg){height=1.5em}",
    ],
)
def test_an_icon_within_a_text_is_no_scene_and_told_of(icon):
    deck = from_markdown(f"# Bees\n\nPress {icon} to go on.\n", language="en")
    assert not any(hasattr(scene.show, "image") for scene in deck.storyboard.scenes)
    assert any("An icon (line 3) left out" in warning for warning in deck.warnings)


def test_signs_between_links_are_pauses_whatever_the_spaces_around_them():
    assert only_text("## Bees\n\n🌐 Site ▶︎&emsp;|&emsp;💬 Forum ▶︎\n")[1] == "Bees.\n\nSite, Forum."


def test_an_icon_before_a_point_takes_its_dash_with_it():
    shown, said = only_text("## Bees\n\nText.\n\n- :material-plus: - one bee\n- :material-bee: - two bees\n")
    assert "one bee" in shown
    assert "- " not in shown
    assert " - " not in said


def test_a_row_of_a_table_that_is_a_word_and_a_sentence_is_said_whole():
    long = "A small treatment that puts a border round the hive, and has neither a roof nor a door in it at all"
    [scene] = from_markdown(f"## Bees\n\n| Hive | What |\n|---|---|\n| small | {long} |\n").storyboard.scenes
    assert scene.narration == f"Bees.\n\nsmall: {long}."


def test_a_column_that_holds_nothing_but_badges_is_no_column():
    badge = "[![v](https://img.shields.io/x.svg)](https://example.org)"
    [scene] = from_markdown(
        f"## Bees\n\n| Name | What | Release |\n|---|---|---|\n| hive | home | {badge} |\n"
    ).storyboard.scenes
    assert (scene.show.header, scene.show.rows) == (["Name", "What"], [["hive", "home"]])
    assert scene.narration == "Bees.\n\nName and What."


def test_a_footnote_with_a_scene_of_its_own_is_said():
    text = "All of it is known to everybody who has ever seen one of them. " * 7
    scenes = from_markdown(f"## Bees\n\n{text}[^1]\n\n[^1]: {text}\n", language="en").storyboard.scenes
    assert scenes[-1].show.text.startswith("¹ All")
    assert scenes[-1].narration.startswith("All of it")


def test_a_text_that_ends_in_an_abbreviation_and_a_comma_has_one_full_stop():
    assert only_text("## Bees\n\nSome are small, e.g.,\n\n```\nbee\n```\n")[1] == "Bees.\n\nSome are small, e.g."


@pytest.mark.parametrize(
    "text", ["x" + " " * 30_000 + "y", "![" * 12_000, "<!--" * 12_000], ids=["spaces", "brackets", "comments"]
)
@pytest.mark.timeout(20)
def test_a_long_run_of_marks_takes_no_time_of_its_square(text):
    with suppress(SourceInvalid):
        from_markdown(f"# A\n\n{text}\n")


@pytest.mark.parametrize(
    "text",
    [
        "> [!NOTE]\n> **Note:** the sea rises.",
        "!!! note\n    Note: the sea rises.",
        ":::{note}\nNote: the sea rises.\n:::",
    ],
    ids=["GitHub", "MkDocs", "MyST"],
)
def test_a_box_whose_text_says_what_it_is_says_it_once(text):
    said = " ".join(scene.narration for scene in from_markdown(f"# Sea\n\n{text}\n").storyboard.scenes)
    assert said.count("Note:") == 1
    assert "the sea rises." in said


def seen(story):
    return "\n".join(map(shown, story.scenes))


SIMPLE = """# T

  Right     Left     Center     Default
-------     ------ ----------   -------
     12     ab         cd            ef
    123     g|h        ij            kl

Table:  What it holds. {#tbl:a}

After.
"""
LINES = """# T

-------------------------------------------------------------
 Centered   Default           Right Left
  Header    Aligned         Aligned Aligned
----------- ------- --------------- -------------------------
   First    row                12.0 Example of a row that
                                    spans several lines.

  Second    row                 5.0 Another one.
-------------------------------------------------------------

: What it holds.
"""
BARE = """# T

-------     ------ ----------
     12     ab         cd
    123     gh         ij
-------     ------ ----------

After.
"""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (SIMPLE, ["Right\n\nLeft\n\nCenter\n\nDefault\n\n12\n\nab", "g|h", "What it holds.", "After."]),
        (LINES, ["Right Aligned\n\nLeft Aligned", "Example of a row that spans several lines.", "What it holds."]),
        (BARE, ["12\n\nab\n\ncd", "After."]),
    ],
    ids=["simple", "of several lines", "without a header"],
)
def test_tables_without_bars_are_tables_and_their_captions_stand_below_them(text, words):
    story = from_markdown(text).storyboard
    [table] = [scene.show for scene in story.scenes if isinstance(scene.show, Table)]
    assert table.note == ("What it holds." if "What it holds." in words else "")
    whole = seen(story) + " " + " ".join(scene.narration for scene in story.scenes)
    for each in words:
        assert each in whole
    for mark in ("--", "Table:", ": What", "{#", "         "):
        assert mark not in whole


@pytest.mark.parametrize(
    "text",
    ["# T\n\nA\n\n-----\n\nB\n\n-----\n\nC", "# T\n\nTitle\n-- --\n\nText.", "# T\n\n-----\n\n" + "x\n" * 20],
)
def test_rules_are_no_tables(text):
    text = text.replace("\\\n", "\n")
    assert "|" not in seen(from_markdown(text).storyboard)


def test_examples_of_pandoc_count_on_and_are_referred_to():
    between = "As (@good) shows, @good is so; @smith20 is not."
    text = f"# T\n\n(@) First one.\n(@good) Second one.\n\n{between}\n\n(@) Third one.\n"
    whole = seen(from_markdown(text).storyboard)
    assert "1. First one." in whole
    assert "As (2) shows, (2) is so" in whole
    assert "3. Third one." in whole
    assert "@" not in whole.replace("@smith20", "")


def test_marks_of_annotations_are_neither_seen_nor_said():
    code = "``` yaml\ntheme:\n  features: # (1)!\n    - x\n```\n\n1.  A note on code.\n"
    deck = from_markdown(
        f"# T\n\nIt is so (1), and (2).\n{{ .annotate }}\n\n1.  First note.\n2.  Second note.\n\n{code}"
    )
    whole = seen(deck.storyboard) + " ".join(scene.narration for scene in deck.storyboard.scenes)
    assert "It is so, and." in whole
    assert "(1)" not in whole
    assert "(2)" not in whole
    assert "annotate" not in whole
    for note in ("First note", "Second note", "A note on code"):
        assert note in whole
    assert "see (1)" in seen(from_markdown("# T\n\nAs we see (1) here.\n").storyboard)


def test_brackets_before_a_footnote_go():
    story = from_markdown("# T\n\nThis is [text][^2] and [^2] so.\n\n[^2]: A footnote.\n").storyboard
    assert "This is text¹ and" in seen(story)
    assert "[" not in seen(story)


def test_marks_of_tasks_are_signs_or_gone():
    marks = "".join(f"- [{mark}] item {number}\n" for number, mark in enumerate(' x></-!?*"+'))
    story = from_markdown(f"# T\n\n{marks}").storyboard
    assert "[" not in seen(story) + "".join(scene.narration for scene in story.scenes)
    shown = [item for scene in story.scenes if isinstance(scene.show, Bullets) for item in scene.show.items]
    assert shown[:6] == ["○ item 0", "✓ item 1", "○ item 2", "○ item 3", "○ item 4", "✗ item 5"]
    letters = from_markdown("# T\n\n- [i] an idea\n- [[link]] it\n").storyboard
    assert "[i]" not in seen(letters)
    assert "[i]" in seen(from_markdown("# T\n\n- [i] an item\n").storyboard)


@pytest.mark.parametrize(
    ("text", "words", "marks"),
    [
        ("# A\n\nSee [[2026-03-02|my notes]].", ["See my notes."], ["[["]),
        ("---\ntags: [a]\naliases: [b]\n---\nup:: [[Index]]\n\n# A\n\nText.", ["Text."], ["::", "Index"]),
        (
            (
                "# A\n\n---\n\n<!-- .slide: id=1 -->\n<section data-markdown data-auto-animate>\n## Nested\n"
                "Red *cabbage*\n</section>"
            ),
            ["Red cabbage"],
            ["##", "*"],
        ),
        (
            (
                "% Soil \\newline and life\n% Me\n\n# A\n\nHalf is air.\\footnote{By volume.}\n\n"
                "\\begin{block}{Remember}\nIt is old.\n\\end{block}\n"
            ),
            ["Half is air. (By volume)", "Remember", "It is old."],
            ["\\", "{"],
        ),
        (
            (
                "# A\n\n```{list-table} Depths\n:header-rows: 1\n\n* - Depth\n  - Speed | here\n* - 10 cm\n"
                "  - 0.99 m/s,\n    about\n* - 20 cm\n  -\n```\n"
            ),
            ["Depths", "0.99 m/s, about", "20 cm"],
            ["* -", "list-table", "header-rows"],
        ),
        ("# A\n\nText :x:\n\n## References\n\n::: {#refs}\n:::\n", ["Text"], [":x:", "References"]),
        ("# A\n\nMarta -- the sailor --- left.\n\n- `a -- b`", ["Marta – the sailor — left."], ["Marta --"]),
    ],
    ids=[
        "a link that is a date",
        "a field of Dataview",
        "a section of Markdown",
        "beamer",
        "a list as a table",
        "references",
        "dashes",
    ],
)
def test_marks_of_decks_as_they_are_found_are_meant_or_gone(text, words, marks):
    story = from_markdown(text).storyboard
    whole = seen(story) + "\n" + "\n".join(f"{scene.heading}\n{scene.narration}" for scene in story.scenes)
    for word in words:
        assert word in whole
    for mark in marks:
        assert mark not in whole.replace("a -- b", "")
