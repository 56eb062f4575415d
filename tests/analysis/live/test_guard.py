"""The guard: pages of other sites are refused, and outside this machine whoever has no token."""

import asyncio

import pytest

from analysis.live.guard import Guard

HERE = {"host": "127.0.0.1:8080"}
OWN = HERE | {"origin": "http://127.0.0.1:8080"}


def ask(headers, *, kind="http", path="/", query="", token=None):
    """What a guarded application answers: a status, or the code of a closed socket."""
    answers = []

    async def application(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message):
        answers.append(message)

    scope = {
        "type": kind,
        "path": path,
        "query_string": query.encode(),
        "headers": [(key.encode(), value.encode()) for key, value in headers.items()],
    }
    asyncio.run(Guard(application, port=8080, token=token)(scope, None, send))
    first = answers[0]
    said = {key.decode(): value.decode() for key, value in first.get("headers", [])}
    return first.get("status", first.get("code")), said


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost:8080", "[::1]:8080", "LOCALHOST"])
def test_this_machine_may_come_in_by_its_own_names(host):
    assert ask({"host": host})[0] == 200


@pytest.mark.parametrize("host", ["evil.example:8080", "127.0.0.1.evil.example", "", "[::1"])
def test_a_name_that_somebody_gave_this_machine_is_refused(host):
    assert ask({"host": host})[0] == 403


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "http://127.0.0.1:9090",
        "https://localhost:8080",
        "null",
        "file://",
        "chrome-extension://127.0.0.1:8080",
    ],
)
@pytest.mark.parametrize(("kind", "refused"), [("http", 403), ("websocket", 1008)])
def test_another_origin_is_refused(origin, kind, refused):
    assert ask(HERE | {"origin": origin}, kind=kind)[0] == refused


def test_a_socket_needs_an_origin_and_a_request_does_not():
    assert ask(HERE, kind="websocket")[0] == 1008
    assert ask(OWN, kind="websocket")[0] == 200
    assert ask(HERE)[0] == 200


def test_what_stands_for_a_socket_is_refused_to_other_sites():
    crossed = HERE | {"sec-fetch-site": "cross-site"}
    assert ask(crossed, path="/_nicegui_ws/socket.io/")[0] == 403
    assert ask(HERE | {"sec-fetch-site": "same-origin"}, path="/_nicegui_ws/socket.io/")[0] == 200


def test_without_the_token_nobody_comes_in_from_outside():
    outside = {"host": "10.0.0.7:8080"}
    own = outside | {"origin": "http://10.0.0.7:8080"}
    assert ask(outside, token="secret")[0] == 401
    assert ask(outside, token="secret", query="token=wrong")[0] == 401
    assert ask(outside | {"cookie": "o2o-live-8080=wrong"}, token="secret")[0] == 401
    assert ask(outside | {"cookie": "a b c;=;"}, token="secret")[0] == 401
    assert ask(own, kind="websocket", token="secret")[0] == 1008
    assert ask(own, kind="websocket", token="secret", query="token=secret")[0] == 1008


def test_the_token_in_the_address_becomes_a_cookie_that_lets_in():
    outside = {"host": "10.0.0.7:8080"}
    status, said = ask(outside, token="secret", path="//evil.example", query="token=secret")
    assert (status, said["location"]) == (303, "/")
    assert "HttpOnly" in said["set-cookie"]
    cookie = said["set-cookie"].partition(";")[0]
    known = outside | {"cookie": f"other=1; {cookie}"}
    assert ask(known, token="secret")[0] == 200
    socket = known | {"origin": "http://10.0.0.7:8080"}
    assert ask(socket, kind="websocket", token="secret")[0] == 200
    assert ask(known | {"origin": "http://evil.example"}, token="secret")[0] == 403


def test_what_is_no_request_goes_through():
    assert ask({}, kind="lifespan")[0] == 200
