"""Two arms of one city: the same seeds under two scenarios, and what differs."""

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from sim.flow.funnel import Step
from sim.ledger import Account
from sim.order import Channel, State
from sim.result import RunResult
from sim.run import run
from sim.scenario import Scenario
from tests.cities import Tree, scenario
from tests.theory.errors import estimate

SEEDS = range(6)

Measure = Callable[[RunResult], float]

# A day in the default district, the sky clear.
DAY: Tree = {"days": 1, "sample_min": 1440, "world": {"weather": {"mode": "clear"}}}


@cache
def _runs(arm: Scenario) -> list[RunResult]:
    return [run(arm, seed) for seed in SEEDS]


def measured(measure: Measure, *changes: Tree) -> NDArray[np.float64]:  # (n_seeds,)
    """A figure under each seed, with the changes laid over a clear day."""
    return np.array([measure(result) for result in _runs(scenario(DAY, *changes))])


def rises(measure: Measure, change: Tree, *both: Tree) -> bool:
    """Whether a change raises a figure, by more than 4 standard errors of paired differences."""
    before, after = measured(measure, *both), measured(measure, *both, change)
    return estimate(after - before).lies_between(0, np.inf)


def falls(measure: Measure, change: Tree, *both: Tree) -> bool:
    """Whether a change lowers a figure, as surely."""
    return rises(lambda result: -measure(result), change, *both)


def _of_channel(channel: int) -> Measure:
    return lambda result: float((result.orders["channel"] == channel).sum())


deliveries = _of_channel(Channel.DELIVERY)
pickups = _of_channel(Channel.PICKUP)
walk_ins = _of_channel(Channel.WALK_IN)


def orders(result: RunResult) -> float:
    """Orders in all channels."""
    return float(len(result.orders))


def app_orders(result: RunResult) -> float:
    """Deliveries and pickups."""
    return deliveries(result) + pickups(result)


def sessions(result: RunResult) -> float:
    """Times that the app was opened."""
    return float(result.funnel[..., Step.SESSION].sum())


def _delivered(result: RunResult) -> NDArray[np.void]:
    rows = result.orders
    return rows[(rows["channel"] == Channel.DELIVERY) & (rows["state"] == State.FULFILLED)]


def click_to_door_min(result: RunResult) -> float:
    """Mean of deliveries that came."""
    rows = _delivered(result)
    return float((rows["ended_min"] - rows["placed_min"]).mean())


def late_share(result: RunResult) -> float:
    """Of deliveries that came."""
    rows = _delivered(result)
    return float((rows["ended_min"] > rows["promised_min"]).mean())


def walk_in_wait_min(result: RunResult) -> float:
    """Mean wait of walk-ins for a cook, of those who got one."""
    rows = result.orders[result.orders["channel"] == Channel.WALK_IN]
    return float(np.nanmean(rows["cooking_min"] - rows["at_store_min"]))


def walk_in_stay_min(result: RunResult) -> float:
    """Mean time of walk-ins from the door to their food, of those who got it."""
    rows = result.orders[result.orders["channel"] == Channel.WALK_IN]
    return float(np.nanmean(rows["picked_up_min"] - rows["at_store_min"]))


def contribution_per_order_cents(result: RunResult) -> float:
    """What the platform keeps of each order in the app."""
    return float(result.book[..., Account.PLATFORM].sum()) / app_orders(result)


def contribution_cents(result: RunResult) -> float:
    """What the platform keeps."""
    return float(result.book[..., Account.PLATFORM].sum())


def refusals_per_offer(result: RunResult) -> float:
    """Share of offers that couriers refuse."""
    return float(result.couriers["n_refusals"].sum() / result.couriers["n_offers"].sum())


def never_falls(values: Sequence[float], tolerance: float) -> bool:
    """Whether each value is at least the one before, but for a tolerance."""
    return bool((np.diff(values) >= -tolerance).all())
