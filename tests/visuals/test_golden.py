"""Three documents look as they did when they were last looked at: `python tests/gallery.py --golden` draws them again.

Letters may lie a part of a pixel elsewhere on another machine; nothing may be missing, moved or of another colour.
"""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from gallery import DOCUMENTS, GOLDEN, GOLDENS, golden


@pytest.mark.parametrize("name", GOLDENS)
def test_a_document_looks_as_it_did(name):
    kept = cv2.imread(str(GOLDEN / f"{name}.png"))
    drawn = golden(name)
    assert drawn.shape == kept.shape
    # Over a few pixels, so that the edge of a letter that is drawn slightly otherwise counts for nothing.
    differs = np.abs(cv2.blur(drawn, (5, 5)).astype(int) - cv2.blur(kept, (5, 5)).astype(int)).max(axis=2)
    assert (differs > 40).mean() < 0.001
    assert differs.mean() < 1.0


def test_there_are_twelve_documents():
    assert len(list(DOCUMENTS.glob("*.md"))) == 12
