"""Text made fit to be set: what a font cannot show and what would tear a line apart is taken out, nothing else."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import NamedTuple, get_args

from aura_nb.regex import regex
from aura_nb.specs.cleaning import closed
from aura_nb.specs.kinds.callout import Sort
from aura_nb.specs.kinds.naming import called
from aura_nb.specs.spacing import glued

_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "ug", "ur", "yi"})
_BREAKS = regex(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROL = regex(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LONE = regex(r"[\ud800-\udfff]")  # half of a pair of UTF-16
_SPACES = regex(r"[^\S\xa0\u202f]+")  # all but those at which no line breaks


def line(text: str) -> str:
    r"""One line of text: white space of any kind becomes one space, control characters go, lone surrogates too.

    What belongs together stays together: a number and its unit, and what French sets before its signs.

    >>> line("  two\n words\x00 ")
    'two words'
    >>> line("at 4 °C, in 10 000 s, « oui » !")
    'at 4\xa0°C, in 10\xa0000\xa0s, «\xa0oui\xa0»\xa0!'
    """
    return glued(_SPACES.sub(" ", closed(_clean(text))).strip())


def lines(text: str) -> str:
    r"""Lines of text as `line` makes them, parted where their author broke them: behind two spaces.

    >>> lines("one\nline,  \nand another")
    'one line,\nand another'
    """
    return "\n".join(filter(None, map(line, re.split(r" {2,}\n", _BREAKS.sub("\n", text)))))


class TypesetParagraph(NamedTuple):
    """A paragraph fit to be set; `code` is set in a monospaced face, with its lines as they are."""

    text: str
    code: bool = False


def paragraphs(text: str) -> list[TypesetParagraph]:
    r"""The paragraphs of a text, which an empty line parts; one whose lines are all indented by four spaces is code.

    Verse keeps its lines (see `lines`), code does and, as no-break spaces, its columns.

    >>> [paragraph.text for paragraph in paragraphs("one\nline\n\n\nanother\n\n    def f():\n        return 1")]
    ['one line', 'another', 'def f():\n\xa0\xa0\xa0\xa0return 1']
    """
    parts = re.split(r"\n(?:[ \t]*\n)+", _BREAKS.sub("\n", text).strip("\n"))
    found = [
        TypesetParagraph(_code(part), code=True) if _is_code(part) else TypesetParagraph(lines(part)) for part in parts
    ]
    return [paragraph for paragraph in found if paragraph.text]


def _is_code(part: str) -> bool:
    return all(row.startswith(("    ", "\t")) for row in part.split("\n"))


def _code(paragraph: str) -> str:
    rows = (closed(_clean(row)).expandtabs(4)[4:].rstrip() for row in paragraph.split("\n"))
    return "\n".join(re.sub(r"^ +| +(?= )", lambda spaces: "\xa0" * len(spaces[0]), row) for row in rows)


def rows(code: str) -> list[str]:
    r"""The lines of code, tabs as four columns, without empty ones around them.

    >>> rows("\n\tx = 1\n\n")
    ['    x = 1']
    """
    whole = _BREAKS.sub("\n", code).strip("\n")
    return [closed(_clean(row)).expandtabs(4).rstrip() for row in whole.split("\n")]


def columns(text: str) -> int:
    """How many columns a line takes where each letter has one, and a wide one two.

    >>> columns("abc"), columns("蜜蜂")
    (3, 4)
    """
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def runs_right_to_left(text: str, language: str) -> bool:
    """Whether a slide with this text is set from right to left: by most of its letters, else by the language.

    >>> runs_right_to_left("النحل (bees)", "en-US"), runs_right_to_left("Bees", "ar"), runs_right_to_left("النح", "ar")
    (True, True, True)
    """
    strong = Counter(unicodedata.bidirectional(letter) for letter in text)
    return right_to_left(language) or strong["R"] + strong["AL"] > strong["L"]


def right_to_left(language: str) -> bool:
    """Whether a BCP 47 language is written from right to left.

    >>> right_to_left("he-IL"), right_to_left("en-US"), right_to_left("az-Arab")
    (True, False, True)
    """
    primary, *rest = language.lower().split("-")
    return primary in _RIGHT_TO_LEFT or "arab" in rest or "hebr" in rest


_LEFT_OUT = {
    "en": ("{shown} of {all} rows.", "{shown} of {all} columns."),
    "de": ("{shown} von {all} Zeilen.", "{shown} von {all} Spalten."),
    "fr": ("{shown} lignes sur {all}.", "{shown} colonnes sur {all}."),
    "es": ("{shown} de {all} filas.", "{shown} de {all} columnas."),
    "it": ("{shown} righe su {all}.", "{shown} colonne su {all}."),
    "pt": ("{shown} de {all} linhas.", "{shown} de {all} colunas."),
}
# What stands between groups of three digits, by the Unicode CLDR, which of figures with four digits parts few.
_GROUPS = {"en": ",", "ja": ",", "zh": ",", "ko": ",", "de": ".", "es": ".", "it": ".", "pt": ".", "fr": "\u202f"}


def own_words(language: str) -> dict[str, str]:
    """The words that a slide has of its own: below a table of which only a part is shown, above a note without a title.

    "group" is what parts the thousands of a number there.

    >>> own_words("de-AT")["rows"], own_words("ja")["rows"], own_words("fr")["warning"]
    ('{shown} von {all} Zeilen.', '{shown} / {all}', 'Avertissement')
    """
    primary = locale(language)[0]
    rows, columns = _LEFT_OUT.get(primary, ("{shown} / {all}", "{shown} / {all}"))
    own = {"rows": rows, "columns": columns, "group": _GROUPS.get(primary, "\u202f")}
    return own | {sort: called(sort, language) for sort in get_args(Sort)}


def locale(language: str) -> tuple[str, str | None]:
    """The language and region of a BCP 47 tag as a typesetter wants them: "en", "US".

    >>> locale("en-US"), locale("zh-Hant-TW"), locale("es-419"), locale("de")
    (('en', 'US'), ('zh', 'TW'), ('es', None), ('de', None))
    """
    primary, *rest = language.split("-")
    region = next((part.upper() for part in rest if len(part) == 2 and part.isascii() and part.isalpha()), None)
    return primary.lower(), region


def _clean(text: str) -> str:
    return _CONTROL.sub("", _LONE.sub("\ufffd", _BREAKS.sub("\n", text)))
