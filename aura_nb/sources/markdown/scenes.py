"""Blocks into scenes: what starts one, what it shows, what is said meanwhile, and what it is called.

A heading of the first two levels or a rule starts a scene. What is more than one scene can show and say well goes on in
further ones of the same heading, so that nothing is cut off and no scene stands for minutes. Ids come from headings (or
first words), so that they stay when other scenes change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from msgspec import Struct

from aura_nb.errors import FieldError, SourceInvalid
from aura_nb.origin import Origin
from aura_nb.sources.markdown import speech
from aura_nb.sources.markdown.blocks import Block, Blocks, Break, Code, Gone, Heading, Notes, Paragraph, Points
from aura_nb.sources.markdown.things import SMALL, Thing, dealt, things, weight
from aura_nb.specs import End, Scene, Title, slug

MOST_SCENES = 500
_LONG = 480  # characters from which the smaller headings of a scene part it
_SUBTITLE = 160
_CLOSING = 100
_HEADING = 200
_ID = 48


class Section(Struct):
    """What lies between two starts of a scene."""

    heading: Heading | None
    blocks: list[Block]
    line: int


def scenes(found: Blocks, *, language: str, file: str = "") -> list[Scene]:
    """The scenes of a deck that its author calls `file`.

    Raises `SourceInvalid` where there is nothing to show, or too much.
    """
    parts = [part for section in _sections(found.blocks) for part in _parted(section)]
    made: list[Scene] = []
    names: set[str] = set()
    for place, section in enumerate(parts):
        shown = _shown(section, found, language, first=not made, last=place == len(parts) - 1)
        heading = section.heading.text.shown if section.heading else ""
        for thing in shown:
            name = _unique(_name(section, thing), names)
            made.append(
                Scene(
                    id=name,
                    heading=_clipped(heading, _HEADING),
                    narration=thing.said,
                    show=thing.show,
                    pause_after=thing.pause if thing.said else None,
                    source=Origin(file=file[-1000:], line=thing.line or section.line),
                )
            )
            if len(made) > MOST_SCENES:
                raise SourceInvalid(
                    [FieldError("", f"line {section.line}: the deck has more than {MOST_SCENES} scenes")],
                    remedy="Part it into several decks.",
                    line=section.line,
                )
    if not made:
        raise SourceInvalid(
            "there is nothing to show: no heading, no text, no picture of its own",
            remedy="Write a heading (# Title) and some text below it.",
        )
    return made


def _sections(found: Sequence[Block]) -> list[Section]:
    sections = [Section(None, [], 1)]
    for block in found:
        last = sections[-1]
        match block:
            case Break():
                sections.append(Section(None, [], block.line))
            case Heading(level=1 | 2):
                if last.heading or last.blocks:
                    sections.append(Section(block, [], block.line))
                else:  # the rule above a heading starts the same scene
                    last.heading, last.line = block, block.line
            case _:
                last.blocks.append(block)
    for section in sections:
        seen: list[Block] = [block for block in section.blocks if not isinstance(block, Gone)]
        if section.blocks and not seen and section.heading and section.heading.level > 1:
            section.heading = None  # "Table of contents", with nothing below
        section.blocks = seen
    return [section for section in sections if section.heading or section.blocks]


def _parted(section: Section) -> Iterator[Section]:
    """A long section without notes at its smaller headings."""
    noted = any(isinstance(block, Notes) for block in section.blocks)
    if noted or sum(map(weight, section.blocks)) <= _LONG:
        yield section
        return
    part = Section(section.heading, [], section.line)
    for block in section.blocks:
        if isinstance(block, Heading):
            if part.heading or part.blocks:
                yield part
            part = Section(block, [], block.line)
        else:
            part.blocks.append(block)
    yield part


def _shown(section: Section, found: Blocks, language: str, *, first: bool, last: bool) -> list[Thing]:
    """What a section shows and says: one thing for each scene."""
    notes = [text for block in section.blocks if isinstance(block, Notes) for text in block.paragraphs]
    blocks = [block for block in section.blocks if not isinstance(block, Notes)]
    heading, lead = section.heading, blocks[0] if blocks else None
    opening = lead if isinstance(lead, Paragraph) and _is_subtitle(lead) else None
    if heading is None:
        return things(blocks, found, language, notes=notes)
    said = "" if notes else speech.sentence(heading.text.said, language)
    if len(heading.text.shown) > _HEADING:  # too long for a heading: all of it is read below
        text = Paragraph(heading.text.shown, heading.text.said, heading.line)
        return things([text, *blocks], found, language, notes=notes)
    if not blocks or (opening and len(blocks) == 1 and (first or _closes(section, opening, last=last))):
        line = opening.shown if opening else ""
        spoken = _joined(said, speech.sentence(opening.said, language) if opening and not notes else "")
        show = End(text=line) if last and not first else Title(subtitle=line)
        return dealt([Thing(show, spoken)], notes, language)
    if first and not notes and (opening or sum(map(weight, blocks)) > SMALL):
        card = Thing(Title(subtitle=opening.shown if opening else ""), said)
        if opening:
            card.said = _joined(said, speech.sentence(opening.said, language))
            blocks = blocks[1:]
        return [card, *things(blocks, found, language)]
    shown = things(blocks, found, language, notes=notes)
    if not notes and shown:
        shown[0].said = _joined(said, shown[0].said)
    return shown or [Thing(Title(), said)]


def _is_subtitle(paragraph: Paragraph) -> bool:
    """Whether it can stand alone below a title: short, with nothing that follows from it."""
    return len(paragraph.shown) <= _SUBTITLE and not paragraph.footnotes and not paragraph.shown.endswith(":")


def _closes(section: Section, opening: Paragraph, *, last: bool) -> bool:
    return last and section.heading is not None and section.heading.level == 1 and len(opening.shown) <= _CLOSING


def _joined(heading: str, said: str) -> str:
    """The heading, then the rest; not twice where a text begins with its own heading."""
    bare = heading.rstrip(".:。").casefold()
    begins = len(bare) > 2 and said.casefold().startswith(bare) and not said[len(bare) : len(bare) + 1].isalnum()
    if not heading or begins:
        return said
    return f"{heading}{speech.PARAGRAPH}{said}" if said else heading


def _name(section: Section, thing: Thing) -> str:
    """An id from the heading, or from what the scene shows first; letters without a Latin form give a number."""
    if section.heading and section.heading.anchor:
        return section.heading.anchor
    text = section.heading.text.shown if section.heading else " ".join(thing.first_words.split()[:6])
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
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0][:limit] + "…"


def titled(found: Blocks) -> str:
    """The first heading of the first level, which is the title of all."""
    headings = (block for block in found.blocks if isinstance(block, Heading) and block.level == 1)
    return next((_clipped(heading.text.shown, _HEADING) for heading in headings), "")


def first_words(found: Blocks, shown: Sequence[Scene]) -> str:
    """A title for what has none: its first heading, else its first words."""
    texts = [block.text.shown for block in found.blocks if isinstance(block, Heading)]
    texts += [block.shown for block in found.blocks if isinstance(block, Paragraph)]
    texts += [item.shown for block in found.blocks if isinstance(block, Points) for item in block.items]
    texts += [block.text for block in found.blocks if isinstance(block, Code)]
    texts += [scene.narration for scene in shown if scene.narration]
    return _clipped(" ".join(texts[0].split()), 60) if texts else ""
