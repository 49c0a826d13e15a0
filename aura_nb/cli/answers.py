"""What the commands that only ask share: here or on a server, for people or as JSON, and errors with the next step."""

from __future__ import annotations

import contextlib
import functools
import json
import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import click
import msgspec

from aura_nb.errors import AuraError, RequestInvalid

if TYPE_CHECKING:
    from aura_nb.client.rest import RestBackend


class Answer(NamedTuple):
    """What a command found: `show` prints it for people, `value` is what `--json` prints."""

    show: Callable[[], object]
    value: Any = None
    exit_code: int = 0


def answering(json_help: str = "") -> Callable[[Callable[..., Answer]], Callable[..., int]]:
    """A command from a function that finds its answer and may raise an `AuraError`.

    `json_help` describes the option `--json`; without it there is none.
    """

    def decorate(find: Callable[..., Answer]) -> Callable[..., int]:
        @functools.wraps(find)
        def command(*arguments: Any, as_json: bool = False, **options: Any) -> int:
            try:
                answer = find(*arguments, **options)
            except AuraError as error:
                return reported(error, as_json=as_json)
            if as_json:
                click.echo(msgspec.json.encode(answer.value).decode())
            else:
                answer.show()
            return answer.exit_code

        return click.option("--json", "as_json", is_flag=True, help=json_help)(command) if json_help else command

    return decorate


@contextlib.contextmanager
def named_server(url: str | None, token: str | None) -> Iterator[RestBackend | None]:
    """The server that was named, by `url` or AURA_URL; None when none was."""
    if not url and not os.environ.get("AURA_URL"):
        yield None  # and nothing of the client is loaded
        return
    from aura_nb.cli.foreground import server  # noqa: PLC0415 - the client is for a server

    with server(url, token) as there:
        yield there


def reported(error: AuraError, *, as_json: bool, run_id: str | None = None) -> int:
    """Print what went wrong and what to do next; returns the exit code."""
    from aura_nb.cli.outcome import outcome  # noqa: PLC0415 - only where something fails
    from aura_nb.wire.phases import STAGES  # noqa: PLC0415

    phase = error.details.get("phase")
    if as_json:
        click.echo(json.dumps(outcome(run_id, "failed", errors=[error.to_json()]), default=str))
    where = f"Failed in {STAGES[phase]}: " if phase else ""
    click.secho(f"{where}{error.message}", err=True, fg="red")
    if error.remedy:
        click.echo(f"Next step: {error.remedy}", err=True)
    if log := error.details.get("logPath"):
        click.echo(f"Log: {log}", err=True)
    # A request that was never taken is wrong usage; what fails later is a failure.
    return 2 if isinstance(error, RequestInvalid) and phase is None else 1
