"""Contact sheets of the themes: `python tests/gallery.py` draws those that the guide shows, into docs/images/gallery.

    python tests/gallery.py --documents --to sheets --theme dark --aspect 9:16

draws the documents of tests/visuals/documents instead, each as one sheet, the last state of each page of each scene.
Without `--theme` and `--aspect` there is a sheet for each. `--strips` draws ten frames of each transition, of a film's
opening and its end, of builds and of a page that is turned, between two documents' slides. `--golden` draws again what
tests/visuals/test_golden.py compares with: look at it before you commit it.
"""

from __future__ import annotations

import argparse
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import get_args

import cv2
import numpy as np

from aura_nb.media import blends as moving
from aura_nb.media.planes import from_bgr
from aura_nb.pipeline.scene_files import find_pictures
from aura_nb.request.named import film_request
from aura_nb.specs import Bullets, Scene, Transition
from aura_nb.visuals import theme
from aura_nb.visuals.slides import draw

HERE = Path(__file__).parent
DOCUMENTS = HERE / "visuals" / "documents"
GOLDEN = HERE / "visuals" / "golden"
GOLDENS = {"report": "lab", "recipe": "light", "walkthrough": "paper"}
ASPECTS = {"16:9": (960, 540), "9:16": (432, 768), "1:1": (600, 600)}
GAP = 8


def pages(source, *, look, aspect):
    """The pictures of a film's scenes, each page as it is when all of it is there."""
    for states in scenes(source, look=look, aspect=aspect):
        yield from (state for state, after in zip(states, [*states[1:], None], strict=True) if ends(state, after))


def scenes(source, *, look, aspect):
    """The states of each of a film's scenes."""
    request = film_request(str(source))
    story = request.storyboard
    found = find_pictures(story, Path(request.folder) if request.folder else None)
    for scene in story.scenes:
        files = {name: Path(file.path) for name, file in found.get(scene.id, {}).items()}
        yield states_of(scene, look=look, aspect=aspect, language=story.language or "en-US", files=files)


def states_of(scene, *, look, aspect, language="en-US", files=None):
    """The pictures of a scene's states."""
    with tempfile.TemporaryDirectory() as place:
        drawn = draw(
            scene,
            size=ASPECTS[aspect],
            theme=look,
            language=language,
            folder=Path(place),
            files=files or {},
            progress=lambda _: None,
        )
        return [cv2.imread(str(Path(place) / state.file)) for state in drawn.states]


def ends(state, after):
    """Whether a page ends with this state: what follows takes away more than it adds."""
    if after is None:
        return True
    paper = np.median(state.reshape(-1, 3), axis=0)
    ink = np.abs(state.astype(int) - paper).max(axis=2) > 40
    gone = ink & (np.abs(after.astype(int) - paper).max(axis=2) <= 40)
    return gone.sum() > 0.1 * ink.sum()


def sheet(pictures, *, columns, width):
    """Pictures side by side, row below row, each `width` pixels wide."""
    small = [
        cv2.resize(each, (width, round(width * each.shape[0] / each.shape[1])), interpolation=cv2.INTER_AREA)
        for each in pictures
    ]
    high = small[0].shape[0]
    rows = -(-len(small) // columns)
    whole = np.full((rows * (high + GAP) + GAP, columns * (width + GAP) + GAP, 3), 150, np.uint8)
    for index, each in enumerate(small):
        top, left = GAP + index // columns * (high + GAP), GAP + index % columns * (width + GAP)
        whole[top : top + high, left : left + width] = each
    return whole


def strips(look):
    """The frames of each way from one picture to the next, by its name: the first and the last are the pictures."""
    recipe, code = (
        [[from_bgr(state) for state in states] for states in scenes(DOCUMENTS / name, look=look, aspect="16:9")]
        for name in ("recipe.md", "walkthrough.md")
    )
    points = Bullets(items=[f"Point {number} of a list that takes several pages" for number in range(14)])
    listed = list(map(from_bgr, states_of(Scene(id="a", heading="A list", show=points), look=look, aspect="16:9")))
    ends = [states[-1] for states in recipe]
    pairs = {"card": ends[:2], "text": ends[1:3], "code": (code[1][-1], code[2][-1])}
    for kind in get_args(Transition):
        if kind != "cut":
            for name, (one, other) in pairs.items():
                way = moving.transition(one, other, 15, kind=kind, lifted=kind == "fade")
                yield f"{kind}-{name}", [one, *way, other]
    yield "opening", [*moving.transition(None, ends[0], 15, kind="fade", lifted=True), ends[0]]
    yield "end", [ends[2], *moving.transition(ends[2], None, 15, kind="fade")]
    yield "build-points", [*moving.build(*recipe[1][2:4], 9), recipe[1][3]]
    yield "build-code", [*moving.build(*code[1][1:3], 9), code[1][2]]
    one, other = next(pair for pair in pairwise(listed) if moving.turns(*pair))
    turned = moving.Turned(one, other)
    yield "page", [*(turned.frame(index, 9) for index in range(9)), other]


def ten(way):
    """Ten frames of a way, its first and its last included, as pictures."""
    chosen = [way[round(index * (len(way) - 1) / 9)] for index in range(10)]
    return [cv2.cvtColor(frame, cv2.COLOR_YUV2BGR_I420) for frame in chosen]


def golden(name):
    """The sheet of a document that is compared, small."""
    return sheet(list(pages(DOCUMENTS / f"{name}.md", look=GOLDENS[name], aspect="16:9")), columns=2, width=320)


def main():
    """Draws what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", action="store_true")
    parser.add_argument("--strips", action="store_true")
    parser.add_argument("--golden", action="store_true")
    parser.add_argument("--to", type=Path, default=HERE.parent / "docs" / "images" / "gallery")
    parser.add_argument("--theme", choices=theme.names())
    parser.add_argument("--aspect", choices=ASPECTS)
    given = parser.parse_args()
    if given.golden:
        for name in GOLDENS:
            cv2.imwrite(str(GOLDEN / f"{name}.png"), golden(name), [cv2.IMWRITE_PNG_COMPRESSION, 9])
        return
    given.to.mkdir(parents=True, exist_ok=True)
    if given.strips:
        for look in [given.theme] if given.theme else theme.names():
            for name, way in strips(look):
                cv2.imwrite(str(given.to / f"{name}-{look}.png"), sheet(ten(way), columns=5, width=384))
        return
    gallery = HERE / "visuals" / "gallery" / "gallery.json"
    sources = sorted(DOCUMENTS.glob("*.md")) if given.documents else [gallery]
    for look in [given.theme] if given.theme else theme.names():
        for aspect in [given.aspect] if given.aspect else ASPECTS:
            wide = aspect == "16:9"
            for source in sources:
                pictures = list(pages(source, look=look, aspect=aspect))
                name = f"{source.stem}-" if given.documents else ""
                file = given.to / f"{name}{look}-{aspect.replace(':', 'x')}.webp"
                whole = sheet(
                    pictures,
                    columns=4 if wide else 7,
                    width=480 if wide and given.documents else 300 if wide or given.documents else 190,
                )
                cv2.imwrite(str(file), whole, [cv2.IMWRITE_WEBP_QUALITY, 82])
                print(f"{file}: {len(pictures)} pictures, {file.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
