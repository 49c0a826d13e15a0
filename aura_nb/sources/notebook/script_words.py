"""The few words that a film of a notebook adds to its author's, in the language it is in."""

from __future__ import annotations

from collections.abc import Sequence

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal

from aura_nb.regex import regex
from aura_nb.sources.notebook import console, phrases
from aura_nb.visuals.slide_text import own_words

_MORE = {
    "en": "… {count} more lines",
    "de": "… {count} weitere Zeilen",
    "fr": "… encore {count} lignes",
    "es": "… {count} líneas más",
    "it": "… altre {count} righe",
    "pt": "… mais {count} linhas",
}


_WHERE = regex(r"^Error in [^:]{1,200}: ")  # of R: the call, which is seen


class ScriptWords:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._primary = language.partition("-")[0].lower()
        self.english = self._primary == "en"
        self.more_lines = _MORE.get(self._primary, "… +{count}")

    def of_rows(self, shown: int, whole: int) -> str:
        """How many rows of a table are seen: "8 of 10,000 rows"."""
        text = own_words(self.language)["rows"]
        return text.replace("{shown}", self._number(shown)).replace("{all}", self._number(whole)).rstrip(".")

    def _number(self, value: int) -> str:
        try:
            return format_decimal(value, locale=Locale.parse(self.language, sep="-"))
        except (UnknownLocaleError, ValueError):
            return f"{value:,}"

    def shortened(self, rows: Sequence[str]) -> list[str]:
        """The rows that a slide has room for."""
        return console.shown(rows, self.more_lines)

    def error(self, name: str, text: str) -> str:
        """What is said of an error."""
        text = _WHERE.sub("", text)
        if not self.english:  # what it says is in English nearly always
            return phrases.error(name, self.language) or text
        words = text.rstrip(".")
        name = "error" if name.lower() == "error" else name  # R has but one
        short = len(words) <= 120 and not any(sign in words for sign in "{}[]<>\\=")
        said = "an error" if name == "Error" else f"{_article(name)} {name}"
        return f"This raises {said}: {words}." if short and words else f"This raises {said}."


def _article(name: str) -> str:
    return "an" if name[:1] in "AEIOUe" else "a"
