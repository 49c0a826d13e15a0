"""A Jupyter server with the extension, in a process of its own: `with JupyterServer(folder) as server: ...`.

It keeps to its own folders: `folder/root` is what it serves, `folder/workspace` its jobs, `folder/runtime` its records.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import httpx
from jupyter_server.auth import passwd

from aura_nb.client.server import Server
from aura_nb.jobs.store import Store
from aura_nb.wire.events import Event
from support import TESTS, story

READY_SECONDS = 120.0
STOP_SECONDS = 60.0
# What else is installed beside us only costs time here, in a server without pages and in JupyterLab.
NO_PART_OF_LAB = ("jupyter_lsp", "jupyter_server_mcp", "jupyter_server_terminals", "nbclassic")
OTHERS = ("jupyterlab", "notebook", "notebook_shim", *NO_PART_OF_LAB)
DRAFT = {"aspect": "320x180", "fps": 10}
SILENT = {"name": "silent:timed"}


class JupyterServer:
    """`token` logs in, unless a `password` is given; `options` are more of the command line, `environ` of variables."""

    def __init__(
        self,
        folder: Path,
        *,
        token: str = "secret",
        password: str | None = None,
        base_url: str = "/",
        options: tuple[str, ...] = (),
        environ: dict[str, str] | None = None,
        workspace: Path | None = None,
        lab: bool = False,
    ) -> None:
        self.folder = folder
        self.root = folder / "root"
        self.workspace = workspace or folder / "workspace"
        self.runtime = folder / "runtime"
        self.token = "" if password is not None else token
        self.password = password
        self.base_url = base_url
        self.port = free_port()
        self.options = options
        self.environ = environ or {}
        self.lab = lab
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """The server's address, base URL included, with a slash at its end."""
        return f"{self.origin}/{self.base_url.strip('/')}/".replace("//", "/").replace("http:/", "http://", 1)

    @property
    def api(self) -> str:
        """The address of the API, with a slash at its end."""
        return self.url + "aura/api/"

    @property
    def pid(self) -> int:
        assert self.process is not None, "the server was not started"
        return self.process.pid

    @property
    def log_path(self) -> Path:
        return self.folder / "server.log"

    def log(self) -> str:
        """All it has said."""
        return self.log_path.read_text(errors="replace")

    def start(self, *, opens: bool = True) -> None:
        """Start it and wait until the API answers; again, after `stop` or `kill`, at the same address.

        Where it does not open its `workspace`, its first answer that says why is waited for.
        """
        for folder in (self.root, self.runtime, *([self.workspace] if opens else [])):
            folder.mkdir(parents=True, exist_ok=True)
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                self._command(), cwd=self.root, env=self._environ(), stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )
        deadline = time.monotonic() + READY_SECONDS
        while not (self._ready() if opens else self._answers()):
            assert self.process.poll() is None, f"the server ended:\n{self.log()}"
            assert time.monotonic() < deadline, f"the server is not ready:\n{self.log()}"
            time.sleep(0.02)

    def _ready(self) -> bool:
        """Whether the extension has opened its job server."""
        return (self.runtime / f"aura-{self.pid}.json").exists()

    def _answers(self) -> bool:
        """Whether the API answers, and with something else than that the server is starting."""
        try:
            with self.client() as client:
                return client.get("healthz").json()["code"] != "server.starting"
        except (httpx.TransportError, ValueError):  # not yet listening; not yet there: a page of Jupyter's own
            return False

    def _command(self) -> list[str]:
        unused = NO_PART_OF_LAB if self.lab else OTHERS
        extensions = {"jupyter_server_ext": True} | dict.fromkeys(unused, False)
        settings = {
            "ip": "127.0.0.1",
            "port": self.port,
            "port_retries": 0,
            "base_url": self.base_url,
            "root_dir": str(self.root),
            "open_browser": False,
            "allow_root": True,
            "jpserver_extensions": extensions,
        }
        login = {"token": self.token} if self.password is None else {"hashed_password": passwd(self.password, "sha256")}
        kind = "IdentityProvider" if self.password is None else "PasswordIdentityProvider"
        return [
            sys.executable,
            "-m",
            "jupyterlab" if self.lab else "jupyter_server",
            *(f"--ServerApp.{name}={value}" for name, value in settings.items()),
            *(f"--{kind}.{name}={value}" for name, value in login.items()),
            *self.options,
        ]

    def _environ(self) -> dict[str, str]:
        own = {"AURA_WORKSPACE": str(self.workspace), "JUPYTER_RUNTIME_DIR": str(self.runtime), "PYTHONUNBUFFERED": "1"}
        paths = {"PYTHONPATH": os.pathsep.join([str(TESTS.parent), str(TESTS)])}
        return os.environ | own | paths | self.environ

    def stop(self) -> None:
        """End it politely; what it says afterwards is in its log."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"the server did not stop:\n{self.log()}") from None

    def kill(self) -> None:
        """End it as a crash does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def client(self, **options: object) -> httpx.Client:
        """A client of the API, logged in by the token."""
        headers = {"Authorization": f"token {self.token}"} | dict(options.pop("headers", {}))
        return httpx.Client(base_url=self.api, headers=headers, timeout=240, trust_env=False, **options)

    def open_streams(self) -> int:
        """How many event streams are open, by its own metrics."""
        with self.client() as client:
            lines = client.get(f"{self.url}metrics").raise_for_status().text.splitlines()
        return int(sum(float(line.split()[-1]) for line in lines if line.startswith("aura_nb_stream_readers{")))

    def wait_streams(self, count: int, *, seconds: float = 30) -> None:
        """Until so many event streams are open."""
        deadline = time.monotonic() + seconds
        while (found := self.open_streams()) != count:
            assert time.monotonic() < deadline, f"{found} streams are open, not {count}"
            time.sleep(0.1)

    def events(self) -> list[Event]:
        """Its whole log of events."""
        with contextlib.closing(Store.open(self.workspace / "jobs.sqlite")) as store:
            return list(store.events(limit=10**6))

    @contextlib.contextmanager
    def browser(self) -> Iterator[httpx.Client]:
        """A client that is logged in by cookie, as a page is; it sends no XSRF token unless a test says so."""
        with httpx.Client(base_url=self.api, timeout=60, trust_env=False) as browser:
            browser.get(f"{self.url}login").raise_for_status()
            if self.password is None:
                browser.get(f"{self.url}api/status", params={"token": self.token}).raise_for_status()
            else:
                form = {"password": self.password, "_xsrf": browser.cookies["_xsrf"]}
                assert browser.post(f"{self.url}login", data=form).status_code == 302
            assert any(name.startswith("username-") for name in browser.cookies), "no login cookie"
            yield browser

    def known(self) -> Server:
        """The server as `RestBackend` takes it."""
        return Server(url=self.url, token=self.token, workspace=str(self.workspace))


