"""A scene drawn: its states as PNG files, and how its picture moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from aura_nb.errors import AssetMissing
from aura_nb.specs import Custom, Scene
from aura_nb.visuals import charts, foreign, glyphs, insets, logos, planned_move, slide_text, typesetter
from aura_nb.visuals.canvas import Canvas
from aura_nb.visuals.fonts import Lettering, Library
from aura_nb.visuals.layout import Layout, State
from aura_nb.visuals.own_theme import load
from aura_nb.visuals.sheet import formula_warnings, formulas, is_slanted, scene_data, scene_text
from aura_nb.visuals.typesetter import Region


def draw(
    scene: Scene,
    *,
    size: tuple[int, int],
    theme: str,
    language: str,
    folder: Path,
    files: Mapping[str, Path],
    progress: Callable[[float], None],
    lettering: Lettering | None = None,
    strip: int = 0,
    still: bool = False,
    alone: bool = False,
    logo: Path | None = None,
) -> Layout:
    """Draw `scene` into `folder` as state-00.png, state-01.png ...; the same scene gives the same bytes.

    `size` is the frame's width and height in pixels, each PNG is exactly that large and opaque. A picture scene
    leaves picture.png (to be warped), state-00.png and state-end.png, the frames at the motion's start and end.
    `files` are the files that the scene shows, by the names it has for them. `lettering` says which fonts to use, by
    default those this machine has for the text; `strip` are the rows at the foot that are left to burned captions.
    `logo` is the picture file of a brand, which stands in a corner.
    `still` lets no camera move over a picture; `alone` leaves the theme's ornament out. `progress` is told the fraction
    of the work done. Raises `AssetMissing`, `AssetInvalid`, `FontMissing`, `RequestInvalid` (no such theme),
    `VisualUnavailable`, `VisualFailed`.
    """
    chosen = load(theme)
    width, height = size
    letters = lettering or Library().lettering(
        scene_text(scene), theme=chosen, language=language, italic=is_slanted(scene)
    )
    scene = glyphs.shown(scene, letters.missing)
    if isinstance(scene.show, Custom):
        canvas = Canvas(
            width=width,
            height=height,
            heading=slide_text.line(scene.headline),
            language=language,
            theme=chosen,
            lettering=letters,
            progress=progress,
            strip=strip,
        )
        return foreign.draw(scene.show, canvas, folder=folder)
    images: dict[str, Any] = {}
    show, called = insets.apart(scene.show)
    scene = msgspec.structs.replace(scene, show=show)
    for name, file in called.items():
        if file not in files:
            raise AssetMissing(f"Scene {scene.id!r} names no picture file that could be found.")
        images[name] = insets.pictured(scene.show, name, files[file], chosen, called=file)
        progress(0.3)
    sheet = scene_data(scene, size=size, theme=chosen, language=language, strip=strip)
    sheet["alone"] = alone
    manner = partial(charts.look_of, chosen, letters, size, language, rtl=sheet["rtl"])
    found = insets.insets(scene.show, images, manner)
    if logo is not None:
        sheet["logo"] = logos.logo(logo, size=size, theme=chosen)
    sheet["sizes"] = {name: list(inset.size) for name, inset in found.items()}
    pages = typesetter.typeset(sheet, letters, mathematics=bool(formulas(scene)))
    progress(0.6)
    if scene.show.moves:
        [region] = pages.regions
        if still:
            planned_move.write_still(images[region.file], region=region.pixels, plate=pages.pngs[0], folder=folder)
            progress(1.0)
            return Layout(width, height, [State(planned_move.START, "")])
        moved = planned_move.plan(images[region.file], region=region.pixels, seed=sheet["seed"])
        planned_move.write(moved, plate=pages.pngs[0], folder=folder, progress=lambda done: progress(0.6 + 0.4 * done))
        return Layout(width, height, [State(planned_move.START, "")], moved.motion, planned_move.END)
    states: list[State] = []
    shown: list[Region] = []
    for index, (png, cue) in enumerate(zip(pages.pngs, pages.cues, strict=True)):
        name = f"state-{index:02d}.png"
        before, shown = shown, [region for region in pages.regions if region.page == index + 1]
        (folder / name).write_bytes(insets.placed(png, shown, found))
        states.append(insets.moved(State(name, cue), before, shown, found, folder))
        progress(0.6 + 0.4 * (index + 1) / len(pages.pngs))
    footage = [
        inset.footage(region)
        for region in pages.regions
        if region.page == 1 and isinstance(inset := found[region.file], insets.Filmed)
    ]
    return Layout(
        width, height, states, footage=footage, warnings=[*formula_warnings(scene), *charts.warnings(scene.show)]
    )
