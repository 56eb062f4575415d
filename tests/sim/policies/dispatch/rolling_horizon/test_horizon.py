"""A round of the rolling horizon, by hand: what is done now, and what can wait.

A hundred metres are a minute; stores cook for ten minutes, with cooks for all; a courier at (0, 0)
is five minutes from the store at (500, 0) and parks for one.
"""

import numpy as np
import pytest

from sim.flow.requests import MOVE, OFFER
from sim.policies.dispatch import RollingHorizon
from tests.sim.worlds import Town

AT_ONCE = {"couriers": {"acceptance": {"response_min": 0}}}
# Nobody moves but for an order, and a courier's time costs nothing.
PLAIN = RollingHorizon(latest_orders=0, courier_price=0, early_min=2, refusal_cost_min=0)
STAYS = PLAIN.model_copy(update={"send_ahead": False})
STORE = {"x_m": 500.0, "n_cooks": 9}
# Orders come a thousandth of a minute after one another.
READY = pytest.approx(10, abs=0.01)


def ordered(n_orders, couriers, *changes, homes=None, stores=(STORE,), until_min=600.0):
    """Deliveries of minute 0, to doors at 1000."""
    homes = homes or [(1000, 0)] * n_orders
    town = Town(AT_ONCE, *changes, homes=homes, couriers=couriers, stores=list(stores))
    for courier in range(len(couriers)):
        town.start_shift(courier, until_min, 0.0)
    for row in range(n_orders):
        town.world.shown[:] = -1
        town.world.shown[:, 0] = row % len(stores)
        town.needs((row / 1000, row))
        town.advance((row + 1) / 1000)
    town.world.orders["predicted_ready_min"][:n_orders] = 10
    return town


def decide(policy, town, now_min):
    """What is offered, (order, courier, places), and who is sent where, (courier, x)."""
    town.advance(now_min)
    town.waiting(now_min)
    offers, moves = policy(town.view(float(now_min)))
    assert (offers.dtype, moves.dtype) == (OFFER.dtype, MOVE.dtype)
    return (
        [tuple(offer) for offer in offers.tolist()],
        [(int(move["courier"]), float(move["x_m"])) for move in moves],
    )


def live(policy, town, until_min, every_min=1.0):
    """Rounds as the market has them: (minute, moves made, orders accepted)."""
    log = []
    for now_min in np.arange(every_min, until_min + every_min / 2, every_min).tolist():
        town.advance(now_min)
        town.waiting(now_min)
        offers, moves = policy(town.view(now_min))
        assert town.make_offers(offers, now_min) == len(offers)
        made = town.move(moves, now_min)
        if len(offers) > 0 or len(made) > 0:
            log.append((now_min, made["x_m"].tolist(), offers["order"].tolist()))
    return log


# What can wait


@pytest.mark.parametrize(("now_min", "given"), [(1, False), (3, False), (3.01, True), (9, True)])
def test_nothing_is_given_away_that_could_be_told_a_round_later(now_min, given):
    """Told at 4, the courier picks up at 10, when the food is ready."""
    offers, moves = decide(STAYS, ordered(1, [(0, 0)]), now_min)
    assert offers == ([(0, 0, 0, 1)] if given else [])
    assert moves == []


def test_longer_rounds_decide_earlier():
    policy = STAYS.model_copy(update={"every_min": 3.0})
    assert decide(policy, ordered(1, [(0, 0)]), 1.0)[0] == []
    assert decide(policy, ordered(1, [(0, 0)]), 1.01)[0] == [(0, 0, 0, 1)]


def test_what_waits_may_go_to_somebody_better():
    """One who comes on duty at the counter at minute 3 gets what the other would have brought."""
    policy = STAYS.model_copy(update={"courier_price": 1.0, "price_power": 0.0})
    town = ordered(1, [(0, 0), (500, 0)])
    town.end_shift(1, 1.0)
    town.world.couriers["on_min"][1], town.world.couriers["off_min"][1] = 3, 600
    assert decide(policy, town, 2.5) == ([], [])
    town.start_shift(1, 600.0, 3.0)
    assert decide(policy, town, 3.5) == ([], [])
    assert decide(policy, town, 9.0) == ([(0, 1, 0, 1)], [])


# Sent ahead


