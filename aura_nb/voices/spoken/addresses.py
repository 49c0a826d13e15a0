"""Addresses of the web, e-mail and the names of code, spoken as words."""

from __future__ import annotations

import re

from aura_nb.voices.spoken.written import Line

_URL = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.)(?P<rest>\S.*)", re.IGNORECASE)
_EMAIL = re.compile(r"(?P<user>[^\s@]+)@(?P<host>[^\s@]+\.[^\s@]+)")
_SNAKE = re.compile(r"_*[^\W_]+(?:_+[^\W_]+)+_*")
_CAMEL = re.compile(r"[a-z]{2,}(?:[A-Z][a-z0-9]+)+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_CALL = re.compile(r"([A-Za-z_][\w.]*)\(\)?")
_FLAG = re.compile(r"--?([A-Za-z][\w-]+)")


def addresses(line: Line) -> None:
    """Speak addresses by their names and signs, and `max_size`, `maxSize`, `size()` and `--size` by their words."""
    for place in range(len(line)):
        if not line.open(place):
            continue
        core = line.parts(place).core
        spoken = _address(core, line) or _name(core)
        if spoken and spoken != core:
            line.say(place, spoken)


def _address(core: str, line: Line) -> str:
    """A URL without its scheme and its query, or an e-mail address; empty for anything else."""
    if found := _EMAIL.fullmatch(core):
        sign = line.table.get("at")
        return f"{_plain(found['user'], line)} {sign} {_plain(found['host'], line)}" if sign else ""
    if found := _URL.fullmatch(core):
        rest = re.split(r"[?#]", found["rest"])[0].removeprefix("www.").rstrip("/")
        return _plain(rest, line)
    return ""


def _plain(text: str, line: Line) -> str:
    """An address with words for its dots and slashes, as far as the language's are known."""
    for sign, name in ((".", "dot"), ("/", "slash")):
        if word := line.table.get(name):
            text = text.replace(sign, f" {word} ")
    return " ".join(re.sub(r"[-_~%=&:]+", " ", text).split())


def _name(core: str) -> str:
    """The words of a name from code; empty for anything else."""
    if found := _CALL.fullmatch(core):
        return _name(found[1]) or found[1]
    if found := _FLAG.fullmatch(core):
        return found[1].replace("-", " ").replace("_", " ")
    if _SNAKE.fullmatch(core):
        return " ".join(_HUMP.sub(" ", part) for part in core.split("_") if part)
    if _CAMEL.fullmatch(core):
        return _HUMP.sub(" ", core)
    return ""
