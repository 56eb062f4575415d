"""Couriers' pay, by hand: for an order, and at the end of a shift."""

import pytest

from sim.flow import pay
from tests.sim.worlds import Town, postings


def town_with(*, order_cents=0.0, per_km_cents=0.0, free_km=0.0, hourly_cents=0.0, page=0):
    """One courier on duty from minute 100 to 190, who rode 3.2 km, and one order of 3505 m."""
    town = Town(couriers=[(0, 0)])
    rates, courier = town.world.rates[0], town.world.couriers[0]
    rates.pay_order_cents, rates.pay_per_km_cents = order_cents, per_km_cents
    rates.pay_free_km, rates.hourly_guarantee_cents = free_km, hourly_cents
    courier.since_min, courier.until_min = 100, 190
    courier.ridden_m = 3200
    town.world.orders["distance_m"][0] = 3505
    town.world.state["page"] = page
    return town


@pytest.mark.parametrize(
    ("base", "per_km", "free_km", "metres", "cents"),
    [
        (450, 0, 0, 3505, 450),
        (0, 80, 0, 3505, 280),  # 280.4
        (0, 80, 1.5, 3505, 160),  # 80 * 2.005 = 160.4
        (450, 80, 1.5, 3505, 610),
        (450, 80, 1.5, 2000, 490),
        (450, 80, 1.5, 1500, 450),
        (450, 80, 1.5, 0, 450),  # within the free way, nothing is taken off
        (450.6, 0, 0, 0, 451),  # to the nearest cent
    ],
)
def test_an_order_pays_its_base_and_the_kilometres_beyond_the_free_ones(
    base, per_km, free_km, metres, cents
):
    town = town_with(order_cents=base, per_km_cents=per_km, free_km=free_km)
    order = town.world.orders[0]
    order.distance_m = metres
    assert town.call(pay.order_pay_cents, order) == cents


def test_an_order_handed_over_is_paid_by_the_platform():
    town = town_with(order_cents=450, page=1)
    courier, order = town.world.couriers[0], town.world.orders[0]
    courier.earned_cents, courier.shift_earned_cents = 1000, 300
    town.call(pay.pay_order, courier, order)
    assert order.courier_pay_cents == 450
    assert (courier.earned_cents, courier.shift_earned_cents) == (1450, 750)
    assert not town.world.book[0].any()
    assert postings(town.world.book[1]) == {
        ("order_pay", "platform"): -450,
        ("order_pay", "courier"): 450,
    }


@pytest.mark.parametrize(
    ("hourly_cents", "earned_cents", "top_up_cents"),
    [
        (0, 0, 0),
        (2400, 0, 3600),  # ninety minutes
        (2400, 1000, 2600),
        (2400, 3600, 0),
        (2400, 5000, 0),  # who earned more keeps it
        (2401, 0, 3602),  # 3601.5: an odd half goes to the even number
    ],
)
def test_a_shift_is_paid_what_its_guarantee_lacks(hourly_cents, earned_cents, top_up_cents):
    town = town_with(hourly_cents=hourly_cents)
    town.world.travel["cost_cents_per_km"] = 0
    courier = town.world.couriers[0]
    courier.earned_cents, courier.shift_earned_cents = 7000 + earned_cents, earned_cents
    town.call(pay.pay_shift, 0)
    assert courier.earned_cents == 7000 + earned_cents + top_up_cents
    expected = {("guarantee", "platform"): -top_up_cents, ("guarantee", "courier"): top_up_cents}
    assert postings(town.world.book[0]) == (expected if top_up_cents else {})


@pytest.mark.parametrize(("cents_per_km", "cost_cents"), [(30, 75), (30.2, 76), (30.1, 75)])
def test_a_courier_pays_for_the_metres_ridden_since_the_last_time(cents_per_km, cost_cents):
    """3200 m, of which 700 were paid for: 2.5 km at 30 cents; 75.5 are an even 76."""
    town = town_with(page=1)
    town.world.travel["cost_cents_per_km"] = cents_per_km
    courier = town.world.couriers[0]
    courier.paid_ridden_m = 700
    town.call(pay.pay_shift, 0)
    assert (courier.paid_ridden_m, courier.earned_cents) == (3200, 0)
    assert not town.world.book[0].any()
    paid = {("running_cost", "courier"): -cost_cents, ("running_cost", "road"): cost_cents}
    assert postings(town.world.book[1]) == paid
    town.call(pay.pay_shift, 0)
    assert postings(town.world.book[1]) == paid


def test_bringing_an_order_of_the_warm_up_is_paid_on_the_warm_up_s_page():
    town = town_with(order_cents=450, page=1)
    order = town.world.orders[0]
    order.placed_min = -0.5
    town.call(pay.pay_order, town.world.couriers[0], order)
    assert postings(town.world.book[-1]) == {
        ("order_pay", "platform"): -450,
        ("order_pay", "courier"): 450,
    }
    assert not town.world.book[:-1].any()
