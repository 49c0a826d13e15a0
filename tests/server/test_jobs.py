"""Jobs over REST: accepted once, told truly, canceled, taken up again, forgotten."""

from __future__ import annotations

import re
import uuid
from pathlib import Path

import httpx
import pytest
from support.server import JupyterServer, ended, made, problem, small_job, until

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
RANGES = {"plan": (0, 15), "tts": (15, 35), "visuals": (35, 65), "compose": (65, 85), "render": (85, 100)}


def submitted(client, body, **headers):
    answer = client.post("jobs", json=body, headers=headers)
    assert answer.status_code == 202, answer.text
    return answer


def long_job():
    """A film whose making takes long enough to be stopped."""
    body = small_job(60, title=f"Long {uuid.uuid4().hex}")
    for scene in body["storyboard"]["scenes"]:
        scene["heading"] = uuid.uuid4().hex  # nothing of it is in the cache
    return body


@pytest.fixture
def running(client):
    """A job that runs; canceled at the end."""
    job_id = submitted(client, long_job()).json()["jobId"]
    yield until(client, job_id, lambda job: job["status"] == "running" and job["percent"] > 0)
    client.post(f"jobs/{job_id}/cancel")
    ended(client, job_id)


def test_an_accepted_job_says_where_it_is(client, server):
    answer = submitted(client, small_job(), **{"X-Correlation-ID": "mine-1"})
    body = answer.json()
    assert set(body) == {"jobId", "status", "stage", "correlationId", "links"}
    assert body["correlationId"] == "mine-1"
    assert answer.headers["Location"] == body["links"]["self"] == f"/user/x/aura/api/jobs/{body['jobId']}"
    for link in body["links"].values():
        assert link.startswith("/user/x/aura/api/")
    job = httpx.get(server.origin + answer.headers["Location"], headers=client.headers).json()
    assert job["correlationId"] == "mine-1"
    ended(client, body["jobId"])


def test_a_whole_job_has_every_field_and_true_times(client, film):
    assert film["status"] == "completed"
    assert film["phase"] == "complete"
    assert film["percent"] == 100
    for name in ("createdAt", "startedAt", "completedAt", "updatedAt", "endedAt"):
        assert TIME.fullmatch(film[name]), name
    assert film["createdAt"] <= film["startedAt"] <= film["completedAt"] == film["endedAt"]
    assert film["canceledAt"] is None
    assert film["failedAt"] is None
    assert {artifact["name"] for artifact in film["artifacts"]} >= {"video.mp4", "captions.vtt", "poster.png"}
    assert film["render"]["aspect"] == "320x180"


def test_finished_films_lie_where_the_file_browser_shows_them(server, film):
    folder = server.root / "aura-videos" / f"bees-more-{film['jobId'][:8]}"
    assert (folder / "video.mp4").stat().st_size == film["output"]["sizeBytes"]
    assert film["output"]["videoPath"] == str(folder / "video.mp4")


def test_progress_lies_in_its_phases_range_and_never_goes_back(client, running):
    seen = []
    while len(seen) < 20:
        progress = client.get(f"render/{running['jobId']}/progress").json()
        if progress["status"] != "running":
            break
        low, high = RANGES[progress["phase"]]
        assert low <= progress["progressPct"] <= high
        assert [phase["phase"] for phase in progress["phases"]] == list(RANGES)
        assert progress["elapsedSeconds"] >= 0
        seen.append(progress["progressPct"])
    assert seen == sorted(seen)
    assert (
        progress["correlationId"]
        == client.get("healthz", headers={"X-Correlation-ID": progress["correlationId"]}).json()["correlationId"]
    )


