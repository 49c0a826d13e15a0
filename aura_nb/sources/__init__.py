"""Where storyboards come from: a topic, the author's own text, a deck, a file."""

from typing import TYPE_CHECKING, Any

from aura_nb.sources.outline import outline, outline_languages
from aura_nb.sources.pace import PACING_RATE, estimated_seconds
from aura_nb.sources.source import DECKS, NOTEBOOK, SUFFIXES, BriefOptions, from_source, load, source_path
from aura_nb.sources.sourced import Sourced
from aura_nb.sources.storyboard_file import load_storyboard

if TYPE_CHECKING:
    from aura_nb.sources.markdown import from_markdown, load_deck
    from aura_nb.sources.notebook import from_notebook, load_notebook

# The parsers are for those who read a deck or a notebook: most of what imports this package reads none.
_PARSERS = {
    "from_markdown": "markdown",
    "from_notebook": "notebook",
    "load_deck": "markdown",
    "load_notebook": "notebook",
}

__all__ = [
    "DECKS",
    "NOTEBOOK",
    "PACING_RATE",
    "SUFFIXES",
    "BriefOptions",
    "Sourced",
    "estimated_seconds",
    "from_markdown",
    "from_notebook",
    "from_source",
    "load",
    "load_deck",
    "load_notebook",
    "load_storyboard",
    "outline",
    "outline_languages",
    "source_path",
]


def __getattr__(name: str) -> Any:
    if name not in _PARSERS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib  # noqa: PLC0415 - where a parser is asked for

    return getattr(importlib.import_module(f"{__name__}.{_PARSERS[name]}"), name)
