"""What a person asks for: `Brief`, `Plan`, `Voice`, `Render` and the `Storyboard` with its scenes.

Plain data. JSON is camelCase, Python snake_case; unknown fields are refused by name. `aura_nb.validation`
checks raw JSON against these types and reports every wrong field at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct, field

from aura_nb.origin import Notice, Origin, noticed

Pacing = Literal["slow", "conversational", "fast"]
Density = Literal["sparse", "balanced", "dense"]
Pause = Literal["natural", "short", "long"]
Quality = Literal["draft", "standard", "high", "ultra"]
Captions = Literal["soft", "burned", "both", "off"]
Transition = Literal["cut", "fade", "slide", "push"]
# A language, then script, region and variants, then extensions ("u-co-phonebk"), then what is private ("x-rp").
_TAG = r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*(-[A-WYZa-wyz0-9](-[A-Za-z0-9]{2,8})+)*(-[xX](-[A-Za-z0-9]{1,8})+)?"
Language = Annotated[str, Meta(pattern=f"^{_TAG}$", description='a BCP 47 tag such as "en-US" or "de"')]
SceneId = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,64}$", description="1 to 64 of a-z, 0-9 and -")]
Aspect = Annotated[
    str,
    Meta(pattern=r"^(16:9|9:16|1:1|4:5|[0-9]{3,4}x[0-9]{3,4})$", description='"16:9", "9:16", "1:1", "4:5" or "WxH"'),
]
# Of blanks and control characters alone nothing is left: for who reads the schema and not our words.
SAYS_SOMETHING = {"pattern": r"[^\s\x00-\x1f\x7f-\x9f]"}

Pronounce = Annotated[
    dict[str, str | dict[str, str]],
    Meta(description='words and how they are said, such as {"xarray": "ex array", "Nguyen": "/ŋwiən/"}'),
]

STORYBOARD_VERSION: Literal[1] = 1
DEFAULT_LANGUAGE = "en-US"
"""Of a topic, and of text that tells no language."""
AUDIENCES = ("General", "Beginners", "Students", "Professionals", "Advanced", "Children")
GOALS = ("Inform", "Demonstrate", "Explain", "Persuade", "Summarize")
TONES = ("Informative", "Casual", "Professional", "Energetic", "Friendly", "Authoritative")

_SHORT_SIDE: dict[str, int] = {"draft": 480, "standard": 1080, "high": 1080, "ultra": 2160}


class Spec(Struct, rename="camel", kw_only=True, forbid_unknown_fields=True):
    """The base of all specs: camelCase JSON, keyword-only, unknown fields refused."""

    def to_json(self) -> dict[str, Any]:
        """The spec as JSON values, every field present."""
        built: dict[str, Any] = msgspec.to_builtins(self)
        return built


class Brief(Spec):
    """A topic and whom it is for; `source` is the author's own text, used instead of invented sentences.

    `language` null is found from the source text; without one it is "en-US".
    """

    topic: Annotated[str, Meta(min_length=1, max_length=500, extra_json_schema=SAYS_SOMETHING)]
    audience: Annotated[str, Meta(max_length=100)] = "General"
    goal: Annotated[str, Meta(max_length=100)] = "Inform"
    tone: Annotated[str, Meta(max_length=100)] = "Informative"
    language: Language | None = None
    source: Annotated[str, Meta(max_length=200_000)] = ""


class Plan(Spec):
    """How long and how dense: `seconds` is the wanted length of the whole film.

    Null is as long as the text needs that a person wrote; a topic alone then makes about 40 s.
    """

    seconds: Annotated[float, Meta(ge=5, le=3600)] | None = None
    pacing: Pacing = "conversational"
    density: Density = "balanced"
    style: Annotated[str, Meta(max_length=100)] = "Standard"


class Voice(Spec):
    """Who speaks: `name` is `provider:voice`, `rate` a factor, `pitch` in semitones.

    An empty `name` means the first voice that speaks the language; an empty `language` means the storyboard's.
    """

    name: Annotated[str, Meta(max_length=200)] = ""
    language: Annotated[
        str,
        Meta(
            pattern=f"^$|^{_TAG}$",
            description='a BCP 47 tag such as "en-US" or "de", or "" for the storyboard\'s own',
        ),
    ] = ""
    rate: Annotated[float, Meta(ge=0.5, le=2)] = 1.0
    pitch: Annotated[float, Meta(ge=-12, le=12)] = 0.0
    pause: Pause = "natural"


class Render(Spec):
    """What the film looks like.

    >>> Render().size
    (1920, 1080)
    >>> Render(aspect="9:16", quality="draft").size
    (480, 854)
    """

    aspect: Aspect = "16:9"
    fps: Annotated[int, Meta(ge=1, le=60)] = 30
    quality: Quality = "standard"
    captions: Captions = "soft"
    theme: Annotated[
        str, Meta(pattern=r"^[a-z0-9-]{1,64}$", description="a theme's name, 1 to 64 of a-z, 0-9 and -")
    ] = "light"
    transition: Transition = "fade"

    def __post_init__(self) -> None:
        if "x" in self.aspect and not all(160 <= side <= 7680 and side % 2 == 0 for side in self.size):
            raise ValueError("width and height must be even numbers from 160 to 7680")

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, both even."""
        if "x" in self.aspect:
            width, height = map(int, self.aspect.split("x"))
            return width, height
        across, down = map(int, self.aspect.split(":"))
        short = _SHORT_SIDE[self.quality]
        long = round(short * max(across, down) / min(across, down) / 2) * 2
        return (long, short) if across >= down else (short, long)


