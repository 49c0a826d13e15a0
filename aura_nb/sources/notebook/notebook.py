"""A notebook as a storyboard: its cells as scenes, in their order, each of which says where it was written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from aura_nb.errors import FieldError, RequestInvalid, SourceInvalid
from aura_nb.regex import regex
from aura_nb.sources.markdown.blocks import Blocks, Heading
from aura_nb.sources.markdown.deck import in_file, in_scene
from aura_nb.sources.markdown.dialects import KEYS, THEMES
from aura_nb.sources.markdown.front_matter import FrontMatter, front_matter
from aura_nb.sources.markdown.head import read_head
from aura_nb.sources.markdown.notes import told
from aura_nb.sources.markdown.opening_card import OpeningCard, opened, opening_of
from aura_nb.sources.markdown.pictured import Pictured
from aura_nb.sources.markdown.runs import settled, words_of
from aura_nb.sources.markdown.say_spans import plain
from aura_nb.sources.markdown.scenes import NOTHING, first_level, first_words, scenes, titled
from aura_nb.sources.markdown.spoken_text import sentence
from aura_nb.sources.markdown.tool_words import in_language
from aura_nb.sources.markdown.wordless import LEAST_SECONDS
from aura_nb.sources.notebook.execution import executed
from aura_nb.sources.notebook.file import Notebook, notebook, read, table, words
from aura_nb.sources.notebook.reader import NotebookReader
from aura_nb.sources.picture_search import PictureSearch
from aura_nb.sources.sourced import Sourced
from aura_nb.specs import Scene, Section, Storyboard, Title
from aura_nb.specs.marks import clipped
from aura_nb.specs.origin import Notice, Origin, noticed
from aura_nb.specs.runs import plain as told_plainly
from aura_nb.specs.validation import check

_MOST_REASONS = 20
_NEAR = 3  # headings, of which one is the title of all
_NAMELESS = regex(r"untitled\d*$", re.IGNORECASE)


def from_notebook(
    content: bytes,
    *,
    folder: Path | None = None,
    name: str = "",
    file: str = "",
    language: str | None = None,
    search: PictureSearch | None = None,
    overridden: frozenset[str] = frozenset(),
) -> Sourced:
    """The storyboard of a notebook's JSON. Pictures of its texts are relative to `folder`, and looked for by `search`.

    `name` is its title where it has none, `file` what its author calls it. Loads a model where the letters do not tell
    which language it is in: call it from a thread where a loop runs. Options of its head that are `overridden` are not
    read.

    Raises `SourceInvalid`, naming the cell.
    """
    read = notebook(content, file)
    head = _head(read, overridden)
    reader = NotebookReader(read, file, language or head.language or _language(read.metadata))
    try:
        found = reader.read_all()
        if search is None and folder is not None:
            search = PictureSearch(folder)
        in_language(found, reader.language)
        pictured = Pictured(search, file)
        found.blocks = pictured.blocks(found.blocks)
        shown = scenes(found, language=reader.language, file=file)
    except SourceInvalid as error:
        if error.message.startswith(NOTHING):
            raise _nothing(read, reader, _left_out(reader, pictured, file), file) from error
        raise in_file(error, file) from error
    opening = _opening(read, head, _titled(found) or _named(name), reader.language, file)
    title = opening.title
    shown = _titled_once(opened(shown, opening, level=first_level(found)), title, reader.language)
    title = words_of(found, title or first_words(found, shown) or "Notebook")
    shown = [_by_id(settled(scene, found, reader.language), read) for scene in shown]
    try:
        story = check(Storyboard, Storyboard(title=title[:500], language=reader.language, scenes=shown))
    except RequestInvalid as error:
        errors = [FieldError(field, in_scene(field, message, shown)) for field, message in error.errors]
        raise SourceInvalid(errors, remedy="Shorten what is named.") from error
    notices = [*map(noticed, head.warnings(file)), *_left_out(reader, pictured, file)]
    return Sourced(
        storyboard=story,
        folder=folder.absolute() if folder is not None else None,
        options=head.options,
        notices=list(dict.fromkeys(notices)),
        roots=search.roots if search is not None else [],
        embedded=pictured.embedded | reader.held.embedded,
        notes=told(found.blocks, file),
        found=reader.recognised,
    )


def load_notebook(
    path: str | Path,
    *,
    language: str | None = None,
    search: PictureSearch | None = None,
    execute: bool = False,
    overridden: frozenset[str] = frozenset(),
) -> Sourced:
    """The storyboard of a notebook's file, as it was saved; with `execute` a copy is run first. See `from_notebook`.

    Raises `SourceNotFound` where there is no such file, and `SourceInvalid` naming the cell.
    """
    path = Path(path)
    content = executed(path) if execute else read(path)
    whole = path.absolute()
    return from_notebook(
        content,
        folder=whole.parent,
        name=path.stem,
        file=path.name,
        language=language,
        search=search,
        overridden=overridden,
    )


def _titled(found: Blocks) -> str:
    """The title of all: its first large heading, unless many others stand before that; else the one that opens it."""
    headings = [block for block in found.blocks if isinstance(block, Heading)]
    largest = next((place for place, heading in enumerate(headings) if heading.level == 1), None)
    if largest is not None and largest < _NEAR:
        return titled(found)
    opens = headings and found.blocks[0] is headings[0]
    return clipped(headings[0].text.shown, 200) if opens else titled(found)


def _by_id(scene: Scene, read: Notebook) -> Scene:
    """A scene that knows the id of its cell."""
    source = scene.source
    cell_id = read.cells[source.cell - 1].id if source and source.cell and source.cell <= len(read.cells) else ""
    return msgspec.structs.replace(scene, source=replace(source, cell_id=cell_id)) if source and cell_id else scene


def _titled_once(scenes: list[Scene], title: str, language: str) -> list[Scene]:
    """The scenes, of which only the opening card says the film's title where its heading comes later."""
    said = sentence(title, language)
    for place, scene in enumerate(scenes[1:], 1):
        if told_plainly(scene.heading) == title:
            rest = scene.narration.removeprefix(said).lstrip()
            if isinstance(scenes[0].show, Title) and rest != scene.narration:
                if not rest and isinstance(scene.show, Title | Section) and not scene.show.subtitle:
                    return [*scenes[:place], *scenes[place + 1 :]]  # it would be seen again, in silence
                pause = scene.pause_after if rest else LEAST_SECONDS
                scenes[place] = msgspec.structs.replace(scene, narration=rest, pause_after=pause)
            break
    return scenes


