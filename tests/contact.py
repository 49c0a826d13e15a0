"""Contact sheets of one kind of thing, as slides, no film made: draw them, open every one, and look.

    python tests/contact.py code --to sheets
    python tests/contact.py tables --aspect 9:16 --theme dark --size 1080

`code` is thirty blocks in more than ten languages, `tables` twenty tables (one of 40 columns, one of 2,000 rows),
`pictures` twenty pictures (plots, photographs, wide, tall, tiny, on clear grounds), `charts` twenty charts, `formulas`
the hundred formulas. `--only WORD` draws those whose heading has the word, `--every` each state instead of the last of
each page, `--size` are the pixels of a slide's shorter side.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import cv2
import numpy as np
from contacts import charts, pictures
from formulas import sheet as formulas
from gallery import GAP

from aura_nb.sources import load_deck
from aura_nb.specs import Scene, Table
from aura_nb.specs.render import Render
from aura_nb.visuals import pictures as reading
from aura_nb.visuals import theme
from aura_nb.visuals.photographs import is_photograph
from aura_nb.visuals.slides import draw

HERE = Path(__file__).parent / "contacts"
ASPECTS = ("16:9", "9:16", "1:1", "4:5")
ACROSS = {"16:9": 2, "9:16": 4, "1:1": 3, "4:5": 3}
HIGH = 1700  # pixels of a sheet, at most

Files = Mapping[str, Path]
Kind = Callable[[Path], tuple[list[Scene], Files]]


def deck(name: str) -> list[Scene]:
    """The scenes of a deck that show something but its title."""
    return [scene for scene in load_deck(HERE / name).storyboard.scenes if scene.show.states or scene.heading][1:]


def tables(_: Path) -> tuple[list[Scene], Files]:
    header = [f"Day {number}" for number in range(1, 40)]
    wide = [[port, *(f"{6 + (7 * day + len(port)) % 23 / 10:.1f}" for day in range(39))] for port in ("Brest", "Dover")]
    long = [
        [f"2024-{1 + n // 170:02}-{1 + n % 28:02}", f"Port {n % 37}", f"{n * 7 % 130 / 10:.1f}"] for n in range(2000)
    ]
    more = [
        Scene(id="forty", heading="Forty columns", show=Table(header=["Port", *header], rows=wide)),
        Scene(id="rows", heading="Two thousand rows", show=Table(header=["Date", "Port", "Metres"], rows=long)),
    ]
    return deck("tables.md") + more, {}


KINDS: dict[str, Kind] = {
    "code": lambda _: (deck("code.md"), {}),
    "tables": tables,
    "pictures": pictures.scenes,
    "charts": lambda _: (charts.scenes(), {}),
}


def states(scene: Scene, files: Files, *, look: str, size: tuple[int, int], every: bool) -> Iterator[np.ndarray]:
    """The pictures of a scene; photographs fill their part of the frame, as they do in a film."""
    photographs = [name for name in scene.show.files().values() if not name.endswith(".svg")]
    moving = frozenset(name for name in photographs if is_photograph(reading.read(files[name], ground=(255, 255, 255))))
    scene = Scene(id=scene.id, heading=scene.heading, show=scene.show.settled(moving))
    with tempfile.TemporaryDirectory() as folder:
        drawn = draw(
            scene,
            size=size,
            theme=look,
            language="en-US",
            folder=Path(folder),
            files=files,
            progress=lambda _: None,
        )
        made = [cv2.imread(str(Path(folder) / state.file)) for state in drawn.states]
    yield from (one for one, after in zip(made, [*made[1:], None], strict=True) if every or ends(one, after))


def ends(state: np.ndarray, after: np.ndarray | None) -> bool:
    """Whether a page ends with this state: most of what is written there is gone in the next, not only dimmed."""
    if after is None:
        return True
    one, other = (np.abs(each.astype(int) - cv2.medianBlur(each, 31)).max(axis=2) > 20 for each in (state, after))
    return (one & ~other).sum() > 0.2 * one.sum()


def sheets(slides: list[np.ndarray], across: int) -> Iterator[np.ndarray]:
    """Slides at their full size, as many to a sheet as it holds."""
    height, width = slides[0].shape[:2]
    rows = max(1, HIGH // (height + GAP))
    for start in range(0, len(slides), rows * across):
        part = slides[start : start + rows * across]
        whole = np.full((-(-len(part) // across) * (height + GAP), across * (width + GAP), 3), 128, np.uint8)
        for index, each in enumerate(part):
            y, x = index // across * (height + GAP), index % across * (width + GAP)
            whole[y : y + height, x : x + width] = each
        yield whole


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=[*KINDS, "formulas"])
    parser.add_argument("--to", type=Path, default=Path("sheets"))
    parser.add_argument("--aspect", choices=ASPECTS, default="16:9")
    parser.add_argument("--theme", choices=theme.names(), default="light")
    parser.add_argument("--size", type=int, default=540)
    parser.add_argument("--only", default="")
    parser.add_argument("--every", action="store_true")
    given = parser.parse_args()
    given.to.mkdir(parents=True, exist_ok=True)
    if given.kind == "formulas":
        print(*formulas.sheets(given.to), sep="\n")
        return
    full = Render(aspect=given.aspect).size
    scale = given.size / min(full)
    width, height = (2 * round(side * scale / 2) for side in full)
    with tempfile.TemporaryDirectory() as folder:
        scenes, files = KINDS[given.kind](Path(folder))
        slides = [
            state
            for scene in scenes
            if given.only.casefold() in scene.headline.casefold()
            for state in states(scene, files, look=given.theme, size=(width, height), every=given.every)
        ]
    if not slides:
        parser.error(f"no heading has {given.only!r} in it")
    name = f"{given.kind}-{given.aspect.replace(':', 'x')}-{given.theme}"
    for number, whole in enumerate(sheets(slides, ACROSS[given.aspect]), 1):
        file = given.to / f"{name}-{number}.png"
        cv2.imwrite(str(file), whole)
        print(file)


if __name__ == "__main__":
    main()
