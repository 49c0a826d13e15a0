"""What a newcomer meets in a cell: help, Tab, errors, a bar that ends, and jobs that show themselves."""

from __future__ import annotations

import inspect
import io
import sys

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell
from rich.console import Console

import aura_nb as aura
from aura_nb import hooks
from aura_nb.cli import progress_bar
from aura_nb.client.job import Job
from aura_nb.errors import FieldError, InternalError, JobFailed, RequestInvalid, SourceNotFound
from aura_nb.pipeline.dryrun import plan_film
from aura_nb.pipeline.workspace import Workspace
from aura_nb.request.body import film_of
from aura_nb.request.named import OPTIONS, film_request
from aura_nb.request.options import FilmOptions
from aura_nb.sources import from_source
from aura_nb.wire.events import JobCompleted, StepProgress


@pytest.fixture
def shell(tmp_path, monkeypatch):
    """A shell in a folder of its own, with the package imported as `aura`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    made = InteractiveShell()
    made.user_ns["aura"] = aura
    yield made
    made.history_manager.end_session()
    made.restore_sys_module_state()


def offered(shell, line):
    """What Tab offers behind a line."""
    with provisionalcompleter():
        return [found.text for found in shell.Completer.completions(line, len(line))]


@pytest.mark.parametrize("call", ["aura.generate('Bees', ", "aura.demo(", "aura.plan('Bees', ", "aura.batch(films, "])
def test_tab_completes_every_option_of_a_film(shell, call):
    for name in FilmOptions.__annotations__:
        assert f"{name}=" in offered(shell, call + name[:2]), name


def test_the_options_that_tab_offers_are_those_that_are_taken_and_each_is_explained():
    assert set(FilmOptions.__annotations__) == {*OPTIONS, "assets", "execute"}
    explained = inspect.getdoc(aura.generate)
    for name in inspect.signature(aura.generate).parameters:
        assert name == "subject" or f"    {name}: " in explained, name


@pytest.mark.parametrize("name", ["panel", "jobs", "demo", "voices", "doctor"])
def test_a_question_mark_tells_how_to_call_what_is_a_package_too(shell, capsys, name):
    shell.run_cell(f"aura.{name}?")
    told = capsys.readouterr().out
    home, function = vars(sys.modules[f"aura_nb.{name}"])["_called"]
    assert inspect.getdoc(getattr(sys.modules[home], function)).splitlines()[0] in told
    assert "anywidget" not in told
    assert "A package whose call" not in told


def shown_of(shell, capsys, cell):
    """What a cell that goes wrong shows, without its colours."""
    assert shell.run_cell(cell).success is False
    return capsys.readouterr().out.replace("\x1b[31m", "").replace("\x1b[2m", "").replace("\x1b[0m", "")


def test_an_error_in_a_cell_is_what_is_wrong_the_own_line_and_the_next_step(shell, capsys):
    told = shown_of(shell, capsys, "name = 'gone.md'\naura.generate(name)")
    assert told.splitlines() == [
        "SourceNotFound: there is no file gone.md",
        "this cell, line 2: aura.generate(name)",
        "Next step: Check the path. If it is a topic, write it without the ending '.md'.",
    ]


def test_a_failed_job_tells_its_next_step_in_three_lines(shell, capsys):
    shell.user_ns["failing"] = _failing
    told = shown_of(shell, capsys, "failing()").splitlines()
    assert told[0] == "JobFailed: There is no FFmpeg."
    assert told[-1] == "Next step: Run `pip install imageio-ffmpeg`."
    assert len(told) <= 3


def _failing():
    raise JobFailed("There is no FFmpeg.", remedy="Run `pip install imageio-ffmpeg`.")


def test_a_figure_without_matplotlib_says_what_to_install(shell, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    told = shown_of(shell, capsys, "aura.gantt('a job')").splitlines()
    assert told[-1] == "Next step: Run `pip install 'aura-nb[plots]'`."
    assert len(told) == 3


def test_a_fault_of_ours_keeps_its_traceback(shell, capsys):
    def fault():
        raise InternalError("It broke.")

    shell.user_ns["fault"] = fault
    told = shown_of(shell, capsys, "fault()")
    assert "Traceback" in told
    assert "in fault" in told


def test_no_remedy_of_a_source_speaks_python_to_the_command_line(tmp_path):
    (tmp_path / "talk.rst").write_text("Bees")
    for source in (tmp_path / "gone.md", tmp_path / "talk.rst"):
        with pytest.raises(RequestInvalid) as refused:
            from_source(source)
        assert "Brief(" not in refused.value.remedy
        assert "topic" in refused.value.remedy


def test_the_bar_of_a_job_that_is_completed_is_full(monkeypatch):
    console = Console(file=io.StringIO(), force_terminal=True, width=100)
    monkeypatch.setattr(progress_bar, "Console", lambda **_: console)
    with progress_bar.shown_progress() as tell:
        tell(
            StepProgress(
                step="Render",
                phase="render",
                progress_pct=97.0,
                phase_pct=80.0,
                message="Joining",
                current_item=0,
                total_items=3,
                elapsed_seconds=1.0,
            )
        )
        tell(JobCompleted())
    last = console.file.getvalue().rsplit("\r", 1)[-1]
    assert "100%" in last
    assert "Complete" in last


def test_every_job_shows_its_panel_however_it_was_come_by(monkeypatch):
    shown = []
    monkeypatch.setattr(hooks, "show_job", lambda job: shown.append(job.id) or True)
    monkeypatch.setattr(hooks, "panel_of", lambda job: f"the panel of {job.id}")
    job = Job(None, "1a2b3c4d")
    job._ipython_display_()
    assert shown == ["1a2b3c4d"]
    assert job._display_() == "the panel of 1a2b3c4d"  # marimo


def test_a_wrong_field_says_its_name_once():
    error = RequestInvalid([FieldError("plan.seconds", "must be at least 5")])
    assert error._render_traceback_()[0].endswith(": plan.seconds: must be at least 5")
    assert isinstance(SourceNotFound("x")._render_traceback_(), list)


def test_a_wrong_setting_of_a_deck_is_no_hindrance_where_it_is_overridden(tmp_path):
    (tmp_path / "talk.md").write_text("---\naspect: 3:2\nquality: draft\n---\n# Bees\n\nThey dance.\n")
    with pytest.raises(RequestInvalid, match=r"talk\.md:2: must be"):
        film_request(tmp_path / "talk.md")
    made = film_request(tmp_path / "talk.md", aspect="16:9")
    assert (made.render.aspect, made.render.quality) == ("16:9", "draft")


async def test_a_body_overrides_a_decks_settings_and_the_plan_says_what_counts(tmp_path):
    (tmp_path / "talk.md").write_text(
        "---\naspect: 3:2\nquality: draft\nvoice: silent:timed\n---\n# Bees\n\nThey dance.\n"
    )
    workspace = Workspace(tmp_path / "workspace")
    source = {"path": "talk.md"}
    with pytest.raises(RequestInvalid) as refused:
        await film_of({"source": source}, root=tmp_path, assets=workspace.assets)
    assert refused.value.errors[0].field == "source.path.aspect"
    body = {"source": source, "render": {"aspect": "16:9"}}
    planned = await plan_film(await film_of(body, root=tmp_path, assets=workspace.assets), workspace=workspace)
    assert (planned.render.aspect, planned.render.quality) == ("16:9", "draft")
    assert planned.voice.name == "silent:timed"
