"""One finding: what was looked at, how it stands, and the next step where there is one."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from aura_nb.errors import AuraError

Status = Literal["pass", "warn", "fail"]


class Check(Struct, frozen=True, rename="camel"):
    """`fail` means that no film can be made, `warn` that it will be less than it could; `hint` is the next step.

    `scenes` are the ids of those it is about, as far as that is known.
    """

    name: str
    status: Status
    message: str
    hint: str = ""
    scenes: list[str] = []


def failed(name: str, error: AuraError) -> Check:
    """The finding that an error is."""
    return Check(name, "fail", error.message, error.remedy)
