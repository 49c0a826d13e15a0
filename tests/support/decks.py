"""What is seen of a deck, and the marks of Markdown that must not be."""

from __future__ import annotations

import re

from aura_nb.specs import Bullets, End, Picture, Text, Title

MARKS = re.compile(
    r":::|```|~~~|\{[.#:%=]|\{\{|\}\}|<!--|-->|</?[a-z][\w-]*[ />]|\[\^|\[\[|\]\]|==\w|::\w+::|#\||\$\$|!\[|\]\("
    r"|\?\?\?|!!!"
    r"|\{[a-z-]+\}`|%\}|\\[a-z(\[]|&[a-z]+;|\*\*|__\w|\[@"
)


def shown(scene):
    match scene.show:
        case Bullets(items=items):
            return "\n".join(items)
        case Text(text=text) | End(text=text) | Title(subtitle=text):
            return text
        case Picture(caption=caption):
            return caption
