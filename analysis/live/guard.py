"""Who may use the server: of its own pages alone, and where it is open to others, with a token.

A page of another site can send requests to a server on this machine, websockets too. Browsers say
where a request comes from (`Origin`) and which name it was sent to (`Host`): another page has
another origin, and a name that somebody else's domain gave this machine is not one of ours.
"""

import secrets
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

_SOCKETS = "/_nicegui_ws"
_WS_REFUSED = 1008  # of a websocket: against the rules


class Guard:
    """Stands before an application (ASGI) and refuses what is not from its own pages.

    Parameters
    ----------
    app
        What is guarded.
    port
        At which it is served; cookies of a machine are shared by all its ports.
    token
        Who has it in the address or as a cookie may come in; None: on this machine everyone may.
    """

    def __init__(self, app: App, *, port: int, token: str | None = None) -> None:
        self._app, self._token = app, token
        self._cookie = f"o2o-live-{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = {key.decode("latin-1").lower(): _text(value) for key, value in scope["headers"]}
        why = _stranger(scope, headers, anywhere=self._token is not None)
        if why:
            await _refuse(scope, send, 403, why)
        elif self._token is None or self._known(headers):
            await self._app(scope, receive, send)
        elif scope["type"] == "http" and self._brings_token(scope):
            await self._let_in(send)
        else:
            await _refuse(scope, send, 401, "the address needs the token that o2o live printed")

    def _known(self, headers: Mapping[str, str]) -> bool:
        try:
            cookies = SimpleCookie(headers.get("cookie", ""))
        except CookieError:
            return False
        return self._cookie in cookies and self._is_token(cookies[self._cookie].value)

    def _brings_token(self, scope: Scope) -> bool:
        said = dict(parse_qsl(_text(scope.get("query_string", b""))))
        return self._is_token(said.get("token", ""))

    def _is_token(self, said: str) -> bool:
        return secrets.compare_digest(said.encode(), (self._token or "").encode())

    async def _let_in(self, send: Send) -> None:
        """Keep the token as a cookie, and take it out of the address."""
        cookie = f"{self._cookie}={self._token}; Path=/; HttpOnly; SameSite=Lax"
        headers = [
            (b"location", b"/"),
            (b"set-cookie", cookie.encode()),
            (b"referrer-policy", b"no-referrer"),
        ]
        await _answer(send, 303, headers, b"")


def _stranger(scope: Scope, headers: Mapping[str, str], *, anywhere: bool) -> str:
    """Why a request is not from a page of this server; empty if it is."""
    host = headers.get("host", "")
    if not anywhere and _name(host) not in LOOPBACK:
        return f"'{host}' is no name of this machine for itself"
    origin = headers.get("origin")
    is_socket = scope["type"] == "websocket" or str(scope["path"]).startswith(_SOCKETS)
    if origin is None:
        if scope["type"] == "websocket":
            return "a websocket without an origin"
        crossed = headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
        return "from another site" if is_socket and crossed else ""
    there = urlsplit(origin)
    if there.scheme not in ("http", "https") or there.netloc.lower() != host.lower():
        return f"from another origin, '{origin}'"
    return ""


def _name(host: str) -> str:
    """The name in "name:port"."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _text(value: bytes) -> str:
    return value.decode("latin-1")


async def _refuse(scope: Scope, send: Send, status: int, why: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": _WS_REFUSED, "reason": why[:100]})
        return
    await _answer(send, status, [(b"content-type", b"text/plain; charset=utf-8")], why.encode())


async def _answer(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
