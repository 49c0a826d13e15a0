"""Which languages are near each other, asked from many threads as a server does."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import langcodes

from aura_nb.voices import languages


def test_threads_that_ask_at_once_ask_one_after_another(monkeypatch):
    """langcodes fills its shared tags in place, and fails where one thread reads what another has half filled."""
    inside, two = [], threading.Event()
    measure = langcodes.tag_distance

    def slow(*tags):
        inside.append(tags)
        if len(inside) > 1:
            two.set()
        two.wait(0.3)  # the other has time to come in, were it let
        inside.remove(tags)
        return measure(*tags)

    monkeypatch.setattr("langcodes.tag_distance", slow)
    languages.distance.cache_clear()
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(languages.distance, ["de-AT", "fr-CH"], ["de", "fr"])) == [4, 4]
    languages.distance.cache_clear()
    assert not two.is_set()
