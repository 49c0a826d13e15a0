"""A film in other forms than MP4: real encoders, read again by another program than wrote them."""

import json
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import av
import pytest
from support import SMALL, story
from support.files import serving

from aura_nb.errors import OutputInvalid, OutputUnwritable, RequestInvalid
from aura_nb.media.ffmpeg import find_ffmpeg
from aura_nb.media.probe import probe
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.output import OutputPlace
from aura_nb.pipeline.workspace import Workspace
from aura_nb.request.named import film_request
from aura_nb.specs import FORMAT_FILES, Scene, Storyboard

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


def spoken_to(file):
    """What FFmpeg says of a file that it decodes whole."""
    decoded = [str(find_ffmpeg().path), "-v", "warning", "-i", file, "-map", "0:v?", "-map", "0:a?", "-f", "null", "-"]
    said = subprocess.run(decoded, capture_output=True, text=True, check=True, timeout=60).stderr
    # What FFmpeg 9 says of every MP4 with a cover, also of those that it wrote itself.
    return "".join(line for line in said.splitlines() if not line.endswith("stream 0, timescale not set"))


@pytest.mark.parametrize("form", [form for form in FORMAT_FILES if form not in {"mp4", "pptx"}])
def test_what_is_written_decodes_without_a_word_from_ffmpeg(make, form):
    film = make(format=form)
    assert spoken_to(film.other) == ""
    assert spoken_to(film.video) == ""


PLAYS = """name => new Promise((done, failed) => {
  const film = document.createElement("video");
  film.muted = true;
  film.onerror = () => failed(new Error(`${name}: ${film.error.message}`));
  film.ontimeupdate = () => film.currentTime > 0.2 && done(film.duration);
  film.src = name;
  film.play().catch(failed);
})"""

SHOWS = """async name => {
  const shown = new Image();
  shown.src = name;
  await shown.decode();
  const images = new ImageDecoder({ data: await (await fetch(name)).arrayBuffer(), type: "image/gif" });
  await images.tracks.ready;
  const { frameCount, repetitionCount } = images.tracks.selectedTrack;
  let micros = 0;
  for (let frameIndex = 0; frameIndex < frameCount; frameIndex++)
    micros += (await images.decode({ frameIndex })).image.duration;
  return { width: shown.naturalWidth, frames: frameCount, loops: repetitionCount, seconds: micros / 1e6 };
}"""


@pytest.mark.alone
def test_chromium_plays_what_is_written(make, tmp_path, chromium):
    from playwright.sync_api import sync_playwright

    (tmp_path / "index.html").write_text("<!doctype html><title>Films</title>")
    seconds = {}
    for form in ("webm", "m4a", "mp3", "small"):
        film = make(form, format=form, megabytes=0.06)
        shutil.copy(film.other, tmp_path / FORMAT_FILES[form])
        seconds[FORMAT_FILES[form]] = film.report["duration"]
    shutil.copy(film.video, tmp_path / "video.mp4")
    seconds["video.mp4"] = film.report["duration"]
    gif = make("gif", format="gif")
    shutil.copy(gif.other, tmp_path / FORMAT_FILES["gif"])
    with serving(tmp_path) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto(f"{address}/index.html")
        for name, lasting in seconds.items():
            assert page.evaluate(PLAYS, name) == pytest.approx(lasting, abs=1.2)
        seen = page.evaluate(SHOWS, FORMAT_FILES["gif"])
        browser.close()
    first = gif.report["film"]["chapters"][0]
    assert (seen["width"], seen["loops"]) == (SMALL.size[0], float("inf"))
    assert seen["frames"] > 3
    assert seen["seconds"] == pytest.approx(first["end"] - first["start"], abs=0.5)


def test_a_small_film_is_under_its_size_and_has_all_that_the_film_has(make):
    whole = make("whole")
    size = Path(whole.video).stat().st_size
    film = make("small", format="small", megabytes=size * 0.6 / 1e6)
    assert Path(film.other).name == "small.mp4"
    assert 0.3 * size < Path(film.other).stat().st_size <= size * 0.6
    assert Path(film.video).stat().st_size == size
    found, first = probe(Path(film.other)), probe(Path(film.video))
    assert (found.chapters, found.title, found.captions.cues) == (first.chapters, TITLE, first.captions.cues)
    assert found.audio.duration == pytest.approx(first.audio.duration, abs=0.1)
    assert spoken_to(film.other) == ""
    again = make("again", format="small", megabytes=100)
    assert Path(again.other).read_bytes() == Path(again.video).read_bytes()


def test_a_size_that_no_film_of_this_length_has_is_refused_with_what_it_takes(make, tmp_path):
    with pytest.raises(
        RequestInvalid, match=r"render\.megabytes: a film of about \d+ s takes about 0\.\d MB at the least"
    ):
        make(format="small", megabytes=0.01)
    with pytest.raises(OutputInvalid, match=r"does not fit into 0\.03 MB: it takes 0\.\d MB at the least") as caught:
        make("nearly", format="small", megabytes=0.03)
    assert "Allow `megabytes` of 0." in caught.value.remedy
    assert not (tmp_path / "nearly").exists()


def test_a_preset_has_options_and_those_that_are_given_count_before_it(tmp_path):
    (tmp_path / "talk.md").write_text("---\naspect: 1:1\n---\n# Bees\n\nThey fly.\n")
    found = film_request(tmp_path / "talk.md", preset="shorts", quality="draft").render
    assert (found.aspect, found.quality, found.captions, found.preset) == ("9:16", "draft", "karaoke", "shorts")
    (tmp_path / "talk.md").write_text("---\npreset: youtube\naspect: 1:1\n---\n# Bees\n\nThey fly.\n")
    found = film_request(tmp_path / "talk.md").render
    assert (found.aspect, found.quality) == ("1:1", "high")
    assert film_request("Bees", preset="small").render.format == "small"
    long = Storyboard(title="Bees", scenes=[Scene(id="a", narration="They fly far. " * 250)])
    assert any("A Short may last 180 s" in each for each in film_request(long, preset="shorts").warnings)
    assert film_request(long, preset="youtube").warnings == []


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
