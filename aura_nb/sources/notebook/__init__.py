"""A notebook as a storyboard: what it says, what it does, what came out, and what a person would say of it.

File (nbformat), steering (what the author says of a cell), code (cut, statements, telling), outputs (pictures, grids,
console), reader: blocks, which become scenes as a deck's do.
"""

from aura_nb.sources.notebook.notebook import from_notebook, load_notebook

__all__ = ["from_notebook", "load_notebook"]
