"""A voice that there is not is refused when a film is asked for, wherever it was named."""

import pytest

from aura_nb import engine
from aura_nb.errors import VoiceUnavailable
from aura_nb.pipeline.voicing import require_voices
from aura_nb.sources import from_markdown
from aura_nb.specs import Scene, Storyboard, Voice
from aura_nb.specs.origin import Origin

NOPE = "espeak:xx-nope"


def story(**scene):
    return Storyboard(title="T", scenes=[Scene(id="a", narration="One."), Scene(id="b", narration="Two.", **scene)])


@pytest.mark.parametrize(
    ("source", "options", "field"),
    [
        ("Why bees matter", {"voice": NOPE}, "voice.name"),
        (story(), {"voice": NOPE}, "voice.name"),
        (from_markdown(f"---\nvoice: {NOPE}\n---\n# A"), {}, "voice.name"),
        (story(voice=Voice(name=NOPE)), {}, "storyboard.scenes[1].voice.name"),
        (Storyboard(title="T", scenes=[Scene(id="a")]), {"voice": NOPE}, "voice.name"),
    ],
    ids=["topic", "option", "front matter", "scene", "nothing said"],
)
def test_an_unknown_voice_is_refused_wherever_it_is_named(source, options, field):
    with pytest.raises(VoiceUnavailable, match="xx-nope") as refused:
        require_voices(engine.film_request(source, **options))
    assert refused.value.details["field"] == field
    assert "espeak:ne" not in refused.value.message
    assert "espeak:en-us" in refused.value.message


def test_a_scenes_voice_is_refused_by_where_it_was_written():
    board = story(voice=Voice(name=NOPE), source=Origin(file="talk.md", line=14))
    with pytest.raises(VoiceUnavailable, match=r"^talk\.md:14: There is no voice"):
        require_voices(engine.film_request(board))


def test_voices_that_are_there_are_taken():
    require_voices(engine.film_request(story(voice=Voice(name="silent:timed")), voice="espeak:en-gb"))
    require_voices(engine.film_request("Why bees matter"))