class Found(Struct, frozen=True):
    """A language that was found, and from how many letters; none where it is only the usual one.

    `unspoken` is the language a text is in that no voice here speaks.
    """

    language: str
    letters: int = 0
    unspoken: str = ""


class Title(Spec, tag_field="kind", tag="title"):
    """The scene's heading, large, with a line below it."""

    subtitle: Annotated[str, Meta(max_length=500)] = ""


class Bullets(Spec, tag_field="kind", tag="bullets"):
    """Points that appear one by one when the voice reaches them."""

    items: Annotated[
        list[Annotated[str, Meta(min_length=1, max_length=1000, extra_json_schema=SAYS_SOMETHING)]],
        Meta(min_length=1, max_length=40),
    ]


class Text(Spec, tag_field="kind", tag="text"):
    """Running text; an empty line starts a paragraph, and one whose lines are all indented by four spaces is code."""

    text: Annotated[str, Meta(min_length=1, max_length=5000, extra_json_schema=SAYS_SOMETHING)]


class Picture(Spec, tag_field="kind", tag="picture"):
    """A picture that moves slowly: a path relative to the storyboard's folder, or `asset:{sha256}`."""

    image: Annotated[
        str, Meta(min_length=1, max_length=1000, extra={"names_file": True}, extra_json_schema=SAYS_SOMETHING)
    ]
    alt: Annotated[str, Meta(max_length=1000)] = ""
    caption: Annotated[str, Meta(max_length=500)] = ""


class End(Spec, tag_field="kind", tag="end"):
    """The last card: the heading and a closing line."""

    text: Annotated[str, Meta(max_length=500)] = ""


class Custom(Spec, tag_field="kind", tag="custom"):
    """What another package draws: `visual` is its name, such as "acme.quote", `fields` are what that visual takes."""

    visual: Annotated[
        str,
        Meta(pattern=r"^[a-z0-9-]+\.[a-z0-9-]+$", max_length=100, description='a visual\'s name, such as "acme.quote"'),
    ]
    fields: dict[str, Any] = {}

    @property
    def texts(self) -> list[str]:
        """Every text among its fields, in order: what is taken for shown where fonts and reading time are chosen.

        >>> Custom(visual="acme.quote", fields={"text": "Be kind.", "size": 3, "by": ["Ann", "Bo"]}).texts
        ['Be kind.', 'Ann', 'Bo']
        """
        return list(_texts(self.fields))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


Show = Title | Bullets | Text | Picture | End | Custom


class Scene(Spec):
    """One thought: what is said, what is shown meanwhile. `transition` leads into this scene.

    `source` is where its author wrote it, for what is said of it; nothing else depends on it.
    `pronounce` says how words are said here, before the storyboard's own.
    """

    id: SceneId
    heading: Annotated[str, Meta(max_length=500)] = ""
    narration: Annotated[str, Meta(max_length=5000)] = ""
    show: Show = field(default_factory=Title)
    voice: Voice | None = None
    pause_after: Annotated[float, Meta(ge=0, le=60)] | None = None
    transition: Transition | None = None
    source: Origin | None = None
    pronounce: Pronounce = {}

    @property
    def place(self) -> str:
        """Where it was written, such as `talk.md:14`; else its id.

        >>> Scene(id="intro", source=Origin(file="talk.md", line=14)).place, Scene(id="intro").place
        ('talk.md:14', 'scene intro')
        """
        return (self.source.place if self.source else "") or f"scene {self.id}"


