"""Odd and hostile input ends in the right film or in one clear error with its code, and nothing is left behind."""

from __future__ import annotations

import errno
import html
import os
import re
import subprocess
import sys
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
import webvtt
from support import SMALL, descendants, is_alive

from aura_nb.engine import direct
from aura_nb.errors import AuraError, DiskFull, FontMissing, InternalError
from aura_nb.pipeline.output import OutputPlace
from aura_nb.pipeline.workspace import Workspace
from aura_nb.request.named import film_request
from aura_nb.specs import Bullets, End, Picture, Scene, Storyboard, Text, Title
from aura_nb.specs.cleaning import clean_text
from aura_nb.wire.events import Warned

AWKWARD = "It's 100% {x} %{pts} 'quoted' \\ : ; [a] #set page <b>"
READS = '#read("/etc/passwd")'
ARABIC, CHINESE, EMOJI = "لماذا النحل مهم", "蜜蜂为什么重要", "🐝🌻👩‍🚀"
DAMAGED = "Bees\x00 and\x07 \x1b[2J half \ud800 pair"
SPOOFED = "\u202eevil\u2067 bees"
TALL = "b" + "\u0301\u0317" * 40 + "ees"


@pytest.fixture
def make(films, tmp_path):
    """`make(storyboard or topic)`: the film, or the error; whatever happened, nothing but the film is left."""
    workspace, output = tmp_path / "workspace", tmp_path / "output" / "film"
    warnings = []

    def run(given, *, output=output, folder=None, **options):
        options = {"aspect": SMALL.aspect, "fps": SMALL.fps} | options
        try:
            request = film_request(given, **options)
            request.folder = str(folder) if folder else request.folder
            return films.make(
                request,
                output=OutputPlace.named(output),
                workspace=Workspace(workspace),
                notify=lambda event: warnings.append(event) if isinstance(event, Warned) else None,
            )
        except AuraError as error:
            assert not output_exists(), "half an output was left"
            return error
        finally:
            assert [path.name for path in workspace.glob("temp/*")] == []
            assert [pid for pid in descendants() if is_alive(pid) and pid not in films.pids()] == []

    def output_exists():
        try:
            return output.parent.exists()
        except (OSError, ValueError):
            return False

    run.warnings = warnings
    run.workspace = workspace
    return run


def board(*scenes, title="Hostile", **changes):
    return Storyboard(title=title, scenes=list(scenes), **changes)


def code(outcome):
    assert isinstance(outcome, AuraError), outcome
    assert outcome.remedy, "an error without a next step"
    assert "Traceback" not in str(outcome)
    return outcome.code


@pytest.mark.parametrize("topic", ["", " \n\t", "\x00", "bees " * 20_000], ids=["empty", "blank", "NUL", "100,000"])
def test_a_topic_that_is_empty_or_enormous_is_refused_by_its_field(make, topic):
    refused = make(topic)
    assert code(refused) == "request.invalid"
    assert refused.errors[0].field == "brief.topic"


def test_a_narration_of_100000_characters_is_refused_by_its_field(make):
    refused = make(board(Scene(id="a", narration="bees " * 20_000)))
    assert code(refused) == "request.invalid"
    assert refused.errors[0].field == "scenes[0].narration"
    assert len(str(refused)) < 200


def test_a_source_text_of_100000_characters_becomes_a_short_film(make):
    text = " ".join(f"Bees visit flower number {number} because it has nectar." for number in range(2000))
    assert len(text) > 100_000
    film = make("Bees", source=text[:200_000], seconds=5)
    assert film.report["duration"] < 60


@pytest.mark.parametrize("topic", ["...", READS, "x" * 200], ids=lambda topic: topic[:20])
def test_a_topic_of_nothing_but_signs_is_a_topic(make, topic):
    film = make(topic, seconds=5)
    assert film.title.rstrip("…").lower().startswith(topic[:50].rstrip(" ").lower())


