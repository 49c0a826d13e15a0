"""The kinds of files that films are made of: who reads them, and the pages that offer them, go by this table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SourceKind:
    """Files of one kind. Of what is also written for other ends, `patterns` names those that a page offers."""

    label: str
    suffixes: tuple[str, ...]
    patterns: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """The names of its files as a page offers them; a star stands for anything."""
        return list(self.patterns) or [f"*{suffix}" for suffix in self.suffixes]


NOTEBOOKS = SourceKind("Notebook", (".ipynb",))
DECK_FILES = SourceKind("Deck", (".md", ".markdown", ".qmd", ".rmd", ".mdx"))
STORYBOARDS = SourceKind("Storyboard", (".json",), ("storyboard.json", "*.storyboard.json"))

SOURCE_KINDS = (NOTEBOOKS, DECK_FILES, STORYBOARDS)