def test_a_canceled_job_is_canceled_once_and_leaves_nothing(client, server):
    job_id = submitted(client, long_job()).json()["jobId"]
    until(client, job_id, lambda job: job["percent"] >= 20)
    answer = client.post(f"render/{job_id}/cancel")
    assert answer.status_code == 202, answer.text
    body = answer.json()
    assert set(body) == {"jobId", "message", "currentStatus", "cleanupScheduled", "correlationId"}
    assert client.post(f"jobs/{job_id}/cancel", json={}).status_code in {202, 409}
    job = ended(client, job_id)
    assert job["status"] == "canceled"
    assert job["canResume"]
    assert TIME.fullmatch(job["canceledAt"])
    assert job["artifacts"] == []
    problem(client.post(f"jobs/{job_id}/cancel"), 409, "job.state")
    assert not list(server.workspace.glob(f"temp/{job_id}*"))
    assert not (server.workspace / "proxy" / job_id).exists()
    assert re.search(rf"Cleanup of job {job_id}: removed \d+ files, freed \d+ bytes", server.log())


def test_a_canceled_job_is_taken_up_again_as_a_new_one(client):
    body = small_job(3, title=uuid.uuid4().hex)
    first = submitted(client, body).json()["jobId"]
    client.post(f"jobs/{first}/cancel").raise_for_status()
    assert ended(client, first)["status"] == "canceled"
    answer = client.post(f"jobs/{first}/resume", headers={"Idempotency-Key": uuid.uuid4().hex})
    assert answer.status_code == 202
    second = ended(client, answer.json()["jobId"])
    assert second["status"] == "completed"
    assert second["resumedFrom"] == first
    problem(client.post(f"jobs/{second['jobId']}/resume"), 409, "job.state")


def test_a_request_that_is_sent_again_makes_one_job(client):
    key = {"Idempotency-Key": uuid.uuid4().hex}
    body = small_job()
    first = submitted(client, body, **key).json()["jobId"]
    again = dict(reversed(body.items()))
    assert submitted(client, again, **key).json()["jobId"] == first
    problem(client.post("jobs", json=small_job(1), headers=key), 409, "job.state")
    problem(client.post("quick/demo", headers=key), 409, "job.state")
    problem(client.post("jobs", json=body, headers={"Idempotency-Key": "x" * 201}), 422)
    ended(client, first)


def test_the_queue_is_filtered_and_its_stats_count_all(client, film, running):
    answer = client.get("queue", params={"limit": 1}, headers={"X-Correlation-ID": "queue-1"}).json()
    assert answer["correlationId"] == "queue-1"
    assert answer["jobs"][0]["jobId"] == running["jobId"]
    stats = answer["stats"]
    assert stats["total"] == sum(stats[name] for name in ("pending", "running", "completed", "failed", "canceled"))
    assert stats["running"] >= 1
    done = client.get("queue", params={"status": "Done,cancelled", "limit": 200}).json()
    assert {job["status"] for job in done["jobs"]} <= {"completed", "canceled"}
    assert film["jobId"] in {job["jobId"] for job in done["jobs"]}
    assert done["stats"]["total"] == client.get("queue").json()["stats"]["total"]
    assert re.fullmatch(r"\d+-\d+", answer["lastEventId"])
    named = problem(client.get("queue", params={"status": "sleeping"}), 422)["errors"]
    assert [error["field"] for error in named] == ["status"]


@pytest.mark.parametrize("limit", ["0", "201", "-1", "x", "", "1.5", "٣"])
def test_a_limit_out_of_its_range_is_refused(client, limit):
    assert problem(client.get("queue", params={"limit": limit}), 422)["errors"][0]["field"] == "limit"


def test_jobs_are_listed_page_by_page_the_newest_first(client, film):
    submitted(client, small_job())
    seen, before = [], None
    while True:
        page = client.get("jobs", params={"limit": 2} | ({"before": before} if before else {})).json()
        seen += [(job["createdAt"], job["jobId"]) for job in page["jobs"]]
        assert "stats" in page
        before = page["next"]
        if before is None:
            break
        assert before == page["jobs"][-1]["jobId"]
    assert seen == sorted(seen, key=lambda each: each[0], reverse=True)
    assert len({job_id for _, job_id in seen}) == len(seen) == page["stats"]["total"]
    assert film["jobId"] in {job_id for _, job_id in seen}
    problem(client.get("jobs", params={"before": "nobody"}), 404, "job.not_found")


