"""A deck in Markdown as a storyboard: scenes, what they show, and what a person would say.

    reading (bytes, front matter) -> parser (tokens) -> blocks, inline, html, formula -> scenes, speech -> Deck
"""

from aura_nb.sources.markdown.deck import Deck, from_markdown, load_deck

__all__ = ["Deck", "from_markdown", "load_deck"]
