"""Slides, pictures and their motion: what a scene shows, and the visuals that other packages add.

Light: `draw`, which needs Typst and OpenCV, is imported from `aura_nb.visuals.slides` by the workers that draw.
"""

from aura_nb.visuals.canvas import Canvas, Drawn
from aura_nb.visuals.custom import Visual
from aura_nb.visuals.layout import Layout, Motion, State
from aura_nb.visuals.recipe import recipe

Frame = Canvas  # what visuals of other packages may still call it

__all__ = ["Canvas", "Drawn", "Frame", "Layout", "Motion", "State", "Visual", "recipe"]
