"""`jupyter aura`: the command line, for people and, with `--json`, for programs."""

from aura_nb.cli.program import aura, main

__all__ = ["aura", "main"]
