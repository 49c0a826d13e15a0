"""Blocks into scenes: what each shows, what is said meanwhile, and what it is called.

What is more than one scene can show and say well goes on in
further ones of the same heading, so that nothing is cut off and no scene stands for minutes. Ids come from headings (or
first words), so that they stay when other scenes change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from msgspec.structs import replace

from aura_nb.errors import FieldError, SourceInvalid
from aura_nb.sources.markdown import spoken_text
from aura_nb.sources.markdown.blocks import (
    Admonition,
    Block,
    Blocks,
    Break,
    ChartBlock,
    CodeBlock,
    ColumnsBlock,
    FormulaBlock,
    Gone,
    Heading,
    ListBlock,
    Notes,
    Paragraph,
    PictureBlock,
    QuoteBlock,
    TableBlock,
    flat,
    text_of,
)
from aura_nb.sources.markdown.clicks import Clicks, plain
from aura_nb.sources.markdown.dealing import dealt
from aura_nb.sources.markdown.lines import CELL, origin
from aura_nb.sources.markdown.sections import SceneBlocks, numbers, sections
from aura_nb.sources.markdown.shows import Thing, picture, weight
from aura_nb.sources.markdown.things import SMALL, things
from aura_nb.sources.markdown.wordless import voiced
from aura_nb.specs import Cue, End, Scene, Section, Title, slug
from aura_nb.specs.marks import bare, clipped
from aura_nb.specs.phrase_places import starts
from aura_nb.specs.storyboard import MOST_SCENES

NOTHING = "there is nothing to show"  # how the error of a source without a scene begins
_SUBTITLE = 160
_CAPTION = 300
_CLOSING = 100
_HEADING = 200
_ID = 48


def scenes(found: Blocks, *, language: str, file: str = "") -> list[Scene]:
    """The scenes of a deck that its author calls `file`.

    Raises `SourceInvalid` where there is nothing to show, or too much.
    """
    parts = sections(found)
    made: list[Scene] = []
    names: set[str] = set()
    numbered = numbers(parts)
    for place, section in enumerate(parts):
        shown = _shown(section, found, language, first=not made, last=place == len(parts) - 1)
        heading = section.heading.text.shown if section.heading else ""
        noted = any(isinstance(block, Notes) for block in section.blocks)
        clicks = Clicks()
        if place in numbered and isinstance(shown[0].show, Title):
            shown[0].show = Section(subtitle=shown[0].show.subtitle, number=numbered[place])
        if section.audio and len(shown) > 1:
            where = f"line {section.audio.line}: {section.audio.file!r}"
            message = f"{where} is one recording, and the slide makes {len(shown)} scenes"
            raise SourceInvalid(
                [FieldError("", message)],
                remedy="Part the slide and the recording, or let the slide show less.",
                line=section.audio.line,
            )
        voiced(shown, "" if noted or not section.heading else section.heading.text.said, language)
        for thing in shown:
            name = _unique(_name(section, thing), names)
            made.append(
                Scene(
                    id=name,
                    heading=_clipped(heading, _HEADING),
                    narration=plain(thing.said),
                    audio=section.audio.file if section.audio and thing.said.strip() else None,
                    show=thing.show,
                    pause_after=thing.pause,
                    source=origin(thing.line or section.line, file),
                    cues=_cues(thing) or clicks.cues(thing.said, thing.show),
                )
            )
            if len(made) > MOST_SCENES:
                raise SourceInvalid(
                    [FieldError("", f"line {thing.line or section.line}: there are more than {MOST_SCENES} scenes")],
                    remedy="Part it into several decks or notebooks.",
                    line=thing.line or section.line,
                )
    if not made:
        raise SourceInvalid(
            f"{NOTHING}: no heading, no text, no picture of its own",
            remedy="Write a heading (# Title) and some text below it.",
        )
    return made


def _cues(thing: Thing) -> list[Cue]:
    """The thing's own cues; none where notes are said in place of what it would have said."""
    narration = plain(thing.said)
    return list(thing.cues) if None not in starts([cue.on for cue in thing.cues], narration) else []


def _shown(section: SceneBlocks, found: Blocks, language: str, *, first: bool, last: bool) -> list[Thing]:
    """What a section shows and says: one thing for each scene."""
    notes = [text for block in section.blocks if isinstance(block, Notes) for text in block.paragraphs]
    blocks = [block for block in section.blocks if not isinstance(block, Notes)]
    heading = section.heading
    if heading is None and not blocks:  # a slide of which nothing but what is said can be shown
        blocks, notes = [Paragraph(text, text, section.line) for text in map(plain, notes)], []
    lead = blocks[0] if blocks else None
    opening = lead if isinstance(lead, Paragraph) and _is_subtitle(lead, blocks[1:2]) else None
    if heading is None:
        shown = _on_picture(blocks, language)
        return dealt(shown, notes, language) if shown else things(blocks, found, language, notes=notes)
    said = "" if notes else spoken_text.sentence(heading.text.said, language)
    if len(heading.text.words) > _HEADING:  # too long for a heading: all of it is read below
        text = Paragraph(heading.text.shown, heading.text.said, heading.line)
        return things([text, *blocks], found, language, notes=notes)
    if not blocks or (opening and len(blocks) == 1 and (first or _closes(section, opening, last=last))):
        line = opening.shown if opening else ""
        spoken = _joined(said, spoken_text.sentence(opening.said, language) if opening and not notes else "")
        show = End(text=line) if last and not first else Title(subtitle=line)
        return dealt([Thing(show, spoken)], notes, language)
    if first and not notes and _is_full(blocks, opening):
        card = Thing(Title(subtitle=opening.shown if opening else ""), said)
        if opening:
            card.said = _joined(said, spoken_text.sentence(opening.said, language))
            blocks = blocks[1:]
        return [card, *things(blocks, found, language)]
    shown = _on_picture(blocks, language) or things(blocks, found, language, notes=notes)
    if notes:
        shown = dealt(shown, notes, language)
    elif shown:
        shown[0].said = _joined(said, shown[0].said)
    return shown or [Thing(Title(), said)]


