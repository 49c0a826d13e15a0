"""Bodies without measure: refused at their limit, whatever says how long they are, and nobody waits for them."""

from __future__ import annotations

import json
import select
import socket
import threading
import time

import pytest
from support.routes import addresses
from support.server import problem

from jupyter_server_ext.handlers import payload as bodies
from jupyter_server_ext.handlers.payload import BodyMixin, _decoded, _has_more_values

JSON = {"Content-Type": "application/json"}
# Each method that takes a body, at a handler's first address.
TAKING = [
    (method, path, handler.max_body)
    for method, path, handler in addresses()
    if issubclass(handler, BodyMixin)
    if method in {"POST", "PUT", "PATCH", "DELETE"}
]


def test_the_list_has_every_method_that_takes_a_body():
    assert {method for method, _, _ in TAKING} == {"POST", "PUT", "DELETE"}
    assert len(TAKING) > 8


@pytest.mark.parametrize(("method", "path", "limit"), TAKING, ids=str)
def test_a_body_without_end_is_answered_at_its_limit(server, method, path, limit):
    head = (
        f"{method} {server.url.removeprefix(server.origin)}{path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
        f"Authorization: token {server.token}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    piece = b"%x\r\n%s\r\n" % (2**18, b" " * 2**18)
    sent, most = 0, limit + 2**24
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as line:
        line.sendall(head.encode())
        while not select.select([line], [], [], 0)[0] and sent < most:
            line.sendall(piece)
            sent += 2**18
        answer = line.recv(65536)
        status, _, rest = answer.partition(b"\r\n")
        assert status.split()[1] in {b"413", b"404", b"405"}, answer
        assert json.loads(rest.partition(b"\r\n\r\n")[2])["correlationId"]
        assert b"connection: close" in rest.lower()
        # What the system holds for the line is still on its way.
        assert limit <= sent < most
        with pytest.raises(ConnectionError):  # and it is hung up, however much is sent
            line.sendall(piece * (2 * limit // len(piece) + 100))
    assert "Traceback" not in server.log()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "assets/bee.png", 405),
        ("PUT", "assets/%FF", 404),
        ("BREW", "assets/bee.png", 405),
        ("PUT", "jobs", 405),
    ],
)
def test_a_body_that_is_refused_beforehand_may_still_be_sent(server, method, path, status):
    """The answer is there although the body comes after it, and no line is cut before the body is over."""
    head = (
        f"{method} {server.api.removeprefix(server.origin)}{path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
        f"Authorization: token {server.token}\r\nContent-Type: image/png\r\nContent-Length: {4 * 2**18}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as line:
        line.sendall(head.encode())
        for _ in range(4):
            line.sendall(bytes(2**18))
            time.sleep(0.05)  # the server has each piece by itself, and would have hung up
        answer = line.makefile("rb").readline()
    assert answer.split()[1] == b"%d" % status
    assert "Traceback" not in server.log()


def test_an_error_of_our_own_while_a_body_comes_is_raised_when_it_is_over():
    handler = object.__new__(type("Handler", (BodyMixin,), {"request": Request()}))
    handler._body = bytearray()

    async def take(_chunk):
        raise ZeroDivisionError

    handler.take = take
    run(handler.data_received(b"a"))
    run(handler.data_received(b"b"))
    with pytest.raises(ZeroDivisionError):
        handler.post()


def test_who_is_not_let_in_hears_that_and_not_that_the_body_is_too_large(server):
    head = (
        f"POST {server.url.removeprefix(server.origin)}aura/api/jobs HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    piece = b"%x\r\n%s\r\n" % (2**20, b" " * 2**20)
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as line:
        line.sendall(head.encode() + piece * (bodies.MAX_BODY // 2**20 + 1))
        assert line.recv(65536).split()[1] == b"403"


def test_a_body_of_very_many_fields_is_refused_and_nobody_waits(server, client):
    many = b"{" + b",".join(b'"k%06d":1' % number for number in range(700_000)) + b"}"
    some = b"{" + b",".join(b'"k%06d":1' % number for number in range(90_000)) + b"}"
    found = problem(client.post("jobs", content=many, headers=JSON), 413, "request.too_large")
    assert "100,000 values" in found["detail"]
    errors = problem(client.post("jobs", content=some, headers=JSON), 422)["errors"]
    assert len(errors) == 101
    assert "nothing else was looked at" in errors[-1]["message"]


def test_large_bodies_are_looked_at_in_a_thread_and_small_ones_at_once(monkeypatch):
    where = []
    monkeypatch.setattr(bodies, "_decoded", lambda body: where.append(threading.current_thread()) or json.loads(body))
    for size in (10, bodies.LARGE):
        handler = object.__new__(type("Handler", (BodyMixin,), {"request": Request()}))
        handler._body = bytearray(b'"' + b"a" * size + b'"')
        handler._received = len(handler._body)
        assert run(handler.raw_body()) == run(handler.raw_body()) == "a" * size
    assert len(where) == 2, "decoded once, however often it is asked for"
    assert [thread is threading.main_thread() for thread in where] == [True, False]


class Request:
    headers = JSON
    method = "POST"


def run(work):
    import asyncio

    return asyncio.run(work)


@pytest.mark.parametrize(
    ("body", "values"),
    [
        (b'{"a": 1}', 1),
        (b"[1, [2], {}]", 5),
        (b'["a, b, [c], {d}"]', 1),
        (rb'["\", [", "\\", 3]', 3),
        (b'["no end, [, {', 1),
        (b'["no end \\', 1),
    ],
)
def test_values_are_counted_and_commas_in_texts_are_not(body, values):
    assert _has_more_values(body, values - 1)
    assert not _has_more_values(body, values)


@pytest.mark.parametrize("body", [b'["' + b'\\"' * 10**6, b'"' * 10**6, b'["' + b"\\" * (10**6 + 1), b"," * 10**6])
def test_no_text_makes_the_counting_slow(body):
    began = time.process_time()
    _has_more_values(body, 2 * 10**6)
    assert time.process_time() - began < 20, "it grows with the square"


def test_a_text_may_have_as_many_commas_as_it_likes():
    text = ", ".join("bee" for _ in range(200_000))
    assert _decoded(json.dumps({"brief": {"source": text}}).encode())["brief"]["source"] == text
