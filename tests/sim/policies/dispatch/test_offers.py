"""Dispatch by hand: who is offered which order.

A hundred metres are a minute; stores cook for ten minutes, with cooks for all.
"""

import pytest

from sim.policies.dispatch import BatchAssignment, BatchInsertion, NearestIdle
from tests.sim.worlds import Town

NEAREST = NearestIdle(radius_m=1000)
BATCH = BatchInsertion(radius_m=1000, lead_min=10, bundle_m=200, courier_weight=0.5)


def waiting(n_orders, couriers, *changes, stores=None, homes=None, until_min=600.0):
    """Deliveries of minute 0 from a store at 500, to doors at 1000; asked at minute 1."""
    homes = homes or [(1000, 0)] * n_orders
    stores = stores or [{"x_m": 500, "n_cooks": 9}]
    town = Town(*changes, homes=homes, couriers=couriers, stores=stores)
    for courier in range(len(couriers)):
        town.start_shift(courier, until_min, 0.0)
    for row in range(n_orders):
        town.world.shown[:] = -1
        town.world.shown[:, 0] = row % len(stores)
        town.needs((row / 1000, row))
        town.advance((row + 1) / 1000)
    town.advance(1)
    return town


def offers(policy, town, now_min=1.0):
    """(order, courier, place of the pick-up, of the hand-over)."""
    return [tuple(offer) for offer in policy(town.view(now_min)).offers.tolist()]


def early_food(town):
    """The food of order 0 is out already, long before it was said to be."""
    town.world.orders["ready_min"][0] = 0.5
    town.world.orders["predicted_ready_min"][0] = 60
    return town


# The nearest idle courier


def test_the_nearest_idle_courier_gets_the_order():
    town = waiting(1, [(0, 0), (800, 0), (300, 0)])
    assert offers(NEAREST, town) == [(0, 2, 0, 1)]


def test_the_oldest_order_comes_first_and_a_courier_gets_one_a_round():
    town = waiting(3, [(0, 0), (800, 0)])
    assert offers(NEAREST, town) == [(0, 1, 0, 1), (1, 0, 0, 1)]


def test_couriers_beyond_the_radius_off_duty_or_at_work_are_not_asked():
    """At 400 m off duty, at 300 m at work, at 1000 m too far; at 999 m just within."""
    town = waiting(2, [(900, 0), (800, 0), (1500, 0), (1499, 0)])
    town.end_shift(0, 1.0)
    town.offer(1, (1, 1, 0, 1))
    town.waiting(1.0)
    assert offers(NEAREST, town) == [(0, 3, 0, 1)]


@pytest.mark.parametrize("policy", [NEAREST, BATCH])
def test_who_has_just_refused_an_order_is_not_asked_again(policy):
    town = waiting(1, [(500, 0), (0, 0)])
    town.world.orders["refused_by"][0] = 0
    assert offers(policy, town) == [(0, 1, 0, 1)]


@pytest.mark.parametrize("policy", [NEAREST, BATCH])
def test_nobody_on_duty_gets_nothing(policy):
    town = waiting(1, [(500, 0)])
    town.end_shift(0, 1.0)
    assert offers(policy, town) == []


@pytest.mark.parametrize("policy", [NEAREST, BATCH])
@pytest.mark.parametrize(("until_min", "asked"), [(9.9, False), (10, True)])
def test_the_pick_up_must_come_before_the_shift_ends(policy, until_min, asked):
    """The food is ready at minute 10."""
    town = waiting(1, [(500, 0)], until_min=until_min)
    assert (offers(policy, town) != []) == asked


@pytest.mark.parametrize("policy", [NEAREST, BATCH])
@pytest.mark.parametrize(("until_min", "asked"), [(12.9, False), (13.1, True)])
def test_the_ride_to_the_store_must_fit_into_the_shift(policy, until_min, asked):
    """Free at 8, he rides for 4 minutes and parks for one."""
    town = waiting(1, [(100, 0)], until_min=until_min)
    town.world.couriers["arrive_min"] = 8
    assert (offers(policy, town) != []) == asked


# Assignment


