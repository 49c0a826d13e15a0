"""Where storyboards come from: a topic, the author's own text, a deck, a file."""

from aura_nb.sources.markdown import from_markdown, load_deck
from aura_nb.sources.notebook import from_notebook, load_notebook
from aura_nb.sources.outline import outline, outline_languages
from aura_nb.sources.pace import PACING_RATE, estimated_seconds
from aura_nb.sources.source import DECKS, NOTEBOOK, SUFFIXES, BriefOptions, from_source, load, source_path
from aura_nb.sources.sourced import Sourced
from aura_nb.sources.storyboard import load_storyboard

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
