"""The command that makes room: `clean`."""

from __future__ import annotations

import click

from aura_nb.cli.answers import Answer, answering
from aura_nb.faults import reason_of


@click.command()
@click.option("--keep", type=click.FloatRange(min=0), default=0.0, metavar="GB", help="Leave so much of the newest.")
@answering("Print what was freed as JSON.")
def clean(*, keep: float) -> Answer:
    """Empty the cache of finished steps and remove what dead runs left. Finished films are never touched."""
    from aura_nb.cli.outcome import Emptied  # noqa: PLC0415 - `--help` must not wait for the engine
    from aura_nb.pipeline.cache import IN_USE_SECONDS  # noqa: PLC0415
    from aura_nb.pipeline.workspace import Workspace  # noqa: PLC0415

    workspace = Workspace()
    try:
        workspace.open()
        swept = workspace.sweep(age=0)
        freed = workspace.cache.trim(limit=int(keep * 1e9), spare=IN_USE_SECONDS if workspace.running() else 0.0)
    except OSError as error:
        place = str(error.filename or workspace.root)
        raise click.ClickException(f"{place!r} cannot be cleaned: {reason_of(error)}.") from error
    said = f"Removed {freed.entries} cached steps ({freed.size / 1e6:.1f} MB) and {len(swept)} dead runs."
    value = Emptied(entries=freed.entries, freed_bytes=freed.size, dead_runs=len(swept))
    return Answer(lambda: click.echo(said), value)
