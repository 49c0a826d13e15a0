"""The kinds of things that a scene can show, one file each; `aura_nb/visuals/templates` has each one's template.

Another kind is a file here, a line below, and a template of its name.
"""

from __future__ import annotations

from aura_nb.specs.kinds.bullets import Bullets
from aura_nb.specs.kinds.custom import Custom
from aura_nb.specs.kinds.end import End
from aura_nb.specs.kinds.kind import Kind, Leaf
from aura_nb.specs.kinds.picture import Picture
from aura_nb.specs.kinds.text import Text
from aura_nb.specs.kinds.title import Title

Show = Title | Bullets | Text | Picture | End | Custom

__all__ = ["Bullets", "Custom", "End", "Kind", "Leaf", "Picture", "Show", "Text", "Title"]
