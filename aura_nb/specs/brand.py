"""Whose film it is: `Brand`, a logo, an accent and a font."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from aura_nb.specs.spec import Spec


class Brand(Spec):
    """What a film has of its maker's: the picture file of a `logo`, an `accent` colour and a `font`.

    >>> Brand(accent="#0a7d4f").accent
    '#0a7d4f'
    """

    logo: Annotated[str, Meta(min_length=1, max_length=1000)] | None = None
    accent: Annotated[str, Meta(pattern="^#[0-9a-fA-F]{6}$", description='a colour such as "#d2371b"')] | None = None
    font: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
