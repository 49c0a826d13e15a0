"""A finished film is judged: a good one holds to everything, and each fault is named."""

import json
import shutil

import pytest
from support import SMALL, story

from aura_nb.cli.program import main
from aura_nb.media.verdict import judged
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.output import OutputPlace
from aura_nb.pipeline.workspace import Workspace
from aura_nb.specs import Voice


@pytest.fixture(scope="module")
def film(films, tmp_path_factory):
    place = tmp_path_factory.mktemp("film")
    request = FilmRequest(storyboard=story(), render=SMALL, voice=Voice(name="espeak:en-us"))
    films.make(request, output=OutputPlace.named(place / "bees.mp4"), workspace=Workspace(place / "workspace"))
    return place


@pytest.fixture
def copy(film, tmp_path):
    shutil.copytree(film / "bees.files", tmp_path / "bees.files")
    shutil.copy(film / "bees.mp4", tmp_path)
    return tmp_path


def short(place):
    return [each.name for each in judged(place) if not each.ok]


def test_a_film_is_found_by_its_file_and_by_its_folder(film, copy):
    by_file = judged(film / "bees.mp4")
    assert {"file", "loudness", "true peak", "opening", "cuts", "silence", "reveals"} <= {each.name for each in by_file}
    assert [each.name for each in by_file if not each.ok] == []
    shutil.move(copy / "bees.mp4", copy / "bees.files" / "video.mp4")
    assert judged(copy / "bees.files") == by_file


def test_what_falls_short_is_named_and_ends_with_1(copy, capsys):
    file = copy / "bees.files" / "report.json"
    report = json.loads(file.read_bytes())
    report["opening"], report["lateness"] = "empty", {"builds": 1, "median": 0.02, "worst": 0.2}
    report["builds"][0]["seen"] = None
    report["film"]["sha256"] = "0" * 64
    file.write_text(json.dumps(report))
    assert short(copy / "bees.mp4") == ["file", "opening", "reveals", "off the word"]
    with pytest.raises(SystemExit) as ended:
        main(["verify", str(copy / "bees.mp4")])
    assert ended.value.code == 1
    assert "It falls short in: file, opening, reveals, off the word." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda place: (place / "bees.mp4").unlink(), "there is no film"),
        (lambda place: shutil.rmtree(place / "bees.files"), "has no report.json next to it"),
        (lambda place: (place / "bees.files" / "report.json").write_text("[1]"), "is no report of a film"),
        (lambda place: (place / "bees.mp4").write_bytes(b"no film"), "cannot be read"),
    ],
)
def test_what_is_no_film_is_said_in_a_line(copy, spoil, said, capsys):
    spoil(copy)
    with pytest.raises(SystemExit) as ended:
        main(["verify", str(copy / "bees.mp4")])
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert said in told
    assert "Traceback" not in told
