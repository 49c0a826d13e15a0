"""Progress for people: a bar on a terminal or in a notebook, plain lines elsewhere."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from aura_nb.pipeline.progress import Advance, Event, TaskFinished
from aura_nb.wire.events import Event as Logged
from aura_nb.wire.events import JobCompleted, JobEvent, StepProgress, StepStatus, Warned

Shown = Callable[[Event | JobEvent], None]


def told(shown: Shown) -> Callable[[Logged], None]:
    """A callback for the events of a job's log that hands what they say to `shown`."""

    def tell(event: Logged) -> None:
        said = event.told()
        if said is not None:
            shown(said)

    return tell


@contextlib.contextmanager
def shown_events(*, enabled: bool = True) -> Iterator[Callable[[Logged], None]]:
    """The same for the events of a job's log."""
    with shown_progress(enabled=enabled) as notify:
        yield told(notify)


@contextlib.contextmanager
def shown_progress(*, enabled: bool = True, verbose: bool = False) -> Iterator[Shown]:
    """A callback for a run's events that shows them on stderr while the block lasts."""
    console = Console(stderr=True)
    if not enabled:
        yield lambda _: None
    elif console.is_terminal or console.is_jupyter:
        with _bar(console) as bar:
            task = bar.add_task("Script", total=100, message="")

            def update(event: Event | JobEvent) -> None:
                if isinstance(event, Advance):
                    event = event.progress
                if isinstance(event, StepProgress):
                    bar.update(
                        task, completed=event.progress_pct, description=event.step, message=escape(event.message)
                    )
                elif isinstance(event, JobCompleted):
                    bar.update(task, completed=100)  # the last step's progress need not have been told
                elif verbose or isinstance(event, Warned):
                    _line(console, event)

            yield update
            if bar.tasks[0].completed >= 100:
                bar.update(task, description="Complete", message="")
    else:
        yield lambda event: _line(console, event, tasks=verbose)


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description:<8}", style="bold"),
        BarColumn(bar_width=28),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[message]}", style="dim"),
        console=console,
        transient=False,
    )


def _line(console: Console, event: Event | JobEvent, *, tasks: bool = True) -> None:
    if isinstance(event, StepStatus):
        took = "" if event.seconds is None else f" in {event.seconds:.1f} s"
        console.out(f"{event.step}: {event.status}{took}", highlight=False)
    elif isinstance(event, TaskFinished) and tasks:
        how = "cached" if event.hit else f"{event.seconds:.2f} s"
        console.out(f"  {event.task}: {how}", highlight=False)
    elif isinstance(event, Warned):
        console.out(f"Warning: {event.message}", highlight=False)
