"""Names in code as words that a person says."""

from __future__ import annotations

import re

from aura_nb.regex import regex
from aura_nb.sources.notebook.english import PACKAGES, PARTS, UNITS

_CAMEL = regex(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z0-9])(?=[A-Z][a-z])")
_OF = regex(r"\b(log|ln|log10|log2|sqrt|exp|sin|cos|mean|sum|count)\(([\w ]{1,30})\)", re.IGNORECASE)
_SHORT = 3  # letters in which capitals are those of a unit or a symbol, not of words: kWh, MHz, pH
_FILE = regex(r"[\w.-]+\.\w{1,8}$")
_PACKAGES = frozenset(PACKAGES.values())  # whose names are written as they are said
_VOWELS = "aeiouAEIO"


def words(name: str, *, parts: bool = True) -> str:
    """A name as words; a letter or two, which say nothing, stay as they are.

    Shortened words are said in full unless told otherwise: what is called has a name of its own.

    >>> words("flipper_length_mm"), words("RandomForestClassifier"), words("acc"), words("QCAR628BIS")
    ('flipper length mm', 'random forest classifier', 'accuracy', 'QCAR628BIS')
    >>> words("max_save", parts=False), words("energy_kWh_total"), words("pH")
    ('max save', 'energy kWh total', 'pH')
    """
    found = [part for piece in re.split(r"[_\s.]+", name.strip("_")) for part in _parts(piece) if part]
    said = [PARTS.get(part.lower(), part) if parts else part for part in found]
    return " ".join(
        word if len(word) == 1 or word.isupper() or " " in word or _CAMEL.search(word) else word[0].lower() + word[1:]
        for word in said
    )


def _parts(piece: str) -> list[str]:
    return [piece] if len(piece) <= _SHORT else _CAMEL.split(piece)


def label(text: str) -> str:
    """A column's or an axis's name as it is said, in words and without its unit.

    >>> label("body_mass_g"), label("Body mass (g)"), label("n_estimators"), label("NumPy version"), label("log(fare)")
    ('body mass', 'Body mass', 'n estimators', 'NumPy version', 'log of fare')
    """
    bare = _OF.sub(r"\1 of \2", re.sub(r"\$[^$]*\$", " ", text))
    bare = re.sub(r"\s*[\[(][^\])]{0,24}[\])]\s*$", "", " ".join(bare.split())) or bare.strip()
    if "_" not in bare and (" " in bare or bare in _PACKAGES or not _CAMEL.search(bare)):
        return bare
    stem, _, unit = bare.rpartition("_")
    return words(stem if stem and unit.lower() in UNITS else bare)


def listed(items: list[str]) -> str:
    """Words in a row.

    >>> listed(["a", "b"]), listed(["a", "b", "c"])
    ('a and b', 'a, b, and c')
    """
    if len(items) < 3:
        return " and ".join(items)
    return f"{', '.join(items[:-1])}, and {items[-1]}"


def package(name: str) -> str:
    """What a package is called."""
    return PACKAGES.get(name, name.replace("_", " "))


def file_name(path: str) -> str:
    """The last part of a path or an address, where it is a file's name.

    >>> file_name("https://example.org/data/penguins.csv?raw=1"), file_name("data")
    ('penguins.csv', '')
    """
    last = re.sub(r"[?#].*$", "", path).rstrip("/").rpartition("/")[2].rpartition("\\")[2]
    return last if _FILE.fullmatch(last) else ""


def article(noun: str) -> str:
    """A noun with its article.

    >>> article("histogram"), article("area chart")
    ('a histogram', 'an area chart')
    """
    return f"{'an' if noun[:1] in _VOWELS else 'a'} {noun}"


def capital(text: str) -> str:
    """A text with its first letter large."""
    return text[:1].upper() + text[1:]
