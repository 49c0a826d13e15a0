"""Pandoc's numbered examples, `(@)` and `(@label)`: they count on through the whole deck, and can be referred to."""

from __future__ import annotations

import re

from aura_nb.regex import regex
from aura_nb.sources.markdown.lines import SourceLine, prose

_EXAMPLE = regex(r"(?P<indent>\s{0,3})\(@(?P<label>[\w-]*)\)(?=\s+\S)")
_REFERENCE = regex(r"\(?(?<![\w@])@(?P<label>[\w-]+)\)?")


def numbered_examples(lines: list[SourceLine]) -> list[SourceLine]:
    """Lines in which examples are a numbered list, and what refers to one says its number in brackets."""
    outside = prose(lines)
    found = list(lines)
    labels: dict[str, int] = {}
    count = 0
    for place, line in enumerate(lines):
        if outside[place] and (example := _EXAMPLE.match(line.text)):
            count += 1
            labels.setdefault(example["label"], count)
            found[place] = SourceLine(f"{example['indent']}{count}.{line.text[example.end() :]}", line.number)
    labels.pop("", None)
    if not labels:
        return found

    def referred(reference: re.Match[str]) -> str:
        number = labels.get(reference["label"])
        return reference[0] if number is None else f"({number})"

    return [
        SourceLine(_REFERENCE.sub(referred, line.text), line.number) if is_prose and "@" in line.text else line
        for line, is_prose in zip(found, outside, strict=True)
    ]
