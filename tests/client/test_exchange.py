"""Requests and answers: errors come back as what they were, a lost server is looked for, nothing is submitted twice."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import Future

import httpx
import pytest
from support import picture_scene, story
from support.jobs import new_job

from aura_nb.client.discovery import Search
from aura_nb.client.download import Download
from aura_nb.client.exchange import Exchange
from aura_nb.client.problem import error_of
from aura_nb.client.rest import RestBackend
from aura_nb.client.server import Server
from aura_nb.errors import (
    AssetMissing,
    JobNotFound,
    JobStateError,
    OutputInvalid,
    OutputUnwritable,
    QueueFull,
    RequestInvalid,
    ServerRefused,
    ServerStopping,
    ServerUnreachable,
    VoiceUnavailable,
)
from aura_nb.jobs.model import JobRecord
from aura_nb.jobs.objects import job_object
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.specs import Brief, Voice
from aura_nb.wire.events import ArtifactReady

HERE = Server(url="http://127.0.0.1:1/", token="secret")
NOBODY = Search(None, [])


async def no_sleep(_):
    """The waits of these tests take no time."""


class Fake:
    """A server that is played: `answers` by method and path, each a list used up, its last one for ever."""

    def __init__(self):
        self.answers = {}
        self.requests = []

    def on(self, method, path, *answers):
        self.answers[method, path] = list(answers)

    def __call__(self, request):
        self.requests.append(request)
        answers = self.answers[request.method, request.url.path.removeprefix("/aura/api/")]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer(request) if callable(answer) else answer

    def exchange(self, again=lambda _: NOBODY, **more):
        return Exchange(HERE, again, transport=httpx.MockTransport(self), sleep=no_sleep, **more)

    def backend(self, monkeypatch):
        monkeypatch.setattr("aura_nb.client.exchange.DELAYS", (0.0,) * 4)
        return RestBackend(HERE, lambda _: NOBODY, transport=httpx.MockTransport(self))


@pytest.fixture
def fake():
    return Fake()


@pytest.fixture
def backend(fake, monkeypatch):
    made = fake.backend(monkeypatch)
    yield made
    made.close()


def problem(status, code, detail="Words.", headers=None, **more):
    body = {"type": "about:blank", "title": "T", "status": status, "detail": detail, "code": code} | more
    return httpx.Response(status, json=body | {"correlationId": "c-1"}, headers=headers)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (problem(404, "job.not_found"), JobNotFound),
        (problem(409, "job.state"), JobStateError),
        (problem(429, "queue.full"), QueueFull),
        (problem(503, "server.stopping"), ServerStopping),
        (problem(422, "asset.missing"), AssetMissing),
        (problem(403, "request.invalid"), ServerRefused),
        (problem(418, "no.such.code"), ServerUnreachable),
        (httpx.Response(502, text="<html>Bad gateway</html>"), ServerUnreachable),
        (httpx.Response(404, json={"message": "Not Found"}), ServerUnreachable),
        (httpx.Response(302, headers={"Location": "/login"}), ServerRefused),
    ],
)
async def test_a_problem_is_raised_as_the_error_it_was(fake, answer, kind):
    fake.on("GET", "jobs", answer)
    exchange = fake.exchange()
    with pytest.raises(kind) as caught:
        await exchange.ask("GET", "jobs")
    assert type(caught.value) is kind
    assert caught.value.details.get("status") == answer.status_code
    await exchange.close()


async def test_an_error_keeps_its_words_its_next_steps_its_fields_and_its_correlation_id(fake):
    fields = [{"field": "plan.seconds", "message": "must be at least 5"}]
    fake.on("POST", "jobs", problem(422, "request.invalid", errors=fields, suggestedActions=["Do this.", "Or that."]))
    exchange = fake.exchange()
    with pytest.raises(RequestInvalid) as caught:
        await exchange.ask("POST", "jobs", body={})
    assert str(caught.value) == "plan.seconds: must be at least 5"
    assert caught.value.errors[0].field == "plan.seconds"
    assert caught.value.remedy == "Do this. Or that."
    assert caught.value.details["correlationId"] == "c-1"
    await exchange.close()


async def test_the_token_is_in_a_header_and_in_no_address_and_no_error(fake):
    fake.on("GET", "jobs", httpx.ConnectError("refused"))
    exchange = fake.exchange()
    with pytest.raises(ServerUnreachable) as caught:
        await exchange.ask("GET", "jobs")
    request = fake.requests[0]
    assert request.headers["Authorization"] == "token secret"
    assert "secret" not in str(request.url) + str(caught.value) + json.dumps(caught.value.to_json())
    assert len(fake.requests) == 5
    await exchange.close()


async def test_a_redirect_is_not_followed_with_our_token(fake):
    fake.on("GET", "jobs", httpx.Response(302, headers={"Location": "http://elsewhere.example/"}))
    exchange = fake.exchange()
    with pytest.raises(ServerRefused):
        await exchange.ask("GET", "jobs")
    assert {request.url.host for request in fake.requests} == {"127.0.0.1"}
    await exchange.close()


def test_a_hub_that_answers_for_a_server_it_has_stopped_is_understood():
    response = httpx.Response(302, headers={"Location": "/hub/user/ann/aura/api/jobs"})
    response.request = httpx.Request("GET", "http://127.0.0.1/user/ann/aura/api/jobs")
    error = error_of(response)
    assert isinstance(error, ServerUnreachable)
    assert str(error).startswith("The hub has stopped this server")
    assert "jobs that it had accepted go on then" in error.remedy


@pytest.mark.parametrize("lost", [httpx.ReadError("cut"), httpx.ReadTimeout("late"), httpx.RemoteProtocolError("half")])
async def test_what_may_have_arrived_is_sent_again_only_if_that_does_no_harm(fake, lost):
    fake.on("GET", "jobs", lost, httpx.Response(200))
    fake.on("POST", "resume", lost, httpx.Response(200))
    fake.on("POST", "other", httpx.ConnectError("refused"), httpx.Response(200))
    exchange = fake.exchange()
    assert (await exchange.ask("GET", "jobs")).status_code == 200
    with pytest.raises(ServerUnreachable):
        await exchange.ask("POST", "resume", repeatable=False)
    assert (await exchange.ask("POST", "other", repeatable=False)).status_code == 200
    await exchange.close()


async def test_a_server_that_moved_is_asked_at_its_new_place_with_its_new_token(fake):
    there = Server(url="http://127.0.0.1:2/", token="new")
    fake.on("GET", "jobs", httpx.ConnectError("refused"), problem(403, "request.invalid"), httpx.Response(200))
    moves = [Search(None, []), Search(there, [])]
    exchange = fake.exchange(again=lambda _: moves.pop(0))
    assert (await exchange.ask("GET", "jobs")).status_code == 200
    ports = [(request.url.port, request.headers["Authorization"]) for request in fake.requests]
    assert ports == [(1, "token secret"), (1, "token secret"), (2, "token new")]
    await exchange.close()


async def test_an_unreachable_server_says_what_was_tried(fake):
    from aura_nb.client.discovery import Tried

    fake.on("GET", "jobs", httpx.ConnectError("refused"))
    exchange = fake.exchange(again=lambda _: Search(None, [Tried("JupyterHub", "this is no hub")]))
    with pytest.raises(ServerUnreachable) as caught:
        await exchange.ask("GET", "jobs")
    assert caught.value.details["tried"] == ["JupyterHub: this is no hub"]
    assert caught.value.remedy
    await exchange.close()


def recorded(status="pending", **fields):
    new = new_job()
    job = JobRecord(
        id=new.id, title=new.title, status=status, correlation_id="c", request={}, created_at=1, updated_at=1, **fields
    )
    return httpx.Response(200, content=json.dumps(json.loads(_encoded(job))))


def _encoded(job):
    import msgspec

    return msgspec.json.encode(job_object(job, last_event_id="1001-1"))


def submit(backend, request, **more):
    return backend.call(backend.submit(request, **more)).result(20)


def test_a_submission_that_was_cut_is_sent_again_with_the_same_key(fake, backend):
    accepted = httpx.Response(202, json={"jobId": "x"})
    fake.on("POST", "jobs", httpx.ReadError("cut"), accepted)
    fake.on("GET", "jobs/x", recorded())
    submit(backend, FilmRequest(brief=Brief(topic="Bees")))
    submit(backend, FilmRequest(brief=Brief(topic="Bees")))
    keys = [request.headers["Idempotency-Key"] for request in fake.requests if request.method == "POST"]
    assert len(keys) == 3
    assert keys[0] == keys[1] != keys[2]


def test_the_body_has_what_was_asked_for_and_nothing_of_this_machine(fake, backend, tmp_path):
    fake.on("POST", "jobs", httpx.Response(202, json={"jobId": "x"}))
    fake.on("GET", "jobs/x", recorded())
    submit(backend, FilmRequest(storyboard=story(1), folder=str(tmp_path)), place=tmp_path / "film")
    sent = json.loads(fake.requests[0].content)
    assert set(sent) == {"storyboard", "voice", "render"}
    assert str(tmp_path) not in fake.requests[0].content.decode()


def test_pictures_are_sent_once_and_named_by_what_they_are(fake, backend, tmp_path):
    (tmp_path / "bee.png").write_bytes(b"a bee")
    (tmp_path / "same.png").write_bytes(b"a bee")
    digest = hashlib.sha256(b"a bee").hexdigest()
    stored = httpx.Response(201, json={"asset": f"asset:{digest}", "sha256": digest, "sizeBytes": 5})
    fake.on("PUT", "assets/bee.png", stored)
    fake.on("PUT", "assets/same.png", stored)
    fake.on("POST", "jobs", httpx.Response(202, json={"jobId": "x"}))
    fake.on("GET", "jobs/x", recorded())
    board = story(1)
    board.scenes += [picture_scene("bee.png"), picture_scene("same.png", id="again")]
    submit(backend, FilmRequest(storyboard=board, folder=str(tmp_path)))
    assert [request.method for request in fake.requests] == ["PUT", "POST", "GET"]
    assert fake.requests[0].content == b"a bee"
    scenes = json.loads(fake.requests[1].content)["storyboard"]["scenes"]
    assert [scene["show"]["image"] for scene in scenes[1:]] == [f"asset:{digest}"] * 2
    assert board["picture"].show.image == "bee.png"


def test_a_missing_picture_is_said_before_anything_is_sent(fake, backend, tmp_path):
    board = story(1)
    board.scenes.append(picture_scene("nowhere.png"))
    with pytest.raises(AssetMissing):
        submit(backend, FilmRequest(storyboard=board, folder=str(tmp_path)))
    assert fake.requests == []


def test_a_place_that_cannot_be_written_is_refused_before_there_is_a_job(fake, backend, tmp_path):
    (tmp_path / "film").write_text("in the way")
    with pytest.raises(OutputUnwritable):
        submit(backend, FilmRequest(storyboard=story(1)), place=tmp_path / "film")
    assert fake.requests == []


def test_a_voice_that_the_server_has_not_is_named_by_the_decks_line(fake, backend):
    words = "There is no voice 'piper:x'."
    fake.on(
        "POST", "jobs", problem(422, "voice.unavailable", words, errors=[{"field": "voice.name", "message": words}])
    )
    asked = FilmRequest(storyboard=story(1), voice=Voice(name="piper:x"), places={"voice": "talk.md:3"})
    with pytest.raises(VoiceUnavailable, match=r"^talk\.md:3: There is no voice"):
        submit(backend, asked)


def test_what_only_this_machine_can_do_is_refused(backend):
    with pytest.raises(RequestInvalid, match="every-frame"):
        submit(backend, FilmRequest(storyboard=story(1), copy_holds=False))


CONTENT = bytes(range(256)) * 400


class Served:
    """A file with Range and ETag, cut after so many bytes each time."""

    def __init__(self, *cuts, etag='"e"', content=CONTENT):
        self.cuts = list(cuts)
        self.etag = etag
        self.content = content
        self.ranges = []

    def __call__(self, request):
        wanted = request.headers.get("Range")
        fresh = request.headers.get("If-Range") == self.etag
        self.ranges.append(wanted if fresh else None)
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and fresh else 0
        body = self.content[start:]
        cut = self.cuts.pop(0) if self.cuts else None
        stream = _Cut(body[:cut], cut=cut is not None)
        return httpx.Response(206 if start else 200, headers={"ETag": self.etag}, stream=stream)


class _Cut(httpx.AsyncByteStream):
    def __init__(self, body, *, cut):
        self.body = body
        self.cut = cut

    async def __aiter__(self):
        yield self.body
        if self.cut:
            raise httpx.ReadError("cut")


async def download(fake, served, target, *, content=CONTENT):
    fake.on("GET", "jobs/x/artifacts/video.mp4", served)
    digest = hashlib.sha256(content).hexdigest()
    artifact = ArtifactReady("video.mp4", "video", "video/mp4", len(content), digest, url="", created_at="")
    exchange = fake.exchange()
    try:
        with Download(exchange, "x", artifact, target) as under_way:
            await under_way.finish()
    finally:
        await exchange.close()


async def test_a_cut_download_is_taken_up_where_it_was(fake, tmp_path):
    served = Served(1000, 50_000)
    await download(fake, served, tmp_path / "video.mp4")
    assert served.ranges == [None, "bytes=1000-", "bytes=51000-"]
    assert (tmp_path / "video.mp4").read_bytes() == CONTENT
    assert [path.name for path in tmp_path.iterdir()] == ["video.mp4"]


async def test_a_file_that_changed_meanwhile_is_begun_anew(fake, tmp_path):
    served = Served(1000)
    served_tags = iter(['"old"', '"new"'])

    def serve(request):
        served.etag = next(served_tags)
        return served(request)

    await download(fake, serve, tmp_path / "video.mp4")
    assert (tmp_path / "video.mp4").read_bytes() == CONTENT
    assert served.ranges == [None, None]


async def test_a_file_with_another_checksum_is_never_put_in_place(fake, tmp_path):
    (tmp_path / "video.mp4").write_text("what was there")
    served = Served(content=b"x" + CONTENT[1:])
    with pytest.raises(OutputInvalid, match="checksum"):
        await download(fake, served, tmp_path / "video.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["video.mp4"]
    assert (tmp_path / "video.mp4").read_text() == "what was there"


async def test_an_empty_file_is_a_file(fake, tmp_path):
    await download(fake, Served(content=b""), tmp_path / "empty", content=b"")
    assert (tmp_path / "empty").read_bytes() == b""


async def test_a_place_that_is_none_is_said_in_words(fake, tmp_path):
    with pytest.raises(OutputUnwritable):
        await download(fake, Served(), tmp_path / "nowhere" / "video.mp4")


def test_the_clients_futures_are_plain_ones(backend, fake):
    fake.on("GET", "jobs/x", recorded())
    future = backend.call(backend.job("x"))
    assert isinstance(future, Future)
    assert future.result(10).title == "Bees"
