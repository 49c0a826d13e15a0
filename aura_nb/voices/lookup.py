"""Which voices there are, and which of them speaks a language best."""

from __future__ import annotations

import functools
import importlib
import logging

from aura_nb import plugins
from aura_nb.errors import VoiceUnavailable
from aura_nb.plugins import Plugin
from aura_nb.specs import Voice
from aura_nb.specs.fault_wording import nearest
from aura_nb.voices import kokoro_model
from aura_nb.voices.languages import distance
from aura_nb.voices.plugged import FORM, GROUP, PluggedEngine
from aura_nb.voices.speech import SpeechEngine, VoiceDescription

ENGINES = {  # in the order of preference
    "hibari": "aura_nb.voices.hibari:HibariEngine",
    "kokoro": "aura_nb.voices.kokoro:KokoroEngine",
    "piper": "aura_nb.voices.piper:PiperEngine",
    "espeak": "aura_nb.voices.espeak:EspeakEngine",
    "gtts": "aura_nb.voices.gtts:GttsEngine",
    "silent": "aura_nb.voices.silent:SilentEngine",
}
ONLY_BY_NAME = frozenset({"gtts", "silent"})  # a network, and no sound: neither is taken without being asked for
USUAL, SLOWER = "hibari", "kokoro"  # natural voices: the second speaks only where it is nearer to the language
_REMEDIES = {
    "kokoro": kokoro_model.REMEDY,
    "gtts": "Run `pip install 'aura-nb[gtts]'`; it needs the network.",
    "piper": "Run `pip install piper-tts`, and put a voice's .onnx and .onnx.json into the folder AURA_PIPER_VOICES.",
    "espeak": "Run `pip install espeakng-loader`.",
}
_NAMED = 12  # voices that a message lists at the most
_log = logging.getLogger("aura_nb")


def plugged() -> dict[str, Plugin]:
    """The providers that other packages add, by name, refused ones among them."""
    return plugins.installed(GROUP, form=FORM, reserved=frozenset(ENGINES))


def providers() -> list[str]:
    """The names of all providers, ours in the order of preference, then those of other packages."""
    return [*ENGINES, *(name for name in plugged() if name not in ENGINES)]


@functools.cache
def engine(provider: str) -> SpeechEngine:
    """The engine of a provider, imported now; raises `VoiceUnavailable` with what there is."""
    if provider not in ENGINES and provider in plugged():
        return PluggedEngine(plugged()[provider])
    if provider not in ENGINES:
        raise VoiceUnavailable(
            f"There is no voice provider {provider!r}{_did_you_mean(provider, providers())}. "
            f"There is: {', '.join(providers())}."
        )
    module, _, name = ENGINES[provider].partition(":")
    built: SpeechEngine = getattr(importlib.import_module(module), name)()
    return built


def voices() -> list[VoiceDescription]:
    """Every voice that can be used, the preferred first; a broken plugin has none (the doctor says why)."""
    return [voice for provider in providers() for voice in _offered(provider)]


def _offered(provider: str) -> list[VoiceDescription]:
    if provider in ENGINES:
        return engine(provider).voices()
    try:
        return engine(provider).voices()
    except VoiceUnavailable as error:
        _say_once(error.message)
        return []


@functools.cache
def _say_once(message: str) -> None:
    _log.warning("%s", message)


def resolve(voice: Voice, language: str) -> tuple[SpeechEngine, str]:
    """The engine and the full name (`provider:voice`) that will speak for `voice`.

    `language` counts where the voice names none; without a name the first voice that speaks the language is taken.
    Raises `VoiceUnavailable` for an unknown voice, and for a language that it (or nobody) speaks.

    >>> resolve(Voice(), "en-US")[1]
    'hibari:en-us'
    """
    wanted = voice.language or language
    if voice.name:
        found = named(voice.name, wanted)
    else:
        offered = speakers(wanted)
        if not offered:
            raise VoiceUnavailable(
                f"No voice here speaks {wanted!r}.",
                remedy="Run `jupyter aura voices` to see the languages there are, and name one of them.",
                language=wanted,
            )
        found = offered[0]
    return engine(provider_of(found.name)), found.name


