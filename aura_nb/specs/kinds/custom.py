"""What another package draws."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, field

from aura_nb.specs.kinds.kind import Kind, shown


class Custom(Kind, tag="custom"):
    """What another package draws: `visual` is its name, such as "acme.quote", `fields` are what that visual takes."""

    visual: Annotated[
        str,
        Meta(pattern=r"^[a-z0-9-]+\.[a-z0-9-]+$", max_length=100, description='a visual\'s name, such as "acme.quote"'),
    ]
    # Every text among them is taken for shown where fonts and reading time are chosen.
    fields: Annotated[dict[str, Any], shown("field")] = field(default_factory=dict)
