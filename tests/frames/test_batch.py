"""`aura.batch`: a job per row, or none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from support import CHEAP, story

import aura_nb as aura
from aura_nb.client import connection
from aura_nb.errors import QueueFull, RequestInvalid
from aura_nb.specs import Brief

REST = {"aspect": "320x180", "fps": 10}


def asked(job):
    """What a job was asked for, as its record has it."""
    return job.backend.call(job.backend.job(job.id)).result()


@pytest.fixture
def batch(workspace, tmp_path, monkeypatch):
    """`aura.batch` into the test's own workspace and folder; what was begun is canceled at the end."""
    monkeypatch.chdir(tmp_path)
    begun = []

    def call(rows, **options):
        jobs = aura.batch(rows, workspace=workspace, **options)
        begun.extend(jobs)
        return jobs

    yield call
    for job in begun:
        if job.status in {"pending", "running"}:
            job.cancel()


def refused(batch, rows, workspace, **options):
    """The fields and words of a refusal, after which there is no job."""
    with pytest.raises(RequestInvalid) as caught:
        batch(rows, **options)
    assert len(aura.jobs(workspace=workspace)) == 0
    return dict(caught.value.errors)


def test_each_row_becomes_a_job_with_its_own_options_under_the_rows_own_name(batch):
    films = pd.DataFrame(
        {"topic": ["Bees", "Ants"], "seconds": [30, np.nan], "audience": ["Children", None]}, index=["b", "a"]
    )
    jobs = batch(films, **CHEAP)
    assert list(jobs.index) == ["b", "a"]
    films["job"] = jobs
    bees, ants = asked(films.loc["b", "job"]), asked(films.loc["a", "job"])
    assert (bees.brief["topic"], bees.plan["seconds"], bees.brief["audience"]) == ("Bees", 30, "Children")
    assert (ants.brief["topic"], ants.plan["seconds"], ants.brief["audience"]) == ("Ants", None, "General")
    assert bees.render["aspect"] == "320x180"


def test_a_cell_overrides_the_option_of_all_rows_and_whole_numbers_stay_whole(batch):
    jobs = batch(pd.DataFrame({"topic": ["Bees", "Ants"], "fps": [12, np.nan]}), fps=24, voice="silent:timed")
    assert [asked(job).render["fps"] for job in jobs] == [12, 24]


def test_rows_are_anything_a_film_can_be_made_of(batch, tmp_path):
    (tmp_path / "talk.md").write_text("# Ants\n\nAnts are many.\n")
    sources = ["Bees", "talk.md", tmp_path / "talk.md", Brief(topic="Wasps"), story(1)]
    jobs = batch(pd.DataFrame({"source": sources}), **CHEAP)
    assert [asked(job).title for job in jobs] == ["Bees", "Ants", "Ants", "Wasps", "Test film"]


def test_the_films_are_made_and_lie_where_the_rows_say(batch, tmp_path):
    jobs = batch(pd.DataFrame({"source": [story(1), story(2)], "output": ["one.mp4", "two"]}), **CHEAP)
    assert [job.wait(60, progress=False).video for job in jobs] == [
        tmp_path / "one.mp4",
        tmp_path / "two" / "video.mp4",
    ]


def test_every_wrong_row_is_named_with_its_column_and_nothing_is_begun(batch, workspace):
    films = pd.DataFrame(
        {
            "topic": ["Bees", None, "Ants", "gone.md", "Wasps"],
            "aspect": ["16:9", "16:9", "3:2", None, None],
            "seconds": [1, 30, 30, None, 30],
            "voice": [None, None, None, None, "hibari:xx-yy" * 20],
        },
        index=[10, 11, 12, 13, 14],
    )
    said = refused(batch, films, workspace)
    assert set(said) == {"row 10, seconds", "row 11, topic", "row 12, aspect", "row 13, topic", "row 14, voice"}
    assert "from 5 to 3,600, not 1" in said["row 10, seconds"]
    assert "gone.md" in said["row 13, topic"]


@pytest.mark.parametrize(
    ("rows", "field", "says"),
    [
        ({"topic": ["Bees"], "aspct": ["1:1"]}, "row 0, aspct", "did you mean 'aspect'"),
        ({"subject": ["Bees"]}, "", "there is neither, but subject"),
        ({"topic": ["Bees"], "source": ["Bees"]}, "", "both are there"),
        ({"topic": ["Bees", "Ants"], "output": ["a", "a"]}, "row 1, output", "that of row 0 too"),
    ],
)
def test_a_column_that_is_wrong_is_named(batch, workspace, rows, field, says):
    assert says in refused(batch, pd.DataFrame(rows), workspace)[field]


def test_a_place_that_another_film_has_is_named_before_anything_is_begun(batch, workspace, tmp_path):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "video.mp4").write_bytes(b"somebody's")
    said = refused(batch, pd.DataFrame({"topic": ["Bees", "Ants"], "output": ["free", "taken"]}), workspace)
    assert set(said) == {"row 1, output"}
    assert not (tmp_path / "free").exists()


def test_an_empty_frame_begins_nothing(batch, workspace):
    assert len(batch(pd.DataFrame({"topic": []}))) == 0
    assert len(aura.jobs(workspace=workspace)) == 0


def test_with_a_key_a_batch_that_is_run_again_finds_its_jobs_and_begins_what_changed(batch):
    films = pd.DataFrame({"topic": ["Bees", "Ants", "Bees"]})
    first = batch(films, key="insects", **CHEAP)
    assert len({job.id for job in first}) == 3
    again = batch(films, key="insects", **CHEAP)
    assert [job.id for job in again] == [job.id for job in first]
    films.loc[1, "topic"] = "Wasps"
    changed = batch(films, key="insects", **CHEAP)
    assert [job.id == known.id for job, known in zip(changed, first, strict=True)] == [True, False, True]
    assert not {job.id for job in batch(films, key="others", **CHEAP)} & {job.id for job in changed}


def test_without_a_key_it_begins_all_again(batch):
    films = pd.DataFrame({"topic": ["Bees"]})
    assert batch(films, **CHEAP)[0].id != batch(films, **CHEAP)[0].id


def test_a_queue_that_is_full_in_the_middle_leaves_none_of_the_batch(batch, workspace, monkeypatch):
    backend = connection.backend(workspace)
    submit, count = backend.submit, iter(range(10))

    async def until_full(request, **options):
        if next(count) == 2:
            raise QueueFull("Enough.")
        return await submit(request, **options)

    monkeypatch.setattr(backend, "submit", until_full)
    with pytest.raises(QueueFull):
        batch(pd.DataFrame({"topic": ["Bees", "Ants", "Wasps"]}), **CHEAP)
    found = aura.jobs(workspace=workspace)
    assert len(found) == 2
    assert ((found["status"] == "canceled") | found["cancel_requested"]).all()
