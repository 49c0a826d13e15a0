"""Addresses of the web, e-mail, handles, hashtags and the names of code, spoken as words."""

from __future__ import annotations

import re

from aura_nb.regex import regex
from aura_nb.voices.spoken.sentence import GAP, LETTERS, SpokenLine

_WORD = regex(rf"[^{GAP}]+")
_EDGES = regex(
    r"""([(\["'\u201c\u2018\u201e\u00ab\u00bf\u00a1`]*)(.*?)([)\]"'\u201d\u2019\u00bb,;:!?.\u2026\u3002\uff0c`]*)""",
    re.DOTALL,
)
_URL = regex(r"(?:[a-z][a-z0-9+.-]*://|www\.)(?P<rest>\S.*)", re.IGNORECASE)
_EMAIL = regex(r"(?P<user>[^\s@]+)@(?P<host>[^\s@]+\.[^\s@]+)")
_HANDLE = regex(r"@(?P<name>[A-Za-z_][\w.-]*)")
_HASHTAG = regex(rf"#(?P<name>[{LETTERS}_][\w-]*)")
_SNAKE = regex(r"_*[^\W_]+(?:_+[^\W_]+)+_*")
_CAMEL = regex(r"[a-z]{2,}(?:[A-Z][a-z0-9]+)+")
_HUMP = regex(r"(?<=[a-z0-9])(?=[A-Z])")
_CALL = regex(r"([A-Za-z_][\w.]*)\(\)?")
_SET = regex(r"((?:--?)?[A-Za-z_]\w+(?:-\w+)*)=([^\s=<>]+)")
_FLAG = regex(r"--?([A-Za-z][\w-]+)")
_WINDOWS = regex(r"(?:(?P<drive>[A-Za-z]):|\\\\|\.{1,2}(?=\\)|(?=[\w-]+\\[\w.\\-]*\.\w{1,5}$))(?P<rest>[^\s:]*)")
_HIDES = regex(r"[@#_(\\]|[A-Za-z]:/|[a-z][A-Z]|--?[A-Za-z]|://|www\.", re.IGNORECASE)


def addresses(line: SpokenLine) -> None:
    """Speak addresses by their names and signs, and `max_size`, `maxSize`, `size()` and `--size` by their words."""
    if _HIDES.search(line.text):
        line.sub(_WORD, lambda found: _spoken(found[0], line))


def _spoken(word: str, line: SpokenLine) -> str | None:
    edges = _EDGES.fullmatch(word)
    if edges is None:
        return None
    lead, core, trail = edges.groups()
    spoken = _address(core, line) or _name(core)
    return f"{lead}{spoken}{trail}" if spoken else None


def _address(core: str, line: SpokenLine) -> str:
    """A URL without its scheme and query, a path of Windows, an e-mail address, a handle, a hashtag; else empty."""
    if found := _EMAIL.fullmatch(core):
        sign = line.word("at")
        return f"{_plain(found['user'], line)} {sign} {_plain(found['host'], line)}" if sign else ""
    if ("\\" in core or core[1:3] == ":/") and (found := _WINDOWS.fullmatch(core)):
        return _plain("/".join(filter(None, [found["drive"], *re.split(r"[\\/]", found["rest"])])), line)
    if found := _URL.fullmatch(core):
        rest = re.split(r"[?#]", found["rest"])[0].removeprefix("www.").rstrip("/")
        return _plain(rest, line)
    if (found := _HANDLE.fullmatch(core)) and (sign := line.word("at")):
        return f"{sign} {_plain(found['name'], line)}"
    if (found := _HASHTAG.fullmatch(core)) and (sign := line.word("hashtag")):
        return f"{sign} {_HUMP.sub(' ', _plain(found['name'], line))}"
    return ""


def _plain(text: str, line: SpokenLine) -> str:
    """An address with words for its dots and slashes, as far as the language's are known."""
    for sign, name in ((".", "dot"), ("/", "slash")):
        if word := line.word(name):
            text = text.replace(sign, f" {word} ")
    return " ".join(re.sub(r"[-_~%=&:]+", " ", text).split())


def _name(core: str) -> str:
    """The words of a name from code; empty for anything else."""
    if found := _CALL.fullmatch(core):
        return _name(found[1]) or found[1]
    if (found := _SET.fullmatch(core)) and (name := _name(found[1]) or found[1].lstrip("-")):
        return f"{name}={found[2]}"
    if found := _FLAG.fullmatch(core):
        return found[1].replace("-", " ").replace("_", " ")
    if _SNAKE.fullmatch(core):
        return " ".join(_HUMP.sub(" ", part) for part in core.split("_") if part)
    if _CAMEL.fullmatch(core):
        return _HUMP.sub(" ", core)
    return ""