@pytest.mark.parametrize(("early_min", "moved_min"), [(0, 4), (1, 3), (2, 2)])
def test_a_courier_is_sent_ahead_and_gets_the_order_at_the_last_moment(early_min, moved_min):
    """Told at the counter at minute 9, one minute of parking before the food is ready."""
    policy = PLAIN.model_copy(update={"early_min": float(early_min)})
    town = ordered(1, [(0, 0)])
    assert live(policy, town, 30) == [(moved_min, [500], []), (9, [], [0])]
    assert town.life(0)["picked_up"] == 10
    assert town.life(0)["ended"] == 18


def test_orders_that_come_meanwhile_join_the_bundle():
    """The second is placed at minute 3, ready at 13, and a minute later told with the first."""
    town = ordered(1, [(0, 0)], homes=[(1000, 0)] * 2)
    town.needs((3.0, 1))
    policy = PLAIN.model_copy(update={"courier_price": 1.0, "price_power": 0.0})
    assert live(policy, town, 40) == [(2, [500], []), (12, [], [0, 1])]
    assert [town.life(order)["picked_up"] for order in (0, 1)] == [13, 13]


def test_who_is_there_gets_the_bundle_not_a_move():
    assert decide(PLAIN, ordered(1, [(500, 0)]), 8.0) == ([], [])
    assert decide(PLAIN, ordered(1, [(500, 0)]), 8.01) == ([(0, 0, 0, 1)], [])


def test_a_courier_on_a_long_way_goes_by_stores_where_it_can_be_asked():
    """Whole minutes, moves to be finished: 2 + 3 minutes are as long as 5."""
    rules = {"couriers": {"whole_minutes": True, "finish_moves": True}}
    town = ordered(1, [(0, 0)], rules, stores=[STORE, {"x_m": 200.0}])
    assert live(PLAIN, town, 30) == [(2, [200], []), (4, [500], []), (9, [], [0])]


# Bundles


def test_a_bundle_is_picked_up_whole_and_handed_over_one_by_one():
    """Doors at 600, 800 and 1000: a single courier takes all, the nearest first."""
    town = ordered(3, [(500, 0)], homes=[(1000, 0), (600, 0), (800, 0)])
    offers, _ = decide(PLAIN, town, 9.0)
    assert town.offer(9.0, *offers) == 3
    stops = town.world.stops[0, :6].tolist()
    assert [(order, pick) for order, pick, *_ in stops] == [
        *[(order, 1) for order in (1, 2, 0)],
        *[(order, 0) for order in (1, 2, 0)],
    ]
    town.advance(60)
    assert [town.life(order)["picked_up"] for order in range(3)] == [READY] * 3
    assert [town.life(order)["ended"] for order in (1, 2, 0)] == [
        pytest.approx(at_min, abs=0.01) for at_min in (14, 19, 24)
    ]


@pytest.mark.parametrize(("bundle_orders", "max_orders", "size"), [(2, 8, 2), (4, 3, 3), (1, 8, 1)])
def test_bundles_hold_no_more_than_policy_and_courier_allow(bundle_orders, max_orders, size):
    town = ordered(5, [(500, 0)], {"couriers": {"max_orders": max_orders}})
    policy = PLAIN.model_copy(update={"bundle_orders": bundle_orders})
    offers, _ = decide(policy, town, 9.0)
    assert len(offers) == size
    assert town.offer(9.0, *offers) == size


def test_a_courier_gets_the_next_bundle_in_the_round_before_the_last_task_is_done():
    """Handed over at 18, where the next store is, and free at 19."""
    stores = [STORE, {"x_m": 1000.0, "n_cooks": 9}]
    homes = [(1000, 0), (1400, 0)]
    town = ordered(2, [(500, 0)], homes=homes, stores=stores)
    assert live(PLAIN, town, 60) == [(9, [], [0]), (19, [], [1])]
    half = ordered(2, [(500, 0)], homes=homes, stores=stores)
    assert live(PLAIN, half, 60, every_min=1.25) == [(8.75, [], [0]), (18.75, [], [1])]
    assert half.life(1)["picked_up"] == 20


# Who is left alone