class Storyboard(Spec, dict=True):
    """The document every phase after Script works from: scenes in order, as plain data.

    `language` null is found from what the scenes say.
    `pronounce` says how words are said: a plain spelling, phonemes of the IPA between slashes, or a table of these by
    language, provider or voice.

    >>> story = Storyboard(title="Bees", scenes=[Scene(id="intro", narration="Bees matter.")])
    >>> story["intro"].narration
    'Bees matter.'
    """

    title: Annotated[str, Meta(min_length=1, max_length=500, extra_json_schema=SAYS_SOMETHING)]
    scenes: Annotated[list[Scene], Meta(min_length=1, max_length=500)]
    version: Literal[1] = STORYBOARD_VERSION
    language: Language | None = None
    pronounce: Pronounce = {}

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

    @property
    def folder(self) -> Path | None:
        """Where relative paths of pictures start: the folder of the file it was loaded from; no part of the JSON."""
        found: Path | None = self.__dict__.get("_folder")
        return found

    @property
    def defaults(self) -> dict[str, Any]:
        """Options of the film that its deck's front matter gave, which explicit ones override; no part of the JSON."""
        found: dict[str, Any] = self.__dict__.get("_defaults", {})
        return found

    @property
    def places(self) -> dict[str, str]:
        """Where its deck's front matter gave each option, such as `talk.md:3`; no part of the JSON."""
        found: dict[str, str] = self.__dict__.get("_places", {})
        return found

    @property
    def notices(self) -> list[Notice]:
        """What of its deck could not be used, and why; no part of the JSON."""
        found: list[Notice] = self.__dict__.get("_notices", [])
        return found

    @property
    def warnings(self) -> list[str]:
        """The messages of its `notices`."""
        return [notice.message for notice in self.notices]

    @property
    def roots(self) -> list[Path]:
        """Further folders below which its pictures may lie; no part of the JSON."""
        found: list[Path] = self.__dict__.get("_roots", [])
        return found

    @property
    def embedded(self) -> dict[str, bytes]:
        """The pictures that its deck itself holds, by their SHA-256; no part of the JSON."""
        found: dict[str, bytes] = self.__dict__.get("_embedded", {})
        return found

    @property
    def notes(self) -> list[str]:
        """What was found about its source that a person should know before the film is made; no part of the JSON."""
        found: list[str] = self.__dict__.get("_notes", [])
        return found

    @property
    def found(self) -> Found | None:
        """How its language was found; None where it was given. No part of the JSON."""
        found: Found | None = self.__dict__.get("_found")
        return found

    def keep(
        self,
        *,
        folder: Path | None,
        defaults: dict[str, Any] | None = None,
        places: dict[str, str] | None = None,
        notices: list[Notice] | None = None,
        roots: list[Path] | None = None,
        embedded: dict[str, bytes] | None = None,
        warnings: list[str] | None = None,
        notes: list[str] | None = None,
        found: Found | None = None,
    ) -> None:
        """Remember where it came from, for the properties of these names; `warnings` become notices."""
        self.__dict__.update(
            _folder=folder,
            _defaults=defaults or {},
            _places=places or {},
            _notices=[*(notices or []), *map(noticed, warnings or [])],
            _roots=roots or [],
            _embedded=embedded or {},
            _notes=notes or [],
            _found=found,
        )

    def keep_all_of(self, other: Storyboard) -> None:
        """Remember what another one, of which this is a copy, was told with `keep`."""
        self.__dict__.update(other.__dict__)

    @classmethod
    def load(cls, path: str | Path, *, language: str | None = None) -> Storyboard:
        """Read a storyboard from a JSON file or a Markdown deck; raises `SourceNotFound` or `SourceInvalid`.

        `language` is the one it is in, whatever the file says.
        """
        from aura_nb.sources import DECKS, load_deck, load_storyboard  # noqa: PLC0415 - sources import specs

        if Path(path).suffix.lower() in DECKS:
            return load_deck(path, language=language).storyboard
        story = load_storyboard(Path(path))
        story.language = language or story.language
        story.keep(folder=Path(path).absolute().parent)
        return story

    def save(self, path: str | Path) -> Path:
        """Write the storyboard as indented JSON, so that it diffs well; returns the path."""
        target = Path(path)
        target.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n")
        return target

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """The JSON Schema (2020-12) of a storyboard file."""
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"urn:aura-nb:storyboard:{STORYBOARD_VERSION}",
            "title": f"aura_nb storyboard, version {STORYBOARD_VERSION}",
        } | msgspec.json.schema(cls)


def slug(text: str, *, limit: int = 48) -> str:
    """A name for ids and folders: a-z, 0-9 and single hyphens, `limit` characters at most.

    >>> slug("Why bees matter!")
    'why-bees-matter'
    """
    import unicodedata  # noqa: PLC0415 - used seldom

    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:limit].strip("-") or "film"
