"""What the command line prints for people: the plan, the findings, the voices, the jobs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from aura_nb.cli.outcome import JobRow
from aura_nb.wire.job import JobObject
from aura_nb.wire.phases import STAGES

if TYPE_CHECKING:  # each table is of what its command has loaded, and only that
    from aura_nb.doctor.check import Check
    from aura_nb.media.verdict import Measurement
    from aura_nb.pipeline.dryrun import FilmPlan
    from aura_nb.voices import VoiceDescription

_MARKS = {"pass": ("ok", "green"), "warn": ("warning", "yellow"), "fail": ("FAILED", "bold red")}


def print_plan(planned: FilmPlan) -> None:
    """Each task with its stage, why it would run and where its scene was written, and a line that sums it up."""
    console = Console()
    places = planned.places
    table = _table("task", "stage", "status", "why", *(["where"] if places else []))
    for task in planned.tasks:
        where = [places.get(task.scene, "")] if places else []
        table.add_row(*map(escape, (task.task, STAGES[task.phase], task.status, task.reason, *where)))
    console.print(table)
    count = {status: sum(t.status == status for t in planned.tasks) for status in ("hit", "miss", "depends")}
    about = "" if planned.exact else "about "
    console.print(
        f"{escape(planned.title)}: {len(planned.scenes)} scenes, {about}{planned.seconds:.0f} s; "
        f"{count['hit']} tasks in the cache, {count['miss']} to run, {count['depends']} that depend on those"
    )
    if cost := planned.motion:
        console.print(
            f"motion {cost.motion}: {about}{getattr(cost, cost.motion):,} pictures are encoded for what changes, "
            f"{cost.share:.0%} of the film (full {cost.full:,}, calm {cost.calm:,}, none {cost.none:,})"
        )
    for note in planned.notes:
        console.print(escape(note))
    for warning in planned.warnings:
        console.print(f"[yellow]Warning:[/yellow] {escape(warning)}")


def print_checks(checks: Sequence[Check], console: Console | None = None) -> None:
    """Each finding in a line, the next step below it, and at the end whether films can be made."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column()
    for check in checks:
        mark, style = _MARKS[check.status]
        table.add_row(Text(mark, style=style), Text(check.name, style="bold"), Text(check.message))
        if check.hint:
            table.add_row("", "", Padding(Text(check.hint), (0, 0, 0, 2)))
    console = console or Console()
    console.print(table)
    failures = sum(check.status == "fail" for check in checks)
    warnings = sum(check.status == "warn" for check in checks)
    console.print()
    if failures:
        console.print(f"{failures} of {len(checks)} checks failed: films cannot be made until that is put right.")
    elif warnings:
        console.print(f"Films can be made; {warnings} of {len(checks)} checks warn.")
    else:
        console.print("All is well: films can be made.")


def print_measurements(found: Sequence[Measurement]) -> None:
    """Each measurement in a line, next to what it should be, and at the end whether the film holds to all of it."""
    console = Console()
    table = _table("", "of the film", "measured", "wanted")
    for each in found:
        mark, style = _MARKS["pass" if each.ok else "fail"]
        table.add_row(Text(mark, style=style), *map(escape, (each.name, each.measured, each.wanted)))
    console.print(table)
    short = [each.name for each in found if not each.ok]
    console.print(f"It falls short in: {', '.join(short)}." if short else "The film is what it should be.")


def print_voices(found: Sequence[VoiceDescription]) -> None:
    """Each voice with what one needs to know of it."""
    table = _table("name", "language", "gender", "licence", "where", "what")
    for voice in found:
        where = "online" if voice.online else "offline"
        table.add_row(*map(escape, (voice.name, voice.language, voice.gender, voice.licence, where, voice.description)))
    Console().print(table)


def job_row(job: JobObject) -> JobRow:
    """A job in the list."""
    return JobRow(
        job_id=job.job_id,
        title=job.title,
        status=job.status,
        phase=job.phase,
        percent=job.percent,
        created_at=job.created_at,
        video_path=job.output.video_path if job.output else None,
    )


def print_jobs(rows: Sequence[JobRow]) -> None:
    """A line for each job."""
    table = _table("id", "status", "%", "created", "title")
    for row in rows:
        table.add_row(row.job_id[:8], row.status, f"{row.percent:.0f}", row.created_at, escape(row.title))
    Console().print(table)


def _table(*columns: str) -> Table:
    return Table(*columns, box=None, pad_edge=False, header_style="bold")
