"""Contact sheets: every state of every scene in one picture, with what is said beside it, and no film made.

    python tests/benchmarks/sheets.py talk.md README.md --to sheets --aspect 9:16

takes what `jupyter aura render` takes. What cannot become a film is told by its error; the exit code is the number of
those that failed with anything else. Scenes of one file are drawn one after another.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import textwrap
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from aura_nb.errors import AuraError
from aura_nb.pipeline.scene_files import find_pictures
from aura_nb.request.named import film_request
from aura_nb.specs import slug
from aura_nb.visuals import fonts
from aura_nb.visuals.slides import draw
from aura_nb.visuals.theme import written

WIDTH, TEXT, GAP, LINE, TALL = 400, 330, 12, 15, 1500  # pixels


def sheet(source, to, aspect, most):
    request = film_request(source, **({"aspect": aspect} if aspect else {}))
    story = request.storyboard
    folder = Path(request.folder) if request.folder else None
    found = find_pictures(story, folder)
    across, down = request.render.size
    size = (960, round(960 * down / across / 2) * 2)
    rows = []
    lettering = ImageFont.truetype(str(fonts.file("Inter")), 12)
    for scene in story.scenes[:most]:
        with tempfile.TemporaryDirectory() as place:
            layout = draw(
                scene,
                size=size,
                theme=written(request.render.theme),
                language=story.language,
                folder=Path(place),
                files={name: Path(file.path) for name, file in found.get(scene.id, {}).items()},
                progress=lambda _: None,
            )
            states = [cv2.imread(str(Path(place) / state.file)) for state in layout.states]
        rows.append(row(scene, shown(states), lettering))
    made = to / f"{slug(str(source).replace('/', '-'), limit=80)}.png"
    columns, left = [[]], 0
    for picture in rows:
        if columns[-1] and sum(each.height + GAP for each in columns[-1]) + picture.height > TALL:
            columns.append([])
        columns[-1].append(picture)
    high = max(sum(each.height + GAP for each in column) for column in columns)
    whole = Image.new("RGB", (len(columns) * (WIDTH + TEXT + GAP), high), "white")
    for column in columns:
        top = 0
        for picture in column:
            whole.paste(picture, (left, top))
            top += picture.height + GAP
        left += WIDTH + TEXT + GAP
    whole.save(made)
    print(f"{made}: {len(story.scenes)} scenes", *request.warnings, sep="\n    ")


def shown(states):
    """The last state of each page: a page's states build up, so each but the last is a part of the next."""
    kept = [
        state
        for state, following in zip(states, [*states[1:], None], strict=True)
        if following is None or not builds(state, following)
    ]
    return [
        cv2.resize(state, (WIDTH, round(WIDTH * state.shape[0] / state.shape[1])), interpolation=cv2.INTER_AREA)
        for state in kept
    ]


def builds(state, following):
    ground = state[0, 0]
    drawn = (np.abs(state.astype(int) - ground) > 60).any(axis=2)
    changed = (np.abs(state.astype(int) - following) > 60).any(axis=2)
    return (drawn & changed).sum() < 0.01 * drawn.sum() + 400


def row(scene, pictures, lettering):
    said = scene.narration or "(silent)"
    lines = [scene.id, *(line for part in said.split("\n\n") for line in [*textwrap.wrap(part, 52), ""])]
    height = max(sum(picture.shape[0] + 4 for picture in pictures), LINE * (len(lines) + 1))
    made = Image.new("RGB", (WIDTH + TEXT, height), "#dddddd")
    top = 0
    for picture in pictures:
        made.paste(Image.fromarray(picture[:, :, ::-1]), (0, top))
        top += picture.shape[0] + 4
    pen = ImageDraw.Draw(made)
    for number, line in enumerate(lines):
        pen.text((WIDTH + 10, 4 + LINE * number), line, fill="#c03010" if number == 0 else "black", font=lettering)
    return made


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="+")
    parser.add_argument("--to", type=Path, default=Path("sheets"))
    parser.add_argument("--aspect")
    parser.add_argument("--most", type=int, default=60, help="scenes of each to draw")
    given = parser.parse_args()
    given.to.mkdir(parents=True, exist_ok=True)
    failed = 0
    for source in given.sources:
        try:
            sheet(source, given.to, given.aspect, given.most)
        except AuraError as error:
            print(f"{source}: {error.code}: {error}")
        except Exception as error:  # noqa: BLE001 - told, counted, and the next file has its turn
            failed += 1
            print(f"{source}: FAILED {type(error).__name__}: {error}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
