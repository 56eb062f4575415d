"""A late order lowers what is spent afterwards."""

import numpy as np
import pytest

from sim.agents import consumer as consumers
from sim.flow.composed import own
from sim.flow.parameters import SATISFACTION
from sim.mechanisms import belief
from sim.order import ORDER, Channel, State
from sim.simulation import alive
from tests.cities import Tree, scenario
from tests.sim.worlds import row_of
from tests.theory.errors import Estimate

LATE_MIN = 10.0
WEEK: Tree = {"days": 8, "sample_min": 1440}
# On in the baseline: who had a late order expects the next one later.
BELIEVING: Tree = {"mechanisms": {"belief": {"enabled": True}}}


def spent_afterwards(late: bool, seed: int, *changes: Tree) -> tuple[np.ndarray, np.ndarray]:
    """Who got a delivery on the first day, and what each spent in the seven days after it.

    The late arm of the first day: the same orders, felt as ten minutes late instead of as they
    came, and remembered so where promises are believed. All else, and all luck, is the same.
    """
    market = alive(scenario(WEEK, *changes), seed)
    market.step()  # the first day
    rows, world = market.world.orders, market.world
    first = rows[: world.state["n_orders"][0]]
    came = first[(first["channel"] == Channel.DELIVERY) & (first["state"] == State.FULFILLED)]
    who = np.unique(came["consumer"])
    if late:
        feel = world.satisfaction[0]
        felt = satisfaction(feel, time_score=consumers.time_score(LATE_MIN, feel))
        for order in came:
            world.consumers["loyalty"][order["consumer"]] += feel.loyalty_gain * (
                felt - order["satisfaction"]
            )
            if market.scenario.mechanisms.belief.enabled:
                memory = own(world, belief.NAME)[0][order["consumer"]]
                memory.sum_min += LATE_MIN - (order["ended_min"] - order["promised_min"])
    before = world.consumers["spent_cents"][who].copy()
    market.live()
    after = market.world.consumers["spent_cents"][who]
    market.dissolve()
    return who, after - before


def effect_of_lateness(seeds: range, *changes: Tree) -> Estimate:
    """Relative change of spending, paired by consumer."""
    differences, base = [], []
    for seed in seeds:
        who, punctual = spent_afterwards(False, seed, *changes)
        again, late = spent_afterwards(True, seed, *changes)
        assert (who == again).all()
        differences.append(late - punctual)
        base.append(punctual)
    change = np.concatenate(differences) / np.concatenate(base).mean()
    return Estimate(float(change.mean()), float(change.std() / np.sqrt(len(change))))


@pytest.mark.slow  # weeks
def test_ten_minutes_late_lower_a_weeks_spending_by_3_to_15_percent():
    """What who got a late order spends less than had it come as it did, by loyalty and belief."""
    effect = effect_of_lateness(range(2), BELIEVING)
    assert effect.lies_between(-0.15, -0.03), str(effect)


@pytest.mark.slow  # weeks
def test_ten_minutes_late_lower_a_weeks_spending_by_loyalty_alone():
    """Less than with belief, yet some: whoever believes every promise is disappointed too."""
    effect = effect_of_lateness(range(1))
    assert effect.lies_between(-0.07, 0), str(effect)


def rules():
    return SATISFACTION.row(**scenario().satisfaction.model_dump())[0]


def satisfaction(feel, **scores):
    """Satisfaction with an order of such scores."""
    return consumers.satisfaction(row_of(ORDER, **scores), feel)


def satisfaction_by(late_min):
    """Satisfaction with an order that was nothing but late, or early."""
    return satisfaction(rules(), time_score=consumers.time_score(late_min, rules()))


def test_lateness_hurts_more_than_earliness_helps():
    """Ten minutes late cost at least 1.2 times what ten minutes early gain."""
    early, punctual, late = map(satisfaction_by, (-10.0, 0.0, 10.0))
    assert punctual - late > 1.2 * (early - punctual) > 0


@pytest.mark.parametrize("side", [-1, 1])
def test_the_next_ten_minutes_matter_less_than_the_first(side):
    """Diminishing effect on both sides of the promise."""
    felt = [satisfaction_by(side * minutes) for minutes in (0.0, 10.0, 20.0)]
    assert abs(felt[2] - felt[1]) < abs(felt[1] - felt[0])


def test_an_order_that_never_came_is_worse_than_a_late_one():
    """However late."""
    gone = satisfaction(rules(), reliability_score=consumers.failure_score(rules()))
    assert gone < satisfaction_by(10.0)
