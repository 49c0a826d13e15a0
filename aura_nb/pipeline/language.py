"""In which language a film is spoken, and how a person is told: what was given, else what its own text tells."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from aura_nb import voices
from aura_nb.specs import DEFAULT_LANGUAGE, Brief, DetectedLanguage, Scene, Storyboard, Voice
from aura_nb.specs.kinds.kind import TOLD
from aura_nb.voices.finding import differs, find, name_of
from aura_nb.voices.languages import ANY, distance
from aura_nb.voices.lookup import providers


class Told(Struct):
    """What a person is told before the film is made: what was found, and what may be wrong with it."""

    notes: list[str] = []
    warnings: list[str] = []


def settle(storyboard: Storyboard, voice: Voice, *, found: DetectedLanguage | None = None) -> Told:
    """Give a storyboard whose language was not given the one that is found, and its scenes theirs where they differ.

    `found` is what was found when its source was read. A voice that is named speaks its own language, whatever the text
    looks like. Loads a model where the letters do not tell: call it from a thread where a loop runs.
    """
    if storyboard.language is not None and (found is None or found.language != storyboard.language):
        return Told()  # it was given
    found = found or find(_prose(storyboard))
    told = _settled(found, voice)
    storyboard.language = told.language
    if not voice.name and not voice.language:
        told.notes += _foreign(storyboard, voice)
    return Told(told.notes, told.warnings)


def settle_brief(brief: Brief, voice: Voice) -> Told:
    """Give a brief without a language the one of its source text; a topic alone has the usual one."""
    if brief.language is not None:
        return Told()
    if not brief.source.strip():
        brief.language = DEFAULT_LANGUAGE
        found = find([brief.topic])
        other = found.unspoken or (found.language if found.letters else DEFAULT_LANGUAGE)
        if voices.same_language(other, DEFAULT_LANGUAGE):
            return Told()
        name = name_of(other)
        only = f"The topic looks {name}, but an outline from a topic alone is written in English only."
        return Told(warnings=[f"{only} For a film in {name}, give text of your own or a storyboard."])
    told = _settled(find([brief.source]), voice)
    brief.language = told.language
    return Told(told.notes, told.warnings)


class _Settled(Struct):
    language: str
    notes: list[str]
    warnings: list[str]


def _settled(found: DetectedLanguage, voice: Voice) -> _Settled:
    own = _own_language(voice)
    if own and distance(found.language, own) is None:
        seen = found.unspoken or (found.language if found.letters else "")
        doubts = [f"The text looks {name_of(seen)}, but {voice.name} speaks {name_of(own)}."] if seen else []
        return _Settled(own, [f"Language: {name_of(own)} ({own}), as {voice.name} speaks it."], doubts)
    name = f"{name_of(found.language)} ({found.language})"
    if found.unspoken:
        warning = (
            f"The text looks {name_of(found.unspoken)}, but no voice here speaks it: {name} is kept. "
            f"Install one (`jupyter aura voices` lists those there are), or give the language."
        )
        return _Settled(found.language, [], [warning])
    if not found.letters:
        return _Settled(found.language, [f"Language: {name}, the usual one: the prose is too short to tell."], [])
    noun = "letter" if found.letters == 1 else "letters"
    return _Settled(found.language, [f"Language: {name}, found from {found.letters:,} {noun} of its prose."], [])


def _own_language(voice: Voice) -> str:
    """The language of a voice that was named; empty where it speaks any, or is not there (which is said later)."""
    if voice.language:
        return voice.language
    if not voice.name:
        return ""
    asked = voice.name.strip().lower()
    provider = asked.partition(":")[0]
    if provider not in providers():
        return ""
    described = voices.engine(provider).describe(asked)
    return described.language if described is not None and described.language != ANY else ""


def _foreign(storyboard: Storyboard, voice: Voice) -> Iterator[str]:
    """Let each scene that surely is in another language be spoken in it; a line for each language."""
    usual = storyboard.language or DEFAULT_LANGUAGE
    found: dict[str, list[str]] = {}
    for scene in storyboard.scenes:
        alone = scene.voice is None and not scene.say  # the speakers of a dialogue have voices of their own
        other = differs(scene.narration, usual) if alone and scene.narration.strip() else None
        if other is not None:
            scene.voice = msgspec.structs.replace(voice, language=other)
            found.setdefault(other, []).append(scene.id)
    for language, ids in found.items():
        listed = ", ".join(ids[:5]) + (f" and {len(ids) - 5} more" if len(ids) > 5 else "")
        yield f"Language of {'scene' if len(ids) == 1 else 'scenes'} {listed}: {name_of(language)} ({language})."


def _prose(storyboard: Storyboard) -> Iterator[str]:
    for scene in storyboard.scenes:
        yield scene.headline
        yield scene.narration or _shown(scene)


def _shown(scene: Scene) -> str:
    """What a person reads: not code, nor what another package's visual takes."""
    read = [leaf for leaf in scene.show.leaves() if leaf.form in TOLD]
    return "\n\n".join(part for leaf in read for part in leaf.text.split("\n\n") if not part.startswith("    "))
