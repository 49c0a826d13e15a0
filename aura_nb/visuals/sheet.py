"""What a scene shows, as the templates are told it: plain JSON, all text as strings.

Light: the process that plans looks at the text to choose its fonts.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import msgspec

from aura_nb.formulas import MATH_FAMILY
from aura_nb.specs import Scene
from aura_nb.specs.breaks import together
from aura_nb.specs.kinds.kind import SHOWN, Leaf
from aura_nb.specs.marks import Marks, unmarked
from aura_nb.specs.runs import Run, Words
from aura_nb.visuals import charts, scripts, slide_text
from aura_nb.visuals.theme import Theme


def scene_lines(scene: Scene) -> list[str]:
    """The lines a slide shows below its heading, fit to be set; at least one, which may be empty."""
    lines = [line for leaf in scene.show.leaves() if leaf.form in SHOWN for line in _lines(leaf) if line]
    return lines + [text for tex in formulas(scene) if (text := _words_of(tex))] or [""]


def _lines(leaf: Leaf) -> list[str]:
    if leaf.form == "code":
        return slide_text.rows(leaf.text)
    text = _letters(leaf.words)
    if leaf.form == "prose":
        return [each.text for each in slide_text.paragraphs(text)]
    return [slide_text.lines(text) if leaf.form == "lines" else slide_text.line(text)]


def _letters(words: Words) -> str:
    """The letters of a text; of mathematics those that are shown where it cannot be drawn."""
    return unmarked(words if isinstance(words, str) else "".join(run.tex or run.text for run in words))


def _words_of(tex: str) -> str:
    """The letters in a formula for which its own font may have none: those of Hebrew and what stands behind it."""
    return "".join(dict.fromkeys(letter for letter in tex if ord(letter) >= 0x590))


def _fit(leaf: Leaf, definitions: str, marks: Marks) -> Any:
    """A text as its template is told it."""
    match leaf.form:
        case "prose":
            parts = slide_text.paragraphs(marks.marked(_drawable(leaf.words, definitions)))
            return [{"string": paragraph.text, "code": paragraph.code} for paragraph in parts]
        case "code":
            return [{"text": row, "wide": slide_text.columns(row)} for row in slide_text.rows(leaf.text)]
        case "line":
            return slide_text.line(marks.marked(_drawable(leaf.words, definitions)))
        case "lines":
            return slide_text.lines(marks.marked(_drawable(leaf.words, definitions)))
        case "tex":
            return _formula(leaf.text, definitions)
    return leaf.text


def _definitions(scene: Scene) -> str:
    """What the formulas of a scene define, wherever it stands."""
    return "\n".join(leaf.text for leaf in scene.show.leaves() if leaf.path.endswith("definitions"))


def _formula(tex: str, definitions: str) -> dict[str, Any]:
    """A formula as it is drawn: see `Formula` of the formulas' own room."""
    from aura_nb.formulas.typesetting import typeset  # noqa: PLC0415 - who only plans needs no mathematics

    found = typeset(tex, display=True, definitions=definitions)
    return {
        "route": found.route,
        "tex": slide_text.line(found.tex),
        "states": found.states,
        "folds": found.folds,
        "svg": found.svg,
        "height": _height(found.svg),
        "tag": found.tag,
        "font": MATH_FAMILY,
    }


def formulas(scene: Scene) -> list[str]:
    """The TeX of each formula that a scene shows, alone or within a text."""
    alone = [leaf.text for leaf in scene.show.leaves() if leaf.form == "tex"]
    return alone + [run.tex for run in _runs(scene) if run.tex]


def is_slanted(scene: Scene) -> bool:
    """Whether a scene shows italics."""
    return any(run.italic for run in _runs(scene))


def _runs(scene: Scene) -> Iterator[Run]:
    if not isinstance(scene.heading, str):
        yield from scene.heading
    for leaf in scene.show.leaves():
        yield from leaf.runs


