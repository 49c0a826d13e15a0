"""Slides, pictures and their motion: what a scene shows.

Light: `draw`, which needs Typst and OpenCV, is imported from `aura_nb.visuals.slides` by the workers that draw.
"""

from aura_nb.visuals.layout import Layout, Motion, State
from aura_nb.visuals.recipe import recipe

__all__ = ["Layout", "Motion", "State", "recipe"]
