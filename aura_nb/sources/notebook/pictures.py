"""The pictures that a notebook itself holds, each looked into before it is shown."""

from __future__ import annotations

from aura_nb.errors import AssetError
from aura_nb.sources.pictures import PictureSearch
from aura_nb.specs.origin import Notice


class Held:
    """Pictures by their digest, and what is to be told of those that cannot be shown."""

    def __init__(self) -> None:
        self.embedded: dict[str, bytes] = {}
        self.notices: list[Notice] = []
        self._search = PictureSearch(None)

    def name(self, address: str, place: str) -> str | None:
        """The name of the picture in a `data:` address; None where it is none that can be shown, which is told."""
        try:
            found = self._search.find(address)
        except AssetError as error:
            self.tell(place, f"{error.message.rstrip('.')}. It is left out.", error.code)
            return None
        if found.content is not None:
            self.embedded[found.name.removeprefix("asset:")] = found.content
        return found.name

    def tell(self, place: str, message: str, code: str = "source.invalid") -> None:
        """A notice about a place."""
        self.notices.append(Notice(message=f"{place}: {message}"[:2000], code=code))
