"""How many streams may be open."""

from contextlib import ExitStack

import pytest

from aura_nb.broadcast import Places
from aura_nb.errors import StreamLimit


def test_a_login_has_so_many_places_and_another_login_its_own():
    places = Places(most=100, most_each=2)
    with places.one("a"), places.one("b"):
        with places.one("a"), pytest.raises(StreamLimit), places.one("a"):
            pass
        with places.one("a"):
            assert places.taken == 3
    assert places.taken == 0


def test_there_are_so_many_in_all():
    places = Places(most=3, most_each=2)
    with ExitStack() as stack:
        for login in "aab":
            stack.enter_context(places.one(login))
        with pytest.raises(StreamLimit) as refused, places.one("c"):
            pass
    assert refused.value.details["retryAfter"] > 0


def test_a_place_is_given_back_when_the_stream_fails():
    places = Places(most=1)
    with pytest.raises(ValueError, match="broken"), places.one("a"):
        raise ValueError("broken")
    with places.one("a"):
        pass
