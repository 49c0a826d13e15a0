"""What all specs share: their base, and the types of their fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from aura_nb.errors import FieldError
from aura_nb.specs.cleaning import clean_text

# A language, then script, region and variants, then extensions ("u-co-phonebk"), then what is private ("x-rp").
TAG = r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*(-[A-WYZa-wyz0-9](-[A-Za-z0-9]{2,8})+)*(-[xX](-[A-Za-z0-9]{1,8})+)?"
Language = Annotated[str, Meta(pattern=f"^{TAG}$", description='a BCP 47 tag such as "en-US" or "de"')]
# Of blanks and control characters alone nothing is left: for who reads the schema and not our words.
SAYS_SOMETHING = {"pattern": r"[^\s\x00-\x1f\x7f-\x9f]"}
SceneId = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,64}$", description="1 to 64 of a-z, 0-9 and -")]
Pronounce = Annotated[
    dict[str, str | dict[str, str]],
    Meta(description='words and how they are said, such as {"xarray": "ex array", "Nguyen": "/ŋwiən/"}'),
]

DEFAULT_LANGUAGE = "en-US"
"""Of a topic, and of text that tells no language."""


class Spec(Struct, rename="camel", kw_only=True, forbid_unknown_fields=True):
    """The base of all specs: camelCase JSON, keyword-only, unknown fields refused."""

    def to_json(self) -> dict[str, Any]:
        """The spec as JSON values, every field present."""
        built: dict[str, Any] = msgspec.to_builtins(self)
        return built

    @classmethod
    def wrong(cls, given: Mapping[str, Any], path: str) -> Iterator[FieldError]:  # noqa: ARG003 - for those that have rules
        """What the types of single fields cannot say; `given` are the fields by their JSON names."""
        yield from ()


def joined(path: str, name: object) -> str:
    """The path of a field, as it is named in messages: `scenes[3].show`."""
    shown = clean_text(str(name))[:64]
    return f"{path}.{shown}" if path else shown
