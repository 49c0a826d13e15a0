"""`jupyter aura`: the command line.

Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted (and everything it started is gone).
"""

from __future__ import annotations

import contextlib
import io
import json
import signal
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NoReturn

import click
import msgspec

from aura_nb import __version__
from aura_nb.errors import AuraError, RequestInvalid
from aura_nb.options import film_options, place_options, together, topic_options, with_text

if TYPE_CHECKING:
    from aura_nb.jobs.model import Job
    from aura_nb.jobs.store import Store
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
def demo(topic: str | None, **options: Any) -> int:
    """Make the demo film: about 15 seconds, offline."""
    from aura_nb import engine  # noqa: PLC0415 - `--help` must not wait for the engine

    return _make(lambda given: engine.demo_request(topic, **given), options)


@aura.command()
@click.argument("source")
@topic_options
@film_options
@_output_options
def render(source: str, **options: Any) -> int:
    """Make a film of SOURCE: a topic in quotes, or the path of a deck (.md) or a storyboard (.json).

    Options override those of a deck's front matter.
    """
    from aura_nb import engine  # noqa: PLC0415 - as above

    return _make(lambda given: engine.film_request(source, **with_text(given)), options)


@aura.command()
@click.argument("source")
@topic_options
@film_options
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
def plan(source: str, *, as_json: bool, **options: Any) -> int:
    """Show what `render SOURCE` would run, and why, without running it."""
    from rich.console import Console  # noqa: PLC0415 - as above
    from rich.table import Table  # noqa: PLC0415

    from aura_nb import engine  # noqa: PLC0415

    try:
        planned = engine.plan(engine.film_request(source, **with_text(options)))
    except AuraError as error:
        return _report_error(error, as_json=as_json)
    if as_json:
        click.echo(msgspec.json.encode(planned).decode())
        return 0
    console = Console()
    table = Table("task", "stage", "status", "why", box=None, pad_edge=False, header_style="bold")
    from aura_nb.pipeline.progress import STAGES  # noqa: PLC0415

    for task in planned.tasks:
        table.add_row(*map(_plain, (task.task, STAGES[task.phase], task.status, task.reason)))
    console.print(table)
    count = {status: sum(t.status == status for t in planned.tasks) for status in ("hit", "miss", "depends")}
    about = "" if planned.exact else "about "
    console.print(
        f"{_plain(planned.title)}: {len(planned.scenes)} scenes, {about}{planned.seconds:.0f} s; "
        f"{count['hit']} tasks in the cache, {count['miss']} to run, {count['depends']} that depend on those"
    )
    return 0


