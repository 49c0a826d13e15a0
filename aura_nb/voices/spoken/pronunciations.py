"""Words that somebody said how to say: settled first, so that no rule touches them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from aura_nb.specs.pronounce import pattern_of
from aura_nb.voices.ipa import possessive
from aura_nb.voices.spoken.sentence import SPACE, SpokenLine


def pronunciations(line: SpokenLine, table: Mapping[str, str]) -> None:
    """Say what the table has for its words, as it is."""
    if not table:
        return
    exact = {" ".join(word.split()): said for word, said in table.items()}
    folded = {word.lower(): said for word, said in exact.items() if word == word.lower()}

    def said(found: re.Match[str]) -> str:
        word = " ".join(found[1].split())
        text = exact[word] if word in exact else folded[word.lower()]
        return line.hold(possessive(text) if found[2] else text)

    line.sub(re.compile(rf"({pattern_of(tuple(exact), SPACE)})(['\u2019]s(?!\w))?"), said)
