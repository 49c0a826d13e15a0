"""What every reader of blocks has: paragraphs with their pictures and comments, in the way the deck writes them."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.tree import SyntaxTreeNode

from aura_nb.sources.markdown.blocks import (
    Block,
    Blocks,
    Comment,
    Gone,
    Paragraph,
    PictureBlock,
    Recording,
)
from aura_nb.sources.markdown.comments import recording_in
from aura_nb.sources.markdown.dialects import Alt, Dialect, Directive
from aura_nb.sources.markdown.inline import Image, Inline, Manner
from aura_nb.sources.markdown.parser import numbered_line, parse_inline, parse_page
from aura_nb.sources.markdown.text_writer import inline, of_nodes
from aura_nb.sources.markdown.wording import BREAK

_TELLING = 3  # words of a picture's description that tell more than "logo" or "build status"


class BlockReader:
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

    def read(self, node: SyntaxTreeNode, *, top: bool = False) -> list[Block]:
        """The blocks of a node; only at the `top` do headings and rules part the deck."""
        raise NotImplementedError  # `MarkdownReader` parts the deck, and knows every kind of node

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

    def _line(self, node: SyntaxTreeNode) -> int:
        return numbered_line(self._numbers, node.map[0] if node.map else 0)

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
