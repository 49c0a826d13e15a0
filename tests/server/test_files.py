"""A job's files: whole, in ranges, taken up after a cut, and nothing but them."""

from __future__ import annotations

import hashlib
import socket
from pathlib import Path
from types import SimpleNamespace

import pytest
from support.server import ended, made, problem, small_job

from aura_nb.jobs.job_service import ArtifactFile
from aura_nb.media.transcript_page import policy
from jupyter_server_ext.handlers.files import ArtifactHandler


@pytest.fixture(scope="module")
def place(film):
    """The address of the video."""
    return f"jobs/{film['jobId']}/artifacts/video.mp4"


@pytest.fixture(scope="module")
def content(film):
    """The bytes of the video."""
    return Path(film["output"]["videoPath"]).read_bytes()


def test_every_listed_file_is_served_as_it_is(client, film):
    listed = client.get(f"jobs/{film['jobId']}/artifacts").json()["artifacts"]
    assert listed == film["artifacts"]
    for artifact in listed:
        assert set(artifact) == {"name", "kind", "type", "sizeBytes", "sha256", "url", "createdAt"}
        answer = client.get(f"jobs/{film['jobId']}/artifacts/{artifact['name']}")
        assert answer.status_code == 200
        assert hashlib.sha256(answer.content).hexdigest() == artifact["sha256"]
        assert len(answer.content) == artifact["sizeBytes"] == int(answer.headers["Content-Length"])
        assert answer.headers["Content-Type"].startswith(artifact["type"])
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_transcript_may_run_its_own_script_and_all_else_stays_in_its_sandbox(client, film):
    folder = f"jobs/{film['jobId']}/artifacts"
    assert client.get(f"{folder}/transcript.html").headers["Content-Security-Policy"] == policy()
    for name in ("storyboard.json", "video.mp4", "captions.vtt"):
        assert "sandbox" in client.get(f"{folder}/{name}").headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("asked", "cut"),
    [("bytes=0-99", slice(0, 100)), ("bytes=100-", slice(100, None)), ("bytes=-50", slice(-50, None))],
)
def test_a_range_is_answered_with_just_that(client, place, content, asked, cut):
    answer = client.get(place, headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.content == content[cut]
    first = cut.indices(len(content))[0]
    last = cut.indices(len(content))[1] - 1
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{len(content)}"
    assert answer.headers["Accept-Ranges"] == "bytes"


def test_a_range_behind_the_end_is_refused(client, place, content):
    answer = client.get(place, headers={"Range": f"bytes={len(content)}-"})
    problem(answer, 416)
    assert answer.headers["Content-Range"] == f"bytes */{len(content)}"


def test_a_range_of_a_file_that_has_changed_is_the_whole_file(client, place, content):
    etag = client.head(place).headers["ETag"]
    same = client.get(place, headers={"Range": "bytes=5-9", "If-Range": etag})
    other = client.get(place, headers={"Range": "bytes=5-9", "If-Range": '"another"'})
    assert (same.status_code, same.content) == (206, content[5:10])
    assert (other.status_code, other.content) == (200, content)


def test_who_has_the_file_is_told_so(client, place):
    etag = client.get(place).headers["ETag"]
    answer = client.get(place, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content) == (304, b"")
    assert client.get(place, headers={"If-None-Match": '"another"'}).status_code == 200


def test_head_says_what_get_would_send(client, place, content):
    head, get = client.head(place), client.get(place)
    assert head.content == b""
    assert int(head.headers["Content-Length"]) == len(content)
    for name in ("ETag", "Content-Type", "Accept-Ranges"):
        assert head.headers[name] == get.headers[name]


def test_a_cut_download_is_taken_up_with_the_same_checksum(client, place, film):
    with client.stream("GET", place) as answer:
        etag = answer.headers["ETag"]
        part = next(answer.iter_raw(1000))[:1000]
    rest = client.get(place, headers={"Range": f"bytes={len(part)}-", "If-Range": etag})
    assert rest.status_code == 206
    sha256 = next(artifact["sha256"] for artifact in film["artifacts"] if artifact["name"] == "video.mp4")
    assert hashlib.sha256(part + rest.content).hexdigest() == sha256


def test_a_download_is_named_after_the_film_in_any_script(client):
    job = made(client, small_job(1, title="Bienen für 蜜蜂: Teil 1/2"))
    answer = client.get(f"jobs/{job['jobId']}/artifacts/video.mp4", params={"download": "1"})
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename*=utf-8''Bienen%20f%C3%BCr%20%E8%9C%9C%E8%9C%82%20Teil%201%202.mp4"
    )
    plain = client.get(f"jobs/{job['jobId']}/artifacts/video.mp4")
    assert "Content-Disposition" not in plain.headers
    problem(client.get(f"jobs/{job['jobId']}/artifacts/video.mp4", params={"download": "perhaps"}), 422)


