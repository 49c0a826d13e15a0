"""The tree of a deck as blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.tree import SyntaxTreeNode
from msgspec.structs import replace

from aura_nb.errors import FieldError, SourceInvalid
from aura_nb.regex import regex
from aura_nb.sources.markdown import admonitions, html
from aura_nb.sources.markdown.attributes import attributes_at, width_of
from aura_nb.sources.markdown.blocks import (
    OF_THE_SLIDE,
    Block,
    Blocks,
    Break,
    Caption,
    ChartBlock,
    ColumnsBlock,
    Comment,
    FormulaBlock,
    Gone,
    Heading,
    Hidden,
    ListBlock,
    ListItem,
    Notes,
    Paragraph,
    PictureBlock,
    Recording,
    TableBlock,
    TableCell,
    flat,
    text_of,
)
from aura_nb.sources.markdown.charted import chart
from aura_nb.sources.markdown.commands import CONTENTS
from aura_nb.sources.markdown.comments import recording_in
from aura_nb.sources.markdown.dialects import Alt, Dialect, Directive
from aura_nb.sources.markdown.dialects.dialect import fit_of
from aura_nb.sources.markdown.formula import is_definition, readable
from aura_nb.sources.markdown.inline import Image, Inline, Manner
from aura_nb.sources.markdown.left_out import DIAGRAM
from aura_nb.sources.markdown.listing import code, language_of
from aura_nb.sources.markdown.lists import Item, gathered, with_formulas
from aura_nb.sources.markdown.notes import spoken
from aura_nb.sources.markdown.parser import classes, is_notes, numbered_line, parse, parse_inline, parse_page
from aura_nb.sources.markdown.points import point
from aura_nb.sources.markdown.quotes import attribution, box, quote, signed_by
from aura_nb.sources.markdown.tables import table, with_captions
from aura_nb.sources.markdown.tags import LEFT_OUT
from aura_nb.sources.markdown.verse import is_verse
from aura_nb.sources.markdown.wording import BREAK
from aura_nb.sources.markdown.writer import inline, of_nodes
from aura_nb.specs.kinds import naming
from aura_nb.specs.kinds.formula import MOST_TEX
from aura_nb.specs.marks import bare

_LISTS = frozenset({"bullet_list", "ordered_list", "dl"})
_BRACES = regex(r"\s*(?P<braces>\{:?[^{}]*\})[\s#]*$")
# What stands alone in braces behind a heading and is no word of it.
_SWITCHES = regex(
    r"\{:?\s*(?:hidden|unlisted|unnumbered|notoc|nonumber|(?:data-)?auto-animate|data-[\w-]+|fullscreen|plain|fragile)\s*\}"
)
_ID = regex(r"[A-Za-z0-9_-]{1,64}")
_ALERT = regex(r"\[!(?P<kind>[\w -]+)(?:\|[^\]]*)?\][+-]?[ \t]*(?P<title>[^\n]*)\n?", re.IGNORECASE)
# A quote that begins with "Note" or "Warning" in bold, as READMEs had them before GitHub had alerts.
_NAMED = regex(
    r"(?:[^\w\s*_]+\s*|:\w+:\s*)*(?:\*\*|__)\s*(?:[^\w\s*_]+\s*|:\w+:\s*)?(?P<name>[^\W\d_][^*_\n]{0,40}?)\s*[:.!\uff1a]?\s*(?:\*\*|__)"
    r"[ \t]*[:\uff1a]?[ \t]*(?:\n|(?=\S)|$)"
)
_SAYER = regex(r"\[(?:name=(?P<name>[^\]]*)|(?:time|color)=[^\]]*)\]\s*")
_OWN_KIND = regex(r"(?:note|message)(?:\s+(info|warn|alert))?$")
_OWN_KINDS = {None: "note", "info": "note", "warn": "warning", "alert": "caution"}
_MINDED = frozenset({"note", "tip", "hint", "info", "important", "attention", "warning", "caution", "danger", "error"})
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
_NOT_IN_A_FILM = frozenset({"hidden", "content-hidden", "d-none", "footer", "logo", "toctree", "sr-only"})
_TELLING = 3  # words of a picture's description that tell more than "logo" or "build status"


class MarkdownReader:
    """Reads trees; `numbers` are the lines' numbers in the file, `dialects` those the deck is written in.

    In a deck that is `numbered`, lines of code have numbers. What is read may be a page of HTML (`is_page`), in whose
    text no sign of Markdown is one.
    """

    def __init__(
        self,
        numbers: Sequence[int],
        dialects: Sequence[Dialect],
        found: Blocks,
        *,
        numbered: bool = False,
        is_page: bool = False,
    ) -> None:
        self.found = found
        self._numbers = numbers
        self._dialects = dialects
        self._footnotes: dict[int, int] = {}
        sure = any(dialect.dollars_are_formulas for dialect in dialects)
        self._manner = Manner(
            self._plain, self._alt, found.left_out, found.marks, dollars_are_formulas=sure, is_page=is_page
        )
        self._parse = parse_page if is_page else parse_inline  # what stands between tags
        self._numbered = numbered

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

    def _plain(self, text: str) -> str:
        for dialect in self._dialects:
            text = dialect.plain(text)
        return text

    def _alt(self, text: str) -> Alt:
        found = Alt(text)
        for dialect in self._dialects:
            read = dialect.alt(found.text)
            is_behind = found.is_background or read.is_background
            found = Alt(read.text, is_behind, found.fit or read.fit, found.side or read.side)
        return found

    def _inline(self, node: SyntaxTreeNode, line: int) -> Inline:
        return inline(node, self._manner, line=line)

    def _of(self, nodes: Sequence[SyntaxTreeNode], line: int) -> Inline:
        """Some of the nodes of a paragraph."""
        return of_nodes(nodes, self._manner, line=line)

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

    def _div(self, node: SyntaxTreeNode, line: int, *, top: bool) -> list[Block]:
        names = set(classes(node))
        given = attributes_at(node.info.strip()) if node.info.strip().startswith("{") else None
        if is_notes(node):
            origin = given.values.get("from", "::: notes") if given else "::: notes"
            return [Notes(tuple(self._said(node)), line, origin)]
        if names & _NOT_IN_A_FILM:
            return []
        if names & {"columns"} and (columns := self._columns(node, line)):
            return columns
        if "table-caption" in names:
            return self._caption(node, line)
        if "table" in names and given and given.values.get("title"):
            caption = self._inline(parse_inline(given.values["title"]), line)
            found = [block for child in node.children for block in self.read(child, top=top)]
            return with_captions([*found, Caption(TableCell(caption.shown, caption.said), line)])
        if given and given.id == "refs" and not node.children:  # where pandoc would write what is cited
            return [Gone(line)]
        if not names & admonitions.KINDS:
            if not node.meta["closed"] and re.fullmatch(r"[\w]+(?:\.\w+)+", node.info.strip()):
                self.found.left_out.add("a reference to code", line, "it is written by a tool.")
            is_whole = top and not names & {"column", "callout"}
            return [block for child in node.children for block in self.read(child, top=is_whole)]
        kind = next(name for name in classes(node) if name in admonitions.KINDS)
        own = _OWN_KIND.match(node.info.strip())
        if own is not None:  # of Qiita and Zenn
            found = [block for child in node.children for block in self.read(child)]
            return self._boxed(_OWN_KINDS[own[1]], "", found, line)
        title = given.values.get("title", "") if given else re.sub(r"^\{?[\w:.-]+\}?\s*", "", node.info.strip())
        bracketed = re.fullmatch(r"\[([^\[\]]*)\]", title.strip())
        title = (bracketed[1] if bracketed else title).strip()
        found = [block for child in node.children for block in self.read(child)]
        return self._boxed(kind, title, found, line)

    def _caption(self, node: SyntaxTreeNode, line: int) -> list[Block]:
        found = [block for child in node.children for block in self.read(child)]
        texts = [block for block in found if isinstance(block, Paragraph)]
        if len(texts) != len(found):
            return found
        cell = TableCell(" ".join(text.shown for text in texts), " ".join(text.said for text in texts))
        return [Caption(cell, line)] if cell.shown else []

    def _columns(self, node: SyntaxTreeNode, line: int) -> list[Block]:
        """Columns, with what stands around them; what is said or arranged in them belongs to the slide."""
        columns: list[tuple[Block, ...]] = []
        widths: list[float] = []
        around: list[list[Block]] = [[], []]
        for child in node.children:
            if child.type != "div" or "column" not in classes(child):
                around[bool(columns)] += self.read(child)
                continue
            found = with_captions([block for inner in child.children for block in self.read(inner)])
            shown = [block for block in found if not isinstance(block, OF_THE_SLIDE)]
            around[1] += [block for block in found if isinstance(block, OF_THE_SLIDE)]
            if shown:
                columns.append(tuple(shown))
                widths.append(width_of(child.info))
        if not columns:
            return []
        kept = tuple(widths) if all(widths) and len(set(widths)) > 1 else ()
        made: list[Block] = [ColumnsBlock(tuple(columns), line, kept)] if len(columns) > 1 else list(columns[0])
        return [*around[0], *made, *around[1]]

    def _boxed(self, kind: str, title: str, found: list[Block], line: int) -> list[Block]:
        text = self._inline(parse_inline(title), line) if title else Inline()
        shown, said = text.shown, text.said
        if not shown and kind.startswith("callout"):
            shown, said, found = admonitions.heading_as_title(found)
        shown, said = admonitions.named(kind, shown), admonitions.named(kind, said)
        plain = admonitions.boxed(shown, said, list(flat(found)), line)
        return box(kind, shown, plain, found, line)

    def _admonition(self, node: SyntaxTreeNode, line: int) -> list[Block]:
        """MkDocs' own: the first child is the title; a kind as its title means that it has none."""
        kind = str(node.meta.get("tag", "note"))
        titled = [child for child in node.children if child.type == "admonition_title"]
        title = titled[0].children[0].content if titled else ""
        found = [block for child in node.children if child.type != "admonition_title" for block in self.read(child)]
        known = kind in admonitions.KINDS
        return self._boxed(kind if known else "note", "" if known and title.casefold() == kind else title, found, line)

    def _comments(self, comments: Sequence[str], line: int) -> list[Block]:
        """What comments of HTML mean: directives of a tool, or perhaps what is said."""
        found: list[Block] = []
        for text in comments:
            if file := recording_in(text):
                found.append(Recording(file, line))
                continue
            directives = filter(None, (dialect.directive(text) for dialect in self._dialects))
            directive: Directive | None = next(directives, None)
            if directive is None:
                found.append(Comment(text, line))
                continue
            for name in directive.settings:
                self.found.left_out.setting(name, line)
            if directive.background:
                found.append(PictureBlock(Image(directive.background, "", "", fit=directive.fit), line, is_behind=True))
        return found

    def paragraphs(self, comment: str, line: int) -> tuple[str, ...]:
        """The paragraphs of notes that stand in a comment."""
        return tuple(spoken(self._nested(comment, line)))

    def _paragraph(self, text: Inline, line: int) -> list[Block]:
        """A paragraph and its pictures; each of the lines that the author broke is one of its own."""
        comments = self._comments(text.comments, line)
        if text.leads_on and not text.images:
            return [Gone(line), *comments]
        found: list[Block] = []
        shown, said = text.shown.split(BREAK), text.said.split(BREAK)
        if len(shown) != len(said):
            said = [" ".join(said)] + [""] * (len(shown) - 1)
        parts = [(part, words) for part, words in zip(shown, said, strict=True) if part]
        for place, (part, words) in enumerate(parts, 1):
            runs_on = place < len(parts)
            found.append(Paragraph(part, words, line, tuple(text.footnotes), text.is_links, runs_on))
        return found + self._pictures(text.images, line, alone=not found) + comments

    def _pictures(self, images: Sequence[Image], line: int, *, alone: bool = False) -> list[Block]:
        """Pictures of the deck's folder, and one of the web whose description may stand for it."""
        if any(image.for_pages == "light" for image in images):  # the same picture twice, and the slide is light
            images = [image for image in images if image.for_pages != "dark"]
        elsewhere = [image for image in images if image.is_elsewhere]
        told = len(elsewhere) == 1 and alone and not elsewhere[0].badge and len(elsewhere[0].alt.split()) >= _TELLING
        found: list[Block] = [
            PictureBlock(image, line, image.is_behind) for image in images if told or not image.is_elsewhere
        ]
        self.found.elsewhere += [] if told else [line] * len(elsewhere)
        return found or ([Gone(line)] if alone and elsewhere else [])

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

    def _quote(self, node: SyntaxTreeNode) -> list[Block]:
        first = node.children[0] if node.children else None
        written = first.children[0].content if first is not None and first.type == "paragraph" else ""
        line = self._line(node)
        if alert := _ALERT.match(written):
            kind = alert["kind"].strip().lower().replace(" ", "-")
            rest = written[alert.end() :]
            found = self._paragraph(self._inline(parse_inline(rest), line), line) if rest.strip() else []
            found += [block for child in node.children[1:] for block in self.read(child)]
            return self._boxed(kind if kind in admonitions.KINDS else "note", alert["title"].strip(), found, line)
        if (bold := _NAMED.match(written)) and (kind := naming.kind_of(bold["name"])) in _MINDED:
            rest = written[bold.end() :]
            found = self._paragraph(self._inline(parse_inline(rest), line), line) if rest.strip() else []
            found += [block for child in node.children[1:] for block in self.read(child)]
            return self._boxed(kind, "", found, line)
        if first is not None and (name := _SAYER.search(written)):  # of HackMD
            words = self._inline(parse_inline(_SAYER.sub("", written).strip()), line)
            found = self._paragraph(words, line) + [block for child in node.children[1:] for block in self.read(child)]
            return quote(found, name["name"] or "", line)
        last = node.children[-1] if node.children else None
        said, named = (
            attribution(last.children[0].children) if last is not None and last.type == "paragraph" else ([], [])
        )
        by = signed_by(named, self._of(named, line).words) if named else ""
        found = [block for child in node.children[: -1 if by else None] for block in self.read(child)]
        if by and said:
            found += self._paragraph(self._of(said, line), line)
        return quote(found, by, line)

    def _line(self, node: SyntaxTreeNode) -> int:
        return numbered_line(self._numbers, node.map[0] if node.map else 0)

    def of_html(self, content: str, line: int) -> list[Block]:
        """The blocks of a piece of HTML. Raises `SourceInvalid` where it would hide all that follows."""
        if unended := html.unended(content):
            raise SourceInvalid(
                [FieldError("", f"line {line}: {unended} begins here and has no end")],
                remedy="Close it, or take it out: it would hide the rest of the deck.",
                line=line,
            )
        found: list[Block] = []
        points: list[ListItem] = []
        for part in html.parts(content):
            text = self._inline(self._parse(part.text), line) if part.kind in {"text", "heading", "item"} else Inline()
            if part.kind == "item" and not text.is_empty:
                points.append(
                    point(text.shown.replace(BREAK, " "), text.said.replace(BREAK, " "), part.level, part.marker)
                )
                found += self._pictures([*text.images, *part.images], line)
                continue
            if points:
                found.append(ListBlock(tuple(points), line))
                points = []
            found += self._part(part, text, line)
        if points:
            found.append(ListBlock(tuple(points), line))
        return found

    def _part(self, part: html.HtmlPart, text: Inline, line: int) -> list[Block]:
        """A piece of a page that is no point of a list."""
        match part.kind:
            case "heading" if not text.is_empty:
                text.shown, text.said = text.shown.replace(BREAK, " "), text.said.replace(BREAK, " ")
                return [Heading(part.level, text, "", line), *self._pictures(part.images, line)]
            case "code":
                made = code(part.text, line, part.info, numbers=self._numbered)
                return [made] if made else []
            case "comment":
                return self._comments([part.text], line)
            case "left out":
                self.found.left_out.add(LEFT_OUT[part.text][0], line, LEFT_OUT[part.text][1])
                return []
            case "rule":
                return [Break(line)]
            case "table":
                cells = [[self._inline(self._parse(cell), line) for cell in row] for row in part.rows]
                shown = table(cells, line, self.found.left_out, has_head=part.has_head)
                caption = self._inline(self._parse(part.text), line)
                if shown and not caption.is_empty:
                    shown = replace(shown, caption=TableCell(caption.shown, caption.said))
                return [*([shown] if shown else []), *self._pictures(part.images, line)]
            case _:
                text.images += part.images
                return self._paragraph(text, line)

    def _said(self, node: SyntaxTreeNode) -> Iterator[str]:
        """The paragraphs of notes, where a click also begins one."""
        yield from spoken(block for child in node.children for block in self.read(child))
