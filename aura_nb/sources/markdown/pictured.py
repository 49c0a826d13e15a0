"""The pictures of a deck's blocks, found or left out: what is wrong with one is told by its line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from aura_nb.errors import AssetError
from aura_nb.sources.markdown.blocks import Block, Break, ColumnsBlock, Gone, Heading, Notes, Paragraph, PictureBlock
from aura_nb.sources.markdown.lines import origin
from aura_nb.sources.picture_names import plain, shown
from aura_nb.sources.picture_search import FoundPicture, PictureSearch
from aura_nb.specs.origin import Notice


class Pictured:
    """Finds the pictures of one deck. `notices` tell of those that are left out or spelt otherwise.

    `embedded` are those that the deck itself holds, by their digests; `elsewhere` are the lines of those on the web.
    Without a `search`, names are taken as they are.
    """

    def __init__(self, search: PictureSearch | None, file: str) -> None:
        self.notices: list[Notice] = []
        self.embedded: dict[str, bytes] = {}
        self.elsewhere: list[int] = []
        self._search = search
        self._file = file

    def blocks(self, found: Sequence[Block]) -> list[Block]:
        """The blocks with their pictures' names as a storyboard has them, without those that cannot be shown.

        Where such a picture was all that a scene had, its caption or description takes its place.
        """
        settled: list[Block] = []
        for section in _sections(found):
            lost: list[PictureBlock] = []
            kept: list[Block] = []
            for block in section:
                here, gone = self._kept(block)
                kept += here
                lost += gone
            if lost and not any(
                not isinstance(block, Break | Heading | Gone | Notes) or _small(block) for block in kept
            ):
                words = [(picture.image.caption or picture.image.alt, picture.line) for picture in lost]
                kept += [Paragraph(text, text, line) for text, line in words if text]
            settled += kept
        return settled

    def _kept(self, block: Block) -> tuple[list[Block], list[PictureBlock]]:
        """A block as far as it can be shown, and its pictures that cannot."""
        match block:
            case PictureBlock():
                found = self._settled(block)
                return ([found], []) if found is not None else ([], [block])
            case ColumnsBlock():
                columns = [[self._kept(inner) for inner in column] for column in block.columns]
                kept = [tuple(inner for here, _ in column for inner in here) for column in columns]
                lost = [one for column in columns for _, gone in column for one in gone]
                widths = block.widths if all(kept) else ()
                left = tuple(filter(None, kept))
                shown = [replace(block, columns=left, widths=widths)] if len(left) > 1 else [*left[0]] if left else []
                return list(shown), lost
        return [block], []

    def _settled(self, block: PictureBlock) -> PictureBlock | None:
        image = block.image
        if image.is_elsewhere:
            self.elsewhere.append(block.line)
            return None
        try:
            found = self._found(image.source)
        except AssetError as error:
            self._tell(
                block, f"{error.message.rstrip('.')}{'' if error.message.endswith('?') else '.'} It is left out.", error
            )
            return None
        if found.difference:
            self._tell(
                block, f'there is no picture {shown(image.source)}; "{found.name}" is shown ({found.difference}).'
            )
        if found.content is not None:
            self.embedded[found.name.removeprefix("asset:")] = found.content
        return replace(block, image=image.named(found.name))

    def _found(self, source: str) -> FoundPicture:
        if self._search is not None:
            return self._search.find(source)
        if source[:5].lower() == "data:":
            return PictureSearch(None).find(source)
        return FoundPicture(plain(source))

    def _tell(self, block: PictureBlock, message: str, error: AssetError | None = None) -> None:
        place = origin(block.line, self._file).place
        remedy = f" {error.remedy}" if error is not None and error.remedy != error.default_remedy else ""
        code = error.code if error is not None else "asset.missing"
        self.notices.append(Notice(message=f"{place}: {message}{remedy}"[:2000], code=code))


def _sections(found: Sequence[Block]) -> Iterator[list[Block]]:
    """The blocks between two starts of a scene."""
    section: list[Block] = []
    for block in found:
        if section and (isinstance(block, Break) or (isinstance(block, Heading) and block.level <= 2)):
            yield section
            section = []
        section.append(block)
    yield section


def _small(block: Block) -> bool:
    """Whether it is a heading within a scene, which is shown as text."""
    return isinstance(block, Heading) and block.level > 2
