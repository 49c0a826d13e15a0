"""`jupyter aura`: the command line.

Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted (and everything it started is gone).
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NoReturn

import click
import msgspec

from aura_nb.errors import AuraError, RequestInvalid, reason_of
from aura_nb.options import film_options, place_options, together, topic_options, with_text
from aura_nb.release import __version__

if TYPE_CHECKING:
    from aura_nb.client.rest import RestBackend
    from aura_nb.pipeline.request import FilmRequest

INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> NoReturn:
    """The program `jupyter-aura`; exits with the codes above."""
    for stream in (sys.stdout, sys.stderr):
        # A name that is not UTF-8, a console that knows few letters: shown as escapes, never a traceback.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    # All are interrupts: what was started must be ended either way.
    for name in ("SIGTERM", "SIGHUP"):  # a polite kill, a closed terminal
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: _interrupt())
    try:
        code = aura.main(args=arguments, prog_name="jupyter aura", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo("Interrupted. Finished steps are kept: run the same command again to go on.", err=True)
        sys.exit(INTERRUPTED)
    sys.exit(code if isinstance(code, int) else 0)


def _interrupt() -> NoReturn:
    raise KeyboardInterrupt


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="jupyter aura")
def aura() -> None:
    """Narrated videos from a topic, a deck or a storyboard, offline."""


_server_options = together(
    click.option(
        "--server", metavar="URL", help="Let this Jupyter server do it. Default: AURA_URL, else this machine."
    ),
    click.option("--token", metavar="TOKEN", help="The server's token. Default: AURA_TOKEN."),
)
_output_options = together(
    place_options,
    click.option("--json", "as_json", is_flag=True, help="Print one JSON object at the end."),
    click.option("-v", "--verbose", is_flag=True, help="Show every task."),
    click.option("--every-frame", is_flag=True, help="Encode every frame (for players that stumble)."),
)


@aura.command()
@click.argument("topic", required=False)
@film_options
@_output_options
@_server_options
def demo(topic: str | None, **options: Any) -> int:
    """Make the demo film: about 15 seconds, offline."""
    from aura_nb.request.named import demo_request  # noqa: PLC0415 - `--help` must not wait for the engine

    return _make(lambda given: demo_request(topic, **given), options)


@aura.command()
@click.argument("source")
@topic_options
@film_options
@_output_options
@_server_options
def render(source: str, **options: Any) -> int:
    """Make a film of SOURCE: a topic in quotes, or the path of a notebook (.ipynb), a deck (.md) or a
    storyboard (.json).

    Options override those of a deck's front matter.
    """
    from aura_nb.request.named import film_request  # noqa: PLC0415 - as above

    return _make(lambda given: film_request(source, **with_text(given)), options)


@aura.command()
@click.argument("source")
@topic_options
@film_options
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
@_server_options
def plan(source: str, *, as_json: bool, server: str | None, token: str | None, **options: Any) -> int:
    """Show what `render SOURCE` would run, and why, without running it."""
    from aura_nb.engine import direct  # noqa: PLC0415 - as above
    from aura_nb.request.named import film_request  # noqa: PLC0415

    try:
        request = film_request(source, **with_text(options))
        with _server(server, token) as there:
            planned = there.call(there.plan(request)).result() if there else direct.plan(request)
    except AuraError as error:
        return _report_error(error, as_json=as_json)
    if as_json:
        click.echo(msgspec.json.encode(planned).decode())
        return 0
    from aura_nb.tables import print_plan  # noqa: PLC0415 - as above

    print_plan(planned)
    return 0


@aura.command()
@click.option("-o", "--output", metavar="PLACE", help="Where films are to go. Default: aura-videos/ here.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@_server_options
def doctor(*, output: str | None, as_json: bool, server: str | None, token: str | None) -> int:
    """Try everything a film needs, small, and say what to do about what fails. Exits 1 when a check fails."""
    from aura_nb import doctor as examined  # noqa: PLC0415 - as above
    from aura_nb.doctor.table import print_checks  # noqa: PLC0415

    try:
        with _server(server, token) as there:
            checks = there.call(there.preflight()).result() if there else examined.doctor(output=output)
    except AuraError as error:
        return _report_error(error, as_json=False)
    if as_json:
        click.echo(msgspec.json.encode(checks).decode())
    else:
        print_checks(checks)
    return 1 if any(check.status == "fail" for check in checks) else 0


@aura.command()
@click.option("--language", metavar="TAG", help="Only voices that speak this language, such as de or pt-BR.")
@click.option("--json", "as_json", is_flag=True, help="Print the voices as JSON.")
@_server_options
def voices(*, language: str | None, as_json: bool, server: str | None, token: str | None) -> int:
    """List the voices there are, the preferred first."""
    from aura_nb import voices as spoken  # noqa: PLC0415 - as above

    try:
        with _server(server, token) as there:
            known = there.call(there.voices()).result() if there else spoken.voices()
    except AuraError as error:
        return _report_error(error, as_json=False)
    found = [voice for voice in known if not language or voice.speaks(language)]
    if as_json:
        click.echo(msgspec.json.encode(found).decode())
        return 0
    from aura_nb.tables import print_voices  # noqa: PLC0415 - as above

    print_voices(found)
    return 0


@aura.command()
@click.option("--keep", type=click.FloatRange(min=0), default=0.0, metavar="GB", help="Leave so much of the newest.")
@click.option("--json", "as_json", is_flag=True, help="Print what was freed as JSON.")
def clean(*, keep: float, as_json: bool) -> int:
    """Empty the cache of finished steps and remove what dead runs left. Finished films are never touched."""
    from aura_nb.pipeline.cache import IN_USE_SECONDS  # noqa: PLC0415 - as above
    from aura_nb.pipeline.workspace import Workspace  # noqa: PLC0415

    workspace = Workspace()
    try:
        workspace.open()
        swept = workspace.sweep(age=0)
        freed = workspace.cache.trim(limit=int(keep * 1e9), spare=IN_USE_SECONDS if workspace.running() else 0.0)
    except AuraError as error:
        return _report_error(error, as_json=False)
    except OSError as error:
        place = str(error.filename or workspace.root)
        raise click.ClickException(f"{place!r} cannot be cleaned: {reason_of(error)}.") from error
    if as_json:
        click.echo(json.dumps({"entries": freed.entries, "freedBytes": freed.size, "deadRuns": len(swept)}))
    else:
        click.echo(f"Removed {freed.entries} cached steps ({freed.size / 1e6:.1f} MB) and {len(swept)} dead runs.")
    return 0


def _make(build: Callable[[dict[str, Any]], FilmRequest], options: dict[str, Any]) -> int:
    """Submit the film as a job of this process or of a server, and wait for it; an interrupt cancels it."""
    from aura_nb import foreground  # noqa: PLC0415 - as above
    from aura_nb.client.progress_bar import shown_progress  # noqa: PLC0415

    output, force, as_json, verbose, every_frame, server, token = (
        options.pop(name) for name in ("output", "force", "as_json", "verbose", "every_frame", "server", "token")
    )
    begun: list[str] = []
    try:
        request = build(options)
        request.copy_holds = not every_frame
        with shown_progress(verbose=verbose) as notify, foreground.worker(server, token, notify) as backend:
            made = foreground.make(request, backend, notify, place=output, force=force, begun=begun.append)
    except AuraError as error:
        return _report_error(error, as_json=as_json, run_id=begun[0] if begun else None)
    except KeyboardInterrupt:
        if as_json:
            click.echo(json.dumps(foreground.outcome(begun[0] if begun else None, "canceled")))
        raise
    if made.job.status == "failed":
        return _report_error(made.failure(), as_json=as_json, run_id=made.job.job_id)
    if made.job.status == "canceled":
        canceled = foreground.outcome(made.job.job_id, "canceled")
        click.echo(json.dumps(canceled)) if as_json else click.echo("Canceled.", err=True)
        return 1
    click.echo(json.dumps(made.completed()) if as_json else made.place)
    return 0


@aura.command()
@click.option(
    "--status", default="", metavar="WORDS", help="Only these: pending, running, completed, failed, canceled."
)
@click.option("--limit", type=click.IntRange(1, 200), default=50, metavar="N", help="How many, the newest first.")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@_server_options
def jobs(*, status: str, limit: int, as_json: bool, server: str | None, token: str | None) -> int:
    """List the jobs of this workspace, or of a server, the newest first."""
    from aura_nb.foreground import desk  # noqa: PLC0415 - as above
    from aura_nb.tables import job_row, print_jobs  # noqa: PLC0415
    from aura_nb.wire.status import parse_statuses  # noqa: PLC0415

    try:
        wanted = parse_statuses(status) or None
        with desk(server, token) as backend:
            found = backend.call(backend.jobs(statuses=wanted, limit=limit)).result()
            stats = backend.call(backend.queue(limit=1)).result().stats
    except AuraError as error:
        return _report_error(error, as_json=False)
    rows = [job_row(job) for job in found]
    if as_json:
        click.echo(json.dumps({"jobs": rows, "stats": msgspec.to_builtins(stats)}))
    else:
        print_jobs(rows)
    return 0


@aura.command()
@click.argument("job_id", metavar="ID")
@_server_options
def cancel(job_id: str, *, server: str | None, token: str | None) -> int:
    """Cancel a job: ID is its id, or the beginning of it."""
    from aura_nb.foreground import desk  # noqa: PLC0415 - as above

    try:
        with desk(server, token) as backend:
            job_id = backend.call(backend.find(job_id)).result().job_id
            job = backend.call(backend.cancel(job_id)).result()
    except AuraError as error:
        return _report_error(error, as_json=False)
    click.echo(f"{job_id[:8]} {job.title!r}: {'canceled' if job.is_final else 'will be canceled'}")
    return 0


@contextlib.contextmanager
def _server(url: str | None, token: str | None) -> Iterator[RestBackend | None]:
    """The server that was named; None when none was."""
    if not url and not os.environ.get("AURA_URL"):
        yield None  # and nothing of the client is loaded
        return
    from aura_nb.foreground import server  # noqa: PLC0415 - as above

    with server(url, token) as there:
        yield there


def _report_error(error: AuraError, *, as_json: bool, run_id: str | None = None) -> int:
    from aura_nb.wire.phases import STAGES  # noqa: PLC0415 - as above

    phase = error.details.get("phase")
    if as_json:
        from aura_nb.foreground import outcome  # noqa: PLC0415 - as above

        click.echo(json.dumps(outcome(run_id, "failed", errors=[error.to_json()]), default=str))
    where = f"Failed in {STAGES[phase]}: " if phase else ""
    click.secho(f"{where}{error.message}", err=True, fg="red")
    if error.remedy:
        click.echo(f"Next step: {error.remedy}", err=True)
    if log := error.details.get("logPath"):
        click.echo(f"Log: {log}", err=True)
    # A request that was never taken is wrong usage; what fails later is a failure.
    return 2 if isinstance(error, RequestInvalid) and phase is None else 1


if __name__ == "__main__":
    main()
