"""The DataFrames: documented columns, real dtypes, and the same whoever is asked."""

from __future__ import annotations

import pickle
import re
import shutil
import subprocess
import sys

import pandas as pd
import pytest
from support import CHEAP, sparing, story

import aura_nb as aura
from aura_nb.client import connection
from aura_nb.doctor.check_runner import CheckRunner
from aura_nb.errors import JobNotFound, RequestInvalid, SourceNotFound
from aura_nb.frames import CATEGORIES, LAYOUTS
from aura_nb.frames.columns import JOBS, LOOKED_AT
from aura_nb.frames.frame import framed
from aura_nb.jobs import objects
from aura_nb.specs import Origin
from aura_nb.wire.job import JobLine, QueueItem

DTYPES = {
    "text": "string",
    "count": "Int64",
    "number": "Float64",
    "flag": "boolean",
    "values": "object",
    "time": "datetime64[ms, UTC]",
    "duration": "timedelta64[ms]",
}


def as_documented(frame, name):
    """The frame, once its index, columns and dtypes are seen to be those of its layout."""
    layout = LAYOUTS[name]
    assert frame.index.name == layout.index.name
    assert list(frame.columns) == [column.name for column in layout.columns]
    for column in layout.columns:
        dtype = frame[column.name].dtype
        if column.kind in CATEGORIES:
            assert isinstance(dtype, pd.CategoricalDtype), column
            assert dtype.ordered
            assert tuple(dtype.categories) == CATEGORIES[column.kind]
        else:
            assert dtype == pd.Series([], dtype=DTYPES[column.kind]).dtype, column
    return frame


def all_frames(job, workspace):
    return {
        "jobs": aura.jobs(workspace=workspace),
        "queue_stats": aura.queue_stats(workspace=workspace),
        "events": aura.events(job, workspace=workspace),
        "timings": aura.timings(job, workspace=workspace),
    }


def test_every_frame_has_its_documented_index_columns_and_dtypes(made, workspace, monkeypatch):
    monkeypatch.setattr(CheckRunner, "attempt", sparing.untried)
    for name, frame in all_frames(made, workspace).items():
        assert len(as_documented(frame, name)), name
    assert len(as_documented(aura.plan(story(2), workspace=workspace, **CHEAP), "plan"))
    assert "hibari:en-us" in as_documented(aura.voices(), "voices").index
    assert "ffmpeg" in as_documented(aura.doctor(workspace=workspace), "doctor").index


def test_an_empty_queue_gives_empty_frames_of_the_same_dtypes(made, workspace, tmp_path):
    full, empty = aura.jobs(workspace=workspace), aura.jobs(workspace=tmp_path / "other")
    assert len(empty) == 0
    as_documented(empty, "jobs")
    assert empty.dtypes.equals(full.dtypes)
    assert empty.index.dtype == full.index.dtype
    assert list(as_documented(aura.queue_stats(workspace=tmp_path / "other"), "queue_stats")["jobs"]) == [0] * 5
    later = aura.events(made, after=10**6, workspace=workspace)
    as_documented(later, "events")
    assert len(later) == 0
    assert later.index.dtype == aura.events(made, workspace=workspace).index.dtype


def test_the_columns_of_jobs_are_the_plain_json_fields_in_their_order():
    derived = [column.name for column in JOBS.columns if column.derived]
    assert ["job_id", *(column.name for column in JOBS.columns)] == [*JobLine.__struct_fields__, *derived]
    assert JobLine.__struct_fields__[: len(QueueItem.__struct_fields__)] == QueueItem.__struct_fields__


def test_columns_read_from_the_database_are_those_of_the_jobs_objects(made, workspace):
    failed = aura.generate(story(1), workspace=workspace, aspect="320x180", voice="silent:timed").cancel()
    with pytest.raises(Exception, match="canceled"):
        failed.wait(60, progress=False)
    backend = connection.backend(workspace)
    found = backend.call(backend.jobs()).result()
    assert [job.job_id for job in found] == [failed.id, made.id]
    of_objects = framed(JOBS, {name: [getattr(job, name) for job in found] for name in JobLine.__struct_fields__})
    told = [column.name for column in JOBS.columns if not column.derived]
    pd.testing.assert_frame_equal(aura.jobs(workspace=workspace)[told], of_objects[told])


