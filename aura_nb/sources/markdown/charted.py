"""Charts in fences: settings as YAML, then perhaps `---` and the figures as CSV.

    ```chart
    type: line
    title: High water
    ---
    hour, Brest, Dover
    0, 6.9, 6.8
    ```

What Obsidian's plugin of that name reads (`labels` and `series`) is a chart as well.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from aura_nb.errors import RequestInvalid
from aura_nb.regex import regex
from aura_nb.sources import csv_figures
from aura_nb.specs import Chart
from aura_nb.specs.validation import check

_RULE = regex(r"^-{3,}[ \t]*$", re.MULTILINE)
_FIELD = regex(r"^\s*[A-Za-z]\w*\s*:(?:\s|$)")


NAMELESS = "x"
"""The column of labels that have no name, which is not said."""


def chart(content: str, line: int) -> Chart:
    """The chart in a fence that begins in `line`; raises `ValueError`, whose message says what is wrong with it."""
    import yaml  # noqa: PLC0415 - it takes 15 ms to load, and few decks have charts

    parts = _RULE.split(content, maxsplit=1)
    head, table = parts if len(parts) > 1 else (content, "") if _is_settings(content) else ("", content)
    try:
        given = yaml.safe_load(head) or {}
    except yaml.YAMLError as error:
        raise ValueError("its settings are no YAML") from error
    if not isinstance(given, Mapping):
        raise ValueError("its settings are no fields such as `type: line`")  # noqa: TRY004 - of the deck, not of a call
    fields = _of_obsidian(given) if "series" in given else dict(given)
    if table.strip():
        first = line + 1 + content[: len(content) - len(table)].count("\n")
        try:
            fields["data"] = csv_figures.read(table, first_line=first).rows
        except csv_figures.NoFigures as error:
            raise ValueError(f"in its figures, {error}") from error
    if isinstance(fields.get("y"), str):
        fields["y"] = [fields["y"]]
    if "data" not in fields:
        raise ValueError("it has no figures: name a CSV file with `data:`, or write them below `---`")
    try:
        return check(Chart, _plain(fields)).filled({})
    except RequestInvalid as error:
        raise ValueError(str(error)) from error


def _is_settings(content: str) -> bool:
    first = next((row for row in content.splitlines() if row.strip()), "")
    return bool(_FIELD.match(first))


def _of_obsidian(given: Mapping[str, Any]) -> dict[str, Any]:
    """`labels`, and in `series` a `title` and `data` for each."""
    try:
        labels = [str(label) for label in given.get("labels") or []]
        series = {str(each["title"]): list(each["data"]) for each in given["series"]}
    except (TypeError, KeyError) as error:
        raise ValueError("its series have no `title` and `data`") from error
    name = str(given.get("xTitle") or NAMELESS)
    rows = [
        {name: label} | {title: values[place] if place < len(values) else None for title, values in series.items()}
        for place, label in enumerate(labels)
    ]
    sort = given.get("type", "bar")
    if sort == "line" and given.get("fill"):
        sort = "area"
    return {"type": sort, "title": str(given.get("title") or ""), "data": rows, "x": name, "y": list(series)}


def _plain(value: Any) -> Any:
    """YAML's dates as text, as JSON has them."""
    match value:
        case Mapping():
            return {str(name): _plain(each) for name, each in value.items()}
        case list():
            return [_plain(each) for each in value]
        case dt.date():
            return value.isoformat()
    return value
