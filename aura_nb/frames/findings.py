"""What there is and what would be, as DataFrames: the dry run, the voices, the doctor's findings.

Each is asked of the server that makes the films, or of this process where there is none.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import msgspec

from aura_nb.client import connection
from aura_nb.doctor import doctor as examined
from aura_nb.engine import direct
from aura_nb.frames.columns import DOCTOR, PLAN, VOICES
from aura_nb.frames.frame import framed, rows_of
from aura_nb.request.named import Source, film_request
from aura_nb.request.options import FilmOptions, spelled_out
from aura_nb.voices import voices as described
from aura_nb.wire.phases import STAGES

if TYPE_CHECKING:
    from pandas import DataFrame


@spelled_out
def plan(subject: Source, /, *, workspace: str | Path | None = None, **options: Unpack[FilmOptions]) -> DataFrame:
    """What making this film would run, without making it: each task, hit or miss, and why; by `task`.

    Takes `generate`'s options. `attrs` has the film's `title`, its `seconds` (`exact`, or estimated), its
    `scenes`, the `notes` of what was found (the language of a text, say) and the `warnings`.

        aura.plan("talk.md").query("status == 'miss'")
    """
    request = film_request(subject, **options)
    server = connection.server() if workspace is None else None
    if server is not None:
        planned = server.call(server.plan(request)).result()
    else:
        planned = direct.plan(request, workspace=workspace)
    rows = [msgspec.structs.asdict(task) for task in planned.tasks]
    derived = {
        "stage": [STAGES[row["phase"]] for row in rows],
        "place": [planned.places.get(row["scene"], "") for row in rows],
    }
    frame = framed(PLAN, rows_of(rows, PLAN) | derived)
    frame.attrs = {
        "title": planned.title,
        "seconds": planned.seconds,
        "exact": planned.exact,
        "scenes": msgspec.to_builtins(planned.scenes),
        "notes": planned.notes,
        "warnings": planned.warnings,
    }
    return frame


def voices(*, language: str | None = None) -> DataFrame:
    """The voices there are, the preferred first, by `name`; only those that speak `language` if given."""
    server = connection.server()
    known = server.call(server.voices()).result() if server is not None else described()
    found = [msgspec.structs.asdict(voice) for voice in known if not language or voice.speaks(language)]
    return framed(VOICES, rows_of(found, VOICES))


def doctor(*, workspace: str | Path | None = None, output: str | Path | None = None) -> DataFrame:
    """What a film needs, tried small where films are made, by `name`: how it stands, and the next step.

    With a `workspace` or an `output` (where films are to go) it is this machine that is looked at.
    """
    server = connection.server() if workspace is None and output is None else None
    if server is not None:
        checks = server.call(server.preflight()).result()
    else:
        checks = examined(workspace=workspace, output=output)
    return framed(DOCTOR, rows_of([msgspec.structs.asdict(check) for check in checks], DOCTOR))
