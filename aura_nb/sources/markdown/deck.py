"""A deck: the storyboard of a Markdown text, and what its author chose for the film."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import msgspec

from aura_nb.errors import FieldError, RequestInvalid, SourceInvalid, SourceNotFound
from aura_nb.sources.encoding import decoded
from aura_nb.sources.markdown import clicks, point_cues, turns
from aura_nb.sources.markdown.blocks import prose
from aura_nb.sources.markdown.dialects import KEYS, THEMES
from aura_nb.sources.markdown.front_matter import front_matter
from aura_nb.sources.markdown.left_out import at
from aura_nb.sources.markdown.lines import origin
from aura_nb.sources.markdown.notes import told
from aura_nb.sources.markdown.opening_card import opened, opening_of
from aura_nb.sources.markdown.page import dialects_of, read_blocks, read_page
from aura_nb.sources.markdown.pictured import Pictured
from aura_nb.sources.markdown.runs import settled, words_of
from aura_nb.sources.markdown.say_spans import marked, plain, unmarked
from aura_nb.sources.markdown.scenes import first_level, first_words, scenes, titled
from aura_nb.sources.markdown.tool_words import in_language
from aura_nb.sources.picture_search import PictureSearch
from aura_nb.sources.sourced import Sourced
from aura_nb.specs import DEFAULT_LANGUAGE, Scene, Storyboard
from aura_nb.specs.kinds import naming
from aura_nb.specs.marks import unmarked as without_marks
from aura_nb.specs.origin import Notice, Origin, noticed
from aura_nb.specs.validation import check
from aura_nb.voices.finding import find

MOST_BYTES = 2_000_000
_NAMELESS = {"readme", "index", "untitled"}  # such a file is called by its folder
_STRAY = '{on="…"} is ignored: it does not end a point of a list. Move it to the end of one.'


def from_markdown(
    text: str,
    *,
    folder: str | Path | None = None,
    name: str = "",
    file: str = "",
    language: str | None = None,
    search: PictureSearch | None = None,
    overridden: frozenset[str] = frozenset(),
) -> Sourced:
    r"""The deck that a Markdown text is. Pictures are relative to `folder`; `name` is its title where it has none.

    `file` is what its author calls it, for what is said of its lines. Pictures are looked for by `search`, by default
    around `folder`; without either, their names are taken as they are. One that cannot be shown is left out.
    `language` is its language, whatever its front matter says; without either it is found from its prose. Loads a model
    where the letters do not tell: call it from a thread where a loop runs. Options of the front matter that are
    `overridden` are not read.

    Raises `SourceInvalid`, naming the line.

    >>> deck = from_markdown("---\naspect: 9:16\n---\n# Bees\n\n- They fly\n- They hum")
    >>> deck.storyboard["bees"].narration, deck.options
    ('Bees.\n\nThey fly.\n\nThey hum.', {'aspect': '9:16'})
    """
    try:
        return _read(text, folder, name, file, language, search, overridden)
    except SourceInvalid as error:
        if not file:
            raise
        raise in_file(error, file) from error


def _read(
    text: str,
    folder: str | Path | None,
    name: str,
    file: str,
    language: str | None,
    search: PictureSearch | None,
    overridden: frozenset[str],
) -> Sourced:
    if len(text) > MOST_BYTES:
        raise _too_large("the deck")
    text = re.sub(r"\r\n?", "\n", text.removeprefix("\ufeff"))
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise SourceInvalid(
            [FieldError("", f"line {line}: holds a NUL character: this is no text")],
            remedy="Save the deck as plain text in UTF-8.",
            line=line,
        )
    saying = marked(without_marks(naming.plain(clicks.plain(text))))
    cued = point_cues.marked(saying.text)
    dialogue = turns.begun(cued.text)
    page = read_page(dialogue.text)
    dialects = dialects_of(page, name)
    head = front_matter(
        page.head,
        foreign=KEYS,
        themes=THEMES,
        is_foreign=any(dialect.of_slides for dialect in dialects),
        overridden=overridden,
    )
    for dialect in dialects:
        title, subtitle = (" ".join(dialect.plain(text).split()) for text in (head.title, head.subtitle))
        head = msgspec.structs.replace(head, title=title, subtitle=subtitle)
    found = read_blocks(page, dialects)
    if search is None and folder is not None:
        search = PictureSearch(Path(folder))
    pictured = Pictured(search, file)
    found.blocks = pictured.blocks(found.blocks)
    given = language or head.language
    recognised = None if given else find(prose(found))
    spoken = given or (recognised.language if recognised else DEFAULT_LANGUAGE)
    in_language(found, spoken)
    opening = opening_of(head, spoken, file)
    shown = opened(
        scenes(found, language=spoken, file=file),
        opening,
        level=first_level(found),
        always=any(dialect.has_opening for dialect in dialects),
    )
    title = words_of(
        found, plain(turns.plain(point_cues.plain(opening.title or titled(found) or name or first_words(found, shown))))
    )
    shown = [settled(scene, found, spoken) for scene in shown]
    if search is not None:
        shown = [_with_figures(scene, search) for scene in shown]
    if saying.words:
        shown = [unmarked(scene, saying.words) for scene in shown]
    if dialogue.names:
        speakers = turns.speaking(found, dialogue.names, head.voices)
        shown = turns.parted(shown, dialogue.names, speakers, head.voices)
    stray: list[int] = []
    if cued.phrases:
        shown, stray = point_cues.cued(shown, cued.phrases)
    try:
        whole = Storyboard(
            title=title or "Deck", language=spoken, scenes=shown, pronounce=head.pronounce, voices=head.voices
        )
        story = check(Storyboard, whole)
    except RequestInvalid as error:
        errors = [FieldError(field, in_scene(field, message, shown)) for field, message in error.errors]
        raise SourceInvalid(errors, remedy="Shorten what is named.") from error
    notices = [
        *map(noticed, head.warnings(file)),
        *_notices(sorted(found.elsewhere + pictured.elsewhere), file),
        *pictured.notices,
        *map(noticed, found.left_out.warnings(file)),
        *(noticed(f"{origin(line, file).place}: {_STRAY}") for line in stray),
    ]
    return Sourced(
        storyboard=story,
        folder=Path(folder).absolute() if folder is not None else None,
        options=head.options,
        places={name: Origin(file=file, line=line).place for name, line in head.given.items()},
        notices=notices,
        roots=search.roots if search is not None else [],
        embedded=pictured.embedded,
        notes=told(found.blocks, file),
        found=recognised,
    )


def load_deck(
    path: str | Path,
    *,
    language: str | None = None,
    search: PictureSearch | None = None,
    overridden: frozenset[str] = frozenset(),
) -> Sourced:
    """The deck in a Markdown file; its pictures are relative to its folder, and looked for by `search`.

    Its language and what is overridden as for `from_markdown`.

    Raises `SourceNotFound` where there is no such file, and `SourceInvalid` naming the line.
    """
    path = Path(path)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _too_large(path.name)
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise SourceNotFound(f"there is no file {path}") from error
    except IsADirectoryError as error:
        raise SourceInvalid(f"{path} is a folder, not a deck", remedy="Name the .md file in it.") from error
    except (OSError, ValueError) as error:
        raise SourceInvalid(f"{path} cannot be read: {error}", remedy="Check the file's permissions.") from error
    whole = path.absolute()
    name = whole.parent.name if path.stem.casefold() in _NAMELESS else path.stem
    text, encoding = decoded(content)
    found = from_markdown(
        text,
        folder=whole.parent,
        name=name,
        file=path.name,
        language=language,
        search=search,
        overridden=overridden,
    )
    if encoding:
        told = f"{path.name} is not UTF-8: it is read as {encoding}. Save it as UTF-8 where letters are wrong."
        found.notices.insert(0, noticed(told))
    return found


def _with_figures(scene: Scene, search: PictureSearch) -> Scene:
    """A scene whose charts name their files by where these lie."""
    if not scene.show.data_files():
        return scene
    show = scene.show.mapped(lambda leaf: search.figures(leaf.text) if leaf.form == "data" else leaf.words)
    return msgspec.structs.replace(scene, show=show or scene.show)


def in_file(error: SourceInvalid, file: str) -> SourceInvalid:
    """What is wrong in a line, as an editor finds it: the readers of a deck's parts know its lines only."""
    errors = [FieldError(field, _in_file(message, file)) for field, message in error.errors]
    details = {name: value for name, value in error.details.items() if name != "errors"}
    return SourceInvalid(errors, remedy=error.remedy, **details)


def _in_file(message: str, file: str) -> str:
    line = re.match(r"line (\d+)(?=:)", message)
    return f"{origin(int(line[1]), file).place}{message[line.end() :]}" if line else message


def in_scene(field: str, message: str, scenes: Sequence[Scene]) -> str:
    """What is wrong with a scene, with the line in which its author wrote it."""
    place = re.match(r"scenes\[(\d+)\]", field)
    source = scenes[int(place[1])].source if place else None
    return f"{source.place}: {message}" if source and source.place else message


def _too_large(what: str) -> SourceInvalid:
    return SourceInvalid(
        f"{what} is larger than {MOST_BYTES // 1_000_000} MB, too large for a deck",
        remedy="Part it into several decks.",
    )


def _notices(lines: list[int], file: str) -> list[Notice]:
    if not lines:
        return []
    noun = "picture" if len(lines) == 1 else "pictures"
    left_out = f"{len(lines)} {noun} of the web ({at(lines, file)}) left out: nothing is fetched."
    message = f"{left_out} Put them into the deck's folder and name them by their paths."
    return [Notice(message=message, code="asset.missing")]
