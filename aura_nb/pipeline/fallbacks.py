"""What to tell a person when another voice spoke than the one that was to speak: one warning for each reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aura_nb.specs import Scene, Storyboard
from aura_nb.wire.events import Warned
from aura_nb.wire.phases import STAGES

MOST_NAMED = 30  # scenes in one sentence


def spoken_otherwise(storyboard: Storyboard, narrations: Mapping[str, Any]) -> list[Warned]:
    """The warnings for a film; `narrations` are the values of its `speak` tasks by scene id."""
    reasons: dict[tuple[str, str, str], list[Scene]] = {}
    speakers: dict[tuple[str, str, str], list[str]] = {}
    for scene in storyboard.scenes:
        value = narrations.get(scene.id) or {}
        for failed in value.get("fallbacks", [])[:1]:  # the voice that was to speak; the others nobody asked for
            reason = (failed["code"], failed["voice"], failed["reason"])
            reasons.setdefault(reason, []).append(scene)
            speakers.setdefault(reason, []).append(value["voice"])
    return [
        Warned(
            code=code,
            message=f"{voice} did not speak {_listed(scenes)}: {why} Spoken by "
            f"{' and '.join(dict.fromkeys(speakers[code, voice, why]))} instead.",
            step=STAGES["tts"],
        )
        for (code, voice, why), scenes in reasons.items()
    ]


def _listed(scenes: list[Scene]) -> str:
    names = [f"{scene.id} (\u201c{scene.heading}\u201d)" if scene.heading else scene.id for scene in scenes]
    rest = len(names) - MOST_NAMED
    return ("scene " if len(names) == 1 else "scenes ") + ", ".join(
        names[:MOST_NAMED] + ([f"and {rest} more"] if rest > 0 else [])
    )
