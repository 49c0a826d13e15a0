"""Where storyboards come from: a topic, the author's own text, a file."""

from aura_nb.sources.outline import outline
from aura_nb.sources.pace import PACING_RATE, estimated_seconds
from aura_nb.sources.source import BriefOptions, from_source, source_path
from aura_nb.sources.storyboard import load_storyboard

__all__ = [
    "PACING_RATE",
    "BriefOptions",
    "estimated_seconds",
    "from_source",
    "load_storyboard",
    "outline",
    "source_path",
]
