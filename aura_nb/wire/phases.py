"""The five phases of a film, what each is called where people see it, and its range of the overall percent."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Phase = Literal["plan", "tts", "visuals", "compose", "render"]
PHASES: tuple[Phase, ...] = ("plan", "tts", "visuals", "compose", "render")
COMPLETE = "complete"  # the phase of a completed job
STAGES: dict[str, str] = {
    "plan": "Script",
    "tts": "Voice",
    "visuals": "Visuals",
    "compose": "Compose",
    "render": "Render",
    "complete": "Complete",
}
RANGES: dict[Phase, tuple[float, float]] = {
    "plan": (0, 15),
    "tts": (15, 35),
    "visuals": (35, 65),
    "compose": (65, 85),
    "render": (85, 100),
}


class PhaseMark(Struct, rename="camel"):
    """How far one phase is: `fraction` 0 to 1, times in milliseconds since the epoch, None until then.

    `seconds` is how long it has been worked on so far, by a clock that nobody sets, in all runs of the film.
    """

    phase: Phase
    stage: str
    fraction: float = 0.0
    started_at: int | None = None
    completed_at: int | None = None
    seconds: float = 0.0


def phase_at(percent: float) -> Phase:
    """The phase a running job is in at this overall percent.

    >>> phase_at(0), phase_at(15), phase_at(100)
    ('plan', 'tts', 'render')
    """
    return next((phase for phase in PHASES if percent < RANGES[phase][1]), PHASES[-1])


def stage_of(phase: str | None) -> str:
    """What a phase is called where people see it; a job without one is queued."""
    return "Queued" if phase is None else STAGES[phase]
