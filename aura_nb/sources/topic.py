"""A topic as people type it, and the forms in which English can say it.

"Why bees matter", "How to read a histogram", "Is coffee healthy?", "Our Q3 results" and "Bees are dying" are not the
same kind of phrase: some can follow "about", a question and a statement can only be said as they are.
"""

from __future__ import annotations

import re
from enum import StrEnum

from msgspec import Struct

from aura_nb.regex import regex

TITLE_CHARACTERS = 90

_AUXILIARIES = (
    "is|are|was|were|am|do|does|did|can|could|will|would|shall|should|has|have|had|may|might|must|isn't|aren't|don't|"
    "doesn't|didn't|can't|couldn't|won't|wouldn't|shouldn't|hasn't|haven't|what's|who's|where's|how's"
)
_QUESTION = regex(
    rf"(?:(?:what|who|whom|whose|when|where|why|which|how)\s+(?:{_AUXILIARIES})"
    rf"|how\s+(?:many|much|long|far|fast|often|old|big|deep|tall|well|hard)\b.*\s(?:{_AUXILIARIES})\s+\S"
    rf"|(?:what's|who's|where's|how's)"
    r"|(?:is|are|do|does|did|can|could|should|would|will)\s+\S+\s)",
    re.IGNORECASE,
)
_CLAUSE = regex(r"(?:what|who|when|where|why|how|whether)\s+\S", re.IGNORECASE)
_HOW_TO = regex(r"how\s+(?:not\s+)?to\s+\S", re.IGNORECASE)
_GREETING = regex(r"(?:welcome\s+to|hello,?|hi,?|an?\s+introduction\s+to|introducing)\s+(?P<rest>\S.*)", re.IGNORECASE)
# A verb that only a statement has after its first word: "Bees are dying", not "Are bees dying".
_STATEMENT = regex(
    r"(?:i|we|you|he|she|they|it)\s+\S"
    r"|\S+.*\s(?:is|are|was|were|has|have|can|cannot|can't|will|won't|should|must|do not|don't)\s+\S",
    re.IGNORECASE,
)
_IMPERATIVE = regex(
    r"(?:learn|stop|start|try|use|make|get|let's|let|meet|discover|build|write|save|never|always|don't|keep|be|become)\s",
    re.IGNORECASE,
)
_SMALL = regex(
    r"(?:the|an?|our|my|your|his|her|its|their|this|these|that|those|some|every|each|what|who|when|where|why|how|"
    r"whether|in|on|at|from|between|two|three|four|five|ten)\b"
    r"|\w+(?:tion|sion|sis|ism|ment|ness|ity|logy|graphy|ance|ence|nomics|matics)s?\b",
    re.IGNORECASE,
)
_GERUND = regex(
    r"(?!(?:spring|king|string|beijing|bering|morning|evening|thing|wing|ring|sting)\b)\w{2,}ing\b", re.IGNORECASE
)


class Shape(StrEnum):
    """What kind of phrase a topic is."""

    NOUN = "noun"
    HOW_TO = "how_to"
    CLAUSE = "clause"
    QUESTION = "question"
    STATEMENT = "statement"
    GREETING = "greeting"


_CALLED = {
    Shape.NOUN: "this topic",
    Shape.HOW_TO: "this task",
    Shape.CLAUSE: "this question",
    Shape.QUESTION: "this question",
    Shape.STATEMENT: "this idea",
    Shape.GREETING: "this topic",
}


class Topic(Struct, frozen=True):
    """A topic's forms: a heading's `title`, a sentence's `spoken`, `about` after a preposition, `this`.

    >>> topic = Topic.of("How to read a histogram")
    >>> topic.shape.value, topic.about, topic.this
    ('how_to', 'how to read a histogram', 'this task')
    >>> Topic.of("why is the sky blue").spoken
    'Why is the sky blue?'
    """

    title: str
    shape: Shape
    spoken: str
    about: str
    this: str

    @classmethod
    def of(cls, text: str) -> Topic:
        """The forms of a topic as it was typed."""
        plain = " ".join(text.split())
        bare = plain.rstrip(".!?… ") or plain
        shape = _shape(plain, bare)
        this = _CALLED[shape]
        about = _small_first(bare)
        if shape is Shape.GREETING and (found := _GREETING.match(bare)):
            about = _small_first(found["rest"])
        elif shape in {Shape.QUESTION, Shape.STATEMENT}:
            about = this
        elif shape is Shape.NOUN:
            about = _small_first(bare.split(": ", 1)[0])
        return cls(
            title=_title(plain, shape),
            shape=shape,
            spoken=_capital_first(bare) + ("?" if shape is Shape.QUESTION else "!" if plain.endswith("!") else "."),
            about=about if len(about) <= TITLE_CHARACTERS else this,
            this=this,
        )


def _shape(plain: str, bare: str) -> Shape:
    if _HOW_TO.match(bare):
        return Shape.HOW_TO
    if plain.endswith("?") or _QUESTION.match(bare):
        return Shape.QUESTION
    if _CLAUSE.match(bare):
        return Shape.CLAUSE
    if _GREETING.match(bare):
        return Shape.GREETING
    if plain.endswith(("!", ".")) or _STATEMENT.match(bare) or _IMPERATIVE.match(bare) or len(bare) > TITLE_CHARACTERS:
        return Shape.STATEMENT
    return Shape.NOUN


def _title(plain: str, shape: Shape) -> str:
    title = _capital_first(plain if plain.endswith(("?", "!", "…")) else plain.rstrip(".") or plain)
    if shape is Shape.QUESTION and not title.endswith("?"):
        title += "?"
    if len(title) > TITLE_CHARACTERS:
        title = title[:TITLE_CHARACTERS].rsplit(" ", 1)[0].rstrip(",;:") + "…"
    return title


def _capital_first(text: str) -> str:
    # iPhone, pH and eBay keep their own spelling.
    return text if re.match(r"[a-z]+[A-Z]", text) else text[:1].upper() + text[1:]


def _small_first(text: str) -> str:
    """Without its capital where that is certain: a name keeps it, and nobody can tell Paris from Bread by spelling."""
    known = _SMALL.match(text) or _GERUND.match(text)
    if not known or text[:2].isupper():
        return text
    return text[:1].lower() + text[1:]
