"""The webhook: each final event arrives at least once, whatever the receiver, the network and the server do."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import json
import socket
import time
from types import SimpleNamespace

import httpx
import pytest
from support import until
from support.events import ended as finished
from support.jobs import FAR, new_job
from support.receiver import Receiver
from support.server import JupyterServer, ended, small_job
from traitlets import TraitError

from aura_nb.jobs.store import Store
from aura_nb.pipeline.workspace import Workspace
from jupyter_server_ext import AuraApp
from jupyter_server_ext.webhook import Webhook, address, delivery
from jupyter_server_ext.webhook.public_only import NotPublic, PublicOnly, checked, is_public

DAY = 24 * 3600


@pytest.fixture
def receiver():
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def job_server(tmp_path):
    """What a webhook needs of a job server: its store and its workspace."""
    workspace = Workspace(tmp_path / "workspace")
    store = Store.open(workspace.open())
    yield SimpleNamespace(store=store, workspace=workspace)
    store.close()


def end_one(job_server, state="completed"):
    """A job that ends so; the id of its final event."""
    store = job_server.store
    job, _ = store.submit(new_job()).result()
    lease = store.claim(FAR, job_id=job.id).result().lease
    return store.finish(job.id, lease, finished(state)).result().id


async def believed(job_server, event_id):
    """Until it is kept that this event was taken: it comes again where a webhook stops between the two."""
    kept = job_server.workspace.root / "webhook.json"
    sequence = int(event_id.rpartition("-")[2])
    await until(lambda: sequence in json.loads(kept.read_bytes())["sequences"].values())


@contextlib.asynccontextmanager
async def hooked(job_server, url, **options):
    """A webhook that runs until the block ends; `waits` are the seconds it waited, none of which pass."""
    waits = []

    async def sleep(seconds):
        waits.append(seconds)
        await asyncio.sleep(0.01)

    hook = Webhook(job_server, url, **({"private": True, "sleep": sleep} | options))
    await hook.start()
    try:
        yield waits
    finally:
        await hook.stop()


async def test_a_receiver_is_told_of_what_ends_from_now_on_each_once_and_in_order(job_server, receiver):
    end_one(job_server)
    async with hooked(job_server, receiver.url):
        wanted = [end_one(job_server, state) for state in ("completed", "failed", "canceled")]
        await until(lambda: len(receiver.sent) == 3)
    assert receiver.ids == wanted
    assert [each["type"] for each in receiver.sent] == ["job-completed", "job-failed", "job-cancelled"]
    assert all(each["data"]["jobId"] and each["data"]["correlationId"] for each in receiver.sent)
    assert [each["Aura-Event-Id"] for each in receiver.headers] == wanted


async def test_it_goes_on_where_it_stopped_also_with_what_ended_meanwhile(job_server, receiver):
    async with hooked(job_server, receiver.url):
        wanted = [end_one(job_server)]
        await believed(job_server, wanted[0])
    wanted += [end_one(job_server), end_one(job_server)]
    async with hooked(job_server, receiver.url):
        wanted += [end_one(job_server)]
        await until(lambda: len(receiver.sent) == 4)
    assert receiver.ids == wanted


async def test_a_lock_that_cannot_be_had_is_a_line_in_the_log_and_no_end_of_it(job_server, receiver, caplog):
    place = job_server.workspace.root / delivery.LOCK
    place.mkdir()
    async with hooked(job_server, receiver.url):
        wanted = end_one(job_server)
        await until(lambda: "The webhook was interrupted" in caplog.text)
        place.rmdir()
        await until(lambda: wanted in receiver.ids)


async def test_what_is_not_taken_is_sent_again_less_and_less_often_and_nothing_overtakes_it(
    job_server, receiver, caplog
):
    receiver.answers = [500, 404, (429, {"Retry-After": "90"}), 302, 500, 500, 500, 500, 500, 500, 503]
    async with hooked(job_server, receiver.url) as waits:
        first, second = end_one(job_server), end_one(job_server)
        await until(lambda: second in receiver.ids)
    assert waits == [1, 2, 90, 8, 16, 32, 64, 128, 256, 300, 300]
    assert receiver.ids == [first] * 12 + [second]
    assert "it answered 429. Again in 90 s" in caplog.text


async def test_a_receiver_that_is_not_there_is_waited_for(job_server):
    with Receiver() as gone:
        url = gone.url
    async with hooked(job_server, url) as waits:
        end_one(job_server)
        await until(lambda: len(waits) > 3)
        # What was not taken is not counted as told: the next server sends it.
    kept = json.loads((job_server.workspace.root / "webhook.json").read_bytes())["sequences"]
    assert list(kept.values()) == [0]
    assert url not in (job_server.workspace.root / "webhook.json").read_text()


async def test_a_disk_that_is_full_for_a_while_costs_a_repeat_and_nothing_else(
    job_server, receiver, monkeypatch, caplog
):
    async with hooked(job_server, receiver.url) as waits:
        with monkeypatch.context() as full:
            full.setattr(delivery.ToldUntil, "write", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
            first = end_one(job_server)
            await until(lambda: len(receiver.ids) > 1)
        second = end_one(job_server)
        await until(lambda: second in receiver.ids)
    assert set(waits) == {300}
    assert list(dict.fromkeys(receiver.ids)) == [first, second]
    assert "The webhook was interrupted" in caplog.text


async def test_an_event_that_nobody_took_for_a_day_is_given_up_with_a_line_in_the_log(
    job_server, receiver, caplog, monkeypatch
):
    receiver.answers = [500] * 3
    now = time.time
    async with hooked(job_server, receiver.url):
        lost = end_one(job_server)
        await until(lambda: receiver.ids)
        monkeypatch.setattr(delivery.time, "time", lambda: now() + DAY + 60)
        await until(lambda: f"Event {lost} of job" in caplog.text)
        monkeypatch.undo()
        receiver.answers = []
        taken = end_one(job_server)
        await until(lambda: taken in receiver.ids)


async def test_of_two_servers_on_a_workspace_one_delivers_and_the_other_takes_over(job_server, receiver):
    async with contextlib.AsyncExitStack() as both:
        first = contextlib.AsyncExitStack()
        await first.enter_async_context(hooked(job_server, receiver.url))
        wanted = [end_one(job_server)]
        await until(lambda: receiver.ids == wanted)
        waits = await both.enter_async_context(hooked(job_server, receiver.url))
        wanted.append(end_one(job_server))
        await until(lambda: receiver.ids == wanted and waits)
        await believed(job_server, wanted[-1])
        await first.aclose()
        wanted.append(end_one(job_server))
        await until(lambda: receiver.ids == wanted)


async def test_what_ended_long_ago_is_not_told_when_what_was_told_is_lost(job_server, receiver):
    with Receiver() as other:
        async with contextlib.AsyncExitStack() as both:
            first = contextlib.AsyncExitStack()
            await first.enter_async_context(hooked(job_server, other.url))
            old = end_one(job_server)
            await until(lambda: other.ids == [old])
            waits = await both.enter_async_context(hooked(job_server, receiver.url))
            await until(lambda: waits)
            (job_server.workspace.root / "webhook.json").unlink()
            await first.aclose()
            new = end_one(job_server)
            await until(lambda: new in receiver.ids)
    assert old not in receiver.ids


async def test_no_log_of_a_library_has_the_address(job_server, receiver, caplog):
    caplog.set_level("DEBUG")
    async with hooked(job_server, f"{receiver.url}?key=secret"):
        end_one(job_server)
        await until(lambda: receiver.sent)
    assert "secret" not in caplog.text
    async with httpx.AsyncClient() as client:
        await client.post(receiver.url, json={"id": "1"})
    assert receiver.url in caplog.text, "what others ask for is logged as before"


PRIVATE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fec0::1",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2002:a00:1::",
]  # fmt: skip - a list to be read at a glance


@pytest.mark.parametrize("text", PRIVATE)
def test_an_address_of_this_machine_or_a_private_network_is_none_of_the_internets(text):
    assert not is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"])
def test_a_public_address_is_one(text):
    assert is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "127.1", "::1", "0"])
async def test_a_host_is_judged_by_where_its_name_leads(host):
    with pytest.raises((NotPublic, httpx.ConnectError)):
        await checked(host, 80)


async def test_nothing_is_sent_to_this_machine_unless_the_operator_allows_it(job_server, receiver, caplog):
    async with hooked(job_server, receiver.url, private=False) as waits:
        end_one(job_server)
        await until(lambda: len(waits) > 2)
    assert receiver.sent == []
    assert "127.0.0.1 has an address of this machine or of a private network" in caplog.text


class Elsewhere:
    """The internet: `answer` is called with each request that left for it."""

    def __init__(self, monkeypatch, answer, hosts):
        self.asked = []
        loop = asyncio.get_running_loop()

        async def lookup(host, port, **_):
            host.encode("idna")  # as the real one does
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in hosts[host]]

        def respond(request):
            self.asked.append(request)
            return answer(request)

        monkeypatch.setattr(loop, "getaddrinfo", lookup)
        monkeypatch.setattr(httpx, "AsyncHTTPTransport", lambda: httpx.MockTransport(respond))


async def test_what_was_checked_is_what_is_connected_to(job_server, monkeypatch):
    """A name that leads elsewhere a moment later leads nobody there, and the certificate is still the name's."""
    there = Elsewhere(monkeypatch, lambda _: httpx.Response(200), {"example.org": ["93.184.215.14"]})
    async with hooked(job_server, "https://example.org:8443/films?key=1", private=False):
        end_one(job_server)
        await until(lambda: there.asked)
    [request] = there.asked
    assert str(request.url) == "https://93.184.215.14:8443/films?key=1"
    assert request.headers["Host"] == "example.org:8443"
    assert request.extensions["sni_hostname"] == "example.org"


