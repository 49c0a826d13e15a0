"""How words are to be said: tables of pronunciations, checked, merged, and looked up for a voice.

    {"xarray": "ex array", "Nguyen": "/ŋwiən/", "data": {"en-GB": "dahta", "espeak": "/dætə/"}}

A word (or a phrase) in small letters is meant in any case, one with capitals exactly as it is written. What is said is
spelled plainly, or is phonemes of the IPA between slashes. Instead of one for all it may be a table by voice
(`espeak:en-gb`), provider (`espeak`), language (`en-GB`, `en`) or `any`; the nearest counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from aura_nb.errors import FieldError
from aura_nb.regex import regex
from aura_nb.specs.fault_wording import called, quoted

Table = Mapping[str, str | Mapping[str, str]]
ANY = "any"
MOST_WORDS, LONGEST_WORD, LONGEST_SAID = 5000, 100, 200
# The letters, the marks of stress, length and syllables, ties and diacritics of the International Phonetic Alphabet.
_IPA = regex(
    "[a-z\u00e6\u00e7\u00f0\u00f8\u0127\u014b\u0153\u0250-\u02af\u03b2\u03b8\u03c7\u1d7b\u1d4a\u2c71\u02b0-\u02e4 .|"
    "\u02c8\u02cc\u02d0\u02d1\u0300-\u036f\u203f\u02bc]+"
)
_FOR = regex(r"[A-Za-z][A-Za-z0-9-]*(?::\S+)?")


def problems(table: object, path: str) -> list[FieldError]:
    """What is wrong with a table, each with its path.

    >>> problems({"Nguyen": "/w1n/"}, "pronounce")[0].field
    'pronounce.Nguyen'
    """
    if not isinstance(table, Mapping):
        return [FieldError(path, f"must be a table of words and how they are said, not {called(table)}")]
    errors: list[FieldError] = []
    if len(table) > MOST_WORDS:
        errors.append(FieldError(path, f"must have at most {MOST_WORDS} words, not {len(table)}"))
    for word, said in list(table.items())[:MOST_WORDS]:
        where = f"{path}.{word}" if path else str(word)
        if not isinstance(word, str) or not any(c.isalnum() for c in word):
            errors.append(FieldError(where, "must name a word with a letter or a figure"))
        elif len(word) > LONGEST_WORD:
            errors.append(FieldError(path, f"has a word of {len(word)} characters; {LONGEST_WORD} are the most"))
        elif isinstance(said, Mapping):
            errors += _problems_of_choices(said, where)
        else:
            errors += _problems_of(said, where)
    return errors


def _problems_of_choices(choices: Mapping[object, object], where: str) -> list[FieldError]:
    errors = [] if choices else [FieldError(where, "must not be empty")]
    for key, said in choices.items():
        if isinstance(key, str) and _FOR.fullmatch(key):
            errors += _problems_of(said, f"{where}.{key}")
        else:
            wanted = 'a language such as "de", a provider such as "espeak", a voice such as "espeak:de", or "any"'
            errors.append(FieldError(f"{where}.{key}", f"must be {wanted}"))
    return errors


def _problems_of(said: object, where: str) -> list[FieldError]:
    if not isinstance(said, str):
        return [FieldError(where, f"must be text, how the word is said, not {called(said)}")]
    if not any(c.isalnum() for c in said):
        return [FieldError(where, "must say something: a plain spelling, or phonemes between slashes")]
    if len(said) > LONGEST_SAID:
        return [FieldError(where, f"must have at most {LONGEST_SAID} characters, not {len(said)}")]
    phonemes = phonemes_of(said)
    if phonemes is not None and (wrong := _IPA.sub("", phonemes)):
        return [FieldError(where, f"{quoted(said)} has {quoted(wrong[0])}, which is no sign of the IPA")]
    return []


def phonemes_of(said: str) -> str | None:
    """The phonemes between slashes; None for a plain spelling.

    >>> phonemes_of("/ŋwiən/"), phonemes_of("win")
    ('ŋwiən', None)
    """
    plain = said.strip()
    return plain[1:-1].strip() if len(plain) > 2 and plain[0] == plain[-1] == "/" else None


def merged(*tables: Table) -> dict[str, str | dict[str, str]]:
    """One table of several, the earlier before the later; a table by voice adds to what is said for all.

    >>> merged({"GIF": {"de": "Giff"}}, {"GIF": "jif", "SQL": "sequel"})
    {'GIF': {'any': 'jif', 'de': 'Giff'}, 'SQL': 'sequel'}
    """
    found: dict[str, str | dict[str, str]] = {}
    for each in reversed(tables):
        for word, said in each.items():
            before = found.get(word)
            if isinstance(said, str):
                found[word] = said
            elif before is None:
                found[word] = dict(said)
            else:
                found[word] = ({ANY: before} if isinstance(before, str) else before) | dict(said)
    return found


def chosen(table: Table, *, text: str, voice: str, language: str) -> dict[str, str]:
    """What a voice is to say for those words of a table that the text has.

    >>> chosen({"xarray": "ex array", "GIF": "jif"}, text="Use XArray.", voice="hibari:en-us", language="en-US")
    {'xarray': 'ex array'}
    """
    found = {}
    for word in occurring(tuple(table), text):
        said = table[word]
        choice = said if isinstance(said, str) else _nearest(said, voice, language)
        if choice is not None:
            found[word] = choice
    return found


def _nearest(choices: Mapping[str, str], voice: str, language: str) -> str | None:
    provider = voice.partition(":")[0]
    by_name = {name.lower(): said for name, said in choices.items()}
    tag = language.lower()
    wanted = [voice.lower(), voice.lower().partition("+")[0], provider.lower(), tag, tag.partition("-")[0], ANY]
    return next((by_name[name] for name in wanted if name in by_name), None)


def occurring(words: Sequence[str], text: str) -> list[str]:
    """Those of the words that a text has, whole, each once."""
    if not words:
        return []
    squeezed = " ".join(text.split())
    folded = squeezed.lower()
    near = [word for word in words if " ".join(word.split()).lower() in folded]
    return [word for word in near if re.search(pattern_of((word,)), squeezed)]


@lru_cache(maxsize=256)
def pattern_of(words: tuple[str, ...], space: str = r"\s+") -> str:
    """A pattern for the words, the longest first, where no letter and no figure stands directly beside.

    >>> bool(re.search(pattern_of(("numpy",)), "NumPy's arrays")), bool(re.search(pattern_of(("IT",)), "it"))
    (True, False)
    """
    ordered = sorted(words, key=len, reverse=True)
    either = "|".join(_exactly(word, space) for word in ordered)
    return rf"(?<![^\W_])(?:{either})(?![^\W_])" if all(map(_spaced, ordered)) else rf"(?:{either})"


def _exactly(word: str, space: str) -> str:
    """A word in any case where it is written in small letters."""
    plain = space.join(re.escape(part) for part in word.split())
    return f"(?i:{plain})" if word == word.lower() else plain


def _spaced(word: str) -> bool:
    """Whether the word is of a script that puts spaces between words."""
    return not any("\u3040" <= c <= "\u9fff" for c in word)
