"""The virtual environments that the checks run in."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import sys
from pathlib import Path

from provision import system
from provision.process import StepFailed, run, say

ROOT = Path(__file__).resolve().parents[2]
EXTRAS = "test"


def programs_in(folder: Path) -> Path:
    """The folder of a virtual environment that holds its programs."""
    return folder / ("Scripts" if sys.platform == "win32" else "bin")


def python_in(folder: Path) -> Path:
    """A virtual environment's Python."""
    return programs_in(folder) / ("python.exe" if sys.platform == "win32" else "python")


def prepare(folder: Path, *, lowest: bool = False, fresh: bool = False) -> bool:
    """Make `folder` an environment with the project (editable) and what its tests need; whether anything was done.

    With `lowest` every direct dependency has the oldest version that pyproject.toml allows. An environment that was
    made from the same pyproject.toml by the same Python is kept. Raises `StepFailed`.
    """
    stamp = folder / "made-from"
    made_from = hashlib.sha256(
        b"\0".join([(ROOT / "pyproject.toml").read_bytes(), str(ROOT).encode(), sys.version.encode(), bytes([lowest])])
    ).hexdigest()
    if not fresh and stamp.is_file() and stamp.read_text() == made_from and python_in(folder).exists():
        say(f"{folder.name} is up to date")
        return False
    shutil.rmtree(folder, ignore_errors=True)
    create(folder)
    python = python_in(folder)
    project = f"{ROOT}[{EXTRAS}]"
    if lowest:
        run([*pip(folder), "install", "uv"], timeout=300)
        uv: list[str | Path] = [python, "-m", "uv", "pip", "install", "--python", python, "--no-progress"]
        chosen = ["--resolution", "lowest-direct", "--only-binary", ":all:", "--compile-bytecode"]
        run([*uv, *chosen, "--editable", project], timeout=900)
    else:
        run([*pip(folder), "install", "--editable", project], timeout=900)
    stamp.write_text(made_from)
    return True


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
