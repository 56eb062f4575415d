"""The engine of one tab: two cities on the screen, and replications of both in between.

It works in small pieces, so that whoever moves a lever is heard at once.
"""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import get_args

from analysis.experiment.asked import asked_about
from analysis.experiment.compare import difference_in
from analysis.experiment.course import OrdersCourse
from analysis.experiment.left_open import left_open
from analysis.experiment.outcome import tried
from analysis.kpis import Lang
from analysis.live import saving
from analysis.live.levers import levers, moved_to, settings
from analysis.live.living import Pieces, Warm
from analysis.live.messages import (
    Again,
    Asked,
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
from analysis.live.replications import Replications
from analysis.live.scene import counted_in, place_of, scene_of
from analysis.live.twins import Twins
from analysis.loading import Arm, load_arm
from analysis.recordings.privacy import Veil
from analysis.scenario_file import overriding, read_overrides
from sim.kernels import compile_kernels

# Between two pictures of the cities, seconds.
FRAME_S = 0.125
# When the show begins: shortly before lunch on the first day.
FIRST_MIN = 10 * 60 + 30.0
# How long there may be nothing to hear, seconds.
_IDLE_S = 0.5
MOST_REPLICATIONS = 200


class Engine:
    """Both cities of a tab; what it has to say goes to `tell`."""

    def __init__(self, asked: Asked, tell: Callable[[ToTab], None]) -> None:
        self._asked, self._tell = asked, tell
        days = {} if asked.days is None else {"days": asked.days}
        self._overrides = [*read_overrides(asked.settings), *overriding(days)]
        self.base = self.other = load_arm(
            asked.source, self._overrides, allow_code=asked.allow_code
        )
        of = self.base.recording
        self._veil = None if of is None else Veil(of.door_x_m, of.door_y_m, of.extent)
        self.levers = levers(self.base.scenario)
        self.moved: dict[str, float | str] = {}
        self.number = 0  # of the latest move
        self.wanted = asked.replications
        warm: Warm = {}
        self.twins = Twins(self.base, asked.seed, warm)
        self.replications = Replications(self.base, warm)
        self._playing, self._minutes_per_s = True, 30.0
        self._next_frame_s = 0.0
        self._began = False
        self._job: Pieces[None] | None = self._begin(FIRST_MIN)
        self._counting: Pieces[None] | None = self._count()

    @property
    def wait_s(self) -> float:
        """How long there is nothing to do but to listen."""
        if self._job is not None or self._counting is not None:
            return 0.0
        if self._runs:
            return max(0.0, self._next_frame_s - time.monotonic())
        return _IDLE_S

    @property
    def _runs(self) -> bool:
        return self._playing and self._began and not self.twins.over

    def hear(self, said: FromTab) -> None:
        """Do what the tab asks for, or say why not."""
        match said:
            case Move(number, moved):
                self._move(number, dict(moved))
            case Play(playing, minutes_per_s):
                self._playing, self._minutes_per_s = playing, max(0.1, minutes_per_s)
            case Again():
                self._began = False
                self._job = self._begin(0.0)
            case More(replications):
                self.wanted = min(max(self.wanted, replications), MOST_REPLICATIONS)
                self._counting = self._count()
            case Save(file):
                self._save(file)

    def work(self) -> None:
        """Do the next piece."""
        if self._job is not None:
            self._job = self._after(self._job)
        elif self._runs and time.monotonic() >= self._next_frame_s:
            self._next_frame_s = time.monotonic() + FRAME_S
            done = tried(self.twins.go_on, self._minutes_per_s * FRAME_S)
            if done.error:
                self._playing = False
                self._tell(Refused(done.error))
            self._show()
        elif self._counting is not None:
            self._counting = self._after(self._counting)

    def _after(self, pieces: Pieces[None]) -> Pieces[None] | None:
        """Do one piece; what is left of them, if anything."""
        done = tried(partial(next, pieces), True)  # True: there is nothing left
        if done.error:
            self._tell(Refused(done.error, self.number))
        return None if done.error or done.value else pieces

    def _move(self, number: int, said: dict[str, object]) -> None:
        try:
            moved = moved_to(self.levers, said)
            other = self._arm_of(moved)
        except ValueError as error:
            self._tell(Refused(str(error), number))
            return
        compile_kernels(other.scenario)
        self.number, self.moved, self.other = number, moved, other
        self._job = self._exchange() if self._began else self._begin(FIRST_MIN)
        self._counting = self._count()
        self._told()

    def _arm_of(self, moved: dict[str, float | str]) -> Arm:
        if not moved:
            return self.base
        laid = overriding(settings(self.base.scenario, moved))
        return replace(
            load_arm(
                self._asked.source,
                [*self._overrides, *laid],
                allow_code=self._asked.allow_code,
            ),
            label="twin",
        )

    def _begin(self, at_min: float) -> Pieces[None]:
        yield from self.twins.begin(self.other, at_min)
        self._began = True
        self._tell(Began(place_of(self.twins.base)))
        self._show()

    def _exchange(self) -> Pieces[None]:
        """Another twin, which is shown as it catches up."""
        yield from self.twins.exchange(self.other)
        shown_s = time.monotonic()
        for _ in self.twins.catch_up():
            if time.monotonic() - shown_s > FRAME_S:
                self._show()
                shown_s = time.monotonic()
            yield
        self._show()

    def _count(self) -> Pieces[None]:
        seeds = range(self._asked.seed, self._asked.seed + self.wanted)
        other = self.other if self.moved else None
        return self.replications.work(other, self._twin, seeds, self._told)

    @property
    def _twin(self) -> str:
        return json.dumps(self.moved, sort_keys=True)

    def _told(self) -> None:
        """Say what replications have found of this twin so far."""
        done = self.replications.known(self._twin)
        found = self.replications.differences(self._twin) if done else ()
        scenarios = self.base.scenario, self.other.scenario
        known, course = partial(difference_in, found=found), OrdersCourse()
        langs: tuple[Lang, ...] = get_args(Lang) if done else ()
        still = {lang: left_open(*scenarios, known, course, lang=lang) for lang in langs}
        asked = asked_about(*scenarios)
        self._tell(Compared(self.number, done, self.wanted, found, asked, still))

    def _show(self) -> None:
        twins = self.twins
        self._tell(
            Seen(
                number=self.number,
                base=scene_of(twins.base, self._veil),
                other=scene_of(twins.other, self._veil),
                base_counted=twins.base_counted,
                other_counted=counted_in(twins.other),
                together=twins.together,
                over=twins.over,
            )
        )

    def _save(self, file: Path) -> None:
        try:
            if not self.moved:
                raise ValueError("no lever is moved: it would be the base")
            if file.exists():
                raise ValueError(f"{file} is there already")
            saving.write(file, self._asked, self.base, self.other, self.levers, self.moved)
        except (ValueError, OSError) as error:
            self._tell(Refused(str(error)))
            return
        self._tell(Saved(file, saving.comparing(self._asked, file, self.wanted)))
