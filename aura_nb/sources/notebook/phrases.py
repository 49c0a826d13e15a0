"""What a film of a notebook adds to its author's words, in ten languages: what code plainly does, what a result is."""

from __future__ import annotations

import re
import tomllib
import zlib
from collections.abc import Sequence
from importlib.resources import files

from aura_nb.sources.notebook.acts import Act, Kind
from aura_nb.sources.notebook.english import PARTS, VERBS
from aura_nb.sources.notebook.identifiers import words
from aura_nb.specs import Picture, Show, kinds

_TABLE: dict[str, dict[str, str]] = tomllib.loads((files(__package__) / "acts.toml").read_text("utf-8"))
_MOST_NAMES, _MOST_ACTS = 3, 2
_NOUNS = frozenset(
    {"df", "dataframe", "data", "model", "fig", "img", "corr", "result", "results", "output", "table", "summary"}
)
_LITTLE = frozenset({"to", "from", "by", "with", "of", "in", "on", "for", "as"})
_WITHOUT_ARTICLE = frozenset({"call", "define", "run"})


def said(acts: Sequence[Act], language: str) -> str:
    """The first of them in words; nothing in a language without any.

    >>> said([Act("set", "nx", "41"), Act("set", "dt"), Act("make", "step_size")], "en")
    'We set nx to 41 and dt. Then we compute step size.'
    >>> said([Act("look", "u")], "de")
    'Wir sehen uns u an.'
    """
    primary = language.partition("-")[0].lower()
    table = _TABLE.get(primary)
    if table is None:
        return ""
    groups: list[tuple[Kind, list[str]]] = []
    made: set[str] = set()
    for kind, name, how in acts:
        if kind in {"set", "make", "create"}:
            if name in made:
                continue  # a step of how it is made
            made.add(name)
        elif kind == "look" and name.partition(".")[0] in made:
            continue  # what was just made is seen
        english = primary == "en" and kind not in _WITHOUT_ARTICLE
        spoken = _in_english(name) if english else words(name, parts=False) if primary == "en" else _spaced(name)
        spoken = spoken.replace("!", "")  # of Julia's names
        if english and how:
            spoken = f"{spoken} to {how}" if kind == "set" else _of_a_kind(how, spoken)
        if groups and groups[-1][0] == kind:
            if spoken not in groups[-1][1]:
                groups[-1][1].append(spoken)
        else:
            groups.append((kind, [spoken]))
    groups = [(kind, names) for kind, names in groups if kind != "set" or any(len(name) > 1 for name in names)]
    known = [(kind, names) for kind, names in groups if kind != "call" or (primary == "en" and all(map(_done, names)))]
    groups = known or groups  # a call tells less than anything else that is done
    told = [
        _done(names[0])
        if primary == "en" and kind == "call" and len(names) == 1 and _done(names[0])
        else table[kind].format(_listed(names[:_MOST_NAMES], table["and"]))
        for kind, names in groups[:_MOST_ACTS]
    ]
    if primary == "en":
        told[1:] = [f"Then we{each.removeprefix('We')}" for each in told[1:]]
    return ("" if primary in {"zh", "ja"} else " ").join(told)


def _in_english(name: str) -> str:
    """A name as it is said.

    >>> _in_english("stocks.index"), _in_english("df_old"), _in_english("step_size")
    ('the index of stocks', 'the data frame old', 'step size')
    """
    of, _, attribute = name.rpartition(".")
    if of:
        return f"the {words(attribute)} of {_in_english(of)}"
    first = name.strip("_").partition("_")[0].lower()
    return f"the {words(name)}" if name.lower() in _NOUNS or " " in PARTS.get(first, "") else words(name)


def _of_a_kind(kind: str, name: str) -> str:
    """A name with what it is, unless it says so itself.

    >>> _of_a_kind("list", "ages"), _of_a_kind("dictionary", "name dict"), _of_a_kind("data frame", "new data frame")
    ('the list ages', 'the name dict', 'the new data frame')
    """
    says = kind in name or name.rpartition(" ")[2] in {"dict", "list", "array", "tensor", "set", "map"}
    return f"the {name.removeprefix('the ')}" if says else f"the {kind} {name}"


def _spaced(name: str) -> str:
    return " ".join(re.split(r"[_\s.]+", name.strip("_")))


def _done(name: str) -> str:
    """What is done by a function whose name says so, by a verb and what it is done to; empty for another.

    >>> _done("plot posterior"), _done("get fred data"), _done("summary")
    ('We plot posterior.', 'We get fred data.', '')
    """
    verb, _, rest = name.partition(" ")
    return f"We {name}." if rest and verb in VERBS and rest.split()[0] not in _LITTLE else ""


def part(shown: int, whole: int, language: str) -> str:
    """What is said of the lines of a long cell that are lit; nothing in a language without words.

    >>> part(12, 40, "en-GB"), part(1, 40, "en-GB"), part(12, 40, "la")
    ('Of 40 lines, these 12 matter.', 'Of 40 lines, this one matters.', '')
    """
    told = _words(language)
    return told.get("one" if shown == 1 else "part", "").format(shown=shown, all=whole)


def columns(names: Sequence[str], language: str) -> str:
    """What is said of a table by its columns; nothing in a language without words.

    >>> columns(["Jahr", "Betrag"], "de"), columns(["a"], "la")
    ('Die Spalten sind Jahr und Betrag.', '')
    """
    told = _words(language)
    return told.get("columns", "").format(_listed([*names], told.get("and", ""))) if names else ""


def here(language: str, show: Show | None = None, *, of: str = "") -> str:
    """What is said of a result of which nothing is known but its kind; nothing in a language without words.

    What a program printed is told in one of two ways, by the code that it is a result `of`: there is so much of it.

    >>> here("fr-CA"), here("fr", kinds.Table(rows=[["1"]])), here("la")
    ('Voici le résultat.', 'Voici le tableau.', '')
    """
    match show:
        case Picture() | kinds.Clip() | kinds.Columns(columns=[Picture(), *_]):
            word = "picture"
        case kinds.Table():
            word = "table"
        case kinds.Code(language=""):
            word = "too" if zlib.crc32(of.encode()) % 2 else "prints"
        case _:
            word = "here"
    return _words(language).get(word, "")


def same_columns(rows: int, language: str) -> str:
    """What is said of a table that has the columns of the one before; nothing in a language without words.

    >>> same_columns(1, "en"), same_columns(1200, "de")
    ('The same columns, with one row.', 'Dieselben Spalten, mit 1200 Zeilen.')
    """
    counted = f"{rows:,}" if language.partition("-")[0].lower() == "en" else str(rows)
    return _words(language).get("same_one" if rows == 1 else "same", "").format(rows=counted)


def error(name: str, language: str) -> str:
    """What is said of an error by its name; nothing in a language without words.

    >>> error("NameError", "es")
    'Esto produce el error NameError.'
    """
    return _words(language).get("error", "").format(name)


def gap(language: str) -> tuple[str, str]:
    """What is said and shown of what only a web page shows, and what leads to how it is filmed; nothing without words.

    >>> gap("en")[1], gap("la")
    ('To have it in the film:', ('', ''))
    """
    told = _words(language)
    return told.get("gap", ""), told.get("fill", "")


def _words(language: str) -> dict[str, str]:
    return _TABLE.get(language.partition("-")[0].lower(), {})


def _listed(names: list[str], joint: str) -> str:
    *others, last = names
    return f"{', '.join(others)} {joint} {last}" if others else last