@aura.command()
@click.option("-o", "--output", metavar="PLACE", help="Where films are to go. Default: aura-videos/ here.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def doctor(*, output: str | None, as_json: bool) -> int:
    """Try everything a film needs, small, and say what to do about what fails. Exits 1 when a check fails."""
    from aura_nb import doctor as examined  # noqa: PLC0415 - as above
    from aura_nb.doctor.table import print_checks  # noqa: PLC0415

    checks = examined.doctor(output=output)
    if as_json:
        click.echo(msgspec.json.encode(checks).decode())
    else:
        print_checks(checks)
    return 1 if any(check.status == "fail" for check in checks) else 0


@aura.command()
@click.option("--language", metavar="TAG", help="Only voices that speak this language, such as de or pt-BR.")
@click.option("--json", "as_json", is_flag=True, help="Print the voices as JSON.")
def voices(*, language: str | None, as_json: bool) -> int:
    """List the voices there are, the preferred first."""
    from rich.console import Console  # noqa: PLC0415 - as above
    from rich.table import Table  # noqa: PLC0415

    from aura_nb import voices as spoken  # noqa: PLC0415

    found = [voice for voice in spoken.voices() if not language or voice.speaks(language)]
    if as_json:
        click.echo(msgspec.json.encode(found).decode())
        return 0
    table = Table(
        "name", "language", "gender", "licence", "where", "what", box=None, pad_edge=False, header_style="bold"
    )
    for voice in found:
        where = "online" if voice.online else "offline"
        table.add_row(*map(_plain, (voice.name, voice.language, voice.gender, voice.licence, where, voice.description)))
    Console().print(table)
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
        swept = workspace.sweep()
        freed = workspace.cache.trim(limit=int(keep * 1e9), spare=IN_USE_SECONDS if workspace.running() else 0.0)
    except OSError as error:
        raise click.ClickException(f"The workspace {workspace.root} cannot be cleaned: {error}") from error
    if as_json:
        click.echo(json.dumps({"entries": freed.entries, "freedBytes": freed.size, "deadRuns": len(swept)}))
    else:
        click.echo(f"Removed {freed.entries} cached steps ({freed.size / 1e6:.1f} MB) and {len(swept)} dead runs.")
    return 0


def _make(build: Callable[[dict[str, Any]], FilmRequest], options: dict[str, Any]) -> int:
    """Submit the film as a job of this process and wait for it; an interrupt cancels it."""
    from aura_nb import foreground  # noqa: PLC0415 - as above
    from aura_nb.foreground import outcome  # noqa: PLC0415
    from aura_nb.progress_bar import shown_progress  # noqa: PLC0415

    output, force, as_json, verbose, every_frame = (
        options.pop(name) for name in ("output", "force", "as_json", "verbose", "every_frame")
    )
    job_id: str | None = None
    try:
        request = build(options)
        request.copy_holds = not every_frame
        with shown_progress(verbose=verbose) as notify, foreground.engine(notify) as backend:
            job_id = backend.call(backend.submit(request, place=output, force=force)).result().job_id
            job = foreground.ended(backend, job_id)
            log, timings = backend.log_path(job_id), backend.call(backend.timings(job_id)).result().stages
    except AuraError as error:
        return _report_error(error, as_json=as_json, run_id=job_id)
    except KeyboardInterrupt:
        if as_json:
            click.echo(json.dumps(outcome(job_id, "canceled")))
        raise
    if job.status == "failed":
        return _report_error(foreground.failure(job, log), as_json=as_json, run_id=job_id)
    if job.status == "canceled":
        click.echo(json.dumps(outcome(job_id, "canceled"))) if as_json else click.echo("Canceled.", err=True)
        return 1
    click.echo(
        json.dumps(foreground.completed(job, timings)) if as_json else job.output["videoPath"] if job.output else ""
    )
    return 0


@aura.command()
@click.option(
    "--status", default="", metavar="WORDS", help="Only these: pending, running, completed, failed, canceled."
)
@click.option("--limit", type=click.IntRange(1, 200), default=50, metavar="N", help="How many, the newest first.")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def jobs(*, status: str, limit: int, as_json: bool) -> int:
    """List the jobs of this workspace, the newest first."""
    from aura_nb.jobs.model import parse_statuses  # noqa: PLC0415 - as above

    try:
        with _store() as store:
            found = store.jobs(statuses=parse_statuses(status) or None, limit=limit)
            stats = store.stats()
    except AuraError as error:
        return _report_error(error, as_json=False)
    rows = [_row(job) for job in found]
    if as_json:
        click.echo(json.dumps({"jobs": rows, "stats": msgspec.to_builtins(stats)}))
        return 0
    from rich.console import Console  # noqa: PLC0415 - as above
    from rich.table import Table  # noqa: PLC0415

    table = Table("id", "status", "%", "created", "title", box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(row["jobId"][:8], row["status"], f"{row['percent']:.0f}", row["createdAt"], _plain(row["title"]))
    Console().print(table)
    return 0


@aura.command()
@click.argument("job_id", metavar="ID")
def cancel(job_id: str) -> int:
    """Cancel a job: ID is its id, or the beginning of it."""
    try:
        with _store() as store:
            job = store.request_cancel(store.find(job_id).id, message="Canceled from the command line.").result()
    except AuraError as error:
        return _report_error(error, as_json=False)
    click.echo(f"{job.id[:8]} {job.title!r}: {'canceled' if job.is_final else 'will be canceled'}")
    return 0


@contextlib.contextmanager
def _store() -> Iterator[Store]:
    """The workspace's job store; jobs of dead owners are put back into the queue first."""
    from aura_nb.jobs.store import Store  # noqa: PLC0415 - as above
    from aura_nb.pipeline.workspace import Workspace  # noqa: PLC0415

    store = Store.open(Workspace().root / "jobs.sqlite")
    try:
        store.rescue().result()
        yield store
    finally:
        store.close()


def _row(job: Job) -> dict[str, Any]:
    from aura_nb.pipeline.joblog import timestamp  # noqa: PLC0415 - as above

    return {
        "jobId": job.id,
        "title": job.title,
        "status": job.status,
        "phase": job.phase,
        "percent": job.percent,
        "createdAt": timestamp(job.created_at / 1000),
        "videoPath": job.output["videoPath"] if job.output else None,
    }


def _report_error(error: AuraError, *, as_json: bool, run_id: str | None = None) -> int:
    from aura_nb.pipeline.progress import STAGES  # noqa: PLC0415 - as above

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


def _plain(text: str) -> str:
    from rich.markup import escape  # noqa: PLC0415 - as above

    return escape(text)


if __name__ == "__main__":
    main()
