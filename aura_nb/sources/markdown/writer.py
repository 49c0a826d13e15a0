"""A paragraph's text twice: as it is shown, and as it is said. No mark of Markdown or HTML is left in either."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import unescape
from itertools import zip_longest
from typing import Any

from markdown_it.tree import SyntaxTreeNode
from msgspec.structs import replace

from aura_nb.regex import regex
from aura_nb.sources.markdown.attributes import Attributes, Rectangle, focus_of
from aura_nb.sources.markdown.dialects.dialect import fit_of, side_of
from aura_nb.sources.markdown.dialects.pandoc import cited, referred
from aura_nb.sources.markdown.formula import is_formula, readable
from aura_nb.sources.markdown.inline import Image, Inline, Manner, cut, is_video, picture_of
from aura_nb.sources.markdown.parser import parse_inline
from aura_nb.sources.markdown.tags import ICON, LEFT_OUT, NO_TAG, TAG, UNSEEN, VOID, attributes, is_icon, is_known
from aura_nb.sources.markdown.wording import ADDRESS, BREAK, said_code, short_addresses, spoken, tidy, unmarked
from aura_nb.specs.kinds import naming
from aura_nb.specs.kinds.picture import Fit
from aura_nb.specs.marks import bare
from aura_nb.specs.raising import lowered, raised
from aura_nb.specs.runs import Run

_PICTURE_NAME = regex(r"\.(?:png|jpe?g|gif|svg|webp|avif|bmp|tiff?|heic)$", re.IGNORECASE)
_FILE_NAME = regex(r"\.(?:md|markdown|ipynb|qmd|html?|rst|pdf)$", re.IGNORECASE)
_PROPERTY = regex(r"[^\W\d_][\w /()-]{0,30}:\s+\S")  # a row of a sheet: "Owner: Ann Bee"
_NUMBER = regex(r"\s?(?:%s|\{(?:number|name)\})")  # that a tool would write in a reference
_ROLE_TARGET = regex(r"^(?P<text>.*?)\s*<(?P<target>[^<>]*)>$", re.DOTALL)
_HIGHLIGHTED = regex(r"^#!\w+ (?=\S)")  # the language of code within a line, as MkDocs has it
_COMPUTED = regex(r"\{(?:python|r|julia|ojs)\}\s|r\s+\w[\w.]*\s*[(\[$]|\$?=\s*(?:this|dv)\.")
_TYPED = regex(r"(?<=\s)---?(?=\s)")  # dashes as a typewriter has them
_CLICK = regex(r"\[click[\]:]", re.IGNORECASE)
_ROLE = regex(r"(?:\{\w+\}|(?<![\w:]):[A-Za-z][\w:.+-]*:)$")  # of MyST, of reStructuredText
_HIDDEN = frozenset({"hidden", "content-hidden", "d-none", "sr-only"})
_QUIET = frozenset(  # shortcodes that only arrange what stands between them
    (
        *(
            "section",
            "fragment",
            "slide",
            "pagebreak",
            "ref",
            "relref",
            "note",
            "notes",
            "speaker_note",
            "raw",
            "endraw",
        ),
        *(
            "highlight",
            "endhighlight",
            "tab",
            "tabs",
            "br",
            "fa",
            "icon",
            "bi",
            "kbd",
            "hint",
            "columns",
            "column",
            "toc",
        ),
        *("if", "for", "else", "elsif", "elif", "set", "assign", "admonition", "block", "extends", "load", "capture"),
        *(
            "unless",
            "case",
            "when",
            "notice",
            "callout",
            "alert",
            "details",
            "steps",
            "step",
            "cards",
            "card",
            "center",
        ),
    )
)
# Tags that say how letters are set.
_TAGS = {
    **dict.fromkeys(("b", "strong", "mark"), "bold"),
    **dict.fromkeys(("i", "em", "dfn", "var"), "italic"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
}
# The words behind which a sentence needs whom it cites.
_LEADING = regex(
    r"(?:^|\s)(?:and|or|in|see|by|of|from|with|cf\.|e\.g\.,?|und|oder|siehe|von|nach|vgl\.|bei|et|ou|voir|de|par|selon|dans|y|o|en|por|seg\u00fan"
    r"|e|di|da|em|zie|se|och|og|ja|i|lub|\u0438|\u0432|\u0441\u043c\.)\s+$",
    re.IGNORECASE,
)
_CODE_TAGS = frozenset({"code", "samp", "tt"})
_SIZE = regex(r"(?:^(?=\d+(?:x\d+)?$)|\s*\|\s*)(?:\d{1,5}(?:\s*x\s*\d{1,5})?|x\d{1,5})\s*$")  # Obsidian's: "A bee|300"
_STRUCK = frozenset({"del", "s", "strike"})
STRUCK = "a piece of struck text", "what is struck out is neither shown nor said."
_LONGEST_LINK = 2000
_MOST_TEX = 2000
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


_VIDEO = regex(r"video\s+[\"']?(?P<file>[^\s\"'>]+)")
_FITS: dict[str, Fit] = {"contain": "contain", "cover": "cover"}


class _Writer:
    """Walks inline nodes. Tags of HTML go, what stands between them stays, but for scripts and styles."""

    def __init__(self, manner: Manner, line: int) -> None:
        self.shown = ""
        self.said = ""
        self.images: list[Image] = []
        self.footnotes: list[int] = []
        self.comments: list[str] = []
        self.within = False
        self.beside = False
        self.linked = False
        self.unlinked = ""
        self.closed: set[str] = set()  # the tags that have an end
        self.broken = False
        self._manner = manner
        self._line = line
        self._unseen = ""
        self._is_role = False  # code follows, whose role a name in braces may be
        self._video: Image | None = None
        self._links = 0
        self._inside = False
        self._scripts: list[tuple[str, int]] = []
        self._ways: list[tuple[str, Run]] = []  # the tag or mark that began each, and how it is set

    def write(self, nodes: Sequence[SyntaxTreeNode]) -> None:
        for node, follows in zip_longest(nodes, nodes[1:]):
            if node.type == "softbreak" and follows is not None and _CLICK.match(follows.content):
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
        text = _NUMBER.sub("", text) if self._inside else text
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

    def _formula(self, tex: str) -> None:
        """Mathematics, which is shown as such, and said in the language that the deck turns out to be in."""
        words = readable(tex)
        if not words or len(tex) > _MOST_TEX:
            self._add(words)
            return
        run = self._manner.marks.marked_run(Run(text=words, tex=tex.strip()))
        self.shown += run
        self._add("", run)
        self.unlinked += "" if self._links else words
        self.beside = self.beside or not self._inside

    def footnote(self, node: SyntaxTreeNode) -> None:
        number = int(node.meta.get("id", 0)) + 1
        self.footnotes.append(number)
        self.shown += str(number).translate(_HIGH)

    def link(self, node: SyntaxTreeNode) -> None:
        target = str(node.attrs.get("href", ""))
        self._links += 1
        self._inside = target.startswith("#")
        self.linked = True
        self._within("a", {"link": _target(target)}, lambda: self.write(node.children))
        if target and not node.children:
            self._reference(target.lstrip("#"))
        self._links, self._inside = self._links - 1, False

    def _reference(self, target: str) -> None:
        """A reference whose text a tool writes: by the kind of what it refers to, where its name tells that."""
        if name := referred(target):
            self._add(name)
        else:
            self._left_out("a reference without words", "its text is written by a tool.")

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

    def role(self, node: SyntaxTreeNode) -> None:  # noqa: C901 - a case for each kind of role
        """A role of MyST: what it shows of its content."""
        name, content = str(node.meta.get("name", "")).lower(), node.content.strip()
        target = _ROLE_TARGET.match(content)
        match name.split(":")[-1] if name.startswith(("cite", "prf")) else name:
            case "math":
                self._formula(content)
            case "sub" | "subscript" | "sup" | "superscript":
                self._script(name[:3], lambda: self._add(content))
            case "eq" | "ref" | "numref" if not target and referred(content):
                self._reference(content)
            case "eq" if not target:
                self._add(naming.mark_of("equation"))
            case "numref":
                words = _NUMBER.sub("", target["text"]).strip() if target else ""
                self._add(words or naming.mark_of("figure"))
            case "ref" | "doc" if not target:
                self._add(
                    _FILE_NAME.sub("", content.rstrip("/").rsplit("/", 1)[-1]).replace("-", " ").replace("_", " ")
                )
            case "abbr":
                self._add(re.sub(r"\s*\(.*\)$", "", content))
            case (
                "code"
                | "literal"
                | "kbd"
                | "file"
                | "command"
                | "func"
                | "meth"
                | "class"
                | "mod"
                | "attr"
                | "py"
                | "data"
            ):
                code = content.lstrip("~")
                self._within("code", {"code": True}, lambda: self._add(code, said_code(code)))
            case "cite" | "p" | "t" | "ps" | "ts" | "citep" | "citet" if not target:
                self._add(" and ".join(filter(None, (cited(key.strip()) for key in content.split(",")))))
            case (
                "eval"
                | "glue"
                | "text"
                | "figure"
                | "bdg"
                | "octicon"
                | "fas"
                | "fab"
                | "far"
                | "material-regular"
                | "raw"
            ):
                self._left_out("a value that is computed", "it is not text.")
            case _:
                text = target["text"] if target and target["text"].strip() else target["target"] if target else content
                self._add(text.lstrip("~!"))

    def wikilink(self, node: SyntaxTreeNode) -> None:
        target, text = str(node.meta["target"]), node.content.strip()
        name = target.partition("#")[0].partition("^")[0].strip()
        if node.meta["embed"]:
            if target.endswith("#icon"):
                self._left_out(*ICON)
            elif _PICTURE_NAME.search(name):
                alt = _SIZE.sub("", text)
                self.images.append(Image(name, tidy(alt), "", self._links > 0))
            else:
                self._left_out("an embedded note", "a film is made of one file.")
            return
        if target.strip("_").casefold() in {"toc", "tableofcontents"}:
            return
        page = name.rsplit("/", 1)[-1] or target.lstrip("#^")
        self.linked = True
        self._links += 1
        self._add(text or _FILE_NAME.sub("", page))
        self._links -= 1

    def citation(self, node: SyntaxTreeNode) -> None:
        keys = re.findall(r"@\{?([\w:.#$%&+?<>~/-]+)", node.content)
        kinds = [name for key in keys if (name := referred(key))]
        if kinds:
            self._add(" and ".join(kinds))
        elif _LEADING.search(self.said) and (names := list(dict.fromkeys(filter(None, map(cited, keys))))):
            self._add(", ".join(names))
        else:
            self.shown = self.shown.rstrip(" ")
            self.said = self.said.rstrip(" ")
            self._left_out("a citation", "its source stands in no deck.")

    def lost_note(self, _: SyntaxTreeNode) -> None:
        self._left_out("a mark of a footnote", "there is no such footnote.")

    def shortcode(self, node: SyntaxTreeNode) -> None:
        if not node.content.startswith(("{{<", "{{%", "{%")):
            self._left_out("a value that is computed", "it is not text.")
            return
        name = re.match(r"\{[{%<\s-]*/?\s*([\w/-]+)", node.content)
        word = name[1] if name else ""
        if word == "kbd":
            keys = re.findall(r"(?<![\w=])[\w+-]+(?![\w=])", node.content)[1:]
            self._add(keys[0] if keys else "")
            return
        if word == "video" and (named := _VIDEO.search(node.content)) and is_video(named["file"]):
            self.images.append(cut(Image(named["file"], "", "", self._links > 0)))
            return
        if word not in _QUIET and not word.startswith("end"):
            noun = "a video" if word in {"video", "youtube", "vimeo"} else "a shortcode"
            self._left_out(noun, "what it stands for is not in the deck.")

    def image(self, node: SyntaxTreeNode) -> None:
        alt = _Writer(self._manner, self._line)
        alt.write(node.children)
        read = self._manner.alt(_SIZE.sub("", tidy(bare(alt.shown))))
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

    def _play(self, given: dict[str, str]) -> None:
        """Note what a video plays: its own file, else the first of those within it."""
        self._unseen = "video"
        found = picture_of(given)
        if self._video is None and found is not None and found.is_video:
            self._video = found

    def _end_video(self) -> None:
        if self._video is None:
            self._left_out(*LEFT_OUT["video"])
        else:
            self.images.append(self._video)
        self._unseen, self._video = "", None

    def _add(self, text: str, said: str | None = None) -> None:
        self.shown += self._manner.marks.marked_run(replace(self._ways[-1][1], text=text)) if self._ways else text
        self.said += text if said is None else said
        self.unlinked += "" if self._links else text
        if any(map(str.isalnum, text)):
            self.within = self.within or self._inside
            self.beside = self.beside or not self._inside

    def _left_out(self, noun: str, why: str) -> None:
        self._manner.left_out.add(noun, self._line, why)

    def _begin(self, name: str, way: Mapping[str, Any]) -> None:
        """What follows is also set in this way."""
        around = self._ways[-1][1] if self._ways else Run()
        self._ways.append((name, replace(around, **way)))

    def _end(self, name: str) -> None:
        """The innermost way that began so ends, with all within it."""
        place = next((at for at in reversed(range(len(self._ways))) if self._ways[at][0] == name), None)
        if place is not None:
            del self._ways[place:]

    def _within(self, name: str, way: Mapping[str, Any], write: Callable[[], None]) -> None:
        """What `write` writes, in a way of its own."""
        before = len(self._ways)
        self._begin(name, way)
        write()
        del self._ways[before:]

    def _script(self, kind: str, write: Callable[[], None]) -> None:
        self._begin_script(kind)
        write()
        self._end_script(kind)

    def _begin_script(self, kind: str) -> None:
        self._scripts.append((kind, len(self.said)))
        self._begin(kind, {"sub": kind == "sub", "sup": kind == "sup"})

    def _end_script(self, kind: str) -> None:
        """What is said since the script began, raised or lowered where it can be."""
        if not self._scripts or self._scripts[-1][0] != kind:
            return
        _, said = self._scripts.pop()
        self._end(kind)
        self.said = self.said[:said] + (raised if kind == "sup" else lowered)(self.said[said:])

    def _is_text(self, tag: str, words: str) -> bool:
        """Whether words in angle brackets are no tag: without an end, and none of HTML, or right behind a word.

        `List<Object>` names a type; what stands apart and has a capital is a component.
        """
        if tag in self.closed or tag in VOID:
            return False
        attached = bare(self.shown)[-1:].isalnum()
        if is_known(tag):
            return attached and (words[0].isupper() or " " in words)
        return attached or words[0].islower()

    def _html(self, written: str) -> None:  # noqa: C901, PLR0912 - a case for each kind of tag
        found = TAG.match(written)
        if not found:
            if written.startswith("<!--") and not self._unseen:
                self.comments.append(written.removeprefix("<!--").removesuffix("-->"))
            return  # a declaration
        closes, tag = found[1], found[2].lower()
        text = NO_TAG.fullmatch(written)
        if text and not self._unseen and self._is_text(tag, text["words"]):
            apart = " " not in text["words"] and not self.shown[-1:].isalnum()
            self._add(written, f" {text['words']} " if apart else written)
        elif (tag == "video" and not closes) or (tag == "source" and self._unseen == "video"):
            self._play(attributes(written))
            if tag == "video" and written.rstrip().endswith("/>"):
                self._end_video()
        elif self._unseen == tag == "video":
            self._end_video()
        elif self._unseen:
            self._unseen = "" if closes and tag == self._unseen else self._unseen
        elif tag in UNSEEN:
            if not closes:
                self._unseen = "" if written.rstrip().endswith("/>") or tag in VOID else tag
                if tag in LEFT_OUT:
                    self._left_out(*LEFT_OUT[tag])
        elif tag in {"rt", "rp"} and (closes or tag in self.closed):  # how letters are read
            self._unseen = "" if closes else tag
        elif tag in _STRUCK and (closes or tag in self.closed):
            if not closes:
                self._unseen = tag
                self._left_out(*STRUCK)
        elif tag in {"sup", "sub"}:
            self._end_script(tag) if closes else self._begin_script(tag)
        elif tag == "q":
            self._add("”" if closes else "“")
        elif tag in {"br", "p", "div", "li", "tr"}:
            self._add(BREAK)
        elif tag == "a":
            self._links = max(0, self._links + (-1 if closes else 1))
            self.linked = True
            target = attributes(written).get("href", "")
            self._inside = not closes and target.startswith("#")
            self._end("a") if closes else self._begin("a", {"link": _target(target)})
        elif tag in _TAGS:
            self._end(tag) if closes else self._begin(tag, {_TAGS[tag]: True})
        elif tag == "img" and not self._links and is_icon(attributes(written)):
            self._left_out(*ICON)
        elif tag == "img" and (image := picture_of(attributes(written), badge=self._links > 0)):
            self.images.append(image)


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


def _target(address: str) -> str:
    """Where a link leads; a place within the deck is none."""
    return "" if address.startswith("#") or len(address) > _LONGEST_LINK else address


def _dash(found: re.Match[str]) -> str:
    return "\N{EM DASH}" if len(found[0]) == 3 else "\N{EN DASH}"
