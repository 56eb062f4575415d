"""Debian's Chromium, by Playwright, and its Firefox, by WebDriver BiDi, with one page open each."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.analysis.live.serving import chromium, wait_for

FIREFOX = Path("/usr/bin/firefox-esr")
_SETTLED = "document.readyState === 'complete' && !document.querySelector('.replay[hidden]')"


class Tab:
    """A page in a browser, and what was heard while it was open: requests and errors."""

    def __init__(self, evaluate: Any, heard: list[str]) -> None:
        self._evaluate = evaluate
        self.heard = heard

    def __call__(self, expression: str) -> Any:
        """What an expression comes to."""
        return json.loads(self._evaluate(f"JSON.stringify({expression}) ?? 'null'"))

    def wait_for(self, expression: str, within_s: float = 30) -> None:
        """Wait until an expression is true."""
        wait_for(lambda: self(expression), within_s)


@contextmanager
def in_chromium(page: Path, width_px: int = 1280) -> Iterator[Tab]:
    """The page, once it stands."""
    heard: list[str] = []
    with chromium() as browser:
        tab = browser.new_page(viewport={"width": width_px, "height": 900})
        tab.on("request", lambda request: _note(heard, request.url))
        tab.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
        tab.on("pageerror", lambda error: heard.append(str(error)))
        tab.goto(page.as_uri())
        found = Tab(tab.evaluate, heard)
        found.wait_for(_SETTLED)
        yield found


@contextmanager
def in_firefox(page: Path, width_px: int = 1280) -> Iterator[Tab]:
    """The page, once it stands."""
    client = pytest.importorskip("websockets.sync.client", reason="needs websockets")
    if not FIREFOX.exists():
        pytest.skip(f"needs {FIREFOX}")
    with (
        TemporaryDirectory() as profile,
        _firefox(profile) as address,
        client.connect(f"{address}/session", max_size=None) as socket,
    ):
        bidi = _Bidi(socket)
        bidi("session.new", capabilities={})
        bidi("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])
        context = bidi("browsingContext.getTree")["contexts"][0]["context"]
        screen = {"width": width_px, "height": 900}
        bidi("browsingContext.setViewport", context=context, viewport=screen)
        bidi("browsingContext.navigate", context=context, url=page.as_uri(), wait="complete")

        def evaluate(expression: str) -> str:
            asked = {"expression": expression, "target": {"context": context}}
            found = bidi("script.evaluate", **asked, awaitPromise=True)
            assert found["type"] == "success", found["exceptionDetails"]["text"]
            return str(found["result"]["value"])

        tab = Tab(evaluate, bidi.heard)
        tab.wait_for(_SETTLED)
        yield tab


@contextmanager
def _firefox(profile: str) -> Iterator[str]:
    """The browser without a window; where it listens."""
    command = [str(FIREFOX), "--headless", "--no-remote", "--profile", profile]
    process = subprocess.Popen(
        [*command, "--remote-debugging-port", "0"],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    assert process.stderr is not None
    try:
        lines = (line for line in process.stderr if "WebDriver BiDi listening on" in line)
        yield next(lines).split()[-1]
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def _note(heard: list[str], address: str) -> None:
    """Note what is asked for; data in the page itself are none."""
    if not address.startswith("data:"):
        heard.append(address)


class _Bidi:
    """Commands of WebDriver BiDi, each answered in its turn."""

    def __init__(self, socket: Any) -> None:
        self.socket = socket
        self.n_asked = 0
        self.heard: list[str] = []

    def __call__(self, method: str, **params: Any) -> Any:
        self.n_asked += 1
        self.socket.send(json.dumps({"id": self.n_asked, "method": method, "params": params}))
        while True:
            told = json.loads(self.socket.recv())
            if told.get("id") == self.n_asked:
                assert told["type"] == "success", told
                return told["result"]
            self._hear(told)

    def _hear(self, told: dict[str, Any]) -> None:
        if told.get("method") == "network.beforeRequestSent":
            _note(self.heard, told["params"]["request"]["url"])
        elif told.get("method") == "log.entryAdded" and told["params"]["level"] == "error":
            self.heard.append(told["params"]["text"])
