"""JupyterLab below a base URL behind nginx, as institutions put it: the panel makes a film there."""

from __future__ import annotations

import contextlib
import subprocess
import time

import httpx
import pytest
from playwright.sync_api import expect
from support.lab import Console, Lab
from support.server import free_port

FILM_MS = 240_000
# What JupyterLab itself asks for: its kernels speak over WebSockets. Nothing is said of streams.
NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
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
        location /research/jupyter/ {{
            proxy_pass http://127.0.0.1:{target};
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
        }}
    }}
}}
"""

LENGTH = """video => new Promise(done => {
    const look = () => video.duration > 0 ? done(video.duration) : setTimeout(look, 50);
    video.preload = "auto";
    video.load();
    look();
})"""

pytestmark = pytest.mark.long  # another JupyterLab, and its page: 30 s


@contextlib.contextmanager
def through(nginx, folder, target):
    """The address of nginx before a port."""
    port = free_port()
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, port=port, target=target))
    command = [nginx, "-p", str(folder), "-c", str(config), "-e", str(folder / "error.log")]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as process:
        try:
            address = f"http://127.0.0.1:{port}/research/jupyter/"
            deadline = time.monotonic() + 60
            while True:
                with contextlib.suppress(httpx.TransportError):
                    httpx.get(f"{address}api", trust_env=False).raise_for_status()
                    break
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.05)
            yield address
        finally:
            process.terminate()
            process.wait(60)


def test_a_film_is_made_followed_and_plays_below_a_base_url_behind_nginx(tmp_path, nginx, own_page):
    page = own_page
    console = Console(page)
    small = "quality='draft', aspect='320x180', fps=10, voice='silent:timed'"
    with Lab(tmp_path, base_url="/research/jupyter/") as lab, through(nginx, tmp_path, lab.port) as address:
        (lab.root / "bees.md").write_text("# Bees\n\nThey matter.\n\n# Wasps\n\nThey do, too.\n")
        lab.write_notebook("film.ipynb", f"import aura_nb as aura\naura.generate('bees.md', {small})")
        notebook = lab.open(page, "film.ipynb", at=address)
        notebook.run()
        card = notebook.output().locator(".aura-card")
        expect(card).to_have_attribute("data-status", "completed", timeout=FILM_MS)
        assert console.texts("[SseClient] Connected")
        video = card.locator("video")
        expect(video).to_be_visible()
        assert video.evaluate("video => video.currentSrc").startswith(f"{address}aura/api/jobs/")
        assert video.evaluate(LENGTH) > 1
        assert console.errors == []
        page.screenshot(path=tmp_path / "nginx.png")
