"""Decks put together from pieces of every dialect: none raises, none shows a mark, none loses a word in silence."""

from __future__ import annotations

import contextlib
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.decks import MARKS, shown

from aura_nb.errors import SourceInvalid
from aura_nb.sources import from_markdown
from aura_nb.specs import Storyboard
from aura_nb.specs.validation import check

# `{}` stands for words, each of which has to be shown or said.
_BLOCKS = (
    "{}",
    "## {}",
    '### {} {{.smaller #x background-color="black"}}',
    "- {}\n- {}\n  - {}",
    "1. {}\n2. [x] {}",
    "> {}",
    "> [!WARNING]\n> {}",
    "> [!tip]+ {}\n> {}",
    '!!! note "{}"\n    {}',
    "??? tip\n    {}",
    '=== "{}"\n\n    {}',
    '::: {{.columns}}\n::: {{.column width="50%"}}\n{}\n:::\n::: {{.column}}\n{}\n:::\n:::',
    '::: {{.callout-note title="{}"}}\n{}\n:::',
    ":::{{admonition}} {}\n:class: tip\n{}\n:::",
    "```{{note}}\n{}\n```",
    "````{{tip}}\n{}\n```{{warning}}\n{}\n```\n````",
    "(label)=\n{}",
    "{}\n\n. . .\n\n{}",
    "::right::\n\n{}",
    "<v-click>\n\n{}\n\n</v-click>",
    '<div v-click @click="x = {{a: 1}}">{}</div>',
    "<details><summary>{}</summary>\n\n{}\n\n</details>",
    "<center>{} <b>{}</b></center>",
    "<table><tr><th>A</th><th>B</th></tr><tr><td>{}</td><td>{}</td></tr></table>",
    "| A | B |\n|---|---|\n| {} | {} |",
    "| {}\n| {}",
    "Term {}\n: {}",
    '<!-- .slide: data-background="x" -->\n\n{}',
    "<!-- _class: lead -->\n\n{}",
    ".center[{}]",
    ".left-column[\n{}\n]",
    '{} <!-- .element: class="fragment" -->',
    "::: notes\n{}\n:::",
    "{}\n\n---\n\n{}",
    "--\n\n{}",
    "$$\nx = \\frac{{a}}{{b}}\n$$\n\n{}",
    "\\newpage\n\n{}",
    "*[HTML]: markup\n\n{}",
    "[TOC]\n\n{}",
    "{{: .no_toc }}\n\n{}",
    "{{< pagebreak >}}\n\n{}",
    "/// tip | {}\n{}\n///",
    "> {}\n> -- {}",
    "> {}\n\n\N{EM DASH} {}",
    "{}:\n\n```python {{2|1}}\nx = 1\n# {}\n```",
    "```js [1|2]\n{}\n\n{}\n```",
    '<pre><code class="language-py" data-line-numbers="1">{}</code></pre>',
    "{}:\n\n- {}\n- {}",
    "3. {}\n4. {}\n   1. {}",
    "- {}\n  - {}\n    - {}\n      - {}",
    "| A | B |\n|--:|:-:|\n| {} | {} |\n\n: {}",
    "Table: {}\n\n| A | B |\n|---|---|\n| {} | {} |",
    ":::{{list-table}} {}\n:header-rows: 1\n\n* - {}\n  - {}\n* - {}\n  - {}\n:::",
    '![](a.png "{}")\n\n{}',
    "![](a.png)\n\n- {}\n- {}",
    "![bg right:40%](a.png)\n\n{}",
    ":::: columns\n::: column\n- {}\n\n{}\n:::\n::: column\n```py\n{}\n```\n:::\n::: column\n> {}\n:::\n::::",
    ":::: columns\n::: column\n![](a.png)\n\n{}\n\n{}\n:::\n::: column\n| A |\n|---|\n| {} |\n:::\n::::",
)
_INLINES = (
    "{}",
    "**{}**",
    "=={}==",
    "[{}]{{.underline}}",
    "[{}](https://example.org/a)",
    "[[{}]]",
    "[[page|{}]]",
    "`{}`{{.r}}",
    "{}[^1]",
    "{{kbd}}`{}`",
    "{{ref}}`{} <target>`",
    "<kbd>{}</kbd>",
    "<mark>{}</mark>",
    "H~2~O {}",
    "x^2^ {}",
    "{} [@smith2004, p. 3]",
    "{{++{}++}}",
    '<span style="a: b">{}</span>',
    "{} :rocket:",
    "{} &amp; {}",
    "![](a.png){{width=50%}} {}",
    "{} {{{{< fa star >}}}}",
    "^[{}]",
    "{} $x^2$",
    "_{}_",
    "~~gone~~ {}",
    "<br>{}",
)
_HEADS = (
    "",
    "---\ntitle: {}\n---\n\n",
    "---\nmarp: true\n---\n\n",
    "---\nlayout: center\nmdc: true\n---\n\n",
    '+++\ntitle = "{}"\n+++\n\n',
    "% {}\n% Ann\n\n",
    "---\nformat: revealjs\ntitle: {}\n---\n\n",
    "---\njupytext: {{x: y}}\n---\n\n",
    "\n\n---\ntags: [a]\n---\n",
)
_WORDS = st.integers(0, 999).map(lambda number: f"wordy{number}z")
_FILLED = re.compile(r"(?<!\{)\{\}(?!\})")


