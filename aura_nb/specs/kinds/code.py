"""Code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar, NamedTuple

from msgspec import Meta

from aura_nb.errors import FieldError
from aura_nb.specs.kinds.kind import Kind, Leaf, shown
from aura_nb.specs.kinds.transcribed import Transcribed
from aura_nb.specs.spec import SAYS_SOMETHING, joined

# What a terminal asks with; what does not begin so is its answer.
_PROMPTS = ("$ ", "# ", "% ", "> ", ">>> ", "... ", "PS ", "In [", "...: ")
_SESSIONS = frozenset({"console", "shell-session", "sh-session", "terminal", "pycon", "ipython", "doscon"})
# What authors call a language, where the highlighter has another name for it.
_CALLED = {
    **dict.fromkeys(["python3", "py3", "ipython3"], "python"),
    **dict.fromkeys(["jsx", "mjs", "cjs", "node"], "tsx"),
    **dict.fromkeys(["mysql", "postgres", "postgresql", "psql", "sqlite", "plsql", "tsql"], "sql"),
    **dict.fromkeys(["json5", "jsonc", "ndjson"], "json"),
    **dict.fromkeys(["shell", "ksh"], "bash"),
    "golang": "go",
    "csharp": "cs",
    "fsharp": "fs",
    "docker": "dockerfile",
    "objc": "objective-c",
    "octave": "matlab",
    "scheme": "lisp",
    "cuda": "cpp",
    "graphviz": "dot",
}

LineNumber = Annotated[int, Meta(ge=1, le=10_000)]


class _Pace(NamedTuple):
    """Seconds: of a line that is read, that lights up, that is only looked over, and of any state at the least."""

    line: float
    lit: float
    glance: float
    least: float


_READ = _Pace(line=1.0, lit=1.2, glance=0.4, least=2.5)
_SPOKEN = _Pace(line=0.35, lit=0.7, glance=0.15, least=2.0)
_LONGEST = 10.0  # seconds that a whole is looked over: before its parts light up, or where nobody speaks


def _filled(rows: Iterable[str]) -> int:
    return sum(bool(row.strip()) for row in rows)


def _within(seconds: float, least: float) -> float:
    return min(_LONGEST, max(least, seconds))


class Code(Kind, tag="code"):
    """Code, as it was typed, in the colours of its language.

    `lines` light up one group after the other, by their numbers from 1; `numbers` shows these. `output` is what it
    printed: it appears below it as the last step. `whole` is what a transcript has to copy, where only a part is shown.
    """

    unseen: ClassVar[tuple[str, ...]] = ("whole",)

    code: Annotated[str, shown("code", min_length=1, max_length=20_000, extra_json_schema=SAYS_SOMETHING)]
    language: Annotated[str, shown("unseen", max_length=50)] = ""
    lines: Annotated[list[Annotated[list[LineNumber], Meta(min_length=1, max_length=500)]], Meta(max_length=60)] = []
    numbers: bool = False
    output: Annotated[str, shown("code", max_length=5000)] = ""
    whole: Annotated[str, shown("unseen", max_length=200_000)] = ""

    @classmethod
    def wrong(cls, given: Mapping[str, Any], path: str) -> Iterator[FieldError]:
        """Lines that the code does not have."""
        count = str(given.get("code", "")).rstrip("\n").count("\n") + 1
        for index, group in enumerate(given.get("lines", [])):
            if group and max(group) > count:
                message = f"there is no line {max(group)}: the code has {count}"
                yield FieldError(f"{joined(path, 'lines')}[{index}]", message)

    @property
    def step_count(self) -> int | None:
        """Its groups of lines and its output; without any, it may take pages."""
        return len(self.lines) + bool(self.output) or None

    @property
    def states(self) -> int:
        """One for all of it, one for each group of lines, one for its output."""
        return 1 + len(self.lines) + bool(self.output)

    def transcribed(self, *, of_notebook: bool) -> Transcribed:
        """All of its code, and what it printed; of a notebook, what is no cell's code is an example, or was printed."""
        if of_notebook and not self.whole:
            return Transcribed(output=(self.code,))
        return Transcribed((self.whole or self.code,), (self.output,) if self.output else ())

    def outlasts(self, states: int) -> bool:
        """Where it is seen part by part: lines that light up, pages."""
        return bool(self.lines) or states > 1 + bool(self.output)

    def reading(self, cues: Sequence[str], *, spoken: bool) -> list[float]:
        """Code is read line by line, and not only where nobody speaks."""
        count = _filled(self.code.split("\n"))
        pace = _SPOKEN if spoken else _READ
        printed = [_within(_filled(self.output.split("\n")) * pace.line, pace.least)] if self.output else []
        if self.lines:
            rows = self.code.split("\n")
            groups = [_filled(rows[number - 1] for number in group if number <= len(rows)) for group in self.lines]
            first = _within(count * pace.glance, pace.least)
            found = [first, *(max(pace.least, lit * pace.lit) for lit in groups), *printed]
        else:
            pages = max(1, len(cues) - len(printed))
            found = [_within(count * pace.line / pages, pace.least)] * pages + printed
        return found if len(found) == len(cues) else super().reading(cues, spoken=spoken)

    def as_data(self, change: Callable[[Leaf], Any]) -> dict[str, Any]:
        """Its rows, of a session those that a machine answered among them; lines are counted from 0."""
        data = super().as_data(change)
        session = self.language.lower() in _SESSIONS
        rows = [row | {"out": session and not row["text"].lstrip().startswith(_PROMPTS)} for row in data["code"]]
        gap = {"text": "", "wide": 0}
        printed = [row | {"out": True} for row in [gap, *data["output"]]] if self.output else []
        return data | {
            "code": [row | {"late": False} for row in rows] + [row | {"late": True} for row in printed],
            "language": "" if session else _CALLED.get(self.language.lower(), self.language.lower()),
            "lines": [[number - 1 for number in group] for group in self.lines],
        }
