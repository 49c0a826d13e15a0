"""Finished files are in their place, all of them and on the disk, or none is."""

import errno

import pytest

from aura_nb.errors import OutputUnwritable
from aura_nb.pipeline import output
from aura_nb.pipeline.output import OutputPlace


def files(text):
    return [(name, text) for name in ("report.json", "manifest.json", "video.mp4")]


def test_files_that_cannot_be_made_sure_of_are_taken_back(tmp_path, monkeypatch):
    place = tmp_path / "film"
    film = OutputPlace.named(place)
    film.prepare()

    def broken(_):
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(output, "_sync_folder", broken)
        with pytest.raises(OutputUnwritable):
            film.publish(files(b"{}"))
    film.abandon()
    assert not place.exists()
    kept = OutputPlace.named(place, force=True)
    kept.prepare()
    kept.publish(files(b'{"first": 1}'))
    again = OutputPlace.named(place, force=True)
    again.prepare()
    with monkeypatch.context() as patch:
        patch.setattr(output, "_sync_folder", broken)
        with pytest.raises(OutputUnwritable):
            again.publish(files(b'{"second": 2}'))
    assert {path.name: path.read_bytes() for path in place.iterdir()} == dict(files(b'{"first": 1}'))


def test_what_cannot_be_tidied_away_is_left_and_the_film_is_whole(tmp_path, caplog):
    place = tmp_path / "film"
    first = OutputPlace.named(place)
    first.prepare()
    first.publish([*files(b"{}")[:1], ("manifest.json", b'{"files": ["captions.vtt"]}'), ("video.mp4", b"1")])
    again = OutputPlace.named(place, force=True)
    again.prepare()
    (place / "captions.vtt").mkdir()  # the old film is said to have it, and it cannot be removed as a file
    assert len(again.publish(files(b"2"))) == 3
    assert (place / "video.mp4").read_bytes() == b"2"
    assert "captions.vtt" in caplog.text


@pytest.mark.parametrize("force", [True, False])
def test_a_folder_in_the_place_of_a_file_is_refused_before_any_work(tmp_path, force):
    (tmp_path / "film" / "report.json").mkdir(parents=True)
    with pytest.raises(OutputUnwritable, match=r"report\.json' is a folder"):
        OutputPlace.named(tmp_path / "film", force=force).prepare()
    assert [path.name for path in (tmp_path / "film").iterdir()] == ["report.json"]
