"""Films that wait where a test wants them to: scenes that are drawn only once their gate is open.

    gates = Gates(folder)
    with Lab(folder, environ=gates.environ) as lab:
        ...post(json=gates.film("first", "second"))    # a scene for each gate, and one that does not wait
        gates.open("first")

It is a visual of another package, installed as a person would have it: a folder with its dist-info on the path. A gate
whose name begins with `fail` fails with the scene's heading as its words once it is open.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

from support import TESTS

MODULE = """
import hashlib, os, time
from pathlib import Path

import cv2, numpy

from aura_nb.errors import VisualFailed
from aura_nb.specs import Spec
from aura_nb.visuals import Drawn


class Fields(Spec):
    gate: str
    words: str = ""


class Gated:
    fields = Fields

    def recipe(self):
        return {"gated": 1}

    def draw(self, fields, frame):
        gate = Path(os.environ["AURA_TEST_GATES"]) / hashlib.sha256(fields.gate.encode()).hexdigest()
        while not gate.exists():
            time.sleep(0.02)
        if fields.gate.startswith("fail"):
            raise VisualFailed(fields.words)
        picture = numpy.full((frame.height, frame.width, 3), gate.read_bytes()[0], numpy.uint8)
        return [Drawn(cv2.imencode(".png", picture)[1].tobytes())]
"""
RENDER = {"aspect": "320x180", "fps": 10}
VOICE = {"name": "silent:timed"}


class Gates:
    """Keeps to `folder`."""

    def __init__(self, folder: Path) -> None:
        self._gates = folder / "gates"
        self._site = folder / "site"
        self._gates.mkdir(parents=True)
        record = self._site / "gated-1.0.dist-info"
        record.mkdir(parents=True)
        (self._site / "gated.py").write_text(MODULE)
        (record / "METADATA").write_text("Metadata-Version: 2.1\nName: gated\nVersion: 1.0\n")
        (record / "entry_points.txt").write_text("[aura_nb.visuals]\ngated.scene = gated:Gated\n")

    @property
    def environ(self) -> dict[str, str]:
        """What a server needs to find the gates; a film may wait at two while others go on."""
        paths = [str(self._site), str(TESTS.parent), str(TESTS)]
        return {
            "PYTHONPATH": os.pathsep.join(paths),
            "AURA_TEST_GATES": str(self._gates),
            "PYTHON_CPU_COUNT": "2",
        }

    def open(self, gate: str) -> None:
        """Let the scenes through that wait here, now and later."""
        place = self._gates / hashlib.sha256(gate.encode()).hexdigest()
        part = place.with_suffix(".part")
        part.write_bytes(bytes([len(gate)]))
        part.replace(place)  # whoever waits reads it at once

    def film(self, *gates: str, title: str = "A film that waits", words: str = "", **more: Any) -> dict[str, Any]:
        """The body of a request for a film with a scene for each gate."""
        first: dict[str, Any] = {"id": "first", "heading": title[:200], "narration": "It begins.", "show": TEXT}
        waiting = [
            {
                "id": f"scene-{index}",
                "heading": f"Scene {index}",
                "narration": f"Number {index}.",
                "show": {"kind": "custom", "visual": "gated.scene", "fields": {"gate": gate, "words": words}},
            }
            for index, gate in enumerate(gates)
        ]
        board = {"version": 1, "title": title, "language": "en-US", "scenes": [first, *waiting]}
        return {"storyboard": board, "voice": VOICE, "render": RENDER} | more


TEXT = {"kind": "text", "text": "Some words."}
