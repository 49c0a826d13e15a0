"""Videos and animated pictures from outside: recognised by their bytes, checked before they play, frame by frame.

    facts = look(Path("demo.mp4"))
    facts.seconds, facts.width, facts.sound

Light: the process that plans only looks at the first bytes. `footage.player` has the frames and the sound.
"""

from __future__ import annotations

from aura_nb.footage.container import KINDS, VIDEOS, Facts, NotFootage, is_video, kind_of, look, plays

__all__ = ["KINDS", "VIDEOS", "Facts", "NotFootage", "is_video", "kind_of", "look", "plays"]
