"""What a film cannot show of a deck: one warning for each kind, with the lines where it stands."""

from __future__ import annotations

import re

from msgspec import Struct, field

from aura_nb.regex import regex
from aura_nb.sources.markdown.lines import CELL, origin

_PLURALS = [
    (regex(rf"^{one}\b|(?<=^what ){one}\b|(?<=^what is in ){one}\b"), more)
    for one, more in (
        ("it is", "they are"),
        ("it stands", "they stand"),
        ("it belongs", "they belong"),
        ("it names", "they name"),
        ("its", "their"),
    )
]
DIAGRAM = "a diagram", "only pictures in files can be shown. Save it as a picture."
_MOST_LINES = 5
_MOST_NAMES = 12


class LeftOut(Struct):
    """What was left out, by what it is called; settings that are not used, by their names."""

    kinds: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    settings: dict[str, list[int]] = field(default_factory=dict)

    def add(self, noun: str, line: int, why: str) -> None:
        """One thing that is not shown: `noun` is "a video", `why` the rest of the sentence after the colon."""
        self.kinds.setdefault((noun, why), []).append(line)

    def setting(self, name: str, line: int) -> None:
        """A setting of another tool that means nothing for a film."""
        self.settings.setdefault(name, []).append(line)

    def warnings(self, file: str = "") -> list[str]:
        """One sentence or two for each kind, with the places in the `file`."""
        found = [
            f"{_counted(noun, len(lines))} ({at(lines, file)}) left out: {_reason(why, len(lines))}"
            for (noun, why), lines in self.kinds.items()
        ]
        if self.settings:
            names = list(self.settings)
            more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
            places = sorted(line for lines in self.settings.values() for line in lines)
            where = at(places, file)
            found.append(
                f"Settings of slides that a film has no use for ({where}): {', '.join(names[:_MOST_NAMES])}{more}."
            )
        return found


def at(lines: list[int], file: str = "") -> str:
    """The lines in words, or as an editor finds them where the file has a name.

    >>> at([3]), at([3, 3, 5]), at([3, 5], "talk.md")
    ('line 3', 'lines 3, 5', 'talk.md:3, talk.md:5')
    """
    cells = list(dict.fromkeys(line // CELL for line in lines))
    if any(cells):
        numbers = ", ".join(map(str, cells[:_MOST_LINES])) + (" ..." if len(cells) > _MOST_LINES else "")
        return f"{file or 'the notebook'}, {'cell' if len(cells) == 1 else 'cells'} {numbers}"
    places = list(dict.fromkeys(lines))
    more = " ..." if len(places) > _MOST_LINES else ""
    shown = places[:_MOST_LINES]
    if file:
        return ", ".join(origin(line, file).place for line in shown) + more
    return f"{'line' if len(places) == 1 else 'lines'} {', '.join(map(str, shown))}{more}"


def _counted(noun: str, count: int) -> str:
    """The noun with its article, or in the plural with its number: "A video", "3 videos", "2 cells of code"."""
    article, _, name = noun.partition(" ")
    if count == 1:
        return f"{article.capitalize()} {name}"
    words = re.split(r" (?=(?:of|that|in|by|for|without) )", name, maxsplit=1)
    ending = "es" if words[0].endswith(("s", "x", "ch", "sh")) else "s"
    return " ".join([f"{count} {words[0]}{ending}", *words[1:]]).replace(" that is ", " that are ")


def _reason(why: str, count: int) -> str:
    """Why one or several things are left out.

    >>> _reason("what it stands for is not in the deck.", 2), _reason("its source stands in no deck.", 3)
    ('what they stand for is not in the deck.', 'their source stands in no deck.')
    """
    if count == 1:
        return why
    for one, more in _PLURALS:
        why = one.sub(more, why)
    return why
