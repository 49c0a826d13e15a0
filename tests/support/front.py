"""Programs that stand in front of a server, as they come: nginx, or whatever listens at a port."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from support.server import free_port

# Nothing about buffering or versions of HTTP: what an administrator writes who knows nothing of streams.
PLAIN = "location / {{ proxy_pass http://127.0.0.1:{target}; }}"
_CONFIG = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 1;
events {{ worker_connections 128; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    map $http_upgrade $connection_upgrade {{ default upgrade; '' close; }}
    server {{
        listen 127.0.0.1:{port};
        {place}
    }}
}}
"""


@contextlib.contextmanager
def listening(command: Sequence[str], port: int, **options: Any) -> Iterator[None]:
    """A program that listens at a port, until the block ends."""
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, **options) as process:
        try:
            deadline = time.monotonic() + 60
            while True:
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                    break
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.02)
            yield
        finally:
            process.terminate()
            process.wait(60)


@contextlib.contextmanager
def nginx_before(target: int, *, program: str, folder: Path, place: str = PLAIN) -> Iterator[int]:
    """The port of an nginx that hands on to the port `target`, until the block ends; `place` is how it does."""
    port = free_port()
    config = folder / "nginx.conf"
    config.write_text(_CONFIG.format(folder=folder, port=port, place=place.format(target=target)))
    command = [program, "-p", str(folder), "-c", str(config), "-e", str(folder / "error.log")]
    with listening(command, port):
        yield port
