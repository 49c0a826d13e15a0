r"""Checks raw JSON values against the specs and names every wrong field with what would be right.

msgspec stops at the first wrong field; a person who edits a storyboard wants them all. So the types are walked once,
from msgspec's own description of them, and only what passed is converted.

Characters that no page, voice or file can hold are dealt with here, once, for everything behind it. In text, a line
ending becomes `\n`, another control character becomes a space (pasted text is full of them, and no word is lost) and
half a surrogate pair becomes U+FFFD. In a field that names a file nothing is changed: it is refused.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple, TypeVar

import msgspec
from msgspec import NODEFAULT, Struct, inspect

from aura_nb.errors import FieldError, InternalError, RequestInvalid
from aura_nb.specs import Spec, Storyboard
from aura_nb.specs.cleaning import clean_text
from aura_nb.specs.fault_wording import between, called, figure, listed, not_one_of, quoted, unknown
from aura_nb.specs.runs import Run, plain
from aura_nb.specs.spec import joined

MOST_ERRORS = 100  # a file of another kind must not make a report of megabytes
MOST_DEPTH = 16  # of objects whose fields another package knows

S = TypeVar("S", bound=Struct)


class _EnoughError(Exception):
    """As many wrong fields as are named were found: to look for more would only cost time."""


class Errors(list[FieldError]):
    """What was found wrong; one more than `MOST_ERRORS` ends the search."""

    def append(self, error: FieldError) -> None:
        if len(self) == MOST_ERRORS:
            raise _EnoughError
        super().append(error)


class _Hints(NamedTuple):
    description: str = ""
    names_file: bool = False


def check(kind: type[S], raw: object, *, path: str = "") -> S:
    """The spec of type `kind` that `raw` describes, as a new object.

    `raw` is JSON values or an instance (whose fields may have been assigned anything since it was made); `path` is
    put before the names of fields. Raises `RequestInvalid` whose `errors` name every wrong field; after a hundred it
    looks for no more, and says so.

    >>> from aura_nb.specs import Render
    >>> check(Render, {"fps": 30, "aspct": "1:1"})
    Traceback (most recent call last):
    aura_nb.errors.RequestInvalid: aspct: unknown field; did you mean "aspect"?
    """
    errors = Errors()
    try:
        cleaned = _walk(_described(kind), raw, path, errors, _Hints())
    except _EnoughError:
        more = FieldError(path, f"and more is wrong: after {MOST_ERRORS} fields nothing else was looked at")
        raise RequestInvalid([*errors, more]) from None
    if errors:
        raise RequestInvalid(errors)
    try:
        return msgspec.convert(cleaned, kind)
    except msgspec.ValidationError as error:
        # A rule that lives in the type alone: its own words are better than none.
        raise RequestInvalid([FieldError(path, str(error))]) from error


@cache
def _described(kind: type[Struct]) -> inspect.Type:
    return inspect.type_info(kind)


def _walk(node: inspect.Type, value: object, path: str, errors: Errors, hints: _Hints) -> object:
    """Append what is wrong with `value` to `errors`; return it with its text cleaned."""
    match node:
        case inspect.Metadata():
            extra = node.extra or {}
            hints = _Hints((node.extra_json_schema or {}).get("description", ""), bool(extra.get("names_file")))
            return _walk(node.type, value, path, errors, hints)
        case inspect.StructType():
            return _walk_struct(node, value, path, errors)
        case inspect.UnionType():
            return _walk_union(node, value, path, errors, hints)
        case inspect.ListType():
            return _walk_list(node, value, path, errors)
        case inspect.StrType():
            return _walk_text(node, value, path, errors, hints)
        case inspect.LiteralType():
            if isinstance(value, float) and value in node.values:
                value = int(value)
            _check_literal(node, value, path, errors)
        case inspect.DictType():
            return _walk_object(value, path, errors)
        case _:
            _check_figure(node, value := _counted(node, value), path, errors)
    return value


def _counted(node: inspect.Type, value: object) -> object:
    """A number as a whole one, where such a one is wanted: JSON has one kind of numbers, in which 30.0 is 30."""
    if isinstance(node, inspect.IntType) and isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _check_figure(node: inspect.Type, value: object, path: str, errors: Errors) -> None:
    match node:
        case inspect.IntType() | inspect.FloatType():
            _check_number(node, value, path, errors)
        case inspect.BoolType():
            if not isinstance(value, bool):
                errors.append(FieldError(path, f"must be true or false, not {called(value)}"))
        case _:
            raise InternalError(f"validation does not know {type(node).__name__}, the type of {path}")


def _fields(value: object) -> Mapping[object, object] | None:
    """The value as an object's fields, by their JSON names."""
    if isinstance(value, Struct):
        config = value.__struct_config__
        tag = {config.tag_field: config.tag} if config.tag_field else {}
        return tag | {shown: getattr(value, name) for name, shown in _names(type(value))}
    return value if isinstance(value, Mapping) else None


