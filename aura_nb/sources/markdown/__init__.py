"""A deck in Markdown as a storyboard: scenes, what they show, and what a person would say.

Bytes, front matter, parser (a tree), reader (blocks; inline text, HTML, formulas), scenes, things, speech.
"""

from aura_nb.sources.markdown.deck import from_markdown, load_deck

__all__ = ["from_markdown", "load_deck"]
