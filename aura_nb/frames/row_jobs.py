"""A job per row of a DataFrame: all of them, or none when a row is wrong."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import msgspec
from msgspec import Struct

from aura_nb.client import connection
from aura_nb.client.backend import Backend
from aura_nb.client.job import Job
from aura_nb.errors import AuraError, FieldError, RequestInvalid
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.output import OutputPlace
from aura_nb.request.named import film_request
from aura_nb.request.options import FilmOptions, spelled_out

if TYPE_CHECKING:
    from pandas import DataFrame, Series

SOURCES = ("source", "topic")  # the columns that say what a film is of
_OUTPUT = "output"


class _Row(Struct):
    """A row that is right: its name, what is asked for, and where the files go."""

    label: str
    request: FilmRequest
    output: str | None


@spelled_out
def batch(
    rows: DataFrame,
    *,
    key: str | None = None,
    force: bool = False,
    workspace: str | Path | None = None,
    **options: Unpack[FilmOptions],
) -> Series:
    """Begin a film for each row, and return at once with the jobs: a Series with the frame's own index.

    The column `topic` (or `source`: a topic, a path, a `Brief` or a `Storyboard`) says what each is of; the others are
    `generate`'s options by name, `output` among them, and an empty cell counts as not given. `options` are for all
    rows; a cell overrides them. Raises `RequestInvalid` that names every wrong row and column before anything is
    begun; where the queue is full in the middle, what was begun is canceled.

    A cell of a notebook that is run again begins all films again, unless a `key` says that it is the same batch: then,
    within a day, each unchanged row finds the job it has, and only changed rows begin new ones.

        films = pd.DataFrame({"topic": ["Bees", "Ants"], "seconds": [30, 60]})
        films["job"] = aura.batch(films, quality="draft", key="insects")
        films["job"].map(lambda job: job.status)
    """
    import pandas as pd  # noqa: PLC0415 - 0.4 s, for those who look at frames only

    checked = _checked(rows, dict(options), force=force)
    backend = connection.backend(workspace)
    keys = _keys(checked, key)
    begun: list[Job] = []
    try:
        for row, its_key in zip(checked, keys, strict=True):
            accepted = backend.call(backend.submit(row.request, place=row.output, force=force, key=its_key)).result()
            begun.append(Job(backend, accepted.job_id))
    except BaseException:
        if key is None:  # with one, what is there already may be an earlier batch's
            _withdraw(backend, begun)
        raise
    return pd.Series(begun, index=rows.index, name="job", dtype="object")


def _checked(rows: DataFrame, options: dict[str, Any], *, force: bool) -> list[_Row]:
    """Every row as a request. Raises `RequestInvalid` with all that is wrong."""
    source = _source_column(rows)
    checked: list[_Row] = []
    errors: list[FieldError] = []
    for label, values in zip(rows.index, rows.itertuples(index=False, name=None), strict=True):
        given = {
            str(name): value
            for name, cell in zip(rows.columns, values, strict=True)
            if (value := _value(cell)) is not None
        }
        name = f"row {label!r}"
        if source not in given:
            errors.append(FieldError(f"{name}, {source}", "is empty; it says what the film is of"))
            continue
        asked = options | given
        output = asked.pop(_OUTPUT, None)
        try:
            row = _Row(name, film_request(asked.pop(source), **asked), None if output is None else str(output))
            if row.output is not None:
                _refuse_taken(row, force=force)
        except RequestInvalid as error:
            errors += [FieldError(_place(name, each.field, source, asked), each.message) for each in error.errors]
        except AuraError as error:
            errors.append(FieldError(f"{name}, {_OUTPUT if output is not None else source}", error.message))
        else:
            checked.append(row)
    errors += _doubles(checked)
    if errors:
        raise RequestInvalid(errors, remedy="Correct the rows; nothing was begun.")
    return checked


def _source_column(rows: DataFrame) -> str:
    if doubles := [str(name) for name, count in Counter(rows.columns).items() if count > 1]:
        raise RequestInvalid([FieldError(name, "there are several columns of this name") for name in doubles])
    found = [name for name in SOURCES if name in rows.columns]
    if len(found) != 1:
        what = (
            "both are there" if found else f"there is neither, but {', '.join(map(str, rows.columns)) or 'no column'}"
        )
        raise RequestInvalid(f"One of the columns 'topic' and 'source' says what each film is of; {what}.")
    return found[0]


def _value(cell: Any) -> Any:
    """A cell as plain Python; None for one that is empty."""
    import pandas as pd  # noqa: PLC0415 - as above

    if pd.api.types.is_scalar(cell) and pd.isna(cell):
        return None
    value = cell.item() if hasattr(cell, "item") else cell
    # A column of whole numbers with a gap in it holds floats.
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _place(name: str, field: str, source: str, asked: dict[str, Any]) -> str:
    """The row and the column that a wrong field of the request came from."""
    last = field.rpartition(".")[2]
    snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in last)
    if field.startswith("voice.") and snake in {"name", "voice"}:
        snake = "voice"
    return f"{name}, {snake if snake in asked else source}"


def _refuse_taken(row: _Row, *, force: bool) -> None:
    """Raises `OutputUnwritable` where a row's files cannot go; leaves nothing."""
    place = OutputPlace.named(row.output or "", force=force)
    place.prepare()
    place.abandon()


def _doubles(checked: list[_Row]) -> list[FieldError]:
    """Rows whose files would go where an earlier row's go."""
    first: dict[Path, str] = {}
    errors = []
    for row in checked:
        if row.output is not None:
            place = OutputPlace.named(row.output).folder
            if first.setdefault(place, row.label) != row.label:
                errors.append(FieldError(f"{row.label}, {_OUTPUT}", f"is that of {first[place]} too"))
    return errors


def _keys(checked: list[_Row], key: str | None) -> list[str | None]:
    """An idempotency key for each row: of the batch, of what is asked for, and which of several like it."""
    if key is None:
        return [None] * len(checked)
    digests = [hashlib.sha256(msgspec.json.encode([key, row.request, row.output])).hexdigest() for row in checked]
    before: Counter[str] = Counter()
    keys: list[str | None] = []
    for digest in digests:
        keys.append(f"batch-{digest[:48]}-{before[digest]}")
        before[digest] += 1
    return keys


def _withdraw(backend: Backend, begun: list[Job]) -> None:
    async def cancel(job: Job) -> None:
        if not (await backend.job(job.id)).is_final:
            await backend.cancel(job.id)

    for job in begun:
        backend.call(cancel(job)).result()
