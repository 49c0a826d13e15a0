"""What running servers of ours say of themselves in Jupyter's runtime folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypeVar

import msgspec
import psutil
from msgspec import Struct

from aura_nb.client.server import Server, reachable_here

R = TypeVar("R", bound=Struct)


class AuraRecord(Struct, rename="camel"):
    """`aura-{pid}.json`: written by the extension when it starts, removed when it stops."""

    pid: int
    url: str
    base_url: str = "/"
    token: str = ""
    server_id: str = ""
    workspace: str = ""
    certificate: str = ""


class JupyterRecord(Struct):
    """`jpserver-{pid}.json`: written by every Jupyter server; what `list_running_servers` reads."""

    pid: int
    url: str = ""
    base_url: str = "/"
    token: str = ""
    password: bool = False
    sock: str = ""


class Distrusted(Exception):
    """A record that is not believed, and why."""


def aura_record(folder: Path, pid: int) -> AuraRecord:
    """Our own record of the server with this pid. Raises `Distrusted`."""
    return _read(folder / f"aura-{pid}.json", AuraRecord)


def aura_records(folder: Path) -> list[AuraRecord]:
    """Our own records of all servers that run, the newest first."""
    found = []
    for path in sorted(folder.glob("aura-*.json"), key=_modified, reverse=True):
        try:
            found.append(_read(path, AuraRecord))
        except Distrusted:
            continue
    return found


def jupyter_record(folder: Path, pid: int) -> JupyterRecord:
    """Jupyter's record of the server with this pid. Raises `Distrusted`."""
    return _read(folder / f"jpserver-{pid}.json", JupyterRecord)


def recorded(record: AuraRecord, *, way: str, token: str = "") -> Server:
    """The server of a record; `token` is used when it has none of its own."""
    return Server(
        url=with_base(record.url, record.base_url),
        token=record.token or token,
        way=way,
        pid=record.pid,
        workspace=record.workspace or None,
        server_id=record.server_id or None,
        certificate=record.certificate,
    )


def with_base(url: str, base_url: str) -> str:
    """An address that ends with the base URL, whether or not the record's address has it already."""
    url = reachable_here(url).rstrip("/") + "/"
    base = "/" + base_url.strip("/") + "/" if base_url.strip("/") else "/"
    return url if url.endswith(base) else url.rstrip("/") + base


def _read(path: Path, kind: type[R]) -> R:
    """A record whose writer is a process of ours that still runs: its address is given our token."""
    try:
        status = path.stat()
        content = path.read_bytes()
    except FileNotFoundError:
        raise Distrusted(f"there is no record {path.name}") from None
    except OSError as error:
        raise Distrusted(f"{path.name} cannot be read: {error.strerror}") from error
    if os.name != "nt" and (status.st_uid != os.getuid() or status.st_mode & 0o022):
        raise Distrusted(f"{path.name} is not ours alone to write")
    try:
        record = msgspec.json.decode(content, type=kind)
    except msgspec.MsgspecError as error:
        raise Distrusted(f"{path.name} cannot be understood: {error}") from error
    pid: int = getattr(record, "pid", 0)
    if not _runs(pid, since=status.st_mtime):
        raise Distrusted(f"the server of {path.name} has ended")
    return record


def _runs(pid: int, *, since: float) -> bool:
    """Whether a process of ours with this pid ran at that time: a pid given anew is another's."""
    try:
        process = psutil.Process(pid)
        ours = os.name == "nt" or process.uids().real == os.getuid()
        # Boot time, from which the system counts, is known to a second or so.
        return ours and process.status() != psutil.STATUS_ZOMBIE and process.create_time() <= since + 2
    except (psutil.Error, ValueError):
        return False


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
