"""What was understood of a table of orders: facts, and the sentence that says them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.kpis import Lang
from analysis.recordings.left_out import LeftOut
from analysis.words import words
from sim.daytime import DAY_MIN
from sim.recording import Recording


@dataclass(frozen=True, eq=False)
class Understood:
    """A recording, and what the table said that it does not."""

    source: Path
    recording: Recording
    midnight: datetime | None = None  # minute 0; None: the table has no dates
    form: str = ""  # of its times, in words
    zone: str = ""  # by whose clocks, in words
    columns: tuple[tuple[str, str], ...] = ()  # role and column
    unread: tuple[str, ...] = ()  # columns
    encoding: str | None = None
    dropped: tuple[LeftOut, ...] = ()
    moved_m: float = 0.0  # the farthest that a row of a store is from its middle

    @cached_property
    def n_doors(self) -> int:
        """Different places to which orders went."""
        doors = np.column_stack([self.recording.door_x_m, self.recording.door_y_m])
        return len(np.unique(doors, axis=0))

    @property
    def baskets_cents(self) -> NDArray[np.int64]:
        """Baskets that are known, (n,)."""
        known: NDArray[np.int64] = self.recording.basket_cents[self.recording.basket_cents > 0]
        return known

    @property
    def n_ready(self) -> int:
        """Orders of which it is known when the food was ready."""
        return int(np.isfinite(self.recording.ready_min).sum())

    @property
    def n_dropped(self) -> int:
        """Rows that were left out."""
        return sum(each.n for each in self.dropped)

    def moment(self, minute: float) -> str:
        """A minute as date and time, or as day and time where there are no dates."""
        day, of_day = divmod(round(minute * 60), 86_400)
        clock = f"{of_day // 3600:02d}:{of_day // 60 % 60:02d}"
        if self.midnight is None:
            return f"day {day + 1} {clock}"
        return f"{self.midnight + timedelta(days=day):%Y-%m-%d} {clock}"

    def span(self, lang: Lang = "en") -> str:
        """First to last order: "17 May 17:00-21:00", "17 May to 19 May 2024", "17:00-21:00"."""
        say = words(lang)
        first, last = (
            float(edge) for edge in (self.recording.placed_min[0], self.recording.placed_min[-1])
        )
        clocks = f"{self.moment(first)[-5:]}-{self.moment(last)[-5:]}"
        if self.midnight is None:
            return clocks if self.recording.n_days == 1 else say.days(self.recording.n_days)
        days = [self.midnight + timedelta(days=edge // DAY_MIN) for edge in (first, last)]
        named = [say("orders.day", d=day.day, m=say(f"month.{day.month}")) for day in days]
        if days[0] == days[1]:
            return f"{named[0]} {clocks}"
        return say("orders.span", first=named[0], last=named[1], y=days[1].year)

    def sentence(self, lang: Lang = "en") -> str:
        """Such as "300 orders, 17 May 17:00-21:00, 25 stores, mean basket ¥38"."""
        say, recording = words(lang), self.recording
        parts = [
            say(
                "orders.orders" if recording.n_orders != 1 else "orders.order", n=recording.n_orders
            ),
            self.span(lang),
            say(
                "orders.stores" if recording.n_stores != 1 else "orders.store", n=recording.n_stores
            ),
        ]
        if len(self.baskets_cents):
            parts.append(say("orders.basket", yuan=f"{self.baskets_cents.mean() / 100:.0f}"))
        if recording.couriers is not None:
            parts.append(say("orders.couriers", n=len(recording.couriers.names)))
        return say("orders.separator").join(parts)

    def title(self, lang: Lang = "en") -> str:
        """What a scenario of these orders is called: the file's name and the sentence."""
        return words(lang)(
            "orders.title", file=self.source.resolve().name, said=self.sentence(lang)
        )
