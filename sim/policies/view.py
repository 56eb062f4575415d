"""What a policy may see: the market's columns, read-only, and what is derived from them."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.courier import Doing
from sim.city import CityPlan
from sim.daytime import DAY_MIN
from sim.flow.campaigns import campaign_days, discount_cents
from sim.flow.influences import Sky
from sim.flow.parts import Taker
from sim.flow.world import World
from sim.order import is_strangers
from sim.policies.so_far import DaysSoFar, days_so_far
from sim.schema import Rows
from sim.settings import Settings

# Tables of the world that are shown as they are.
_SHOWN = (
    *("consumers", "stores", "couriers", "stops", "orders", "travel", "tariff", "terms"),
    *("rates", "kitchen", "campaigns", "influences", "outside", "funnel", "book", "state"),
)


def read_only(rows: Rows) -> Rows:
    """The same memory, which the holder cannot write to, nor make writable."""
    if rows.size == 0:
        view = rows.view()
        view.flags.writeable = False
        return view
    held: Any = rows.reshape(-1).view(np.uint8)
    memory = memoryview(held).toreadonly()
    return np.frombuffer(memory, np.uint8).view(rows.dtype).reshape(rows.shape)


def _shown(city: CityPlan) -> CityPlan:
    """A city whose maps cannot be written to."""
    maps = {name: part for name, part in vars(city).items() if isinstance(part, np.ndarray)}
    changed: dict[str, Any] = {name: read_only(part) for name, part in maps.items()}
    return replace(city, **changed)


@dataclass(slots=True, frozen=True)
class MarketView:
    """The market at one moment, as a policy sees it.

    Arrays are read-only views of the market's own columns (each column's meaning stands in its
    schema): no copy is made, and what is read is always the present. `docs/policies.md` tells
    what each attribute means.
    """

    city: CityPlan
    segments: tuple[str, ...]
    seed: int
    first_day: int  # of the run; below 0, the first of its warm-up
    first_weekday: int  # weekday of day 0, 0 Monday
    consumers: Rows  # (n_consumers,)
    stores: Rows  # (n_stores,)
    couriers: Rows  # (n_couriers,)
    stops: Rows  # (n_couriers, MAX_STOPS)
    orders: Rows  # (capacity,): rows up to the last order placed are meaningful
    travel: Rows  # (1,) ways, service times and what couriers may carry
    tariff: Rows  # (n_zones,) fees and promise in force
    terms: Rows  # (1,) what the scenario fixes: commission, service fee, discount of pickups
    rates: Rows  # (1,) what policies have set, for the whole city: pay, what a fee covers
    kitchen: Rows  # (1,) what stores say of cooking, and from how many portions the app hides them
    campaigns: Rows  # (n_campaigns,) today's offers, and what is left of budgets
    offered: Rows  # (n_days, n_campaigns) what campaigns offered on the days so far
    influences: Rows  # (n_sources,) what comes from outside, by sim.flow.influences.Source
    outside: Rows  # (1,) what it does together, and the speed in force
    funnel: NDArray[np.int64]  # (n_segments, 24, n_zones, n_steps) needs and what became of them
    book: NDArray[np.int64]  # (n_days + 2, n_kinds, n_accounts) cents gained; sim.ledger
    state: Rows  # (1,) counters of the flow
    waiting_rows: NDArray[np.int32]  # (capacity,)
    overrun_ring: Rows  # (N_OVERRUNS,)
    overruns_alike_min: NDArray[np.float64]  # (n_skies, n_zones, 24, N_OVERRUNS_ALIKE)
    n_overruns_alike: NDArray[np.int64]  # (n_skies, n_zones, 24) seen so far
    takers: NDArray[np.int64]  # (n_channels,) whose orders are, by channel: sim.flow.parts.Taker
    columns: Any  # what compiled policies take: the world's columns behind one pointer
    now_min: float = 0.0

    def put(self, **values: Any) -> None:
        """Bring it up to date, which is the market's own business."""
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @classmethod
    def of(
        cls,
        world: World,
        columns: Any,
        city: CityPlan,
        settings: Settings,
        *,
        seed: int,
        offered: Rows,
    ) -> "MarketView":
        """What there is to see of a world, and of what campaigns offered in it."""
        seen: dict[str, Any] = {name: read_only(getattr(world, name)) for name in _SHOWN}
        return cls(
            city=_shown(city),
            segments=tuple(segment.name for segment in settings.consumers.segments),
            seed=seed,
            first_day=-settings.warmup_days,
            first_weekday=settings.demand.first_weekday,
            waiting_rows=read_only(world.waiting),
            overrun_ring=read_only(world.overruns),
            overruns_alike_min=read_only(world.overruns_alike),
            n_overruns_alike=read_only(world.n_overruns_alike),
            offered=read_only(offered),
            takers=read_only(world.parts.takers),
            columns=columns,
            **seen,
        )

    @property
    def waiting(self) -> NDArray[np.int32]:  # (n_waiting,)
        """Rows of the orders that wait for a courier."""
        return self.waiting_rows[: self.state["n_waiting"][0]]

    @property
    def overruns_min(self) -> NDArray[np.float64]:  # (n,)
        """Actual minus expected click-to-door of the latest deliveries, in no order."""
        return self.overruns_within_min(np.inf)

    def overruns_within_min(self, minutes: float) -> NDArray[np.float64]:  # (n,)
        """The same, of those alone that were handed over in so many minutes before now."""
        n_seen = self.state["n_overruns"][0]
        latest = self.overrun_ring[: min(n_seen, len(self.overrun_ring))]
        overruns: NDArray[np.float64] = latest["overrun_min"]
        return overruns[latest["ended_min"] >= self.now_min - minutes]

    @property
    def day(self) -> int:
        """Day of the run, from 0; below it in the warm-up."""
        return int(self.now_min // DAY_MIN)

    @property
    def weekday(self) -> int:
        """Today's weekday, 0 Monday."""
        return (self.first_weekday + self.day) % 7

    @property
    def weather(self) -> str:
        """Now: clear, rain or heavy."""
        return Sky(self.state["weather"][0]).name.lower()

    @property
    def spent_cents(self) -> NDArray[np.int64]:  # (n_days so far, n_campaigns)
        """What campaigns took off orders, by the day these were placed, today's the last."""
        placed = self.orders[: self.state["n_orders"][0]]
        offered = self.offered[: max(0, self.day + 1)]
        rows = campaign_days(offered, placed, self.terms["pickup_discount_cents"][0])
        return discount_cents(rows).reshape(offered.shape)

    @property
    def days_so_far(self) -> DaysSoFar:
        """What became of the orders of each day until now, computed anew at each call.

        The days of the warm-up come first, today last. What a rival or a stranger takes is not
        known.
        """
        placed = self.orders[: self.state["n_orders"][0]]
        unknown = (self.takers[placed["channel"]] == Taker.RIVAL) | is_strangers(placed)
        return days_so_far(placed[~unknown], self.first_day, self.day)

    @property
    def n_zones(self) -> int:
        """Zones in the city."""
        return self.city.n_zones

    @property
    def minute_of_day(self) -> float:
        """Minutes after midnight."""
        return self.now_min % DAY_MIN

    @property
    def waiting_per_zone(self) -> NDArray[np.int64]:  # (n_zones,)
        """Orders that wait for a courier, by zone of the store."""
        zones = self.stores["zone"][self.orders["store"][self.waiting]]
        return np.bincount(zones, minlength=self.n_zones)

    @property
    def idle(self) -> NDArray[np.bool_]:  # (n_couriers,)
        """Who is on duty with an empty route."""
        return np.asarray(self.couriers["doing"] == Doing.IDLE)

    @property
    def on_duty(self) -> NDArray[np.bool_]:  # (n_couriers,)
        """Who is on shift, or has still to bring an order."""
        return np.asarray(self.couriers["doing"] != Doing.OFF)

    @property
    def idle_per_zone(self) -> NDArray[np.int64]:  # (n_zones,)
        """Couriers on duty with an empty route, by zone."""
        idle = self.couriers[self.idle]
        zones = self.city.zone_of(idle["to_x_m"], idle["to_y_m"])
        return np.bincount(zones, minlength=self.n_zones)

    @property
    def pressure(self) -> NDArray[np.float64]:  # (n_zones,)
        """Waiting orders for each idle courier; a zone without idle couriers counts one."""
        return self.waiting_per_zone / np.maximum(self.idle_per_zone, 1)
