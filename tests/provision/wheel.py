"""The wheel, as a stranger has it: built from this folder, installed into an empty environment elsewhere, run there."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from provision import binder
from provision.environment import ROOT, Versions, by_the_lock, create, install, install_as_locked, pip, programs_in
from provision.process import StepFailed, output_of, run, say

_PACKAGES = ["aura_nb", "jupyter_server_ext"]
_SOURCES = ROOT / "aura_nb" / "panel" / "js"  # the wheel carries what is built of them
_LABEXTENSION = ROOT / "aura_nb" / "panel" / "labextension"  # it goes to where JupyterLab looks


def check(venv: Path, *, versions: Versions) -> None:
    """Build with `venv`, install, make the demo film; then open the tour as Binder does. Raises `StepFailed`.

    The film is made with an empty HOME and with nothing on PATH but the new environment's own programs.
    """
    with tempfile.TemporaryDirectory(prefix="aura-wheel-") as name:
        folder = Path(name).resolve()
        wheel = _built(venv, folder / "dist", versions)
        _holds_every_file(wheel)
        stranger = folder / "venv"
        create(stranger)
        if versions == "locked":
            install_as_locked(stranger, [wheel])
        else:
            install(stranger, [wheel], versions=versions, timeout=600)
        run([*pip(stranger), "check"], timeout=60)
        env = _bare(folder, stranger)
        jupyter = programs_in(stranger) / "jupyter"
        if "demo" not in output_of([jupyter, "aura", "--help"], timeout=60, env=env):
            raise StepFailed("`jupyter aura --help` names no demo")
        _makes_the_demo(jupyter, folder / "film", env)
        if left := [path.name for path in Path(env["TMPDIR"]).iterdir()]:
            raise StepFailed(f"the demo left temporary files: {left}")
        binder.check(
            venv, stranger, env | by_the_lock(versions)
        )  # in the same environment: all but the pins is there already
        _offers_the_labextension(programs_in(stranger) / "jupyter", env)


def _built(venv: Path, folder: Path, versions: Versions) -> Path:
    build = [*pip(venv), "wheel", "--no-deps", "--wheel-dir", folder, ROOT]
    run(build, timeout=300, env=os.environ | by_the_lock(versions))
    (wheel,) = folder.glob("aura_nb-*.whl")
    say(f"{wheel.name}: {wheel.stat().st_size / 1000:.0f} kB")
    return wheel


def _holds_every_file(wheel: Path) -> None:
    """An ignore rule that is too wide takes templates, themes or the panel out of the wheel without a word."""
    wanted = {
        path.relative_to(ROOT).as_posix()
        for package in _PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not {_SOURCES, _LABEXTENSION} & set(path.parents)
    }
    place = f"{wheel.name.partition('-py')[0]}.data/data/share/jupyter/labextensions/aura-nb"
    wanted |= {
        f"{place}/{path.relative_to(_LABEXTENSION).as_posix()}" for path in _LABEXTENSION.rglob("*") if path.is_file()
    }
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    if lacking := sorted(wanted - held):
        raise StepFailed(f"not in the wheel: {', '.join(lacking[:10])}")
    if extra := sorted(name for name in held - wanted if ".dist-info/" not in name and ".data/" not in name):
        raise StepFailed(f"in the wheel, but not ours: {', '.join(extra[:10])}")


def _bare(folder: Path, venv: Path) -> dict[str, str]:
    """The environment of somebody who has just installed us: an empty HOME, no FFmpeg on PATH, no settings."""
    home, temp = folder / "home", folder / "tmp"
    home.mkdir()
    temp.mkdir()
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AURA_", "JUPYTER_", "PYTHON", "XDG_", "PIP_")) and name != "VIRTUAL_ENV"
    }
    env |= dict.fromkeys(("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"), str(home))
    env |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temp))
    env["PATH"] = str(programs_in(venv))
    if sys.platform == "win32":
        env["PATH"] += os.pathsep + str(Path(os.environ["SYSTEMROOT"], "System32"))
    return env


def _offers_the_labextension(jupyter: Path, env: dict[str, str]) -> None:
    """Where Binder's check has not brought JupyterLab there is nothing to ask."""
    if not jupyter.with_name("jupyter-labextension").exists():
        return
    asked = subprocess.run(  # it answers by its log
        [str(jupyter), "labextension", "list"],
        timeout=60,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
    )
    listed = re.sub(r"\x1b\[\d*m", "", asked.stdout)
    if not re.search(r"aura-nb v\S+ enabled OK", listed):
        raise StepFailed(f"JupyterLab does not have our extension: {listed[-1000:]}")


def _makes_the_demo(jupyter: Path, folder: Path, env: dict[str, str]) -> None:
    printed = output_of([jupyter, "aura", "demo", "-o", folder, "--quality", "draft", "--json"], timeout=180, env=env)
    result = json.loads(printed)
    video = folder / "video.mp4"
    if result["status"] != "completed" or not video.is_file():
        raise StepFailed(f"the demo left no film: {printed[-1000:]}")
    say(f"demo film: {video.stat().st_size / 1000:.0f} kB, with {len(list(folder.iterdir())) - 1} files beside it")
