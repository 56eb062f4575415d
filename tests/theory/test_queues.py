"""A city of one store to which all walk is a queue that has been solved.

Consumers are so many, and need so seldom, that they come as a Poisson process; they live next
door, always go in, and never mind the wait. What is left is the kitchen.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
import pytest

from sim.order import State
from sim.result import RunResult
from sim.simulation import run
from tests.cities import ALIKE, CALM, NEVER, Tree, scenario
from tests.theory.closed_forms import erlang_a, mg1_wait_min, mmc_wait_min, mmc_wait_tail
from tests.theory.errors import estimate

# Whole days under several seeds each: minutes of CPU together.
pytestmark = pytest.mark.slow

SERVICE_MIN = 4.0
DAY_MIN = 1440.0
SEEDS = range(12)
DAYS, WARM_UP_DAYS = 24, 4

# All walk in at once, whatever the queue: nothing else is worth anything, and waits cost nothing.
WALK_IN_ONLY: Tree = {
    "days": DAYS,
    "sample_min": 60,
    "city": {"width_m": 100, "height_m": 100, "zone_m": 100},
    "demand": {"weekday_hours": [1] * 24, "weekend_hours": [1] * 24, "weekend_factor": 1},
    "consumers": {"count": 1000, "minute_value_cents": 0},
    "choice": {
        "walk_m_per_min": 1000,
        "sated_min": 0,
        "walkin_constant": 0,
        "delivery_constant": NEVER,
        "pickup_constant": NEVER,
        "nothing_constant": NEVER,
    },
    "stores": {"count": 1},
    "kitchen": {
        "preparation_mean_min": SERVICE_MIN,
        "shape": 1,
        "store_sigma": 0,
        "slowing": 0,
        "cooks_per_100_orders": 0.01,
    },
    "couriers": {"count": 0},
    "patience": {"enabled": False},
    "policies": {
        "pricing": {"use": "flat", "every_min": DAY_MIN},
        "promise": {"use": "fixed", "every_min": DAY_MIN},
        "dispatch": {"use": "nearest", "every_min": 60},
    },
}


class Queue(NamedTuple):
    """What is kept of one run; orders count from the end of the warm-up on."""

    waits_min: np.ndarray  # (n_orders,) from the door to the cook, or to giving up
    abandoned_share: float
    all_served: bool  # the warm-up included
    busy_min: float  # at the stove, all cooks together, the warm-up included
    queued: float  # mean length of the queue, seen every hour


@cache
def runs(
    servers: int, utilisation: float, patience_min: float | None = None, shape: float = 1
) -> list[Queue]:
    """Independent replications of one queue."""
    needs = rate(servers, utilisation) * DAY_MIN / 1000
    plain = ALIKE["consumers"]["segments"][0] | {"needs_per_day": needs}
    changes: Tree = {
        "consumers": {"segments": [plain]},
        "kitchen": {"shape": shape, "least_cooks": servers},
    }
    if patience_min is not None:
        impatient = {"enabled": True, "walkin_shape": 1, "walkin_mean_min": patience_min}
        changes["patience"] = impatient
    queue = scenario(ALIKE, CALM, WALK_IN_ONLY, changes)
    return [_seen(run(queue, seed)) for seed in SEEDS]


def _seen(result: RunResult) -> Queue:
    """The orders placed after the warm-up have all ended."""
    warm_min = WARM_UP_DAYS * DAY_MIN
    orders = result.orders[result.orders["placed_min"] >= warm_min]
    left_min = np.where(
        orders["state"] == State.FULFILLED, orders["cooking_min"], orders["ended_min"]
    )
    seen = result.timeline[result.timeline["at_min"] > warm_min]
    return Queue(
        waits_min=left_min - orders["at_store_min"],
        abandoned_share=(orders["state"] == State.CANCELLED).mean(),
        all_served=bool((result.orders["state"] == State.FULFILLED).all()),
        busy_min=result.stores["cooking_min"][0],
        queued=seen["queued_orders"].mean(),
    )


def rate(servers: int, utilisation: float) -> float:
    """Arrivals a minute that keep the cooks busy for such a share of the time."""
    return utilisation * servers / SERVICE_MIN


QUEUES = [(1, 0.5), (1, 0.8), (2, 0.7), (3, 0.9), (8, 0.8)]


@pytest.mark.parametrize(("servers", "utilisation"), QUEUES)
def test_exponential_cooks_make_the_wait_of_m_m_c(servers, utilisation):
    """The mean wait is Erlang's, and all who come are served."""
    queues = runs(servers, utilisation)
    theory = mmc_wait_min(rate(servers, utilisation), SERVICE_MIN, servers)
    measured = estimate([queue.waits_min.mean() for queue in queues])
    assert measured.agrees_with(theory), (str(measured), theory)
    assert all(queue.all_served for queue in queues)


