from __future__ import annotations

import itertools
import re
import tomllib
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aura_nb.errors import RequestInvalid, SourceInvalid
from aura_nb.sources import estimated_seconds, outline
from aura_nb.sources.topic import Shape, Topic
from aura_nb.specs import AUDIENCES, GOALS, TONES, Brief, Bullets, End, Plan, Storyboard, Title
from aura_nb.specs.cleaning import clean_text
from aura_nb.specs.validation import check

TOPICS = (
    "Why bees matter",
    "Photosynthesis",
    "How to read a histogram",
    "Our Q3 results",
    "Is coffee healthy?",
    "Bees are dying",
    "Welcome to Aura",
)


@pytest.mark.parametrize(
    ("typed", "shape", "about"),
    [
        ("Photosynthesis", Shape.NOUN, "photosynthesis"),
        ("The water cycle", Shape.NOUN, "the water cycle"),
        ("Reading a histogram", Shape.NOUN, "reading a histogram"),
        ("Our Q3 results", Shape.NOUN, "our Q3 results"),
        ("DNA", Shape.NOUN, "DNA"),
        ("Paris in spring", Shape.NOUN, "Paris in spring"),
        ("String theory", Shape.NOUN, "String theory"),
        ("iPhone photography", Shape.NOUN, "iPhone photography"),
        ("COVID-19: what we know", Shape.NOUN, "COVID-19"),
        ("How to read a histogram", Shape.HOW_TO, "how to read a histogram"),
        ("Why bees matter", Shape.CLAUSE, "why bees matter"),
        ("How many bees live in a hive", Shape.CLAUSE, "how many bees live in a hive"),
        ("Why is the sky blue", Shape.QUESTION, "this question"),
        ("how long does it take to bake bread", Shape.QUESTION, "this question"),
        ("Should we ban plastic bags?", Shape.QUESTION, "this question"),
        ("Bees are dying", Shape.STATEMENT, "this idea"),
        ("I love Python", Shape.STATEMENT, "this idea"),
        ("Learn to code", Shape.STATEMENT, "this idea"),
        ("Welcome to Aura", Shape.GREETING, "Aura"),
    ],
)
def test_a_topic_is_put_into_the_form_its_grammar_allows(typed, shape, about) -> None:
    topic = Topic.of(typed)
    assert (topic.shape, topic.about) == (shape, about)


def test_a_question_is_asked_and_a_long_topic_has_a_short_title() -> None:
    assert Topic.of("why is the sky blue").spoken == "Why is the sky blue?"
    assert len(Topic.of("word " * 90).title) <= 91


@pytest.mark.parametrize("topic", TOPICS)
def test_the_title_scene_says_the_topic_and_no_pattern_is_left_over(topic) -> None:
    story = outline(Brief(topic=topic)).storyboard
    words = set(re.findall(r"\w+", topic.lower()))
    assert words <= set(re.findall(r"\w+", story.scenes[0].narration.lower()))
    assert not re.search(r"[{}]|  |\.\.", " ".join(scene.narration for scene in story.scenes))


@pytest.mark.parametrize(
    ("topic", "opening"),
    [
        ("Why bees matter", "Today's topic is why bees matter."),
        ("How to read a histogram", "Today's topic is how to read a histogram."),
        ("Is coffee healthy?", "Is coffee healthy? That is what we look at today."),
        ("Bees are dying", "Bees are dying. That is what we look at today."),
        ("Welcome to Aura", "Welcome to Aura."),
    ],
)
def test_every_shape_of_topic_opens_in_plain_english(topic, opening) -> None:
    assert outline(Brief(topic=topic)).storyboard.scenes[0].narration.startswith(opening)


@pytest.mark.parametrize("seconds", [None, 90])
def test_the_tones_audiences_and_goals_each_change_the_words(seconds) -> None:
    def words(**options: str) -> str:
        return str(outline(Brief(topic="Why bees matter", **options), Plan(seconds=seconds)).storyboard.to_json())

    for name, offered in (("tone", TONES), ("audience", AUDIENCES), ("goal", GOALS)):
        assert len({words(**{name: value}) for value in offered}) == len(offered)
    assert "This film is made for nurses." in words(audience="nurses")
    assert words(tone="Gloomy") == words(tone="Informative")


