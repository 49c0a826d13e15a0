"""The documents of tests/visuals/documents as films, measured: `python tests/films.py` makes and judges them.

    python tests/films.py lecture poem --to films --size 1920x1080

Of each: how much of it is silent, its longest still picture and what that shows, and how far its builds are from the
words that they go with, all of it measured on the finished file. `--play` shows each in a headless Chromium from its
beginning to its end, and tells how many frames that drops. The exit code is 1 where a bound is broken.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import msgspec

from aura_nb.media.probe import read
from aura_nb.pipeline.film import make_film
from aura_nb.pipeline.output import OutputPlace
from aura_nb.pipeline.workspace import Workspace
from aura_nb.request.named import film_request

DOCUMENTS = Path(__file__).parent / "visuals" / "documents"
SILENCE = 0.15  # of the film
STILL = 12.0  # seconds
LATE = 0.08  # seconds, of either sign
STAY = frozenset({"picture", "chart", "table", "code", "formula", "clip"})  # what may be looked at for longer


class Measured(NamedTuple):
    """A film's measures: seconds, share of silence, the longest still that may not be, lateness of its builds."""

    name: str
    seconds: float
    silence: float
    still: float
    shows: str
    builds: int
    median: float
    worst: float

    @property
    def wrong(self):
        """What is out of bounds."""
        found = [] if self.silence < SILENCE else [f"{self.silence:.0%} silent"]
        found += [] if self.still <= STILL else [f"{self.shows} stands still for {self.still:.1f} s"]
        return found + ([] if self.worst <= LATE else [f"a build {self.worst * 1000:.0f} ms from its word"])


def stills(film, frames):
    """How long each picture of a film stands, as (first frame, frames): coded pictures that change nothing."""
    probed, pictures = read(film)
    limit = 64 + probed.video.width * probed.video.height // 256 // 100
    first = 0
    for index in range(1, frames + 1):
        # A hold of more than ten seconds begins again with the same picture, whose size is the same.
        if index < frames and (
            (not pictures[index].key and pictures[index].size <= limit)
            or (pictures[index].key and pictures[index].size == pictures[first].size)
        ):
            continue
        yield first, index - first
        first = index


def measured(name, folder, *, size="480x270", **options):
    """One document made and measured in a folder."""
    request = film_request(str(DOCUMENTS / f"{name}.md"), **({"aspect": size} | options))
    made = asyncio.run(
        make_film(
            request, output=OutputPlace.named(folder / name, force=True), workspace=Workspace(folder / "workspace")
        )
    )
    report = msgspec.json.decode((Path(made.folder) / "report.json").read_bytes())
    story = msgspec.json.decode((Path(made.folder) / "storyboard.json").read_bytes())
    fps = report["film"]["video"]["fps"]
    longest, shows = 0.0, ""
    for first, frames in stills(Path(made.video), report["frames"]):
        number = sum(chapter["start"] <= first / fps for chapter in report["film"]["chapters"]) - 1
        kind = story["scenes"][number]["show"]["kind"]
        if kind not in STAY and frames / fps > longest:
            longest, shows = frames / fps, kind
    late = report["lateness"]
    return Measured(
        name,
        report["duration"],
        report["silenceShare"],
        longest,
        shows,
        late["builds"],
        late["median"] or 0.0,
        late["worst"] or 0.0,
    )


PAGE = """<!doctype html><video id="film" src="{name}/video.mp4" muted playsinline></video><script>
const film = document.getElementById("film");
async function play() {{
  await new Promise((done, failed) => {{
    film.onended = done;
    film.onerror = () => failed(film.error.message);
    film.play().catch(failed);
  }});
  const {{ totalVideoFrames, droppedVideoFrames }} = film.getVideoPlaybackQuality();
  return [totalVideoFrames, droppedVideoFrames];
}}
</script>"""


def played(name, folder):
    """How many frames of a film that is there Chromium shows, and how many of them it drops."""
    from playwright.sync_api import sync_playwright
    from support.files import serving

    (folder / f"{name}.html").write_text(PAGE.format(name=name))
    with serving(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("AURA_TEST_CHROMIUM"),
            args=["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"],
        )
        page = browser.new_page()
        page.goto(f"{address}/{name}.html")
        shown = page.evaluate("play()")
        browser.close()
    return shown


def main():
    """Makes and measures what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", default=sorted(file.stem for file in DOCUMENTS.glob("*.md")))
    parser.add_argument("--to", type=Path, help="where the films stay")
    parser.add_argument("--size", default="480x270")
    parser.add_argument("--play", action="store_true")
    given = parser.parse_args()
    wrong = []
    with tempfile.TemporaryDirectory(prefix="aura-films-") as place:
        for name in given.names:
            folder = given.to or Path(place)
            found = measured(name, folder, size=given.size)
            wrong += [f"{name}: {message}" for message in found.wrong]
            print(
                f"{name:12} {found.seconds:6.1f} s  silent {found.silence:5.1%}  still {found.still:4.1f} s"
                f" ({found.shows or '-'})  {found.builds:2} builds, off by {found.median * 1000:3.0f} ms,"
                f" at most {found.worst * 1000:3.0f} ms",
                flush=True,
            )
            if given.play:
                shown, dropped = played(name, folder)
                wrong += [f"{name}: {dropped} frames dropped"] * bool(dropped)
                print(f"{name:12} {shown} frames shown, {dropped} of them dropped", flush=True)
    print("\n".join(wrong) or "All within their bounds.")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