def test_a_jobs_row_says_how_long_it_waited_and_ran(made, workspace):
    row = aura.jobs(workspace=workspace).loc[made.id]
    assert row["waiting"] == row["started_at"] - row["created_at"]
    assert row["running"] == pd.to_timedelta(row["elapsed_seconds"], unit="s").round("ms")
    assert row["running"] <= row["ended_at"] - row["started_at"]
    assert row["running"] > pd.Timedelta(0)


def test_a_cell_shows_the_ten_columns_people_look_at_and_what_they_add(made, workspace):
    found = aura.jobs(workspace=workspace)
    shown = re.findall(r"<th>(\w+)</th>", found._repr_html_())
    assert [name for name in shown if name not in {"job_id", made.id}] == list(LOOKED_AT)
    assert {"ended_at", "running"} < set(LOOKED_AT)
    assert len(LOOKED_AT) == 10
    assert "correlation_id" not in repr(found)
    found["own"] = 1
    assert "<th>own</th>" in found._repr_html_()
    assert type(found[["title"]]) is type(pickle.loads(pickle.dumps(found))) is pd.DataFrame


def test_jobs_are_picked_by_status_and_limit_and_a_wrong_word_is_named(made, workspace):
    assert list(aura.jobs("Done", workspace=workspace).index) == [made.id]
    assert len(aura.jobs("failed, queued", workspace=workspace)) == 0
    assert len(aura.jobs(limit=0, workspace=workspace)) == 0
    with pytest.raises(RequestInvalid, match="dancing"):
        aura.jobs("dancing", workspace=workspace)


def test_states_phases_and_stages_compare_in_their_natural_order(made, workspace):
    found = aura.events(made, workspace=workspace)
    steps = found.loc[found["type"] == "step-status", "step"]
    assert steps.min() == "Script"
    assert steps.max() == "Render"
    assert (aura.jobs(workspace=workspace)["phase"] > "render").all()


def test_queue_stats_count_and_time_each_state(made, workspace):
    stats = aura.queue_stats("1h", workspace=workspace)
    assert list(stats.index) == ["pending", "running", "completed", "failed", "canceled"]
    done = stats.loc["completed"]
    row = aura.jobs(workspace=workspace).loc[made.id]
    assert (done["jobs"], done["in_window"], done["per_hour"]) == (1, 1, 1.0)
    assert done["waiting_p50"] == done["waiting_max"] == row["waiting"]
    assert done["running_p90"] == row["running"]
    assert stats.loc["pending", "jobs"] == 0
    assert pd.isna(stats.loc["pending", "waiting_p50"])


@pytest.mark.parametrize("window", ["soon", "-1h", "0s"])
def test_a_window_that_is_none_is_refused(workspace, window):
    with pytest.raises(RequestInvalid, match="window"):
        aura.queue_stats(window, workspace=workspace)