@pytest.mark.parametrize("pacing", ["slow", "conversational", "fast"])
@pytest.mark.parametrize("density", ["sparse", "balanced", "dense"])
@pytest.mark.parametrize("goal", GOALS)
def test_the_film_is_as_long_as_planned(pacing, density, goal) -> None:
    for seconds, topic in itertools.product((15, 25, 40, 60, 90, 120, 150), TOPICS):
        plan = Plan(seconds=seconds, pacing=pacing, density=density)
        story = outline(Brief(topic=topic, goal=goal), plan).storyboard
        assert estimated_seconds(story, pacing) == pytest.approx(seconds, rel=0.2)
        assert 3 <= len(story.scenes) <= 8


def test_longer_and_denser_films_have_more_scenes_and_points() -> None:
    def scenes(**plan: object) -> int:
        return len(outline(Brief(topic="Bees"), Plan(**plan)).storyboard.scenes)

    assert [scenes(seconds=s) for s in (5, 15, 40, 60, 3600)] == [3, 3, 5, 8, 8]
    assert scenes(seconds=40, density="sparse") < scenes(seconds=40, density="dense")


def test_the_outline_is_the_same_every_time() -> None:
    assert outline(Brief(topic="Bees"), Plan(seconds=77)) == outline(Brief(topic="Bees"), Plan(seconds=77))


def test_every_bullet_is_heard_in_its_scene_in_order() -> None:
    wording = tomllib.loads(files("aura_nb.sources").joinpath("outline.toml").read_text(encoding="utf-8"))
    for name, scene in wording["scenes"].items():
        for bullet, said, _ in scene["points"]:
            heard = set(re.findall(r"\w+", said.lower()))
            strong = {word for word in re.findall(r"\w+", bullet.lower()) if len(word) > 3}
            assert len(strong & heard) >= len(strong) / 2, (name, bullet)


def test_every_goal_names_scenes_that_exist_and_have_a_place() -> None:
    wording = tomllib.loads(files("aura_nb.sources").joinpath("outline.toml").read_text(encoding="utf-8"))
    order = wording["order"]["scenes"]
    assert sorted(order) == sorted(wording["scenes"])
    for goal in wording["goals"].values():
        assert len(goal["scenes"]) == 6
        assert set(goal["scenes"]) <= set(order)


def test_an_outline_makes_no_claim_with_a_figure_in_it() -> None:
    for topic, goal in itertools.product(TOPICS, GOALS):
        story = outline(Brief(topic=topic, goal=goal), Plan(seconds=200)).storyboard
        body = " ".join(scene.narration for scene in story.scenes).replace("Q3", "")
        assert not re.search(r"\d|%", body)


def test_braces_and_markup_in_a_topic_are_only_text() -> None:
    topic = r"{about} {0} <b> & \N"
    story = outline(Brief(topic=topic)).storyboard
    assert story.title == topic
    assert topic in story.scenes[0].narration


@settings(max_examples=30, deadline=None)
@given(
    st.text(min_size=1, max_size=120).filter(lambda text: clean_text(text).strip()),
    st.floats(5, 3600),
    st.sampled_from(GOALS),
)
def test_any_topic_gives_a_valid_storyboard(topic, seconds, goal) -> None:
    story = outline(check(Brief, {"topic": topic, "goal": goal}), Plan(seconds=seconds)).storyboard
    assert check(Storyboard, story) == story


def test_a_topic_in_another_language_needs_text() -> None:
    with pytest.raises(SourceInvalid) as caught:
        outline(Brief(topic="Warum Bienen wichtig sind", language="de-DE"))
    assert caught.value.errors[0].field == "brief.language"
    assert "source text" in caught.value.remedy


def test_an_empty_topic_is_refused() -> None:
    with pytest.raises(RequestInvalid):
        outline(Brief(topic=" "))


SOURCE = """# Bees in the city

Cities are warmer than the countryside. That makes them good places for honey bees and for many wild bees. On \
balconies, in parks and along railway lines there are more kinds of flowers than in a field of maize.

## What they *need*

Wild bees need two things: food and a place to nest. Most of them nest in the ground, e.g. in sandy and sunny \
spots. See [the guide](https://example.org) for **details**.

- Flowers from early spring to late autumn
- Bare soil that nobody digs over

```python
print("never spoken")
```

| a | table |
|---|---|

What does not help
------------------

Double flowers look rich, but they hold no pollen. Bee hotels with rough holes injure wings.
"""


def plain(text: str) -> str:
    text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text)
    return " ".join(re.sub(r"[*#`-]", " ", text).split())


