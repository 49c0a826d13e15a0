"""The program `jupyter-aura` and its commands.

Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted (and everything it started is gone).
"""

from __future__ import annotations

import io
import signal
import sys
from typing import NoReturn

import click

from aura_nb.cli import film_commands, lookups, schemas, upkeep
from aura_nb.release import __version__

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


for command in (
    film_commands.demo,
    film_commands.render,
    lookups.plan,
    lookups.doctor,
    lookups.verify,
    lookups.voices,
    upkeep.clean,
    lookups.jobs,
    lookups.cancel,
    schemas.schema,
):
    aura.add_command(command)
