"""The server's own REST API, called on behalf of an assistant's tool with the login of whoever called the tool.

jupyter-server-mcp listens at a port of its own and asks for no login. So a call counts as signed in

- by the server's token, which the client sends as `Authorization: token TOKEN` (or `Bearer`), or
- because it comes over the loopback interface from a program of the user whose server this is, which could read the
  token in Jupyter's runtime folder. What a page or a proxy passed on may be anybody's, and is not taken for it.

Any other call is passed on without a login, and REST decides.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec
from jupyter_core.paths import jupyter_runtime_dir
from jupyter_server.serverapp import ServerApp

from aura_nb.errors import AuraError, JobNotFound, ServerRefused, ServerStarting, ServerUnreachable
from jupyter_server_ext.assistant.same_user import is_of_this_user

if TYPE_CHECKING:
    from starlette.requests import Request

    from aura_nb.client.exchange import Exchange

_SCHEMES = {"token", "bearer"}
MAX_ID = 200
# Headers of a request that a proxy or a page has passed on: the connection then says nothing about who is asking.
_PASSED_ON = ("origin", "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
_SIGN_IN = (
    "Let the MCP client send the Jupyter server's token, in the header Authorization: token TOKEN, or run it as the "
    "user whose server this is."
)


@contextlib.asynccontextmanager
async def rest() -> AsyncIterator[Exchange]:
    """The server's REST API with the caller's login. Its errors are raised as a tool's, in words for the caller."""
    from fastmcp.exceptions import ToolError  # noqa: PLC0415 - it comes with jupyter-server-mcp, which is optional

    try:
        exchange = await asyncio.to_thread(lambda: _opened(_login()))  # both read files
        try:
            yield exchange
        finally:
            await exchange.close()
    except ServerRefused as error:
        raise ToolError(f"{error.code}: {error.message} Next step: {_SIGN_IN}") from error
    except AuraError as error:
        raise ToolError(f"{error.code}: {error.message} Next step: {error.remedy}") from error


def part(text: str) -> str:
    """A job's id as one part of a path. Raises `JobNotFound` for what no job has, such as `..`: it leads elsewhere."""
    if text in {"", ".", ".."} or len(text) > MAX_ID:
        raise JobNotFound(
            f"There is no job {text[:MAX_ID]!r}.", remedy="Give the job_id of a film: aura_list_films has it."
        )
    return quote(text, safe="")


def below_root(path: str) -> str:
    """A file's path from the server's root folder, as the file browser has it; "" for one that is not below it."""
    root = Path(ServerApp.instance().root_dir).resolve()
    with contextlib.suppress(ValueError, OSError):
        return Path(path).resolve().relative_to(root).as_posix()
    return ""


def _opened(token: str | None) -> Exchange:
    """The API of the server in whose process this is, with a token, or for None with its own. Call it in a thread.

    Raises `ServerStarting` until its record is there, `ServerUnreachable` where it has no port.
    """
    # Tools are loaded in the server's loop as it starts, and this takes long; so do a client's certificates, 100 ms.
    from aura_nb.client.discovery import Search, own_server  # noqa: PLC0415
    from aura_nb.client.exchange import Exchange  # noqa: PLC0415

    server = own_server(Path(jupyter_runtime_dir()), os.getpid())
    if server is None:
        raise ServerStarting("The server is starting, or Aura's extension is not enabled in it.")
    if not server.url.startswith(("http://", "https://")):
        raise ServerUnreachable(
            "The server listens on a Unix socket, which Aura's tools do not speak through.",
            remedy="Let the server listen at a port.",
        )
    if token is not None:
        server = msgspec.structs.replace(server, token=token)
    return Exchange(server, lambda _: Search(None, []))


def _login() -> str | None:
    """The token that the call which is being answered sent; None for a call of this very user; "" for any other."""
    from fastmcp.server.dependencies import get_http_request  # noqa: PLC0415 - as above

    try:
        request = get_http_request()
    except RuntimeError as error:
        raise ServerRefused("The call did not come over HTTP.") from error
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() in _SCHEMES and token.strip():
        return token.strip()
    if any(request.headers.get(name) for name in _PASSED_ON):
        raise ServerRefused("A call that a page or a proxy passed on needs the server's token.")
    return None if _is_of_this_user(request) else ""


def _is_of_this_user(request: Request) -> bool:
    client, server = request.scope.get("client"), request.scope.get("server")
    if client is None or server is None:
        return False
    return is_of_this_user((client[0], client[1]), (server[0], server[1]))