def test_awkward_text_everywhere_comes_out_as_it_was_typed(make, tmp_path):
    texts = [AWKWARD, READS, ARABIC, CHINESE, EMOJI, DAMAGED, SPOOFED, TALL]
    shows = [
        lambda text: Title(subtitle=text),
        lambda text: Bullets(items=[text, text]),
        lambda text: Text(text=text),
        lambda text: End(text=text),
    ]
    spoken = ["It costs 100% {x} <b>", "Read /etc/passwd: no; 'never' \\ %{pts}", "Half \ud800 a pair, \x00 then."]
    narrations = spoken + [""] * (len(texts) - len(spoken))
    scenes = [
        Scene(id=f"s{number}", heading=text, show=shows[number % 4](text), narration=narrations[number])
        for number, text in enumerate(texts)
    ]
    film = make(board(*scenes, title=AWKWARD), transition="cut")
    assert film.title == AWKWARD
    folder = Path(film.folder)
    headings = [" ".join(clean_text(text).split()) for text in texts]
    assert [html.unescape(chapter.text) for chapter in webvtt.read(folder / "chapters.vtt")] == headings
    with av.open(film.video) as video:
        assert video.metadata["title"] == AWKWARD
        assert [chapter["metadata"]["title"] for chapter in video.chapters()] == headings
    captions = re.sub(r"^\d+$|^\d\d:.*$", "", (folder / "captions.srt").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert captions.replace("\u2060", "").split() == " ".join(clean_text(text) for text in spoken).split()
    transcript = (folder / "transcript.html").read_text(encoding="utf-8")
    assert html.escape(AWKWARD, quote=False) in html.unescape(transcript).replace("<b>", "&lt;b&gt;")
    assert "<b>" not in transcript
    for file in folder.iterdir():
        assert b"root:" not in file.read_bytes(), f"{file.name} holds what a text named"


@pytest.mark.parametrize(
    "narration", [ARABIC, CHINESE, EMOJI, "... !!! ???"], ids=["Arabic", "Chinese", "emoji", "signs"]
)
def test_a_narration_in_other_writing_is_spoken_or_refused(make, narration):
    outcome = make(board(Scene(id="a", heading="Heading", narration=narration)))
    if isinstance(outcome, AuraError):
        assert code(outcome) in {"voice.failed", "voice.unavailable"}
    else:
        assert outcome.report["duration"] > 0.5


def test_a_narration_that_looks_like_code_is_text(make):
    code = ["\x00\x07", "<speak><break time='99s'/></speak> Hi", "00:00:01.000 --> 00:00:02.000\n\nNOTE hi", SPOOFED]
    film = make(board(*(Scene(id=f"s{number}", narration=text) for number, text in enumerate(code))))
    assert film.report["duration"] < 60


@pytest.fixture
def pictures(tmp_path):
    """A folder of what is no picture, or only half of one."""
    folder = tmp_path / "board"
    folder.mkdir()
    photo = np.random.default_rng(0).integers(0, 255, (90, 120, 3), np.uint8)
    cv2.imwrite(str(folder / "good.png"), photo)
    png = (folder / "good.png").read_bytes()
    (folder / "truncated.png").write_bytes(png[: len(png) // 2])
    jpeg = cv2.imencode(".jpg", photo)[1].tobytes()
    (folder / "truncated.jpg").write_bytes(jpeg[: len(jpeg) // 2])
    (folder / "empty.png").touch()
    (folder / "playlist.png").write_text("#EXTM3U\n#EXTINF:1,\n/etc/passwd\n")
    (folder / "playlist.mp4").write_text("ffconcat version 1.0\nfile /etc/passwd\n")
    (folder / "vector.png").write_text("<svg xmlns='http://www.w3.org/2000/svg'><image href='/etc/passwd'/></svg>")
    (folder / "folder.png").mkdir()
    cv2.imwrite(str(folder / "huge.png"), np.zeros((10_001, 10_001), np.uint8))
    cv2.imwrite(str(tmp_path / "outside.png"), photo)
    (folder / AWKWARD.replace("\\", "").replace(":", "")).with_suffix(".png").write_bytes(png)
    return folder


def shown(image):
    return board(Scene(id="p", heading="A picture", narration="Look.", show=Picture(image=image)))


@pytest.mark.parametrize(
    ("image", "expected", "words"),
    [
        ("gone.png", "asset.missing", "gone.png"),
        ("truncated.png", "asset.invalid", "cut short"),
        ("truncated.jpg", "asset.invalid", "cut short"),
        ("empty.png", "asset.invalid", "empty"),
        ("playlist.png", "asset.invalid", "not a PNG, JPEG or WebP"),
        ("playlist.mp4", "asset.invalid", "not a PNG, JPEG or WebP"),
        ("vector.png", "asset.invalid", "not a PNG, JPEG or WebP"),
        ("folder.png", "asset.invalid", "is not a file"),
        ("huge.png", "asset.invalid", "100 megapixels"),
        ("../outside.png", "asset.outside", "outside the storyboard's folder"),
        ("/etc/passwd", "asset.outside", "outside the storyboard's folder"),
        ("x" * 900, "asset.invalid", "cannot be read"),
        ("a\x00.png", "request.invalid", "control characters"),
        ("http://example.org/bee.png", "asset.missing", "http://example.org/bee.png"),
        ("concat:good.png|good.png", "asset.missing", "concat:"),
    ],
    ids=lambda value: str(value)[:20].replace("\x00", "NUL"),
)
@pytest.mark.skipif(os.name == "nt", reason="its names follow other rules")
def test_what_is_no_picture_in_the_storyboards_folder_is_refused(make, pictures, image, expected, words):
    refused = make(shown(image), folder=pictures)
    assert code(refused) == expected
    assert words in str(refused)


@pytest.mark.skipif(os.name == "nt", reason="links need privileges there")
def test_a_link_out_of_the_folder_and_a_pipe_are_refused(make, pictures):
    (pictures / "link.png").symlink_to("/etc/passwd")
    os.mkfifo(pictures / "pipe.png")
    assert code(make(shown("link.png"), folder=pictures)) == "asset.outside"
    assert code(make(shown("pipe.png"), folder=pictures)) == "asset.invalid"


@pytest.mark.skipif(os.name == "nt", reason="its names follow other rules")
def test_a_picture_of_30000_pixels_width_and_one_of_an_awkward_name_are_shown(make, pictures):
    cv2.imwrite(str(pictures / "wide.png"), np.full((300, 30_000, 3), 90, np.uint8))
    [name] = [path.name for path in pictures.iterdir() if path.name.startswith("It's")]
    scenes = [Scene(id=f"p{n}", show=Picture(image=image)) for n, image in enumerate(["wide.png", name])]
    film = make(board(*scenes), folder=pictures)
    assert film.report["duration"] > 2


@pytest.mark.parametrize(
    "name", ["file/film", "file/film.mp4", "x" * 900, "x" * 900 + ".mp4", "nul\x00", "half \ud800 pair"], ids=ascii
)
@pytest.mark.skipif(os.name == "nt", reason="its names follow other rules")
def test_an_output_that_cannot_be_written_is_refused_before_any_work(make, tmp_path, name):
    (tmp_path / "file").write_text("not a folder")
    refused = make(board(Scene(id="a")), output=tmp_path / name)
    assert code(refused) == "output.unwritable"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_refused(make, tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    assert code(make(board(Scene(id="a")), output=closed / "film")) == "output.unwritable"


@pytest.mark.skipif(os.name == "nt", reason="its names follow other rules")
def test_a_workspace_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    request = film_request(board(Scene(id="a")))
    with pytest.raises(AuraError) as refused:
        direct.make(request, output=tmp_path / "out", workspace=tmp_path / "file" / "workspace")
    assert refused.value.code == "output.unwritable"
    assert "AURA_WORKSPACE" in refused.value.remedy
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("raised", "kind"),
    [(OSError(errno.ENOSPC, "No space left on device"), DiskFull), (ZeroDivisionError("a fault"), InternalError)],
)
def test_a_fault_of_ours_has_a_code_and_stands_in_the_log(make, monkeypatch, raised, kind):
    def fails(*_):
        raise raised

    monkeypatch.setattr("aura_nb.pipeline.film.film_graph", fails)
    outcome = make(board(Scene(id="a")))
    assert type(outcome) is kind
    assert code(outcome) == kind.code
    [log] = make.workspace.glob("logs/*.log")
    assert f"failed: {kind.code}" in log.read_text()


def test_characters_without_a_font_are_warned_about_and_the_film_is_made(make):
    film = make(
        board(
            Scene(id="first", heading="Known"),
            Scene(id="second", heading="Unknown \ufdd0"),
            Scene(id="third", show=Bullets(items=["\ue8ff \ufdd0"])),
        )
    )
    assert film.report["duration"] > 1
    [warning] = make.warnings
    assert (warning.code, warning.step) == ("font.missing", "Visuals")
    assert "U+FDD0" in warning.message
    assert "second" in warning.message
    assert "first" not in warning.message
    assert "font.missing" in (Path(film.folder) / "job.log").read_text()


def test_a_film_most_of_whose_letters_have_no_font_stops_before_anything_is_made(make, monkeypatch):
    def lacking(_):
        raise FontMissing("No font here has most of this film's letters.")

    monkeypatch.setattr("aura_nb.pipeline.film.missing_characters", lacking)
    refused = make(board(Scene(id="a", heading="A", narration="One.")))
    assert (code(refused), refused.details["phase"]) == ("font.missing", "plan")
    assert not list(make.workspace.glob("cache/v*/*/*"))


@pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="arguments are Unicode there")
def test_an_argument_that_is_no_text_is_shown_as_escapes(tmp_path):
    arguments = [sys.executable, "-m", "aura_nb.cli", "plan", b"\xff.json"]
    done = subprocess.run(arguments, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 2
    assert rb"\udcff.json" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.long
def test_100000_characters_of_slides_are_a_film(make):
    text = " ".join(f"Sentence {number} is one of very many." for number in range(140))[:5000]
    scenes = [Scene(id=f"s{number}", heading="Much", show=Text(text=text)) for number in range(20)]
    film = make(board(*scenes), transition="cut")
    assert film.report["duration"] > 20
