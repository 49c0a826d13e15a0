"""The kinds of things that a scene can show, one file each; `aura_nb/visuals/templates/kinds` has each one's template.

Another kind is a file here, a line below, and a template of its name.
"""

from __future__ import annotations

from aura_nb.specs.kinds.bullets import Bullets, Point
from aura_nb.specs.kinds.callout import Callout
from aura_nb.specs.kinds.chart import Chart
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

Show = (
    Title
    | Section
    | Bullets
    | Steps
    | Text
    | Code
    | Table
    | Formula
    | Picture
    | Chart
    | Columns
    | Quote
    | Callout
    | End
    | Custom
)

__all__ = [
    "Bullets",
    "Callout",
    "Chart",
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
