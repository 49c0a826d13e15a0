"""A voice and a visual for aura_nb."""
