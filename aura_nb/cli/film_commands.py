"""The commands that make a film: `demo` and `render`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from aura_nb.cli.answers import reported
from aura_nb.cli.options import (
    execute_option,
    film_options,
    place_options,
    server_options,
    together,
    topic_options,
    with_text,
)
from aura_nb.errors import AuraError

if TYPE_CHECKING:
    from aura_nb.pipeline.film_request import FilmRequest

_making_options = together(
    place_options,
    click.option("--json", "as_json", is_flag=True, help="Print one JSON object at the end."),
    click.option("-v", "--verbose", is_flag=True, help="Show every task."),
    click.option("--every-frame", is_flag=True, help="Encode every frame (for players that stumble)."),
    server_options,
)


@click.command()
@click.argument("topic", required=False)
@film_options
@_making_options
def demo(topic: str | None, **options: Any) -> int:
    """Make the demo film: about 15 seconds, offline."""
    from aura_nb.request.named import demo_request  # noqa: PLC0415 - `--help` must not wait for the engine

    return _make(lambda given: demo_request(topic, **given), options)


@click.command()
@click.argument("source")
@topic_options
@film_options
@execute_option
@_making_options
def render(source: str, **options: Any) -> int:
    """Make a film of SOURCE: a notebook (.ipynb), a deck (.md) or a storyboard (.json), or a topic in quotes.

    Of a topic alone nothing is known, so its film asks questions; with --source-text FILE as well it answers them.
    Options override those of a deck's front matter.
    """
    from aura_nb.request.named import film_request  # noqa: PLC0415 - as above

    return _make(lambda given: film_request(source, **with_text(given)), options)


def _make(build: Callable[[dict[str, Any]], FilmRequest], options: dict[str, Any]) -> int:
    """Submit the film as a job of this process or of a server, and wait for it; an interrupt cancels it."""
    from aura_nb.cli import foreground  # noqa: PLC0415 - as above
    from aura_nb.cli.outcome import outcome  # noqa: PLC0415
    from aura_nb.cli.progress_bar import shown_progress  # noqa: PLC0415

    output, force, as_json, verbose, every_frame, server, token = (
        options.pop(name) for name in ("output", "force", "as_json", "verbose", "every_frame", "server", "token")
    )
    begun: list[str] = []
    try:
        request = build(options)
        request.copy_holds = not every_frame
        for note in [] if as_json else request.notes:
            click.echo(note, err=True)
        with shown_progress(verbose=verbose) as notify, foreground.worker(server, token, notify) as backend:
            made = foreground.make(request, backend, notify, place=output, force=force, begun=begun.append)
    except AuraError as error:
        return reported(error, as_json=as_json, run_id=begun[0] if begun else None)
    except KeyboardInterrupt:
        if as_json:
            click.echo(json.dumps(outcome(begun[0] if begun else None, "canceled")))
        raise
    if made.job.status == "failed":
        return reported(made.failure(), as_json=as_json, run_id=made.job.job_id)
    if made.job.status == "canceled":
        canceled = outcome(made.job.job_id, "canceled")
        click.echo(json.dumps(canceled)) if as_json else click.echo("Canceled.", err=True)
        return 1
    click.echo(json.dumps(made.completed()) if as_json else made.place)
    return 0
