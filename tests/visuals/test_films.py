"""Documents as finished films: hardly silent, nothing still for long, builds with their words. See tests/films.py."""

from __future__ import annotations

import pytest
from films import measured


@pytest.mark.parametrize(("name", "builds"), [("phone", 3), ("walkthrough", 4)])
def test_a_film_of_a_document_keeps_its_bounds(name, builds, tmp_path) -> None:
    found = measured(name, tmp_path, size="320x180")
    assert found.wrong == []
    assert found.builds >= builds
