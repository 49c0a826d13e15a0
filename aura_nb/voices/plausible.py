"""What every voice is held to: a sound long enough to be its text."""

from __future__ import annotations

from collections.abc import Sequence

from aura_nb.errors import VoiceFailed

LEAST_PER_LETTER = 0.025  # seconds; people take 0.06


def letters(word: str) -> int:
    """How many letters and digits a word has."""
    return sum(c.isalnum() for c in word)


def excerpt(text: str) -> str:
    """The beginning of a text, fit for a sentence: printable, at most 60 characters."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    return plain if len(plain) <= 60 else plain[:59] + "\u2026"


def require_plausible(seconds: float, script: Sequence[str], *, voice: str) -> None:
    """Raise `VoiceFailed` for `seconds` of sound (at rate 1, without pauses) that cannot be the script's words."""
    count = sum(letters(word) for word in script)
    if seconds <= 0 or seconds < count * LEAST_PER_LETTER:
        raise VoiceFailed(
            f"The voice {voice} gave {seconds:.1f} s of sound for {count} letters: "
            f"\u201c{excerpt(' '.join(script))}\u201d.",
            seconds=seconds,
            letters=count,
            reason="its sound was too short to be the text.",
        )