def free_port() -> int:
    """A port that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def small_job(scenes: int = 2, **changes: object) -> dict[str, object]:
    """The body of a request for a film that is made in about a second."""
    return {"storyboard": story(scenes, **changes).to_json(), "voice": SILENT, "render": DRAFT}


def ended(client: httpx.Client, job_id: str, *, seconds: float = 300) -> dict[str, object]:
    """The job once it has ended."""
    return until(client, job_id, lambda job: job["status"] not in {"pending", "running"}, seconds=seconds)


def until(client: httpx.Client, job_id: str, condition, *, seconds: float = 300) -> dict[str, object]:
    """The job once a condition holds for it."""
    deadline = time.monotonic() + seconds
    while True:
        job = client.get(f"jobs/{job_id}").raise_for_status().json()
        if condition(job):
            return job
        assert time.monotonic() < deadline, f"the job is still {job['status']} at {job['percent']} %"
        time.sleep(0.03)


def made(client: httpx.Client, body: dict[str, object]) -> dict[str, object]:
    """The job of a request, once it has ended."""
    answer = client.post("jobs", json=body)
    assert answer.status_code == 202, answer.text
    return ended(client, answer.json()["jobId"])


def problem(answer: httpx.Response, status: int, code: str = "request.invalid") -> dict[str, object]:
    """The body of a problem, which has all it must have and nothing of the server's own."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert {"type", "title", "status", "detail", "code", "correlationId", "message", "reason"} <= set(body)
    assert body["status"] == status
    assert body["code"] == code
    assert body["message"] == body["detail"]
    assert body["correlationId"] == answer.headers["X-Correlation-ID"]
    assert "Traceback" not in answer.text
    return body
