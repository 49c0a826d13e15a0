"""The findings for people: a line each, and the next step below it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from aura_nb.doctor.check import Check

_MARKS = {"pass": ("ok", "green"), "warn": ("warning", "yellow"), "fail": ("FAILED", "bold red")}


def print_checks(checks: Sequence[Check], console: Console | None = None) -> None:
    """Print every finding with its hint, and at the end whether films can be made."""
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
