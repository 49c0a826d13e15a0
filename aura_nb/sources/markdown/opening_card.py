"""The opening card: the title, subtitle, authors and date of a front matter, where a deck has no card of its own."""

from __future__ import annotations

import re

import msgspec
from msgspec import Struct

from aura_nb.regex import regex
from aura_nb.sources.markdown import spoken_text
from aura_nb.sources.markdown.front_matter import FrontMatter
from aura_nb.sources.markdown.parser import parse_inline
from aura_nb.sources.markdown.text_writer import inline
from aura_nb.sources.markdown.wording import BREAK, spoken
from aura_nb.specs import Scene, Title, slug
from aura_nb.specs.marks import bare, clipped
from aura_nb.specs.origin import Origin
from aura_nb.specs.runs import plain

_HEADING = 200
_LINE = 300
_RAISED = regex(r"(?<=[^\W\d])[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+$")  # the mark of a footnote
_DOT = " \N{MIDDLE DOT} "


class OpeningCard(Struct, frozen=True):
    """What an opening card would say, as text; `byline` is who speaks and when."""

    title: str = ""
    said: str = ""
    subtitle: str = ""
    byline: str = ""
    language: str = ""
    source: Origin | None = None


def opening_of(head: FrontMatter, language: str, file: str = "") -> OpeningCard:
    """The card that the front matter of `file` describes, in the language of the deck."""
    title = inline(parse_inline(head.title)) if head.title else None
    return OpeningCard(
        title=_clipped(title.words, _HEADING) if title else "",
        said=bare(title.said).replace(BREAK, " ") if title else "",
        subtitle=_plain(head.subtitle),
        byline=_DOT.join(filter(None, (_plain(head.author), _plain(head.date)))),
        language=language,
        source=Origin(file=file[-1000:], line=head.title_line or None),
    )


def opened(scenes: list[Scene], opening: OpeningCard, *, level: int, always: bool = False) -> list[Scene]:
    """The scenes with the card before them, or with what it would say on the card they open with.

    A card opens a deck where its first heading is of the first `level`. The tools that make a title slide of the front
    matter have one `always`.
    """
    first = scenes[0]
    same = _letters(plain(first.heading)) == _letters(opening.title)
    is_card = isinstance(first.show, Title) and bool(first.heading) and (level == 1 or same)
    if opening.title and not same and (always or not is_card):
        lines = _DOT.join(filter(None, (opening.subtitle, opening.byline)))
        texts = (spoken(text)[:_LINE] for text in (opening.said, opening.subtitle) if text)
        said = [spoken_text.sentence(text, opening.language) for text in texts]
        card = Scene(
            id=_free(slug(opening.title), {scene.id for scene in scenes}),
            heading=opening.title,
            narration=spoken_text.PARAGRAPH.join(said),
            show=Title(subtitle=clipped(lines, 500)),
            source=opening.source,
        )
        return [card, *scenes]
    if is_card and isinstance(first.show, Title):
        subtitle = plain(first.show.subtitle) or opening.subtitle
        lines = _DOT.join(filter(None, (subtitle, opening.byline)))
        scenes[0] = msgspec.structs.replace(first, show=Title(subtitle=clipped(lines, 500)))
    return scenes


def _letters(title: str) -> str:
    """What tells titles apart: not the mark of a footnote, nor signs and spaces, which are set in several ways."""
    return re.sub(r"[\W_]+", "", _RAISED.sub("", bare(title))).casefold() or title


def _free(name: str, taken: set[str]) -> str:
    return next(one for one in (name, *(f"{name}-{number}" for number in range(2, 1000))) if one not in taken)


def _plain(text: str) -> str:
    return _clipped(inline(parse_inline(text)).words, _LINE) if text else ""


def _clipped(text: str, limit: int) -> str:
    text = text.replace(BREAK, " ")
    return text if len(text) <= limit else text[: limit - 1].rsplit(" ", 1)[0] + "…"
