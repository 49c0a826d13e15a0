"""A formula."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from msgspec import Meta

from aura_nb.specs.kinds.kind import Kind, Leaf, Line, shown
from aura_nb.specs.kinds.transcribed import Transcribed
from aura_nb.specs.runs import plain
from aura_nb.specs.spec import SAYS_SOMETHING

MOST_TEX = 5000  # characters
Tex = Annotated[str, shown("tex", min_length=1, max_length=MOST_TEX, extra_json_schema=SAYS_SOMETHING)]


class Formula(Kind, tag="formula"):
    r"""A formula in TeX, large. Lines of an `align` or `cases` appear one by one, and so do the `steps` below it.

    `definitions` are `\newcommand` lines that it uses.
    """

    tex: Tex
    steps: Annotated[list[Tex], Meta(max_length=20)] = []
    caption: Line = ""
    definitions: Annotated[str, shown("unseen", max_length=MOST_TEX)] = ""

    @property
    def called(self) -> str:
        """Its caption, else its source."""
        return plain(self.caption) or self.tex

    def transcribed(self, *, of_notebook: bool) -> Transcribed:  # noqa: ARG002 - likewise of a deck
        """Its source."""
        return Transcribed((self.tex,))

    def as_data(self, change: Callable[[Leaf], Any]) -> dict[str, Any]:
        """Itself as it is drawn, and its steps likewise."""
        data: dict[str, Any] = super().as_data(change)
        return {**data, **data["tex"], "cues": []}

    @property
    def states(self) -> int:
        """One for each line, and one for each step."""
        return self.tex.count(r"\\") + 1 + len(self.steps)
