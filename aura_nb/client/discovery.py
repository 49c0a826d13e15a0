"""Finds the server whose jobs this process may see, and says what was tried and why each was not taken.

In this order: the address given, AURA_URL, the server of this kernel (by our own record, by Jupyter's record), a
hub. When there is none, films are made in this process. A token is sent only to the address it was made for.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import httpx
import msgspec
from jupyter_core.paths import jupyter_runtime_dir
from msgspec import Struct

from aura_nb.client import records
from aura_nb.client.records import Distrusted, recorded, with_base
from aura_nb.client.server import Server, origin, parsed
from aura_nb.client.trust import distrust, trust
from aura_nb.errors import RequestInvalid, ServerRefused, ServerUnreachable

PROBE_SECONDS = 3.0
ADDRESS = "the address given"
VARIABLE = "AURA_URL"
OWN_RECORD = "this kernel's server, by Aura's record"
JUPYTER_RECORD = "this kernel's server, by Jupyter's record"
SAME_WORKSPACE = "a server with the same workspace"
HUB = "JupyterHub"


class Unusable(Struct, frozen=True):
    """Why a server that is there, or should be, cannot be used, and what to do about it."""

    why: str
    remedy: str


Probe = Callable[[Server], Server | Unusable | str]


class Tried(Struct, frozen=True):
    """One way that was tried; `outcome` says why it was not taken, or that it was.

    With a `remedy` there is a server, or should be one, that could be used after that.
    """

    way: str
    outcome: str
    remedy: str = ""


class Search(Struct, frozen=True):
    """What a search found; `server` is None where films are made in this process."""

    server: Server | None
    tried: list[Tried]

    def __repr__(self) -> str:
        return self.explain()

    def explain(self) -> str:
        """What was tried, in order, a line each, and what came of it."""
        lines = [f"- {line}" for line in self.lines()]
        last = f"Taken: {self.server.url}" if self.server else "No server: films are made in this process."
        return "\n".join(["Looked for a Jupyter server with Aura:", *lines, last])

    @property
    def unused(self) -> Tried | None:
        """The first server that is there, or should be, and cannot be used."""
        return next((tried for tried in self.tried if tried.remedy), None)

    def lines(self) -> list[str]:
        """A line for each way that was tried."""
        return [f"{tried.way}: {tried.outcome}" for tried in self.tried]


class Finder:
    """Looks for the server: `url` and `token` win over the variables; `probe` asks a server whether it is ours."""

    def __init__(
        self,
        *,
        url: str | None = None,
        token: str | None = None,
        environ: Mapping[str, str] | None = None,
        runtime: Path | None = None,
        probe: Probe | None = None,
    ) -> None:
        self._url = url
        self._token = token
        self._environ = os.environ if environ is None else environ
        self._runtime = runtime
        self._probe = probe or answers

    def find(self) -> Search:
        """The first server that answers. Raises `RequestInvalid` for an address that is none."""
        return self._first(self._ways())

    def again(self, before: Server) -> Search:
        """The server that had been found, where it is now: after a restart its pid, port and token may be others."""
        return self._first(self._ways_back(before))

    @property
    def is_named(self) -> bool:
        """Whether somebody named the server: then there is no going on without it."""
        return bool(self._url or self._environ.get("AURA_URL"))

    def _first(self, ways: Iterator[tuple[str, Server | str]]) -> Search:
        tried: list[Tried] = []
        for way, found in ways:
            outcome = found if isinstance(found, str) else self._probe(found)
            if isinstance(outcome, Server):
                return Search(outcome, [*tried, Tried(way, "it answers")])
            if isinstance(outcome, Unusable):
                tried.append(Tried(way, outcome.why, outcome.remedy))
            else:
                tried.append(Tried(way, outcome))
        return Search(None, tried)

    def _ways(self) -> Iterator[tuple[str, Server | str]]:
        if self.is_named:
            yield from self._named()
            return
        yield ADDRESS, "none was given"
        yield VARIABLE, "is not set"
        yield from self._of_kernel()
        yield HUB, self._hub()

    def _named(self) -> Iterator[tuple[str, Server | str]]:
        """The named server; then the same with the token of its own record, should it be one of ours."""
        way = ADDRESS if self._url else VARIABLE
        url, inside = parsed(self._url or self._environ["AURA_URL"])
        token = self._token or inside or self._variable_token(url)
        of_record = next(self._records_at(url), None)
        if not token and of_record:
            url, token = of_record.url, of_record.token
        if not token and url == self._hub_url():
            token = self._environ.get("JUPYTERHUB_API_TOKEN", "")
        yield way, Server(url=url, token=token, way=way, certificate=of_record.certificate if of_record else "")

    def _variable_token(self, url: str) -> str:
        """AURA_TOKEN, unless AURA_URL says that it was made for another address."""
        token, place = self._environ.get("AURA_TOKEN", ""), self._environ.get("AURA_URL", "")
        if not place or not token:
            return token
        try:
            same = origin(parsed(place)[0]) == origin(url)
        except RequestInvalid:
            return ""
        return token if same else ""

    def _records_at(self, url: str) -> Iterator[Server]:
        """Servers of ours that run at this address, by their records."""
        for record in records.aura_records(self._folder):
            server = recorded(record, way=OWN_RECORD)
            if _same_place(server.url, url):
                yield server

    def _of_kernel(self) -> Iterator[tuple[str, Server | str]]:
        pid = self._kernels_server()
        if pid is None:
            reason = "this process is no kernel of a Jupyter server (JPY_PARENT_PID is not set)"
            yield OWN_RECORD, reason
            yield JUPYTER_RECORD, reason
            return
        try:
            record = records.aura_record(self._folder, pid)
            yield OWN_RECORD, recorded(record, way=OWN_RECORD, token=self._hub_token(record.base_url))
        except Distrusted as reason:
            yield OWN_RECORD, str(reason)
        yield JUPYTER_RECORD, self._of_jupyter(pid)

    def _of_jupyter(self, pid: int) -> Server | str:
        try:
            record = records.jupyter_record(self._folder, pid)
        except Distrusted as reason:
            return str(reason)
        if record.sock or not record.url.startswith("http"):
            return "it listens on a Unix socket, which Aura's client does not speak through"
        token = record.token or self._hub_token(record.base_url)
        return Server(url=with_base(record.url, record.base_url), token=token, way=JUPYTER_RECORD, pid=pid)

    def _hub(self) -> Server | str:
        if not self._environ.get("JUPYTERHUB_API_TOKEN") or not self._environ.get("JUPYTERHUB_SERVICE_PREFIX"):
            return "this is no hub (JUPYTERHUB_API_TOKEN and JUPYTERHUB_SERVICE_PREFIX are not both set)"
        url = self._hub_url()
        if url is None:
            return "JUPYTERHUB_SERVICE_URL does not say where the server listens"
        return Server(url=url, token=self._environ["JUPYTERHUB_API_TOKEN"], way=HUB)

    def _hub_url(self) -> str | None:
        """Where the hub's server of this user listens on this machine."""
        place = self._environ.get("JUPYTERHUB_SERVICE_URL", "")
        prefix = self._environ.get("JUPYTERHUB_SERVICE_PREFIX", "")
        if not prefix or not place.startswith("http"):
            return None
        return with_base(place, prefix)

    def _hub_token(self, base_url: str) -> str:
        return _hub_token(self._environ, base_url)

    def _kernels_server(self) -> int | None:
        text = self._environ.get("JPY_PARENT_PID", "")
        if os.name == "nt" and text:
            return os.getppid()  # there the variable holds a handle
        return int(text) if text.isdecimal() else None

    def _ways_back(self, before: Server) -> Iterator[tuple[str, Server | str]]:
        if self.is_named:
            yield from self._named()
            for server in self._records_at(before.url):
                yield OWN_RECORD, server  # restarted with another token, and its record says which
            return
        yield f"{before.url} as before", before
        for record in records.aura_records(self._folder):
            server = recorded(record, way=SAME_WORKSPACE, token=self._hub_token(record.base_url))
            if before.workspace and _same_folder(server.workspace, before.workspace):
                yield SAME_WORKSPACE, server
        yield from self._of_kernel()
        yield HUB, self._hub()

    @property
    def _folder(self) -> Path:
        return self._runtime or Path(jupyter_runtime_dir())


