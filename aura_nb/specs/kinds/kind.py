"""What every kind of thing that a scene shows has in common: a spec whose fields say what their texts are for.

A field's text is marked by its form. From that alone follow the fonts a slide needs, how long it is read, the language
it is in, what of it can be drawn here, and the files it names, however deep the field lies; so a kind adds its fields,
and seldom more. A text that is shown is a string, or runs, which are one leaf.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

import msgspec
from msgspec import Meta, inspect

from aura_nb.specs.kinds.transcribed import Transcribed
from aura_nb.specs.length import word_count
from aura_nb.specs.runs import Run, Runs, Words, plain
from aura_nb.specs.spec import SAYS_SOMETHING, Spec, joined

Form = Literal["line", "lines", "prose", "code", "tex", "field", "file", "data", "unseen"]
"""What a text is: a line; lines that their author broke; paragraphs of prose and code; code alone; mathematics; what
another package's visual takes; the name of a file that is shown, or whose figures are; or what is never shown (a
description, a choice)."""
WORDS_A_SECOND = 3.0  # as people read
LINGER_SECONDS = 0.5  # at the most that what has to be read stands after the last word
TOLD: frozenset[Form] = frozenset({"line", "lines", "prose"})  # in a language of people
SHOWN: frozenset[Form] = TOLD | {"code", "field"}
LINE = "  \n"
"""What ends a line of verse in a text."""


def shown(form: Form, *, needed: bool = False, **limits: Any) -> Meta:
    """The mark of a field's text, with its limits."""
    extra = {"form": form, "needed": needed or bool(limits.get("min_length"))}
    return Meta(extra=extra | {"names_file": True} if form in {"file", "data"} else extra, **limits)


PlainLine = Annotated[str, shown("line", max_length=500)]
Line = PlainLine | Annotated[Runs, shown("line")]
Said = (
    Annotated[str, shown("line", min_length=1, max_length=1000, extra_json_schema=SAYS_SOMETHING)]
    | Annotated[Runs, shown("line", needed=True)]
)
FileName = Annotated[str, shown("file", min_length=1, max_length=1000, extra_json_schema=SAYS_SOMETHING)]
Unseen = Annotated[str, shown("unseen", max_length=1000)]


class Leaf(NamedTuple):
    """One text of a kind: where it stands (`columns[1].image`), its form, and what it says, in runs where it has any.

    One that is `needed` is never blank.
    """

    path: str
    form: Form
    text: str
    runs: tuple[Run, ...] = ()
    needed: bool = False

    @property
    def words(self) -> Words:
        """The text as its field has it."""
        return list(self.runs) or self.text


class Kind(Spec, tag_field="kind"):
    """The base of all kinds. What a subclass does not say is so for most."""

    unseen: ClassVar[tuple[str, ...]] = ()
    """Its fields that nothing shows."""

    begins_bare: ClassVar[bool] = False
    """Whether its first picture has nothing below the heading."""

    steps_move: ClassVar[bool] = False
    """Whether a camera goes to each of its steps."""

    @property
    def moves(self) -> bool:
        """Whether a camera moves over its picture: then its scene is a film of frames, not of stills."""
        return False

    @property
    def states(self) -> int:
        """About how many stills it takes."""
        return 1

    @property
    def step_count(self) -> int | None:
        """How many steps appear one by one after its first picture; None where only its drawing tells."""
        return None

    @property
    def called(self) -> str:
        """The first words it shows, for a name."""
        return next(self.texts(), "")

    def leaves(self) -> Iterator[Leaf]:
        """Each of its texts, in order."""
        found: list[Leaf] = []

        def note(leaf: Leaf) -> str:
            found.append(leaf)
            return ""

        _walked(_described(type(self)), self, "", note)
        yield from found

    def texts(self) -> Iterator[str]:
        """What it shows, in order, as it was written."""
        return (leaf.text for leaf in self.leaves() if leaf.form in SHOWN and leaf.text)

    def files(self) -> dict[str, str]:
        """The files it names, by where it names them."""
        return {leaf.path: leaf.text for leaf in self.leaves() if leaf.form == "file"}

    def data_files(self) -> dict[str, str]:
        """The files of figures that it names, by where it names them."""
        return {leaf.path: leaf.text for leaf in self.leaves() if leaf.form == "data"}

    def filled(self, rows: Mapping[str, list[dict[str, Any]]]) -> Self:  # noqa: ARG002 - for those that have figures
        """The same with the rows of its files of figures, by their names."""
        return self

    def without_data(self, gone: frozenset[str]) -> Kind | None:  # noqa: ARG002 - for those that have figures
        """What is left where some of its files of figures cannot be used; None where that is nothing."""
        return self

    def with_files(self, names: Mapping[str, str]) -> Self:
        """The same with other names for some of its files."""
        return self.mapped(lambda leaf: names.get(leaf.text, leaf.text) if leaf.form == "file" else leaf.words) or self

    def transcribed(self, *, of_notebook: bool) -> Transcribed:  # noqa: ARG002 - for what can be copied or looked up
        """What a transcript has of it; of a notebook's scene, code that is no cell's was printed."""
        return Transcribed()

    @property
    def is_open(self) -> bool:
        """Whether it depends on its files how they are shown."""
        return False

    def settled(self, moving: frozenset[str]) -> Self:  # noqa: ARG002 - for those that are open
        """The same, with it said how its files are shown; a camera can move over those in `moving`."""
        return self

    def lasting(self, seconds: Mapping[str, float]) -> Self:  # noqa: ARG002 - for videos
        """The same, with it said how long its videos play that last so many seconds."""
        return self

    def late(self, seconds: Mapping[str, float]) -> dict[str, str]:  # noqa: ARG002 - for videos
        """The videos that are over before they are to begin, by their names, and why they cannot be shown."""
        return {}

    def spoken_of(self, narration: str) -> tuple[Self, list[str]]:  # noqa: ARG002 - for those whose parts have names
        """The same with what lights up as the narration names it, and the phrase at which each such step appears."""
        return self, []

    def outlasts(self, states: int) -> bool:  # noqa: ARG002 - for those whose states follow one another
        """Whether it stands until it is read although a voice is done, and not for a moment alone."""
        return False

    def reading(self, cues: Sequence[str], *, spoken: bool) -> list[float]:
        """Seconds that each of its states is read at the least, by what newly appears in it.

        Where somebody speaks, most are read meanwhile.
        """
        if spoken:
            return [0.0] * len(cues)
        seconds = word_count(" ".join(self.texts())) / WORDS_A_SECOND
        weights = [word_count(cue) + 1 for cue in cues]
        return [seconds * weight / sum(weights) for weight in weights]

    def bare(self, names: Mapping[str, str]) -> Self:
        """What of it bears on its drawing: with other names for its files, and without what is never shown."""
        changed = self.with_files(names)
        return msgspec.structs.replace(changed, **dict.fromkeys(self.unseen, ""))

    def without_files(self, gone: frozenset[str]) -> Kind | None:
        """What is left where some of its files cannot be used; None where that is nothing."""
        return None if gone & set(self.files().values()) else self

    def mapped(self, change: Callable[[Leaf], Words]) -> Self | None:
        """The same with each text changed; of a list, what must say something and does not goes.

        None where too little is left.
        """

        def made(leaf: Leaf) -> Words | None:
            words = change(leaf)
            return words if plain(words).strip() else None if leaf.needed else ""

        try:
            return msgspec.convert(_pruned(_walked(_described(type(self)), self, "", made)), type(self))
        except msgspec.ValidationError:
            return None

    def as_data(self, change: Callable[[Leaf], Any]) -> dict[str, Any]:
        """Its fields as JSON values, with what `change` makes of each text."""
        data: dict[str, Any] = _walked(_described(type(self)), self, "", change)
        return data


