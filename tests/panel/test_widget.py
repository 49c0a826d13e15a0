"""The widget in the notebook: what it holds, what it saves, what is shown without a kernel."""

from __future__ import annotations

import base64
import gzip
import subprocess
import sys
import threading

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from support import story
from traitlets.config import Config

import aura_nb as aura
from aura_nb.client import connection
from aura_nb.client.server import Server
from aura_nb.errors import JobNotFound, RequestInvalid
from aura_nb.panel import display, widget
from aura_nb.panel.widget import STATIC, Panel

SMALL = {"aspect": "320x180", "fps": 10, "voice": "silent:timed"}
WIDGET = "application/vnd.jupyter.widget-view+json"
HOSTILE = "<img src=x onerror=alert(1)></script>\u202eevil"


@pytest.fixture
def place(tmp_path, monkeypatch):
    """The engine that `aura.panel()` finds."""
    monkeypatch.setenv("AURA_WORKSPACE", str(tmp_path / "workspace"))
    monkeypatch.chdir(tmp_path)
    yield {"output": tmp_path / "film"}
    connection.close()


@pytest.fixture
def panels():
    """Panels that are taken away at the end."""
    made = []

    def make(*args, **options):
        made.append(aura.panel(*args, **options))
        return made[-1]

    yield make
    for panel in made:
        panel.close()


@pytest.fixture
def outputs(monkeypatch):
    """`outputs(act)` is what a notebook's cell would show of it."""
    InteractiveShell.instance(config=Config(HistoryAccessor={"enabled": False}))
    for module in display, widget:
        monkeypatch.setattr(module, "in_kernel", lambda: True)

    def shown(act):
        with capture_output() as captured:
            act()
        return captured.outputs

    yield shown
    InteractiveShell.clear_instance()


def bundle(panel):
    told, _ = panel._repr_mimebundle_()
    return told


def test_the_panel_is_loaded_only_when_it_is_asked_for():
    code = "import sys, aura_nb; aura_nb.panel; assert 'anywidget' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_it_shows_all_jobs_or_one_by_its_id_its_beginning_or_the_job(place, panels):
    job = aura.generate(story(2), **place, **SMALL)
    assert panels().job_id == ""
    assert panels(job).job_id == panels(job.id).job_id == panels(job.id[:8]).job_id == job.id
    assert panels(job).job.id == job.id
    job.wait(progress=False)


def test_a_job_that_does_not_exist_is_refused_in_the_cell(place, panels):
    with pytest.raises(JobNotFound):
        panels("nobody")
    with pytest.raises(RequestInvalid, match="a job or its id"):
        panels(7)


def test_what_a_notebook_saves_of_it_is_small_and_holds_no_secret(place, panels, monkeypatch):
    job = aura.generate(story(2, title="Secret plans"), **place, **SMALL)
    backend = connection.backend()
    monkeypatch.setattr(
        type(backend), "server", Server(url="http://127.0.0.1:1/", token="t0ken", server_id="s1"), raising=False
    )
    panel = panels(job)
    state = panel.get_state()
    code = state.pop("_esm"), state.pop("_css")
    assert state["server_id"] == "s1"
    saved = str(state)
    assert "t0ken" not in saved
    assert "Secret plans" not in saved
    assert len(saved) < 2000
    assert len(gzip.compress(code[0].encode())) < 40_000
    job.wait(progress=False)


def test_without_a_kernel_its_job_is_a_card(place, panels):
    job = aura.generate(story(2, title=HOSTILE), **place, **SMALL).wait(progress=False)
    told = bundle(panels(job))
    assert told[WIDGET]["model_id"]
    assert "Done" in told["text/html"]
    assert str(job.video) in told["text/html"]
    assert "data:image/png;base64," in told["text/html"]
    assert "<img src=x" not in told["text/html"]
    assert "</script>" not in told["text/html"]
    assert "completed" in told["text/plain"]
    assert "Aura" in bundle(panels())["text/html"]


def test_a_saved_notebook_holds_the_film_where_that_is_asked_for_and_it_is_small_enough(place, panels):
    job = aura.generate(story(2), **place, **SMALL).wait(progress=False)
    film = base64.b64encode(job.video.read_bytes()).decode()
    assert film not in bundle(panels(job))["text/html"]
    assert str(job.video) in bundle(panels(job))["text/html"]
    assert f'src="data:video/mp4;base64,{film}"' in bundle(panels(job, embed=True))["text/html"]
    large = bundle(panels(job.id, embed=0.001))["text/html"]
    assert "<video" not in large
    assert "at most 0.001 MB were asked for" in large
    job.video.unlink()
    assert "not on this machine" in bundle(panels(job, embed=True))["text/html"]


def test_its_traits_follow_the_job_while_they_are_observed(place, panels):
    job = aura.generate(story(3), **place, **SMALL)
    panel = panels(job)
    seen, ended = [], threading.Event()

    def moved(change):
        seen.append((change["name"], change["new"]))
        if change["new"] == "completed":
            ended.set()

    panel.observe(moved, ["status", "percent"])
    assert ended.wait(60)
    percents = [value for name, value in seen if name == "percent"]
    assert percents == sorted(percents)
    assert panel.percent == 100
    assert panel.status == "completed"


def test_it_is_part_of_what_others_compose(place, panels):
    import ipywidgets

    box = ipywidgets.VBox([panels(), ipywidgets.Label("below")])
    assert box.children[0].comm is box.children[0].comm
    box.close()


def test_the_traits_that_say_what_it_is_cannot_be_set(place, panels):
    import traitlets

    panel = panels()
    for name in ("job_id", "server_id", "status"):
        with pytest.raises(traitlets.TraitError):
            setattr(panel, name, "x")


def test_a_job_as_a_cells_last_line_is_its_panel_in_a_kernel_and_a_card_elsewhere(place, request):
    job = aura.generate(story(2), **place, **SMALL)
    with pytest.raises(NotImplementedError):
        job._ipython_display_()
    assert "aura-nb-card" in job._repr_html_()
    stand_in, panel = request.getfixturevalue("outputs")(job._ipython_display_)
    assert "aura-nb-card" in stand_in.data["text/html"]
    assert set(panel.data) == {WIDGET, "text/plain"}
    assert panel.data[WIDGET]["model_id"] in stand_in.data["text/html"]
    assert job.wait(progress=False).status == "completed"


def test_what_stands_for_it_is_made_anew_once_when_the_job_has_ended(place, panels, outputs):
    job = aura.generate(story(2), **place, **SMALL)
    panel = panels(job)
    outputs(panel._ipython_display_)
    job.wait(progress=False)
    (renewed,) = outputs(lambda: panel._hear({"kind": "ended"}))
    assert renewed.update
    assert "Done" in renewed.data["text/html"]
    assert outputs(lambda: panel._hear({"kind": "ended"})) == []


def test_a_closed_panel_watches_nothing(place, panels):
    job = aura.generate(story(3), **place, **SMALL)
    panel = panels(job)
    panel.observe(lambda _: None, "percent")
    panel.close()
    assert panel._watch._watching.cancelled() or panel._watch._watching.done()
    job.wait(progress=False)


def test_what_the_page_needs_is_in_the_package():
    for name in ("panel.js", "studio.js", "panel.css", "stream-worker.js"):
        assert (STATIC / name).stat().st_size > 0
    assert Panel._esm is not None
