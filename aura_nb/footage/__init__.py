"""Videos and animated pictures from outside: recognised by their bytes, checked before they play, frame by frame.

    facts = look(Path("demo.mp4"))
    facts.seconds, facts.width, facts.sound

Light until something is opened: the process that plans only looks at the first bytes.
"""

from __future__ import annotations

from aura_nb.footage.container import KINDS, VIDEOS, Facts, NotFootage, kind_of, look, plays
from aura_nb.footage.player import Player, sound

__all__ = ["KINDS", "VIDEOS", "Facts", "NotFootage", "Player", "kind_of", "look", "plays", "sound"]
