"""A deck's scenes with their texts in runs, and its mathematics as it is said."""

from __future__ import annotations

from msgspec.structs import replace

from aura_nb.regex import regex
from aura_nb.sources.markdown.blocks import Blocks
from aura_nb.sources.markdown.shows import LONGEST_SAID
from aura_nb.specs import Run, Scene, Words
from aura_nb.specs.kinds.kind import TOLD, Leaf
from aura_nb.specs.marks import bare
from aura_nb.specs.runs import plain
from aura_nb.specs.turns import MOST_NARRATION

_TWICE = regex(r"(?<![.\s])[.,;]\.(?=\s|$)")  # a formula that ends its sentence
_FORMULA_TEXT = 200  # characters of one that is read as it is written


def settled(scene: Scene, found: Blocks, language: str) -> Scene:
    """A scene without marks: what is shown in runs, and mathematics said in words where its language has any."""

    def say(run: Run, before: str, behind: str) -> str:
        from aura_nb.formulas.in_sentence import told  # noqa: PLC0415 - most decks have no formula

        words = told(run.tex, language, before, behind, found.definitions)
        if words and len(words) <= LONGEST_SAID:
            return words
        return run.text if len(run.text) <= _FORMULA_TEXT else ""

    def said(text: str) -> str:
        words = found.marks.said(text, say)
        return words if words == text else _TWICE.sub(".", words)

    def shown(leaf: Leaf) -> Words:
        return _runs(leaf.text, found) if leaf.form in TOLD else bare(leaf.text)

    narration = said(scene.narration)
    cues = [replace(cue, on=said(cue.on)[:500]) for cue in scene.cues]
    if len(narration) > MOST_NARRATION:
        narration, cues = bare(scene.narration), [replace(cue, on=bare(cue.on)) for cue in scene.cues]
    show = scene.show
    if any(bare(leaf.text) != leaf.text for leaf in show.leaves()):
        show = show.mapped(shown) or show
    return replace(scene, heading=_runs(plain(scene.heading), found), narration=narration, show=show, cues=cues)


def words_of(found: Blocks, marked: str) -> str:
    """The words of a text of the deck."""
    return plain(found.marks.runs(marked))


def _runs(marked: str, found: Blocks) -> Words:
    """A text as runs, whose mathematics needs no definitions."""
    made = found.marks.runs(marked)
    if isinstance(made, str) or not found.definitions:
        return made
    return [replace(run, tex=_expanded(run.tex, found.definitions)) if run.tex else run for run in made]


def _expanded(tex: str, definitions: str) -> str:
    from aura_nb.formulas.definitions import expanded  # noqa: PLC0415 - as above
    from aura_nb.formulas.tokens import joined  # noqa: PLC0415
    from aura_nb.formulas.unreadable import Unreadable  # noqa: PLC0415

    try:
        return joined(expanded(tex, definitions))
    except (Unreadable, RecursionError):
        return tex
