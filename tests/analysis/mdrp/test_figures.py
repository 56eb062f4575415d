"""The measures of the tiny solution, by hand."""

from dataclasses import asdict, replace

import pytest

from analysis.mdrp import Solution, figures, overall
from tests.analysis.mdrp.tiny import SOLUTION, with_extra, with_line, without


def test_the_measures_by_hand(instance):
    # Click-to-door 21, 25, 12, 9; bounds 19, 21, 12, 7; target 20.
    assert asdict(figures(instance, SOLUTION)) == pytest.approx(
        {
            "orders": 5,
            "delivered": 4,
            "undelivered_share": 1 / 5,
            "click_to_door_min": 67 / 4,
            "click_to_door_p90_min": 21 + 0.7 * (25 - 21),
            "ready_to_pickup_min": (2 + 0 + 0 + 2) / 4,
            "ready_to_door_min": (11 + 17 + 7 + 9) / 4,
            "overage_min": (1 + 5) / 4,
            "cost_dollars": 3 * 10 + 1 * 15 + 15 / 3,  # c1 by order; c2 and c3, idle, by hour
            "cost_per_order_dollars": 50 / 4,
            "orders_per_bundle": 4 / 3,
            "orders_per_courier_hour": (3 / (100 / 60) + 1 / 1 + 0) / 3,
            # c1 rides 27 min and serves 2 bundles and 3 doors; c2 rides 3 and serves one of each.
            "utilisation": ((27 + 20) / 100 + (3 + 8) / 60 + 0) / 3,
            "bound_min": 59 / 4,
            "ratio_to_bound": 67 / 59,
        }
    )


def test_a_solution_without_deliveries_costs_the_guarantee_and_has_no_waits(instance):
    nothing = figures(instance, Solution((), (), ()))
    assert (nothing.delivered, nothing.undelivered_share) == (0, 1)
    assert nothing.cost_dollars == 25 + 15 + 5
    assert nothing.utilisation == nothing.orders_per_courier_hour == 0
    assert nothing.click_to_door_min is nothing.click_to_door_p90_min is None
    assert nothing.cost_per_order_dollars is nothing.ratio_to_bound is None


def test_waiting_is_no_work_but_prepositioning_is(instance):
    before = figures(instance, SOLUTION).utilisation
    later = with_line(SOLUTION, "moves", 3, departure_min=635)
    assert figures(instance, later).utilisation == before
    further = with_extra(SOLUTION, "moves", 5, replace(SOLUTION.moves[3], origin="o3"))
    assert figures(instance, further).utilisation == pytest.approx(before + 3 / 100 / 3)


def test_every_instance_counts_once_but_in_the_pooled_ratio(instance):
    whole = figures(instance, SOLUTION)
    # o4 alone: click-to-door 9, bound 7.
    alone = SOLUTION
    for part, rows in (("assignments", 2), ("deliveries", 3), ("moves", 5)):
        for _ in range(rows):
            alone = without(alone, part, 0)
    part_of_it = figures(instance, alone)
    both = overall([whole, part_of_it])
    assert both.instances == 2
    assert both.means["click_to_door_min"] == pytest.approx((67 / 4 + 9) / 2)
    assert both.means["delivered"] == (4 + 1) / 2
    assert both.means["ratio_to_bound"] == pytest.approx((67 / 59 + 9 / 7) / 2)
    assert both.pooled_ratio_to_bound == pytest.approx((67 + 9) / (59 + 7))


def test_an_instance_without_deliveries_has_no_say_in_waits(instance):
    nothing = figures(instance, Solution((), (), ()))
    both = overall([figures(instance, SOLUTION), nothing])
    assert both.means["click_to_door_min"] == 67 / 4
    assert both.means["undelivered_share"] == pytest.approx((0.2 + 1) / 2)
    assert both.pooled_ratio_to_bound == pytest.approx(67 / 59)
