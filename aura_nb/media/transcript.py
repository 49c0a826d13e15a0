"""The transcript: what is said, as a page that reads by itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment


class Paragraph(NamedTuple):
    """One scene: when it starts in seconds, its heading and its narration; either text may be empty."""

    start: float
    heading: str
    text: str


_PAGE = """\
<!doctype html>
<html lang="{{ language }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title>
<style>
body { max-width: 42rem; margin: 3rem auto; padding: 0 1.5rem; font: 1.125rem/1.6 Inter, system-ui, sans-serif; \
color: #1b1b1f; background: #fdfcf9; }
h1 { font-size: 2rem; line-height: 1.2; }
h2 { font-size: 1.25rem; margin: 2rem 0 0.25rem; }
time { font-size: 0.875rem; color: #5c5c66; font-variant-numeric: tabular-nums; }
p { margin: 0.25rem 0 0; white-space: pre-line; overflow-wrap: anywhere; }
</style>
</head>
<body>
<h1 dir="auto">{{ title }}</h1>
{% for paragraph in paragraphs %}
<section>
<h2 dir="auto">{{ paragraph.heading }}</h2>
<time>{{ paragraph.start | clock }}</time>
<p dir="auto">{{ paragraph.text }}</p>
</section>
{% endfor %}
</body>
</html>
"""


def clock(seconds: float) -> str:
    """Minutes and seconds as players show them.

    >>> clock(75.9)
    '1:15'
    """
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def write_transcript(paragraphs: Sequence[Paragraph], *, title: str, language: str, path: Path) -> None:
    """Write the page as UTF-8; all text is escaped."""
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["clock"] = clock
    page = environment.from_string(_PAGE).render(paragraphs=paragraphs, title=title, language=language)
    path.write_text(page, encoding="utf-8", newline="\n")
