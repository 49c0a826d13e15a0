"""A folder over HTTP on the loopback, with Range, which seeking in a film needs.

with serving(folder) as address:
    page.goto(f"{address}/index.html")
"""

from __future__ import annotations

import contextlib
import http.server
import re
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Ranges(http.server.SimpleHTTPRequestHandler):
    """Files of `directory`, and below the prefixes of `mounted` those of other folders."""

    mounted: Mapping[str, Path] = {}

    def translate_path(self, path):
        asked = unquote(urlsplit(path).path)
        for prefix, folder in self.mounted.items():
            if asked.startswith(prefix):
                return str(folder / Path(asked[len(prefix) :]).name)
        return super().translate_path(path)

    def do_GET(self):
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if not asked:
            super().do_GET()
            return
        file = Path(self.translate_path(self.path))
        content = file.read_bytes()
        first, last = int(asked[1]), int(asked[2] or len(content) - 1)
        self.send_response(206)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Range", f"bytes {first}-{last}/{len(content)}")
        self.send_header("Content-Length", str(last + 1 - first))
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # the player goes away from what it no longer needs
            self.wfile.write(content[first : last + 1])

    def log_message(self, *_):
        """Say nothing."""


@contextlib.contextmanager
def serving(folder: Path, **mounted: Path) -> Iterator[str]:
    """The folder's address; `serving(folder, film=other)` has the files of `other` below `/film/`."""
    prefixes = {f"/{name}/": path for name, path in mounted.items()}
    handler = type("Files", (Ranges,), {"mounted": prefixes})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), lambda *a: handler(*a, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
