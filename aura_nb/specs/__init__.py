"""What a person asks for: `Brief`, `Plan`, `Voice`, `Render` and the `Storyboard` with its scenes.

Plain data. JSON is camelCase, Python snake_case; unknown fields are refused by name. `aura_nb.specs.validation`
checks raw JSON against these types and reports every wrong field at once.
"""

from __future__ import annotations

from aura_nb.specs.brand import Brand
from aura_nb.specs.brief import AUDIENCES, GOALS, TONES, Brief, Density, Pacing, Plan
from aura_nb.specs.cues import Cue
from aura_nb.specs.kinds import (
    Bullets,
    Callout,
    Chart,
    Clip,
    Code,
    Columns,
    Custom,
    End,
    Formula,
    Kind,
    Picture,
    Point,
    Quote,
    Section,
    Show,
    Steps,
    Table,
    Text,
    Title,
)
from aura_nb.specs.limits import Limit, choices, limits, span
from aura_nb.specs.origin import DetectedLanguage, Notice, Origin, Provenance
from aura_nb.specs.render import (
    ASPECTS,
    FORMAT_FILES,
    LEAST_SIDE,
    MOST_SIDE,
    Aspect,
    Captions,
    Format,
    Motion,
    Quality,
    Render,
    Transition,
    format_of,
)
from aura_nb.specs.runs import Run, Words
from aura_nb.specs.spec import DEFAULT_LANGUAGE, SAYS_SOMETHING, Language, Pronounce, SceneId, Spec
from aura_nb.specs.storyboard import STORYBOARD_VERSION, Scene, Storyboard, slug
from aura_nb.specs.turns import Turn
from aura_nb.specs.voice import Pause, Voice

__all__ = [
    "ASPECTS",
    "AUDIENCES",
    "DEFAULT_LANGUAGE",
    "FORMAT_FILES",
    "GOALS",
    "LEAST_SIDE",
    "MOST_SIDE",
    "SAYS_SOMETHING",
    "STORYBOARD_VERSION",
    "TONES",
    "Aspect",
    "Brand",
    "Brief",
    "Bullets",
    "Callout",
    "Captions",
    "Chart",
    "Clip",
    "Code",
    "Columns",
    "Cue",
    "Custom",
    "Density",
    "DetectedLanguage",
    "End",
    "Format",
    "Formula",
    "Kind",
    "Language",
    "Limit",
    "Motion",
    "Notice",
    "Origin",
    "Pacing",
    "Pause",
    "Picture",
    "Plan",
    "Point",
    "Pronounce",
    "Provenance",
    "Quality",
    "Quote",
    "Render",
    "Run",
    "Scene",
    "SceneId",
    "Section",
    "Show",
    "Spec",
    "Steps",
    "Storyboard",
    "Table",
    "Text",
    "Title",
    "Transition",
    "Turn",
    "Voice",
    "Words",
    "choices",
    "format_of",
    "limits",
    "slug",
    "span",
]
