"""Whether what is drawn stays inside the safe area, 5 % at each side: told from the pixels."""

from __future__ import annotations

import math

import numpy as np


def assert_inside(typeset_scene, scene, size, language, *, clip=False):
    """Outside the safe area every page is of one colour, or equals its plate, the page with the ornament alone."""
    pages, _, _ = typeset_scene(scene, size=size, language=language, clip=clip)
    width, height = size
    x, y = math.ceil(0.05 * width), math.ceil(0.05 * height)
    outside = np.ones((height, width), bool)
    outside[y : height - y, x : width - x] = False
    if all((page[outside] == page[-1, -1]).all() for page in pages):
        return
    plates, _, _ = typeset_scene(scene, size=size, language=language, plate=True)
    for page, plate in zip(pages, plates, strict=True):
        strays = (page != plate).any(axis=2) & outside
        assert not strays.any(), f"{scene.show.__class__.__name__} at {size}: {np.argwhere(strays)[0]}"
