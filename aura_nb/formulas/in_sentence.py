"""What a formula is in the sentence around it: a clause, a noun, what somebody lets be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aura_nb.formulas.in_words import spoken

if TYPE_CHECKING:
    from aura_nb.formulas.aloud.relations import Place


FORMULA = "\N{OBJECT REPLACEMENT CHARACTER}"  # another formula of the same text

_MOST = 200  # characters that are looked at
_SENTENCE = re.compile(r"[.!?:;\n](?=\s|$)")
_AND = re.compile(rf"{FORMULA}\s*(?:,\s*and|,\s*or|,|and|or)\s*$")
_WORD = re.compile(r"([^\W\d_]+)[\"'\u2019)\]]*$")
_VERB = re.compile(
    r"\s*(?:is|are|was|were|has|have|had|denotes?|represents?|means|must|can|cannot|will|should|may|holds?|describes?"
    r"|controls?|determines?|becomes?|corresponds?|gives|yields|implies|does|satisf(?:y|ies)|fails|would|could|might)\b"
)
_BE = re.compile(r"\s*(?:be|denote|stand)\b")
_CLAUSE = frozenset(
    (
        *("if", "that", "when", "whenever", "where", "then", "while", "because", "since", "as", "so", "hence", "thus"),
        *("therefore", "unless", "until", "once", "whether", "here", "now", "also", "but", "finally", "again", "only"),
        *("suppose", "assume", "assuming", "imply", "implies", "conclude", "iff", "know", "means"),
        *("inequality", "equation", "relation", "identity", "formula", "although", "though", "provided"),
    )
)
_CHOSEN = frozenset(
    (
        *("set", "choose", "pick", "put", "fix", "take", "setting", "choosing", "picking", "putting", "fixing"),
        *("taking", "chose", "picked", "chosen", "use", "using"),
    )
)
_STATED = frozenset({"condition", "constraint", "assumption", "hypothesis", "requirement", "fact", "criterion"})
_NAMED = frozenset(  # that have a formula for a name: "the case k equals two"
    {"case", "step", "time", "iteration", "point", "index", "limit", "choice", "line", "position", "level", "value"}
)
_ARTICLES = frozenset({"the", "a", "an", "this", "each", "every", "our", "its", "their"})
_PREPOSITIONS = frozenset(
    (
        *("for", "with", "at", "of", "in", "on", "by", "from", "to", "between", "under", "over", "through", "near"),
        *("given", "all", "any", "every", "each", "some", "no", "both", "without", "into", "about", "around", "via"),
        *("until", "than", "beyond", "within", "against", "a", "an", "the", "whose", "per"),
    )
)


def place(before: str, after: str) -> Place:
    """What a formula is in its sentence, by the words before and after it.

    >>> place("Stable for ", "."), place("The constant ", " is small."), place("Let ", "."), place("If ", ", stop.")
    ('noun', 'aside', 'let', 'clause')
    """
    sentence = _SENTENCE.split(before[-_MOST:])[-1]
    while joined := _AND.search(sentence):
        sentence = sentence[: joined.start()]
    if sentence.rstrip().endswith(FORMULA):
        return "whole"
    found = _WORD.search(sentence.rstrip())
    word = found[1].lower() if found else ""
    if word == "let":
        return "noun" if _BE.match(after) else "let"
    follows = bool(_VERB.match(after))
    if not word:
        return "noun" if follows else "clause"
    if word in _STATED:
        return "that"
    if word in _CLAUSE:
        return "clause"
    if word in _CHOSEN:
        return "chosen"
    return "aside" if follows and word not in _PREPOSITIONS | _NAMED else "noun"


def told(tex: str, language: str, before: str, behind: str, definitions: str = "") -> str | None:
    """A formula in words as a part of its sentence (see `spoken`).

    >>> told(r"[0, 1]", "en", "for x in the interval ", "."), told("k = 1/2", "en", "the case ", "")
    ('from zero to one', 'k equals one half')
    """
    at = place(before, behind)
    words = spoken(tex, language, definitions, at)
    if words and at == "aside" and ", which " in words:
        return f"{words},"
    named = _WORD.search(before.rstrip())
    if words and named and named[1].lower() in _ARTICLES:
        return words.removeprefix("the ")
    return words.removeprefix(f"the {named[1].lower()} ") if words and named else words
