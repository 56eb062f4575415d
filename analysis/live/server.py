"""The server of `o2o live`: one page, behind a guard, and a process for each tab."""

import secrets
import socket
from collections.abc import Callable

from nicegui import app, ui
from starlette.responses import FileResponse, PlainTextResponse, Response

from analysis.live.guard import LOOPBACK, Guard
from analysis.live.house import House
from analysis.live.page import Page, full
from analysis.words import words

HERE = "127.0.0.1"
_ANYWHERE = {"0.0.0.0", "::", ""}
_RECONNECT_S = 5.0


def check_free(host: str, port: int) -> None:
    """Refuse a place where no server can be.

    Raises
    ------
    OSError
        It is taken, or no place of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        tried.bind((host, port))


def serve(
    house: House, *, host: str, port: int, browser: bool, tell: Callable[[str], None]
) -> None:
    """Serve until the process is told to end; all other processes end with it.

    Parameters
    ----------
    house
        What is served.
    host, port
        Where; elsewhere than on this machine alone, a token is asked for.
    browser
        Whether the page is opened in this machine's browser.
    tell
        Hears the address, once the server is about to begin.
    """
    token = None if host in LOOPBACK else secrets.token_urlsafe(24)
    app.add_middleware(Guard, port=port, token=token)
    app.on_shutdown(house.close_all)
    path = "/" if token is None else f"/?token={token}"

    @ui.page("/")
    def _tab() -> None:
        if house.is_full:
            full(house)
            return
        page = Page(house)
        ui.context.client.on_connect(page.open)
        ui.context.client.on_delete(page.close)

    @app.get("/reports/{key}/{path:path}")
    def _report(key: str, path: str) -> Response:
        file = house.published(key, path)
        if file is None:
            return PlainTextResponse("no such report", status_code=404)
        return FileResponse(file)

    tell(f"http://{_name(host)}:{port}{path}")
    try:
        ui.run(
            host=host,
            port=port,
            title=f"o2o-market · {words(house.lang)('live.title')}",
            favicon="🏙",
            dark=None,
            language="zh-CN" if house.lang == "zh" else "en-US",
            reload=False,
            show=path if browser else False,
            show_welcome_message=False,
            reconnect_timeout=_RECONNECT_S,
        )
    finally:
        house.close_all()


def _name(host: str) -> str:
    """How a browser reaches it."""
    if host in _ANYWHERE:
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host