@pytest.mark.parametrize("whole_minutes", [False, True])
@pytest.mark.parametrize(("x_m", "asked"), [(1500, True), (1501, False), (1550, False)])
def test_an_assignment_keeps_to_its_radius(x_m, asked, whole_minutes):
    """The store is at 500, the radius 1000 m; rides that are rounded up make it no longer."""
    town = waiting(1, [(x_m, 0)], {"couriers": {"whole_minutes": whole_minutes}})
    assert (offers(BatchAssignment(radius_m=1000, lead_min=10), town) != []) == asked


# Insertion


def test_the_batch_takes_who_is_at_the_store_first_not_who_is_nearest():
    """400 m at half the speed are 8 minutes, 500 m at full speed 5."""
    town = waiting(1, [(900, 0), (0, 0)])
    town.world.couriers["speed_factor"][0] = 0.5
    assert offers(NEAREST, town) == [(0, 0, 0, 1)]
    assert offers(BATCH, town) == [(0, 1, 0, 1)]


def test_orders_are_dispatched_when_their_food_is_nearly_ready():
    town = waiting(1, [(500, 0)])
    policy = BATCH.model_copy(update={"lead_min": 4.0})
    assert offers(policy, town, now_min=5.99) == []
    assert offers(policy, town, now_min=6.0) == [(0, 0, 0, 1)]


def test_two_orders_of_a_store_are_bundled_in_one_round():
    """The second sees the route as planned for the first: both to the same door."""
    town = waiting(2, [(500, 0)])
    assert offers(BATCH, town) == [(0, 0, 0, 1), (1, 0, 1, 2)]


def test_offers_of_a_round_are_valid_one_after_the_other():
    town = waiting(3, [(500, 0)])
    assert town.offer(1.0, *offers(BATCH, town)) == 3
    stops = town.world.stops[0, :6].tolist()
    assert sorted(order for order, *_ in stops) == [0, 0, 1, 1, 2, 2]
    for order in range(3):
        places = [place for place, stop in enumerate(stops) if stop[0] == order]
        assert [stops[place][1] for place in places] == [1, 0]


@pytest.mark.parametrize("max_orders", [1, 2, 3])
def test_nobody_carries_more_than_allowed(max_orders):
    town = waiting(5, [(500, 0)], {"couriers": {"max_orders": max_orders}})
    assert len(offers(BATCH, town)) == max_orders
    town.offer(1.0, *offers(BATCH, town))
    town.waiting(1.0)
    assert offers(BATCH, town) == []


@pytest.mark.parametrize(("x_m", "bundled"), [(700, True), (701, False)])
def test_only_routes_that_pass_the_store_take_its_orders(x_m, bundled):
    """The route has stops at 500 and 1000; within 200 m of one of them is near."""
    stores = [{"x_m": 500, "n_cooks": 9}, {"x_m": x_m, "n_cooks": 9}]
    town = waiting(2, [(500, 0)], stores=stores)
    assert len(offers(BATCH, town)) == (2 if bundled else 1)


@pytest.mark.parametrize(("weight", "courier"), [(0.0, 1), (10.0, 0)])
def test_a_dear_courier_hour_bundles_and_a_cheap_one_spreads(weight, courier):
    """A second courier is idle at the store; bundled, the second order is brought later."""
    town = waiting(2, [(500, 0), (500, 0)], homes=[(1000, 0), (1000, 300)])
    policy = BATCH.model_copy(update={"courier_weight": weight})
    assert [offer[1] for offer in offers(policy, town)] == [0, courier]


def test_no_order_no_offer():
    town = waiting(1, [(500, 0)])
    town.world.state["n_waiting"] = 0
    assert offers(NEAREST, town) == offers(BATCH, town) == []


# Food that is ready early


def test_food_that_is_out_early_is_offered_at_once():
    assert offers(BATCH, early_food(waiting(1, [(0, 0)]))) == [(0, 0, 0, 1)]


@pytest.mark.parametrize("policy", [NEAREST, BATCH])
def test_a_courier_whose_shift_ends_before_the_predicted_moment_can_still_fetch_it(policy):
    assert offers(policy, early_food(waiting(1, [(0, 0)], until_min=30.0))) == [(0, 0, 0, 1)]
