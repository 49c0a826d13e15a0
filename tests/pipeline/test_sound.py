"""What is heard of a film: speakers, the author's own recordings, music."""

from __future__ import annotations

import json

import msgspec
import numpy as np
import pytest
import webvtt
from support import SMALL
from support.sound import written

from aura_nb.errors import AssetInvalid, AssetMissing, AssetOutside, RequestInvalid
from aura_nb.footage.sound_file import RATE
from aura_nb.pipeline.dryrun import plan_film
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.output import OutputPlace
from aura_nb.pipeline.workspace import Workspace
from aura_nb.request.named import film_request
from aura_nb.specs import Scene, Storyboard, Turn
from aura_nb.voices.recording import Aligner
from aura_nb.wire.events import Warned

SPEAKERS = {"Anna": "espeak:en-us+f3", "Ben": "espeak:en-gb"}


def recording(path, *, seconds=1.6):
    """Somebody who hums, with silence before and after."""
    time = np.arange(round(seconds * RATE)) / RATE
    sound = np.pad(0.1 * np.sin(2 * np.pi * 180 * time), RATE)
    return written(path, sound)


def talk():
    return Storyboard(
        title="Bees",
        language="en-US",
        voices=dict(SPEAKERS),
        music="calm",
        scenes=[
            Scene(
                id="ask",
                heading="Bees",
                say=[Turn(text="Do bees fly?", voice="Anna"), Turn(text="They do.", voice="Ben")],
            ),
            Scene(id="own", heading="My own words", audio="own.wav", narration="They fly very far."),
        ],
    )


def test_speakers_a_recording_and_music_become_one_film(films, tmp_path):
    recording(tmp_path / "own.wav")
    path = talk().save(tmp_path / "bees.json")
    request = film_request(path)
    request.render = msgspec.structs.replace(request.render, aspect=SMALL.aspect, fps=SMALL.fps)
    told = []
    film = films.make(
        request,
        output=OutputPlace.named(tmp_path / "film"),
        workspace=Workspace(tmp_path / "workspace"),
        notify=told.append,
    )
    assert film.report["integrated"] == pytest.approx(-14, abs=0.7)
    assert film.report["truePeak"] < -1
    cues = [cue.text for cue in webvtt.read(tmp_path / "film" / "captions.vtt")]
    assert [cue.partition(":")[0] for cue in cues[:2]] == ["Anna", "Ben"]
    assert cues[-1] == "They fly very far."
    page = (tmp_path / "film" / "transcript.html").read_text()
    assert "<b>Anna:</b>" in page
    assert page.count("<b>") == 2
    warned = [event.message for event in told if isinstance(event, Warned)]
    assert any("spread by their length" in message for message in warned) == (Aligner.found() is None)
    saved = json.loads((tmp_path / "film" / "storyboard.json").read_text())
    assert saved["scenes"][1]["audio"] == "recordings/own.wav"
    assert (tmp_path / "film" / "recordings" / "own.wav").is_file()
    assert film_request(tmp_path / "film" / "storyboard.json").storyboard.scenes[0].say == talk().scenes[0].say


@pytest.mark.parametrize(
    ("name", "content", "error", "says"),
    [
        ("gone.wav", None, AssetMissing, r"there is no recording 'gone.wav'"),
        ("../own.wav", None, AssetOutside, r"'../own.wav' lies outside"),
        ("list.mp3", b"#EXTM3U\n/etc/passwd\n", AssetInvalid, r"'list.mp3' cannot be used: it is no WAV, MP3 or M4A"),
    ],
)
async def test_a_recording_that_cannot_be_used_is_refused_at_the_plan(name, content, error, says, tmp_path):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    board = Storyboard(title="Bees", language="en-US", scenes=[Scene(id="a", narration="Hello.", audio=name)])
    with pytest.raises(error, match=says):
        await plan_film(FilmRequest(storyboard=board, folder=str(tmp_path)), workspace=Workspace(tmp_path / "w"))


def test_music_is_one_of_ours_or_a_file_that_is_a_sound(tmp_path):
    recording(tmp_path / "song.wav")
    (tmp_path / "bees.md").write_text("---\nmusic: song.wav\n---\n# Bees\n")
    assert film_request(tmp_path / "bees.md").music == str(tmp_path / "song.wav")
    assert film_request(tmp_path / "bees.md", music="none").music is None
    assert film_request("Bees", music="warm").render.music == "warm"
    with pytest.raises(RequestInvalid, match=r'music: must be one of "none", .*not "loud", and no sound file'):
        film_request("Bees", music="loud")
    (tmp_path / "bees.md").write_text("---\nmusic: gone.mp3\n---\n# Bees\n")
    with pytest.raises(RequestInvalid, match=r"bees\.md:2: there is no recording 'gone\.mp3'"):
        film_request(tmp_path / "bees.md")


async def test_a_phrase_that_nobody_says_is_a_warning_with_its_place(tmp_path):
    (tmp_path / "bees.json").write_text(
        '{"title": "Bees", "voices": {"Bne": "espeak:en-gb"}, "scenes": [{"id": "a", "narration": "They hum.",\n'
        '"show": {"kind": "bullets", "items": ["Hum"]},\n"cues": [{"on": "they sleep", "show": 1}]}]}'
    )
    warnings = film_request(tmp_path / "bees.json").warnings
    assert any(each.startswith("bees.json:") and '"they sleep" is not said' in each for each in warnings)
    assert any("nobody called 'Bne' says anything" in each for each in warnings)