def _is_full(blocks: Sequence[Block], opening: Paragraph | None) -> bool:
    """Whether what follows a deck's first heading leaves it a card of its own.

    Code, a table and the like have a slide to themselves whatever their size, a short text before them is said there.
    """
    own = [
        block
        for block in blocks
        if isinstance(
            block, CodeBlock | TableBlock | ChartBlock | FormulaBlock | QuoteBlock | Admonition | ColumnsBlock
        )
    ]
    if len(own) == 1 and len(blocks) == 1 + (opening is not None):
        return False
    return opening is not None or sum(map(weight, blocks)) > SMALL


def _on_picture(blocks: Sequence[Block], language: str) -> list[Thing]:
    """A few words and the one picture that lies behind them, in one scene; nothing where it is not so."""
    behind = [block for block in blocks if isinstance(block, PictureBlock) and block.is_behind]
    texts = [block for block in blocks if isinstance(block, Paragraph | Heading)]
    if (
        len(behind) != 1
        or behind[0].image.is_video
        or len(texts) + 1 != len(blocks)
        or sum(map(weight, texts)) > _CAPTION
    ):
        return []
    image = behind[0].image
    shown = [block.text.shown if isinstance(block, Heading) else block.shown for block in texts]
    said = [block.text.said if isinstance(block, Heading) else block.said for block in texts]
    show = replace(picture(behind[0]), caption=clipped(_beside(shown), 500), fit=image.fit or "cover")
    return [Thing(show, spoken_text.PARAGRAPH.join(spoken_text.sentence(text, language) for text in said if text))]


def _beside(texts: Sequence[str]) -> str:
    """Texts on one line: sentences follow one another, others are parted by a dot."""
    line = ""
    for text in texts:
        between = " " if bare(line).endswith((".", "!", "?", "…", ":", "。")) else " \N{MIDDLE DOT} "
        line = f"{line}{between}{text}" if line else text
    return line


def _is_subtitle(paragraph: Paragraph, follows: Sequence[Block]) -> bool:
    """Whether it can stand alone below a title: short, with nothing that follows from it, and no line of a stanza."""
    stanza = any(isinstance(block, Paragraph) and block.line == paragraph.line for block in follows)
    return (
        len(bare(paragraph.shown)) <= _SUBTITLE
        and not paragraph.footnotes
        and not bare(paragraph.shown).endswith(":")
        and not stanza
    )


def _closes(section: SceneBlocks, opening: Paragraph, *, last: bool) -> bool:
    return last and section.heading is not None and section.heading.level == 1 and len(bare(opening.shown)) <= _CLOSING


def _joined(heading: str, said: str) -> str:
    """The heading, then the rest; not twice where a text begins with its own heading."""
    bare = heading.rstrip(".:。").casefold()
    begins = len(bare) > 2 and said.casefold().startswith(bare) and not said[len(bare) : len(bare) + 1].isalnum()
    if not heading or begins:
        return said
    return f"{heading}{spoken_text.PARAGRAPH}{said}" if said else heading


def _name(section: SceneBlocks, thing: Thing) -> str:
    """An id from the heading, or from what the scene shows first; letters without a Latin form give a number."""
    if section.heading and section.heading.anchor:
        return section.heading.anchor
    if thing.settled and not section.heading:
        return f"cell-{thing.line // CELL}"
    text = section.heading.text.words if section.heading else " ".join(bare(thing.first_words).split()[:6])
    name = slug(text, limit=_ID)
    if name == "film" and text.casefold().strip() != "film":
        return f"scene-{hashlib.sha256(text.encode(errors='replace')).hexdigest()[:8]}"
    return name


def _unique(name: str, names: set[str]) -> str:
    unique, number = name, 1
    while unique in names:
        number += 1
        unique = f"{name}-{number}"
    names.add(unique)
    return unique


def _clipped(text: str, limit: int) -> str:
    words = bare(text)
    return text if len(words) <= limit else words[:limit].rsplit(" ", 1)[0][:limit] + "…"


def titled(found: Blocks) -> str:
    """The first heading of the first level, which is the title of all."""
    headings = (block for block in found.blocks if isinstance(block, Heading) and block.level == 1)
    return next((_clipped(heading.text.shown, _HEADING) for heading in headings), "")


def first_level(found: Blocks) -> int:
    """The level of the heading a deck begins with; 0 where it begins with something else."""
    shown = (block for block in found.blocks if not isinstance(block, Break | Gone | Notes))
    first = next(shown, None)
    return first.level if isinstance(first, Heading) else 0


def first_words(found: Blocks, shown: Sequence[Scene]) -> str:
    """A title for what has none: its first heading, else its first words."""
    texts = [block.text.shown for block in found.blocks if isinstance(block, Heading)]
    blocks = list(flat(found.blocks))
    texts += [block.shown for block in blocks if isinstance(block, Paragraph)]
    texts += [item.shown for block in blocks if isinstance(block, ListBlock) for item in block.items]
    texts += [text_of(block) for block in blocks if isinstance(block, CodeBlock | TableBlock)]
    texts += [scene.narration for scene in shown if scene.narration]
    return _clipped(" ".join(texts[0].split()), 60) if texts else ""
