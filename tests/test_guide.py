"""The guide is true: its snippets run, its commands exist, its tables and codes are those of the code."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import click
import msgspec
import pytest
from support import TESTS, notebooks, share_steps

from aura_nb import errors
from aura_nb.cli import aura
from aura_nb.sources import load_deck
from aura_nb.specs import Scene, Storyboard, Voice
from aura_nb.specs.validation import check
from aura_nb.visuals.own_theme import built

ROOT = TESTS.parent
GUIDE = ROOT / "docs"
PAGES = sorted(path for path in [*GUIDE.glob("*.md"), ROOT / "README.md"])
_FENCE = re.compile(
    r"^(?:<!-- (?P<note>[^>]*) -->\n)?(?P<fence>`{3,})(?P<kind>[a-z]+)\n(?P<text>.*?)^(?P=fence)$",
    re.DOTALL | re.MULTILINE,
)

# Codes that the outside was promised.
PROMISED = [
    "request.invalid",
    "request.too_large",
    "job.not_found",
    "job.state",
    "job.crashed",
    "job.timeout",
    "step.timeout",
    "job.interrupted",
    "queue.full",
    "stream.limit",
    "server.starting",
    "server.stopping",
    "ffmpeg.not_found",
    "ffmpeg.failed",
    "encoder.unavailable",
    "output.invalid",
    "output.unwritable",
    "disk.full",
    "source.invalid",
    "source.not_found",
    "asset.missing",
    "asset.invalid",
    "asset.outside",
    "voice.unavailable",
    "voice.failed",
    "font.missing",
    "llm.failed",
    "internal",
]
KINDS = {"python", "json", "bash", "markdown", "ipython", "text", "nginx"}
OF_BROWSERS = {"Console", "Network", "Verbose", "EventStream", "Response"}
RESERVED = {"llm.failed"}


class Snippet(NamedTuple):
    page: str
    kind: str
    text: str
    note: str

    def __str__(self):
        return f"{self.page}: {self.text.strip().splitlines()[0][:40]}"


SNIPPETS = [
    Snippet(page.name, found["kind"], found["text"], found["note"] or "")
    for page in PAGES
    for found in _FENCE.finditer(page.read_text(encoding="utf-8"))
]


def of(*kinds):
    return pytest.mark.parametrize("snippet", [each for each in SNIPPETS if each.kind in kinds], ids=str)


def test_every_snippet_is_of_a_kind_that_is_looked_at():
    assert {each.kind for each in SNIPPETS} <= KINDS


@of("json")
def test_json_is_what_the_page_says_it_is(snippet):
    value = json.loads(snippet.text)
    if "scenes" in value:
        story = check(Storyboard, value)
        assert msgspec.json.decode(msgspec.json.encode(story)) == story.to_json()
    elif "kind" in value:
        scene = check(Scene, {"id": "x", "show": value})
        assert scene.show.states >= 1
    elif "base" in value:
        built(value)
    elif "rate" in value:
        check(Voice, value)


@of("bash")
def test_commands_of_ours_and_their_options_exist(snippet):
    for line in snippet.text.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        if "&&" in words:
            words = words[len(words) - words[::-1].index("&&") :]
        words = [Path(word).name for word in words[:1]] + words[1:]
        if words[:2] == ["jupyter", "aura"]:
            _parse(words[2:])


def _parse(words):
    """Let click read a command line without running it; raises where it would refuse it."""
    if words[0].startswith("-"):
        assert words[0] in {option for each in aura.get_params(click.Context(aura)) for option in each.opts}
        return
    command = aura.commands[words[0]]
    with command.make_context(f"jupyter aura {words[0]}", list(words[1:])) as context:
        assert isinstance(context, click.Context)


@of("markdown")
def test_decks_can_be_read(snippet, tmp_path):
    deck = tmp_path / "talk.md"
    deck.write_text(snippet.text)
    assert load_deck(deck).storyboard.scenes


PYTHON = [page.name for page in PAGES if any(each.kind == "python" and each.page == page.name for each in SNIPPETS)]


@pytest.mark.parametrize("page", PYTHON)
def test_python_of_a_page_runs_from_top_to_bottom(page, tmp_path, steps):
    """In a program of its own, in a folder with a notebook, a deck, a storyboard and a picture."""
    snippets = [each for each in SNIPPETS if (each.page, each.kind) == (page, "python")]
    [story] = [each for each in SNIPPETS if (each.page, each.kind) == ("README.md", "json") and "scenes" in each.text]
    deck = next(each for each in SNIPPETS if (each.page, each.kind) == ("decks.md", "markdown"))
    (tmp_path / "talk.json").write_text(story.text)
    (tmp_path / "talk.md").write_text(deck.text)
    notebooks.write(tmp_path, notebooks.REPORT)
    shutil.copy(ROOT / "aura_nb" / "demo" / "aurora.jpg", tmp_path / "bee.jpg")
    code = "\n".join(each.text for each in snippets if not each.note.startswith("not run"))
    workspace = tmp_path / "workspace"
    share_steps(workspace, steps)
    # Small and silent, and no trials: the test is about what is written, not about 1080p or this machine.
    begun = [
        "from support import sparing as _sparing",
        "_sparing.spare_trials()",
        "import aura_nb.api as _api",
        "_QUICK = {'quality': 'draft', 'aspect': '320x180', 'fps': 10, 'voice': 'silent:timed'}",
        "def _drafts(make): return lambda *given, **named: make(*given, **{**_QUICK, **named})",
        "_api.generate, _api.demo = _drafts(_api.generate), _drafts(_api.demo)",
    ]
    ended = [
        "import aura_nb.client.job as _jobs, aura_nb.errors as _errors, contextlib as _contextlib",
        "for _value in list(globals().values()):",
        "    if isinstance(_value, _jobs.Job):",
        "        with _contextlib.suppress(_errors.JobStateError):  # it may be over by now",
        "            _value.cancel()",
    ]
    program = tmp_path / "page.py"
    program.write_text("\n".join([*begun, code, *ended]))
    path = os.pathsep.join(map(str, (ROOT, TESTS)))
    environment = {**os.environ, "PYTHONPATH": path, "AURA_WORKSPACE": str(workspace)}
    done = subprocess.run(
        [sys.executable, str(program)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def test_every_promised_code_has_an_error_or_is_said_to_be_kept_free():
    kinds = errors.codes()
    page = (GUIDE / "errors.md").read_text()
    for code in PROMISED:
        assert (code in kinds) != (code in RESERVED), code
    assert all(f"`{code}`" in page for code in RESERVED)


def test_every_code_has_a_meaning_and_a_next_step_on_its_page(tables):
    listed = tables.error_classes()
    kinds = {code: errors.by_code(code) for code in errors.codes()}
    assert listed == kinds
    table = tables.error_codes()
    for code, kind in kinds.items():
        assert kind.default_remedy.endswith("."), f"{code} has no next step"
        assert re.search(rf"^\| `{code}` \| \w[^|]{{8,}}\. \| ", table, re.MULTILINE), f"{code} has no meaning"


@pytest.fixture
def tables(monkeypatch):
    monkeypatch.syspath_prepend(str(GUIDE))
    import guide_tables

    yield guide_tables
    del sys.modules["guide_tables"]


def test_the_tables_hold_every_command_option_and_field(tables):
    commands = tables.commands()
    for name, command in aura.commands.items():
        assert f"## {name}\n" in commands
        for option in command.params:
            if isinstance(option, click.Option):
                assert f"`{option.opts[-1]}" in commands or f", {option.opts[-1]}" in commands
    pages = "".join(page.read_text() for page in PAGES)
    for name, table in tables.TABLES.items():
        assert table().startswith(("| ", "## ")), name
        assert f"<!-- table: {name} -->" in pages, f"nobody shows the table {name}"


def test_pages_link_to_pages_that_exist():
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+\.md)", page.read_text()):
            assert (page.parent / target).is_file(), f"{page.name} links to {target}"


def test_the_words_of_the_panel_are_those_it_shows():
    source = ROOT / "aura_nb" / "panel" / "js" / "src"
    strings = "".join(
        (source / name).read_text() for name in ("strings.ts", "views/editor/words.ts", "../lab/words.ts")
    )
    for page in ("panel.md", "trouble.md", "errors.md", "configuration.md"):
        for word in re.findall(r"(?<!\*)\*([A-Z][\w ]{1,20})\*(?!\*)", (GUIDE / page).read_text()):
            assert word in OF_BROWSERS or f'"{word}"' in strings, f"{page} names {word!r}"


def test_the_dtypes_of_the_tables_are_those_of_the_frames(tables, tmp_path):
    from aura_nb import frames

    found = frames.jobs(workspace=tmp_path)
    for column in frames.LAYOUTS["jobs"].columns:
        dtype = str(found[column.name].dtype)
        assert tables._DTYPES.get(column.kind, "category") == dtype


def test_every_variable_that_the_code_reads_is_in_the_guide():
    sources = [
        path.read_text() for folder in ("aura_nb", "jupyter_server_ext") for path in (ROOT / folder).rglob("*.py")
    ]
    read = {name for text in sources for name in re.findall(r"\bAURA_[A-Z_]+\b", text)}
    page = (GUIDE / "configuration.md").read_text()
    assert not [name for name in read if f"`{name}`" not in page]
