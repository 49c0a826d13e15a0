"""Text that is set in more than one way: runs, each a piece of it and how that is set.

    [{"text": "Water is H"}, {"text": "2", "sub": true}, {"text": "O, and "}, {"text": "wet", "italic": true}]

Runs are data: whatever is written in them is shown as it is written. A text of one way is a plain string.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, TypeAlias

import msgspec
from msgspec import Meta

from aura_nb.errors import FieldError
from aura_nb.specs.raising import lowered, raised
from aura_nb.specs.spec import Spec, joined

MOST_RUNS = 1000
_WAYS = ("bold", "italic", "code", "sub", "sup")


class Run(Spec, omit_defaults=True, repr_omit_defaults=True, frozen=True):  # type: ignore[misc]  # msgspec allows it
    """A piece of a text: bold, italic, as code, lowered (`sub`), raised (`sup`), or a link (`link` is where to).

    With `tex` it is mathematics, and `text` what stands for it where it is read as words.
    """

    text: Annotated[str, Meta(max_length=5000)] = ""
    bold: bool = False
    italic: bool = False
    code: bool = False
    sub: bool = False
    sup: bool = False
    link: Annotated[str, Meta(max_length=2000)] = ""
    tex: Annotated[str, Meta(max_length=2000)] = ""

    @classmethod
    def wrong(cls, given: Mapping[str, Any], path: str) -> Iterator[FieldError]:
        """A run of nothing, and ways that exclude each other."""
        if given.get("tex"):
            for way in _WAYS:
                if given.get(way):
                    yield FieldError(joined(path, way), f"mathematics is not {way}: say it in the tex itself")
        elif not given.get("text"):
            yield FieldError(path, "must have text or tex")
        elif given.get("sub") and given.get("sup"):
            yield FieldError(joined(path, "sup"), "a text is either sub or sup")

    @property
    def words(self) -> str:
        """What it says, raised and lowered as far as Unicode can.

        >>> Run(text="2", sub=True).words
        '₂'
        """
        if self.sub or self.sup:
            return (raised if self.sup else lowered)(self.text)
        return self.text or self.tex

    @property
    def is_plain(self) -> bool:
        """Whether it is set as the text around it."""
        return self == Run(text=self.text)


Runs = Annotated[list[Run], Meta(min_length=1, max_length=MOST_RUNS)]
Words: TypeAlias = str | list[Run]
"""A text: a string, or runs."""


def plain(text: Words) -> str:
    """The words of a text.

    >>> plain("Bees"), plain([Run(text="H"), Run(text="2", sub=True), Run(text="O")])
    ('Bees', 'H₂O')
    """
    return text if isinstance(text, str) else "".join(run.words for run in text)


def changed(text: Words, change: Callable[[str], str]) -> Words:
    """A text with the words of each of its runs changed; mathematics stays."""
    if isinstance(text, str):
        return change(text)
    made = [run if run.tex else msgspec.structs.replace(run, text=change(run.text)) for run in text]
    return [run for run in made if run.words] or ""
