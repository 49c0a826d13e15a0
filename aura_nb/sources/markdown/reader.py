"""The tree of a deck as blocks."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it.tree import SyntaxTreeNode
from msgspec.structs import replace

from aura_nb.regex import regex
from aura_nb.sources.markdown.attributes import attributes_at
from aura_nb.sources.markdown.blocks import (
    Block,
    Blocks,
    Break,
    ChartBlock,
    FormulaBlock,
    Gone,
    Heading,
    Hidden,
    ListBlock,
    Paragraph,
    PictureBlock,
    Recording,
    TableBlock,
    flat,
    text_of,
)
from aura_nb.sources.markdown.charted import chart
from aura_nb.sources.markdown.container_reader import ContainerReader
from aura_nb.sources.markdown.dialects.dialect import fit_of
from aura_nb.sources.markdown.formula import is_definition, readable
from aura_nb.sources.markdown.inline import Image
from aura_nb.sources.markdown.left_out import DIAGRAM
from aura_nb.sources.markdown.listing import code, language_of
from aura_nb.sources.markdown.lists import Item, gathered, with_formulas
from aura_nb.sources.markdown.notes import spoken
from aura_nb.sources.markdown.parser import numbered_line, parse, parse_inline
from aura_nb.sources.markdown.tables import table, with_captions
from aura_nb.sources.markdown.text_writer import inline
from aura_nb.sources.markdown.tool_commands import CONTENTS
from aura_nb.sources.markdown.verse import is_verse
from aura_nb.sources.markdown.wording import BREAK
from aura_nb.specs.kinds.formula import MOST_TEX
from aura_nb.specs.marks import bare

_LISTS = frozenset({"bullet_list", "ordered_list", "dl"})
_BRACES = regex(r"\s*(?P<braces>\{:?[^{}]*\})[\s#]*$")
# What stands alone in braces behind a heading and is no word of it.
_SWITCHES = regex(
    r"\{:?\s*(?:hidden|unlisted|unnumbered|notoc|nonumber|(?:data-)?auto-animate|data-[\w-]+|fullscreen|plain|fragile)\s*\}"
)
_ID = regex(r"[A-Za-z0-9_-]{1,64}")
_DIAGRAMS = {
    "mermaid",
    "plantuml",
    "puml",
    "dot",
    "graphviz",
    "vega",
    "vega-lite",
    "wavedrom",
    "nomnoml",
    "d2",
    "ditaa",
    "blockdiag",
    "flow",
    "sequence",
    "abc",
    "geojson",
    "topojson",
    "stl",
    "dataview",
    "dataviewjs",
    "query",
    "excalidraw",
    "bytefield",
    "kroki",
}
_BEHIND = ("background-image", "data-background-image", "data-background")
_SIZES = ("background-size", "data-background-size")


class MarkdownReader(ContainerReader):
    """Reads the tree of a deck, or of a text within it."""

    def read_all(self, tree: SyntaxTreeNode) -> Blocks:
        """The blocks of a parsed deck."""
        for node in tree.children:
            self.found.blocks += self.read(node, top=True)
        self.found.blocks = with_captions(self.found.blocks)
        blocks = flat(self.found.blocks)
        kept = (block.footnotes for block in blocks if isinstance(block, Paragraph | ListBlock | TableBlock))
        used = {number for numbers in kept for number in numbers}
        for number, line in self._footnotes.items():
            if number not in used and self.found.footnotes.get(number):
                self.found.left_out.add("a footnote", line, "what it belongs to has no room for one.")
        return self.found

    def _nested(self, text: str, line: int) -> list[Block]:
        """The blocks of a text that stands within another."""
        rows = text.split("\n")
        reader = MarkdownReader([line] * len(rows), self._dialects, self.found, numbered=self._numbered)
        return [block for node in parse(text, first_line=line).children for block in reader.read(node)]

    def read(self, node: SyntaxTreeNode, *, top: bool = False) -> list[Block]:  # noqa: C901, PLR0912 - a case for each kind
        """The blocks of a node; only at the `top` do headings and rules part the deck."""
        line = numbered_line(self._numbers, node.map[0] if node.map else 0)
        match node.type:
            case "heading":
                return self._heading(node, line, top=top)
            case "hr":
                return [Break(line)] if top else []
            case "paragraph" if node.children[0].content == CONTENTS:
                return [Gone(line)]
            case "paragraph":
                written = node.children[0]
                quoted = node.parent is not None and node.parent.type == "blockquote"
                verse = (top or quoted) and is_verse(written.content)
                return self._paragraph(inline(written, self._manner, line=line, verse=verse), line)
            case _ if node.type in _LISTS:
                return gathered(self._items(node, 0), line)
            case "table":
                return self._table(node, line)
            case "fence" | "code_block" | "colon_fence":
                return self._code(node, line)
            case "math_block" | "math_block_label" | "amsmath":
                return self._formula(node.content, line)
            case "blockquote":
                return self._quote(node)
            case "html_block":
                return self.of_html(node.content, line)
            case "div":
                return self._div(node, line, top=top)
            case "admonition":
                return self._admonition(node, line)
            case "footnote_block":
                self.read_footnotes(node)
                return []
            case _:
                return [block for child in node.children for block in self.read(child, top=top)]

    def read_footnotes(self, node: SyntaxTreeNode) -> None:
        for number, footnote in enumerate(node.children, 1):
            self._footnotes[number] = self._line(footnote)
            texts = [text_of(block) for child in footnote.children for block in flat(self.read(child))]
            self.found.footnotes[number] = " ".join(filter(None, texts))

    def _heading(self, node: SyntaxTreeNode, line: int, *, top: bool) -> list[Block]:
        """A heading; within other blocks it is one of the smaller ones."""
        written = node.children[0]
        braces = _BRACES.search(written.content)
        words = bool(braces and _SWITCHES.fullmatch(braces["braces"]))
        given = attributes_at(braces["braces"], words=words) if braces else None
        text = self._inline(parse_inline(written.content[: braces.start()]) if braces and given else written, line)
        text.shown, text.said = text.shown.replace(BREAK, " "), text.said.replace(BREAK, " ")
        anchor = given.id.lower().replace("_", "-") if given and _ID.fullmatch(given.id) else ""
        heading = Heading(int(node.tag[1]) if top else 3, text, anchor, line)
        found = self._pictures(text.images, line) + self._comments(text.comments, line)
        behind = next((given.values[name] for name in _BEHIND if given.values.get(name)), "") if given else ""
        if behind:
            size = next((given.values[name] for name in _SIZES if given.values.get(name)), "") if given else ""
            found.append(PictureBlock(Image(behind, "", "", fit=fit_of(size.split())), line, is_behind=True))
        for name in given.values if given else ():
            if name not in (*_BEHIND, *_SIZES) and name.startswith(("background", "data-background")):
                self.found.left_out.setting(name, line)
        if given and given.values.get("audio"):
            found.append(Recording(given.values["audio"], line))
        if given and given.values.get("visibility") == "hidden":
            found.append(Hidden(line))
        if text.is_empty:
            return [Break(line), *found] if heading.level <= 2 else found
        return [heading, *found]

    def paragraphs(self, comment: str, line: int) -> tuple[str, ...]:
        """The paragraphs of notes that stand in a comment."""
        return tuple(spoken(self._nested(comment, line)))

    def _items(self, node: SyntaxTreeNode, depth: int) -> Iterator[Item]:
        """The items of a list, those of lists in it after their own."""
        number = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else 0
        term = ""
        for item in node.children:
            if item.type == "dt":
                term = " ".join(self._inline(item, self._line(item)).words.split())
                continue
            marker = f"{term}: " if term.strip(" :") else f"{number}. " if node.type == "ordered_list" else ""
            number, term = number + 1, ""
            lists = [child for child in item.children if child.type in _LISTS]
            own = [block for child in item.children if child.type not in _LISTS for block in self.read(child)]
            yield Item(with_formulas(own, self._manner.marks), depth, marker)
            for inner in lists:
                yield from self._items(inner, depth + 1)

    def _table(self, node: SyntaxTreeNode, line: int) -> list[Block]:
        nodes = [row for part in node.children for row in part.children]
        rows = [[self._inline(cell, line) for cell in row.children] for row in nodes]
        images = [image for row in rows for cell in row for image in cell.images]
        if any(image.is_elsewhere for image in images) and all(
            sum(not cell.is_empty for cell in row) <= 1 for row in rows[1:]
        ):
            self._pictures(images, line)
            return [Gone(line)]
        styles = [str(cell.attrs.get("style", "")) for cell in nodes[0].children] if nodes else []
        align = [style.rpartition(":")[2].strip() for style in styles]
        made = table(rows, line, self.found.left_out, align=align)
        return [*([made] if made else []), *self._pictures(images, line)]

    def _formula(self, tex: str, line: int) -> list[Block]:
        """A formula; what only defines commands is for those behind it."""
        if is_definition(tex):
            self.found.definitions += f"{tex}\n"
            return []
        shown = readable(tex)
        if len(tex) > MOST_TEX:
            return [Paragraph(shown, "", line)] if shown else []
        return (
            [FormulaBlock(tex.strip(), shown, line, self.found.definitions[:MOST_TEX])] if shown or tex.strip() else []
        )

    def _code(self, node: SyntaxTreeNode, line: int) -> list[Block]:
        name = language_of(node.info)
        if node.info.strip().startswith("{="):
            self.found.left_out.add("a piece of another format", line, "it is not text.")
            return []
        if name == "math" or node.info.strip().lower().startswith("latex math"):
            return self._formula(node.content, line)
        if name == "chart":
            return self._chart(node.content, line)
        if name in _DIAGRAMS:
            self.found.left_out.add(DIAGRAM[0], line, DIAGRAM[1])
            return []
        made = code(node.content, line, node.info, numbers=self._numbered)
        return [made] if made else []

    def _chart(self, content: str, line: int) -> list[Block]:
        try:
            made = chart(content, line)
            title, across, upwards = (
                " ".join(bare(self._inline(parse_inline(text), line).shown).split())
                for text in (made.title, made.x_label, made.y_label)
            )
            return [ChartBlock(replace(made, title=title, x_label=across, y_label=upwards), line)]
        except ValueError as error:
            why = str(error).rstrip(".")
            self.found.left_out.add("a chart", line, why if why.endswith(("?", "!")) else f"{why}.")
            return []