def speakers(language: str, *, foreign: bool = False) -> list[VoiceDescription]:
    """The voice of each provider that speaks a language best, the preferred provider first.

    None that has to be asked for by its name: silence, what needs a network, and, where we have a voice for the
    language, those of other packages, so that installing one changes no film that did not ask for it. `foreign` asks
    for those all the same: where none of ours can read a text.

    >>> [voice.name for voice in speakers("de-AT") if voice.name.startswith("espeak")]
    ['espeak:de']
    """
    own = [best for name in ENGINES if name not in ONLY_BY_NAME and (best := _best(name, language))]
    own = _nearest_first(own, language)
    if own and not foreign:
        return own
    others = [best for name in plugged() if name not in ENGINES and (best := _best(name, language))]
    return [voice for voice in others if _can_be_keyed(voice.name, language)]


def _nearest_first(voices: list[VoiceDescription], language: str) -> list[VoiceDescription]:
    """The voices without the slower natural one, or with it first where it is nearer: in British English, say.

    Where it is not, films do not depend on it, and its model need not be read for their keys.
    """
    usual, slower = (next((v for v in voices if provider_of(v.name) == name), None) for name in (USUAL, SLOWER))
    if slower is None:
        return voices
    others = [voice for voice in voices if voice is not slower]
    nearer = usual is None or _far(slower, language) < _far(usual, language)
    return [slower, *others] if nearer else others


def _far(voice: VoiceDescription, language: str) -> int:
    return distance(language, voice.language) or 0


def _best(provider: str, language: str) -> VoiceDescription | None:
    offered = [voice for voice in _offered(provider) if not voice.online]
    for voice in offered:
        if voice.language.lower() == language.lower():
            return voice
    near = [
        (far, place) for place, voice in enumerate(offered) if (far := distance(language, voice.language)) is not None
    ]
    return offered[min(near)[1]] if near else None


def _can_be_keyed(voice: str, language: str) -> bool:
    """Whether a plugin's voice that nobody asked for has a recipe: if not, films do without it."""
    try:
        engine(provider_of(voice)).recipe(voice, language)
    except VoiceUnavailable as error:
        _say_once(error.message)
        return False
    return True


def named(name: str, language: str) -> VoiceDescription:
    """The voice of this name; raises `VoiceUnavailable` where there is none, or it does not speak the language."""
    asked = name.strip().lower()
    provider = provider_of(asked)
    if ":" not in asked and provider not in providers():
        such = [v.name for v in voices() if v.name.partition(":")[2] == asked] or [v.name for v in speakers(language)]
        example = " or ".join(such[:3]) or "espeak:de"
        raise VoiceUnavailable(
            f"There is no voice {name!r}: a voice is named PROVIDER:VOICE, such as {example}.", voice=name
        )
    found = engine(provider).describe(asked)
    if found is None:
        offered = engine(provider).voices()
        if not offered:
            raise VoiceUnavailable(
                f"There is no voice {name!r}: {provider} is not installed here.",
                remedy=_REMEDIES.get(provider, ""),
                voice=name,
            )
        fitting = [voice for voice in offered if voice.speaks(language)]
        meant = _meant(asked.partition(":")[2], fitting, offered)
        hint = f" (did you mean {meant!r}?)" if meant else ""
        there = _listed(fitting or speakers(language) or offered, language)
        raise VoiceUnavailable(f"There is no voice {name!r}{hint}. There is: {there}.", voice=name)
    if not found.speaks(language):
        raise VoiceUnavailable(
            f"The voice {found.name} speaks {found.language}, not {language!r}. "
            f"There is: {_listed(speakers(language) or voices(), language)}.",
            voice=found.name,
            language=language,
        )
    return found


def provider_of(name: str) -> str:
    """The provider in a voice's full name."""
    return name.partition(":")[0]


def _listed(offered: list[VoiceDescription], language: str) -> str:
    """Names for a sentence: those that speak the language, or else all; a dozen at the most."""
    fitting = [voice for voice in offered if voice.speaks(language)] or offered
    rest = len(fitting) - _NAMED
    return ", ".join(v.name for v in fitting[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _meant(word: str, fitting: list[VoiceDescription], offered: list[VoiceDescription]) -> str | None:
    """The voice that was perhaps meant by a word: one of the film's language, or one whose language it names.

    Letters that look alike are not enough: Nepali is none of English.
    """
    if not word:
        return fitting[0].name if fitting else None
    by_part = {voice.name.partition(":")[2]: voice.name for voice in fitting}
    named_so = [
        v.name for v in [*fitting, *offered] if v.description.casefold().partition(":")[0].split("(")[0].strip() == word
    ]
    near = nearest(word, by_part)
    return named_so[0] if named_so else by_part[near] if near else None


def _did_you_mean(word: str, known: list[str]) -> str:
    near = nearest(word, known)
    return f" (did you mean {near!r}?)" if near else ""
