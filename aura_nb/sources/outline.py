"""A storyboard from a topic alone: offline, the same every time, and honest.

Nothing is known here about the topic, so nothing is claimed about it. The film asks those who watch it: what, why, how
one can tell, with an example of their own and a recap. It stands as it is, and an author can put answers where the
questions are. The wording lies in `outline.toml`. Text of the author's own goes to `extract` instead.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from aura_nb.errors import FieldError, RequestInvalid, SourceInvalid
from aura_nb.sources.pace import estimated_seconds, speech_seconds
from aura_nb.sources.sourced import Sourced
from aura_nb.sources.topic import Shape, Topic
from aura_nb.specs import DEFAULT_LANGUAGE, Brief, Bullets, End, Plan, Scene, Storyboard, Text, Title
from aura_nb.specs.origin import Notice, noticed
from aura_nb.voices.languages import same_language

TOPIC_SECONDS = 40.0
TOPIC_ALONE = (
    "Nothing is known of a topic alone, so this film asks questions. A text of your own, a deck or a notebook makes a "
    "film that answers them."
)
_NEAR = 0.8  # of the length asked for, within which nothing is said of it
_POINTS = {"sparse": 2, "balanced": 3, "dense": 4}
_SECONDS_A_SCENE = {"sparse": 10.0, "balanced": 8.0, "dense": 7.0}


class _Sentence(NamedTuple):
    """Something that may be said: in which scene, where in it, and after how much else it is wanted."""

    rank: float
    scene: int
    place: tuple[int, int]
    text: str
    bullet: str = ""


def outline(brief: Brief, plan: Plan | None = None) -> Sourced:
    """Three to eight scenes on the brief's topic that last about `plan.seconds`, 40 s where no length is asked for.

    With `source` text its own sentences and headings make the film. Without, the outline is English, about 12 s long
    at the least and about 150 s at the most: more cannot be asked without knowing more, and it does not pad. What comes
    out much shorter or longer than was asked for is told by its `warnings`.

    Raises `SourceInvalid` for another language without source text.
    """
    plan = plan or Plan()
    if not brief.topic.strip():
        raise RequestInvalid([FieldError("brief.topic", "must not be empty")])
    if brief.source.strip():
        from aura_nb.sources.extract import extract  # noqa: PLC0415 - it brings the parsers of decks

        return extract(brief, plan)
    language = brief.language or DEFAULT_LANGUAGE
    if not same_language(language, _wording()["language"]):
        raise SourceInvalid(
            [
                FieldError(
                    "brief.language",
                    f'an outline from a topic alone is written in English only, not "{language}"',
                )
            ],
            remedy="Give source text or a storyboard in that language.",
        )
    seconds = TOPIC_SECONDS if plan.seconds is None else plan.seconds
    story = _fitted(brief, plan, Topic.of(brief.topic), seconds)
    lasting = estimated_seconds(story, plan.pacing)
    notices: list[Notice] = []
    if plan.seconds is not None and not _NEAR < lasting / seconds < 1 / _NEAR:
        few = "More cannot be asked without knowing more: give" if lasting < seconds else "It has no fewer scenes: give"
        told = f"The outline of this topic lasts about {lasting:.0f} s, not the {seconds:g} s asked for."
        notices = [noticed(f"{told} {few} text of your own for a film of that length.")]
    return Sourced(storyboard=story, notices=notices)


def outline_languages() -> list[str]:
    """The languages an outline can be written in from a topic alone."""
    return [str(_wording()["language"])]


@cache
def _wording() -> dict[str, Any]:
    return tomllib.loads(files("aura_nb.sources").joinpath("outline.toml").read_text(encoding="utf-8"))


def _worded(table: str, name: str, fallback: str) -> Any:
    options = _wording()[table]
    return options.get(name.strip().lower(), options[fallback])


def _fitted(brief: Brief, plan: Plan, topic: Topic, seconds: float) -> Storyboard:
    """The outline with as much said as fits."""
    names = _scene_names(brief, plan, seconds)
    possible = sorted(_sentences(brief, plan, topic, names))
    chosen: list[_Sentence] = []
    story = _storyboard(brief, topic, names, [sentence for sentence in possible if sentence.rank == 0])
    spent = estimated_seconds(story, plan.pacing)
    for sentence in possible:
        if sentence.rank > 0:
            longer = speech_seconds(sentence.text, plan.pacing)
            if spent + longer > seconds * 1.02 or not _follows(sentence, chosen):
                continue
            spent += longer
        chosen.append(sentence)
    return _storyboard(brief, topic, names, chosen)


def _follows(sentence: _Sentence, chosen: list[_Sentence]) -> bool:
    """Whether what comes before it is said: a point's aside hangs in the air without the point, as does a fourth point.

    Only the first place of a scene, its lead, may be missing.
    """
    point, aside = sentence.place
    before = (point, 0) if aside else (point - 1, 0)
    return before[0] <= 0 or any(other.scene == sentence.scene and other.place == before for other in chosen)


def _scene_names(brief: Brief, plan: Plan, seconds: float) -> list[str]:
    count = round(seconds / _SECONDS_A_SCENE[plan.density])
    wanted: list[str] = _worded("goals", brief.goal, "inform")["scenes"][: min(8, max(3, count)) - 2]
    order: list[str] = _wording()["order"]["scenes"]
    return sorted(wanted, key=order.index)


def _sentences(brief: Brief, plan: Plan, topic: Topic, names: list[str]) -> Iterator[_Sentence]:
    """Everything that may be said, with its rank: what belongs to every outline first, asides last."""
    tone = _worded("tones", brief.tone, "informative")
    audience = brief.audience.strip()
    known = _wording()["audiences"].get(audience.lower(), _wording()["audiences"]["other"])
    forms = {"about": topic.about, "this": topic.this, "spoken": topic.spoken, "audience": audience}
    case, case_more = _worded("examples", audience, "general")
    forms |= {"example": case, "example_more": case_more}
    opening = tone["said"] if topic.about == topic.this else tone["opening"]
    if topic.shape is Shape.GREETING:
        opening = "{spoken}"
    yield _Sentence(0, 0, (0, 0), _said(opening, forms))
    yield _Sentence(1.5, 0, (0, 1), _worded("goals", brief.goal, "inform")["promise"])
    if known and audience:
        yield _Sentence(1.2, 0, (0, 2), _said(known, forms))
    shown = _POINTS[plan.density]
    for scene, name in enumerate(names, 1):
        wording = _wording()["scenes"][name]
        named = topic.shape is Shape.NOUN and len(topic.about.split()) <= 4
        lead = wording.get("lead_noun", wording["lead"]) if named else wording["lead"]
        yield _Sentence(2.1, scene, (0, 0), _said(lead, forms))
        for index, (bullet, say, more) in enumerate(wording["points"]):
            beyond = 6 if index >= shown else 0
            rank = 0 if index == 0 else 1 + index + beyond
            yield _Sentence(rank, scene, (index + 1, 0), _said(say, forms), bullet)
            yield _Sentence(5 + index / 10 + beyond, scene, (index + 1, 1), _said(more, forms))
    end = len(names) + 1
    yield _Sentence(1.8, end, (0, 0), _recap(names))
    yield _Sentence(0, end, (0, 1), tone["closing"])


def _said(pattern: str, forms: dict[str, str]) -> str:
    # Not str.format: a topic may hold braces, and so may what is put in.
    for name, text in forms.items():
        if pattern == f"{{{name}}}":
            return text
    parts = pattern.split("{")
    return parts[0] + "".join(
        forms.get(name, f"{{{name}}}") + rest for name, _, rest in (part.partition("}") for part in parts[1:])
    )


def _recap(names: list[str]) -> str:
    points = [_wording()["scenes"][name]["recap"] for name in names]
    if len(points) == 1:
        return f"In short: {points[0]}."
    return f"In short: {', '.join(points[:-1])}, and {points[-1]}."


def _storyboard(brief: Brief, topic: Topic, names: list[str], chosen: list[_Sentence]) -> Storyboard:
    def narration(scene: int) -> str:
        return " ".join(text for _, text in sorted((s.place, s.text) for s in chosen if s.scene == scene))

    subtitle = _worded("goals", brief.goal, "inform")["subtitle"]
    scenes = [Scene(id="title", heading=topic.title, narration=narration(0), show=Title(subtitle=subtitle))]
    for number, name in enumerate(names, 1):
        wording = _wording()["scenes"][name]
        points = sorted((s.place, s.bullet) for s in chosen if s.scene == number and s.bullet)
        show = Text(text=wording["text"]) if "text" in wording else Bullets(items=[bullet for _, bullet in points])
        scenes.append(Scene(id=name, heading=wording["heading"], narration=narration(number), show=show))
    end = len(names) + 1
    closing = _worded("tones", brief.tone, "informative")["closing"]
    scenes.append(Scene(id="end", heading=topic.title, narration=narration(end), show=End(text=closing)))
    return Storyboard(title=topic.title, language=brief.language or DEFAULT_LANGUAGE, scenes=scenes)