def test_events_are_the_whole_log_of_a_job(made, workspace):
    found = aura.events(made, workspace=workspace)
    assert found.index.is_monotonic_increasing
    assert list(found["id"]) == [event.id for event in made.events()]
    assert found["data"].iloc[-1]["status"] == "completed"
    assert (found["job_id"] == made.id).all()
    assert found["progress_pct"].dropna().is_monotonic_increasing
    half = found.index[len(found) // 2]
    pd.testing.assert_frame_equal(aura.events(made.id[:8], after=half, workspace=workspace), found.loc[half + 1 :])


def test_timings_are_the_tasks_of_the_last_run_in_the_order_they_began(made, workspace, tmp_path):
    first = aura.timings(made, workspace=workspace)
    assert not first["hit"].any()
    assert first["started_at"].is_monotonic_increasing
    assert first["start"].iloc[0] == 0
    assert (first["ended_at"] - first["started_at"] == first["duration"]).all()
    again = aura.generate(story(2), workspace=workspace, output=tmp_path / "again", **CHEAP).wait(60, progress=False)
    second = aura.timings(again, workspace=workspace)
    assert second["hit"].all()
    assert second["started_at"].isna().all()
    assert set(second.index) == set(first.index)
    as_documented(second, "timings")


def test_a_saved_film_tells_its_timings_as_its_record_does_wherever_it_lies(made, workspace, tmp_path):
    of_record = aura.timings(made, workspace=workspace)
    moved = shutil.copytree(tmp_path / "film", tmp_path / "moved")
    for place in (tmp_path / "film", str(moved), moved / "video.mp4"):
        pd.testing.assert_frame_equal(aura.timings(place, workspace=tmp_path / "other"), of_record)
    pd.testing.assert_frame_equal(aura.events(moved, workspace=workspace), aura.events(made, workspace=workspace))
    with pytest.raises(JobNotFound):
        aura.events(moved, workspace=tmp_path / "other")
    with pytest.raises(SourceNotFound, match=r"manifest\.json"):
        aura.timings(tmp_path)


def test_a_saved_job_gives_the_same_frames_after_its_engine_was_closed(made, workspace):
    before = all_frames(made, workspace)
    connection.close()
    after = all_frames(made.id, workspace)
    for name, frame in before.items():
        told = [column.name for column in LAYOUTS[name].columns if column.name != "per_hour"]
        pd.testing.assert_frame_equal(after[name][told], frame[told])


def test_a_plan_tells_each_task_and_what_the_film_would_be(made, workspace):
    planned = aura.plan(story(2), workspace=workspace, **CHEAP)
    assert (planned["status"] == "hit").all()
    assert planned.attrs["title"] == "Test film"
    assert planned.attrs["exact"]
    assert [scene["scene"] for scene in planned.attrs["scenes"]] == ["s0", "s1"]
    assert (planned["place"] == "").all()
    edited = story(2)
    edited["s1"].narration = "Something else is said."
    edited["s1"].source = Origin(file="analysis.ipynb", cell=7)
    changed = aura.plan(edited, workspace=workspace, **CHEAP)
    assert changed.loc["speak:s1", "status"] == "miss"
    assert "text" in changed.loc["speak:s1", "reason"]
    assert changed.loc["speak:s1", "place"] == "analysis.ipynb, cell 7"
    assert changed.loc["speak:s0", "status"] == "hit"
    assert changed.loc["speak:s0", "place"] == ""


def test_voices_are_picked_by_language():
    german = aura.voices(language="de-AT")
    assert "espeak:de" in german.index
    assert "hibari:en-us" not in german.index


def test_names_of_functions_stay_functions_whatever_was_imported():
    code = (
        "import aura_nb as aura, aura_nb.jobs, aura_nb.voices, aura_nb.doctor, aura_nb.demo, aura_nb.engine\n"
        "import aura_nb.frames.board\n"
        "for name in aura.__all__:\n"
        "    assert name.startswith('__') or callable(getattr(aura, name)), name\n"
        "import inspect; assert 'language' in inspect.signature(aura.voices).parameters\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_importing_the_package_loads_neither_pandas_nor_typst_nor_the_engine():
    code = (
        "import sys; import aura_nb; dir(aura_nb)\n"
        "heavy = {'pandas', 'numpy', 'typst', 'cv2', 'av', 'onnxruntime', 'anywidget', 'ipywidgets', 'httpx',\n"
        "         'msgspec', 'matplotlib', 'aura_nb.engine', 'aura_nb.pipeline', 'aura_nb.jobs', 'aura_nb.client'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
        "import aura_nb.frames, aura_nb.api\n"
        "assert not {'pandas', 'typst', 'matplotlib'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_one_line_draws_a_gantt_chart_and_so_does_the_ready_made_figure(made, workspace, monkeypatch):
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt

    found = aura.timings(made, workspace=workspace)
    by_hand = found.plot.barh(y="seconds", left=found["start"])
    assert [bar.get_x() for bar in by_hand.patches] == pytest.approx(list(found["start"]))
    ready = aura.gantt(made, workspace=workspace)
    assert sorted(bar.get_width() for bar in ready.patches) == pytest.approx(sorted(found["seconds"]))
    assert [label.get_text() for label in ready.get_yticklabels()] == list(found.index)
    assert {text.get_text() for text in ready.get_legend().get_texts()} >= {"Voice", "Visuals", "Render"}
    plt.close("all")


def test_a_figure_of_what_was_all_in_the_cache_says_so(made, workspace, tmp_path):
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt

    again = aura.generate(story(2), workspace=workspace, output=tmp_path / "again", **CHEAP).wait(60, progress=False)
    _, given = plt.subplots()
    axes = aura.gantt(aura.timings(again, workspace=workspace), ax=given)
    assert axes is given
    assert {text.get_text() for text in axes.texts} == {"in the cache"}
    plt.close("all")


def test_objects_of_the_queue_have_every_field_of_a_line(made, workspace):
    backend = connection.backend(workspace)
    job = backend.call(backend.job(made.id)).result()
    assert isinstance(job, JobLine)
    assert objects.JobObject.__struct_fields__[: len(JobLine.__struct_fields__)] == JobLine.__struct_fields__
