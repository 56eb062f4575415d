"""The page of a tab: levers, two maps, and the tables of what they change."""

import json
import shlex
import time
from dataclasses import asdict
from functools import partial
from html import escape
from typing import Any

from nicegui import ui

from analysis.experiment.compare import difference_in, judged_together
from analysis.experiment.verdict import sentences
from analysis.live import tables
from analysis.live.elements import button, head, html, lines, table, text
from analysis.live.house import House
from analysis.live.levers import levers
from analysis.live.messages import (
    Again,
    Began,
    Compared,
    FromTab,
    More,
    Move,
    Play,
    Refused,
    Save,
    Saved,
    Seen,
    ToTab,
)
from analysis.live.panel import Panel
from analysis.live.reporting import Reporting
from analysis.live.saving import file_in
from analysis.live.scene import Counted, Scene
from analysis.live.session import Session
from analysis.live.telling import moment, sky
from analysis.words import words

_LISTEN_S = 0.06
_TABLE_S = 0.4
_SPEEDS = (5, 15, 30, 60, 120)
_FIRST_SPEED = 30
_MORE = 8  # replications

# The signs on the map: drawn as live.js draws them.
_LEGEND = {
    "store": '<rect x="4" y="4" width="6" height="6" fill="var(--live-store)"/>',
    "idle": '<circle cx="7" cy="7" r="3.5" fill="none" stroke="var(--live-courier)" '
    'stroke-width="1.5"/>',
    "busy": '<circle cx="7" cy="7" r="4" fill="var(--live-courier)"/>',
    "waiting": '<path d="M3 3l8 8M3 11l8-8" stroke="var(--live-waiting)" stroke-width="2"/>',
}


