"""The demo from a link, as Binder makes it: its pinned packages, `postBuild`, `start`, and the tour in a browser."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from provision.environment import ROOT, pip, programs_in, python_in
from provision.process import StepFailed, run, say

_DRIVER = Path(__file__).with_name("drive_tour.py")
_TAKEN = ["aura_nb", "jupyter_server_ext", "notebooks", "binder", "pyproject.toml", "README.md"]
_TAKEN += ["LICENSE", "THIRD_PARTY.md"]
_READY_SECONDS = 120.0
_SYSTEM = os.pathsep.join(["/usr/bin", "/bin"])  # what any image has; the scripts need `dirname` and `env`


def check(venv: Path, stranger: Path, env: dict[str, str]) -> None:
    """Do what repo2docker does, in the environment `stranger` with the variables `env`. Raises `StepFailed`.

    `venv` has the browser's driver. On Linux and with Binder's Python only.
    """
    if not sys.platform.startswith("linux"):
        say("Binder is Linux; nothing to see here")
        return
    if (
        ROOT / "binder" / "runtime.txt"
    ).read_text().strip() != f"python-{sys.version_info.major}.{sys.version_info.minor}":
        say("Binder has another Python than this: its pins are tried there")
        return
    home = Path(env["HOME"]) / "repository"
    home.mkdir()
    for name in _TAKEN:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, home / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
        else:
            shutil.copy(source, home / name)
    env = env | {"PATH": f"{env['PATH']}{os.pathsep}{_SYSTEM}"}
    run(
        [*pip(stranger), "install", "--no-compile", "--requirement", home / "binder" / "requirements.txt"],
        timeout=900,
        env=env,
    )
    run([home / "binder" / "postBuild"], timeout=300, env=env, cwd=home)
    run([*pip(stranger), "check"], timeout=60)
    _drive(venv, stranger, home, env)


def _drive(venv: Path, stranger: Path, home: Path, env: dict[str, str]) -> None:
    port, token = _free_port(), secrets.token_hex(16)
    url = f"http://127.0.0.1:{port}/"
    server: list[str | Path] = [
        programs_in(stranger) / "jupyter",
        "lab",
        "--no-browser",
        "--ip=127.0.0.1",
        f"--port={port}",
    ]
    log = home.parent / "server.log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            [home / "binder" / "start", *server, "--ServerApp.port_retries=0", "--ServerApp.allow_root=True"],
            cwd=home,
            env=env | {"JUPYTER_TOKEN": token},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
    try:
        _await(process, f"{url}aura/api/healthz", token)
        driver = dict(os.environ) | {"AURA_TOUR_URL": url, "AURA_TOUR_TOKEN": token}
        run([python_in(venv), _DRIVER], timeout=400, env=driver)
    except StepFailed as failure:
        raise StepFailed(f"{failure}\n{log.read_text(errors='replace')[-3000:]}") from failure
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(process: subprocess.Popen[bytes], address: str, token: str) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    request = urllib.request.Request(address, headers={"Authorization": f"token {token}"})
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise StepFailed(f"the server ended with {process.returncode}")
        try:
            with urllib.request.urlopen(request, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise StepFailed("the server did not answer")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
