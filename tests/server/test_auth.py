"""Who is let in: every route and method of the extension, taken from its own list of routes."""

from __future__ import annotations

import re

import pytest
from support.server import JupyterServer

from jupyter_server_ext.routes import routes

FOREIGN = {"Origin": "http://evil.example", "Referer": "http://evil.example/page"}
ROUTES = [
    (method, re.sub(r"\(.*?\)", "x", path).removesuffix("?"))
    for path, handler, _ in routes()
    for method in handler.allowed() or ["GET", "POST"]
    if method != "OPTIONS"
]
CHANGING = [route for route in ROUTES if route[0] not in {"GET", "HEAD"}]
# What a page of another origin could read by a tag or a plain GET: files, sounds, logs, streams.
READABLE = [
    route for route in ROUTES if route[0] in {"GET", "HEAD"} and re.search("artifacts/x|logs|events|sample", route[1])
]
LOOKING = [route for route in ROUTES if route[0] == "GET" and route not in READABLE]


def ask(client, server, route, **options):
    method, path = route
    return client.request(method, server.url + path, **options)


@pytest.fixture(scope="module")
def page(server):
    """A client that is logged in by cookie, as a page is."""
    with server.browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def stranger():
    import httpx

    with httpx.Client(timeout=60, trust_env=False) as client:
        yield client


@pytest.fixture(scope="module")
def strict(tmp_path_factory):
    """A server that lets in nobody who is not known, with an authorizer that denies all that is ours."""
    options = (
        "--ServerApp.allow_unauthenticated_access=False",
        "--ServerApp.authorizer_class=support.denying.Denying",
    )
    with JupyterServer(tmp_path_factory.mktemp("strict"), options=options) as server:
        yield server


def test_the_list_has_every_route(server):
    assert len(ROUTES) > 30
    assert {method for method, _ in ROUTES} == {"GET", "HEAD", "POST", "PUT", "DELETE"}


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_nobody_is_let_in_without_a_login(server, stranger, route):
    answer = ask(stranger, server, route)
    assert answer.status_code == 403
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["X-Correlation-ID"]


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_a_wrong_token_is_no_login(server, stranger, route):
    assert ask(stranger, server, route, headers={"Authorization": "token wrong"}).status_code == 403


@pytest.mark.parametrize("route", CHANGING, ids=" ".join)
def test_a_cookie_without_the_xsrf_token_changes_nothing(server, page, route):
    assert ask(page, server, route).status_code == 403
    assert ask(page, server, route, headers={"Referer": server.url}).status_code == 403
    answer = ask(page, server, route, headers={"X-XSRFToken": page.cookies["_xsrf"]}, json={"wrong": 1})
    assert answer.status_code in {404, 405, 422}, answer.text


@pytest.mark.parametrize("route", READABLE, ids=" ".join)
def test_a_cookie_alone_reads_no_file_and_no_stream(server, page, route):
    assert ask(page, server, route).status_code == 403
    assert ask(page, server, route, headers={"Referer": FOREIGN["Referer"]}).status_code in {403, 404}
    if route[1] != "aura/api/events":
        assert ask(page, server, route, headers={"Referer": server.url}).status_code in {404, 422}


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_a_page_of_another_origin_is_not_let_in(server, page, route):
    if route[1].startswith("aura/static"):
        pytest.skip("scripts of the panel are no secret, and change nothing")
    forged = FOREIGN | {"X-XSRFToken": page.cookies["_xsrf"]}
    assert ask(page, server, route, headers=FOREIGN).status_code in {403, 404}
    assert ask(page, server, route, headers=forged).status_code in {403, 404}


@pytest.mark.parametrize("route", LOOKING, ids=" ".join)
def test_a_page_of_the_server_itself_may_look(server, page, route):
    if route[1].endswith("preflight"):
        pytest.skip("an examination takes seconds")
    assert ask(page, server, route).status_code in {200, 404, 405}


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_the_authorizer_decides(strict, stranger, route):
    if route[1] == "aura/api":
        pytest.skip("there is nothing to be authorized for: 404")
    assert ask(stranger, strict, route, headers={"Authorization": f"token {strict.token}"}).status_code == 403


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_a_server_that_wants_a_login_everywhere_gets_it(strict, stranger, route):
    assert ask(stranger, strict, route).status_code == 403


def test_such_a_server_warns_of_none_of_our_handlers(strict):
    warnings = [line for line in strict.log().splitlines() if "jupyter_server_ext" in line or "aura/" in line]
    assert not [line for line in warnings if "without authentication" in line or "registered for" in line]
    assert "registered for" not in strict.log()
    assert "aura" in strict.log().lower()