@pytest.mark.parametrize(("servers", "utilisation"), QUEUES)
@pytest.mark.parametrize("services", [0, 1, 3])
def test_waits_longer_than_a_time_are_as_many_as_in_m_m_c(servers, utilisation, services):
    """Not only the mean: how many wait at all, and how many longer than one or three services."""
    theory = mmc_wait_tail(rate(servers, utilisation), SERVICE_MIN, servers, services * SERVICE_MIN)
    limit_min = services * SERVICE_MIN + 1e-6
    measured = estimate([(q.waits_min > limit_min).mean() for q in runs(servers, utilisation)])
    assert measured.agrees_with(theory), (str(measured), theory)


@pytest.mark.parametrize(("servers", "utilisation"), QUEUES)
def test_cooks_are_busy_for_the_share_of_time_that_the_load_asks(servers, utilisation):
    """Time at the stove over time on duty is the utilisation asked for."""
    queues = runs(servers, utilisation)
    on_duty_min = servers * DAYS * DAY_MIN
    measured = estimate([queue.busy_min / on_duty_min for queue in queues])
    assert measured.agrees_with(utilisation), (str(measured), utilisation)


@pytest.mark.parametrize("utilisation", [0.5, 0.8])
def test_gamma_cooks_make_the_wait_of_pollaczek_and_khinchine(utilisation):
    """A cook of gamma shape 4, variation 1/4, is an M/G/1 queue."""
    theory = mg1_wait_min(rate(1, utilisation), SERVICE_MIN, 1 / 4)
    measured = estimate([queue.waits_min.mean() for queue in runs(1, utilisation, shape=4)])
    assert measured.agrees_with(theory), (str(measured), theory)


IMPATIENT = [(1, 0.8, 6.0), (3, 0.9, 4.0), (5, 1.2, 8.0), (5, 1.0, 2.0)]


@pytest.mark.parametrize(("servers", "utilisation", "patience_min"), IMPATIENT)
def test_exponential_patience_makes_the_abandonments_of_erlang_a(
    servers, utilisation, patience_min
):
    """The share that gives up, and the wait of all, overload included."""
    theory = erlang_a(rate(servers, utilisation), SERVICE_MIN, servers, patience_min)
    queues = runs(servers, utilisation, patience_min)
    abandoned = estimate([queue.abandoned_share for queue in queues])
    waited = estimate([queue.waits_min.mean() for queue in queues])
    assert abandoned.agrees_with(theory.abandoned_share), (str(abandoned), theory)
    assert waited.agrees_with(theory.wait_min), (str(waited), theory)


@pytest.mark.parametrize("queue", [(3, 0.9), (5, 1.2, 8.0)])
def test_the_queue_is_as_long_as_little_says(queue):
    """L = lambda W: the length seen every hour against the rate and the waits of the orders."""
    settled_min = (DAYS - WARM_UP_DAYS) * DAY_MIN
    measured = estimate([q.queued - q.waits_min.sum() / settled_min for q in runs(*queue)])
    assert measured.agrees_with(0), str(measured)
    assert measured.error < 0.2
