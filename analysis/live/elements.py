"""What the page of a tab is put together from."""

from collections.abc import Callable, Iterable
from importlib.resources import files
from typing import Any

from nicegui import ui

from analysis.report.pages import with_units
from analysis.wording import NO_BREAK, THIN_SPACE


def head() -> None:
    """The style and the script of the page."""
    here = files(__package__)
    ui.add_css((here / "live.css").read_text(encoding="utf-8"))
    script = (here / "live.js").read_text(encoding="utf-8")
    ui.add_body_html(f"<script>{script}</script>")


class Text(ui.element):
    """An element that holds a text."""

    def __init__(self, text: str, tag: str) -> None:
        super().__init__(tag)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Put another text in its place."""
        if text != self._text:
            self._text = text
            self.update()


def text(said: str, tag: str, classes: str = "") -> Any:
    """An element of a tag that holds a text."""
    return Text(said, tag).classes(classes)


def html(content: str, classes: str) -> Any:
    """An element that holds what is HTML already, made here."""
    return ui.html(content, sanitize=False).classes(classes)


def lines(sentences: Iterable[str]) -> str:
    """HTML of sentences, each on a line of its own, which break in no figure; none of nothing."""
    told = "".join(f"<p>{with_units(each)}</p>" for each in sentences if each)
    return told.replace(THIN_SPACE, NO_BREAK)


def table(content: str, classes: str, name: str) -> Any:
    """A table of HTML that is made here; where it is wider than its place, keys scroll it."""
    return html(content, f"{classes} scroll").props(f'tabindex=0 role=group aria-label="{name}"')


def button(said: str, pressed: Callable[[], Any], *, outline: bool = True) -> Any:
    """A button."""
    return ui.button(said, on_click=pressed).props(f"no-caps {'outline' if outline else ''}")
