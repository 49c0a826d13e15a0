"""The kinds of things that a scene can show, one file each; `aura_nb/visuals/templates/kinds` has each one's template.

Another kind is a file here and a template of its name.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import TYPE_CHECKING, Union

from aura_nb.specs.kinds.bullets import Bullets, Point
from aura_nb.specs.kinds.callout import Callout
from aura_nb.specs.kinds.chart import Chart
from aura_nb.specs.kinds.clip import Clip
from aura_nb.specs.kinds.code import Code
from aura_nb.specs.kinds.columns import Columns
from aura_nb.specs.kinds.custom import Custom
from aura_nb.specs.kinds.end import End
from aura_nb.specs.kinds.formula import Formula
from aura_nb.specs.kinds.kind import Kind, Leaf
from aura_nb.specs.kinds.picture import Picture
from aura_nb.specs.kinds.quote import Quote
from aura_nb.specs.kinds.section import Section
from aura_nb.specs.kinds.steps import Steps
from aura_nb.specs.kinds.table import Table
from aura_nb.specs.kinds.text import Text
from aura_nb.specs.kinds.title import Title


def _kinds() -> Iterator[type[Kind]]:
    """Every kind that a file of this folder defines."""
    for file in sorted(each.name for each in pkgutil.iter_modules(__path__)):
        module = importlib.import_module(f"{__name__}.{file}")
        for defined in vars(module).values():
            if isinstance(defined, type) and issubclass(defined, Kind) and defined.__module__ == module.__name__:
                yield from [defined] if defined is not Kind else []


if TYPE_CHECKING:
    Show = Kind
else:
    Show = Union[tuple(_kinds())]  # noqa: UP007 - of as many as there are: another kind is in it by being there


__all__ = [
    "Bullets",
    "Callout",
    "Chart",
    "Clip",
    "Code",
    "Columns",
    "Custom",
    "End",
    "Formula",
    "Kind",
    "Leaf",
    "Picture",
    "Point",
    "Quote",
    "Section",
    "Show",
    "Steps",
    "Table",
    "Text",
    "Title",
]
