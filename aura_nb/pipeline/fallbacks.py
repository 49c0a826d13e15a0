"""What to tell a person when another voice spoke than the one that was to speak, or none: a warning for each reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from aura_nb import voices
from aura_nb.pipeline.film_spec import FilmSpec, Part
from aura_nb.pipeline.steps.speak import speakers_of
from aura_nb.specs import DEFAULT_LANGUAGE, Scene, Storyboard
from aura_nb.specs.pronounce import phonemes_of
from aura_nb.voices.finding import name_of
from aura_nb.voices.ipa import takes_phonemes
from aura_nb.voices.kokoro import missing
from aura_nb.voices.lookup import provider_of
from aura_nb.voices.recording import Aligner
from aura_nb.voices.recording.aligning import REMEDY
from aura_nb.wire.events import Warned
from aura_nb.wire.phases import STAGES

MOST_NAMED = 30  # scenes in one sentence
_MOST_WORDS = 8


def spoken_otherwise(storyboard: Storyboard, narrations: Mapping[str, Any]) -> list[Warned]:
    """The warnings for a film; `narrations` are the values of its `speak` tasks by scene id."""
    reasons: dict[tuple[str, str, str], list[Scene]] = {}
    speakers: dict[tuple[str, str, str], list[str]] = {}
    left_out: dict[str, list[tuple[Scene, list[str]]]] = {}
    for scene in storyboard.scenes:
        for value in speakers_of(narrations.get(scene.id) or {}):
            for failed in value.get("fallbacks", [])[:1]:  # the voice that was to speak; the others nobody asked for
                reason = (failed["code"], failed["voice"], failed["reason"])
                if scene not in reasons.setdefault(reason, []):
                    reasons[reason].append(scene)
                speakers.setdefault(reason, []).append(value["voice"])
            if words := value.get("left_out"):
                left_out.setdefault(value["voice"], []).append((scene, words))
    told = [
        Warned(
            code=code,
            message=f"{voice} did not speak {_listed(scenes)}: {why} "
            f"{_instead(storyboard, scenes, list(dict.fromkeys(speakers[code, voice, why])))}",
            step=STAGES["tts"],
        )
        for (code, voice, why), scenes in reasons.items()
    ]
    told += [
        Warned(
            code="voice.failed",
            message=f"{_listed([scene])}: the recording {scene.audio!r} does not say {_words([(scene, unsaid)])}.",
            step=STAGES["tts"],
        )
        for scene in storyboard.scenes
        if (unsaid := (narrations.get(scene.id) or {}).get("unsaid"))
    ]
    return told + [
        Warned(
            code="voice.failed",
            message=f"{voice} leaves out {_words(by_scene)} in {_listed([scene for scene, _ in by_scene])}: "
            "it does not read them.",
            step=STAGES["tts"],
        )
        for voice, by_scene in left_out.items()
    ]


def foreseen(film: FilmSpec) -> dict[str, Any]:
    """By scene id what its `speak` task will say of voices that cannot read it, before any has spoken."""
    values: dict[str, Any] = {}
    for scene in film.storyboard.scenes:
        if parts := film.parts(scene):
            values[scene.id] = {"turns": list(map(_foreseen, parts))}
    return values


def _foreseen(part: Part) -> dict[str, Any]:
    names = voices.candidates(part.text, part.voice, part.voice.language)
    speaker, fallbacks, left_out = voices.foreseen(part.text, names)
    return {"voice": speaker, "fallbacks": msgspec.to_builtins(fallbacks), "left_out": left_out}


def _instead(storyboard: Storyboard, scenes: list[Scene], speakers: list[str]) -> str:
    if speakers != [voices.SILENT] or not any(c.isalnum() for scene in scenes for c in scene.narration):
        return f"Spoken by {' and '.join(speakers)} instead."
    voice = scenes[0].voice
    language = (voice.language if voice else "") or storyboard.language or DEFAULT_LANGUAGE
    return f"No voice here can: it is shown in silence, with captions, as long as it takes to read. {_remedy(language)}"


def _remedy(language: str) -> str:
    """What to do for a voice that reads this language."""
    online = [each for each in voices.engine("gtts").voices() if each.speaks(language)]
    if online:
        return f"Name the voice {online[0].name}, which needs the network, or install one that reads it."
    return "Run `pip install 'aura-nb[gtts]'` for voices that need the network, or install another that reads it."


def _words(by_scene: list[tuple[Scene, list[str]]]) -> str:
    words = list(dict.fromkeys(word for _, each in by_scene for word in each))
    more = len(words) - _MOST_WORDS
    return ", ".join(f"\u201c{word}\u201d" for word in words[:_MOST_WORDS]) + (f" and {more} more" if more > 0 else "")


def expected(film: FilmSpec) -> list[Warned]:
    """The warnings for a film that is about to be made, of its voices before they have spoken."""
    return [*read_as_written(film), *spoken_plainly(film), *spread_by_length(film)]


def spread_by_length(film: FilmSpec) -> list[Warned]:
    """A warning for recordings to which nobody here can listen."""
    recorded = [scene for scene in film.storyboard.scenes if scene.id in film.recordings]
    if not recorded or Aligner.found() is not None:
        return []
    message = f"The words of the recordings in {_listed(recorded)} are spread by their length, between the pauses."
    return [Warned(code="voice.unavailable", message=f"{message} {REMEDY}", step=STAGES["tts"])]


def spoken_plainly(film: FilmSpec) -> list[Warned]:
    """A warning for each language that nobody chose a voice for, and that an extra would speak naturally."""
    plain: dict[str, str] = {}
    for text, voice in (part for scene in film.storyboard.scenes for part in film.parts(scene)):
        if voice.name or missing(voice.language) is None:
            continue
        speaker, *_ = voices.foreseen(text, voices.candidates(text, voice, voice.language))
        if provider_of(speaker) == "espeak":
            plain.setdefault(voice.language, speaker)
    return [
        Warned(
            code="voice.unavailable",
            message=f"{name_of(language)} is spoken by {speaker}, which sounds synthetic. {missing(language)}",
            step=STAGES["tts"],
        )
        for language, speaker in plain.items()
    ]


def read_as_written(film: FilmSpec) -> list[Warned]:
    """A warning for each voice that is to speak words whose pronunciation is phonemes, and takes none."""
    lost: dict[str, set[str]] = {}
    for scene, part in ((each, part) for each in film.storyboard.scenes for part in film.parts(each)):
        language = part.voice.language
        name = voices.candidates(part.text, part.voice, language)[0]
        if takes_phonemes(provider_of(name)) or provider_of(name) == "silent":
            continue
        said = film.asked(scene, name, language)
        lost.setdefault(name, set()).update(word for word, how in said.items() if phonemes_of(how) is not None)
    return [
        Warned(
            code="voice.unavailable",
            message=f"{name} takes no phonemes and reads {', '.join(sorted(words)[:MOST_NAMED])} as written. "
            f"Spell it plainly for this voice: pronounce: {{{min(words)}: {{{provider_of(name)}: ...}}}}.",
            step=STAGES["tts"],
        )
        for name, words in lost.items()
        if words
    ]


def _listed(scenes: list[Scene]) -> str:
    """The scenes by the places where they were written, else by their ids; the first ones where they are many."""
    names = [_called(scene) for scene in scenes[:MOST_NAMED]]
    noun = "" if _is_placed(scenes[0]) else "scene " if len(scenes) == 1 else "scenes "
    rest = len(scenes) - MOST_NAMED
    return noun + ", ".join(names + ([f"and {rest} more"] if rest > 0 else []))


def _called(scene: Scene) -> str:
    name = scene.place if _is_placed(scene) else scene.id
    return f"{name} (\u201c{scene.headline}\u201d)" if scene.headline else name


def _is_placed(scene: Scene) -> bool:
    return bool(scene.source and scene.source.place)
