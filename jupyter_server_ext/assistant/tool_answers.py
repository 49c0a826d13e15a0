"""What tools answer: as much as an assistant can read, with a word on what was left out.

Plain dataclasses: jupyter-server-mcp makes of them the schema that assistants see, and so no annotation is a string.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from aura_nb.wire.events import Failure

T = TypeVar("T")

# An assistant pays for each character it reads and forgets what it read before: some 5,000 tokens an answer.
MAX_CHARACTERS = 20_000
# Of them a page of scenes, films or files has most, and each of its two lists of remarks the rest.
PAGE_CHARACTERS, LINES_CHARACTERS = 12_000, 4_000
EXCERPT, LINE = 300, 1_000
MAX_PAGE = 50
MAX_LINES = 20


@dataclass(kw_only=True)
class SceneLine:
    """One scene of a list. `narration` is its beginning; `place` is where in the source it was written."""

    scene: str
    heading: str
    kind: str
    seconds: float
    narration: str
    place: str
    findings: list[str] = field(default_factory=list)


@dataclass(kw_only=True)
class Scenes:
    """Scenes of a storyboard, in their order. `left_out` says how to read on; it is empty when that was all."""

    title: str
    language: str
    seconds: float
    version: int
    total: int
    scenes: list[SceneLine]
    notes: list[str]
    left_out: str


@dataclass(kw_only=True)
class WholeScene:
    """One scene as the storyboard has it: JSON, or a piece of it. `left_out` says how to read on."""

    scene: str
    version: int
    json: str
    left_out: str


@dataclass(kw_only=True)
class Edited:
    """A scene that was saved: the storyboard's new version, and what was found about the scene."""

    version: int
    scene: SceneLine
    next: str


@dataclass(kw_only=True)
class PlannedFilm:
    """A film that was not made: about how long it is, who speaks, what of the work is done already, what is wrong."""

    title: str
    seconds: float
    exact: bool
    voice: str
    language: str
    scenes: int
    steps_done: int
    steps_to_do: int
    outline: list[str]
    warnings: list[str]
    notes: list[str]
    left_out: str


@dataclass(kw_only=True)
class FilmState:
    """A film that was asked for: how far it is, and what came of it.

    `status` is pending, running, completed, failed or canceled. `video` is the finished file below the server's folder,
    "" where it lies elsewhere; `url` its address on the server. `errors` and `warnings` say what to do.
    """

    job_id: str
    title: str
    status: str
    stage: str
    percent: float
    seconds: float | None
    video: str
    url: str
    errors: list[str]
    warnings: list[str]
    left_out: str


@dataclass(kw_only=True)
class FilmList:
    """Films, the newest first. `next` is the `before` of the page that follows, "" on the last."""

    films: list[FilmState]
    next: str
    left_out: str


@dataclass(kw_only=True)
class FilmFile:
    """A file of a film: `kind` is such as video, captions, poster, transcript; `path` is below the server's folder."""

    name: str
    kind: str
    type: str
    size_bytes: int
    path: str
    url: str


@dataclass(kw_only=True)
class FilmFiles:
    """The files of a film."""

    job_id: str
    files: list[FilmFile]
    left_out: str


def excerpt(text: str, most: int = EXCERPT) -> str:
    """The beginning of a text.

    >>> excerpt("a long text", 6)
    'a long…'
    """
    return text if len(text) <= most else text[:most].rstrip() + "…"


def lines(texts: Iterable[str], what: str) -> tuple[list[str], str]:
    """The first of some lines, each cut, and what was left out.

    >>> lines(["a"] * 22, "warnings")[1]
    '2 more warnings'
    """
    found = list(texts)
    taken: list[str] = []
    room = LINES_CHARACTERS
    for each in found[:MAX_LINES]:
        line = excerpt(each, LINE)
        room -= len(line)
        if room < 0:
            break
        taken.append(line)
    more = len(found) - len(taken)
    return taken, f"{more} more {what}" if more else ""


def page(found: Sequence[T], *, start: int, limit: int, what: str, size: Callable[[T], int]) -> tuple[list[T], str]:
    """So many of the found from `start` on as an answer holds, and how to ask for those that follow.

    >>> page(["a", "b", "c"], start=0, limit=2, what="scenes", size=len)
    (['a', 'b'], 'scenes 2 to 2 of 0 to 2: ask again with start=2')
    """
    taken: list[T] = []
    room = PAGE_CHARACTERS
    for each in found[max(start, 0) :][: min(max(limit, 1), MAX_PAGE)]:
        room -= size(each)
        if taken and room < 0:
            break
        taken.append(each)
    after = max(start, 0) + len(taken)
    if after >= len(found):
        return taken, ""
    last = len(found) - 1
    return taken, f"{what} {after} to {last} of 0 to {last}: ask again with start={after}"


def said(*parts: str) -> str:
    """What was left out, in one line."""
    return "; ".join(filter(None, parts))


def next_step(failure: Failure) -> str:
    """A job's error in a line, with its code and the next step."""
    return f"{failure.code}: {failure.message} Next step: {failure.remediation or 'read the log of the job.'}"
