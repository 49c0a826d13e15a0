"""Whether the other end of a connection within this machine is a program of the very user whose process this is.

Linux alone says whose a connection is to everybody (`/proc/net/tcp`); elsewhere the answer is no.
"""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_TABLES = tuple(map(Path, ("/proc/net/tcp", "/proc/net/tcp6")))
# Of an ended connection the kernel no longer says whose it was: it then names root.
_ESTABLISHED = "01"

Address = tuple[str, int]


class _End(NamedTuple):
    host: ipaddress.IPv4Address | ipaddress.IPv6Address
    port: int


def is_of_this_user(client: Address, server: Address) -> bool:
    """Whether the program at `client` that is connected to `server`, ours, runs as the user that this process does."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        wanted = (_end(*client), _end(*server))
    except ValueError:
        return False
    if not wanted[0].host.is_loopback:
        return False
    owners = {uid for table in _TABLES for ends, uid in _connections(table) if ends == wanted}
    return owners == {os.getuid()}


def _connections(table: Path) -> Iterator[tuple[tuple[_End, _End], int]]:
    """Each connection of a table: its own end and the other, and its owner."""
    try:
        rows = table.read_text("ascii").splitlines()[1:]
    except OSError:  # a kernel without this kind of address
        return
    for row in rows:
        _, near, far, state, _, _, _, uid, *_ = row.split()
        if state == _ESTABLISHED:
            yield (_listed(near), _listed(far)), int(uid)


def _listed(text: str) -> _End:
    """An end as the table has it: words of four bytes, each in this machine's order.

    >>> _listed("0100007F:1F90")
    _End(host=IPv4Address('127.0.0.1'), port=8080)
    """
    host, _, port = text.partition(":")
    words = [bytes.fromhex(host[at : at + 8]) for at in range(0, len(host), 8)]
    packed = b"".join(word[::-1] if sys.byteorder == "little" else word for word in words)
    return _end(str(ipaddress.ip_address(packed)), int(port, 16))


def _end(host: str, port: int) -> _End:
    """An end, with an IPv4 address that is written as one of IPv6 as itself. Raises `ValueError`."""
    address = ipaddress.ip_address(host)
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return _End(mapped or address, port)