def test_without_couriers_or_orders_nothing_is_done():
    assert decide(PLAIN, ordered(1, [(500, 0)], until_min=5.0), 9.0) == ([], [])
    town = ordered(1, [(500, 0)])
    town.end_shift(0, 1.0)
    assert decide(PLAIN, town, 9.0) == ([], [])
    assert decide(PLAIN, ordered(0, [(500, 0)], homes=[(0, 0)]), 9.0) == ([], [])


def test_who_is_not_yet_on_duty_is_planned_but_told_nothing():
    """The shift begins at the counter within the round."""
    policy = PLAIN.model_copy(update={"every_min": 5.0})
    town = ordered(1, [(500, 0)])
    town.end_shift(0, 1.0)
    town.world.couriers["on_min"], town.world.couriers["off_min"] = 11, 600
    assert decide(policy, town, 10.0) == ([], [])
    town.start_shift(0, 600.0, 11.0)
    assert decide(policy, town, 11.0) == ([(0, 0, 0, 1)], [])


def test_who_has_just_refused_an_order_is_not_asked_again():
    town = ordered(2, [(500, 0)])
    town.world.orders["refused_by"][1] = 0
    assert decide(PLAIN, town, 9.0)[0] == [(0, 0, 0, 1)]


@pytest.mark.parametrize(("until_min", "asked"), [(14.9, False), (15, True)])
def test_the_pick_up_must_come_before_the_shift_ends(until_min, asked):
    """Told at 9, five minutes of riding and one of parking."""
    offers, _ = decide(STAYS, ordered(1, [(0, 0)], until_min=until_min), 9.0)
    assert (offers != []) == asked


def test_stores_beyond_the_radius_are_not_served():
    near, far = (PLAIN.model_copy(update={"radius_m": radius}) for radius in (500.0, 499.0))
    assert decide(near, ordered(1, [(0, 0)]), 9.0) == ([], [(0, 500)])
    assert decide(far, ordered(1, [(0, 0)]), 9.0) == ([], [])


# Lateness, fairness, refusals


def one_of_two(policy, **columns):
    """Who of two couriers at the counter gets the only order."""
    town = ordered(1, [(500, 0), (500, 0)])
    for name, values in columns.items():
        town.world.couriers[name] = values
    offers, _ = decide(policy, town, 9.0)
    return [courier for _, courier, *_ in offers]


def test_who_earned_less_in_an_hour_gets_the_order_where_fairness_counts():
    fair = PLAIN.model_copy(update={"fairness_weight": 1.0})
    assert one_of_two(PLAIN, shift_earned_cents=[2000, 1000]) == [0]
    assert one_of_two(fair, shift_earned_cents=[2000, 1000]) == [1]
    assert one_of_two(fair, shift_earned_cents=[1000, 2000]) == [0]


def test_who_refuses_often_is_passed_over_where_a_refusal_costs():
    wary = PLAIN.model_copy(update={"refusal_cost_min": 2.0})
    refused = {"n_offers": [20, 20], "n_refusals": [10, 2]}
    assert one_of_two(PLAIN, **refused) == [0]
    assert one_of_two(wary, **refused) == [1]


def test_where_nobody_ever_refused_a_refusal_costs_nothing():
    wary = PLAIN.model_copy(update={"refusal_cost_min": 1000.0})
    assert one_of_two(wary, n_offers=[0, 99], n_refusals=[0, 0]) == [0]


@pytest.mark.parametrize(("late_weight", "first"), [(0.0, 0), (10.0, 1)])
def test_where_lateness_counts_an_order_that_is_nearly_late_goes_first(late_weight, first):
    """One way or the other one waits for the other; the nearer door goes first otherwise."""
    homes, policy = [(700, 0), (1000, 0)], PLAIN.model_copy(update={"late_weight": late_weight})
    town = ordered(2, [(500, 0)], homes=homes)
    town.world.orders["promised_min"][:2] = [60, 18]
    offers, _ = decide(policy, town, 9.0)
    assert next(order for order, *_ in offers) == first


def test_an_order_far_from_everybody_is_brought_as_long_as_somebody_can():
    """Two hours away: however late, it is not left."""
    far = PLAIN.model_copy(update={"radius_m": 1e5, "courier_price": 1.0, "price_power": 0.0})
    assert decide(far, ordered(1, [(12500, 0)]), 9.0) == ([], [(0, 500)])
