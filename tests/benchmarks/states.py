"""What a state costs by kind, warm, at 1080p: milliseconds of the processor to set it, and to draw it as a PNG.

    python tests/benchmarks/states.py --aspect 9:16 --theme dark

Setting is all that decides what stands where (fonts, data, Typst's layout); drawing is that, the pixels and their
compression. The first of each kind warms Typst and is not counted; of `--times` others with other words, each of which
has to be set again, the median is told. Nothing is encoded.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np

from aura_nb.formulas import MATH_FONT
from aura_nb.specs import (
    Bullets,
    Callout,
    Chart,
    Code,
    Columns,
    End,
    Formula,
    Picture,
    Quote,
    Scene,
    Section,
    Steps,
    Table,
    Text,
    Title,
)
from aura_nb.specs.kinds.table import Lit
from aura_nb.specs.render import Render
from aura_nb.visuals import own_theme, theme, typesetter
from aura_nb.visuals.fonts import Library
from aura_nb.visuals.sheet import formulas, scene_data, scene_text
from aura_nb.visuals.slides import draw

KINDS = {
    "title": lambda n: Title(subtitle=f"The tide, part {n}"),
    "section": lambda n: Section(subtitle=f"The tide, part {n}", number=str(n)),
    "bullets": lambda n: Bullets(items=[f"Point {n}.{i} of what the sea does" for i in range(5)]),
    "steps": lambda n: Steps(items=[f"Step {n}.{i} of what to do" for i in range(5)]),
    "text": lambda n: Text(text=f"Part {n}. " + "Twice a day the sea comes in, and everything goes up with it. " * 9),
    "code": lambda n: Code(
        code="\n".join(f"tide_{n}_{i} = read(gauge, hour={i}, port='Brest')" for i in range(14)),
        language="python",
        lines=[[1], [3, 4], [9]],
    ),
    "table": lambda n: Table(
        header=["Port", "High (m)", "Low (m)"],
        rows=[[f"Port {n}.{i}", f"{i + 0.5}", f"{i / 3:.2f}"] for i in range(8)],
        light=[Lit(row=2), Lit(row=5), Lit(column=2)],
    ),
    "formula": lambda n: Formula(tex=rf"h_{{{n}}} = \sqrt{{g d}} + {n}", steps=[f"h < {n}"]),
    "quote": lambda n: Quote(text=f"Time and tide, {n} times, wait for no man.", by="Geoffrey Chaucer"),
    "callout": lambda n: Callout(text=f"Never turn your back on the sea, {n} times over.", sort="warning"),
    "columns": lambda n: Columns(columns=[Bullets(items=[f"Left {n}", "More"]), Bullets(items=["Right", "More"])]),
    "picture": lambda n: Picture(image="p", caption=f"Picture {n}", fit="contain"),
    "chart": lambda n: Chart(data=[{"port": f"Port {i}", "high": i + n, "low": i / 2} for i in range(6)]),
    "end": lambda n: End(text=f"The tide, part {n}"),
}


def setting(scene: Scene, size: tuple[int, int], look: str) -> float:
    """Seconds of the processor until it is known what stands where."""
    began = time.process_time()
    chosen = own_theme.load(look)
    letters = Library().lettering(scene_text(scene), theme=chosen, language="en-US")
    sheet = scene_data(scene, size=size, theme=chosen, language="en-US")
    sheet["sizes"] = {name: [900, 600] for name in scene.show.files().values()}
    further = (MATH_FONT,) if formulas(scene) else ()
    template, families = typesetter.kept(letters, typesetter.times(letters), further=further)
    template.set(sheet | families, form="svg")
    return time.process_time() - began


def drawing(scene: Scene, size: tuple[int, int], look: str, picture: Path) -> tuple[float, int]:
    """Seconds of the processor until the pictures are there, and how many there are."""
    with tempfile.TemporaryDirectory() as place:
        began = time.process_time()
        drawn = draw(
            scene,
            size=size,
            theme=look,
            language="en-US",
            folder=Path(place),
            files={"p": picture},
            progress=lambda _: None,
        )
        return time.process_time() - began, len(drawn.states)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--aspect", default="16:9")
    parser.add_argument("--theme", choices=theme.names(), default="light")
    parser.add_argument("--times", type=int, default=5)
    given = parser.parse_args()
    size = Render(aspect=given.aspect).size
    print(f"{'kind':<10}{'states':>8}{'to set':>10}{'to draw':>10}   ms a state")
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "p.png"
        cv2.imwrite(str(picture), np.full((600, 900, 3), 200, np.uint8))
        for kind, make in KINDS.items():
            counts = range(given.times + 1)
            drawn = [
                drawing(Scene(id="x", heading="The tide", show=make(n)), size, given.theme, picture) for n in counts
            ]
            states = drawn[-1][1]
            sets = [setting(Scene(id="x", heading="Tides", show=make(n)), size, given.theme) for n in counts]
            to_set, to_draw = (
                statistics.median(each[1:]) / states * 1000 for each in (sets, [seconds for seconds, _ in drawn])
            )
            print(f"{kind:<10}{states:>8}{to_set:>10.1f}{to_draw:>10.1f}")


if __name__ == "__main__":
    main()
