"""A storyboard from the author's own text: its headings, its sentences, in its order, and no word of ours.

All of it is said, unless a length is asked for. Which sentences then fit into the film is decided by how much of the
text's own vocabulary they carry (the centroid of word frequencies, as in SumBasic: Nenkova and Vanderwende 2005) and
whether they open a paragraph. Larger summarisers (sumy) bring NLTK, lxml and data to download for no better film.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct
from sentencex import segment

from aura_nb.errors import FieldError, SourceInvalid
from aura_nb.regex import regex
from aura_nb.sources.headings import headings
from aura_nb.sources.markdown.spoken_text import split
from aura_nb.sources.pace import estimated_seconds, speech_seconds
from aura_nb.sources.sourced import Sourced
from aura_nb.sources.topic import Topic
from aura_nb.specs import DEFAULT_LANGUAGE, Brief, Bullets, End, Plan, Scene, Storyboard, Text, Title, slug
from aura_nb.specs.length import word_count
from aura_nb.specs.origin import noticed
from aura_nb.voices.finding import find

_BULLETS = {"sparse": 2, "balanced": 3, "dense": 4}
_SECONDS_A_SCENE = {"sparse": 12.0, "balanced": 10.0, "dense": 8.0}
_MOST_SECONDS_A_SCENE = 60.0  # in films of many minutes a slide must not stand for ever
_NARRATION_CHARACTERS = 5000
_SCENE_CHARACTERS = {"sparse": 280, "balanced": 380, "dense": 480}  # of a text that is said whole
_MOST_SCENES = 400  # then scenes grow instead
_END_SECONDS = 1.0  # of the silent last card: with its transition no longer than a pause
_SHORTER = 0.8  # of the length asked for, from which a text is too short for it
_WHOLE_WORDS = 12  # a sentence this short is shown whole: half of "rich, but empty" would say the opposite
_PHRASE_WORDS = 9
_HEADING_CHARACTERS = 80

_FENCE = regex(r"^(```|~~~).*?^\1\s*$", re.DOTALL | re.MULTILINE)
_FRONT_MATTER = regex(r"\A---\n.*?\n---\n", re.DOTALL)
_HEADING = regex(r"#{1,6}\s+(?P<text>.+?)\s*#*$")
_ITEM = regex(r"(?:[-*+•]|\d{1,3}[.)])\s+(?P<text>.+)")
_RULE = regex(r"([-*_=])(\s*\1){2,}$")
_ENDED = regex(r"[.!?…:;。！？][\"'”’»)\]]*$")  # noqa: RUF001 - the punctuation of other scripts
_CLAUSE = regex(r"\s*(?!(?<=[0-9])[,:][0-9])[,;:(–—]\s*|\s+-\s+|[、，；：]")  # noqa: RUF001 - likewise
_TERM = regex(r"[^\W\d_]{4,}|[\u3040-\u30ff\u3400-\u9fff]{2}")


class _Sentence(Struct):
    text: str
    opens: bool  # its paragraph
    score: float = 0.0


class _Section(Struct):
    heading: str
    sentences: list[_Sentence]


def extract(brief: Brief, plan: Plan) -> Sourced:
    """A film of `brief.source`: all of it, or as much as lasts about `plan.seconds`, which its `warnings` then tell.

    Raises `SourceInvalid` for text without sentences.
    """
    topic = Topic.of(brief.topic)
    language = brief.language or find([brief.source]).language or DEFAULT_LANGUAGE
    sections = _sections(brief.source, language)
    if not sections:
        raise SourceInvalid(
            [FieldError("brief.source", "holds no sentences, only headings, code or tables")],
            remedy="Give text in sentences, or leave it out for an outline of the topic.",
        )
    for section in sections:
        if section.heading.casefold() == topic.title.casefold():
            section.heading = ""
    _score([sentence for section in sections for sentence in section.sentences], brief.topic)
    every = sum(len(section.sentences) for section in sections)
    sections = _whole(sections, plan) if plan.seconds is None else _fitting(sections, plan, plan.seconds)
    _name(sections, language, topic)
    scenes = [Scene(id="title", heading=topic.title, narration=topic.spoken, show=Title())]
    taken = {"title", "end"}
    scenes += [_scene(_unique(_id(section), taken), section, plan) for section in sections]
    scenes.append(Scene(id="end", heading=topic.title, show=End(), pause_after=_END_SECONDS))
    story = Storyboard(title=topic.title, language=language, scenes=scenes)
    said = sum(len(section.sentences) for section in sections)
    return Sourced(storyboard=story, notices=list(map(noticed, _length(story, plan, said, every))))


def _length(story: Storyboard, plan: Plan, said: int, every: int) -> Iterator[str]:
    """What a person should know before the film is made: how much of the text the length asked for leaves out."""
    if plan.seconds is None:
        return
    seconds = estimated_seconds(story, plan.pacing)
    if said < every:
        yield (
            f"{said} of {every} sentences fit in {plan.seconds:g} s. Ask for no length, and all of them are said: the "
            "film is then as long as the text needs."
        )
    elif seconds < _SHORTER * plan.seconds:
        yield f"The text is said in about {seconds:.0f} s: it is too short for the {plan.seconds:g} s asked for."


def _id(section: _Section) -> str:
    """From the heading, else from the first words; letters without a Latin form give a number."""
    words = section.heading or " ".join(section.sentences[0].text.split()[:6])
    name = slug(words)
    return "part" if name == "film" else name


def _unique(name: str, taken: set[str]) -> str:
    while name in taken:
        stem, _, number = name.rpartition("-")
        name = f"{stem}-{int(number) + 1}" if stem and number.isdecimal() else f"{name}-2"
    taken.add(name)
    return name


def _name(sections: Sequence[_Section], language: str, topic: Topic) -> None:
    """Give the sections without a heading of their own one that their text names, where it names one."""
    nameless = [section for section in sections if not section.heading]
    taken = {section.heading for section in sections if section.heading} | {topic.title}
    texts = [" ".join(sentence.text for sentence in section.sentences) for section in nameless]
    for section, heading in zip(nameless, headings(texts, language, taken=taken), strict=True):
        section.heading = heading


def _whole(sections: list[_Section], plan: Plan) -> list[_Section]:
    """Every sentence, in sections short enough for a scene; what goes on keeps its heading."""
    for section in sections:
        section.sentences = [
            _Sentence(piece, sentence.opens and not place, sentence.score)
            for sentence in section.sentences
            for place, piece in enumerate(split(sentence.text, _NARRATION_CHARACTERS, ""))
        ]
    total = sum(len(sentence.text) + 1 for section in sections for sentence in section.sentences)
    most = max(_SCENE_CHARACTERS[plan.density], total // _MOST_SCENES)
    if len(sections) > _MOST_SCENES:
        sections = [_Section("", [sentence for section in sections for sentence in section.sentences])]
    return [part for section in sections for part in _parts(section, most)]


def _parts(section: _Section, most: int) -> Iterator[_Section]:
    """A section in parts of about the same length, rather cut where a paragraph begins."""
    lengths = [len(sentence.text) + 1 for sentence in section.sentences]
    count = max(1, math.ceil(sum(lengths) / most))
    share = sum(lengths) / count
    part = _Section(section.heading, [])
    filled = 0
    for sentence, length in zip(section.sentences, lengths, strict=True):
        full = filled + length / 2 > share or (sentence.opens and filled > 0.6 * share)
        if part.sentences and (full or filled + length > _NARRATION_CHARACTERS):
            yield part
            part, filled = _Section(section.heading, []), 0
        part.sentences.append(sentence)
        filled += length
    yield part


def _fitting(sections: list[_Section], plan: Plan, seconds: float) -> list[_Section]:
    """The strongest sentences that fit into `seconds`, in sections that have any."""
    count = _scene_count(plan, seconds)
    sections = _divided(sections, count) if len(sections) < min(3, count) else _strongest(sections, count)
    for section, sentences in zip(sections, _selected(sections, plan, seconds), strict=True):
        section.sentences = sentences
    return [section for section in sections if section.sentences]


def _scene_count(plan: Plan, seconds: float) -> int:
    """Scenes between the title and the end card."""
    most = max(6, math.ceil(seconds / _MOST_SECONDS_A_SCENE))
    return min(most, max(1, round(seconds / _SECONDS_A_SCENE[plan.density]) - 1))


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
    """Text with hardly any headings in parts of about the same length, named by the headings they begin with."""
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
        heading = part[0][0] if part[0][0] not in used else ""
        used.add(heading)
        divided.append(_Section(heading, [sentence for _, sentence in part]))
    return divided


def _strongest(sections: list[_Section], count: int) -> list[_Section]:
    """At most `count` sections, those with the strongest sentences, in the text's order."""
    ranked = sorted(sections, key=lambda section: -max(sentence.score for sentence in section.sentences))[:count]
    return [section for section in sections if any(section is other for other in ranked)]


def _selected(sections: list[_Section], plan: Plan, seconds: float) -> list[list[_Sentence]]:
    """What is said in each section: the strongest sentences that fit, at least one each, in order."""
    budget = seconds - (1.6 + len(sections) + 1 + _END_SECONDS)  # without the pauses and the silent end card
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
    show = Bullets(items=[*phrases]) if len(phrases) > 1 else Text(text=section.sentences[0].text)
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