class Page:
    """What one tab shows, and what it does when something is moved or heard."""

    def __init__(self, house: House) -> None:
        self._house, self._say = house, words(house.lang)
        self._levers = levers(house.base.scenario)
        self._sent: dict[str, float | str] = {lever.name: lever.at for lever in self._levers}
        self._saved: Saved | None = None  # the levers as they are, in a file
        self._then_report = False
        self._number = self._shown_number = 0
        self._refused_number = 0  # of the latest move that could not be
        self._wanted = house.asked.replications
        self._table_s = 0.0
        self._ended = self._closed = False
        self._session: Session | None = None
        self._reporting = Reporting(house)
        self._playing, self._speed = True, _FIRST_SPEED
        head()
        with ui.element("div").classes("live"):
            self._build()
        self._timer = ui.timer(_LISTEN_S, self._listen)

    def open(self) -> None:
        """Start the process of the tab, once its browser has opened a socket.

        A request alone starts none: any page of another site can send one, and never come back.
        """
        if self._session is None and not self._closed:
            self._session = self._house.open()

    def close(self) -> None:
        """End all that belongs to the tab."""
        self._closed = True
        self._timer.cancel()
        self._reporting.end()
        if self._session is not None:
            self._house.close(self._session)

    def _build(self) -> None:
        say, scenario = self._say, self._house.base.scenario
        with ui.element("header"):
            text(f"o2o-market · {say('live.title')}", "p", "product")
            text(scenario.about(self._house.lang)[0], "h1")
            with ui.element("div").classes("head"):
                self._clock = text(say("live.starting"), "div", "clock")
                self._play = ui.button(say("live.pause"), on_click=self._toggle).props(
                    "outline no-caps"
                )
                ui.button(say("live.again"), on_click=lambda: self._tell(Again())).props(
                    "outline no-caps"
                )
                ui.select(
                    {speed: say("live.speed_of", n=speed) for speed in _SPEEDS},
                    value=_FIRST_SPEED,
                    label=say("live.speed"),
                    on_change=lambda event: self._set_speed(event.value),
                ).props("dense outlined").classes("speed")
        with ui.element("div").classes("body"):
            with ui.element("section").classes("card levers"):
                self._panel = Panel(self._levers, say, self._move)
            with ui.element("div").classes("main"):
                with ui.element("section").classes("card cities"):
                    self._build_maps()
                with ui.element("section").classes("card counted"):
                    text(say("live.so_far"), "h2")
                    self._so_far = table(
                        tables.so_far(Counted(), Counted(), say), "so-far", say("live.so_far")
                    )
                    text(say("live.so_far_note"), "p", "note")
                with ui.element("section").classes("card whole"):
                    text(say("live.measured"), "h2")
                    self._verdict = html(lines([say("live.move_first")]), "verdict")
                    self._verdict.props("aria-live=polite role=status")
                    self._measured = table("", "measured", say("live.measured"))
                    self._measured_note = text("", "p", "note")
                    self._build_buttons()

    def _build_maps(self) -> None:
        say = self._say
        with ui.element("div").classes("maps"):
            for name in ("base", "twin"):
                with ui.element("div"):
                    with ui.element("h2"):
                        text(say(f"live.{name}"), "span")
                        note = text("", "small")
                    ui.element("canvas").props(f'id="map-{name}" role=img')
                if name == "twin":
                    self._of_twin = note
        signs = (
            f'<span><svg viewBox="0 0 14 14" aria-hidden="true">{sign}</svg>'
            f"{say(f'live.legend_{name}')}</span>"
            for name, sign in _LEGEND.items()
        )
        html("".join(signs), "legend")

    def _build_buttons(self) -> None:
        say = self._say
        with ui.dialog() as dialog, ui.card():
            name = ui.input(say("live.save_name"))
            button(say("live.save"), lambda: self._save(name.value, dialog), outline=False)

        def ask_for_name() -> None:
            name.set_value(self._house.free_file().stem)
            dialog.open()

        with ui.element("div").classes("buttons"):
            button(say("live.more"), self._more)
            self._saves = button(say("live.save"), ask_for_name, outline=False)
            self._reports = button(say("live.report"), self._report, outline=False)
        for each in (self._saves, self._reports):
            each.disable()
        self._told = html("", "told")
        self._told.props("aria-live=polite")

    # What is done.

    def _tell(self, message: FromTab) -> None:
        if self._session is not None:
            self._session.say(message)

    def _toggle(self) -> None:
        self._playing = not self._playing
        self._play.set_text(self._say("live.pause" if self._playing else "live.play"))
        self._tell(Play(self._playing, self._speed))

    def _set_speed(self, speed: int) -> None:
        self._speed = speed
        self._tell(Play(self._playing, speed))

    def _move(self) -> None:
        """Have the twin live under the levers as they are, unless it does already."""
        if self._panel.values == self._sent:
            return
        self._sent = dict(self._panel.values)
        self._number += 1
        self._tell(Move(self._number, self._sent))
        self._saved = None
        self._nothing_measured("live.measuring" if self._is_moved else "live.alike")

    def _nothing_measured(self, phrase: str, **values: str) -> None:
        """Say why nothing is known of whole runs, or not yet."""
        for each in (self._saves, self._reports):
            each.set_enabled(self._has_twin)
        self._verdict.set_content(lines([self._say(phrase, **values)]))
        self._measured.set_content("")
        self._measured_note.set_text("")

    @property
    def _is_moved(self) -> bool:
        return any(self._sent[lever.name] != lever.at for lever in self._levers)

    @property
    def _has_twin(self) -> bool:
        """Whether there is a city under the levers as they are, beside the base."""
        return self._is_moved and self._refused_number != self._number

    def _more(self) -> None:
        self._wanted += _MORE
        self._tell(More(self._wanted))

    def _save(self, name: str, dialog: Any) -> None:
        try:
            self._tell(Save(file_in(self._house.folder, name)))
        except ValueError as error:
            self._refuse(str(error))
        else:
            dialog.close()

    def _report(self) -> None:
        """Write the report of what the levers say; it is saved as a scenario before."""
        if self._saved is not None:
            self._begin_report(self._saved)
        else:
            self._then_report = True
            self._tell(Save(self._house.free_file()))

    def _begin_report(self, saved: Saved) -> None:
        self._reporting.begin(saved)
        self._reports.disable()
        self._told.set_content(escape(self._say("live.reporting")))

    # What is heard.

    def _listen(self) -> None:
        if self._session is None:
            return
        seen: Seen | None = None
        for message in self._session.heard():
            if isinstance(message, Seen):
                seen = message  # of several the latest is enough
            else:
                self._hear(message)
        if seen is not None:
            self._show(seen)
        if not self._session.alive and not self._ended:
            self._ended = True
            self._clock.set_text(self._say("live.ended"))
            self._play.set_text(self._say("live.play"))
            self._play.disable()
        if (done := self._reporting.done()) is not None:
            self._told.set_content(done)
            self._reports.set_enabled(self._has_twin)

    def _hear(self, message: ToTab) -> None:
        match message:
            case Began(place):
                ui.run_javascript(f"o2oLive.place({json.dumps(asdict(place))})")
            case Compared():
                self._compared(message)
            case Saved():
                self._saved = message
                command = shlex.join(["o2o", *message.command])
                told = self._say("live.saved", file=message.file, command="\0")
                shown = escape(told).replace("\0", f"<code>{escape(command)}</code>")
                self._told.set_content(shown)
                if self._then_report:
                    self._then_report = False
                    self._begin_report(message)
            case Refused(why, number):
                self._then_report = False
                self._refuse(why)
                if number and number == self._number:
                    self._refused_number = number
                    self._nothing_measured("live.refused", why=why)

    def _refuse(self, why: str) -> None:
        ui.notify(self._say("live.refused", why=why), type="negative", multi_line=True)

    def _compared(self, found: Compared) -> None:
        if found.number != self._number or not self._is_moved or not found.done:
            return
        say, of = self._say, found.differences
        holm = judged_together({"twin": of})["twin"]
        known = partial(difference_in, found=of)
        told = sentences(known, say.lang, asked=found.asked, holm=holm)
        self._verdict.set_content(lines([*told, found.left_open[say.lang]]))
        self._measured.set_content(tables.measured(of, say))
        days = say.days(self._house.base.scenario.days)
        note = say("live.measured_note", done=found.done, wanted=found.wanted, days=days)
        self._measured_note.set_text(note)

    def _show(self, seen: Seen) -> None:
        say = self._say
        scenes = {
            "map-base": self._drawn(seen.base, seen.base_counted, "base"),
            "map-twin": self._drawn(seen.other, seen.other_counted, "twin"),
        }
        ui.run_javascript(f"o2oLive.draw({json.dumps(scenes)})")
        self._clock.set_text(say("live.over") if seen.over else self._moment(seen.base))
        self._of_twin.set_text(self._note_of_twin(seen))
        now_s = time.monotonic()
        if now_s - self._table_s > _TABLE_S or seen.number != self._shown_number:
            self._table_s, self._shown_number = now_s, seen.number
            self._so_far.set_content(tables.so_far(seen.base_counted, seen.other_counted, say))
            self._so_far.props(f"data-move={seen.number}")

    def _drawn(self, scene: Scene, counted: Counted, city: str) -> dict[str, Any]:
        told = self._say(
            "live.map",
            city=self._say(f"live.{city}"),
            orders=counted.orders,
            waiting=counted.waiting,
            idle=counted.idle,
        )
        return {
            "couriers": scene.couriers,
            "waiting": scene.waiting,
            "queued": scene.queued,
            "told": told,
        }

    def _note_of_twin(self, seen: Seen) -> str:
        """What is not as in the base: where the twin is while it catches up, or its weather."""
        if not seen.together:
            return f"{self._say('live.catching_up')}: {self._moment(seen.other)}"
        return "" if seen.other.weather == seen.base.weather else sky(seen.other, self._say)

    def _moment(self, scene: Scene) -> str:
        return moment(scene, self._house.base.scenario.demand.first_weekday, self._say)


def full(house: House) -> None:
    """What a tab shows for which there is no room."""
    head()
    with ui.element("div").classes("live"):
        text(words(house.lang)("live.full", n=len(house.sessions)), "p")