async def test_the_next_address_of_a_host_is_tried_and_one_private_among_them_refuses_it():
    asked = []

    def respond(request):
        asked.append(request.url.host)
        if request.url.host == "93.184.215.14":
            raise httpx.ConnectError("no way there")
        return httpx.Response(200)

    with pytest.MonkeyPatch.context() as patch:
        Elsewhere(patch, respond, {"a": ["93.184.215.14", "93.184.215.15"], "b": ["93.184.215.14", "10.0.0.1"]})
        async with httpx.AsyncClient(transport=PublicOnly(httpx.MockTransport(respond))) as client:
            assert (await client.get("http://a/")).status_code == 200
            assert asked == ["93.184.215.14", "93.184.215.15"]
            with pytest.raises(NotPublic):
                await client.get("http://b/")
            assert len(asked) == 2


REDIRECTS = {
    "http://127.0.0.1/": "has an address of this machine",
    "http://inside/": "inside has an address of this machine",
    "/again": "it redirects more than 3 times",
    "http://public/": "without encryption",
    "ftp://public/": "it redirects to no address",
    "https://:x/": "Invalid URL in location header",
    "http://[": "it redirects to no address",
    "http://[::g]/": "Invalid URL in location header",
    "http://xn--/": "its address names no host",
    "http://a..b/": "its address names no host",
    f"http://{'a' * 64}.example.org/": "its address names no host",
}


