"""What the dashboard shows, as HTML and SVG: the table of the queue, and two plots. Pure; every word is escaped.

Colours are the page's own (`--jp-*`) where there are such.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from datetime import datetime

from aura_nb.client.card import SHOWN
from aura_nb.wire.job import QueueItem

COLOURS = {
    "pending": "#8a8f98",
    "running": "#0072b2",
    "completed": "#009e73",
    "failed": "#d55e00",
    "canceled": "#b58900",
}
_WIDE, _HIGH, _FOOT = 360, 120, 34  # pixels of a plot, and of what stands below it

_STYLE = """<style>
.aura-nb-board{font:13px/1.4 var(--jp-ui-font-family,system-ui,sans-serif);color:var(--jp-ui-font-color1,#222)}
.aura-nb-board table{border-collapse:collapse;width:100%}
.aura-nb-board th,.aura-nb-board td{padding:4px 10px 4px 0;text-align:start;vertical-align:baseline;
  border-bottom:1px solid var(--jp-border-color2,#ddd)}
.aura-nb-board th{font-weight:600;color:var(--jp-ui-font-color2,#555)}
.aura-nb-board td.title{overflow-wrap:anywhere;min-width:12em;width:50%}
.aura-nb-board td.time{white-space:nowrap;font-variant-numeric:tabular-nums}
.aura-nb-board td.state{white-space:nowrap}
.aura-nb-board .dot{display:inline-block;width:.7em;height:.7em;border-radius:50%;margin-inline-end:.5em}
.aura-nb-board strong{display:block;margin-top:12px}
.aura-nb-board small{color:var(--jp-ui-font-color2,#555);overflow-wrap:anywhere}
.aura-nb-board progress{width:7em;vertical-align:middle}
.aura-nb-board svg text{fill:var(--jp-ui-font-color1,#222);font-size:11px}
.aura-nb-board svg .line{stroke:var(--jp-border-color1,#bbb)}
</style>"""


def table(items: Sequence[QueueItem], *, more: int = 0) -> str:
    """The queue as a table; `more` is how many there are that it does not show."""
    if not items:
        return _board("<p>No job is like this.</p>")
    rows = "".join(map(_row, items))
    head = "".join(f"<th scope='col'>{name}</th>" for name in ("Film", "Status", "Progress", "Began", "Id"))
    rest = f"<p><small>and {more:,} more</small></p>" if more > 0 else ""
    return _board(f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{rest}")


def bars(counts: Sequence[Mapping[str, int]], *, labels: tuple[str, str]) -> str:
    """Jobs that ended, a bar for each interval, stacked by how they ended; `labels` are the first and last moment."""
    highest = max([sum(each.values()) for each in counts] + [1])
    step = _WIDE / max(len(counts), 1)
    drawn = []
    for place, each in enumerate(counts):
        top = float(_HIGH)
        for status in ("completed", "canceled", "failed"):
            if count := each.get(status, 0):
                high = count / highest * (_HIGH - 16)
                top -= high
                drawn.append(
                    f'<rect x="{place * step + 1:.1f}" y="{top:.1f}" width="{step - 2:.1f}" height="{high:.1f}" '
                    f'fill="{COLOURS[status]}"><title>{count} {SHOWN[status]}</title></rect>'
                )
    foot = f'<text x="0" y="{_HIGH + 14}">{html.escape(labels[0])}</text>'
    foot += f'<text x="{_WIDE}" y="{_HIGH + 14}" text-anchor="end">{html.escape(labels[1])}</text>'
    total = sum(sum(each.values()) for each in counts)
    return _plot(f"Ended: {total:,}, at most {highest if total else 0:,} in a bar", "".join(drawn) + foot)


def times(quantiles: Mapping[str, tuple[float, float]]) -> str:
    """How long jobs waited and ran: the median as a bar, and a line to what nine of ten stayed below, in seconds."""
    longest = max([high for _, high in quantiles.values()] + [0.001])
    wide = _WIDE - 150
    drawn = []
    for place, (name, (median, high)) in enumerate(quantiles.items()):
        top = 22 + place * 44
        drawn.append(
            f'<text x="0" y="{top + 14}">{html.escape(name)}</text>'
            f'<rect x="60" y="{top}" width="{median / longest * wide:.1f}" height="20" fill="{COLOURS["running"]}"/>'
            f'<line class="line" x1="60" x2="{60 + high / longest * wide:.1f}" y1="{top + 10}" y2="{top + 10}"/>'
            f'<text x="{66 + high / longest * wide:.1f}" y="{top + 14}">{spell(median)} / {spell(high)}</text>'
        )
    return _plot("How long: median / 90th percentile", "".join(drawn) or '<text x="0" y="36">Nothing yet</text>')


def spell(seconds: float) -> str:
    """A length of time in short.

    >>> [spell(each) for each in (0.25, 42, 75, 7300)]
    ['0.2 s', '42 s', '1:15', '2:01:40']
    """
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02}:{rest:02}"
    return f"{minutes}:{rest:02}" if minutes else f"{rest} s"


def note(text: str) -> str:
    """A line for people."""
    return _board(f"<small>{html.escape(text)}</small>")


def _row(item: QueueItem) -> str:
    began = datetime.fromisoformat(item.started_at or item.created_at).astimezone()
    error = f"<br><small dir='auto'>{html.escape(item.error_message)}</small>" if item.error_message else ""
    dot = f'<span class="dot" style="background:{COLOURS[item.status]}"></span>'
    stage = f", {html.escape(item.stage)}" if item.status == "running" else ""
    bar = f'<progress max="100" value="{item.percent:.1f}"></progress> {item.percent:.0f} %'
    return (
        f'<tr><td class="title"><span dir="auto">{html.escape(item.title)}</span>{error}</td>'
        f'<td class="state">{dot}{SHOWN[item.status]}{stage}</td><td class="time">{bar}</td>'
        f'<td class="time">{began:%Y-%m-%d %H:%M:%S}</td><td><code>{html.escape(item.job_id[:8])}</code></td></tr>'
    )


def _plot(title: str, drawn: str) -> str:
    return _board(
        f"<strong>{html.escape(title)}</strong>"
        f'<svg role="img" aria-label="{html.escape(title)}" viewBox="0 0 {_WIDE} {_HIGH + _FOOT}" width="{_WIDE}" '
        f'height="{_HIGH + _FOOT}" style="display:block;max-width:100%">'
        f'<line class="line" x1="0" x2="{_WIDE}" y1="{_HIGH}" y2="{_HIGH}"/>{drawn}</svg>'
    )


def _board(inside: str) -> str:
    return f'{_STYLE}<div class="aura-nb-board">{inside}</div>'
