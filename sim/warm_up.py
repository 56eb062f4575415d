"""The warm-up: days that are lived before the first one that counts, and left out of all results.

Money and counts of what was ordered in the warm-up are not in the tables, also where it ends later;
ways and hours are counted from minute 0 on, wherever they began.
"""

import numpy as np
from numpy.typing import NDArray

from sim.agenda import Agenda
from sim.agents.courier import Doing
from sim.build import terms
from sim.flow.parameters import RATES
from sim.market import Market
from sim.policies.campaigns import campaigns, scope
from sim.processes import in_order, start
from sim.processes.decisions import check_memories, decisions
from sim.scenario import Scenario
from sim.snapshot import Snapshot

# What people have done so far; the rest of their columns says what they are and where they stand.
_COUNTED = {
    "consumers": ("n_sessions", "n_orders", "spent_cents"),
    "stores": ("n_orders", "n_sold_out", "n_shrunk", "shrunk_cents", "cooking_min"),
    "couriers": (
        "on_shift_min",
        "busy_min",
        "paid_ridden_m",
        "n_delivered",
        "n_offers",
        "n_refusals",
        "earned_cents",
        "shift_earned_cents",
    ),
}


def warm_up(scenario: Scenario, seed: int) -> Snapshot:
    """The city at minute 0, after its warm-up under the policies of the scenario."""
    market = Market(scenario, seed)
    try:
        live_through(market)
        check_memories(market)
        return market.snapshot()
    finally:
        market.dissolve()


def can_share(one: Scenario, other: Scenario) -> bool:
    """Whether two scenarios may begin from one warm-up: they differ in policies alone.

    Staffing is no such policy, since it is decided before there is a city.
    """
    about = {"title", "why", "title_zh", "why_zh", "policies"}
    same_city = one.model_dump(exclude=about) == other.model_dump(exclude=about)
    return same_city and one.policies.staffing == other.policies.staffing


def live_through(market: Market) -> None:
    """Live up to minute 0, if there is a warm-up."""
    if market.now_min < 0:
        start(market).clock.run(until=0.0)


def count_from_now(market: Market) -> None:
    """Forget, at minute 0, all that was counted; the scenario's policies come into force."""
    world, scenario = market.world, market.scenario
    for table, names in _COUNTED.items():
        for name in names:
            getattr(world, table)[name] = 0
    world.stores["n_filled"] = world.stores["physical_stock"]
    couriers = world.couriers
    couriers["ridden_m"] = _unridden_m(market)
    couriers["empty_m"] = np.where(couriers["on_board"] == 0, couriers["ridden_m"], 0.0)
    for name in ("since_min", "busy_since_min"):
        couriers[name] = np.maximum(couriers[name], 0.0)
    world.funnel[:] = 0
    world.book[:] = 0
    market.moved.clear()
    acted = market.agenda.acted
    decided = {process.name for process in decisions(market)}
    lasting = {process.name for process in in_order(market)} - decided
    agenda = Agenda(
        acted={name: count for name, count in acted.items() if name in lasting},
        delistings=market.agenda.delistings,
        offered=market.nothing_offered(),
        policies_from_min=0.0,
    )
    market.begin_anew(
        agenda,
        campaigns=campaigns(scenario, market.parts.channel_names),
        scope=scope(scenario, len(world.stores)),
        terms=terms(scenario),
        rates=RATES.empty(1),
    )


def _unridden_m(market: Market) -> NDArray[np.float64]:  # (n_couriers,)
    """What is left of each courier's ride; its metres were counted when it began."""
    travel, couriers = market.world.travel[0], market.world.couriers
    rides = (couriers["doing"] != Doing.OFF) & (couriers["arrive_min"] > 0)
    left = np.zeros(len(couriers))
    one = couriers[rides]
    length_min = one["arrive_min"] - one["depart_min"]
    left[rides] = np.minimum(1.0, one["arrive_min"] / np.where(length_min > 0, length_min, np.inf))
    x_m = np.abs(couriers["to_x_m"] - couriers["from_x_m"])
    y_m = np.abs(couriers["to_y_m"] - couriers["from_y_m"])
    metres = x_m + y_m if travel.manhattan else np.hypot(x_m, y_m)
    return np.asarray(left * metres * travel.detour)
