"""Two arms of one city: the same seeds under two scenarios, and what differs."""

from collections.abc import Callable, Sequence
from functools import cache
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.flow.funnel import Step
from sim.ledger import Account
from sim.order import Channel, State
from sim.result import RunResult
from sim.scenario import Scenario
from sim.simulation import run
from tests.cities import Tree, scenario
from tests.theory.errors import estimate

SEEDS = range(3)

# A day in the default district, the sky clear.
DAY: Tree = {"days": 1, "sample_min": 1440, "world": {"weather": {"mode": "clear"}}}


class Day(NamedTuple):
    """The figures of one run, which tests share; its tables would fill the memory."""

    orders: int  # in all channels
    deliveries: int
    pickups: int
    walk_ins: int
    app_orders: int
    sessions: int
    baskets_cents: NDArray[np.int64]  # (app_orders,)
    click_to_door_min: float  # mean of deliveries that came
    late_share: float  # of deliveries that came
    walk_in_wait_min: float  # mean wait for a cook, of walk-ins who got one
    walk_in_stay_min: float  # mean time from the door to their food, of walk-ins who got it
    contribution_cents: int  # what the platform keeps
    contribution_per_order_cents: float  # of each order in the app
    refusals_per_offer: float


Measure = Callable[[Day], float]

orders: Measure = attrgetter("orders")
deliveries: Measure = attrgetter("deliveries")
pickups: Measure = attrgetter("pickups")
walk_ins: Measure = attrgetter("walk_ins")
app_orders: Measure = attrgetter("app_orders")
sessions: Measure = attrgetter("sessions")
click_to_door_min: Measure = attrgetter("click_to_door_min")
late_share: Measure = attrgetter("late_share")
walk_in_wait_min: Measure = attrgetter("walk_in_wait_min")
walk_in_stay_min: Measure = attrgetter("walk_in_stay_min")
contribution_cents: Measure = attrgetter("contribution_cents")
contribution_per_order_cents: Measure = attrgetter("contribution_per_order_cents")
refusals_per_offer: Measure = attrgetter("refusals_per_offer")


def days(*changes: Tree) -> list[Day]:
    """A day under each seed, with the changes laid over a clear one."""
    return _lived(scenario(DAY, *changes).model_dump_json())


@cache
def _lived(arm: str) -> list[Day]:
    return [_figures(run(Scenario.model_validate_json(arm), seed)) for seed in SEEDS]


def measured(measure: Measure, *changes: Tree) -> NDArray[np.float64]:  # (n_seeds,)
    """A figure under each seed."""
    return np.array([measure(day) for day in days(*changes)], np.float64)


def rises(measure: Measure, change: Tree, *both: Tree) -> bool:
    """Whether a change raises a figure, by more than 4 standard errors of paired differences."""
    before, after = measured(measure, *both), measured(measure, *both, change)
    return estimate(after - before).lies_between(0, np.inf)


def falls(measure: Measure, change: Tree, *both: Tree) -> bool:
    """Whether a change lowers a figure, as surely."""
    return rises(lambda day: -measure(day), change, *both)


def never_falls(values: Sequence[float], tolerance: float) -> bool:
    """Whether each value is at least the one before, but for a tolerance."""
    return bool((np.diff(values) >= -tolerance).all())


def _figures(result: RunResult) -> Day:
    rows = result.orders
    channel = rows["channel"]
    in_app, walked_in = rows[channel != Channel.WALK_IN], rows[channel == Channel.WALK_IN]
    came = rows[(channel == Channel.DELIVERY) & (rows["state"] == State.FULFILLED)]
    kept_cents = int(result.book[..., Account.PLATFORM].sum())
    offers, refusals = (result.couriers[name].sum() for name in ("n_offers", "n_refusals"))
    return Day(
        orders=len(rows),
        deliveries=int((channel == Channel.DELIVERY).sum()),
        pickups=int((channel == Channel.PICKUP).sum()),
        walk_ins=len(walked_in),
        app_orders=len(in_app),
        sessions=int(result.funnel[..., Step.SESSION].sum()),
        baskets_cents=in_app["basket_cents"].copy(),
        click_to_door_min=(came["ended_min"] - came["placed_min"]).mean(),
        late_share=(came["ended_min"] > came["promised_min"]).mean(),
        walk_in_wait_min=np.nanmean(walked_in["cooking_min"] - walked_in["at_store_min"]),
        walk_in_stay_min=np.nanmean(walked_in["picked_up_min"] - walked_in["at_store_min"]),
        contribution_cents=kept_cents,
        contribution_per_order_cents=kept_cents / len(in_app),
        refusals_per_offer=refusals / offers,
    )