def test_source_text_gives_its_own_headings_and_sentences_in_order() -> None:
    story = outline(Brief(topic="Bees in the city", source=SOURCE), Plan(seconds=90)).storyboard
    assert [scene.heading for scene in story.scenes][2:-1] == ["What they need", "What does not help"]
    assert isinstance(story.scenes[0].show, Title)
    assert isinstance(story.scenes[-1].show, End)
    said = " ".join(scene.narration for scene in story.scenes[1:-1])
    position = -1
    for sentence in re.split(r"(?<=[.])\s(?=[A-Z])", said):
        found = plain(SOURCE).find(sentence.rstrip("."))
        assert found > position, sentence
        position = found
    assert "never spoken" not in said
    assert "table" not in said


def test_bullets_are_phrases_of_the_text_itself() -> None:
    story = outline(Brief(topic="Bees", source=SOURCE), Plan(seconds=90)).storyboard
    shown = [item for scene in story.scenes if isinstance(scene.show, Bullets) for item in scene.show.items]
    assert "Double flowers look rich, but they hold no pollen" in shown
    for item in shown:
        assert item.rstrip("…").lower() in plain(SOURCE).lower()


def test_only_as_many_sentences_are_taken_as_fit_and_none_is_invented_for_a_short_text() -> None:
    long = "\n\n".join(
        f"Sentence number {n} says something about bees and meadows. It goes on a little." for n in range(200)
    )
    for seconds in (30, 60, 120, 600):
        story = outline(Brief(topic="Bees", source=long), Plan(seconds=seconds)).storyboard
        assert estimated_seconds(story) == pytest.approx(seconds, rel=0.2)
    short = outline(Brief(topic="Bees", source="Bees fly."), Plan(seconds=600))
    assert [scene.narration for scene in short.storyboard.scenes] == ["Bees.", "Bees fly.", ""]


def test_long_films_of_long_texts_change_the_picture_at_least_every_minute() -> None:
    long = "\n\n".join(f"## Part {n}\n\n" + "Bees and meadows belong together in part of it. " * 12 for n in range(40))
    story = outline(Brief(topic="Bees", source=long), Plan(seconds=1200)).storyboard
    assert len(story.scenes) > 15
    assert len({scene.id for scene in story.scenes}) == len(story.scenes)


def test_source_text_in_any_language_is_taken_as_it_is() -> None:
    text = "Bienen sammeln Nektar, z. B. auf Klee. Ohne sie gäbe es weniger Obst."
    story = outline(Brief(topic="Bienen", source=text, language="de")).storyboard
    assert " ".join(scene.narration for scene in story.scenes[1:-1]) == text
    assert story.language == "de"


def test_headings_used_twice_still_give_unique_ids() -> None:
    text = "".join("## Part\n\nBees fly over the meadow.\n\n" for _ in range(4))
    ids = [scene.id for scene in outline(Brief(topic="Bees", source=text), Plan(seconds=60)).storyboard.scenes]
    assert ids == ["title", "part", "part-2", "part-3", "part-4", "end"]


def test_source_text_without_sentences_is_refused() -> None:
    with pytest.raises(SourceInvalid, match="no sentences"):
        outline(Brief(topic="Bees", source="# Only\n\n## Headings\n"))


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=400), st.floats(5, 900))
def test_any_source_text_gives_a_valid_storyboard_or_is_refused(text, seconds) -> None:
    brief = check(Brief, {"topic": "Anything", "source": text})
    try:
        story = outline(brief, Plan(seconds=seconds)).storyboard
    except SourceInvalid:
        return
    assert check(Storyboard, story) == story


@pytest.mark.parametrize("text", [".:", "...", "- -", "!?", "—"])
def test_a_source_text_of_signs_alone_is_refused_or_left_out(text):
    with pytest.raises(RequestInvalid):
        outline(Brief(topic="Bees", source=text), Plan(seconds=7))
    story = outline(
        Brief(topic="Bees", source=f"{text}\n\nBees visit flowers to drink nectar."), Plan(seconds=7)
    ).storyboard
    assert all(scene.narration.strip() or scene.id in {"title", "end"} for scene in story.scenes)


def test_a_figure_with_a_comma_is_not_cut_in_two():
    text = "A colony has up to 60,000 workers, and each of them lives for about six weeks in the summer months."
    story = outline(
        Brief(topic="Bees", source=text + " They pollinate crops such as almonds."), Plan(seconds=30)
    ).storyboard
    shown = str([scene.show for scene in story.scenes])
    assert "60," not in shown or "60,000" in shown
    assert "up to 60'" not in shown
