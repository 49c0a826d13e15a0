"""Text without the characters that no font here has: dropped, or put in plainer ones, and never shown as boxes.

An emoji goes whole, with what belongs to it: its variation, its skin tone, those it is joined to. Of a keycap the key
stays.
"""

from __future__ import annotations

import unicodedata

import msgspec

from aura_nb.regex import regex
from aura_nb.specs import Scene, Title
from aura_nb.specs.kinds.kind import SHOWN
from aura_nb.specs.runs import changed

# What signs that few fonts have are like, in nearly all fonts.
_LIKE = dict(zip("✅☑❌❎✖⭐➡⬅⬆⬇❗❓", "✓✓✗✗✗★→←↑↓!?", strict=True))
_ONE = r"(?s:.)[\ufe0e\ufe0f]?[\U0001f3fb-\U0001f3ff]?[\U000e0020-\U000e007f]*"
_CLUSTER = regex(rf"[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3|{_ONE}(?:\u200d{_ONE})*")


def without(text: str, missing: str) -> str:
    r"""A text without the characters `missing`; a ligature or a circled figure becomes plain where it can.

    >>> without("Tides \U0001f30a", "\U0001f30a"), without("1\ufe0f\u20e3 Go", "\u20e3"), without("\ufb01ne", "\ufb01")
    ('Tides ', '1 Go', 'fine')
    >>> without("\u2705 Offline", "\u2705")
    '\u2713 Offline'
    """
    if not missing or not set(missing) & set(text):
        return text
    return _CLUSTER.sub(lambda found: _left(found[0], missing), text)


def shown(scene: Scene, missing: str) -> Scene:
    """A scene as it can be drawn where the characters `missing` have no font; without any text, an empty card."""
    if not missing:
        return scene

    def clean(text: str) -> str:
        return without(text, missing)

    show = scene.show.mapped(lambda leaf: changed(leaf.words, clean) if leaf.form in SHOWN else leaf.text) or Title()
    return msgspec.structs.replace(scene, heading=changed(scene.heading, clean), show=show)


def _left(cluster: str, missing: str) -> str:
    if not set(cluster) & set(missing):
        return cluster
    if cluster.endswith("\u20e3"):
        return cluster[0].strip(missing)
    if (like := _LIKE.get(cluster[0])) and like not in missing:
        return like
    plain = unicodedata.normalize("NFKD", cluster[0])
    return plain if plain.isascii() and plain.isprintable() else ""
