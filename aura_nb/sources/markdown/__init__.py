"""A deck in Markdown as a storyboard: scenes, what they show, and what a person would say.

Bytes, front matter, parser (a tree), reader (blocks; inline text, HTML, formulas), scenes, things, speech: a `Deck`.
"""

from aura_nb.sources.markdown.deck import Deck, from_markdown, load_deck

__all__ = ["Deck", "from_markdown", "load_deck"]
