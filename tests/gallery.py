"""Contact sheets of the themes: `python tests/gallery.py` draws those that the guide shows, into docs/images/gallery.

    python tests/gallery.py --documents --to sheets --theme dark --aspect 9:16

draws the documents of tests/visuals/documents instead, each as one sheet, the last state of each page of each scene.
Without `--theme` and `--aspect` there is a sheet for each. `--golden` draws again what tests/visuals/test_golden.py
compares with: look at it before you commit it.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import cv2
import numpy as np

from aura_nb.pipeline.assets import find_pictures
from aura_nb.request.named import film_request
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
    request = film_request(str(source))
    story = request.storyboard
    found = find_pictures(story, Path(request.folder) if request.folder else None)
    for scene in story.scenes:
        with tempfile.TemporaryDirectory() as place:
            drawn = draw(
                scene,
                size=ASPECTS[aspect],
                theme=look,
                language=story.language or "en-US",
                folder=Path(place),
                files={name: Path(file.path) for name, file in found.get(scene.id, {}).items()},
                progress=lambda _: None,
            )
            states = [cv2.imread(str(Path(place) / state.file)) for state in drawn.states]
        yield from (state for state, after in zip(states, [*states[1:], None], strict=True) if ends(state, after))


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


def golden(name):
    """The sheet of a document that is compared, small."""
    return sheet(list(pages(DOCUMENTS / f"{name}.md", look=GOLDENS[name], aspect="16:9")), columns=2, width=320)


def main():
    """Draws what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", action="store_true")
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
                    pictures, columns=4 if wide else 7, width=(480 if given.documents else 300) if wide else 190
                )
                cv2.imwrite(str(file), whole, [cv2.IMWRITE_WEBP_QUALITY, 82])
                print(f"{file}: {len(pictures)} pictures, {file.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
