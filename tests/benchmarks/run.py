"""Benchmarks: `python tests/benchmarks/run.py` prints figures, it asserts none.

demo   `jupyter aura demo` with a cold and a warm cache, from process start: seconds, and the peak of the memory of all
       its processes together (PSS, so that shared pages count once)
edit   twenty scenes made cold, then again, then with one narration edited, then with two scenes swapped
frames 100,000 jobs as a DataFrame, in process and over REST, and what importing the package costs
lateness  how late the event loop that runs jobs wakes while four films are made at once
motion twenty scenes of slides made cold with each `motion`, in turns: seconds of the processor, which are disturbed
       least, and seconds; `none` is what the film costs without any encoded change
panel  a panel in JupyterLab, in a browser: from commit to its store while four films are made, its reconnect
start  what our extension adds to the start of JupyterLab's page, in pairs with and without it
store  100,000 jobs and a million events: opening, paging; commits a second, and how long a record takes to be durable
stream the event stream of a real server: its first byte, a replay of 10,000 events, keep-alives, an idle reader;
       from commit to receipt with 1, 50 and 200 readers while four films are made, and /api/status meanwhile
studio the storyboard of 20 scenes in a page, from its data to each picture; the editor of 200 scenes

Ratios are of one run on one machine; seconds differ between machines.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parent.parent))
from frames import frames
from lab_start import start
from lateness import lateness
from panel import panel
from store import store
from stream import stream
from studio import studio
from support import story

PROGRAM = [sys.executable, "-m", "aura_nb.cli"]


def timed(arguments, workspace, folder):
    """Run the command line; its seconds from process start, its peak PSS in MB, and its JSON answer."""
    env = {**os.environ, "AURA_WORKSPACE": str(workspace)}
    began = time.monotonic()
    process = subprocess.Popen(
        [*PROGRAM, *arguments, "--json"], cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    peak = 0.0
    family = psutil.Process(process.pid)
    while process.poll() is None:
        peak = max(peak, together(family))
        time.sleep(0.05)
    seconds = time.monotonic() - began
    answer = json.loads(process.stdout.read())
    assert answer["status"] == "completed", answer
    return seconds, peak, answer


def together(family):
    total = 0
    with contextlib.suppress(psutil.NoSuchProcess):
        for process in [family, *family.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                memory = process.memory_full_info()
                total += getattr(memory, "pss", memory.rss)
    return total / 1e6


def demo(folder):
    workspace = folder / "workspace"
    cold, peak, answer = timed(["demo", "-o", "cold"], workspace, folder)
    warm, _, _ = timed(["demo", "-o", "warm"], workspace, folder)
    made = answer["output"]
    print(f"demo  film        {made['durationSeconds']:6.1f} s, {made['sizeBytes'] / 1e6:.2f} MB")
    print(f"demo  cold cache  {cold:6.2f} s from process start, peak {peak:.0f} MB PSS (sampled every 50 ms)")
    print(f"demo  warm cache  {warm:6.2f} s, {cold / warm:.1f} times faster")
    print(f"demo  stages      {answer['timings']}")


def edit(folder):
    workspace = folder / "workspace"
    board = story(20)

    def make(name):
        board.save(folder / "story.json")
        return timed(["render", "story.json", "-o", name], workspace, folder)[0]

    cold = make("cold")
    again = make("again")
    board["s7"].narration = "This scene says something else now."
    edited = make("edited")
    board.scenes[12], board.scenes[13] = board.scenes[13], board.scenes[12]
    swapped = make("swapped")
    print(f"edit  20 scenes, cold     {cold:6.2f} s")
    for name, seconds in (("again", again), ("one narration", edited), ("two scenes swapped", swapped)):
        print(f"edit  {name:<19} {seconds:6.2f} s, {100 * seconds / cold:.0f} % of cold")


def motion(folder):
    story(20).save(folder / "story.json")
    costs = {name: [] for name in ("none", "calm", "full")}
    for turn in range(3):
        for name, found in costs.items():
            before = spent()
            made = ["render", "story.json", "-o", f"{name}-{turn}", "--motion", name, "--aspect", "1280x720"]
            seconds, _, answer = timed(made, folder / f"workspace-{name}-{turn}", folder)
            found.append((spent() - before, seconds, answer["output"]["durationSeconds"]))
    plain = statistics.median(cost for cost, _, _ in costs["none"])
    for name, found in costs.items():
        cost, seconds, length = (statistics.median(column) for column in zip(*found, strict=True))
        more = f", {100 * cost / plain - 100:+.0f} %" if name != "none" else ""
        print(f"motion {name:<5}{length:6.1f} s of film: {cost:6.2f} cpu s{more}, {seconds:6.2f} s")


def spent():
    """Seconds of the processor that ended processes of this one took, with theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


BENCHMARKS = {
    "demo": demo,
    "edit": edit,
    "frames": frames,
    "lateness": lateness,
    "motion": motion,
    "panel": panel,
    "start": start,
    "store": store,
    "stream": stream,
    "studio": studio,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("which", nargs="?", default="all", choices=["all", *BENCHMARKS])
    chosen = parser.parse_args().which
    with tempfile.TemporaryDirectory(prefix="aura-benchmark-") as folder:
        for name, benchmark in BENCHMARKS.items():
            if chosen in {"all", name}:
                own = Path(folder) / name
                own.mkdir()
                benchmark(own)


if __name__ == "__main__":
    main()
