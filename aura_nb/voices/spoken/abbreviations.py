"""Abbreviations that voices spell or stop at, spoken in full: "z. B." is "zum Beispiel"."""

from __future__ import annotations

from aura_nb.voices.spoken.written import Line


def abbreviations(line: Line) -> None:
    """Speak those of the language's table; one marked `#` only where a number follows."""
    known: dict[str, str] = line.table.get("abbreviations", {})
    before_number: dict[str, str] = line.table.get("before_number", {})
    longest = max((written.count(" ") + 1 for written in known), default=0)
    for place in range(len(line)):
        for count in range(longest, 0, -1):
            if line.open(place, count) and _speak(line, place, count, known):
                break
        if line.open(place) and line.parts(place + 1).core[:1].isdecimal():
            _speak(line, place, 1, before_number)


def _speak(line: Line, place: int, count: int, known: dict[str, str]) -> bool:
    """Say the abbreviation that `count` words from `place` on are, if they are one."""
    lead = line.parts(place).lead
    *_, last = (line.parts(place + i) for i in range(count))
    written = " ".join(line.words[place : place + count]).removeprefix(lead)
    for behind in dict.fromkeys((last.trail, last.trail.removeprefix("."), "")):
        full = known.get(written.removesuffix(behind) if behind else written)
        if full is not None:
            if not behind and written.endswith(".") and place + count == len(line):
                behind = "."  # noqa: PLW2901 - it ended the sentence as well
            words = full.split(" ", count - 1)
            for i, word in enumerate(words):
                first, end = i == 0, i == count - 1
                line.say_all(place + i, f"{lead if first else ''}{word}{behind if end else ''}")
            for i in range(len(words), count):
                line.say_all(place + i, "")
            return True
    return False
