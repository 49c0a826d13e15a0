"""A JupyterHub with its proxy, in programs of their own: `with Hub(folder, proxy_command) as hub: hub.spawn("ann")`.

Whoever signs in is let in, and each user's server keeps to `folder/NAME`. All that is asked goes through the proxy.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

import httpx
import psutil

from support import TESTS
from support.server import OTHERS, READY_SECONDS, STOP_SECONDS, free_port

TOKEN = "a-token-of-the-tests"
CONFIG = """
c.JupyterHub.bind_url = {url!r}
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{inner}"
c.JupyterHub.db_url = "sqlite:///{folder}/hub.sqlite"
c.JupyterHub.cookie_secret_file = "{folder}/cookie_secret"
c.ConfigurableHTTPProxy.command = {proxy!r}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api}"
c.ConfigurableHTTPProxy.pid_file = "{folder}/proxy.pid"
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = "{folder}/{{username}}"
c.Spawner.cmd = [{python!r}, "-m", "jupyterhub.singleuser"]
c.Spawner.args = {args!r}
c.Spawner.environment = {environ!r}
c.Spawner.start_timeout = c.Spawner.http_timeout = {patience}
c.JupyterHub.services = [{{"name": "tests", "api_token": {token!r}}}]
c.JupyterHub.load_roles = [
    {{"name": "tests", "services": ["tests"], "scopes": ["admin:users", "admin:servers", "access:servers"]}}
]
"""


class Hub:
    """`environ` and `options` are more for the users' servers, which are without the extensions `without`."""

    def __init__(
        self,
        folder: Path,
        proxy: list[str],
        *,
        environ: dict[str, str] | None = None,
        options: tuple[str, ...] = (),
        without: tuple[str, ...] = OTHERS,
    ) -> None:
        self.folder = folder
        self.url = f"http://127.0.0.1:{free_port()}"
        paths = {"PYTHONPATH": os.pathsep.join([str(TESTS.parent), str(TESTS)]), "PYTHON_CPU_COUNT": "1"}
        self._config = CONFIG.format(
            url=self.url,
            inner=free_port(),
            api=free_port(),
            folder=folder,
            proxy=proxy,
            python=sys.executable,
            args=["--allow-root", f"--ServerApp.jpserver_extensions={dict.fromkeys(without, False)}", *options],
            environ=paths | (environ or {}),
            patience=round(READY_SECONDS),
            token=TOKEN,
        )
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        config = self.folder / "jupyterhub_config.py"
        config.write_text(self._config)
        command = [sys.executable, "-m", "jupyterhub", "-f", str(config)]
        with self.log_path.open("wb") as log:
            self._process = subprocess.Popen(
                command, cwd=self.folder, env=self._environ(), stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )
        try:
            self._until(lambda: self.hub("GET", "").is_success, "the hub is not ready")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """End it, and with it every server and the proxy, which a hub that died of itself leaves behind."""
        assert self._process is not None
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise AssertionError(f"the hub did not stop:\n{self.log()}") from None
        finally:
            with contextlib.suppress(OSError, psutil.NoSuchProcess):
                psutil.Process(int((self.folder / "proxy.pid").read_text())).kill()

    def _environ(self) -> dict[str, str]:
        own = {"PYTHONUNBUFFERED": "1"}
        # A user's server has Jupyter's folders in its home, as anywhere.
        return {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER_", "AURA_"))} | own

    @property
    def log_path(self) -> Path:
        return self.folder / "hub.log"

    def log(self) -> str:
        """All that the hub, its proxy and the servers have said."""
        return self.log_path.read_text(errors="replace")

    def hub(self, method: str, path: str) -> httpx.Response:
        """An answer of the hub's own API."""
        headers = {"Authorization": f"token {TOKEN}"}
        return httpx.request(method, f"{self.url}/hub/api/{path}", headers=headers, timeout=60, trust_env=False)

    def spawn(self, user: str) -> None:
        """Start a user's server, and wait until the hub lets people there."""
        (self.folder / user).mkdir(exist_ok=True)
        self.hub("POST", f"users/{user}")  # who is there already stays
        self.hub("POST", f"users/{user}/server").raise_for_status()
        self._until(lambda: self._server(user).get("ready"), f"the server of {user} is not ready")
        with self.client(user) as client:
            self._until(lambda: client.get("healthz").is_success, "the API does not answer")

    def stop(self, user: str) -> None:
        """Stop a user's server, as the hub's page, its culler or its administrator does."""
        self.hub("DELETE", f"users/{user}/server").raise_for_status()
        self._until(lambda: not self._server(user), f"the server of {user} does not stop")

    def _server(self, user: str) -> dict[str, object]:
        found = self.hub("GET", f"users/{user}").raise_for_status().json()["servers"]
        return dict(found.get("", {}))

    def client(self, user: str) -> httpx.Client:
        """A client of the API of a user's server, through the proxy, with a token of the hub."""
        headers = {"Authorization": f"token {TOKEN}"}
        return httpx.Client(base_url=f"{self.url}/user/{user}/aura/api/", headers=headers, timeout=60, trust_env=False)

    def _until(self, condition, words: str) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while True:
            with contextlib.suppress(httpx.TransportError):
                if condition():
                    return
            assert self._process is not None
            assert self._process.poll() is None, f"the hub ended:\n{self.log()}"
            assert time.monotonic() < deadline, f"{words}:\n{self.log()}"
            time.sleep(0.05)