@st.composite
def _decks(draw):
    inlines = st.sampled_from(_INLINES)

    def filled(template, fill):
        parts = re.split(r"\{\}", template.replace("{{", "\0").replace("}}", "\1"))
        text = parts[0] + "".join(fill() + part for part in parts[1:])
        return text.replace("\0", "{").replace("\1", "}")

    def word():
        return draw(_WORDS)

    def phrase():
        return filled(draw(inlines), word)

    head = filled(draw(st.sampled_from(_HEADS)), word)
    blocks = draw(st.lists(st.sampled_from(_BLOCKS), min_size=1, max_size=8))
    return head + "\n\n".join(filled(block, phrase) for block in blocks) + "\n\n[^1]: foot\n"


def _parts(deck):
    for scene in deck.storyboard.scenes:
        yield scene.headline
        yield from (part for part in shown(scene).split("\n\n") if not part.startswith("    "))
        yield scene.narration


@settings(max_examples=60, deadline=None, derandomize=True)
@given(_decks())
def test_no_mark_is_left_and_no_word_lost_whatever_is_put_together(text):
    deck = from_markdown(text)
    check(Storyboard, deck.storyboard.to_json())
    for part in _parts(deck):
        assert not MARKS.search(part), (part, text)
    whole = " ".join([*_parts(deck), deck.storyboard.title, *(shown(scene) for scene in deck.storyboard.scenes)])
    lost = [word for word in re.findall(r"wordy\d+z", text) if word not in whole]
    assert not lost or deck.warnings, (lost, text)


_PIECES = st.sampled_from(
    (
        *(
            "---",
            "--",
            "+++",
            "%",
            ":::",
            "::::",
            "```",
            "~~~",
            "{",
            "}",
            "[",
            "]",
            "(",
            ")",
            "<",
            ">",
            "<!--",
            "-->",
            "$$",
        ),
        *(
            "$",
            "==",
            "|",
            "\n",
            "\n\n",
            " ",
            "    ",
            "- ",
            "# ",
            "> ",
            "!!!",
            "???",
            "Note:",
            "notes",
            "{note}",
            "{.x}",
        ),
        *("a: b", "[[", "]]", "{{<", ">}}", "{%", "%}", "text", "^", "~", "`", "\\", "@a", "&amp;", "<div", "</div>"),
        *("<v-click>", "::right::", "layout: x", "#|", "=", "*", "_", "\t", "é", "海"),
    )
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(_PIECES, max_size=40).map("".join))
def test_no_heap_of_marks_raises_anything_but_what_a_person_can_mend(text):
    try:
        deck = from_markdown(text)
    except SourceInvalid:
        return
    check(Storyboard, deck.storyboard.to_json())


@pytest.mark.parametrize(
    "piece", ["```{note}\n", "```{note}\nx\n```\n\n", "<aside class='notes'>\nx\n\n", "<svg>\nx\n\n"]
)
def test_thousands_of_blocks_are_read_in_one_go_even_if_none_has_an_end(piece):
    text = "# A\n\ntext\n\n" + piece * 2000
    with contextlib.suppress(SourceInvalid):  # what would be too many scenes, or nested too deeply
        assert from_markdown(text).storyboard.scenes
