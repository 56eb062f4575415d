"""Parts: what a market is made of, in one literal table that compiled code is built for.

A part is a file that exports one record: its name, its functions, its rows. `Parts` lists them, and
`sim.standard` holds the table that every market has unless it is given another. Whoever wants
a part more hands over a table that has it:

    sim.simulation.alive(scenario, seed, parts=STANDARD.with_channels(LOCKER))

Nothing is registered and nothing is patched, so that markets of different tables live side by side.
How compiled code calls the functions of a table is told in `sim.flow.composed`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import IntEnum
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.flow.funnel import STEPS
from sim.schema import Rows

# A compiled function, or uncompiled the same one as Python.
Kernel = Any


class Taker(IntEnum):
    """Who takes an order, by its channel, and the money for it."""

    PLATFORM = 0  # it is the platform's: paid in its app, on its terms, in its figures
    STORE = 1  # the consumer goes to the store and pays there; the platform has no part in the sale
    RIVAL = 2  # another platform's


@dataclass(frozen=True, eq=False)
class SalesChannel:
    """A way to get a store's food: what it is worth, and what becomes of who chose it.

    Its number, on orders, is its position in the table.

    Parameters
    ----------
    name
        As it is called in tables and scenario files.
    nest
        Alternatives of one nest are nearer to one another than to others in the nested logit. A
        name that no channel before it has makes a nest more.
    worth
        `worth(world, session) -> utils`: what the consumer thinks of the channel itself, asked once
        a session. None, as the two below then are: no consumer chooses the channel; a mechanism
        writes its orders, those of strangers (`sim.order.is_strangers`).
    alternative
        `alternative(world, session, candidate, utils) -> (weight, coupon, basket_cents)`: what a
        store's food is worth by this channel, as a logit weight, 0 where it cannot be had, given
        the worth of store and channel; the coupon used, -1 for none, and the basket it is used on.
    place
        `place(world, session, chosen)`: the consumer has chosen this channel; an order sets out,
        or not.
    rows
        `rows(scenario)`: columns of its own for a `Scenario`; its functions get them by
        `own(world, name)`.
    taker
        Whose its orders are. Only those of the platform are in its figures; what counts as theirs
        is asked of `is_platforms` (`sim.flow.composed`), or where nothing is compiled of `takers`.
    through_app
        Whether its orders come through the platform's app, whoever takes them: a store that leaves
        the app has none.
    """

    name: str
    nest: str
    worth: Kernel
    alternative: Kernel
    place: Kernel
    rows: Callable[[Any], Rows] | None = None
    taker: Taker = Taker.PLATFORM
    through_app: bool = True

    @property
    def is_chosen(self) -> bool:
        """Whether consumers choose by it."""
        return self.alternative is not None


@dataclass(frozen=True)
class Effect:
    """What a mechanism does that can be measured: a lever, and the metric that it moves.

    Parameters
    ----------
    rows
        Numbers of the terms of docs/mechanisms.md that it stands for.
    term_zh, term
        What it is called, in Chinese and in English.
    lever
        Key of a scenario, as `--set` has it.
    metric
        Name of a KPI.
    direction
        "+" or "-": what the metric does when the lever is changed.
    evidence
        Source and year of the direction, or "assumption".
    change
        The lever before and after, as `--set` has values.
    scenario
        The shipped scenario in which the lever is changed.
    days
        After which it shows, beyond chance, under half a dozen seeds.
    """

    rows: tuple[int, ...]
    term_zh: str
    term: str
    lever: str
    metric: str
    direction: str
    evidence: str
    change: tuple[str, str] = ("false", "true")
    scenario: str = "baseline"
    days: int = 2


@dataclass(frozen=True, eq=False)
class Mechanism:
    """Something that shapes the market beside its core, all of it told in one file.

    What it does not name, it does not do. Its functions of moments are told what
    `sim.flow.moments` says; they get its rows by `own(world, name)`.

    Parameters
    ----------
    name
        As it is called in scenario files, under `mechanisms`.
    about
        What it is, in one line.
    effects
        What it does that can be measured, written down before measuring.
    settings
        A `sim.settings.Section` with a field `enabled`; without settings it is always on.
    rows
        `rows(scenario)`: columns of its own for a `Scenario`, one table or a tuple of some. Their
        places in the tuple are named apart from their schemas: `PEOPLE_ROWS` of a table with a row
        for each, `RULES_ROW` of one that has one row.
    channels
        Channels that it brings along: they come after those of the table, and stay while it is on.
    past
        `past(world, scenario)`: puts into its rows what people bring along when the run begins,
        after the orders of their past.
    relisted
        `relisted(world, scenario, stores)`: lists have been drawn anew, among the stores that reach
        each cell now; `stores` are all of them, as they were when the run began.
    needs
        `needs(market, drawn) -> needs`: what it adds to a day's needs (`sim.flow.world.NEED`), in
        order of time.
    process
        `process(market) -> Process | None`: what it does occasionally, see `sim.processes`.
    kpis
        `kpis(result) -> dict`: its figures of a run, by name, from a `RunResult`.
    uses_app, is_met, opening_utils, channel_utils, listed, store_utils, passer_utils, liked,
    remembered_utils, nest_draw, expected_wait, delivery_fee, price_utils, coupon_used,
    paying_share, friction, payment_failure, supplied, held, endurance, awaited, acceptance_utils,
    door_min, found, guarantee_cents
        What it makes of these values, given what the mechanisms before it made of them; what each
        is, and whom it is told, `sim.flow.reactions` says.
    lived, foreseen, session_opened, chose, passed, placed, due, accepted, ready, picked_up,
    handed_over, ended
        What it does at these moments.
    """

    name: str
    about: str
    effects: tuple[Effect, ...] = ()
    settings: type[Any] | None = None
    rows: Callable[[Any], Rows | tuple[Rows, ...]] | None = None
    channels: tuple[SalesChannel, ...] = ()
    past: Callable[[Any, Any], None] | None = None
    relisted: Callable[[Any, Any, Rows], None] | None = None
    needs: Callable[[Any, Rows], Rows] | None = None
    process: Callable[[Any], Any] | None = None
    kpis: Callable[[Any], dict[str, float | None]] | None = None
    uses_app: Kernel | None = None
    is_met: Kernel | None = None
    opening_utils: Kernel | None = None
    channel_utils: Kernel | None = None
    listed: Kernel | None = None
    store_utils: Kernel | None = None
    passer_utils: Kernel | None = None
    liked: Kernel | None = None
    remembered_utils: Kernel | None = None
    nest_draw: Kernel | None = None
    expected_wait: Kernel | None = None
    delivery_fee: Kernel | None = None
    price_utils: Kernel | None = None
    coupon_used: Kernel | None = None
    paying_share: Kernel | None = None
    friction: Kernel | None = None
    payment_failure: Kernel | None = None
    supplied: Kernel | None = None
    held: Kernel | None = None
    endurance: Kernel | None = None
    awaited: Kernel | None = None
    acceptance_utils: Kernel | None = None
    door_min: Kernel | None = None
    found: Kernel | None = None
    guarantee_cents: Kernel | None = None
    lived: Kernel | None = None
    foreseen: Kernel | None = None
    session_opened: Kernel | None = None
    chose: Kernel | None = None
    passed: Kernel | None = None
    placed: Kernel | None = None
    due: Kernel | None = None
    accepted: Kernel | None = None
    ready: Kernel | None = None
    picked_up: Kernel | None = None
    handed_over: Kernel | None = None
    ended: Kernel | None = None

    def settings_in(self, tables: Mapping[str, Mapping[str, Any]]) -> Any:
        """Its settings, checked, from those of all mechanisms as a scenario has them."""
        return None if self.settings is None else self.settings(**tables.get(self.name, {}))

    def is_on(self, tables: Mapping[str, Mapping[str, Any]]) -> bool:
        """Whether a scenario has it switched on."""
        return self.settings is None or bool(self.settings_in(tables).enabled)


# What the flow calls mechanisms for: moments (`sim.flow.moments`) and values that they move
# (`sim.flow.reactions`).
HOOKS = tuple(field.name for field in fields(Mechanism) if field.type == Kernel | None)


@dataclass(frozen=True, eq=False)
class Parts:
    """The parts of a market, in the order in which they are called."""

    channels: tuple[SalesChannel, ...]
    mechanisms: tuple[Mechanism, ...] = ()
    switched_from: "Parts | None" = None

    def with_channels(self, *channels: SalesChannel) -> "Parts":
        """The same table with channels added at its end."""
        return Parts((*self.channels, *channels), self.mechanisms)

    def with_mechanisms(self, *mechanisms: Mechanism) -> "Parts":
        """The same table with mechanisms added at its end."""
        return Parts(self.channels, (*self.mechanisms, *mechanisms))

    @property
    def whole(self) -> "Parts":
        """The table with all that a scenario may switch on, for which code is compiled."""
        return self.switched_from or self

    def switched(self, tables: Mapping[str, Mapping[str, Any]]) -> "Parts":
        """The same table without the mechanisms that a scenario's settings leave switched off.

        What is off is not there, nor are its channels. Channels of what is on come after those of
        the table.
        """
        known = [mechanism.name for mechanism in self.whole.mechanisms]
        for name in tables:
            if name not in known:
                raise ValueError(
                    f"mechanisms: no mechanism named '{name}'; known: {', '.join(known) or 'none'}"
                )
        on = tuple(each for each in self.whole.mechanisms if each.is_on(tables))
        return _with_these(self.whole, on)

    def listeners(self, moment: str) -> list[Kernel]:
        """What the mechanisms do at a moment, or make of a value, in their order."""
        functions = [getattr(mechanism, moment) for mechanism in self.mechanisms]
        return [function for function in functions if function is not None]

    @cached_property
    def channel_names(self) -> tuple[str, ...]:
        """Of the channels, by their numbers."""
        return tuple(channel.name for channel in self.channels)

    @cached_property
    def chosen(self) -> tuple[int, ...]:
        """Numbers of the channels that consumers choose by."""
        return tuple(row for row, channel in enumerate(self.channels) if channel.is_chosen)

    @cached_property
    def takers(self) -> NDArray[np.int64]:
        """Whose the orders of each channel are, see `Taker`, (n_channels,)."""
        return np.array([channel.taker for channel in self.channels], np.int64)

    @cached_property
    def through_app(self) -> NDArray[np.bool_]:
        """Whether orders by each channel come through the app, (n_channels,)."""
        return np.array([channel.through_app for channel in self.channels], np.bool_)

    @cached_property
    def nests(self) -> tuple[str, ...]:
        """Nests of the choice, in the order of the first channel of each."""
        return tuple(dict.fromkeys(channel.nest for channel in self.channels))

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """Steps of the funnel; those of channels that are added come last."""
        chosen = (self.channels[number] for number in self.chosen)
        return tuple(dict.fromkeys((*STEPS, *map(chosen_step, chosen))))

    @cached_property
    def owners(self) -> tuple[Any, ...]:
        """Parts that have rows of their own."""
        return tuple(part for part in self.all if part.rows is not None)

    @cached_property
    def rows_of(self) -> dict[str, int]:
        """Where the rows of each stand among those of all, by its name."""
        return {part.name: nth for nth, part in enumerate(self.owners)}

    @cached_property
    def all(self) -> tuple[Any, ...]:
        """Every part of every kind."""
        return (*self.channels, *self.mechanisms)

    @cached_property
    def every_channel(self) -> tuple[SalesChannel, ...]:
        """Its channels, then those that its mechanisms bring along."""
        return _with_brought(self.channels, self.mechanisms)


@cache
def _with_these(whole: Parts, on: tuple[Mechanism, ...]) -> Parts:
    """The table with these mechanisms alone: the same one each time, as much is known by it."""
    return Parts(_with_brought(whole.channels, on), on, switched_from=whole)


def _with_brought(
    channels: tuple[SalesChannel, ...], mechanisms: tuple[Mechanism, ...]
) -> tuple[SalesChannel, ...]:
    """Channels, and after them those that mechanisms bring, each once."""
    brought = (channel for mechanism in mechanisms for channel in mechanism.channels)
    return tuple(dict.fromkeys((*channels, *brought)))


def chosen_step(channel: SalesChannel) -> str:
    """The step of the funnel that counts who chose a channel."""
    return f"chose_{channel.name}"
