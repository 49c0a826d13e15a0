"""Finished files are in their place, all of them and on the disk, or none is."""

import errno

import pytest

from aura_nb.errors import OutputUnwritable
from aura_nb.pipeline import output
from aura_nb.pipeline.output import Output


def files(text):
    return [(name, text) for name in ("report.json", "manifest.json", "video.mp4")]


def test_files_that_cannot_be_made_sure_of_are_taken_back(tmp_path, monkeypatch):
    place = tmp_path / "film"
    film = Output.named(place)
    film.prepare()

    def broken(_):
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(output, "_sync_folder", broken)
        with pytest.raises(OutputUnwritable):
            film.publish(files(b"{}"))
    film.abandon()
    assert not place.exists()
    kept = Output.named(place, force=True)
    kept.prepare()
    kept.publish(files(b'{"first": 1}'))
    again = Output.named(place, force=True)
    again.prepare()
    with monkeypatch.context() as patch:
        patch.setattr(output, "_sync_folder", broken)
        with pytest.raises(OutputUnwritable):
            again.publish(files(b'{"second": 2}'))
    assert {path.name: path.read_bytes() for path in place.iterdir()} == dict(files(b'{"first": 1}'))
