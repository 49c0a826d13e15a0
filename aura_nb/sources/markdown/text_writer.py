"""A paragraph's text twice: as it is shown, and as it is said. No mark of Markdown or HTML is left in either."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import unescape
from itertools import zip_longest

from markdown_it.tree import SyntaxTreeNode
from msgspec.structs import replace

from aura_nb.regex import regex
from aura_nb.sources.markdown.attributes import Attributes, Rectangle, focus_of
from aura_nb.sources.markdown.dialects.dialect import fit_of, side_of
from aura_nb.sources.markdown.formula import is_formula
from aura_nb.sources.markdown.inline import Image, Inline, Manner, cut
from aura_nb.sources.markdown.parser import parse_inline
from aura_nb.sources.markdown.role_writer import NUMBER, SIZE, RoleWriter
from aura_nb.sources.markdown.tag_writer import STRUCK
from aura_nb.sources.markdown.tags import ICON, is_icon
from aura_nb.sources.markdown.wording import ADDRESS, BREAK, said_code, short_addresses, spoken, tidy, unmarked
from aura_nb.sources.markdown.written import target_of
from aura_nb.specs.kinds.picture import Fit
from aura_nb.specs.marks import bare

_PROPERTY = regex(r"[^\W\d_][\w /()-]{0,30}:\s+\S")  # a row of a sheet: "Owner: Ann Bee"
_HIGHLIGHTED = regex(r"^#!\w+ (?=\S)")  # the language of code within a line, as MkDocs has it
_COMPUTED = regex(r"\{(?:python|r|julia|ojs)\}\s|r\s+\w[\w.]*\s*[(\[$]|\$?=\s*(?:this|dv)\.")
_TYPED = regex(r"(?<=\s)---?(?=\s)")  # dashes as a typewriter has them
_CLICK = regex(r"\[click[\]:]", re.IGNORECASE)
_ROLE = regex(r"(?:\{\w+\}|(?<![\w:]):[A-Za-z][\w:.+-]*:)$")  # of MyST, of reStructuredText
_ENDS = frozenset({".", ",", ";"})  # of a sentence with a formula at its end
_HIDDEN = frozenset({"hidden", "content-hidden", "d-none", "sr-only"})
_CODE_TAGS = frozenset({"code", "samp", "tt"})
_HIGH = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def inline(node: SyntaxTreeNode, manner: Manner | None = None, *, line: int = 0, verse: bool = False) -> Inline:
    """What a node of type `inline` (or any that holds inline nodes) says; the lines of `verse` stay apart."""
    rows = node.content.split("\n") if node.type == "inline" else []
    broken = verse or (len(rows) > 1 and all(map(_PROPERTY.match, rows)))
    return of_nodes(node.children, manner, line=line, broken=broken)


def of_nodes(
    nodes: Sequence[SyntaxTreeNode], manner: Manner | None = None, *, line: int = 0, broken: bool = False
) -> Inline:
    """What inline nodes say one after the other; where it is `broken`, each row is a line of its own."""
    writer = _Writer(manner or Manner(), line)
    writer.broken = broken
    tags = (each.content for node in nodes for each in node.walk() if each.type == "html_inline")
    writer.closed = {tag[2:-1].strip().lower() for tag in tags}
    writer.write(nodes)
    return Inline(
        short_addresses(tidy(writer.shown)),
        spoken(writer.said),
        writer.images,
        writer.footnotes,
        writer.within and not writer.beside,
        (writer.linked or bool(ADDRESS.search(writer.shown)))
        and not any(map(str.isalnum, ADDRESS.sub("", writer.unlinked))),
        writer.comments,
    )


_FITS: dict[str, Fit] = {"contain": "contain", "cover": "cover"}


class _Writer(RoleWriter):
    """Walks inline nodes."""

    def write(self, nodes: Sequence[SyntaxTreeNode]) -> None:
        is_written = False
        for node, follows, third in zip_longest(nodes, nodes[1:], nodes[2:]):
            if is_written:  # with the formula before it
                is_written = False
            elif _ends_in_sign(node, follows, third) and not self._unseen:
                self._formula(node.content, follows.content)  # or it would stand alone below a wide one
                is_written = True
            elif node.type == "softbreak" and follows is not None and _CLICK.match(follows.content):
                self._add(BREAK)  # each of its rows is a step
            else:
                self._is_role = follows is not None and follows.type == "code_inline"
                self._node(node)

    def _node(self, node: SyntaxTreeNode) -> None:
        if node.type == "html_inline":
            self._html(node.content)
        elif not self._unseen:
            kind = _KINDS.get(node.type)
            if kind is not None:
                kind(self, node)
            else:
                self.write(node.children)

    def text(self, node: SyntaxTreeNode) -> None:
        if self._manner.is_page:
            self._add(node.content)
            return
        text = unmarked(self._manner.plain(node.content))
        text = NUMBER.sub("", text) if self._inside else text
        text = _TYPED.sub(_dash, _ROLE.sub("", text) if self._is_role else text)
        self._add(text, said_code(text) if self._ways and self._ways[-1][0] in _CODE_TAGS else None)

    def code(self, node: SyntaxTreeNode) -> None:
        given = node.meta.get("given")
        if (isinstance(given, Attributes) and given.raw) or _COMPUTED.match(node.content):
            self._left_out("a piece of another format" if given else "a value that is computed", "it is not text.")
            return
        text = _HIGHLIGHTED.sub("", node.content)
        self._within("code", {"code": True}, lambda: self._add(text, said_code(text)))

    def strong(self, node: SyntaxTreeNode) -> None:
        self._within("strong", {"bold": True}, lambda: self.write(node.children))

    def emphasised(self, node: SyntaxTreeNode) -> None:
        self._within("em", {"italic": True}, lambda: self.write(node.children))

    def keys(self, node: SyntaxTreeNode) -> None:
        self._within("kbd", {"code": True}, lambda: self.write(node.children))

    def soft_break(self, _: SyntaxTreeNode) -> None:
        self._add(BREAK if self.broken else " ")

    def hard_break(self, _: SyntaxTreeNode) -> None:
        self._add(BREAK)

    def formula(self, node: SyntaxTreeNode) -> None:
        if is_formula(node.content) or (self._manner.dollars_are_formulas and "`" not in node.content):
            self._formula(unescape(node.content) if "&" in node.content else node.content)
        else:
            self._add(f"{node.markup or '$'}{node.content}{node.markup or '$'}")

    def footnote(self, node: SyntaxTreeNode) -> None:
        number = int(node.meta.get("id", 0)) + 1
        self.footnotes.append(number)
        self.shown += str(number).translate(_HIGH)

    def link(self, node: SyntaxTreeNode) -> None:
        target = str(node.attrs.get("href", ""))
        self._links += 1
        self._inside = target.startswith("#")
        self.linked = True
        self._within("a", {"link": target_of(target)}, lambda: self.write(node.children))
        if target and not node.children:
            self._reference(target.lstrip("#"))
        self._links, self._inside = self._links - 1, False

    def script(self, node: SyntaxTreeNode) -> None:
        """Raised or lowered text."""
        self._script(node.type, lambda: self.write(node.children))

    def span(self, node: SyntaxTreeNode) -> None:
        given = node.meta.get("given")
        if isinstance(given, Attributes) and set(given.classes) & _HIDDEN:
            return
        said = self.said
        self.write(node.children)
        if isinstance(given, Attributes) and given.values.get("say"):
            self.said = said + given.values["say"]

    def image(self, node: SyntaxTreeNode) -> None:
        alt = _Writer(self._manner, self._line)
        alt.write(node.children)
        read = self._manner.alt(SIZE.sub("", tidy(bare(alt.shown))))
        caption = _Writer(self._manner, self._line)
        caption.write(parse_inline(unescape(str(node.attrs.get("title", "")))).children)
        title = tidy(caption.shown)
        source = str(node.attrs.get("src", ""))
        given = node.meta.get("given")
        given = given if isinstance(given, Attributes) else Attributes()
        if source and (source.startswith("#") or (read.is_background and not re.search(r"[./:]", source))):
            self._manner.left_out.setting("background colour", self._line)
        elif source and is_icon(given.values):
            self._left_out(*ICON)
        elif source:
            behind = read.is_background or "background" in given.classes
            text = given.values.get("fig-alt") or read.text
            below = title or (read.text if "fig-alt" in given.values else "")
            fit = read.fit or (fit_of(given.classes) if behind else _FITS.get(given.values.get("fit", "")))
            side = read.side or (side_of(given.classes) if behind else "")
            image = Image(source, text, below, self._links > 0, behind and not side, fit, side)
            self.images.append(_trimmed(cut(replace(image, focus=self._focus(given))), given))

    def _focus(self, given: Attributes) -> tuple[Rectangle, ...]:
        try:
            return focus_of(given.values.get("focus", ""))
        except ValueError:
            self._left_out("a focus", 'it is x, y, width and height from 0 to 1, as in {focus="0.1 0.2 0.3 0.3"}.')
            return ()

    def struck(self, _: SyntaxTreeNode) -> None:
        """Struck out: not meant any more."""
        self._left_out(*STRUCK)

    def nothing(self, _: SyntaxTreeNode) -> None:
        """What only a page needs."""


def _ends_in_sign(node: SyntaxTreeNode, follows: SyntaxTreeNode | None, third: SyntaxTreeNode | None) -> bool:
    """Whether a formula is the last of its line or way of setting, but for the sign that ends its sentence."""
    if follows is None or follows.type != "text" or follows.content not in _ENDS:
        return False
    is_last = third is None or third.type in {"softbreak", "hardbreak"}
    return is_last and node.type.startswith("math_inline") and is_formula(node.content)


def _trimmed(image: Image, given: Attributes) -> Image:
    """A video with what its attributes say of it: `{start=2 end=8 .sound}`."""
    times = {}
    for name in ("start", "end"):
        try:
            times[name] = max(0.0, float(given.values.get(name, "").removesuffix("s")))
        except ValueError:
            continue
    start, end = times.get("start", image.start), times.get("end", image.end)
    sound = image.sound or "sound" in given.classes or given.values.get("sound", "") in {"true", "1", "yes"}
    return replace(image, start=start, end=end if end is None or end > start else None, sound=sound)


_KINDS: dict[str, Callable[[_Writer, SyntaxTreeNode], None]] = {
    "text": _Writer.text,
    "code_inline": _Writer.code,
    "softbreak": _Writer.soft_break,
    "hardbreak": _Writer.hard_break,
    "image": _Writer.image,
    "math_inline": _Writer.formula,
    "math_inline_double": _Writer.formula,
    "footnote_ref": _Writer.footnote,
    "footnote_anchor": _Writer.nothing,
    "s": _Writer.struck,
    "link": _Writer.link,
    "strong": _Writer.strong,
    "em": _Writer.emphasised,
    "mark": _Writer.strong,
    "kbd": _Writer.keys,
    "sub": _Writer.script,
    "sup": _Writer.script,
    "span": _Writer.span,
    "myst_role": _Writer.role,
    "wikilink": _Writer.wikilink,
    "citation": _Writer.citation,
    "lost_note": _Writer.lost_note,
    "shortcode": _Writer.shortcode,
}


def _dash(found: re.Match[str]) -> str:
    return "\N{EM DASH}" if len(found[0]) == 3 else "\N{EN DASH}"
