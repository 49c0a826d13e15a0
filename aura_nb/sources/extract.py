"""A storyboard from the author's own text: its headings, its sentences, in its order, and no word of ours.

Which sentences fit into the film is decided by how much of the text's own vocabulary they carry (the centroid of
word frequencies, as in SumBasic: Nenkova and Vanderwende 2005) and whether they open a paragraph. Larger summarisers
(sumy) bring NLTK, lxml and data to download for no better film.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from msgspec import Struct
from sentencex import segment

from aura_nb.errors import FieldError, SourceInvalid
from aura_nb.sources.pace import speech_seconds, word_count
from aura_nb.sources.topic import Topic
from aura_nb.specs import Brief, Bullets, End, Plan, Scene, Storyboard, Text, Title, slug

_BULLETS = {"sparse": 2, "balanced": 3, "dense": 4}
_SECONDS_A_SCENE = {"sparse": 12.0, "balanced": 10.0, "dense": 8.0}
_MOST_SECONDS_A_SCENE = 60.0  # in films of many minutes a slide must not stand for ever
_NARRATION_CHARACTERS = 5000
_WHOLE_WORDS = 12  # a sentence this short is shown whole: half of "rich, but empty" would say the opposite
_PHRASE_WORDS = 9
_HEADING_CHARACTERS = 80

_FENCE = re.compile(r"^(```|~~~).*?^\1\s*$", re.DOTALL | re.MULTILINE)
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_HEADING = re.compile(r"#{1,6}\s+(?P<text>.+?)\s*#*$")
_ITEM = re.compile(r"(?:[-*+•]|\d{1,3}[.)])\s+(?P<text>.+)")
_RULE = re.compile(r"([-*_=])(\s*\1){2,}$")
_ENDED = re.compile(r"[.!?…:;。！？][\"'”’»)\]]*$")  # noqa: RUF001 - the punctuation of other scripts
_CLAUSE = re.compile(r"\s*(?!(?<=[0-9])[,:][0-9])[,;:(–—]\s*|\s+-\s+|[、，；：]")  # noqa: RUF001 - likewise
_TERM = re.compile(r"[^\W\d_]{4,}|[\u3040-\u30ff\u3400-\u9fff]{2}")


class _Sentence(Struct):
    text: str
    opens: bool  # its paragraph
    score: float = 0.0


class _Section(Struct):
    heading: str
    sentences: list[_Sentence]


def extract(brief: Brief, plan: Plan) -> Storyboard:
    """A film of `brief.source` that lasts at most about `plan.seconds`; a shorter text makes a shorter film.

    Raises `SourceInvalid` for text without sentences.
    """
    topic = Topic.of(brief.topic)
    sections = _sections(brief.source, brief.language)
    if not sections:
        raise SourceInvalid(
            [FieldError("brief.source", "holds no sentences, only headings, code or tables")],
            remedy="Give text in sentences, or leave it out for an outline of the topic.",
        )
    _score([sentence for section in sections for sentence in section.sentences], brief.topic)
    count = _scene_count(plan)
    sections = _divided(sections, count) if len(sections) < min(3, count) else _strongest(sections, count)
    for section in sections:
        if not section.heading or section.heading.casefold() == topic.title.casefold():
            section.heading = _phrase(max(section.sentences, key=lambda s: s.score).text)
    for section, sentences in zip(sections, _selected(sections, plan), strict=True):
        section.sentences = sentences
    scenes = [Scene(id="title", heading=topic.title, narration=topic.spoken, show=Title())]
    taken = {"title", "end"}
    for section in sections:
        if not section.sentences:
            continue
        name = slug(section.heading)
        while name in taken:
            stem, _, number = name.rpartition("-")
            name = f"{stem}-{int(number) + 1}" if stem and number.isdecimal() else f"{name}-2"
        taken.add(name)
        scenes.append(_scene(name, section, plan))
    scenes.append(Scene(id="end", heading=topic.title, show=End()))
    return Storyboard(title=topic.title, language=brief.language, scenes=scenes)


def _scene_count(plan: Plan) -> int:
    """Scenes between the title and the end card."""
    most = max(6, math.ceil(plan.seconds / _MOST_SECONDS_A_SCENE))
    return min(most, max(1, round(plan.seconds / _SECONDS_A_SCENE[plan.density]) - 1))


def _sections(source: str, language: str) -> list[_Section]:
    """The text's parts by its headings, each with its sentences; a part without sentences is dropped."""
    text = source.replace("\r\n", "\n").replace("\r", "\n")
    text = _FENCE.sub("\n", _FRONT_MATTER.sub("", text))
    sections = [_Section("", [])]
    paragraph: list[str] = []

    def close() -> None:
        if paragraph:
            joined = _plain(" ".join(paragraph))
            found = [part.strip() for part in segment(language.split("-", maxsplit=1)[0].lower(), joined)]
            said = [part for part in found if any(map(str.isalnum, part))]  # signs alone say nothing
            sections[-1].sentences += [_Sentence(part, index == 0) for index, part in enumerate(said)]
            paragraph.clear()

    for line in [*map(str.strip, text.split("\n")), ""]:
        if heading := _HEADING.match(line):
            close()
            sections.append(_Section(_plain(heading["text"]), []))
        elif paragraph and re.fullmatch(r"=+|-+", line):  # an underlined heading
            heading_text = _plain(" ".join(paragraph))
            paragraph.clear()
            sections.append(_Section(heading_text, []))
        elif item := _ITEM.match(line):
            close()
            paragraph.append(item["text"] if _ENDED.search(item["text"]) else item["text"] + ".")
            close()
        elif not line or _RULE.match(line) or line.startswith(("|", "![", "<!--", ":::")):
            close()
        else:
            paragraph.append(line.removeprefix(">").strip())
    return [section for section in sections if section.sentences]


