"""A paragraph's text twice: as it is shown, and as it is said. No mark of Markdown or HTML is left in either."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

from markdown_it.tree import SyntaxTreeNode
from msgspec import Struct, field

from aura_nb.sources.markdown.formula import is_formula, readable

_ADDRESS = re.compile(r"(?:https?|ftp)://[^\s<>\"']+[^\s<>\"'.,;:!?)\]}]", re.IGNORECASE)
_MAIL = re.compile(r"\bmailto:(?=\S+@)")
_SHORTCODE = re.compile(r"(?<![\w:/]):[a-z][a-z0-9_+-]{1,40}:(?![\w:/])")
_UNDEFINED = re.compile(r"(?<!\w)\[([^\[\]]+)\]\[[^\[\]]*\]")
_ATTRIBUTES = re.compile(r"\{[:#.%][^{}\n]{0,200}\}|\{\w+\}(?=`|$)")
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u231a\u231b\u2328\u23cf\u2600-\u27bf\u2b05-\u2b55\u23e9-\u23fa\ufe0f\u200d\u20e3]+"
)
_PARTING = re.compile(r"[ \t]+[|•·](?=\s|$)|^[|•·](?=\s)", re.MULTILINE)  # what stands between the links of a row
_TAG = re.compile(r"<\s*(/?)\s*([a-zA-Z][\w-]*)")
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""")
_UNSEEN = frozenset({"script", "style", "template", "iframe", "object", "title"})
_HIGH = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_ELSEWHERE = re.compile(r"(?:(?!asset:|file:|data:)[a-z][a-z0-9+.-]+:|//)", re.IGNORECASE)
_BRACES = re.compile(r"\{[^{}\n]{0,200}\}")  # behind a picture: `{width=50%}`
BREAK = "\n"


class Image(Struct, frozen=True):
    """A picture a text names. `badge` is one that links somewhere, as build badges do."""

    source: str
    alt: str
    caption: str
    badge: bool = False

    def named(self, source: str) -> Image:
        """The picture under another name."""
        return Image(source, self.alt, self.caption, self.badge)

    @property
    def is_elsewhere(self) -> bool:
        """Whether it lies on the web (or is no file at all), where nothing is fetched from."""
        return bool(_ELSEWHERE.match(self.source))


