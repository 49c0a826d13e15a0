"""A Jupyter server as a client knows it: its address, its token, and whose that token is."""

from __future__ import annotations

import ipaddress
from urllib.parse import parse_qs, urlsplit, urlunsplit

from msgspec import Struct

from aura_nb.errors import RequestInvalid
from aura_nb.regex import regex

API = "aura/api/"
_SAME = "61757261"  # hexadecimal, as Tornado's own are
# What people copy from a browser's address bar after the base URL.
_PAGES = regex(r"(?:lab|tree|notebooks|edit|aura/api)(?:/.*)?$")


class Server(Struct, frozen=True, kw_only=True):
    """Where a server is: `url` ends with its base URL. The token was made for that address, and goes nowhere else.

    `way` says how it was found. Its own record tells `pid`, `workspace` (a path on the server's machine), `server_id`,
    and `certificate` (PEM) if it speaks HTTPS.
    """

    url: str
    token: str = ""
    way: str = "url"
    pid: int | None = None
    workspace: str | None = None
    server_id: str | None = None
    certificate: str = ""

    def __repr__(self) -> str:
        token = "a token" if self.token else "no token"
        return f"<Server {self.url}, {token}, found by {self.way}>"

    @property
    def api(self) -> str:
        """The address of the API, with a slash at its end."""
        return self.url + API

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: what a token is bound to."""
        return origin(self.url)

    @property
    def headers(self) -> dict[str, str]:
        """The headers of a request to this server."""
        if self.token:
            return {"Authorization": f"token {self.token}"}
        # A server that asks for no login still wants to know that it was no page of another site: such a page can set
        # neither of these, and they only have to be the same.
        return {"Cookie": f"_xsrf={_SAME}", "X-XSRFToken": _SAME}

    @property
    def is_loopback(self) -> bool:
        """Whether it is reached without leaving this machine."""
        return is_loopback(self.url)


def parsed(address: str) -> tuple[str, str]:
    """A server's base address and the token in it, of whatever people copy: a page's address, with `?token=` or not.

    Raises `RequestInvalid` for a text that is no http address.

    >>> parsed("http://localhost:8888/user/x/lab/tree/a.ipynb?token=secret")
    ('http://localhost:8888/user/x/', 'secret')
    """
    try:
        parts = urlsplit(address.strip())
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if parts.scheme not in {"http", "https"} or not host:
        raise RequestInvalid(
            f"server: {address.partition('?')[0]!r} is no address of a server",
            remedy="Give one such as http://127.0.0.1:8888.",
        )
    path = _PAGES.sub("", parts.path.lstrip("/"))
    path = f"/{path.strip('/')}/" if path.strip("/") else "/"
    token = parse_qs(parts.query).get("token", [""])[0]
    place = parts.netloc.rpartition("@")[2]  # a name and password in front of the host are not ours to send
    return urlunsplit((parts.scheme, place, path, "", "")), token


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or (443 if parts.scheme == "https" else 80)


def is_loopback(url: str) -> bool:
    """Whether an address is of this machine itself.

    >>> is_loopback("http://localhost:8888/"), is_loopback("http://[::1]:8888/"), is_loopback("http://127.example.org/")
    (True, True, False)
    """
    host = (urlsplit(url).hostname or "").lower()
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def reachable_here(url: str) -> str:
    """The address of a server on this machine that listens on all of its addresses, as it is reached from here.

    >>> reachable_here("http://0.0.0.0:8888/user/x/")
    'http://127.0.0.1:8888/user/x/'
    """
    parts = urlsplit(url)
    if parts.hostname not in {None, "", "0.0.0.0", "::", "*"}:  # noqa: S104 - nothing is bound here
        return url
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit((parts.scheme, f"127.0.0.1{port}", parts.path, "", ""))