@pytest.mark.parametrize("location", REDIRECTS)
async def test_a_redirect_is_checked_as_the_address_was(job_server, monkeypatch, caplog, location):
    hosts = {"public": ["93.184.215.14"], "inside": ["10.0.0.1"], "127.0.0.1": ["127.0.0.1"]}
    start = "HTTPS://public/films" if "encryption" in REDIRECTS[location] else "http://public/films"
    there = Elsewhere(monkeypatch, lambda _: httpx.Response(307, headers={"Location": location}), hosts)
    async with hooked(job_server, start, private=False) as waits:
        end_one(job_server)
        await until(lambda: waits)
    assert REDIRECTS[location] in caplog.text
    assert waits[0] == 1, "it is a refusal like any other, which is tried again soon and given up after a day"
    assert {request.url.host for request in there.asked} == {"93.184.215.14"}


async def test_an_answer_that_comes_letter_by_letter_is_not_waited_for_without_end(job_server, monkeypatch, caplog):
    async def drip(reader, writer):
        with contextlib.closing(writer), contextlib.suppress(ConnectionError):
            while True:
                writer.write(b"H")
                await writer.drain()
                await asyncio.sleep(0.05)

    monkeypatch.setattr(delivery, "WHOLE_SECONDS", 0.5)
    async with await asyncio.start_server(drip, "127.0.0.1", 0) as slow:
        port = slow.sockets[0].getsockname()[1]
        async with hooked(job_server, f"http://127.0.0.1:{port}/films") as waits:
            end_one(job_server)
            await until(lambda: waits)
    assert "it did not answer in time" in caplog.text


async def test_a_redirect_to_a_public_address_is_followed_with_the_same_event(job_server, monkeypatch):
    def answer(request):
        moved = request.url.path == "/films"
        return httpx.Response(308, headers={"Location": "/new"}) if moved else httpx.Response(200)

    there = Elsewhere(monkeypatch, answer, {"public": ["93.184.215.14"]})
    async with hooked(job_server, "https://public/films", private=False):
        end_one(job_server)
        await until(lambda: len(there.asked) == 2)
    first, second = there.asked
    assert (second.method, second.url.path, second.content) == ("POST", "/new", first.content)


@pytest.mark.parametrize("url", ["example.org", "ftp://example.org/", "http://", "https://a:b/", "file:///etc/passwd"])
def test_an_address_that_is_none_is_refused_by_the_trait(url):
    with pytest.raises(TraitError, match=r"AuraApp\.webhook_url"):
        AuraApp(webhook_url=url)
    assert AuraApp(webhook_url="https://example.org/films").webhook_url
    with pytest.raises(ValueError, match=r"webhook's address|[Pp]ort"):
        address(url)


@pytest.mark.few
def test_a_server_that_is_killed_before_it_was_believed_tells_the_same_event_when_it_is_back(tmp_path, receiver):
    options = (f"--AuraApp.webhook_url={receiver.url}", "--AuraApp.webhook_private=True")
    receiver.answers = [503] * 1000
    server = JupyterServer(tmp_path, options=options)
    with server:
        with server.client() as client:
            job_id = client.post("jobs", json=small_job()).json()["jobId"]
            assert ended(client, job_id)["status"] == "completed"
            deadline = time.monotonic() + 60
            while not receiver.sent:
                assert time.monotonic() < deadline
                time.sleep(0.02)
        server.kill()
        receiver.answers = []
        before = len(receiver.sent)
        server.start()
        deadline = time.monotonic() + 60
        while len(receiver.sent) == before:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        server.stop()
        assert receiver.url not in server.log()
    assert len(set(receiver.ids)) == 1
    assert receiver.sent[-1] == receiver.sent[0]
    assert receiver.sent[0]["data"]["jobId"] == job_id
    with contextlib.closing(Store.open(server.workspace / "jobs.sqlite")) as store:
        [final] = [event for event in store.events(limit=10**6) if event.type == "job-completed"]
    assert final.id == receiver.ids[0]
