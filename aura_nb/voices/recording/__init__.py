"""Narrations that a person recorded: trimmed, levelled, and laid against what they say."""

from __future__ import annotations

from aura_nb.voices.recording.aligning import Aligner
from aura_nb.voices.recording.narrating import Recorded, narrate

__all__ = ["Aligner", "Recorded", "narrate"]
