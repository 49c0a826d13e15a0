"""Why a formula cannot be drawn as one; it never leaves this package."""

from __future__ import annotations


class Unreadable(Exception):
    """TeX that cannot be read, converted or checked; its text ends the sentence "... because"."""