def _plain(text: str) -> str:
    """Without the marks of Markdown: emphasis, code, links, footnotes."""
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)|\[\^[^\]]*\]", "", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"(\*\*|__|``|`)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    text = re.sub(r"(?<![\w*])([*_])(?=\S)(.+?)(?<=\S)\1(?![\w*])", r"\2", text)
    return " ".join(text.split())


def _terms(text: str) -> set[str]:
    return {term.casefold() for term in _TERM.findall(text)}


def _score(sentences: Sequence[_Sentence], topic: str) -> None:
    often = Counter(term for sentence in sentences for term in _terms(sentence.text))
    asked = _terms(topic)
    for sentence in sentences:
        terms = _terms(sentence.text)
        weight = sum(math.log1p(often[term]) for term in terms) / math.sqrt(len(terms) + 1)
        weight *= 1.3 if sentence.opens else 1.0
        weight *= 1.0 + 0.3 * len(terms & asked) / max(1, len(asked))
        words = word_count(sentence.text)
        sentence.score = weight * (0.6 if words > 40 or words < 4 else 1.0)


def _divided(sections: list[_Section], count: int) -> list[_Section]:
    """Text with hardly any headings in parts of about the same length, named by their first strong phrase."""
    flat = [(section.heading, sentence) for section in sections for sentence in section.sentences]
    total = sum(word_count(sentence.text) for _, sentence in flat)
    count = max(1, min(count, len(flat) // 2))
    parts: list[list[tuple[str, _Sentence]]] = [[] for _ in range(count)]
    passed = 0.0
    for heading, sentence in flat:
        middle = passed + word_count(sentence.text) / 2
        parts[min(count - 1, int(middle / total * count))].append((heading, sentence))
        passed += word_count(sentence.text)
    divided = []
    used: set[str] = set()
    for part in filter(None, parts):
        heading = part[0][0]
        if not heading or heading in used:
            heading = _phrase(max((sentence for _, sentence in part), key=lambda s: s.score).text)
        used.add(heading)
        divided.append(_Section(heading, [sentence for _, sentence in part]))
    return divided


def _strongest(sections: list[_Section], count: int) -> list[_Section]:
    """At most `count` sections, those with the strongest sentences, in the text's order."""
    ranked = sorted(sections, key=lambda section: -max(sentence.score for sentence in section.sentences))[:count]
    return [section for section in sections if any(section is other for other in ranked)]


def _selected(sections: list[_Section], plan: Plan) -> list[list[_Sentence]]:
    """What is said in each section: the strongest sentences that fit, at least one each, in order."""
    budget = plan.seconds - (1.6 + len(sections) + 1 + 2.5)  # without the pauses and the silent end card
    ranked = sorted(
        ((index, sentence) for index, section in enumerate(sections) for sentence in section.sentences),
        key=lambda pair: -pair[1].score,
    )
    kept: list[list[_Sentence]] = [[] for _ in sections]

    def take(index: int, sentence: _Sentence) -> None:
        nonlocal budget
        characters = sum(len(other.text) + 1 for other in kept[index])
        if characters + len(sentence.text) <= _NARRATION_CHARACTERS:
            kept[index].append(sentence)
            budget -= speech_seconds(sentence.text, plan.pacing)

    for index, sentence in ranked:
        if not kept[index]:
            take(index, sentence)
    for index, sentence in ranked:
        if sentence not in kept[index] and speech_seconds(sentence.text, plan.pacing) <= budget:
            take(index, sentence)
    return [
        [sentence for sentence in section.sentences if any(sentence is other for other in kept[index])]
        for index, section in enumerate(sections)
    ]


def _scene(name: str, section: _Section, plan: Plan) -> Scene:
    strongest = sorted(section.sentences, key=lambda sentence: -sentence.score)[: _BULLETS[plan.density]]
    phrases = [_phrase(s.text) for s in section.sentences if any(s is other for other in strongest)]
    phrases = list(dict.fromkeys(phrases))
    show = Bullets(items=phrases) if len(phrases) > 1 else Text(text=section.sentences[0].text)
    narration = " ".join(sentence.text for sentence in section.sentences)
    return Scene(id=name, heading=_clipped(section.heading), narration=narration, show=show)


def _phrase(sentence: str) -> str:
    """A short sentence whole, of a long one the first clause that says something, cut between words.

    >>> _phrase("Bees visit flowers to drink nectar, and on the way they carry pollen to the next plant.")
    'Bees visit flowers to drink nectar'
    """
    whole = sentence.strip().rstrip(".。 ")
    clauses = [clause.strip() for clause in _CLAUSE.split(whole) if clause.strip()]
    phrase = next((clause for clause in clauses if word_count(clause) >= 3), whole)
    if word_count(whole) <= _WHOLE_WORDS:
        phrase = whole
    words = phrase.split()
    if len(words) > _WHOLE_WORDS:
        words = words[:_PHRASE_WORDS]
        while len(words) > 3 and len(words[-1]) <= 3:  # "... and", "... of the"
            words.pop()
        phrase = " ".join(words) + "…"
    return _clipped(phrase[:1].upper() + phrase[1:])


def _clipped(text: str) -> str:
    if len(text) <= _HEADING_CHARACTERS:
        return text
    return text[:_HEADING_CHARACTERS].rsplit(" ", 1)[0] + "…"
