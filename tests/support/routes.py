"""Every address of the extension, as its own list of routes has it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tornado.web import RequestHandler

from jupyter_server_ext.handlers.health import NowhereHandler
from jupyter_server_ext.routes import routes


def addresses() -> Iterator[tuple[str, str, type[RequestHandler]]]:
    """Method, path and handler: all but what is no address."""
    for path, handler, _ in routes():
        if not issubclass(handler, NowhereHandler):
            for method in handler.allowed():
                yield method, re.sub(r"\(.*?\)", "x", path).removesuffix("?"), handler
