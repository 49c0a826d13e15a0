"""A notebook's film, made: its transcript leads to the moments, to the cells, and its code runs again."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

import av
import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from support import SMALL
from support.notebooks import code, figure, markdown, notebook, printed, shown, write

from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.output import OutputPlace
from aura_nb.pipeline.workspace import Workspace
from aura_nb.request.named import film_request

_STEP = 0.01  # seconds


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return Workspace(tmp_path_factory.mktemp("workspace"))


@pytest.fixture
def filmed(films, workspace, tmp_path):
    """The transcript of a notebook's film, which lies in a folder of its own."""

    def filmed(found):
        (tmp_path / "my work").mkdir()
        asked = film_request(write(tmp_path / "my work", found))
        request = FilmRequest(
            storyboard=asked.storyboard, folder=asked.folder, embedded=asked.embedded, render=SMALL, voice=asked.voice
        )
        films.make(request, output=OutputPlace.named(tmp_path / "film"), workspace=workspace, notify=lambda _: None)
        return tmp_path / "film"

    return filmed


def _onsets(file):
    """The seconds at which something is heard after a pause."""
    with av.open(str(file)) as film:
        frames = [frame.to_ndarray().mean(axis=0) for frame in film.decode(audio=0)]
        rate = film.streams.audio[0].rate
    sound = np.concatenate(frames)
    width = int(rate * _STEP)
    loud = np.sqrt((sound[: len(sound) // width * width].reshape(-1, width) ** 2).mean(axis=1)) > 0.005
    quiet = int(0.15 / _STEP)
    return [at * _STEP for at in range(quiet, len(loud)) if loud[at] and not loud[at - quiet : at].any()]


def test_links_of_the_transcript_lead_to_moments_and_to_cells(filmed):
    folder = filmed(
        notebook(
            markdown("# Tides\n\nThe sea rises and falls. It does so twice a day."),
            code("# Read the tide gauge\nlevels = [1.5, 2.5]\n\n# Take the mean\nsum(levels) / 2", shown(text="2.0")),
            markdown("## What we saw\n\nThe mean is two metres. That is much. We go home now."),
            code("print('Level: 2')", printed("Level: 2\n")),
        )
    )
    page = (folder / "transcript.html").read_text()
    times = [float(found) for found in re.findall(r'data-time="([\d.]+)"', page)]
    assert len(times) >= 9
    onsets = _onsets(folder / "video.mp4")
    far = [time for time in times if min(abs(time - onset) for onset in onsets) > 0.1]
    assert not far, onsets
    links = [html.unescape(found) for found in re.findall(r'<a data-cell href="([^"]+)"', page)]
    assert links[0] == "../my%20work/analysis.ipynb#cell-id=c1"
    assert all((folder / unquote(link).partition("#")[0]).resolve().is_file() for link in links)
    assert [*dict.fromkeys(link.partition("=")[2] for link in links)] == [
        "c1",
        "c2",
        "c4",
    ]  # a text is said with its code


_PYTHON = (
    notebook(
        markdown("# Words"),
        code("import collections\nimport re"),
        markdown("## Count\n\n```python\nraise SystemExit  # an example\n```"),
        code("words = re.findall('[a-z]+', 'a bee and a bee')\nwords", shown(text="['a', 'bee']\nand more\n" * 9)),
        code("%matplotlib --list\ncounted = collections.Counter(words)", tags=["hide-input"]),
        code("counted.most_common(1)", printed("[('a', 2)]\n")),
        code("assert counted['bee'] == 2"),
    ),
    notebook(
        markdown("# A long cell"),
        code("\n".join(f"value_{number} = {number}" for number in range(60))),
        code(
            'def total(*each):\n    """Add.\n\n    All of them.\n'
            + "    One more.\n" * 20
            + '    """\n    return sum(each)'
        ),
        code("%%bash\necho hello", printed("hello\n")),
        code("total(value_0, value_58, value_59)", shown(text="117")),
        code("import math  # the last cell, which no slide has"),
        code("assert total(value_59) == 59"),
    ),
    notebook(
        markdown("# Figures"),
        code("class Plot:\n    def __init__(self, rows):\n        self.rows = rows"),
        code("#: We draw them.\nplot = Plot([1, 2])\nplot", figure(), figure()),
        code("rows = plot.rows", tags=["aura-skip"]),
        code("rows = [*plot.rows, 3]\nlen(rows)", shown(text="3")),
        code("import sys"),
    ),
)


@pytest.mark.parametrize("found", _PYTHON, ids=["words", "long", "figures"])
def test_code_that_is_copied_from_the_transcript_runs_in_order_in_a_fresh_kernel(filmed, found):
    page = (filmed(found) / "transcript.html").read_text()
    copied = [html.unescape(code) for code in re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", page, re.DOTALL)]
    assert len(copied) >= 3
    cells = [nbformat.v4.new_code_cell(text) for text in copied]
    fresh = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": ""}})
    NotebookClient(fresh, timeout=60).execute()
    everything = "\n".join(copied)
    assert "echo hello" not in everything or "value_59 = 59" in everything