def _way(run: Run) -> dict[str, Any]:
    """How a run is set, as the templates are told it."""
    ways = ("bold", "italic", "code", "sub", "sup")
    return {name: getattr(run, name) for name in ways} | {"link": bool(run.link)}


def _within(run: Run, definitions: str) -> dict[str, Any]:
    """A formula within a text, as the templates are told it: an image's `height` and `depth` are in em."""
    from aura_nb.formulas.typesetting import typeset  # noqa: PLC0415 - as above

    found = typeset(run.tex, display=False, definitions=definitions)
    return {
        "tex": slide_text.line(run.tex),
        "route": found.route,
        "source": found.states[-1] if found.states else "",
        "folds": found.folds,
        "svg": found.svg,
        "height": _height(found.svg),
        "width": _width(found.svg),
        "depth": found.depth / 100,
        "font": MATH_FAMILY,
    }


def _drawable(words: Words, definitions: str) -> Words:
    """A text in which mathematics that cannot be drawn for certain is as it is written."""
    if isinstance(words, str) or not any(run.tex for run in words):
        return words
    from aura_nb.formulas.typesetting import typeset  # noqa: PLC0415 - as above

    def is_drawn(run: Run) -> bool:
        return not run.tex or typeset(run.tex, display=False, definitions=definitions).route != "source"

    return [run if is_drawn(run) else Run(text=run.tex, code=True) for run in words]


def _height(svg: str) -> float:
    """How high a formula's drawing of 100 pixels to the em is, in em."""
    return _side(svg, "height")


def _width(svg: str) -> float:
    """How wide it is, in em."""
    return _side(svg, "width")


def _side(svg: str, name: str) -> float:
    drawing = re.search(rf'{name}="([\d.]+)', svg)
    return float(drawing[1]) / 100 if drawing else 1


def formula_warnings(scene: Scene) -> list[str]:
    """What to tell the author of formulas that are not drawn."""
    given = formulas(scene)
    if not given:
        return []
    from aura_nb.formulas.typesetting import typeset  # noqa: PLC0415 - as above

    definitions = _definitions(scene)
    found = [typeset(tex, display=True, definitions=definitions).warning for tex in given]
    return [warning for warning in dict.fromkeys(found) if warning]


def scene_text(scene: Scene) -> str:
    """All that a slide shows of the scene's text."""
    return "\n".join(
        [slide_text.line(_letters(scene.heading)), *scene_lines(scene), *filter(None, [charts.letters(scene.show)])]
    )


def scene_data(scene: Scene, *, size: tuple[int, int], theme: Theme, language: str, strip: int = 0) -> dict[str, Any]:
    """What the templates are told.

    `strip` are the rows at the foot that burned captions take. `plate` draws the ornament alone, `alone` leaves it out;
    `clip` keeps even towers of diacritics inside the safe area, which tests turn off.
    """
    lang, region = slide_text.locale(language)
    text = scene_text(scene)
    marks, definitions = Marks(), _definitions(scene)
    show = scene.show.as_data(partial(_fit, definitions=definitions, marks=marks))
    heading = slide_text.line(marks.marked(_drawable(scene.heading, definitions)))
    if isinstance(scene.heading, str):
        heading = together(heading, language)
    return {
        "width": size[0],
        "height": size[1],
        "strip": strip,
        "show": show,
        "heading": heading,
        # How a formula is shown that would be far too small in its text.
        "written": marks.marked_run(Run(text="x", code=True))[0] if marks.formulas else "",
        "formulas": [_within(run, definitions) for run in marks.formulas],
        "ways": list(map(_way, marks.ways)),
        "lang": lang,
        "region": region,
        "rtl": slide_text.runs_right_to_left(text, language),
        "tracked": not scripts.joins(text),
        "seed": int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) % 2**31,
        "theme": msgspec.to_builtins(theme),
        "words": slide_text.own_words(language),
        "sizes": {},  # of pictures, width and height by name
        "logo": None,
        "plate": False,
        "alone": False,
        "clip": True,
    }
