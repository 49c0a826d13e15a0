"""Sentences that are kept in the shared cache."""

from __future__ import annotations

from aura_nb.pipeline.cache import Cache
from aura_nb.pipeline.shelf import Sentences, cached
from aura_nb.voices.kept import keeping, kept


def test_a_worker_keeps_sounds_where_its_results_go_and_finds_them_again(tmp_path):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    assert Sentences.here(scratch) is None
    with cached(tmp_path / "cache"):
        shelf = Sentences.here(scratch)
        assert shelf.find({"letters": "a"}) is None
        shelf.keep({"letters": "a"}, b"sound")
    again = Sentences(Cache(tmp_path / "cache"), scratch)
    assert again.find({"letters": "a"}) == b"sound"
    assert again.find({"letters": "b"}) is None
    assert list(scratch.iterdir()) == []
    assert Sentences.here(scratch) is None


def test_an_altered_sound_is_made_again(tmp_path):
    cache = Cache(tmp_path / "cache")
    shelf = Sentences(cache, tmp_path)
    made = []

    def make():
        made.append(1)
        return b"sound"

    with keeping(shelf):
        assert [kept({"letters": "a"}, make) for _ in range(2)] == [b"sound", b"sound"]
        [file] = cache.folder.rglob("sound")
        file.write_bytes(b"noise")
        assert kept({"letters": "a"}, make) == b"sound"
        assert len(made) == 2
        file.unlink()
        assert kept({"letters": "a"}, make) == b"sound"
    assert len(made) == 3
    kept({"letters": "a"}, make)
    assert len(made) == 4  # nothing is kept outside


def test_it_goes_with_the_cache_when_that_is_trimmed(tmp_path):
    cache = Cache(tmp_path / "cache")
    shelf = Sentences(cache, tmp_path)
    shelf.keep({"letters": "a"}, b"sound")
    assert cache.trim(limit=0, spare=0).entries == 1
    assert shelf.find({"letters": "a"}) is None
