"""The version of this package; a module of its own, so that nothing inside has to import the public face for it."""

__version__ = "0.1.0"