SPELLINGS = [
    "../../../../../../etc/passwd",
    "..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "%252e%252e%252fetc%252fpasswd",
    "..%5c..%5c..%5cetc%5cpasswd",
    "..\\..\\..\\etc\\passwd",
    "%c0%ae%c0%ae%c0%af%c0%ae%c0%ae/etc/passwd",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "video.mp4/../../../../../../etc/passwd",
    "video.mp4%00.png",
    "./video.mp4",
    "pictures/../video.mp4",
    "..;/..;/etc/passwd",
    ".video.mp4",
    "VIDEO.MP4",
    "manifest.json/",
    "file:///etc/passwd",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_spelling_leads_out_of_a_jobs_files(server, film, spelling):
    """The request is written by hand: a client would tidy the path up."""
    path = f"/user/x/aura/api/jobs/{film['jobId']}/artifacts/{spelling}"
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as line:
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: token secret\r\nConnection: close\r\n\r\n"
        line.sendall(head.encode())
        answer = b""
        while chunk := line.recv(65536):
            answer += chunk
    status = int(answer.split(b" ", 2)[1])
    assert status in {404, 302}, answer[:300]  # 302: Jupyter strips a slash at the end
    assert b"root:" not in answer
    assert b"ftyp" not in answer


def test_a_film_that_somebody_has_moved_is_not_there(client):
    job = made(client, small_job(1, title="Moved"))
    Path(job["output"]["videoPath"]).rename(Path(job["output"]["folder"]) / "elsewhere.mp4")
    problem(client.get(f"jobs/{job['jobId']}/artifacts/video.mp4"), 404, "job.not_found")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_file_that_there_is_not_is_no_error_for_who_asks_whether_it_is_there(client, film, method):
    files = f"jobs/{film['jobId']}/artifacts"
    assert client.request(method, f"{files}/poster.png", params={"optional": "1"}).status_code == 200
    for path in f"{files}/none.png", "jobs/none/artifacts/poster.png":
        answer = client.request(method, path, params={"optional": "1"})
        assert (answer.status_code, answer.content) == (204, b"")
        assert client.request(method, path).status_code == 404


def test_a_preview_can_be_fetched_before_the_film_is_there(client):
    body = small_job(12, title="Preview")
    body["render"] = {"aspect": "640x360", "fps": 30}
    job_id = client.post("jobs", json=body).json()["jobId"]
    found = []
    while not found and client.get(f"jobs/{job_id}").json()["status"] in {"pending", "running"}:
        found = client.get(f"jobs/{job_id}/artifacts").json()["artifacts"]
    assert client.get(f"jobs/{job_id}/artifacts/{found[0]['name']}").status_code == 200
    ended(client, job_id)


async def test_a_preview_that_goes_while_it_is_looked_up_is_found_at_its_place(tmp_path):
    """The job is completed between the two questions: where its file is, and what the disk says of it."""
    finished = tmp_path / "poster.png"
    finished.write_bytes(b"poster")
    places = [tmp_path / "proxy" / "poster.png", finished]

    async def file(*_):
        return ArtifactFile(places.pop(0), {}, "poster.png")

    asked = SimpleNamespace(job_service=SimpleNamespace(file=file))
    found, status = await ArtifactHandler._found(asked, "a", "poster.png")
    assert (found.path, status.st_size) == (finished, 6)
