"""Tags of HTML: which have no end, which cannot be in a film and why, and what their attributes say."""

from __future__ import annotations

from html import unescape

from aura_nb.regex import regex

TAG = regex(r"<\s*(/?)\s*([a-zA-Z][\w-]*)")
_ATTRIBUTE = regex(r"""(?<![a-zA-Z-])([a-zA-Z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""")
VOID = frozenset({"img", "br", "hr", "input", "source", "meta", "link", "wbr", "embed", "area", "col", "track"})
LEFT_OUT = {
    "script": ("a script", "a film runs none."),
    "style": ("a style sheet", "a film has its theme."),
    "iframe": ("an embedded page", "nothing is fetched."),
    "object": ("an embedded page", "nothing is fetched."),
    "embed": ("an embedded page", "nothing is fetched."),
    "video": ("a video", "it names no file that can be shown."),
    "audio": ("a sound", "only pictures can be shown."),
    "canvas": ("a drawing by a script", "only pictures can be shown."),
    "svg": ("a drawing in the text", "only pictures in files can be shown."),
    "form": ("a form", "a film has no fields."),
    "select": ("a form", "a film has no fields."),
    "textarea": ("a form", "a film has no fields."),
    "youtube": ("a video", "only pictures can be shown."),
    "slidevvideo": ("a video", "only pictures can be shown."),
    "tweet": ("an embedded page", "nothing is fetched."),
}
_NAMES = frozenset(
    (
        *("a", "abbr", "acronym", "address", "article", "aside", "b", "base", "bdi", "bdo", "big", "blink"),
        *("blockquote", "body", "br", "button", "caption", "center", "cite", "code", "col", "colgroup"),
        *("data", "datalist", "dd", "del", "details", "dfn", "dialog", "dir", "div", "dl", "dt", "em"),
        *("embed", "fieldset", "figcaption", "figure", "font", "footer", "frame", "frameset", "h1", "h2"),
        *("h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "i", "img", "input", "ins", "kbd"),
        *("label", "legend", "li", "link", "main", "map", "mark", "marquee", "math", "menu", "meta", "meter"),
        *("nav", "nobr", "noscript", "ol", "optgroup", "option", "output", "p", "param", "picture", "pre"),
        *("progress", "q", "rb", "rp", "rt", "ruby", "s", "samp", "search", "section", "slot", "small"),
        *("source", "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "template"),
        *("tfoot", "th", "thead", "time", "tr", "track", "tt", "u", "ul", "var", "wbr"),
    )
)
# What looks like a tag and is text: `List<String>`, "convert <file>", "x <y and z> w".
NO_TAG = regex(r"<(?P<words>[A-Za-z]\w*(?: [A-Za-z]\w*){0,5})>")
UNSEEN = frozenset({*LEFT_OUT, "head", "title", "toc"})
ICON = "an icon", "it is too small for a scene of its own."
_LARGEST_ICON = 48  # pixels
_SIZE = regex(r"(?P<number>\d{1,4}(?:\.\d{1,4})?)(?:px|(?P<em>r?em))?")


def is_known(tag: str) -> bool:
    """Whether a name, in lower case, is one of HTML or of what is left out."""
    return tag in _NAMES or tag in UNSEEN


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a tag, by their names in lower case."""
    return {name.lower(): unescape(double or single or bare) for name, double, single, bare in _ATTRIBUTE.findall(tag)}


def is_icon(given: dict[str, str]) -> bool:
    """Whether a picture's own width or height makes it an icon in a text, too small for a scene.

    >>> is_icon({"width": "24"}), is_icon({"height": "1.5em"}), is_icon({"width": "50%"})
    (True, True, False)
    """
    sizes = (_SIZE.fullmatch(given.get(name, "").strip()) for name in ("width", "height"))
    return any(float(size["number"]) <= (3 if size["em"] else _LARGEST_ICON) for size in sizes if size)
