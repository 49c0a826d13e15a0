"""`%%aura`, a deck in a cell, and `%aura`, a look at the jobs: after `%load_ext aura_nb`.

Options are those of the command line, declared in `cli/options.py`. What is wrong is told in one line, as IPython does.
"""

from __future__ import annotations

import contextlib
import os
import shlex
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import click
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_cell_magic, magics_class

from aura_nb.cli.options import execute_option, film_options, place_options, topic_options, with_text
from aura_nb.errors import AuraError
from aura_nb.specs import ASPECTS

if TYPE_CHECKING:
    from aura_nb.client.job import Job

_RECENT = 20  # jobs that are listed, and offered by completion
_SHOWN = ("title", "status", "stage", "percent", "created_at", "running", "error_message")  # of `aura.jobs()`


@click.command("%%aura")
@film_options
@place_options
def _deck(**options: Any) -> dict[str, Any]:
    """Make a film of the Markdown deck in this cell: `#` or `---` starts a scene, `::: notes` is what is said.

    The cell returns at once, with the job as its value. Pictures are relative to the notebook's folder; options
    override those of the deck's front matter.
    """
    return options


@click.group("%aura")
def _line() -> None:
    """Make a film of this notebook, look at the jobs, or see what a film would take.

    `%%aura` with two percent signs makes a film of the Markdown in its cell.
    """


@_line.command()
@click.argument("job_id", metavar="[ID]", required=False)
def status(job_id: str | None) -> Any:
    """Show the job whose id starts with ID, or the newest jobs as a DataFrame."""
    return _api().job(job_id) if job_id else _frames().jobs(limit=_RECENT)[list(_SHOWN)]


@_line.command()
@click.argument("job_id", metavar="ID")
def cancel(job_id: str) -> Any:
    """Cancel the job whose id starts with ID."""
    return _api().job(job_id).cancel()


@_line.command()
@film_options
@execute_option
@place_options
def film(**options: Any) -> Any:
    """Make a film of this notebook as it was last saved. Returns its job at once."""
    return _api().generate(**options)


@_line.command()
@click.argument("source")
@topic_options
@film_options
def plan(source: str, **options: Any) -> Any:
    """List the steps a film of SOURCE would run, and why.

    SOURCE is a topic in quotes, or the path of a deck, notebook or storyboard.
    """
    return _frames().plan(source, **with_text(options))


@magics_class
class AuraMagics(Magics):
    """The magics of one shell."""

    @line_cell_magic
    def aura(self, line: str, cell: str | None = None) -> Any:
        """%%aura [OPTIONS] makes a film of the cell's deck; %aura status, cancel and plan look at the jobs."""
        if cell is None:
            return _run(_line, line)
        options = _run(_deck, line)
        if options is None:  # --help was asked for
            return None
        with _told():
            from aura_nb.sources import from_markdown  # noqa: PLC0415 - as above
            from aura_nb.sources.picture_search import PictureSearch  # noqa: PLC0415

            extra = [Path(each).expanduser().resolve() for each in options.get("assets") or ()]
            search = PictureSearch(Path.cwd(), extra=extra)
            deck = from_markdown(cell, folder=Path.cwd(), language=options.get("language"), search=search)
            return _api().generate(deck, **options)


def load_ipython_extension(shell: InteractiveShell) -> None:
    """What `%load_ext aura_nb` does: the magics, and completion of their options."""
    shell.register_magics(AuraMagics(shell))
    for name in ("%aura", "%%aura"):
        shell.set_hook("complete_command", _complete, str_key=name)  # type: ignore[no-untyped-call]


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """What `%unload_ext aura_nb` does."""
    for kind in ("line", "cell"):
        shell.magics_manager.magics[kind].pop("aura", None)
    for name in ("%aura", "%%aura"):
        shell.strdispatchers["complete_command"].strs.pop(name, None)


def _api() -> Any:
    from aura_nb import api  # noqa: PLC0415 - loading the magics must not wait for the engine

    return api


def _frames() -> Any:
    from aura_nb import frames  # noqa: PLC0415 - as above

    return frames


def _recent() -> list[Job]:
    """The newest jobs there are."""
    from aura_nb.client import connection  # noqa: PLC0415 - as above
    from aura_nb.client.job import Job  # noqa: PLC0415

    backend = connection.backend()
    return [Job(backend, found.job_id) for found in backend.call(backend.jobs(limit=_RECENT)).result()]


def _run(command: click.Command, line: str) -> Any:
    """The command's value; None where it only prints its help."""
    with _told():
        words = _words(line)
        if isinstance(command, click.Group) and not words:
            words = ["--help"]
        value = command.main(words, prog_name=command.name, standalone_mode=False)
        return None if isinstance(value, int) else value  # `--help` ends with an exit code


def _words(line: str) -> list[str]:
    """The words of a line, with quotes as in a shell; a backslash parts folders on Windows."""
    try:
        if os.name == "nt":
            return [word.strip("\"'") for word in shlex.split(line, posix=False)]
        return shlex.split(line)
    except ValueError as error:  # a quote that is never closed
        raise click.UsageError(str(error)) from error


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """What goes wrong in the block as a usage error: one line instead of a traceback."""
    try:
        yield
    except click.ClickException as error:
        raise UsageError(_one_line(error.format_message())) from None
    except AuraError as error:
        raise UsageError(_one_line(f"{error.message.rstrip('.')}. {error.remedy}")) from None


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _complete(_: InteractiveShell, event: SimpleNamespace) -> list[str]:
    """What can follow: commands, options, an option's values, the ids of jobs."""
    words = event.text_until_cursor.split()[1:]
    begun = "" if event.text_until_cursor[-1:].isspace() or not words else words.pop()
    found = [name for name in _candidates(event.command, words) if name.startswith(begun)]
    # IPython completes behind the last sign that parts names, such as the colon of 9:16.
    return [name[len(begun) - len(event.symbol) :] for name in found if begun.endswith(event.symbol)]


def _candidates(command: str, words: list[str]) -> list[str]:
    """Whole words that can stand behind `words`."""
    taken: click.Command = _deck
    if command == "%aura":
        if not words:
            return list(_line.commands)
        taken = _line.commands.get(words[0], _line)
    options = [option for option in taken.params if isinstance(option, click.Option)]
    last = next((option for option in options if words and words[-1] in option.opts and not option.is_flag), None)
    if last is not None:
        return _values(last)
    if taken in (_line.commands["status"], _line.commands["cancel"]):
        return [job.id[:8] for job in _recent()]
    return [name for option in options for name in option.opts if not set(option.opts) & set(words)]


def _values(option: click.Option) -> list[str]:
    if isinstance(option.type, click.Choice):
        return [str(choice) for choice in option.type.choices]
    match option.name:
        case "aspect":
            return list(ASPECTS)
        case "theme":
            from aura_nb.visuals.theme import names  # noqa: PLC0415 - as above

            return names()
        case "voice":
            from aura_nb.voices import voices  # noqa: PLC0415 - engines are found when asked for

            return [voice.name for voice in voices()]
    return []
