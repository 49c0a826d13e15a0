"""A document as a finished film: hardly silent, nothing still for long, builds with their words. See tests/films.py."""

from __future__ import annotations

from films import measured


def test_a_film_of_a_document_keeps_its_bounds(tmp_path) -> None:
    found = measured("walkthrough", tmp_path, size="320x180")
    assert found.wrong == []
    assert found.builds >= 4
