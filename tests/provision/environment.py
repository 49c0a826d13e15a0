"""The virtual environments that the checks run in."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import sys
from pathlib import Path
from typing import Literal

from provision import system
from provision.process import StepFailed, run, say

ROOT = Path(__file__).resolve().parents[2]
EXTRAS = "test"
LOCK = ROOT / "constraints.txt"

# The committed lock; what a user would get today; the oldest direct dependencies that pyproject.toml allows.
Versions = Literal["locked", "newest", "lowest"]


def programs_in(folder: Path) -> Path:
    """The folder of a virtual environment that holds its programs."""
    return folder / ("Scripts" if sys.platform == "win32" else "bin")


def python_in(folder: Path) -> Path:
    """A virtual environment's Python."""
    return programs_in(folder) / ("python.exe" if sys.platform == "win32" else "python")


def with_node(folder: Path) -> dict[str, str]:
    """The variables for its Node and npm, which trust the system's certificates, as pip does."""
    path = f"{programs_in(folder)}{os.pathsep}{os.environ.get('PATH', '')}"
    return {"NODE_USE_SYSTEM_CA": "1"} | os.environ | {"PATH": path, "NO_COLOR": "1"}


def prepare(folder: Path, *, versions: Versions = "locked", fresh: bool = False) -> bool:
    """Make `folder` an environment with the project (editable) and what its tests need; whether anything was done.

    An environment that was made from the same pyproject.toml and lock by the same Python is kept; the newest versions
    are another set each day, so theirs is always made again. Raises `StepFailed`.
    """
    stamp = folder / "made-from"
    sources = [(ROOT / "pyproject.toml").read_bytes(), LOCK.read_bytes() if versions == "locked" else b""]
    made_from = hashlib.sha256(
        b"\0".join([*sources, str(ROOT).encode(), sys.version.encode(), versions.encode()])
    ).hexdigest()
    kept = not fresh and versions != "newest" and stamp.is_file() and stamp.read_text() == made_from
    if kept and python_in(folder).exists():
        _link_labextension(folder)
        say(f"{folder.name} is up to date")
        return False
    shutil.rmtree(folder, ignore_errors=True)
    create(folder)
    editable: list[str | Path] = ["--editable", f"{ROOT}[{EXTRAS}]"]
    if versions == "newest":
        install(folder, editable, versions=versions, timeout=900)
    elif versions == "lowest":
        install(folder, ["uv"], timeout=300)
        _with_uv(folder, ["--resolution", "lowest-direct", "--only-binary", ":all:", *editable])
    else:
        install_as_locked(folder, editable)
    _link_labextension(folder)
    stamp.write_text(made_from)
    return True


def _link_labextension(folder: Path) -> None:
    """Have JupyterLab read what is built here: an editable install copies it once, and no later change is seen."""
    place = folder / "share" / "jupyter" / "labextensions" / "aura-nb"
    if place.is_symlink():
        return
    shutil.rmtree(place, ignore_errors=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(ROOT / "aura_nb" / "panel" / "labextension", target_is_directory=True)


def install_as_locked(folder: Path, words: list[str | Path]) -> None:
    """What the lock says, by uv, which needs a fifth of pip's time; by pip where uv cannot (it reads no pip.conf).

    Raises `StepFailed`.
    """
    try:
        install(folder, ["uv"], timeout=300)
        _with_uv(folder, ["--constraints", LOCK, "--build-constraints", LOCK, *words])
    except StepFailed as failure:
        say(f"{failure}: pip does it.")
        install(folder, words, timeout=900)


def _with_uv(folder: Path, words: list[str | Path]) -> None:
    python = python_in(folder)
    uv: list[str | Path] = [python, "-m", "uv", "pip", "install", "--python", python, "--quiet"]
    trusted = {"UV_SYSTEM_CERTS": "1"} | os.environ  # by the system's certificates, as pip: a proxy may have its own
    run([*uv, "--compile-bytecode", *words], timeout=600, env=trusted)


def install(folder: Path, words: list[str | Path], *, versions: Versions = "locked", timeout: float) -> None:
    """`pip install` these words into an environment, by the lock unless the newest are wanted. Raises `StepFailed`."""
    run([*pip(folder), "install", *words], timeout=timeout, env=os.environ | by_the_lock(versions))


def by_the_lock(versions: Versions) -> dict[str, str]:
    """Variables that hold pip to the lock, in what it installs and in what a build needs for itself (hatchling).

    Older versions of pip read the first for both, newer ones the second for builds.
    """
    return {"PIP_CONSTRAINT": str(LOCK), "PIP_BUILD_CONSTRAINT": str(LOCK)} if versions == "locked" else {}


def pip(folder: Path) -> list[str | Path]:
    """The words that start an environment's pip: errors only, never asking."""
    return [python_in(folder), "-m", "pip", "-qq", "--no-input", "--disable-pip-version-check"]


def create(folder: Path) -> None:
    """An empty virtual environment with pip, also with a Debian Python that has no ensurepip. Raises `StepFailed`."""
    if importlib.util.find_spec("ensurepip") is None:
        _create_without_ensurepip(folder)
    else:
        run([sys.executable, "-m", "venv", folder], timeout=120)


def _create_without_ensurepip(folder: Path) -> None:
    if importlib.util.find_spec("virtualenv"):
        run([sys.executable, "-m", "virtualenv", "--quiet", folder], timeout=120)
    elif importlib.util.find_spec("pip") and importlib.util.find_spec("venv"):
        run([sys.executable, "-m", "venv", "--without-pip", folder], timeout=60)
        run([sys.executable, "-m", "pip", "--quiet", "--python", python_in(folder), "install", "pip"], timeout=120)
    elif system.may_install():
        system.install(["python3-venv"])
        run([sys.executable, "-m", "venv", folder], timeout=120)
    else:
        raise StepFailed("This Python cannot make virtual environments; on Debian and Ubuntu: apt install python3-venv")


def other_python() -> str | None:
    """A Python of 3.11 or newer on PATH, for when this script was started by an older one."""
    names = [f"python3.{minor}" for minor in range(14, 10, -1)]
    return next((path for name in names if (path := shutil.which(name))), None)
