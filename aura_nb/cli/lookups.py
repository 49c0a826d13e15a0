"""The commands that look something up, and `cancel`: on this machine, or on a server that is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from aura_nb.cli.answers import Answer, answering, named_server
from aura_nb.cli.options import film_options, server_options, topic_options, with_text


@click.command()
@click.argument("source")
@topic_options
@film_options
@answering("Print the plan as JSON.")
@server_options
def plan(source: str, *, server: str | None, token: str | None, **options: Any) -> Answer:
    """Show what `render SOURCE` would run, and why, without running it."""
    from aura_nb.engine import direct  # noqa: PLC0415 - `--help` must not wait for the engine
    from aura_nb.request.named import film_request  # noqa: PLC0415

    request = film_request(source, **with_text(options))
    with named_server(server, token) as there:
        planned = there.call(there.plan(request)).result() if there else direct.plan(request)

    def show() -> None:
        from aura_nb.cli.printed_tables import print_plan  # noqa: PLC0415 - rich takes 0.1 s to load, and JSON needs none of it

        print_plan(planned)

    return Answer(show, planned)


@click.command()
@click.option("-o", "--output", metavar="PLACE", help="Where films are to go. Default: aura-videos/ here.")
@answering("Print the findings as JSON.")
@server_options
def doctor(*, output: str | None, server: str | None, token: str | None) -> Answer:
    """Run a quick test of each part a film needs, and say what to do about what fails. Exits 1 when a check fails."""
    from aura_nb.cli.printed_tables import print_checks  # noqa: PLC0415 - as above
    from aura_nb.doctor import examination  # noqa: PLC0415

    with named_server(server, token) as there:
        checks = there.call(there.preflight()).result() if there else examination.doctor(output=output)
    failed = any(check.status == "fail" for check in checks)
    return Answer(lambda: print_checks(checks), checks, exit_code=1 if failed else 0)


@click.command()
@click.argument("film", type=click.Path())
@answering("Print the measurements as JSON.")
def verify(film: str) -> Answer:
    """Compare FILM, a film's folder or its video, with what a film should be. Exits 1 when it falls short."""
    from aura_nb.cli.printed_tables import print_measurements  # noqa: PLC0415 - as above
    from aura_nb.media.verdict import judged  # noqa: PLC0415

    found = judged(Path(film).expanduser())
    return Answer(lambda: print_measurements(found), found, exit_code=0 if all(each.ok for each in found) else 1)


@click.command()
@click.option("--language", metavar="TAG", help="Only voices that speak this language, such as de or pt-BR.")
@answering("Print the voices as JSON.")
@server_options
def voices(*, language: str | None, server: str | None, token: str | None) -> Answer:
    """List the voices there are, the preferred first."""
    from aura_nb import voices as spoken  # noqa: PLC0415 - as above
    from aura_nb.cli.printed_tables import print_voices  # noqa: PLC0415

    with named_server(server, token) as there:
        known = there.call(there.voices()).result() if there else spoken.voices()
    found = [voice for voice in known if not language or voice.speaks(language)]
    return Answer(lambda: print_voices(found), found)


@click.command()
@click.option(
    "--status", default="", metavar="WORDS", help="Only these: pending, running, completed, failed, canceled."
)
@click.option("--limit", type=click.IntRange(1, 200), default=50, metavar="N", help="How many, the newest first.")
@answering("Print the list as JSON.")
@server_options
def jobs(*, status: str, limit: int, server: str | None, token: str | None) -> Answer:
    """List the jobs of this workspace, or of a server, the newest first."""
    from aura_nb.cli.foreground import job_service  # noqa: PLC0415 - as above
    from aura_nb.cli.outcome import JobList  # noqa: PLC0415
    from aura_nb.cli.printed_tables import job_row, print_jobs  # noqa: PLC0415
    from aura_nb.wire.status import parse_statuses  # noqa: PLC0415

    wanted = parse_statuses(status) or None
    with job_service(server, token) as backend:
        found = backend.call(backend.jobs(statuses=wanted, limit=limit)).result()
        stats = backend.call(backend.queue(limit=1)).result().stats
    rows = [job_row(job) for job in found]
    return Answer(lambda: print_jobs(rows), JobList(jobs=rows, stats=stats))


@click.command()
@click.argument("job_id", metavar="ID")
@answering()
@server_options
def cancel(job_id: str, *, server: str | None, token: str | None) -> Answer:
    """Cancel a job: ID is its id, or the beginning of it."""
    from aura_nb.cli.foreground import job_service  # noqa: PLC0415 - as above

    with job_service(server, token) as backend:
        job_id = backend.call(backend.find(job_id)).result().job_id
        job = backend.call(backend.cancel(job_id)).result()
    said = f"{job_id[:8]} {job.title!r}: {'canceled' if job.is_final else 'will be canceled'}"
    return Answer(lambda: click.echo(said))
