"""What is shown and said: `Storyboard` and its scenes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, field

from aura_nb import hooks
from aura_nb.errors import FieldError
from aura_nb.specs import cues, turns
from aura_nb.specs.brand import Brand
from aura_nb.specs.cues import Cue
from aura_nb.specs.fault_wording import figure, quoted
from aura_nb.specs.kinds import Show, Title
from aura_nb.specs.origin import Origin, Provenance
from aura_nb.specs.pronounce import problems
from aura_nb.specs.render import Transition
from aura_nb.specs.runs import Runs, plain
from aura_nb.specs.spec import SAYS_SOMETHING, Language, Pronounce, SceneId, Spec, joined
from aura_nb.specs.turns import MOST_NARRATION, MOST_TURNS, Speakers, Turn
from aura_nb.specs.voice import Voice

MOST_SCENES = 500
STORYBOARD_VERSION: Literal[1] = 1

SoundFile = Annotated[
    str, Meta(min_length=1, max_length=1000, extra={"names_file": True}, extra_json_schema=SAYS_SOMETHING)
]
OwnTheme = (
    Annotated[
        str,
        Meta(
            pattern=r"^([a-z0-9-]{1,64}|[^\x00]{1,500}\.json)$",
            description="a theme's name, or the file of one's own such as \"my-theme.json\"",
        ),
    ]
    | dict[str, Any]
)


class Scene(Spec):
    """One thought: what is said, what is shown meanwhile. `transition` leads into this scene.

    `cues` say when its steps appear, in the order of the narration; the others appear where the voice reaches them.

    `audio` is the file of a recording (WAV, MP3, M4A) in which it is said, or `asset:{sha256}`: the narration is then
    what
    is said there, and its captions.
    `say` is a dialogue: its turns are the narration, which need not be written as well.
    `source` is where its author wrote it, for what is said of it; nothing else depends on it.
    `pronounce` says how words are said here, before the storyboard's own.
    """

    id: SceneId
    heading: Annotated[str, Meta(max_length=500)] | Runs = ""
    narration: Annotated[str, Meta(max_length=MOST_NARRATION)] = ""
    audio: SoundFile | None = None
    say: Annotated[list[Turn], Meta(max_length=MOST_TURNS)] = field(default_factory=list)
    show: Show = field(default_factory=Title)
    voice: Voice | None = None
    pause_after: Annotated[float, Meta(ge=0, le=60)] | None = None
    transition: Transition | None = None
    source: Origin | None = None
    pronounce: Pronounce = field(default_factory=dict)
    cues: Annotated[list[Cue], Meta(max_length=100)] = field(default_factory=list)

    @classmethod
    def wrong(cls, given: Mapping[str, Any], path: str) -> Iterator[FieldError]:
        """Pronunciations that cannot be read, a dialogue told twice, and cues for what is not shown."""
        yield from problems(given.get("pronounce", {}), joined(path, "pronounce"))
        yield from turns.wrong(given, path)
        if given.get("audio") and not (str(given.get("narration") or "").strip() or given.get("say")):
            yield FieldError(joined(path, "audio"), "needs the narration: what is said in it, for the captions")
        yield from cues.wrong(given, path)

    def __post_init__(self) -> None:
        if self.say:
            self.narration = turns.together(self.say)

    @property
    def headline(self) -> str:
        """The words of its heading."""
        return plain(self.heading)

    @property
    def place(self) -> str:
        """Where it was written, such as `talk.md:14`; else its id.

        >>> Scene(id="intro", source=Origin(file="talk.md", line=14)).place, Scene(id="intro").place
        ('talk.md:14', 'scene intro')
        """
        return (self.source.place if self.source else "") or f"scene {self.id}"

    @property
    def can_spare_pictures(self) -> bool:
        """Whether it goes on without a picture that cannot be used.

        A scene of a deck or a notebook does; a storyboard that a person wrote means each of its pictures.
        """
        return self.source is not None and not self.source.file.lower().endswith(".json")


class _Remembering:
    """What a storyboard that was loaded remembers of its file. It is no part of it: neither saved nor compared.

    The class is no struct, so that this is no field.
    """

    provenance: Provenance | None = None


class Storyboard(_Remembering, Spec, dict=True):
    """The document every phase after Script works from: scenes in order, as plain data.

    `language` null is found from what the scenes say.
    `pronounce` says how words are said: a plain spelling, phonemes of the IPA between slashes, or a table of these by
    language, provider or voice. `voices` has the voices of a dialogue's speakers. `theme`, `music`
    and `brand` count where the request for a film says nothing else.

    >>> story = Storyboard(title="Bees", scenes=[Scene(id="intro", narration="Bees matter.")])
    >>> story["intro"].narration
    'Bees matter.'
    """

    title: Annotated[str, Meta(min_length=1, max_length=500, extra_json_schema=SAYS_SOMETHING)]
    scenes: Annotated[list[Scene], Meta(min_length=1, max_length=MOST_SCENES)]
    version: Literal[1] = STORYBOARD_VERSION
    language: Language | None = None
    pronounce: Pronounce = field(default_factory=dict)
    voices: Speakers = field(default_factory=dict)
    theme: OwnTheme | None = None
    music: Annotated[str, Meta(min_length=1, max_length=1000)] | None = None
    brand: Brand | None = None

    @classmethod
    def wrong(cls, given: Mapping[str, Any], path: str) -> Iterator[FieldError]:
        """Ids that are used twice, a newer version, pronunciations that cannot be read, speakers without a name."""
        yield from _repeated_ids(given.get("scenes"), joined(path, "scenes"))
        version = given.get("version")
        if isinstance(version, int) and not isinstance(version, bool) and version > STORYBOARD_VERSION:
            ours = f"this aura_nb reads version {STORYBOARD_VERSION}"
            yield FieldError(joined(path, "version"), f"is {figure(version)}, but {ours}; a newer aura_nb reads it")
        yield from problems(given.get("pronounce", {}), joined(path, "pronounce"))
        yield from turns.wrong_speakers(given.get("voices"), path)

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for scene in self.scenes:
            if scene.id in seen:
                raise ValueError(f"scene id {scene.id!r} is used twice; ids must be unique")
            seen.add(scene.id)

    def __getitem__(self, scene_id: str) -> Scene:
        for scene in self.scenes:
            if scene.id == scene_id:
                return scene
        raise KeyError(scene_id)

    @classmethod
    def load(cls, path: str | Path, *, language: str | None = None) -> Storyboard:
        """Read a storyboard from a JSON file, a deck or a notebook; raises `SourceNotFound` or `SourceInvalid`.

        `language` is the one it is in, whatever the file says. A film that is made of it finds the pictures next to the
        file and heeds the deck's own settings.
        """
        story: Storyboard = hooks.load_storyboard(path, language=language)
        return story

    def save(self, path: str | Path) -> Path:
        """Write the storyboard as indented JSON, so that it diffs well; returns the path."""
        target = Path(path)
        target.write_bytes(self.document())
        return target

    def document(self) -> bytes:
        """The storyboard as its file has it: indented JSON, in which a dialogue is written once, as `say`."""
        whole = self.to_json()
        for scene in whole["scenes"]:
            if scene["say"]:
                del scene["narration"]
        return msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n"

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """The JSON Schema (2020-12) of a storyboard file."""
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"urn:aura-nb:storyboard:{STORYBOARD_VERSION}",
            "title": f"aura_nb storyboard, version {STORYBOARD_VERSION}",
        } | msgspec.json.schema(cls)


def _repeated_ids(scenes: object, path: str) -> Iterator[FieldError]:
    first: dict[str, int] = {}
    for index, scene in enumerate(scenes if isinstance(scenes, list) else []):
        name = scene.get("id") if isinstance(scene, dict) else None
        if isinstance(name, str) and first.setdefault(name, index) != index:
            message = f"{quoted(name)} is already the id of {path}[{first[name]}]; ids must be unique"
            yield FieldError(f"{path}[{index}].id", message)


def slug(text: str, *, limit: int = 48) -> str:
    """A name for ids and folders: a-z, 0-9 and single hyphens, `limit` characters at most.

    >>> slug("Why bees matter!")
    'why-bees-matter'
    """
    import unicodedata  # noqa: PLC0415 - used seldom

    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:limit].strip("-") or "film"
