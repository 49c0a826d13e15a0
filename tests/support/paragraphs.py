"""Texts that voices are judged by, and how fast they speak them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

from aura_nb.voices import Word

PARAGRAPHS: dict[str, list[str]] = tomllib.loads(
    Path(__file__).with_name("paragraphs.toml").read_text(encoding="utf-8")
)


def words_per_minute(narrations: Iterable[Sequence[Word]]) -> float:
    """The pace of narrations by their words, without the pauses between sentences."""
    count, seconds = 0, 0.0
    for words in narrations:
        start = words[0].start
        for place, word in enumerate(words):
            if re.search(r"[.!?]\Z", word.text) or place + 1 == len(words):
                seconds += word.end - start
                start = words[min(place + 1, len(words) - 1)].start
        count += len(words)
    return 60 * count / seconds
