"""Where a written word may be broken between lines: nowhere, but in scripts that put no spaces between words.

Chinese, Japanese and Thai are cut into phrases by BudouX, whose models are small and lie in its wheel. What no model
knows, and a word that is wider than any line, is cut between letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import accumulate, zip_longest
from typing import TYPE_CHECKING

from aura_nb.regex import regex

if TYPE_CHECKING:
    from budoux import Parser

# A mark of punctuation in a word that is several phrases is a pause in it: so many letters long.
_PAUSES = {**dict.fromkeys("。！？.!?…", 4.0), **dict.fromkeys("，、；：,;:—", 2.0)}  # noqa: RUF001 - the punctuation of other scripts
STOPS = "".join(_PAUSES)
_WIDE = 2.625  # an East Asian character takes so many columns: 16 to a line of 42
_TOO_WIDE = 1.6  # a word of so many lines' width is cut; a shorter one is set smaller where it has to be
_HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA = regex(r"[\u3040-\u30ff]")
_THAI = regex(r"[\u0e00-\u0e7f]")
_CHINESE = regex(f"[{_HAN}]")
_SPACELESS = regex(rf"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff{_HAN}]")
_TRADITIONAL = regex(r"zh-(hant|tw|hk|mo)\b", re.IGNORECASE)
_JOINED = regex(r"[^\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\U0003ffff]")  # of words with spaces around
_LETTERS = regex(rf"[\u3040-\u30ff{_HAN}]+")
_MOST_JOINED = 6  # letters of a phrase: a line of a narrow heading holds no more
JOINER = "\u2060"
_SILENCED = "\u0e4c"  # above a Thai letter that is not said
_WORDS_OF_ONE = frozenset("ณธ")
_SYLLABLE = 3  # letters of a part of a name, at least: shorter ones are words
_MOST_FOREIGN = 24  # letters of a name that is not parted
_NAME = 5  # letters of a country's name; shorter ones are parts of other words
# What never begins a line, and what never ends one (JIS X 4051, GB/T 15834).
_CLOSING = frozenset(
    "、。，．！？：；）］｝〕〉》」』】〗”’…—～・ー々ゝゞぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ"  # noqa: RUF001 - the marks of other scripts
    "%!?,.:;)]}ๆฯ°℃％"  # noqa: RUF001 - as above
)
_OPENING = frozenset("（［｛〔〈《「『【〖“‘([{$¥￥£€")  # noqa: RUF001 - as above


@cache
def width(text: str) -> float:
    """Columns a text takes; East Asian wide characters take more, combining marks none.

    >>> width("bee"), width("学习")
    (3, 5.25)
    """
    return sum(0 if unicodedata.combining(c) else _WIDE if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def lasting(text: str) -> float:
    """About how long it takes to say a text, in letters; its last mark is counted as a pause.

    >>> lasting("bees"), lasting("bees, too")
    (4.0, 10.0)
    """
    return sum(_PAUSES.get(letter, 1.0) for letter in text)


def parts(word: str, *, columns: float, language: str = "en") -> list[str]:
    """The word as the parts between which a line may end; together they are the word.

    `language` is a BCP 47 tag: it tells Chinese of one script from the other, and from Japanese.

    >>> parts("Honeybees", columns=42), parts("这是一个例子。", columns=42, language="zh")
    (['Honeybees'], ['这', '是', '一', '个', '例子。'])
    """
    found = list(_phrases(word, language)) if _SPACELESS.search(word) else [word]
    return [part for phrase in found for part in _narrow(phrase, columns)]


def together(text: str, language: str) -> str:
    r"""A line of Chinese or Japanese in which no phrase of a few letters is parted: joiners (U+2060) stand in it.

    >>> together("蜜蜂为什么重要", "zh").split("\u2060")
    ['蜜', '蜂为', '什', '么重', '要']
    """
    if not (_CHINESE.search(text) or _KANA.search(text)):
        return text
    return "".join(
        JOINER.join(phrase) if 1 < len(phrase) <= _MOST_JOINED and _LETTERS.fullmatch(phrase) else phrase
        for word in re.split(r"(\s+)", text)
        for phrase in (_phrases(word, language) if word.strip() else [word])
    )


def _whole_names(pieces: Iterable[str]) -> Iterator[str]:
    """Pieces of Thai, where what the model parts although it is one thing is together again.

    It has learnt everyday words. Names of countries are known to CLDR; a letter that is not said is one of a foreign
    word, which goes on before it; a consonant alone is no word.

    >>> list(_whole_names(["เยอรม", "นี", "สแตน", "ฟอร์ด", "ม", "หาวิทยาลัย", "ไป", "เบรสต์"]))
    ['เยอรมนี', 'สแตนฟอร์ด', 'มหาวิทยาลัย', 'ไป', 'เบรสต์']
    """
    pieces = list(pieces)
    word, ends = "".join(pieces), [0, *accumulate(map(len, pieces))]
    held = {at for name in _countries() for found in re.finditer(name, word) for at in range(*found.span())[1:]}
    for number, piece in enumerate(pieces):
        before = pieces[number - 1] if number else ""
        if _SILENCED in piece and len(before) >= _SYLLABLE and len(before + piece) <= _MOST_FOREIGN:
            held.add(ends[number])
        if len(piece) == 1 and piece not in _WORDS_OF_ONE:
            held.add(ends[number + 1])
    starts = [at for at in ends[:-1] if at not in held]
    yield from (word[start:end] for start, end in zip_longest(starts, starts[1:]))


@cache
def _countries() -> tuple[str, ...]:
    from babel import Locale  # noqa: PLC0415 - few films need it

    return tuple(re.escape(name) for name in Locale.parse("th").territories.values() if len(name) >= _NAME)


def _phrases(word: str, language: str) -> Iterator[str]:
    parse = _parser(word, language)
    pending = ""
    for piece in parse(word) if parse else [word]:
        if pending and not _may_part(pending[-1], piece[0]):
            pending += piece
            continue
        if pending:
            yield pending
        pending = piece
    yield pending


def _may_part(before: str, after: str) -> bool:
    apart = not (_JOINED.match(before) and _JOINED.match(after))
    measure = before.isdigit() and after.isalpha()  # "14\u65f6", "5\u516c\u65a4": a number and what it counts
    return apart and not measure and after not in _CLOSING and before not in _OPENING


def _parser(word: str, language: str) -> Callable[[str], list[str]] | None:
    """What cuts text of the word's script; None where no model knows it."""
    if _THAI.search(word):
        parse = _load("th").parse
        return lambda text: list(_whole_names(parse(text)))
    if _KANA.search(word) or language.lower().startswith("ja"):
        return _load("ja").parse
    if _CHINESE.search(word):
        return _load("zh-hant" if _TRADITIONAL.match(language) else "zh-hans").parse
    return None