def _opening(read: Notebook, head: FrontMatter, title: str, language: str, file: str) -> OpeningCard:
    """The opening card: what the first cell or the metadata say of the whole, else a `title` of its own."""
    given = replace(
        head, title=head.title or words(read.metadata.get("title")), author=head.author or _authors(read.metadata)
    )
    opening = opening_of(given, language, file)
    title = plain(title)
    opening = opening if opening.title else replace(opening, title=title, said=title)
    return replace(opening, source=Origin(file=file[-1000:], cell=1))


def _left_out(reader: NotebookReader, pictured: Pictured, file: str) -> list[Notice]:
    """What is told of all that the film has not."""
    found = reader.found
    return [
        *_elsewhere(found.elsewhere + pictured.elsewhere),
        *pictured.notices,
        *reader.notices(),
        *map(noticed, found.left_out.warnings(file)),
    ]


def _nothing(read: Notebook, reader: NotebookReader, left_out: Sequence[Notice], file: str) -> SourceInvalid:
    """Why a notebook has nothing to show: what was left out of it, cell by cell, and how that is mended."""
    name = file or "the notebook"
    filled = [cell for cell in read.cells if cell.text.strip() or cell.outputs]
    if left_out:
        why = "nothing in it can be shown"
    elif not filled:
        why = "it has no cells with anything in them" if read.cells else "it has no cells"
    elif all(cell.cell_type not in {"code", "markdown"} for cell in filled):
        why = "it has raw cells alone, which are for other tools"
    elif reader.all_skipped:
        why = "all of its cells are left out, by their tags or because they make the film"
    else:
        why = "its cells hold no text, no results, and no code but imports and settings"
    errors = [
        FieldError("", f"{name}: {NOTHING}: {why}"),
        *(FieldError("", notice.message) for notice in left_out[:_MOST_REASONS]),
    ]
    return SourceInvalid(errors, remedy="Write a heading (# Title) and some text, or run its cells and save it.")


def _head(read: Notebook, overridden: frozenset[str]) -> FrontMatter:
    """The fields in the notebook's first cell, where it is one that is for other tools: Quarto, Jupytext, MyST.

    Weave and Jekyll have them at the start of a text, which is no longer a part of it.
    """
    first = read.cells[0] if read.cells else None
    if first is None or first.cell_type not in {"raw", "markdown"} or not first.text.lstrip().startswith("---"):
        return FrontMatter()
    fields = read_head(first.text)
    if first.cell_type == "markdown":
        if "title" not in fields.entries:
            return FrontMatter()
        first.text = "\n".join(first.text.split("\n")[fields.lines :])
    return front_matter(fields, foreign=KEYS, themes=THEMES, is_foreign=True, overridden=overridden)


def _language(metadata: dict[str, Any]) -> str | None:
    """The language that the notebook says its text is in."""
    named = words(table(metadata.get("aura")).get("language") or metadata.get("language"))
    return named if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*", named) else None


def _authors(metadata: dict[str, Any]) -> str:
    authors = metadata.get("authors") or metadata.get("author")
    listed = authors if isinstance(authors, list) else [authors]
    names = [words(each.get("name") if isinstance(each, dict) else each) for each in listed]
    return ", ".join(filter(None, names))[:300]


def _named(name: str) -> str:
    """A file's name as a title.

    >>> _named("penguin_report-v2"), _named("Untitled3"), _named("01-load data")
    ('Penguin report v2', '', 'Load data')
    """
    words = re.sub(r"^\d+[\s._-]+", "", name)
    words = " ".join(re.split(r"[\s_.-]+", words)).strip()
    return "" if _NAMELESS.match(words) else words[:1].upper() + words[1:]


def _elsewhere(lines: list[int]) -> list[Notice]:
    if not lines:
        return []
    count = f"{len(lines)} {'picture' if len(lines) == 1 else 'pictures'}"
    message = (
        f"{count} of the web left out: nothing is fetched. Attach them to the notebook, or put them into its folder."
    )
    return [Notice(message=message, code="asset.missing")]
