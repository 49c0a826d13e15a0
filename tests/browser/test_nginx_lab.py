"""JupyterLab below a base URL behind nginx, as institutions put it: the panel makes a film there."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from support.front import nginx_before
from support.lab import Console, Lab

FILM_MS = 240_000
# What JupyterLab itself asks for: its kernels speak over WebSockets. Nothing is said of streams.
PLACE = """
        location /research/jupyter/ {{
            proxy_pass http://127.0.0.1:{target};
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
        }}
"""

LENGTH = """video => new Promise(done => {
    const look = () => video.duration > 0 ? done(video.duration) : setTimeout(look, 50);
    video.preload = "auto";
    video.load();
    look();
})"""

pytestmark = pytest.mark.long  # another JupyterLab, and its page: 30 s


def test_a_film_is_made_followed_and_plays_below_a_base_url_behind_nginx(tmp_path, nginx, own_page):
    page = own_page
    console = Console(page)
    small = "quality='draft', aspect='320x180', fps=10, voice='silent:timed'"
    with (
        Lab(tmp_path, base_url="/research/jupyter/") as lab,
        nginx_before(lab.port, program=nginx, folder=tmp_path, place=PLACE) as port,
    ):
        address = f"http://127.0.0.1:{port}/research/jupyter/"
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
