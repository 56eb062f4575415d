"""What campaigns offered and cost, day by day, by hand."""

import math

import numpy as np

from sim.flow.campaigns import campaign_days
from sim.flow.world import OFFERED, Sent
from sim.order import ORDER, Channel
from tests.sim.worlds import Town

COUPONS = {
    "policies": {
        "coupons": [
            {"use": "threshold", "off_cents": 500, "over_cents": 0, "budget_cents": 2000},
            {"use": "percent", "percent": 10, "weekdays": [1]},
        ]
    }
}


def orders_of(*orders):
    """Orders of (minute, campaign, channel, basket, from the platform, store and sponsor)."""
    rows = ORDER.empty(len(orders))
    for row, order in zip(rows, orders, strict=True):
        row.placed_min, row.coupon, row.channel, row.basket_cents = order[:4]
        row.platform_discount_cents, row.store_discount_cents = order[4:6]
        row.sponsor_discount_cents = order[6]
    return rows


def test_each_day_has_what_its_orders_cost_and_what_is_left_of_the_budget():
    """Two days and campaigns; a pickup has 100 cents off without any coupon."""
    offered = np.zeros((2, 2), OFFERED.dtype)
    offered["off_cents"][:, 0], offered["n_eligible"][1, 0] = 500, 7
    offered["budget_left_cents"] = [[2000, math.inf], [1000, math.inf]]
    orders = orders_of(
        (10, 0, Channel.DELIVERY, 3000, 300, 200, 0),
        (20, 0, Channel.PICKUP, 3000, 400, 200, 0),
        (30, -1, Channel.PICKUP, 3000, 100, 0, 0),
        (1440, 1, Channel.DELIVERY, 3000, 0, 0, 250),
        (2879, 0, Channel.PICKUP, 60, 60, 0, 0),  # nothing is left for the coupon
    )
    rows = campaign_days(offered, orders, 100)
    assert rows["day"].tolist() == [0, 0, 1, 1]
    assert rows["campaign"].tolist() == [0, 1, 0, 1]
    assert rows["off_cents"].tolist() == [500, 0, 500, 0]
    assert rows["n_eligible"].tolist() == [0, 0, 7, 0]
    assert rows["n_orders"].tolist() == [2, 0, 1, 1]
    assert rows["platform_cents"].tolist() == [600, 0, 0, 0]
    assert rows["store_cents"].tolist() == [400, 0, 0, 0]
    assert rows["sponsor_cents"].tolist() == [0, 0, 0, 250]
    assert rows["budget_left_cents"].tolist() == [1000, math.inf, 1000, math.inf]


def test_orders_of_the_offered_and_of_those_held_out_are_counted_by_day():
    """Consumers 0 and 2 might use it on day 1, consumer 1 is held out."""
    orders = orders_of(
        *[(at_min, -1, Channel.DELIVERY, 900, 0, 0, 0) for at_min in (9, 1441, 1500)]
    )
    orders["consumer"] = [1, 1, 2]
    sent = Sent(np.packbits([True, False, True]), np.packbits([False, True, False]))
    rows = campaign_days(np.zeros((2, 1), OFFERED.dtype), orders, 0, {(1, 0): sent})
    assert rows["offered_orders"].tolist() == [0, 1]
    assert rows["held_out_orders"].tolist() == [0, 1]


def test_without_campaigns_there_is_no_row():
    offered = np.zeros((3, 0), OFFERED.dtype)
    assert len(campaign_days(offered, orders_of((10, -1, 0, 900, 0, 0, 0)), 0)) == 0


def test_a_policy_sees_what_was_spent_until_now():
    town = Town(COUPONS, {"days": 3})
    town.world.orders[:3] = orders_of(
        (10, 0, 0, 3000, 300, 200, 0), (20, 1, 0, 3000, 0, 0, 90), (1500, 0, 0, 3000, 40, 0, 0)
    )
    town.world.state["n_orders"] = 3
    assert town.view(1600.0).spent_cents.tolist() == [[500, 90], [40, 0]]