class _Mark(NamedTuple):
    """What a field's mark says of the texts in it."""

    form: Form = "unseen"
    needed: bool = False

    @classmethod
    def of(cls, node: inspect.Metadata, outer: _Mark) -> _Mark:
        extra = node.extra or {}
        return cls(extra["form"], extra["needed"]) if "form" in extra else outer


_UNMARKED = _Mark()


@cache
def _described(kind: type[Kind]) -> inspect.Type:
    return inspect.type_info(kind)


def _walked(node: inspect.Type, value: Any, path: str, change: Callable[[Leaf], Any], mark: _Mark = _UNMARKED) -> Any:
    match node:
        case inspect.Metadata():
            return _walked(node.type, value, path, change, _Mark.of(node, mark))
        case inspect.StructType():
            tag = {node.tag_field: node.tag} if node.tag_field else {}
            return tag | {
                field.encode_name: _walked(
                    field.type, getattr(value, field.name), joined(path, field.encode_name), change
                )
                for field in node.fields
            }
        case inspect.ListType(item_type=inspect.StructType(cls=cls)) if cls is Run:
            return change(Leaf(path, mark.form, plain(value), tuple(value), mark.needed))
        case inspect.ListType():
            return [_walked(node.item_type, each, f"{path}[{index}]", change, mark) for index, each in enumerate(value)]
        case inspect.UnionType():
            return _walked(_chosen(node, value), value, path, change, mark)
    return _free(value, path, change, mark)


def _free(value: Any, path: str, change: Callable[[Leaf], Any], mark: _Mark) -> Any:
    """A plain value, or one whose shape somebody else knows: text is text, wherever it stands."""
    match value:
        case str():
            return change(Leaf(path, mark.form, value, (), mark.needed))
        case dict():
            return {name: _free(each, joined(path, name), change, mark) for name, each in value.items()}
        case list():
            return [_free(each, f"{path}[{index}]", change, mark) for index, each in enumerate(value)]
    return value


def _chosen(node: inspect.UnionType, value: Any) -> inspect.Type:
    """The one of several types that a value has."""
    for option in node.types:
        inner = option.type if isinstance(option, inspect.Metadata) else option
        match inner:
            case inspect.StructType(cls=cls) if isinstance(value, cls):
                return option
            case inspect.StrType() if isinstance(value, str):
                return option
            case inspect.ListType() if isinstance(value, list):
                return option
    return inspect.AnyType()


def _pruned(value: Any) -> Any:
    match value:
        case dict():
            return {name: _pruned(each) for name, each in value.items()}
        case list():
            return [_pruned(each) for each in value if each is not None]
    return value
