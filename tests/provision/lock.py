"""The lock: `python3 tests/run.py --lock` writes it again with the newest versions that pyproject.toml allows today.

`constraints.txt` holds for every Python and system at once, with markers where they differ: names and versions, and
no word of where they come from. `binder/requirements.txt` is what Binder's Linux needs of it.
"""

from __future__ import annotations

import tempfile
import tomllib
from pathlib import Path

from provision.environment import LOCK, ROOT, create, pip, python_in
from provision.process import output_of, run, say

PINS = ROOT / "binder" / "requirements.txt"
PINS_HEAD = "# Written by `python3 tests/run.py --lock`: constraints.txt, for Binder. postBuild installs Aura itself.\n"
BINDER_EXTRAS = ("gtts", "plots")
BINDER_PROGRAMS = ("jupyterlab", "notebook")
_QUIET = ["--quiet", "--no-header", "--no-annotate"]
_TOOLS = ("uv",)  # what the checks install besides the extras
# Later releases build forty grammars whenever they are imported: 1.2 s of each server and notebook that is started.
_HELD = ("jsonschema<4.25",)


def write(venv: Path) -> None:
    """Write both files. `venv` is made when it is not there, for uv to be in. Raises `StepFailed`."""
    if not python_in(venv).exists():
        create(venv)
    run([*pip(venv), "install", "--upgrade", *_TOOLS], timeout=300)
    with tempfile.TemporaryDirectory(prefix="aura-lock-") as name:
        more = Path(name) / "more.in"
        more.write_text("".join(f"{line}\n" for line in also()))
        LOCK.write_text(_compiled(venv, "--universal", "--python-version", _oldest(), "--all-extras", str(more)))
        more.write_text("".join(f"{line}\n" for line in BINDER_PROGRAMS))
        for_binder = ["--python-platform", "x86_64-manylinux_2_28", "--python-version", _binders_python()]
        extras = [word for extra in BINDER_EXTRAS for word in ("--extra", extra)]
        PINS.write_text(PINS_HEAD + _compiled(venv, "--constraint", str(LOCK), *for_binder, *extras, str(more)))
    say(f"{LOCK.name}: {len(LOCK.read_text().splitlines())} lines; {PINS.name}: {len(PINS.read_text().splitlines())}")


def also() -> list[str]:
    """What is locked besides the project's own requirements: what builds it, the checks' tools, what is held back."""
    return [*tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"], *_TOOLS, *_HELD]


def _compiled(venv: Path, *words: str) -> str:
    command: list[str | Path] = [python_in(venv), "-m", "uv", "pip", "compile", *_QUIET, *words]
    return output_of([*command, ROOT / "pyproject.toml"], timeout=300)


def _oldest() -> str:
    required = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    return str(required).removeprefix(">=")


def _binders_python() -> str:
    """The last release there can be of the Python that Binder takes: it has the newest."""
    return (ROOT / "binder" / "runtime.txt").read_text().strip().removeprefix("python-") + ".99"
