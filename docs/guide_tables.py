"""The guide's tables, written from the code, so that they cannot say anything else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, get_args

import click
import msgspec
from msgspec import NODEFAULT, Struct, inspect

from aura_nb import errors, specs
from aura_nb.cli import aura
from aura_nb.errors import AuraError
from aura_nb.frames import LAYOUTS
from aura_nb.specs.origin import Origin

_LINE = re.compile(r"^\W*(\w+)\s+([a-z_.]+)(?:\s{2,}(.+))?$")

_STATES = "ordered categorical"
_DTYPES = {
    "text": "string",
    "count": "Int64",
    "number": "Float64",
    "flag": "boolean",
    "time": "datetime64[ms, UTC]",
    "duration": "timedelta64[ms]",
    "values": "object",
}


def error_meanings() -> dict[str, str]:
    """What each error class means, as the tree at the top of `errors.py` says."""
    found = {}
    for line in (errors.__doc__ or "").splitlines():
        parts = _LINE.match(line)
        if parts and "." in parts[2] + ("." if parts[2] == "internal" else ""):
            found[parts[1]] = parts[3] or ""
    return found


def error_classes() -> dict[str, type[AuraError]]:
    """Every code with its error, in the order of the tree."""
    found: dict[str, type[AuraError]] = {}
    for name in error_meanings():
        kind = getattr(errors, name)
        found.setdefault(kind.code, kind)
    return found


def error_codes() -> str:
    """A table of all codes: what it means, the usual next step."""
    meanings = error_meanings()
    rows = [
        [f"`{code}`", _sentence(meanings[kind.__name__]), kind.default_remedy] for code, kind in error_classes().items()
    ]
    return _table(["code", "what it means", "the next step"], rows)


def commands() -> str:
    """Every command with its arguments and options; what `render` explains is only named at the others."""
    explained = {str(option.name) for option in aura.commands["render"].params}
    parts = []
    for name in ["render", *(name for name in aura.commands if name != "render")]:
        command = aura.commands[name]
        context = click.Context(command, info_name=f"jupyter aura {name}")
        usage = " ".join(command.collect_usage_pieces(context))
        parts.append(f"## {name}\n\n```text\njupyter aura {name} {usage}\n```\n\n{_plain(command.help or '')}\n")
        options = [each for each in command.params if isinstance(each, click.Option)]
        known = [each for each in options if name != "render" and each.name in explained and each.name != "as_json"]
        records = [each.get_help_record(context) for each in options if each not in known]
        rows = [[_code(names), _plain(text)] for names, text in filter(None, records)]
        if rows:
            parts.append(_table(["option", "what it does"], rows))
        if known:
            parts.append(f"As for `render`: {', '.join(f'`{each.opts[-1]}`' for each in known)}.\n")
    return "\n".join(parts)


def traits() -> str:
    """What `c.AuraApp` takes in a Jupyter configuration."""
    from jupyter_server_ext import AuraApp  # noqa: PLC0415 - Jupyter Server is needed for this table alone

    found = AuraApp.class_own_traits(config=True)
    rows = [[f"`{name}`", f"`{trait.default_value!r}`", _plain(trait.help)] for name, trait in found.items()]
    return _table(["trait", "default", "what it does"], rows)


def frame(name: str) -> str:
    """The index and the columns of a DataFrame."""
    layout = LAYOUTS[name]
    rows = [
        [f"`{each.name}`{' (index)' if each is layout.index else ''}", _DTYPES.get(each.kind, _STATES), each.meaning]
        for each in layout.all
    ]
    return _table(["column", "dtype", "what it says"], rows)


def fields(*kinds: type[Struct]) -> str:
    """The fields of specs: what is allowed in each, and what it is where nothing is said."""
    rows = [row for kind in kinds for row in _rows(kind)]
    return _table(["field", "what it takes", "default"], rows)


def _rows(kind: type[Struct]) -> Iterator[list[str]]:
    described = inspect.type_info(kind)
    if not isinstance(described, inspect.StructType):
        raise TypeError(f"{kind} is no struct")
    for field in described.fields:
        default = field.default if field.default is not NODEFAULT else NODEFAULT
        if field.default_factory is not NODEFAULT:
            default = field.default_factory()
        yield [f"`{field.encode_name}`", _allowed(field.type), _default(default)]


def _default(value: object) -> str:
    if value is NODEFAULT:
        return "must be given"
    if value is None or value == "":
        return "none"
    if isinstance(value, Struct):
        return f"`{value.__struct_config__.tag}`"
    return f"`{msgspec.json.encode(value).decode()}`"


def _allowed(node: Any, description: str = "") -> str:  # noqa: C901 - a case for each type
    match node:
        case inspect.Metadata():
            return _allowed(node.type, (node.extra_json_schema or {}).get("description", ""))
        case inspect.LiteralType():
            return ", ".join(f"`{value}`" for value in node.values)
        case inspect.IntType() | inspect.FloatType():
            return (
                f"{'a whole number' if isinstance(node, inspect.IntType) else 'a number'}{_between(node.ge, node.le)}"
            )
        case inspect.StrType():
            return description or "text" + (f", at most {node.max_length:,} characters" if node.max_length else "")
        case inspect.ListType(item_type=inspect.StructType(cls=specs.Run)):
            return "[runs](#text)"
        case inspect.ListType():
            size = _between(node.min_length, node.max_length).removeprefix(" from").removeprefix(" of")
            return f"a list of{size} entries: {_allowed(node.item_type)}"
        case inspect.StructType() if node.cls.__module__.startswith("aura_nb.specs.kinds.") and not node.tag:
            return "an object with " + ", ".join(f"`{field.encode_name}`" for field in node.fields)
        case inspect.StructType():
            return f"[{node.cls.__name__}](#{node.cls.__name__.lower()})"
        case inspect.DictType():
            return "an object"
        case inspect.BoolType():
            return "`true` or `false`"
        case inspect.UnionType():
            return _one_of([each for each in node.types if not isinstance(each, inspect.NoneType)])
    raise TypeError(f"no words for {node}")


def _one_of(options: Sequence[Any]) -> str:
    if len(options) > 1 and all(isinstance(each, inspect.StructType) for each in options):
        return "an object whose `kind` is " + ", ".join(f"`{each.tag}`" for each in options)
    return " or ".join(map(_allowed, options))


def _between(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return ""
    if low is None:
        return f" of at most {high:g}"
    return f" from {low:g} to {high:g}" if high is not None else f" of at least {low:g}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _plain(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _code(text: str) -> str:
    return f"`{text}`".replace("|", "\\|")


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("\n", " ") for cell in line) + " |" for line in lines) + "\n"


def choices() -> str:
    """What the options of a script offer."""
    offered = {
        "audience": specs.AUDIENCES,
        "goal": specs.GOALS,
        "tone": specs.TONES,
        "pacing": get_args(specs.Pacing),
        "density": get_args(specs.Density),
    }
    usual = {**msgspec.to_builtins(specs.Brief(topic="-")), **msgspec.to_builtins(specs.Plan())}
    rows = [
        [f"`{name}`", ", ".join(f"`{value}`" for value in values), f"`{usual[name]}`"]
        for name, values in offered.items()
    ]
    return _table(["option", "values", "default"], rows)


TABLES: dict[str, Callable[[], str]] = {
    "choices": choices,
    "error-codes": error_codes,
    "commands": commands,
    "traits": traits,
    "brief": lambda: fields(specs.Brief),
    "plan": lambda: fields(specs.Plan),
    "voice": lambda: fields(specs.Voice),
    "render": lambda: fields(specs.Render),
    "storyboard": lambda: fields(specs.Storyboard),
    "scene": lambda: fields(specs.Scene),
    "cue": lambda: fields(specs.Cue),
    "turn": lambda: fields(specs.Turn),
    "brand": lambda: fields(specs.Brand),
    "origin": lambda: fields(Origin),
    "run": lambda: fields(specs.Run),
    **{str(kind.__struct_config__.tag): partial(fields, kind) for kind in get_args(specs.Show)},
    **{f"frame-{name}": partial(frame, name) for name in LAYOUTS},
}
