"""Execution invariance: what somebody draws does not depend on what happens to others.

After Buffalo, Pearson and Klein (2026), arXiv:2603.11084: where draws come from one stream, or from
one an entity read in turn, whatever one arm does first moves the draws of all that comes after, and
a difference between arms is noise again.
"""

from functools import cache

import numpy as np

from sim.flow.world import NEED
from sim.order import ORDER
from sim.simulation import run
from tests.cities import NEVER, SMALL, Tree, all_on, scenario
from tests.sim.flow.couriers_at_work import town_of

# Nobody stands in another's way: food is fetched, from kitchens where nobody queues and shelves
# that do not empty, and nobody hears of the others' orders.
APART: Tree = {
    **SMALL,
    "days": 1,
    "stock": {"enabled": False},
    "kitchen": {"cooks_per_100_orders": 100, "slowing": 0},
    "choice": {"delivery_constant": NEVER},
    "mechanisms": all_on(
        reviews={"posting_factor": 0},
        talk={"told_weight": 0, "contact_factor": 0},
        price_memory={"others_annoyance": 0},
    ),
}
GIFT = {"use": "threshold", "off_cents": 1500, "over_cents": 1500}
FOR_STUDENTS = {"policies": {"coupons": [GIFT | {"audience": {"segments": ["student"]}}]}}
STUDENT = 0
# As likely to take an offer as not, whatever it pays.
UNDECIDED = {
    "couriers": {
        "acceptance": {"always": False, "constant": 0, "pay_weight": 0, "detour_weight": 0}
    }
}
N_NEEDS = 20


@cache
def lived(for_students):
    """A day with a gift for students, or without."""
    return run(scenario(APART, FOR_STUDENTS if for_students else {}), 0)


def of_the_others(result):
    """Orders of who is no student, in the order of consumer and need; numbers left out."""
    assert result.segments[STUDENT] == "student"
    rows = result.orders[result.orders["segment"] != STUDENT]
    return rows[np.lexsort((rows["need"], rows["consumer"]))]


def test_whoever_a_gift_to_others_does_not_reach_lives_through_the_same_to_the_bit():
    """While every order has another number, and every event another place in the calendar."""
    without, with_it = lived(False), lived(True)
    assert len(with_it.orders) > len(without.orders) + 20
    ours, theirs = of_the_others(without), of_the_others(with_it)
    assert len(ours) > 100
    for column in set(ORDER.dtype.names) - {"next_in_queue"}:
        np.testing.assert_array_equal(theirs[column], ours[column], err_msg=column)
    people = without.consumers["segment"] != STUDENT
    for column in without.consumers.dtype.names:
        np.testing.assert_array_equal(
            with_it.consumers[column][people], without.consumers[column][people], err_msg=column
        )


def test_a_courier_answers_to_a_need_the_same_whatever_was_ordered_before():
    """Each need is offered to a courier of its own; others' orders give it another number."""

    def answers(n_others):
        town = town_of(UNDECIDED, homes=[(1000, 0)] * 2, couriers=[(500, 0)] * N_NEEDS)
        of_others = [(0.0, 1, nth, 0.0) for nth in range(n_others)]
        ours = [(1.0, 0, nth, 1.0) for nth in range(N_NEEDS)]
        needs = NEED.empty(n_others + N_NEEDS)
        needs[:] = of_others + ours
        town.set_needs(needs)
        town.advance(2)
        town.offer(2, *((n_others + nth, nth, 0, 1) for nth in range(N_NEEDS)))
        return (town.orders["courier"][n_others:] >= 0).tolist()

    assert answers(0) == answers(7)
    assert 0 < sum(answers(0)) < N_NEEDS
