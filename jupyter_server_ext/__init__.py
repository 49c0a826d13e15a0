"""The Jupyter Server extension of `aura_nb`."""
