"""Tasks: functions of typed inputs that write files into a folder of their own, named by what they are made of.

A task's *key* hashes its recipe: the kind of work, its parameters, the versions of everything that can change
the bytes, and the digests of the files it reads. Positions, names and jobs are no part of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import Struct

from aura_nb.wire.phases import Phase

# Raised when the layout of the cache or the meaning of a recipe changes: older entries are then never looked at.
CACHE_SCHEMA = 2

Lane = Literal["speech", "render"]
T = TypeVar("T")


class FileDigest(Struct, frozen=True):
    """A file's content: SHA-256 in hex, and size in bytes."""

    sha256: str
    size: int


class InputFile(Struct, frozen=True):
    """A file a task reads: where it is now, and what must be in it."""

    path: str
    sha256: str


class Recipe(Struct, frozen=True):
    """All that can change a task's result, and nothing else.

    `params` and `versions` are JSON values; `inputs` maps the name the task knows a file by to the file.
    """

    kind: str
    params: dict[str, Any]
    versions: dict[str, Any]
    inputs: dict[str, InputFile] = {}

    def content(self) -> dict[str, Any]:
        """The recipe as it is hashed and compared: paths are left out, contents stay."""
        return {
            "schema": CACHE_SCHEMA,
            "kind": self.kind,
            "params": self.params,
            "versions": self.versions,
            "inputs": {name: file.sha256 for name, file in self.inputs.items()},
        }

    @property
    def key(self) -> str:
        """The task's name in the cache: SHA-256 of the content in canonical JSON, 64 hex digits."""
        return digest(self.content())


class Result(Struct):
    """What a finished task left: its files by name, a small JSON value, and how long it took in seconds.

    `passing` results serve the run that made them and are no hits in a later one: something outside, such as a
    network, stood in the way of what the recipe really asks for.
    """

    key: str
    files: dict[str, FileDigest]
    value: Any
    seconds: float
    content: dict[str, Any]
    passing: bool = False

    @property
    def digest(self) -> str:
        """A hash over everything the task produced; a successor that reads all of it is keyed by this."""
        return digest([{name: file.sha256 for name, file in self.files.items()}, self.value])


@dataclass(frozen=True)
class Passing:
    """What work gives back in place of its value when the result is to be tried for again in the next run."""

    value: Any


@dataclass(frozen=True, kw_only=True)
class Task:
    """A node of the graph. `bind` makes the recipe once the tasks it `needs` have finished.

    `weight` is the task's share of its phase, in whatever unit the phase counts (characters, frames); `scene` is the
    scene it is for, "" for the whole film, and `place` where its author wrote that.
    Tasks of a lower `rank` run first when a lane has a choice. `patience` is how many seconds it may do nothing without
    being taken for hung, where that is longer than the limit for all: it waits for a network, which has deadlines of
    its own.
    """

    name: str
    phase: Phase
    lane: Lane
    weight: float
    message: str
    bind: Callable[[Mapping[str, Finished]], Recipe]
    needs: tuple[str, ...] = ()
    rank: int = 5
    scene: str = ""
    place: str = ""
    patience: float = 0.0


@dataclass(frozen=True)
class Finished:
    """A finished task as its successors see it: the result, and the folder that holds its files."""

    result: Result
    folder: str

    @property
    def value(self) -> Any:
        return self.result.value

    def read(self, kind: type[T]) -> T:
        """The value as what the step says it is; fields of other readers are left out."""
        return msgspec.convert(self.value, kind)

    def file(self, name: str) -> InputFile:
        """One of its files, as an input; raises `KeyError` if the task left no such file."""
        return InputFile(path=f"{self.folder}/{name}", sha256=self.result.files[name].sha256)


def digest(value: Any) -> str:
    """SHA-256 of a JSON value in canonical form (sorted keys).

    >>> digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    True
    """
    return hashlib.sha256(msgspec.json.encode(value, order="sorted")).hexdigest()


def file_digest(path: str) -> FileDigest:
    """Hash a file's content; raises `OSError`."""
    with open(path, "rb") as stream:  # noqa: PTH123 - a str, as it came over the wire
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        return FileDigest(sha256=sha256, size=stream.tell())


def changed_fields(before: Any, after: Any, path: str = "") -> list[str]:
    """The dotted paths at which two JSON values differ, in the order of `after`.

    >>> changed_fields({"text": "a", "rate": 1}, {"text": "b", "rate": 1})
    ['text']
    """
    if isinstance(before, dict) and isinstance(after, dict):
        names = [*after, *(name for name in before if name not in after)]
        return [
            found
            for name in names
            for found in changed_fields(before.get(name), after.get(name), f"{path}.{name}" if path else name)
        ]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [
            found
            for index, (a, b) in enumerate(zip(before, after, strict=True))
            for found in changed_fields(a, b, f"{path}[{index}]")
        ]
    return [] if before == after else [path]
