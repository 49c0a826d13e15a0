"""A film in other forms than MP4: real encoders, read again by another program than wrote them."""

import json
from itertools import pairwise
from pathlib import Path

import av
import pytest
from support import SMALL, story

from aura_nb.errors import OutputUnwritable, RequestInvalid
from aura_nb.pipeline.output import OutputPlace
from aura_nb.pipeline.request import FilmRequest
from aura_nb.pipeline.workspace import Workspace
from aura_nb.specs import FORMAT_FILES

TITLE = "Bees; a = b"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return Workspace(tmp_path_factory.mktemp("workspace"))


@pytest.fixture
def make(films, workspace, tmp_path):
    def make(name="film", *, force=False, **render):
        request = FilmRequest(storyboard=story(title=TITLE), render=SMALL.__class__(**(SMALL.to_json() | render)))
        place = tmp_path / name
        return films.make(request.named(place), output=OutputPlace.named(place, force=force), workspace=workspace)

    return make


def test_a_webm_has_the_film_its_captions_and_its_chapters(make):
    film = make(format="webm")
    assert film.other is not None
    with av.open(film.other) as webm, av.open(film.video) as mp4:
        video, audio, words = webm.streams.video[0], webm.streams.audio[0], webm.streams.subtitles[0]
        assert (video.codec.name, audio.codec.name, words.codec_context.name) == ("vp9", "opus", "webvtt")
        assert (video.width, video.height) == (SMALL.size[0], SMALL.size[1])
        assert (audio.language, words.language) == ("eng", "eng")
        assert webm.metadata == {"title": TITLE} | {k: v for k, v in webm.metadata.items() if k.lower() == "encoder"}
        assert [each["metadata"]["title"] for each in webm.chapters()] == [
            each["metadata"]["title"] for each in mp4.chapters()
        ]
        length = mp4.duration / av.time_base
        frames = [frame.time for frame in webm.decode(video)]
    assert frames == sorted(frames)
    # Pictures that are as before are left out, for a second at most.
    assert max(b - a for a, b in pairwise(frames)) <= 1.1
    assert length - 1.1 <= frames[-1] < length
    assert len(frames) < film.report["frames"]


@pytest.mark.parametrize(("form", "codec"), [("m4a", "aac"), ("mp3", "mp3float")])
def test_the_sound_alone_has_its_chapters_and_a_cover(make, form, codec):
    film = make(format=form)
    assert film.other == str(Path(film.folder) / FORMAT_FILES[form])
    with av.open(film.other) as sound, av.open(film.video) as mp4:
        assert sound.streams.audio[0].codec.name in {codec, "mp3"}
        cover = sound.streams.video[0]
        assert cover.codec.name == "mjpeg"
        assert sound.metadata["title"] == TITLE
        assert len(sound.chapters()) == len(mp4.chapters()) > 1
        assert [each["metadata"]["title"] for each in sound.chapters()] == [
            each["metadata"]["title"] for each in mp4.chapters()
        ]
        heard = sum(frame.samples for frame in sound.decode(sound.streams.audio[0])) / 48_000
        assert abs(heard - mp4.duration / av.time_base) < 0.15


def test_the_name_of_the_output_says_the_format(make, tmp_path):
    film = make("intro.gif")
    assert film.other == str(tmp_path / "intro.gif")
    assert not (tmp_path / "intro.files" / "scene.gif").exists()
    with av.open(film.other) as gif:
        assert gif.streams.video[0].codec.name == "gif"
        assert gif.duration / av.time_base < film.report["duration"]  # one scene of several
    listed = json.loads((tmp_path / "intro.files" / "manifest.json").read_bytes())
    assert "scene.gif" in listed["files"]
    again = make("intro.gif", force=True, scene="s2")
    assert again.ran == ["export"]  # another scene of the same film
    with pytest.raises(OutputUnwritable, match=r"intro\.files"):
        make("intro.gif")


def test_a_scene_that_there_is_not_is_told_with_those_there_are(make):
    with pytest.raises(RequestInvalid, match="there is no scene 'elsewhere'") as caught:
        make(format="gif", scene="elsewhere")
    assert "s1" in caught.value.remedy


def test_a_name_of_another_format_than_asked_for_is_refused(make, tmp_path):
    with pytest.raises(RequestInvalid, match=r"is gif, and 'talk\.mp3' would be of another"):
        make("talk.mp3", format="gif")
    assert not list(tmp_path.iterdir())


def test_a_film_that_replaces_one_takes_the_other_format_with_it(make, tmp_path):
    make("film", format="m4a")
    assert (tmp_path / "film" / "audio.m4a").exists()
    make("film", force=True)
    assert not (tmp_path / "film" / "audio.m4a").exists()
