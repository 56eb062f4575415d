"""Moves keep couriers and hours, and go from idle to busy times."""

import numpy as np

from analysis.staffing.moves import moves, worth
from analysis.staffing.plan import Plan, Span

MORNING, EVENING = Span(6 * 60, 6 * 60), Span(16 * 60, 6 * 60)
PLAN = Plan({MORNING: 4, EVENING: 4})


def at(hour, weight=1.0):
    """A day in which one hour counts."""
    slots = np.zeros(48)
    slots[2 * hour : 2 * hour + 2] = weight
    return slots


def test_worth_is_the_share_of_failures_less_that_of_idleness():
    value = worth(at(12, 5.0), at(6, 8.0))
    assert value[[24, 25, 12, 13, 0]].tolist() == [0.5, 0.5, -0.5, -0.5, 0]
    assert worth(np.zeros(48), np.zeros(48)).tolist() == [0] * 48


def test_all_moves_keep_couriers_and_hours():
    found = moves(PLAN, worth(at(12), at(6)))
    assert found
    for move in found:
        after = move.of(PLAN, 3)
        assert (after.n_couriers, after.hours) == (PLAN.n_couriers, PLAN.hours)
        assert move.gain > 0


def test_the_best_move_leaves_the_idle_hour_for_the_busy_one():
    value = worth(at(12), at(6))
    best = moves(PLAN, value)[0]
    before, after = PLAN.on_duty(), best.of(PLAN, 2).on_duty()
    assert after[12] == before[12] - 2
    assert after[24] == before[24] + 2


def test_an_hour_may_go_from_one_shift_to_another():
    """At the end of the morning, at the beginning of the evening."""
    changes = {move.changes for move in moves(PLAN, worth(at(15), at(11)))}
    trade = ((MORNING, Span(360, 300)), (EVENING, Span(900, 420)))
    assert trade in changes


def test_no_more_move_than_there_are():
    best = moves(PLAN, worth(at(12), at(6)))[0]
    assert best.of(PLAN, 9).n_couriers == 8


def test_where_nothing_is_worth_more_there_is_no_move():
    assert moves(PLAN, np.zeros(48)) == []
