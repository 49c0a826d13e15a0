"""What other tools write into a text: it is used as it is meant or left out, and no mark of it is seen or heard."""

from __future__ import annotations

import pytest

from aura_nb.sources import from_markdown, load_deck
from aura_nb.specs import Bullets, Callout, Picture, Quote, Table
from aura_nb.specs.kinds.naming import called
from aura_nb.specs.runs import plain

GERMAN = "Das ist ein deutscher Satz über die Bienen im Garten."
FRENCH = "Les abeilles volent au-dessus du jardin pendant tout l'été."


def last(text, **options):
    return from_markdown(text, **options).storyboard.scenes[-1]


def said(text, **options):
    """All that is said below the heading."""
    scenes = from_markdown(f"# T\n\n{text}", **options).storyboard.scenes
    return "\n\n".join(scene.narration for scene in scenes)[2:].strip()


@pytest.mark.parametrize(
    ("text", "language", "narration"),
    [
        (f"> [!WARNING]\n> {GERMAN}", None, f"Warnung: {GERMAN}"),
        (f":::tip\n{FRENCH}\n:::", None, f"Astuce\N{NO-BREAK SPACE}: {FRENCH}"),
        (f"::: {{.callout-note}}\n{GERMAN}\n:::", None, f"Hinweis: {GERMAN}"),
        ("!!! danger\n    Las abejas pican.", "es", "Peligro: Las abejas pican."),
        ("```{seealso}\nx\n```", "it", "Vedi anche: x."),
        ("```{versionadded} 2.0\nx\n```", "de", "Neu in Version 2.0: x."),
        ("> [!NOTE]\n> 小心。", "zh", "备注：小心。"),
        ("> [!NOTE]\n> 小心。", "zh-TW", "備註：小心。"),
        ("> [!NOTE]\n> Hinweis: so.", "de", "Hinweis: so."),
        ("> [!NOTE]\n> Buzz.", "tlh", "Note: Buzz."),
        ('!!! tip "Rat"\n    So.', "de", "Rat: So."),
        ("See @fig-hive, -@tbl:y and [@eq:z].", "en", "See Figure, Table and Equation."),
        ("Siehe Abbildung @fig-hive, Tab. @tbl-a.", "de", "Siehe Abbildung, Tab."),
    ],
)
def test_a_tools_words_are_in_the_language_of_the_text(text, language, narration):
    assert said(text, language=language) == narration


def test_a_callout_without_a_title_leaves_its_name_to_the_slide():
    assert last(f"# T\n\n> [!WARNING]\n> {GERMAN}").show == Callout(text=GERMAN, sort="warning")
    assert called("warning", "de-CH") == "Warnung"


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("> **Note**\n> Mind it.", "note"),
        ("> **Warning:** Mind it.", "warning"),
        ("> :warning: **Important**: Mind it.", "important"),
        ("> __Tip__\n>\n> Mind it.", "tip"),
        ("> **Achtung!** Mind it.", "important"),
        ("> **注意**：Mind it.", "caution"),
        ('{% hint style="danger" %}\nMind it.\n{% endhint %}', "caution"),
        ("{{% notice tip %}}\nMind it.\n{{% /notice %}}", "tip"),
        ("{{< callout type=warning >}}\nMind it.\n{{< /callout >}}", "warning"),
        ('<Callout type="info">\nMind it.\n</Callout>', "note"),
        ("<Warning>\n\nMind it.\n\n</Warning>", "warning"),
        (":::message alert\nMind it.\n:::", "caution"),
        (":::note warn\nMind it.\n:::", "warning"),
    ],
)
def test_boxes_of_every_tool_are_callouts(text, sort):
    shown = last(f"# T\n\n{text}").show
    assert (type(shown), plain(shown.text), shown.sort) == (Callout, "Mind it.", sort)


def test_a_quote_that_begins_in_bold_is_a_quote():
    assert isinstance(last("# T\n\n> **Bees** hum.\n> -- Ann").show, Quote)


@pytest.mark.parametrize(
    ("text", "narration"),
    [
        ("A {numref}`Fig. %s <hive>` and {numref}`hive`.", "A Fig. and Figure."),
        ("(hive)=\n## Hive\n\nSee {ref}`hive`, [](#hive) and [Fig. %s](#f).", "Hive.\n\nSee Hive, Hive and Fig."),
        ("It is {{ title }}.", "It is."),
        ("It is <% tp.date %>, <%= x %> now.", "It is, now."),
        ("Bees {% comment %}no{% endcomment %}{# no #}{{!-- no --}}hum.", "Bees hum."),
        ("Bees.\n\n{% comment %}\nno\n\nno\n{% endcomment %}\n\nThey hum.", "Bees.\n\nThey hum."),
        ("A List<String>, a Map<K, List<V>>, a Vec<Object> too.", "A List String, a Map K, List V, a Vec Object too."),
        ("If a<b and c>d, x < y.", "If a<b and c>d, x < y."),
        ("<div>\nA List<String> of bees.\n</div>", "A List String of bees."),
        ("Done :tada: at :not_an_emoji: :material-bee: now.", "Done at :not_an_emoji: now."),
        ("又 **重点：**后面 and **“x”**后。", "又 重点：后面 and “x”后。"),
        ("At $ x_1 $ for $5 it is \\\\(y^2\\\\).", "At x sub one for $5 it is y squared."),
        ("Text {+ put +}{- gone -} and $`a^2`$.", "Text put and a squared."),
        ("漢字《かんじ》と{漢字|かんじ}と<ruby>蜂<rt>はち</rt></ruby>。", "漢字と漢字と蜂。"),
        ("As <file> and Note* say.", "As file and Note say."),
        ("Owner: Ann\nState: done", "Owner: Ann. State: done."),
        ("As [@smith2004] say, and see [@doe99].", "As say, and see Doe."),
    ],
)  # fmt: skip
def test_no_mark_of_a_tool_is_heard(text, narration):
    assert said(text) == narration


