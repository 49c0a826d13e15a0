"""The wording of a text: without marks that are no Markdown, as it is shown and as it is said."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from aura_nb.regex import regex
from aura_nb.sources.markdown.attributes import without_attributes
from aura_nb.sources.markdown.dialects.pandoc import referred

ADDRESS = regex(
    r"(?:https?|ftp)://[^\s<>\"'\U00100000-\U00101fff]+[^\s<>\"'.,;:!?)\]}\U00100000-\U00101fff]", re.IGNORECASE
)
_MAIL = regex(r"\bmailto:(?=\S+@)")
_SHORTCODE = regex(r"(?<![\w:/]):(?:[a-z0-9_+-]{2,60}|[moxv]):(?![\w:/])")
_ICON = regex(
    r":(?:(?:material|fontawesome|octicons?|simple|custom|logos|mdi|bi|fa[bsr]?|tabler|carbon|lucide)-"
    r"|(?:octocat|shipit|bowtie|trollface|electron|atom|basecamp|fishsticks|accessibility|dependabot|skin-tone-\d):)"
)
# What a reference of pandoc and Quarto refers to, told by its name: `@fig:hive`, `-@tbl-yields`.
_REFERENCE = regex(r"(?<![\w@.\\/])-?@\{?(?P<key>[A-Za-z]{2,9}[-:][A-Za-z0-9_](?:[\w:-]*\w)?)\}?")
_ICON_OF_POINT = regex(r"^:[a-z][a-z0-9_+-]{1,60}: [-\u2013\u2014] ")
# How letters are read, in braces or in double angle brackets: only the letters are shown.
_RUBY = regex(
    r"\{(?P<base>[\u3005\u3400-\u9fff\u3040-\u30ff]{1,30})\|[^{}\n]{1,60}\}"
    r"|[|\uff5c]?(?P<other>[\u3005\u3400-\u9fff]{1,30})\u300a[\u3040-\u30ff|]{1,60}\u300b"
)
_STRAY = regex(r"(?<!\w)\\(?=\d)")
_UNDEFINED = regex(r"(?<!\w)\[([^\[\]]+)\]\[[^\[\]]*\]")
_ATTRIBUTES = regex(r"\{[:#.%][^{}\n]{0,200}\}|\{\w+\}(?=`)")
_EMOJI = regex(
    "[\U0001f000-\U0001faff\u231a\u231b\u2328\u23cf\u2600-\u27bf\u2b05-\u2b55\u23e9-\u23fa\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe"
    "\ufe0e\ufe0f\u200d\u20e3]+"
)
_CHEERED = regex(rf"(?<!\s)\s*(?:{_EMOJI.pattern})\s*(?=[;!?](?:\s|$))")  # before a sign that closes a sentence
_PARTING = regex(
    r"(?<![^\S\n])[^\S\n]+[|•·](?=\s|$)|^[|•·](?=\s)", re.MULTILINE
)  # what stands between the links of a row
_TICKS = regex(r"`{2,}")  # of fences that a text speaks of
_ONE_TYPE = r"[^\s<>,\U00100000-\U00101fff]+"
_SOME_TYPES = rf"{_ONE_TYPE}(?:<{_ONE_TYPE}(?:,\s*{_ONE_TYPE})*>)?"
# The types in a type, as in `Map<K, List<V>>`; "a<b and c>d" has none.
_TYPES = regex(rf"(?<=\w)<{_SOME_TYPES}(?:,\s*{_SOME_TYPES})*>(?!\w)")
_PLACEHOLDER = regex(r"(?<!\w)<(?:(?P<word>[A-Za-z][\w-]{0,60})|(?P<day>\d{4}-\d\d-\d\d)[^<>]{0,20})>")
# What nobody says: a backtick, a star as the mark of a note, an ornament at an end.
_SIGNS = regex(r"`|(?<![\w*])\*+(?=[^\W\d])|(?<=[^\W\d])\*+(?![\w*])|^\s*[~=_]+\s+|(?<!\s)\s+[~=_]+\s*$", re.MULTILINE)
_TWICE = regex(r"(?P<comma>,)(?:\s*,)+|,\s*(?=[.;!?](?:\s|$))")  # around what is only shown: "Colon, `:`, is a command"
_LONGEST_PATH = 24
_ALONE = regex(
    rf"(?:(?<=[:\uff1a])\s*|^\s*|(?<!\s)\s*\(){ADDRESS.pattern}\)?(?=\s*[.;]?\s*$)", re.IGNORECASE | re.MULTILINE
)
BREAK = "\n"


def tidy(text: str) -> str:
    """Text with single spaces and no spaces around its line breaks; French sets one before `;`, `!` and `?`."""
    lines = (" ".join(line.split()) for line in text.split(BREAK))
    return re.sub(r" ([,.])(?=\s|$)|(?<=[^\W\d_]\.)\.(?=\s|$)", r"\1", BREAK.join(line for line in lines if line))


def short_addresses(text: str) -> str:
    """Text in which an address is as short as a person would write it.

    >>> short_addresses("See https://www.example.org/a/very/long/path/to/nowhere?with=a&query=1.")
    'See example.org/a/very/long/path/to/….'
    """
    return ADDRESS.sub(_short, text)


def _short(found: re.Match[str]) -> str:
    try:
        parts = urlsplit(found[0])
        host = parts.hostname
    except ValueError:  # brackets that are no IPv6 address
        return ""
    if not host:
        return ""
    path = parts.path.rstrip("/")
    if len(path) > _LONGEST_PATH:
        path = path[:_LONGEST_PATH].rsplit("/", 1)[0] + "/…"
    return host.removeprefix("www.") + path


def spoken(text: str) -> str:
    """Text as it is said: no emoji, a pause for a sign between words, and of an address only where it leads."""
    parted = _PARTING.sub(
        lambda sign: "," if sign[0][0].isspace() else "", _EMOJI.sub(" ", _CHEERED.sub("", _TICKS.sub("", text)))
    )
    if "<" in parted:
        parted = _PLACEHOLDER.sub(
            r" \g<word>\g<day> ", _TYPES.sub(lambda types: re.sub(r"[<>]", " ", types[0]), parted)
        )
    parted = _TWICE.sub(lambda found: found["comma"] or "", _SIGNS.sub("", parted))
    return tidy(ADDRESS.sub(_host, _ALONE.sub("", parted)))


# A path of Windows, which voices know how to say.
_WINDOWS = regex(r"(?:[A-Za-z]:|\\\\[\w.$-]+|\.{1,2}|[\w-]+(?=\\[\w.\\ -]*\.\w{1,5}$))(?:\\[\w.$+ -]+)*\\?(?<=[\\\w])")


def said_code(code: str) -> str:
    r"""The words of a few letters of code: a call without its arguments, a name without its underscores.

    >>> said_code("pypdf.__version__"), said_code("expand(template: str, **kwargs) -> str"), said_code("<ver>")
    ('pypdf.version', 'expand', 'ver')
    >>> said_code(r"D:\new\bees.csv"), said_code(r"\\hive\bees")
    ('D:\\new\\bees.csv', '\\\\hive\\bees')
    """
    if _WINDOWS.fullmatch(code.strip()):
        return code.strip()
    bare = re.sub(r"(?<=[\w>\]])\([^()]*\)(\s*->.*)?", "", code)
    bare = re.sub(r"\b__(\w+?)__\b", r"\1", bare)
    bare = re.sub(r"[^\w\s.,/@:+'=#%&$€-]+", " ", bare)
    return " ".join(bare.split()).strip("./:,= ") or " ".join(re.findall(r"\w+", code))


def _host(found: re.Match[str]) -> str:
    try:
        host = urlsplit(found[0]).hostname
    except ValueError:  # brackets that are no IPv6 address
        host = None
    return host.removeprefix("www.") if host else ""


def unmarked(text: str) -> str:
    """Text without marks that are no Markdown of ours: references to nowhere, attributes, :shortcodes:."""
    text = _ICON_OF_POINT.sub("", without_attributes(text))
    for pattern, kept in (
        (_ATTRIBUTES, ""),
        (_UNDEFINED, r"\1"),
        (_MAIL, ""),
        (_RUBY, r"\g<base>\g<other>"),
        (_STRAY, ""),
    ):
        text = pattern.sub(kept, text)
    text = _REFERENCE.sub(lambda found: referred(found["key"]) or found[0], text) if "@" in text else text
    return _SHORTCODE.sub(_emoji, text) if text.count(":") > 1 else text


def _emoji(found: re.Match[str]) -> str:
    """The emoji of a name between colons; an icon of a page is none, and other words stay as they are.

    >>> unmarked("Done :tada:, at :not_an_emoji: :material-account:.")
    'Done 🎉, at :not_an_emoji:  .'
    """
    import emoji  # noqa: PLC0415 - its table is read when the first name is looked up

    if _ICON.match(found[0]):
        return " "
    return emoji.emojize(found[0], language="alias")
