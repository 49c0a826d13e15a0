"""What a webhook tells: `with Receiver() as receiver:` answers at `receiver.url` and keeps what it was sent.

`receiver.answers` are the answers to the next requests, each a status, or a status with headers; then it is 204.
"""

from __future__ import annotations

import http.server
import json
import threading
from typing import Any, Self


class Receiver:
    def __init__(self) -> None:
        self.answers: list[int | tuple[int, dict[str, str]]] = []
        self.sent: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.headers.append(dict(self.headers))
                receiver.sent.append(json.loads(body))
                answer = receiver.answers.pop(0) if receiver.answers else 204
                status, headers = (answer, {}) if isinstance(answer, int) else answer
                self.send_response(status)
                for name, value in ({"Content-Length": "0"} | headers).items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_):
                """Say nothing."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/films"

    @property
    def ids(self) -> list[str]:
        return [each["id"] for each in self.sent]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
