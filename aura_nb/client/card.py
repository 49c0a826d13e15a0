"""A job as a small piece of HTML that stays: for a saved notebook, and wherever no panel can live."""

from __future__ import annotations

import base64
import html
from pathlib import Path

from aura_nb.wire.job import JobObject

SHOWN = {"pending": "Queued", "running": "Running", "completed": "Done", "failed": "Failed", "canceled": "Canceled"}
POSTER_BYTES = 100_000


def card(job: JobObject) -> str:
    """The job's title and state, and once it is completed its poster (if small) and where the video is.

    Every word of the user's is escaped.
    """
    state = SHOWN[job.status]
    if job.status == "running":
        state += f", {job.stage}, {job.percent:.0f} %"
    lines = [f'<strong dir="auto">{html.escape(job.title)}</strong>', f"<span>{html.escape(state)}</span>"]
    if job.error_message:
        lines.append(f'<span dir="auto">{html.escape(job.error_message)}</span>')
    if job.output:
        lines.append(f"<code>{html.escape(str(job.output['videoPath']))}</code>")
    poster = _poster(job)
    picture = (
        f'<img alt="" src="data:image/png;base64,{poster}" style="width:160px;border-radius:4px">' if poster else ""
    )
    text = "".join(f'<div style="overflow-wrap:anywhere">{line}</div>' for line in lines)
    return (
        '<div class="aura-nb-card" style="display:flex;gap:12px;align-items:center;padding:8px 12px;max-width:640px;'
        f'border:1px solid #8888;border-radius:6px">{picture}<div style="min-width:0">{text}</div></div>'
    )


def _poster(job: JobObject) -> str:
    folder = (job.output or {}).get("folder")
    try:
        content = (Path(folder) / "poster.png").read_bytes() if folder else b""
    except OSError:  # moved away, or on another machine: the card does without
        return ""
    return base64.b64encode(content).decode() if len(content) <= POSTER_BYTES else ""