@pytest.mark.parametrize(
    "line",
    [
        *("!include other.md", "<<[other.md]", ":include: other.md", '@import "x.md"', "{!docs/x.md!}"),
        *("{{#include x.md}}", "{{> part}}", "#include x.md", "[!INCLUDE [intro](./intro.md)]", "<<< @/x.js"),
        *(".. include:: x.rst", "::include{file=x.md}", "@[youtube](abc)", "> [!VIDEO https://x.org/e]", "@[card](https://x.org)"),
    ],
)  # fmt: skip
def test_what_lies_in_another_file_is_left_out_with_one_warning(line):
    deck = from_markdown(f"# T\n\nBees.\n\n{line}\n\nThey hum.")
    assert "\n\n".join(scene.narration for scene in deck.storyboard.scenes) == "T.\n\nBees.\n\nThey hum."
    assert len(deck.warnings) == 1


@pytest.mark.parametrize(
    "mark", ["[TOC]", "[[toc]]", "[[_TOC_]]", "@[toc]", "${toc}", "{{ toc }}", "* TOC\n{:toc}", "{:toc}"]
)
def test_a_table_of_contents_is_neither_seen_nor_told(mark):
    deck = from_markdown(f"# T\n\nBees.\n\n## Contents\n\n{mark}\n\n## B\n\nThey hum.")
    assert [scene.heading for scene in deck.storyboard.scenes] == ["T", "B"]
    assert not deck.warnings


def test_templates_take_what_the_front_matter_has():
    deck = from_markdown(
        "---\ntitle: Bees\nmyst:\n  substitutions: {plant: clover}\n---\n\n## A\n\n{{ page.title }} on {{ plant }}, "
        '[here]({{ site.url }}/x) and ![c]({{ "/c.png" | relative_url }}) `{{ plant }}`.'
    )
    text, picture = deck.storyboard.scenes[1:]
    assert text.narration.startswith("A.\n\nBees on clover, here and plant.")
    assert picture.show == Picture(image="/c.png", alt="c")


def test_modules_of_a_page_are_no_text():
    deck = from_markdown(
        "import X from 'x';\nimport {\n  A,\n  B\n} from './y';\n\nexport const z = (a) => (\n  <b>{a}</b>\n);\n\n"
        "# T\n\n"
        "Bees {props.name} hum. {/* no\nno */}\n\nImport taxes rise.\n"
    )
    assert "\n\n".join(scene.narration for scene in deck.storyboard.scenes) == "T.\n\nBees hum.\n\nImport taxes rise."


def test_a_drawing_in_its_address_needs_no_encoding():
    svg = (
        "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'><rect width='9' height='9' fill='#f00'/></svg>"
    )
    deck = from_markdown(f"# T\n\n![red](data:image/svg+xml;utf8,{svg})\n")
    [scene] = deck.storyboard.scenes
    assert isinstance(scene.show, Picture)
    assert next(iter(deck.embedded.values())).startswith(b"<svg")


def test_tables_figures_and_frames_of_tex_are_what_they_stand_for():
    text = (
        "% T\n\n\\begin{frame}{Heights}\n\\begin{table}[h]\n\\caption{Of bees}\n\\begin{tabular}{l|r}\n\\hline\n"
        "Name & mm \\\\\n\\hline\nQueen & 20 \\\\\n\\end{tabular}\n\\end{table}\n\\end{frame}\n\n"
        "\\section{Hive}\n\n\\begin{figure}\n"
        "\\includegraphics[width=2cm]{hive.png}\n\\caption{The \\emph{hive}}\n\\end{figure}\n\n## Text\n\n"
        "Dr.~Smith \\textcolor{red}{saw} it \\foo{twice}. \\\\\nAgain.\n"
    )
    _, table, figure, words = from_markdown(text).storyboard.scenes
    assert (table.heading, table.show) == (
        "Heights",
        Table(header=["Name", "mm"], rows=[["Queen", "20"]], note="Of bees"),
    )
    assert (figure.heading, figure.show.image, plain(figure.show.caption)) == ("Hive", "hive.png", "The hive")
    assert words.narration == "Text.\n\nDr. Smith saw it twice. Again."


def test_terms_of_a_glossary_and_rows_of_links_are_what_they_are():
    assert last("# T\n\n```{glossary}\nQueen\n  The mother.\n```").show == Bullets(items=["Queen: The mother."])
    assert said('<p>\n<a href="#a">One</a> • <a href="#b">Two</a>\n</p>\n\nBees.') == "Bees."


def test_a_file_in_another_encoding_is_read(tmp_path):
    for encoding in ("utf-16", "utf-16-be", "latin-1"):
        (tmp_path / "x.md").write_bytes(f"# Grüße\n\n{GERMAN}\n".encode(encoding))
        assert load_deck(tmp_path / "x.md").storyboard["grue"].narration == f"Grüße.\n\n{GERMAN}"
