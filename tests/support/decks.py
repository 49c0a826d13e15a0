"""What is seen of a deck, and the marks of Markdown that must not be."""

from __future__ import annotations

import re

from aura_nb.specs import Bullets, Steps
from aura_nb.specs.kinds.kind import SHOWN

MARKS = re.compile(
    r":::|```|~~~|\{[.#:%=]|\{\{|\}\}|<!--|-->|</?[a-z][\w-]*[ />]|\[\^|\[\[|\]\]|==\w|::\w+::|#\||\$\$|!\[|\]\("
    r"|\?\?\?|!!!"
    r"|\{[a-z-]+\}`|%\}|\\[a-z(\[]|&[a-z]+;|\*\*|__\w|\[@"
)


def shown(scene):
    """All that a scene's visual shows, in order: points by lines, code as paragraphs that are indented."""
    leaves = [leaf for leaf in scene.show.leaves() if leaf.form in SHOWN and leaf.text]
    if isinstance(scene.show, Bullets | Steps):
        return "\n".join(leaf.text for leaf in leaves)
    return "\n\n".join(re.sub("(?m)^", "    ", leaf.text) if leaf.form == "code" else leaf.text for leaf in leaves)