class Inline(Struct):
    """A text as it is shown and as it is said, where `BREAK` parts lines; its pictures, its footnotes by number."""

    shown: str = ""
    said: str = ""
    images: list[Image] = field(default_factory=list)
    footnotes: list[int] = field(default_factory=list)
    leads_on: bool = False  # nothing but links to other places of the deck, as a table of contents has them

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read in it."""
        return not self.shown.strip()


def inline(node: SyntaxTreeNode) -> Inline:
    """What a node of type `inline` (or any that holds inline nodes) says."""
    writer = _Writer()
    writer.write(node.children)
    return Inline(
        tidy(writer.shown), spoken(writer.said), writer.images, writer.footnotes, writer.within and not writer.beside
    )


def picture_of(attributes: dict[str, str], *, badge: bool = False) -> Image | None:
    """The picture that an HTML `img` names."""
    source = attributes.get("src", "").strip()
    return Image(source, tidy(attributes.get("alt", "")), "", badge) if source else None


def tidy(text: str) -> str:
    """Text with single spaces and no spaces around its line breaks."""
    lines = (" ".join(line.split()) for line in text.split(BREAK))
    return re.sub(r" ([,.;!?])(?=\s|$)", r"\1", BREAK.join(line for line in lines if line))


def spoken(text: str) -> str:
    """Text as it is said: no emoji, a pause for a sign between words, and of an address only where it leads."""
    parted = _PARTING.sub(lambda sign: "," if sign[0][0].isspace() else "", _EMOJI.sub(" ", text))
    return tidy(_ADDRESS.sub(_host, parted))


def said_code(code: str) -> str:
    """The words of a few letters of code: a call without its arguments, a name without its underscores.

    >>> said_code("pypdf.__version__"), said_code("expand(template: str, **kwargs) -> str"), said_code("<ver>")
    ('pypdf.version', 'expand', 'ver')
    """
    bare = re.sub(r"\([^()]*\)(\s*->.*)?", "", code)
    bare = re.sub(r"\b__(\w+?)__\b", r"\1", bare)
    bare = re.sub(r"[^\w\s.,/@:+'=#%&$€-]+", " ", bare)
    return " ".join(bare.split()).strip("./:,= ") or " ".join(re.findall(r"\w+", code))


def _host(found: re.Match[str]) -> str:
    try:
        host = urlsplit(found[0]).hostname
    except ValueError:  # brackets that are no IPv6 address
        host = None
    return f"https://{host.removeprefix('www.')}" if host else ""


class _Writer:
    """Walks inline nodes. Tags of HTML go, what stands between them stays, but for scripts and styles."""

    def __init__(self) -> None:
        self.shown = ""
        self.said = ""
        self.images: list[Image] = []
        self.footnotes: list[int] = []
        self.within = False
        self.beside = False
        self._unseen = ""
        self._links = 0
        self._inside = False

    def write(self, nodes: list[SyntaxTreeNode]) -> None:
        before = ""
        for node in nodes:
            if before == "image" and node.type == "text":
                self._add(
                    _unmarked(_BRACES.sub("", node.content, count=1) if node.content[:1] == "{" else node.content)
                )
            else:
                self._node(node)
            before = node.type

    def _node(self, node: SyntaxTreeNode) -> None:  # noqa: C901 - a case for each kind
        match node.type:
            case "html_inline":
                self._html(node.content)
            case _ if self._unseen:
                return
            case "text":
                self._add(_unmarked(node.content))
            case "code_inline":
                self._add(node.content, said_code(node.content))
            case "softbreak":
                self._add(" ")
            case "hardbreak":
                self._add(BREAK)
            case "image":
                self._image(node)
            case "math_inline" | "math_inline_double":
                self._add(readable(node.content) if is_formula(node.content) else f"${node.content}$")
            case "footnote_ref":
                number = int(node.meta.get("id", 0)) + 1
                self.footnotes.append(number)
                self.shown += str(number).translate(_HIGH)
            case "s" | "footnote_anchor":
                return  # struck out: not meant any more
            case "link":
                self._links += 1
                self._inside = str(node.attrs.get("href", "")).startswith("#")
                self.write(node.children)
                self._links, self._inside = self._links - 1, False
            case _:
                self.write(node.children)

    def _add(self, text: str, said: str | None = None) -> None:
        self.shown += text
        self.said += text if said is None else said
        if any(map(str.isalnum, text)):
            self.within = self.within or self._inside
            self.beside = self.beside or not self._inside

    def _image(self, node: SyntaxTreeNode) -> None:
        alt = _Writer()
        alt.write(node.children)
        title = tidy(unescape(str(node.attrs.get("title", ""))))
        source = str(node.attrs.get("src", ""))
        if source:
            self.images.append(Image(source, tidy(alt.shown), title, self._links > 0))

    def _html(self, written: str) -> None:
        found = _TAG.match(written)
        if not found:
            return  # a comment, a declaration
        closes, tag = found[1], found[2].lower()
        if self._unseen:
            self._unseen = "" if closes and tag == self._unseen else self._unseen
        elif tag in _UNSEEN and not closes:
            self._unseen = "" if written.rstrip().endswith("/>") else tag
        elif tag in {"br", "p", "div", "li", "tr"}:
            self._add(BREAK)
        elif tag == "a":
            self._links = max(0, self._links + (-1 if closes else 1))
        elif tag == "img" and (image := picture_of(attributes(written), badge=self._links > 0)):
            self.images.append(image)


def _unmarked(text: str) -> str:
    """Text without marks that are no Markdown of ours: references to nowhere, attributes, :shortcodes:."""
    for pattern, kept in ((_ATTRIBUTES, ""), (_UNDEFINED, r"\1"), (_SHORTCODE, " "), (_MAIL, "")):
        text = pattern.sub(kept, text)
    return text


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a tag, by their names in lower case."""
    return {
        name.lower(): unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(tag[:5000])
    }
