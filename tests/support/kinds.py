"""Kinds of work for the runner's tests, loaded by real worker programs."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from aura_nb.errors import VoiceFailed


def current_versions(kind, params):
    return {} if "trial" in params else {"kinds": 1}


def perform(kind, params, inputs, folder, progress):
    return globals()[kind](params, inputs, folder, progress)


def write(params, inputs, folder, progress):
    """Join the inputs' texts and a text of its own."""
    parts = [path.read_text() for _, path in sorted(inputs.items())]
    (folder / "out.txt").write_text("".join([*parts, params["text"]]))
    if "log" in params:
        with Path(params["log"]).open("a") as log:
            log.write(params["text"] + "\n")
    progress(0.5)
    return {"length": len(params["text"])}


def moody(params, inputs, folder, progress):
    """Never the same twice."""
    (folder / "out.txt").write_text(os.urandom(8).hex())


def slow(params, inputs, folder, progress):
    """Works in small steps until told to stop."""
    (folder / "half.txt").write_text("half")
    Path(params["pid"]).write_text(str(os.getpid()))
    for step in range(1200):
        progress(step / 1200)
        time.sleep(0.05)


def stubborn(params, inputs, folder, progress):
    """Never asks whether to stop, and has a child of its own."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    tempfile.mkdtemp(prefix="stubborn-")
    Path(params["pid"]).write_text(f"{os.getpid()} {child.pid}")
    time.sleep(60)


def fail(params, inputs, folder, progress):
    raise VoiceFailed("no sound", remedy="Speak up.", scene="intro")


def fault(params, inputs, folder, progress):
    raise ZeroDivisionError("a fault")


def crash(params, inputs, folder, progress):
    print("last words", file=sys.stderr, flush=True)
    os._exit(7)


def chatty(params, inputs, folder, progress):
    """Prints where the answers go, as libraries do."""
    print("hello from a library" * 1000)
    (folder / "out.txt").write_text(input() if params.get("read") else "quiet")


def busy(params, inputs, folder, progress):
    """Computes for so many seconds, and tells nobody how far it is."""
    until = time.monotonic() + params["seconds"]
    while time.monotonic() < until:
        sum(range(10_000))
    (folder / "out.txt").write_text("done")


def sleepy(params, inputs, folder, progress):
    """Does nothing the first so many times, but a thread of its own goes on telling how far it was."""
    mark = Path(params["mark"])
    with mark.open("a") as marks:
        marks.write(f"{os.getpid()}\n")
    if len(mark.read_text().split()) <= params["times"]:
        threading.Thread(target=_repeat, args=[progress], daemon=True).start()
        time.sleep(60)
    (folder / "out.txt").write_text("awake")


def _repeat(progress):
    while True:
        progress(0.5)
        time.sleep(0.05)


def tone(params, inputs, folder, progress):
    """A real FFmpeg, for a minute."""
    from aura_nb.media.ffmpeg import run

    run(["-re", "-f", "lavfi", "-i", "sine=d=60", "-f", "null", "-"], duration=60, progress=progress)
