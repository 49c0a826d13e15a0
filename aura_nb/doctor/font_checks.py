"""Fonts: which writing this machine can show, and what of a film's own text it cannot."""

from __future__ import annotations

from aura_nb.doctor.check import Check, failed
from aura_nb.errors import AuraError
from aura_nb.pipeline.film_spec import FilmSpec
from aura_nb.pipeline.lettering import missing_characters
from aura_nb.visuals import scripts
from aura_nb.visuals.fonts import Library
from aura_nb.visuals.own_theme import load
from aura_nb.visuals.theme import names

# A letter or two of each writing, such as any font for it has.
_SAMPLES = {
    "Latn": "aé", "Grek": "λ", "Cyrl": "ж", scripts.CJK: "国の한", "Arab": "عم", "Hebr": "אב", "Deva": "कम",
    "Beng": "কম", "Taml": "கம", "Telu": "కమ", "Thai": "กม", "Khmr": "កម", scripts.EMOJI: "😀🚀",
}  # fmt: skip


def check_fonts(library: Library) -> Check:
    """The themes' own fonts, which must be there, and who has others."""
    try:
        missing = {
            group: library.lettering(sample, theme=load(theme), language="en").missing
            for theme in names()
            for group, sample in _SAMPLES.items()
        }
    except AuraError as error:
        return failed("fonts", error)
    there = [scripts.NAMES[group] for group, lacking in missing.items() if not lacking]
    absent = "".join(missing.values())
    message = f"For {', '.join(there)}."
    if absent:
        message += f" None for {', '.join(scripts.NAMES[group] for group, lacking in missing.items() if lacking)}."
    return Check("fonts", "pass", message, f"If you need them: {_lower(scripts.remedy(absent))}" if absent else "")


def check_letters(film: FilmSpec) -> Check:
    """Whether every character of a film's slides has a font."""
    try:
        lacking = missing_characters(film)
        families = {
            typeface.family: None
            for scene in film.storyboard.scenes
            for typeface in film.lettering(scene).typefaces[:-1]
        }
    except AuraError as error:
        return failed("fonts", error)
    if lacking is None:
        return Check("fonts", "pass", f"Every character has a font ({', '.join(families)}).")
    return Check("fonts", "warn", lacking.message, lacking.remedy, lacking.scenes)


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
