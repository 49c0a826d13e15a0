"""What langcodes says of language tags, kept from one program to the next.

Its tables take 50 ms to load, which is more than most of a plan's steps take; what a plan asks it are the same four
questions about the languages of some 150 voices.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable
from functools import cache
from typing import TypeVar

from msgspec import Struct, field

from aura_nb import user_cache
from aura_nb.installed import version

_SCHEMA = 1  # of what is asked
_MOST = 2048  # answers of a kind that are kept, the last ones
_KINDS = ("standard", "primaries", "scripts", "distances")
T = TypeVar("T")
# langcodes keeps its tags, and fills one that it is asked about in place: a second thread would read it half filled.
_lock = threading.Lock()


class _Memory(Struct, array_like=True):
    """Answers by tag, two tags with a blank between them for a distance; None where langcodes knows no such tag."""

    schema: int
    langcodes: str
    standard: dict[str, str | None] = field(default_factory=dict)
    primaries: dict[str, str | None] = field(default_factory=dict)
    scripts: dict[str, str | None] = field(default_factory=dict)
    distances: dict[str, tuple[int, bool] | None] = field(default_factory=dict)


def standard_tag(tag: str) -> str:
    """A tag as BCP 47 writes it; raises `ValueError` for what is none.

    >>> standard_tag("en_us"), standard_tag("iw")
    ('en-US', 'he')
    """
    found = _answer(_memory().standard, tag, _standardized)
    if found is None:
        raise ValueError(f"{tag!r} is no language tag")
    return found


def primary_language(tag: str) -> str | None:
    """The language that a tag names, without script or region; None where it names none.

    >>> primary_language("de-CH"), primary_language("cmn")
    ('de', 'zh')
    """
    return _answer(_memory().primaries, tag, _primary)


def likely_script(tag: str) -> str | None:
    """The ISO 15924 code of the script a language is most written in; None where that is not known.

    >>> likely_script("sr"), likely_script("zh-TW")
    ('Cyrl', 'Hant')
    """
    return _answer(_memory().scripts, tag, _script)


def tag_distance(wanted: str, offered: str) -> tuple[int, bool] | None:
    """Unicode's distance between two tags, and whether both are spoken as one language; None where one is no tag.

    >>> tag_distance("en-US", "en-GB"), tag_distance("zh-HK", "yue")
    ((5, True), (80, True))
    """
    return _answer(_memory().distances, f"{wanted} {offered}", lambda _: _distance(wanted, offered))


def script_language(script: str) -> str:
    """The language most written in a script, `und` where that is not known.

    >>> script_language("Cyrl")
    'ru'
    """
    from langcodes import Language  # noqa: PLC0415 - as said above

    with _lock:
        return Language.make(script=script).maximize().language or "und"


@cache
def _memory() -> _Memory:
    memory = user_cache.load(user_cache.place("languages.msgpack"), _Memory)
    made_by = (_SCHEMA, version("langcodes"))
    return memory if memory and (memory.schema, memory.langcodes) == made_by else _Memory(*made_by)


def _answer(known: dict[str, T], question: str, ask: Callable[[str], T]) -> T:
    if question not in known:
        _keep_at_the_end()
        with _lock:
            known[question] = ask(question)
    return known[question]


@cache
def _keep_at_the_end() -> None:
    """Save the answers once, when the program ends: the first one that asks has hundreds of questions."""
    atexit.register(_save)


def _save() -> None:
    memory = _memory()
    place = user_cache.place("languages.msgpack")
    there = user_cache.load(place, _Memory)  # what other programs have asked meanwhile
    if there and (there.schema, there.langcodes) == (memory.schema, memory.langcodes):
        for name in _KINDS:
            setattr(memory, name, getattr(there, name) | getattr(memory, name))
    for name in _KINDS:
        setattr(memory, name, dict(list(getattr(memory, name).items())[-_MOST:]))
    user_cache.save(place, memory)


def _standardized(tag: str) -> str | None:
    import langcodes  # noqa: PLC0415 - as said above

    try:
        return langcodes.standardize_tag(tag)
    except ValueError:
        return None


def _primary(tag: str) -> str | None:
    from langcodes import Language  # noqa: PLC0415 - as said above

    try:
        return Language.get(tag).prefer_macrolanguage().language
    except ValueError:
        return None


def _script(tag: str) -> str | None:
    from langcodes import Language  # noqa: PLC0415 - as said above

    try:
        return Language.get(tag).maximize().script
    except ValueError:
        return None


def _distance(wanted: str, offered: str) -> tuple[int, bool] | None:
    import langcodes  # noqa: PLC0415 - as said above

    try:
        return langcodes.tag_distance(wanted, offered), _spoken(wanted) == _spoken(offered)
    except ValueError:
        return None


def _spoken(tag: str) -> str | None:
    from langcodes import Language  # noqa: PLC0415 - as said above

    language = Language.get(tag)
    if language.language == "zh" and language.territory in {"HK", "MO"}:
        return "yue"  # people there write Chinese and speak Cantonese
    return language.prefer_macrolanguage().language
