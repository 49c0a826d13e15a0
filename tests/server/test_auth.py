"""Who is let in: every route and method of the extension, taken from its own list of routes."""

from __future__ import annotations

import pytest
from support.routes import addresses
from support.server import JupyterServer, problem

CROSS = {"Sec-Fetch-Site": "cross-site"}
FOREIGN = {"Origin": "http://evil.example", "Referer": "http://evil.example/page"}
ROUTES = [(method, path) for method, path, _ in addresses() if method != "OPTIONS"]
CHANGING = [route for route in ROUTES if route[0] not in {"GET", "HEAD"}]
# What a page of another site could read by a tag, a script or a plain GET: all there is but the panel's own scripts.
READING = [route for route in ROUTES if route[0] in {"GET", "HEAD"} and not route[1].startswith("aura/static")]
# Let in, these take seconds or go on for ever.
LONG = {"aura/api/events", "aura/api/preflight"}


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


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["aura/api", "aura/api/", "aura/api/nowhere", "aura/api/jobs/x/y/z"])
def test_what_is_no_address_is_so_only_for_who_is_let_in(server, stranger, method, path):
    answer = ask(stranger, server, (method, path))
    assert answer.status_code == 403
    assert answer.headers["Content-Type"] == "application/problem+json"
    with server.client() as known:
        answer = ask(known, server, (method, path))
    assert answer.status_code == 404
    if method != "HEAD":
        problem(answer, 404)


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_a_wrong_token_is_no_login(server, stranger, route):
    assert ask(stranger, server, route, headers={"Authorization": "token wrong"}).status_code == 403


@pytest.mark.parametrize("route", CHANGING, ids=" ".join)
def test_a_cookie_without_the_xsrf_token_changes_nothing(server, page, route):
    assert ask(page, server, route).status_code == 403
    assert ask(page, server, route, headers={"Referer": server.url}).status_code == 403
    answer = ask(page, server, route, headers={"X-XSRFToken": page.cookies["_xsrf"]}, json={"wrong": 1})
    assert answer.status_code in {404, 405, 422}, answer.text


@pytest.mark.parametrize("route", READING, ids=" ".join)
def test_a_cookie_alone_reads_nothing(server, page, route):
    elsewhere = {"Referer": FOREIGN["Referer"]}
    for headers in ({}, elsewhere, elsewhere | CROSS, CROSS, {"Sec-Fetch-Site": "same-site"}):
        answer = ask(page, server, route, headers=headers)
        assert answer.status_code == 403, headers
        assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("route", READING, ids=" ".join)
def test_the_servers_own_pages_the_user_and_a_token_may_read(server, page, stranger, route):
    if route[1] in LONG:
        pytest.skip("let in, it takes seconds or goes on for ever; refusals are looked at in the tests around this one")
    token = {"Authorization": f"token {server.token}"}
    for client, headers in (
        (page, {"Referer": server.url + "lab"}),
        (page, {"X-XSRFToken": page.cookies["_xsrf"]}),
        (page, {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}),
        (stranger, token),
        (stranger, token | CROSS),
    ):
        assert ask(client, server, route, headers=headers).status_code in {200, 404, 405, 422}, headers


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_a_page_of_another_origin_is_not_let_in(server, page, route):
    if route[1].startswith("aura/static"):
        pytest.skip("scripts of the panel are no secret, and change nothing")
    forged = FOREIGN | {"X-XSRFToken": page.cookies["_xsrf"]}
    assert ask(page, server, route, headers=FOREIGN).status_code in {403, 404}
    assert ask(page, server, route, headers=forged).status_code in {403, 404}


def test_the_page_of_an_origin_that_is_allowed_may_read(tmp_path):
    options = ("--ServerApp.allow_origin=http://friend.example",)
    with JupyterServer(tmp_path, options=options) as server, server.browser() as page:
        for path in ("jobs", "jobs/x/artifacts", "jobs/x/logs"):
            friend = page.get(path, headers={"Referer": "http://friend.example/"} | CROSS)
            assert friend.status_code in {200, 404}
            assert page.get(path, headers={"Referer": FOREIGN["Referer"]} | CROSS).status_code == 403


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_the_authorizer_decides(strict, stranger, route):
    assert ask(stranger, strict, route, headers={"Authorization": f"token {strict.token}"}).status_code == 403


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_a_server_that_wants_a_login_everywhere_gets_it(strict, stranger, route):
    assert ask(stranger, strict, route).status_code == 403


def test_such_a_server_warns_of_none_of_our_handlers(strict):
    warnings = [line for line in strict.log().splitlines() if "jupyter_server_ext" in line or "aura/" in line]
    assert not [line for line in warnings if "without authentication" in line or "registered for" in line]
    assert "registered for" not in strict.log()
    assert "aura" in strict.log().lower()
