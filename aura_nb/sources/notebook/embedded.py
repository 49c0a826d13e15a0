"""The pictures and videos that a notebook itself holds, each looked into before it is shown."""

from __future__ import annotations

import base64
import hashlib
import struct

from aura_nb.errors import AssetError
from aura_nb.footage import VIDEOS, kind_of
from aura_nb.sources.picture_search import PictureSearch
from aura_nb.specs.origin import Notice

_PNG = b"\x89PNG\r\n\x1a\n"
_WIDE = 2.2  # times as wide as high


class Held:
    """Pictures and videos by their digest, and what is to be told of those that cannot be shown."""

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

    def is_wide(self, name: str) -> bool:
        """Whether a picture is so wide that next to something else it would be small: a PNG, as its head says."""
        head = self.embedded.get(name.removeprefix("asset:"), b"")[:24]
        if not head.startswith(_PNG):
            return False
        width, height = struct.unpack(">II", head[16:24].ljust(8, b"\0"))
        return bool(width > _WIDE * height > 0)

    def video(self, address: str, place: str) -> str | None:
        """The name of the video in a `data:` address; None where it is none, which is told."""
        _, _, body = address.partition(",")
        try:
            content = base64.b64decode("".join(body.split()) + "=" * (-len("".join(body.split())) % 4))
        except ValueError:
            content = b""
        if kind_of(content[:65536]) not in VIDEOS:
            self.tell(place, "a video is damaged, or neither MP4 nor WebM. It is left out.", "asset.invalid")
            return None
        digest = hashlib.sha256(content).hexdigest()
        self.embedded[digest] = content
        return f"asset:{digest}"

    def tell(self, place: str, message: str, code: str = "source.invalid") -> None:
        """A notice about a place."""
        self.notices.append(Notice(message=f"{place}: {message}"[:2000], code=code))
