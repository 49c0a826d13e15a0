"""Whether the voices that a film names are there, asked when it is requested and not once it is half made."""

from __future__ import annotations

from aura_nb import voices
from aura_nb.errors import VoiceUnavailable
from aura_nb.pipeline.request import FilmRequest
from aura_nb.pipeline.spec import FilmSpec
from aura_nb.specs import DEFAULT_LANGUAGE, Voice


def require_voices(request: FilmRequest) -> None:
    """Raise `VoiceUnavailable` for a voice that a request names and that is not there, or not in its language.

    `details["field"]` names the field. Asks the providers of the voices: call it from a thread where a loop runs.
    """
    if request.storyboard is None:
        if request.voice.name and request.brief is not None:
            _require(
                request.voice, request.voice.language or request.brief.language or DEFAULT_LANGUAGE, "voice.name", ""
            )
        return
    film = FilmSpec(storyboard=request.storyboard, voice=request.voice, render=request.render, pictures={})
    asked: set[tuple[str, str]] = set()
    for index, scene in enumerate(request.storyboard.scenes):
        voice = film.voice_of(scene)
        if not voice.name or (voice.name, voice.language) in asked:
            continue
        asked.add((voice.name, voice.language))
        own = scene.voice is not None and bool(scene.voice.name)
        field = f"storyboard.scenes[{index}].voice.name" if own else "voice.name"
        _require(voice, voice.language, field, f"{scene.place}: " if own else "")


def _require(voice: Voice, language: str, field: str, place: str) -> None:
    try:
        voices.resolve(voice, language)
    except VoiceUnavailable as error:
        details = {name: value for name, value in error.details.items() if name != "field"}
        raise VoiceUnavailable(f"{place}{error.message}", remedy=error.remedy, field=field, **details) from error
