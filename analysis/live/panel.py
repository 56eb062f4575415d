"""The levers of a tab: an input for each, and where it stands."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from nicegui import ui

from analysis.live.elements import button, text
from analysis.live.levers import Lever
from analysis.live.telling import called, stands
from analysis.words import Words


class Panel:
    """The levers, made where it is made; `let_go` hears that one has been moved.

    Attributes
    ----------
    values
        Where each lever stands, by name.
    """

    def __init__(self, levers: Sequence[Lever], say: Words, let_go: Callable[[], None]) -> None:
        self._levers, self._say, self._let_go = levers, say, let_go
        self.values: dict[str, float | str] = {lever.name: lever.at for lever in levers}
        self._labels: dict[str, tuple[Any, Any]] = {}
        self._inputs: dict[str, Any] = {}
        self._build()

    def _build(self) -> None:
        say = self._say
        text(say("live.levers"), "h2")
        text(say("live.levers_note"), "p", "note")
        for lever in self._levers:
            with ui.element("div").classes("lever") as box:
                with ui.element("div").classes("row"):
                    name = called(lever, say)
                    text(name, "span")
                    self._labels[lever.name] = text("", "b"), box
                self._inputs[lever.name] = self._input(lever, name)
            self._stand(lever)
            self._label(lever)
        with ui.element("div").classes("buttons"):
            button(say("live.back"), self._back)

    def _input(self, lever: Lever, name: str) -> Any:
        if lever.options:
            return ui.select(
                {option: stands(lever, option, self._say) for option in lever.options},
                value=lever.at,
                on_change=lambda event: self._moved(lever, event.value, done=True),
            ).props(f'dense outlined aria-label="{name}"')
        slider = ui.element("input").props(
            f'type=range min={lever.low} max={lever.high} step={lever.step} aria-label="{name}"'
        )
        for event, done in (("input", False), ("change", True)):
            heard = partial(self._slid, lever, done)
            slider.on(event, heard, js_handler="(e) => emit(Number(e.target.value))")
        return slider

    def _slid(self, lever: Lever, done: bool, event: Any) -> None:
        self._moved(lever, event.args, done=done)

    def _moved(self, lever: Lever, said: Any, *, done: bool) -> None:
        """A lever goes somewhere; once it is let go, that is told."""
        try:
            value = lever.value(said)
        except ValueError:  # what no input of ours sends
            return
        self.values[lever.name] = value
        self._label(lever)
        if done:
            self._stand(lever)
            self._let_go()

    def _back(self) -> None:
        self.values = {lever.name: lever.at for lever in self._levers}
        for lever in self._levers:
            self._stand(lever)
            self._label(lever)
        self._let_go()

    def _stand(self, lever: Lever) -> None:
        """Have the input of a lever stand where the lever does."""
        held, value = self._inputs[lever.name], self.values[lever.name]
        if lever.options:
            held.value = value
        else:
            told = stands(lever, value, self._say)
            held.props(f'value={value} aria-valuetext="{told}"')

    def _label(self, lever: Lever) -> None:
        """Say where a lever stands, and where it stood."""
        shown, box = self._labels[lever.name]
        now = self.values[lever.name]
        moved = now != lever.at
        was = f"{stands(lever, lever.at, self._say)} → " if moved else ""
        shown.set_text(was + stands(lever, now, self._say))
        box.classes(add="moved" if moved else "", remove="" if moved else "moved")
