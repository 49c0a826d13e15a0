"""A voice that there is not is refused when a film is asked for, wherever it was named."""

import pytest

from aura_nb.engine import direct
from aura_nb.errors import RequestInvalid, VoiceUnavailable
from aura_nb.pipeline.assets import Assets
from aura_nb.pipeline.voicing import require_voices
from aura_nb.request.body import film_of
from aura_nb.request.named import film_request
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
        require_voices(film_request(source, **options))
    assert refused.value.details["field"] == field
    assert "espeak:ne" not in refused.value.message
    assert "espeak:en-us" in refused.value.message


def test_a_scenes_voice_is_refused_by_where_it_was_written():
    board = story(voice=Voice(name=NOPE), source=Origin(file="talk.md", line=14))
    with pytest.raises(VoiceUnavailable, match=r"^talk\.md:14: There is no voice"):
        require_voices(film_request(board))


@pytest.fixture
def deck(tmp_path):
    def write(head):
        (tmp_path / "talk.md").write_text(f"---\ntitle: T\n{head}\n---\n# A\n")
        return tmp_path / "talk.md"

    return write


@pytest.mark.parametrize(
    ("head", "says"),
    [(f"voice: {NOPE}", "There is no voice"), ("language: xx", "No voice here speaks 'xx'")],
    ids=["voice", "language"],
)
def test_what_a_decks_front_matter_asks_for_is_refused_by_its_line(deck, head, says, tmp_path):
    request = film_request(deck(head))
    for ask in (require_voices, lambda asked: direct.plan(asked, workspace=tmp_path / "w")):
        with pytest.raises(VoiceUnavailable, match=rf"^talk\.md:3: {says}"):
            ask(request)


def test_what_overrides_the_front_matter_is_not_its_lines_fault(deck):
    with pytest.raises(VoiceUnavailable, match=r"^There is no voice 'espeak:yy'"):
        require_voices(film_request(deck(f"voice: {NOPE}"), voice="espeak:yy"))
    assert film_request(deck("theme: none-such"), theme="light").render.theme == "light"
    with pytest.raises(RequestInvalid, match=r"render\.theme: talk\.md:3: no theme 'none-such'"):
        film_request(deck("theme: none-such"))
    with pytest.raises(RequestInvalid, match=r"render\.theme: no theme 'other'"):
        film_request(deck("theme: none-such"), theme="other")


async def test_a_server_names_the_line_of_a_deck_below_its_root(deck, tmp_path):
    deck(f"voice: {NOPE}")
    raw = {"source": {"path": "talk.md"}}
    for voice, says in [({}, r"^talk\.md:3: There is no"), ({"voice": {"name": "espeak:yy"}}, r"^There is no")]:
        request = await film_of(raw | voice, root=tmp_path, assets=Assets(tmp_path / "assets"))
        with pytest.raises(VoiceUnavailable, match=says):
            require_voices(request)


def test_voices_that_are_there_are_taken():
    require_voices(film_request(story(voice=Voice(name="silent:timed")), voice="espeak:en-gb"))
    require_voices(film_request("Why bees matter"))


@pytest.fixture
def board(tmp_path):
    def write(scene, *, head=""):
        file = tmp_path / "talk.json"
        first = '{"id": "a", "heading": "A", "narration": "Welcome to the harbor."}'
        file.write_text(f'{{"title": "T", {head}\n"scenes": [\n{first},\n{{"id": "b",\n {scene}}}]}}')
        return file

    return write


@pytest.mark.parametrize(
    ("scene", "head", "says"),
    [
        (f'"narration": "Two.",\n "voice": {{"name": "{NOPE}"}}', "", r"^talk\.json:6: There is no voice"),
        ('"narration": "Two.",\n "voice": {"rate": 1.1,\n "language": "xx"}', "", r"^talk\.json:7: No voice here"),
        ('"narration": "Two."', '"language": "xx",', r"^talk\.json:1: No voice here"),
    ],
    ids=["voice", "scene's language", "language"],
)
def test_what_a_storyboard_file_asks_for_is_refused_by_its_line(board, scene, head, says, tmp_path):
    file = board(scene, head=head)
    for source in (file, Storyboard.load(file)):
        request = film_request(source)
        for ask in (require_voices, lambda asked: direct.plan(asked, workspace=tmp_path / "w")):
            with pytest.raises(VoiceUnavailable, match=says):
                ask(request)


def test_a_scene_of_a_storyboard_file_is_called_by_its_line_and_one_of_a_deck_keeps_its_place(board, tmp_path):
    file = board('"narration": "Two."')
    assert [scene.place for scene in film_request(file).storyboard.scenes] == ["talk.json:3", "talk.json:4"]
    story = Storyboard.load(file)
    assert Storyboard.load(story.save(tmp_path / "again.json")) == story  # its lines are no part of it
    story["b"].source = Origin(file="talk.md", line=14)
    again = film_request(story.save(tmp_path / "again.json")).storyboard
    assert again["b"].place == "talk.md:14"


async def test_a_server_names_the_line_of_a_storyboard_below_its_root(board, tmp_path):
    board(f'"narration": "Two.", "voice": {{"name": "{NOPE}"}}')
    request = await film_of({"source": {"path": "talk.json"}}, root=tmp_path, assets=Assets(tmp_path / "assets"))
    with pytest.raises(VoiceUnavailable, match=r"^talk\.json:5: There is no voice"):
        require_voices(request)