def test_a_plan_says_what_is_in_the_cache(client, film):
    body = small_job(title="Bees & more")
    planned = client.post("plan", json=body).json()
    assert {task["status"] for task in planned["tasks"]} == {"hit"}
    assert planned["exact"]
    assert planned["correlationId"]
    of_job = client.get(f"jobs/{film['jobId']}/plan").json()
    assert of_job["tasks"] == planned["tasks"]
    body["storyboard"]["scenes"][0]["narration"] = "Something else."
    changed = [task for task in client.post("plan", json=body).json()["tasks"] if task["status"] == "miss"]
    assert "text" in next(task for task in changed if task["task"] == "speak:s0")["reason"]


def test_a_job_leaves_its_storyboard_timings_and_log(client, film):
    here = f"jobs/{film['jobId']}"
    assert [scene["id"] for scene in client.get(f"{here}/storyboard").json()["scenes"]] == ["s0", "s1"]
    timings = client.get(f"{here}/timings").json()
    assert {task["task"] for task in timings["tasks"]} >= {"speak:s0", "film"}
    log = client.get(f"{here}/logs")
    assert log.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert client.get(f"{here}/logs", params={"tail": 2}).text.splitlines() == log.text.splitlines()[-2:]
    assert client.get(f"{here}/logs", params={"tail": 0}).text == ""
    problem(client.get(f"{here}/failure"), 409, "job.state")


@pytest.mark.parametrize("files", [False, True])
def test_a_deleted_job_is_forgotten_and_its_film_stays_unless_asked(client, files):
    job = made(client, small_job(1, title=uuid.uuid4().hex))
    folder = Path(job["output"]["folder"])
    (folder / "mine.txt").write_text("a note of my own")
    assert client.delete(f"jobs/{job['jobId']}", params={"files": str(files).lower()}).status_code == 204
    for path in ("", "/logs", "/storyboard", "/artifacts", "/artifacts/video.mp4"):
        problem(client.get(f"jobs/{job['jobId']}{path}"), 404, "job.not_found")
    assert (folder / "video.mp4").exists() is not files
    assert (folder / "mine.txt").exists()
    problem(client.delete(f"jobs/{job['jobId']}"), 404, "job.not_found")


def test_a_job_that_has_not_ended_is_not_deleted(client, running):
    problem(client.delete(f"jobs/{running['jobId']}"), 409, "job.state")


def test_a_full_queue_says_when_to_come_again(tmp_path):
    options = ("--AuraApp.max_pending_jobs=1", "--AuraApp.max_running_jobs=1")
    with JupyterServer(tmp_path, options=options) as server, server.client() as client:
        first = submitted(client, long_job()).json()["jobId"]
        until(client, first, lambda job: job["status"] == "running")
        submitted(client, small_job())
        answer = client.post("jobs", json=small_job())
        problem(answer, 429, "queue.full")
        assert int(answer.headers["Retry-After"]) > 0


def test_without_ffmpeg_a_job_fails_in_its_render_phase_and_says_what_to_do(tmp_path):
    with JupyterServer(tmp_path, environ={"AURA_FFMPEG": "/nowhere/ffmpeg"}) as server, server.client() as client:
        job = made(client, small_job())
        assert (job["status"], job["phase"], job["stage"]) == ("failed", "render", "Render")
        failure = client.get(f"jobs/{job['jobId']}/failure").json()
        assert failure["errors"][0]["code"] == "ffmpeg.not_found"
        assert failure["errorMessage"] == job["errorMessage"]
        assert failure["suggestedActions"]
        assert "ffmpeg.not_found" in client.get(f"jobs/{job['jobId']}/logs").text
        assert job["canResume"]


def test_the_demo_is_accepted_without_a_body(client):
    answer = client.post("quick/demo")
    assert answer.status_code == 202
    job_id = answer.json()["jobId"]
    assert client.get(f"jobs/{job_id}").json()["title"] == "Welcome to Aura"
    client.post(f"jobs/{job_id}/cancel")
    assert ended(client, job_id)["status"] in {"canceled", "completed"}
    problem(client.post("quick/demo", json={"topic": "x" * 501}), 422)