def own_server(folder: Path, pid: int) -> Server | None:
    """The server that the process with this pid is, by Aura's record in the runtime folder; None when there is none."""
    try:
        record = records.aura_record(folder, pid)
    except Distrusted:
        return None
    return recorded(record, way=OWN_RECORD, token=_hub_token(os.environ, record.base_url))


def _hub_token(environ: Mapping[str, str], base_url: str) -> str:
    """The hub's token, for the server the hub made it for."""
    prefix = environ.get("JUPYTERHUB_SERVICE_PREFIX", "")
    same = prefix.strip("/") == base_url.strip("/") and bool(prefix)
    return environ.get("JUPYTERHUB_API_TOKEN", "") if same else ""


class _Health(Struct):
    status: str
    workspace: str = ""


def answers(server: Server) -> Server | Unusable | str:
    """The server with its workspace when it answers as one of ours, else why it cannot be used."""
    try:
        response = httpx.get(
            server.api + "healthz",
            headers=server.headers,
            timeout=PROBE_SECONDS,
            trust_env=not server.is_loopback,
            verify=trust(server),
        )
    except ServerUnreachable as error:
        return Unusable(f"{server.url} cannot be asked ({error.message.rstrip('.')})", error.remedy)
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        why, remedy = distrust(error) or (f"{error}" or type(error).__name__, ServerUnreachable.default_remedy)
        return Unusable(f"{server.url} does not answer ({why})", remedy)
    if response.status_code in {401, 403} or response.is_redirect:
        token = "with our token" if server.token else "without a token"
        return Unusable(f"{server.url} does not let us in {token}", ServerRefused.default_remedy)
    if response.status_code == 404:
        return f"{server.url} is a server without Aura's extension"
    if response.status_code != 200:
        return f"{server.url} answered {response.status_code}"
    try:
        health = msgspec.json.decode(response.content, type=_Health)
    except msgspec.MsgspecError:
        return f"{server.url} is something else than a Jupyter server with Aura"
    return msgspec.structs.replace(server, workspace=health.workspace or server.workspace)


def _same_place(one: str, other: str) -> bool:
    return one.rstrip("/").replace("//localhost", "//127.0.0.1") == other.rstrip("/").replace(
        "//localhost", "//127.0.0.1"
    )


def _same_folder(one: str | None, other: str) -> bool:
    return one is not None and Path(one) == Path(other)