@cache
def _names(kind: type[Struct]) -> list[tuple[str, str]]:
    """The fields of a type, in Python and in JSON."""
    return [(field.name, field.encode_name) for field in msgspec.structs.fields(kind)]


def _walk_struct(node: inspect.StructType, value: object, path: str, errors: Errors) -> object:
    given = _fields(value)
    if given is None:
        names = ", ".join(field.encode_name for field in node.fields)
        errors.append(FieldError(path, f"must be an object with {names}, not {called(value)}"))
        return value
    known = {field.encode_name: field for field in node.fields}
    cleaned: dict[str, object] = {}
    before = len(errors)
    if node.tag_field:
        cleaned[node.tag_field] = node.tag
    for name, content in given.items():
        if name == node.tag_field:
            continue
        field = known.get(name) if isinstance(name, str) else None
        if field is None:
            errors.append(FieldError(joined(path, name), unknown(str(name), list(known), node)))
        else:
            cleaned[field.encode_name] = _walk(field.type, content, joined(path, name), errors, _Hints())
    for name, field in known.items():
        if name not in given and field.default is NODEFAULT and field.default_factory is NODEFAULT:
            errors.append(FieldError(joined(path, name), f"is missing{_aside(field.type)}"))
    if len(errors) == before or issubclass(node.cls, Storyboard):  # of a whole storyboard all is told at once
        for error in node.cls.wrong(cleaned, path) if issubclass(node.cls, Spec) else ():
            errors[:] = [other for other in errors if other.field != error.field]  # the rule knows better why
            errors.append(error)
    return cleaned


def _walk_union(node: inspect.UnionType, value: object, path: str, errors: Errors, hints: _Hints) -> object:
    structs = [option for option in node.types if isinstance(option, inspect.StructType)]
    if value is None and any(isinstance(option, inspect.NoneType) for option in node.types):
        return value
    others = [option for option in node.types if not isinstance(option, inspect.NoneType)]
    if len(others) == 1:
        return _walk(others[0], value, path, errors, hints)
    field = structs[0].tag_field if structs and len(structs) == len(others) else None
    if field is None and (chosen := _by_shape(others, value)):
        before = len(errors)
        walked = _walk(chosen, value, path, errors, hints)
        if len(errors) == before and _of_runs(chosen):
            _check_runs(others, walked, path, errors)
        return walked
    if field is None:
        raise InternalError(f"validation cannot choose between the types of {path}")
    given = _fields(value)
    tags = [str(option.tag) for option in structs]
    if given is None:
        errors.append(FieldError(path, f"must be an object with {field}, one of {listed(tags)}, not {called(value)}"))
    elif field not in given:
        errors.append(FieldError(joined(path, field), f"is missing; it is one of {listed(tags)}"))
    else:
        for option in structs:
            if option.tag == given[field]:
                return _walk_struct(option, value, path, errors)
        errors.append(FieldError(joined(path, field), not_one_of(given[field], tags)))
    return value


def _by_shape(options: Sequence[inspect.Type], value: object) -> inspect.Type | None:
    """Of text, a list, a number and an object the one that a value looks like; of none of them the first."""
    shapes: list[tuple[type[inspect.Type], bool]] = [
        (inspect.FloatType, isinstance(value, int | float)),
        (inspect.StrType, isinstance(value, str)),
        (inspect.ListType, isinstance(value, list | tuple)),
        (inspect.StructType, _fields(value) is not None),
        (inspect.DictType, isinstance(value, dict)),
    ]
    bare = list(map(_bare, options))
    if not all(isinstance(option, tuple(shape for shape, _ in shapes)) for option in bare):
        return None
    for option, inner in zip(options, bare, strict=True):
        if any(fits and isinstance(inner, shape) for shape, fits in shapes):
            return option
    return options[0]


def _bare(node: inspect.Type) -> inspect.Type:
    return _bare(node.type) if isinstance(node, inspect.Metadata) else node


