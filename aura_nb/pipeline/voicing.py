"""Whether the voices that a film names are there, asked when it is requested and not once it is half made."""

from __future__ import annotations

from aura_nb import voices
from aura_nb.errors import VoiceUnavailable
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.film_spec import FilmSpec
from aura_nb.specs import DEFAULT_LANGUAGE, Scene, Voice
from aura_nb.voices.lookup import speakers

# What a deck's front matter gives of what may be refused here, by the field that a refusal names.
GIVEN = {"voice.name": "voice", "storyboard.language": "language"}


def require_voices(request: FilmRequest) -> None:
    """Raise `VoiceUnavailable` for a voice that a request names and that is not there, or not in its language.

    Or for a language that no voice here speaks. `details["field"]` names the field; what a file says is named by its
    line. Asks the providers of the voices: call it from a thread where a loop runs.
    """
    if request.storyboard is None:
        if request.voice.name and request.brief is not None:
            language = request.voice.language or request.brief.language or DEFAULT_LANGUAGE
            _require(request.voice, language, "", "voice.name", "")
        return
    film = FilmSpec(storyboard=request.storyboard, voice=request.voice, render=request.render, pictures={})
    asked: set[tuple[str, str]] = set()
    for index, scene in enumerate(request.storyboard.scenes):
        if scene.audio is not None:
            continue
        if scene.say:
            _require_speakers(request, film, index, scene)
            continue
        voice = film.voice_of(scene)
        silent = not voice.name and not scene.narration.strip()
        if silent or (voice.name, voice.language) in asked:
            continue
        if voice.name or speakers(voice.language):  # else whether one is found depends on the scene's letters
            asked.add((voice.name, voice.language))
        part = "name" if voice.name else "language"
        own = scene.voice is not None and bool(getattr(scene.voice, part))
        if own:
            field = f"storyboard.scenes[{index}].voice.{part}"
            place = request.places.get(f"scenes[{scene.id}].voice.{part}", scene.place)
        elif part == "name" or request.voice.language:
            field, place = f"voice.{part}", ""
        else:
            field, place = "storyboard.language", ""
        _require(voice, voice.language, scene.narration, field, place or request.places.get(GIVEN.get(field, ""), ""))


def _require_speakers(request: FilmRequest, film: FilmSpec, index: int, scene: Scene) -> None:
    """The same for the voices of a dialogue."""
    given = film.storyboard.voices
    for number, (turn, part) in enumerate(zip(scene.say, film.parts(scene), strict=True)):
        if turn.speaker in given:
            field, place = f"storyboard.voices.{turn.speaker}", request.places.get("voices", "")
        else:
            field, place = f"storyboard.scenes[{index}].say[{number}].voice", scene.place
        _require(part.voice, part.voice.language, turn.text, field, place)


def _require(voice: Voice, language: str, text: str, field: str, place: str) -> None:
    try:
        voices.candidates(text, voice, language)
    except VoiceUnavailable as error:
        error.details["field"] = field
        error.locate(place)
        raise
