"""Builds the guide: `sphinx-build -W docs build/docs`. Tables of codes, options and fields come from the code."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import guide_tables

from aura_nb import __version__

project = "Aura for notebooks"
author = "the aura_nb contributors"
copyright = author  # noqa: A001 - Sphinx's own name for it
release = version = __version__
extensions = ["myst_parser"]
exclude_patterns = ["_build", "plugin"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = project
html_static_path = ["static"]
html_css_files = ["guide.css"]
html_copy_source = False
html_show_sphinx = False
pygments_style = "tango"


def _write_tables(_app: Any, _name: str, source: list[str]) -> None:
    """Put a table where a page says `<!-- table: NAME -->`."""
    source[0] = re.sub(r"<!-- table: ([\w-]+) -->", lambda found: guide_tables.TABLES[found[1]](), source[0])


def setup(app: Any) -> None:
    """Called by Sphinx."""
    app.connect("source-read", _write_tables)
