"""`%%aura` and `%aura` in a real IPython shell."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell
from support import png

from aura_nb.client import connection
from aura_nb.client.job import Job

SMALL = "--aspect 320x180 --fps 10 --voice silent:timed"
DECK = "# Bees\n\n- One\n- Two\n\n::: notes\nBees are busy.\n:::\n"


@pytest.fixture
def shell(tmp_path, monkeypatch):
    """A shell with the magics, in a folder and a workspace of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AURA_WORKSPACE", str(tmp_path / "workspace"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    made = InteractiveShell()
    made.run_line_magic("load_ext", "aura_nb")
    yield made
    connection.close()
    made.run_line_magic("unload_ext", "aura_nb")
    made.history_manager.end_session()
    made.restore_sys_module_state()


def told(shell, capsys, cell):
    """What a cell that goes wrong prints, and that it is one line."""
    assert shell.run_cell(cell).success is False
    captured = capsys.readouterr()
    [line] = (captured.out + captured.err).strip().splitlines()
    assert line.startswith("UsageError: "), line
    return line


def completed(shell, line):
    """What a notebook offers behind a line: the whole line, as it would be."""
    with provisionalcompleter():
        found = list(shell.Completer.completions(line + DECK.replace("# Bees", "\n# Bees"), len(line)))
    return [line[: each.start] + each.text for each in found]


def test_a_deck_in_a_cell_returns_at_once_with_its_job(shell, tmp_path):
    result = shell.run_cell(f"%%aura {SMALL} -o film\n{DECK}")
    job = result.result
    assert isinstance(job, Job)
    assert job.status in {"pending", "running"}
    assert job.wait(timeout=60, progress=False).video == tmp_path / "film" / "video.mp4"
    assert "Bees are busy." in (tmp_path / "film" / "captions.srt").read_text()


def test_options_of_the_line_override_those_of_the_deck(shell):
    deck = "---\naspect: 1:1\nvoice: silent:timed\nfps: 10\n---\n# A\n"
    job = shell.run_cell(f"%%aura --aspect 320x180\n{deck}").result
    asked = job._backend.call(job._backend.job(job.id)).result()
    assert (asked.render["aspect"], asked.render["fps"], asked.voice["name"]) == ("320x180", 10, "silent:timed")
    job.cancel()


def test_pictures_of_a_cell_are_next_to_the_notebook_and_one_that_is_not_there_is_a_warning_with_its_line(
    shell, tmp_path
):
    (tmp_path / "bee.png").write_bytes(png())
    deck = "# A\n\n![a bee](bee.png)\n\n# B\n\n![a picture](gone.png)\n"
    job = shell.run_cell(f"%%aura {SMALL} -o film\n{deck}").result
    job.wait(timeout=60, progress=False)
    [warning] = job._record().warnings
    assert warning.message.startswith('line 7: there is no picture "gone.png". It is left out.')
    bee, gone = json.loads((tmp_path / "film" / "storyboard.json").read_text())["scenes"]
    assert (bee["show"]["kind"], bee["show"]["alt"]) == ("picture", "a bee")
    assert gone["show"]["kind"] != "picture"


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("%%aura --aspct 9:16\n# A", "--aspct"),
        ("%%aura --aspect 3:2\n# A", "render.aspect: must be"),
        ("%%aura --quality fine\n# A", "'fine' is not one of"),
        ("%%aura --theme 'light\n# A", "No closing quotation"),
        ("%%aura\n\n", "nothing to show"),
        ("%%aura\n---\ntitel: x\n---\n# A", 'titel: line 2: there is no such field; did you mean "title"?'),
        ("%aura status 12345678", "no job"),
        ("%aura cancel 12345678", "no job"),
        ("%aura plan gone.md", "there is no file gone.md"),
        ("%aura dance", "No such command 'dance'"),
    ],
)
def test_what_is_wrong_is_one_line(shell, capsys, cell, says):
    assert says.lower() in told(shell, capsys, cell).lower()


def test_status_lists_the_jobs_and_finds_one_and_cancel_ends_it(shell):
    deck = "\n".join(f"# Bees {number}\n\nBees number {number} work." for number in range(100))
    job = shell.run_cell(f"%%aura {SMALL}\n---\ntitle: Bees\n---\n{deck}").result
    found = shell.run_cell("%aura status").result
    assert (list(found.index), list(found["title"])) == ([job.id], ["Bees"])
    assert shell.run_cell(f"%aura status {job.id[:8]}").result.id == job.id
    assert shell.run_cell(f"%aura cancel {job.id[:8]}").result.id == job.id
    with pytest.raises(Exception, match="canceled"):
        job.wait(timeout=60, progress=False)


def test_plan_tells_what_would_run(shell, tmp_path):
    (tmp_path / "talk.md").write_text(DECK)
    planned = shell.run_cell("%aura plan talk.md --voice silent:timed").result
    assert "speak:bees" in planned.index
    assert set(planned["status"]) <= {"miss", "depends"}


def test_help_tells_the_options(shell, capsys):
    assert shell.run_cell("%%aura --help\n\n").success
    assert "--aspect" in capsys.readouterr().out
    for line in ("%aura", "%aura --help", "%aura plan --help"):
        done = shell.run_cell(line)
        assert done.success
        assert done.result is None  # an exit code is nobody's answer
        assert "Usage: %aura" in capsys.readouterr().out, line


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("%aura st", ["%aura status"]),
        ("%aura plan talk.md --asp", ["%aura plan talk.md --aspect"]),
        ("%%aura --qual", ["%%aura --quality"]),
        ("%%aura --quality dr", ["%%aura --quality draft"]),
        ("%%aura --transition ", [f"%%aura --transition {kind}" for kind in ("cut", "fade", "push", "slide")]),
        ("%%aura --aspect 9:", ["%%aura --aspect 9:16"]),
        ("%%aura --theme li", ["%%aura --theme light"]),
        ("%%aura --voice silent:ti", ["%%aura --voice silent:timed"]),
    ],
)
def test_commands_options_and_values_are_completed(shell, line, expected):
    found = completed(shell, line)
    assert set(expected) <= set(found)
    if line[-1].isalnum():  # behind a sign that parts words, IPython adds Python's own names
        assert sorted(found) == expected


def test_ids_of_jobs_are_completed(shell):
    job = shell.run_cell(f"%%aura {SMALL}\n{DECK}").result
    assert completed(shell, f"%aura cancel {job.id[:2]}") == [f"%aura cancel {job.id[:8]}"]
    job.wait(timeout=60, progress=False)


def test_loading_the_magics_loads_no_engine():
    code = (
        "import sys; from IPython.core.interactiveshell import InteractiveShell; shell = InteractiveShell();"
        "before = set(sys.modules); shell.run_line_magic('load_ext', 'aura_nb');"
        "new = {name.partition('.')[0] for name in set(sys.modules) - before};"
        "assert not new & {'numpy', 'pandas', 'typst', 'cv2', 'onnxruntime', 'av', 'babel'}, new;"
        "assert 'aura_nb.engine' not in sys.modules; shell.history_manager.end_session()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
