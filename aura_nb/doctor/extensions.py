"""The voices and visuals that other packages add: which there are, and why one is not used."""

from __future__ import annotations

from aura_nb import voices
from aura_nb.doctor.check import Check
from aura_nb.errors import VisualUnavailable, VoiceError
from aura_nb.visuals import custom
from aura_nb.voices.lookup import plugged as plugged_voices


def check_plugins() -> list[Check]:
    """A finding for each plugin, its code loaded; one that cannot be used only warns: films are made without it."""
    found = []
    for name, plugin in plugged_voices().items():
        check = Check(f"plugin:{name}", "pass", f"{plugin.origin} adds the voice provider {name}.")
        if plugin.refusal:
            check = Check(check.name, "warn", f"{plugin.origin} is not used: {plugin.refusal}.", _hint(plugin.package))
        else:
            try:
                offered = voices.engine(name).voices()
                for voice in offered[:1]:
                    voices.engine(name).recipe(voice.name, voice.language)
            except VoiceError as error:
                check = Check(check.name, "warn", error.message, error.remedy)
        found.append(check)
    for name, plugin in custom.plugged().items():
        check = Check(f"plugin:{name}", "pass", f"{plugin.origin} adds the visual {name}.")
        try:
            custom.recipe(name)
        except VisualUnavailable as error:
            check = Check(check.name, "warn", error.message, error.remedy)
        found.append(check)
    return found


def _hint(package: str) -> str:
    return f"Update or uninstall {package}."
