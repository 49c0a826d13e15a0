"""One film, checked and complete: what the graph is built from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import msgspec

from aura_nb import voices
from aura_nb.footage import plays
from aura_nb.media.pieces import EncoderSettings
from aura_nb.pipeline.scene_files import Files
from aura_nb.pipeline.task import InputFile
from aura_nb.sources.pace import PACING_RATE
from aura_nb.specs import DEFAULT_LANGUAGE, Pacing, Render, Scene, Storyboard, Voice
from aura_nb.specs.pronounce import Table, chosen, merged
from aura_nb.specs.turns import Turn, speakers
from aura_nb.visuals import glyphs
from aura_nb.visuals.burned_captions import caption_text
from aura_nb.visuals.fonts import Lettering, Library
from aura_nb.visuals.own_theme import load
from aura_nb.visuals.sheet import is_slanted, scene_text
from aura_nb.visuals.theme import written
from aura_nb.voices.cast import timbres
from aura_nb.voices.spoken.lexicon import shipped


class Part(NamedTuple):
    """What one voice says without a break."""

    text: str
    voice: Voice


@dataclass(frozen=True, kw_only=True)
class FilmSpec:
    """Everything one film is made of, checked.

    `pictures` maps scene ids to the files they show; `pacing` is how fast the voice speaks, besides its own rate;
    `library` has the fonts. How words are said: `pronounce` counts before the storyboard, `usual` (the workspace's)
    behind it. `logo` is the picture in a corner of its slides. `recordings` maps scene ids to the sounds in
    which they are said. `music` is the file of the music, where it is none of ours.
    """

    storyboard: Storyboard
    voice: Voice
    render: Render
    pictures: Mapping[str, Files]
    pacing: Pacing = "conversational"
    copy_holds: bool = True
    pronounce: Table = field(default_factory=dict)
    usual: Table = field(default_factory=dict)
    library: Library = field(default_factory=Library)
    logo: InputFile | None = None
    recordings: Mapping[str, InputFile] = field(default_factory=dict)
    music: InputFile | None = None

    @cached_property
    def settings(self) -> EncoderSettings:
        return EncoderSettings.from_render(self.render)

    @property
    def theme(self) -> str:
        """The theme's name, or all of one of one's own."""
        return written(self.render.theme)

    @property
    def language(self) -> str:
        """The language the film is in, as its request settled it."""
        return self.storyboard.language or DEFAULT_LANGUAGE

    def voice_of(self, scene: Scene) -> Voice:
        """Who speaks in a scene: its own voice, with the film's name and language where it names none.

        A scene in another language than the film's gets the first voice that speaks it, unless it names one.
        """
        own = scene.voice or self.voice
        usual = self.voice.language or self.language
        foreign = bool(own.language) and not voices.same_language(own.language, usual)
        return msgspec.structs.replace(
            own,
            rate=round(min(2.0, max(0.5, own.rate * PACING_RATE[self.pacing])), 4),
            name=own.name or ("" if foreign else self.voice.name),
            language=own.language or self.voice.language or self.language,
        )

    def parts(self, scene: Scene) -> list[Part]:
        """What a voice says in a scene: one, or those of a dialogue; nothing where it is recorded.

        Raises `VoiceUnavailable`.
        """
        if scene.audio is not None:
            return []
        if not scene.say:
            return [Part(scene.narration, self.voice_of(scene))] if scene.narration.strip() else []
        return [Part(turn.text, self._voice_in(scene, turn)) for turn in scene.say]

    def _voice_in(self, scene: Scene, turn: Turn) -> Voice:
        own = self.voice_of(scene)
        if not turn.voice:
            return own
        if not turn.speaker:
            return msgspec.structs.replace(own, name=turn.voice)
        given = self.storyboard.voices.get(turn.speaker) or self._cast[turn.speaker]
        if isinstance(given, str):
            return msgspec.structs.replace(own, name=given)
        whole = given if isinstance(given, Voice) else msgspec.convert(given, Voice)
        return self.voice_of(msgspec.structs.replace(scene, voice=whole))

    @cached_property
    def _cast(self) -> dict[str, Voice]:
        """The voices of the speakers nobody chose one for: of other timbres than all that were chosen."""
        own = self.voice_of(Scene(id="-"))
        given = self.storyboard.voices
        taken = [each if isinstance(each, str) else str(each.get("name", "")) for each in given.values()]
        names = speakers(turn for scene in self.storyboard.scenes for turn in scene.say)
        free = [name for name in names if name not in given]
        if not free:
            return {}
        _, first = voices.resolve(own, own.language)
        found = timbres(len(free), first=first, language=own.language, taken=taken)
        return {
            name: msgspec.structs.replace(self.voice, name=timbre.voice, pitch=_raised(own.pitch, timbre.pitch))
            for name, timbre in zip(free, found, strict=True)
        }

    def pronounced(self, scene: Scene, names: Sequence[str], language: str | None = None) -> dict[str, dict[str, str]]:
        """What each of the voices is to say for words that the scene's text has; nothing for voices without any.

        `language` is the one they speak, by default the scene's.
        """
        language = language or self.voice_of(scene).language
        found = {name: self._chosen(scene, name, language, shipped(language)) for name in names}
        return {name: words for name, words in found.items() if words}

    def asked(self, scene: Scene, name: str, language: str) -> dict[str, str]:
        """What somebody asked a voice to say for words of the scene: not what comes with the package."""
        return self._chosen(scene, name, language, {})

    def _chosen(self, scene: Scene, name: str, language: str, last: Table) -> dict[str, str]:
        table = merged(scene.pronounce, self.pronounce, self.storyboard.pronounce, self.usual, last)
        return chosen(table, text=scene.narration, voice=name, language=language)

    @property
    def burned(self) -> bool:
        """Whether captions are burned into the picture."""
        return self.render.captions in {"burned", "both", "karaoke"}

    def caption_lettering(self, scene: Scene) -> Lettering:
        """The fonts a scene's captions are set in, when they are burned in. Raises `FontMissing`."""
        theme = load(self.theme)
        text = caption_text(" ".join([scene.narration, *speakers(scene.say)]))
        return self.library.lettering(text, theme=theme, language=self.language)

    def lettering(self, scene: Scene) -> Lettering:
        """The fonts a scene is set in, and what characters nobody here has. Raises `FontMissing`."""
        theme = load(self.theme)
        italic = is_slanted(scene)
        return self.library.lettering(scene_text(scene), theme=theme, language=self.language, italic=italic)

    def plays(self, scene: Scene) -> bool:
        """Whether a file of the scene may be a video or a picture that moves."""
        return any(plays(Path(file.path)) for file in self.pictures.get(scene.id, {}).values())

    def shown(self, scene: Scene) -> Scene:
        """The scene as it is drawn: without the characters that nobody here has. Raises `FontMissing`."""
        return glyphs.shown(scene, self.lettering(scene).missing)


def _raised(pitch: float, by: float) -> float:
    """A pitch within what a voice can have."""
    return max(-12.0, min(12.0, pitch + by))
