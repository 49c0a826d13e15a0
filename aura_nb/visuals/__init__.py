"""Slides, pictures and their motion: what a scene shows, and the visuals that other packages add.

Light: `draw`, which needs Typst and OpenCV, is imported from `aura_nb.visuals.slides` by the workers that draw.
"""

from aura_nb.visuals.custom import Visual
from aura_nb.visuals.frame import Drawn, Frame
from aura_nb.visuals.layout import Layout, Motion, State
from aura_nb.visuals.recipe import recipe

__all__ = ["Drawn", "Frame", "Layout", "Motion", "State", "Visual", "recipe"]
