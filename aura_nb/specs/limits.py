"""The limits and choices of a spec's fields, as their types state them: what forms, `--help` and messages repeat."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, get_args, get_type_hints

import msgspec
from msgspec.inspect import FloatType, IntType, ListType, Metadata, StrType, UnionType

from aura_nb.specs.spec import Spec

MAX_BODY = 10 * 10**6  # bytes of a request
MAX_ASSET = 200_000_000  # bytes of a picture or a video

Limit = dict[Literal["min", "max"], float]


def limits(spec: type[Spec], name: str) -> Limit:
    """The least and the most of a field: its value where it is a number, else how long it may be.

    >>> from aura_nb.specs import Voice
    >>> limits(Voice, "rate")
    {'min': 0.5, 'max': 2}
    """
    [kind] = [each for each in _kinds(spec, name) if isinstance(each, FloatType | IntType | StrType | ListType)]
    if isinstance(kind, FloatType | IntType):
        least, most = kind.ge, kind.le
    else:
        least, most = kind.min_length or 0, kind.max_length
    if least is None or most is None:
        raise TypeError(f"{spec.__name__}.{name} has no limit on both sides")
    return {"min": least, "max": most}


def span(spec: type[Spec], name: str) -> str:
    """The limits of a field as a person reads them.

    >>> from aura_nb.specs import Plan
    >>> span(Plan, "seconds")
    '5 to 3600'
    """
    ends = limits(spec, name)
    return f"{ends['min']:g} to {ends['max']:g}"


def choices(spec: type[Spec], name: str) -> tuple[str, ...]:
    """The words that a field can be, in the order in which its type has them.

    >>> from aura_nb.specs import Plan
    >>> choices(Plan, "density")
    ('sparse', 'balanced', 'dense')
    """
    return get_args(field_types(spec)[name])


@cache  # all annotations of a spec are compiled for it, and a dozen options ask for one field each: 2 ms a time
def field_types(spec: type[Spec], *, stated: bool = False) -> dict[str, Any]:
    """The types of a spec's fields, with the limits that are stated of them or without.

    >>> from aura_nb.specs import Voice
    >>> field_types(Voice)["rate"]
    <class 'float'>
    """
    return get_type_hints(spec, include_extras=stated)


def _kinds(spec: type[Spec], name: str) -> Iterator[msgspec.inspect.Type]:
    """The types that a field may have, without what is only said of them."""
    kinds = [msgspec.inspect.type_info(field_types(spec, stated=True)[name])]
    while kinds:
        match kinds.pop():
            case UnionType(types=types):
                kinds += types
            case Metadata(type=kind):
                kinds.append(kind)
            case kind:
                yield kind