def _of_runs(node: inspect.Type) -> bool:
    match _bare(node):
        case inspect.ListType(item_type=inspect.StructType(cls=cls)):
            return cls is Run
    return False


def _check_runs(options: Sequence[inspect.Type], value: object, path: str, errors: Errors) -> None:
    """Runs have together the limits that a string has in their place."""
    words = plain(msgspec.convert(value, list[Run]))
    for node in map(_bare, options):
        if isinstance(node, inspect.StrType):
            _walk_text(node, words, path, errors, _Hints())


def _walk_list(node: inspect.ListType, value: object, path: str, errors: Errors) -> object:
    if not isinstance(value, list | tuple):
        errors.append(FieldError(path, f"must be a list, not {called(value)}"))
        return value
    least, most = node.min_length or 0, node.max_length
    if len(value) < least:
        errors.append(FieldError(path, f"must have at least {least} {'entry' if least == 1 else 'entries'}"))
    if most is not None and len(value) > most:
        errors.append(FieldError(path, f"must have at most {most} entries, not {len(value)}"))
        value = value[:most]
    return [_walk(node.item_type, item, f"{path}[{index}]", errors, _Hints()) for index, item in enumerate(value)]


def _walk_text(node: inspect.StrType, value: object, path: str, errors: Errors, hints: _Hints) -> object:
    if not isinstance(value, str):
        errors.append(FieldError(path, f"must be text, not {called(value)}"))
        return value
    text = clean_text(value)
    exact = hints.names_file or node.pattern is not None
    if hints.names_file and any(unicodedata.category(character) in {"Cc", "Cs"} for character in value):
        errors.append(FieldError(path, "must not hold control characters or half a surrogate pair: it names a file"))
    elif node.pattern is not None and not re.fullmatch(node.pattern, value):
        errors.append(FieldError(path, f"must be {hints.description or 'in another form'}, not {quoted(value)}"))
    if node.min_length and not text.strip():
        errors.append(FieldError(path, "must not be empty"))
    elif node.min_length and len(text) < node.min_length:
        errors.append(FieldError(path, f"must have at least {node.min_length} characters"))
    if node.max_length is not None and len(text) > node.max_length:
        errors.append(
            FieldError(path, f"must have at most {figure(node.max_length)} characters, not {figure(len(text))}")
        )
    return value if exact else text


def _walk_object(value: object, path: str, errors: Errors) -> object:
    """An object whose fields somebody else knows: JSON values, their text cleaned."""
    if not isinstance(value, Mapping):
        errors.append(FieldError(path, f"must be an object, not {called(value)}"))
        return value
    return _cleaned(value, path, errors, MOST_DEPTH)


def _cleaned(value: object, path: str, errors: Errors, depth: int) -> object:
    match value:
        case _ if depth == 0:
            errors.append(FieldError(path, f"must not be nested deeper than {MOST_DEPTH} levels"))
        case None | bool():
            return value
        case int() if value.bit_length() < 64:
            return value
        case float() if math.isfinite(value):
            return value
        case str():
            return clean_text(value)
        case Mapping():
            return {clean_text(str(n)): _cleaned(v, joined(path, n), errors, depth - 1) for n, v in value.items()}
        case list() | tuple():
            return [_cleaned(each, f"{path}[{index}]", errors, depth - 1) for index, each in enumerate(value)]
        case _:
            errors.append(FieldError(path, f"must be a JSON value, not {called(value)}"))
    return value


def _check_literal(node: inspect.LiteralType, value: object, path: str, errors: Errors) -> None:
    if not any(type(value) is type(option) and value == option for option in node.values):
        errors.append(FieldError(path, not_one_of(value, sorted(node.values, key=str))))


def _check_number(node: inspect.IntType | inspect.FloatType, value: object, path: str, errors: Errors) -> None:
    whole = isinstance(node, inspect.IntType)
    noun = "a whole number" if whole else "a number"
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
        errors.append(FieldError(path, f"must be {noun}{between(node)}, not {called(value)}"))
        return
    low, high = node.ge, node.le
    inside = (low is None or value >= low) and (high is None or value <= high)
    if not inside or (isinstance(value, float) and not math.isfinite(value)):
        errors.append(FieldError(path, f"must be {noun}{between(node)}, not {called(value)}"))


def _aside(node: inspect.Type) -> str:
    description = (node.extra_json_schema or {}).get("description", "") if isinstance(node, inspect.Metadata) else ""
    return f": {description}" if description else ""
