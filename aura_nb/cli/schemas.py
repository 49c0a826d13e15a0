"""The command that says what `--json` prints: `schema`, by the types of what is printed."""

from __future__ import annotations

import inspect
from typing import Any

import click
import msgspec

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DEFINED = "#/$defs/{name}"


def answers() -> dict[str, Any]:
    """The type of what each command prints with `--json` when it does not fail."""
    from aura_nb.cli.outcome import Emptied, JobList, Outcome  # noqa: PLC0415 - `--help` must not wait for the engine
    from aura_nb.doctor.check import Check  # noqa: PLC0415
    from aura_nb.media.verdict import Measurement  # noqa: PLC0415
    from aura_nb.pipeline.dryrun import FilmPlan  # noqa: PLC0415
    from aura_nb.voices import VoiceDescription  # noqa: PLC0415

    return {
        "demo": Outcome,
        "render": Outcome,
        "plan": FilmPlan,
        "doctor": list[Check],
        "verify": list[Measurement],
        "voices": list[VoiceDescription],
        "clean": Emptied,
        "jobs": JobList,
    }


def schema_of(command: str | None = None) -> dict[str, Any]:
    """The JSON Schema of what a command prints; without one, of an object that holds what each prints by its name.

    Raises `KeyError` for a command that prints no JSON.
    """
    from aura_nb.cli.outcome import Outcome  # noqa: PLC0415 - as above

    kinds = answers()
    wanted = {name: [kinds[name], Outcome] for name in (kinds if command is None else [command])}
    found, defined = msgspec.json.schema_components(
        [kind for choices in wanted.values() for kind in choices], ref_template=_DEFINED
    )
    each = iter(found)
    printed = {name: _one_of([next(each) for _ in choices]) for name, choices in wanted.items()}
    head: dict[str, Any] = {"$schema": DIALECT}
    if command is None:
        title = {"title": "What `jupyter aura COMMAND --json` prints, by command"}
        body = title | {"type": "object", "properties": printed, "additionalProperties": False}
    else:
        body = {"title": f"What `jupyter aura {command} --json` prints"} | printed[command]
    plain: dict[str, Any] = _clean(msgspec.to_builtins(head | body | {"$defs": defined}))
    return plain


def _one_of(choices: list[dict[str, Any]]) -> dict[str, Any]:
    """What is printed when all goes well, or an outcome that says what went wrong."""
    different = [choice for at, choice in enumerate(choices) if choice not in choices[:at]]
    return different[0] if len(different) == 1 else {"anyOf": different}


def _clean(schema: Any) -> Any:
    """A schema with descriptions without the indent of their docstrings."""
    match schema:
        case {"description": str(text), **more}:
            return {"description": inspect.cleandoc(text)} | {name: _clean(each) for name, each in more.items()}
        case dict():
            return {name: _clean(each) for name, each in schema.items()}
        case list():
            return [_clean(each) for each in schema]
    return schema


@click.command()
@click.argument("command", required=False)
def schema(command: str | None) -> int:
    """Print the JSON Schema of what COMMAND prints with `--json`, or of all commands by their names."""
    try:
        found = schema_of(command)
    except KeyError:
        names = ", ".join(answers())
        raise click.UsageError(f"{command!r} prints no JSON; these do: {names}.") from None
    click.echo(msgspec.json.format(msgspec.json.encode(found)).decode())
    return 0
