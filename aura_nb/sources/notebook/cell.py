"""A cell of code as it is used: what its author says of it, its code as it is shown, what its outputs show."""

from __future__ import annotations

import ast

from msgspec import Struct

from aura_nb.sources.markdown.lines import CELL
from aura_nb.sources.notebook.code import statements
from aura_nb.sources.notebook.cut import Cut
from aura_nb.sources.notebook.outputs import Shown
from aura_nb.sources.notebook.steering import Steering


class CodeCell(Struct):
    """The cell of a `number`, counted from 1."""

    number: int
    steering: Steering
    code: Cut
    outputs: list[Shown]

    @property
    def line(self) -> int:
        """The line that its slides are said to stand on."""
        return self.number * CELL

    @property
    def statements(self) -> list[ast.stmt]:
        """What its code does, imports and all."""
        return statements(self.code)
