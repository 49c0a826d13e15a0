"""The error of a file that cannot be shown as a picture."""

from __future__ import annotations


class NotAPicture(ValueError):
    """These bytes are no picture we read; the message says why in a few words."""
