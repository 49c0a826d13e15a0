"""A job as a small piece of HTML that stays: for a saved notebook, and wherever no panel can live."""

from __future__ import annotations

import base64
import html
from pathlib import Path

from aura_nb.wire.job import JobObject, JobOutput

SHOWN = {"pending": "Queued", "running": "Running", "completed": "Done", "failed": "Failed", "canceled": "Canceled"}
POSTER_BYTES = 100_000
FILM_BYTES = 10_000_000


def card(job: JobObject, *, film_bytes: int = 0) -> str:
    """The job's title and state, and once it is completed its poster (if small) and where the video is.

    A video of at most `film_bytes` is in it, to be played; of a larger one the card says so. Every word of the user's
    is escaped.
    """
    state = SHOWN[job.status]
    if job.status == "running":
        state += f", {job.stage}, {job.percent:.0f} %"
    lines = [f'<strong dir="auto">{html.escape(job.title)}</strong>', f"<span>{html.escape(state)}</span>"]
    if job.error_message:
        lines.append(f'<span dir="auto">{html.escape(job.error_message)}</span>')
    if job.output:
        lines.append(f"<code>{html.escape(job.output.video_path)}</code>")
    player = ""
    if film_bytes and job.output:
        film = _film(job.output, film_bytes)
        player = _PLAYER.format(film) if film else ""
        if not film:
            lines.append(f"<span>The video is not in this notebook: {_why_not(job.output, film_bytes)}.</span>")
    poster = "" if player else _poster(job)
    picture = (
        f'<img alt="" src="data:image/png;base64,{poster}" style="width:160px;border-radius:4px">' if poster else ""
    )
    text = "".join(f'<div style="overflow-wrap:anywhere">{line}</div>' for line in lines)
    return (
        '<div class="aura-nb-card" style="display:flex;gap:12px;align-items:center;padding:8px 12px;max-width:640px;'
        f'border:1px solid #8888;border-radius:6px">{player or picture}<div style="min-width:0">{text}</div></div>'
    )


_PLAYER = (
    '<video controls playsinline preload="metadata" style="width:320px;max-width:60%;border-radius:4px" '
    'src="data:video/mp4;base64,{}"></video>'
)


def _film(output: JobOutput, most: int) -> str:
    """The video's bytes for a page, where it is here and small enough."""
    path = Path(output.video_path)
    try:
        return base64.b64encode(path.read_bytes()).decode() if path.stat().st_size <= most else ""
    except OSError:
        return ""


def _why_not(output: JobOutput, most: int) -> str:
    if output.size_bytes > most:
        return f"it has {output.size_bytes / 1e6:.1f} MB, and at most {most / 1e6:g} MB were asked for"
    return "its file is not on this machine"


def _poster(job: JobObject) -> str:
    folder = job.output.folder if job.output else None
    try:
        content = (Path(folder) / "poster.png").read_bytes() if folder else b""
    except OSError:  # moved away, or on another machine: the card does without
        return ""
    return base64.b64encode(content).decode() if len(content) <= POSTER_BYTES else ""
