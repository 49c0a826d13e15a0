"""In which language a film is spoken, and what the plan says of it."""

import asyncio

import pytest
from support import SMALL

from aura_nb.engine import direct
from aura_nb.errors import SourceInvalid
from aura_nb.pipeline.dryrun import plan_film
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.workspace import Workspace
from aura_nb.request.named import film_request
from aura_nb.sources import from_markdown
from aura_nb.sources.outline import TOPIC_ALONE
from aura_nb.specs import Brief, Plan, Scene, Storyboard, Voice

GERMAN = (
    "# Ebbe und Flut\n\nZweimal am Tag steigt das Meer, und zweimal fällt es wieder. "
    "Die Leute im Hafen wissen das genau.\n"
)
CHINESE = "# 潮汐\n\n海水每天涨落两次。在港口生活的人们对此非常熟悉。\n"
JAPANESE = "---\nlanguage: ja\n---\n# 潮の満ち引き\n\n海の水は一日に二回満ちて、二回引きます。\n"
CYRILLIC = "Здравствуйте, и добро пожаловать."


@pytest.fixture
def plan(tmp_path):
    def planned(source, **options):
        request = source if isinstance(source, FilmRequest) else film_request(source, **options)
        request.render = SMALL
        return asyncio.run(plan_film(request, workspace=Workspace(tmp_path / "workspace")))

    return planned


def test_the_language_of_a_deck_is_found_and_the_plan_says_from_what(plan):
    request = film_request(from_markdown(GERMAN))
    assert request.storyboard.language == "de"
    assert plan(request).notes == ["Language: German (de), found from 88 letters of its prose."]


def test_chinese_is_found_without_front_matter():
    assert film_request(from_markdown(CHINESE)).storyboard.language == "zh"


def test_a_language_that_is_given_wins_and_nothing_is_said(plan):
    request = film_request(from_markdown(JAPANESE))
    assert (request.storyboard.language, request.notes) == ("ja", [])
    option = film_request(from_markdown(GERMAN), language="en-GB")
    assert (option.storyboard.language, option.notes) == ("en-GB", [])


def test_a_deck_is_read_in_the_language_that_is_asked_for(tmp_path):
    (tmp_path / "talk.md").write_text("# List\n\n- Ebbe\n- Flut\n", encoding="utf-8")
    english = film_request(str(tmp_path / "talk.md"))
    german = film_request(str(tmp_path / "talk.md"), language="de")
    assert "Ebbe and Flut." in english.storyboard.scenes[0].narration
    assert "Ebbe und Flut." in german.storyboard.scenes[0].narration


def test_a_storyboard_without_a_language_is_found_too():
    story = Storyboard(title="T", scenes=[Scene(id="a", narration="Zweimal am Tag steigt das Meer und fällt wieder.")])
    assert FilmRequest(storyboard=story).checked().storyboard.language == "de"


def test_a_short_text_keeps_the_usual_language(plan):
    planned = plan(film_request(from_markdown("# pip install numpy pandas\n")))
    assert planned.notes == ["Language: English (en-US), the usual one: the prose is too short to tell."]


def test_a_scene_in_another_script_is_spoken_in_its_own_language(plan):
    deck = from_markdown(
        f"# Tides\n\nThe sea rises and falls twice a day, and everyone knows.\n\n# Two\n\n{CYRILLIC}\n"
    )
    request = film_request(deck, rate=1.2)
    assert request.storyboard.language == "en-US"
    assert request.storyboard.scenes[1].voice == Voice(language="ru", rate=1.2)
    assert request.notes[1] == "Language of scene two: Russian (ru)."


def test_a_voice_that_was_named_speaks_its_own_language_and_a_doubt_is_told():
    request = film_request(from_markdown(GERMAN), voice="hibari:en-us")
    assert request.storyboard.language == "en-US"
    assert request.warnings == ["The text looks German, but hibari:en-us speaks English."]
    timed = film_request(from_markdown(GERMAN), voice="silent:timed")
    assert timed.storyboard.language == "de"


def test_the_language_of_a_brief_is_that_of_its_text_and_a_topics_is_english(plan):
    request = film_request(Brief(topic="Ebbe und Flut", source=GERMAN))
    assert request.brief.language == "de"
    assert plan(request).notes[0].startswith("Language: German (de), found from")
    assert film_request("Why bees matter").brief.language == "en-US"


def test_a_topic_in_another_language_says_that_it_cannot_be_written():
    warnings = film_request("潮汐").warnings
    assert warnings[0].startswith("The topic looks Chinese, but an outline from a topic alone is written in English")
    with pytest.raises(SourceInvalid, match="written in English only"):
        direct.plan(film_request("潮汐", language="zh"))


def test_the_plan_says_how_much_of_a_text_fits_before_anything_is_made(plan):
    text = " ".join(f"Sentence number {n} says that the sea rises and falls again." for n in "abcdefghijklmnopqrst")
    whole = plan(film_request(Brief(topic="Tides", source=text)))
    short = plan(film_request(Brief(topic="Tides", source=text), seconds=20))
    assert whole.warnings == []
    assert whole.seconds > 60
    assert "of 20 sentences fit in 20 s" in short.warnings[0]


def test_the_length_of_a_topic_is_told_where_it_cannot_be_kept(plan):
    assert plan(film_request("Why bees matter")).warnings == []
    planned = plan(FilmRequest(brief=Brief(topic="Why bees matter"), plan=Plan(seconds=300)))
    assert "not the 300 s asked for" in planned.warnings[0]


def test_a_length_beside_a_deck_is_told_not_to_hold():
    request = FilmRequest(storyboard=from_markdown(GERMAN).storyboard, plan=Plan(seconds=60)).checked()
    assert "not the 60 s asked for: a deck or storyboard is said whole" in request.warnings[0]
    assert request.checked().warnings == request.warnings


def test_a_topic_alone_is_told_what_makes_a_film_with_answers():
    assert film_request("Why bees matter").notes == [TOPIC_ALONE]
    assert TOPIC_ALONE not in film_request("Why bees matter", source="Bees pollinate our crops.").notes