@cache
def _load(name: str) -> Parser:
    import budoux  # noqa: PLC0415 - few films need it

    load = {
        "ja": budoux.load_default_japanese_parser,
        "th": budoux.load_default_thai_parser,
        "zh-hans": budoux.load_default_simplified_chinese_parser,
        "zh-hant": budoux.load_default_traditional_chinese_parser,
    }[name]
    return load()


def _narrow(phrase: str, columns: float) -> Iterator[str]:
    """The phrase, cut between letters where it is wider than a line can be."""
    limit = columns if _SPACELESS.search(phrase) else columns * _TOO_WIDE
    if width(phrase) <= limit:
        yield phrase
        return
    letters = list(_letters(phrase))
    while letters:
        fitting = next((n for n in range(1, len(letters)) if width("".join(letters[: n + 1])) > columns), len(letters))
        count = next((n for n in range(fitting, 0, -1) if n == len(letters) or _may_end(letters, n)), fitting)
        yield "".join(letters[:count])
        del letters[:count]


def _may_end(letters: list[str], count: int) -> bool:
    return letters[count][0] not in _CLOSING and letters[count - 1][-1] not in _OPENING


def _letters(text: str) -> Iterator[str]:
    """Letters with the marks that belong to them; a Thai vowel that is written first stays with its consonant."""
    letter = ""
    for character in text:
        joins = unicodedata.category(character) in {"Mn", "Mc", "Me", "Cf"} or letter[-1:] in {"\u200d", *"เแโใไ"}
        if letter and not joins:
            yield letter
            letter = ""
        letter += character
    yield letter
