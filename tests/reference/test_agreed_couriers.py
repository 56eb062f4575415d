"""Couriers: offers, shifts, places to wait, who comes and goes.

The compiled flow and plain SimPy processes write the same log, to the bit. Each city is about one
part of an order's life, and the test also says that this part was lived.
"""

from itertools import product

import numpy as np
import pytest

from sim import build
from sim.flow.flow import Flow
from sim.flow.requests import MOVE
from sim.ledger import Kind
from sim.order import Cause, Channel
from sim.policies.repositioning import RepositioningPolicy
from tests.cities import NEVER, scenario
from tests.reference.compare import agreed_log
from tests.reference.logs import bundled, orders_of
from tests.reference.towns import HECTIC, TOWN, VILLAGE


@pytest.mark.parametrize("use", ["nearest", "batch_insertion"])
def test_offers_refused_and_orders_bundled(use, count_calls):
    turns = count_calls("_turn")
    dispatch = {"use": use, "every_min": 3}
    if use == "batch_insertion":
        # Rounds of several orders, of which a courier gets one after the other.
        dispatch |= {"every_min": 8, "bundle_m": 2000, "lead_min": 15, "courier_weight": 2}
    changes = {
        "choice": {"pickup_constant": NEVER},
        "couriers": {"count": 5, "acceptance": {"constant": 1.0}, "max_orders": 4},
        "patience": {"enabled": False},
        "policies": {"dispatch": dispatch},
    }
    log = agreed_log(scenario(TOWN, changes))
    assert log["couriers"]["n_refusals"].sum() > 10
    if use == "batch_insertion":
        assert bundled(log).any()
        assert turns  # a courier just called was sent to another store first
    else:
        assert not bundled(log).any()


@pytest.mark.parametrize("every_min", [3, 12])
def test_short_shifts_and_impatient_consumers(every_min, count_calls):
    given_back = count_calls("_give_back")
    city = scenario(VILLAGE, HECTIC, {"policies": {"dispatch": {"every_min": every_min}}})
    orders = np.concatenate([agreed_log(city, seed)["orders"] for seed in range(2)])
    impatient = orders[
        (orders["channel"] == Channel.DELIVERY) & (orders["cause"] == Cause.IMPATIENCE)
    ]
    has_courier = ~np.isnan(impatient["assigned_min"])
    at_store = ~np.isnan(impatient["at_store_min"])
    assert (~has_courier).any()
    assert (has_courier & ~at_store).any()
    assert at_store.any()
    assert (orders["cause"] == Cause.NO_COURIER).any()
    assert given_back


@pytest.mark.slow
def test_orders_stores_and_couriers_that_bring_refusals():
    changes = {
        "couriers": {"acceptance": {"constant": 1}},
        "mechanisms": {"refusals": {"enabled": True, "order_sd": 3, "store_sd": 1}},
    }
    log = agreed_log(scenario(TOWN, changes))
    assert (log["orders"]["offers"] > 3).any()
    assert log["couriers"]["n_refusals"].sum() > 20


@pytest.mark.slow
def test_couriers_who_come_and_go_as_they_like():
    rain = {"mode": "episodes", "attendance_factor": [0.5, 0.3]}
    rain["episodes"] = [{"state": "heavy", "start": "12:15", "end": "18:00"}]
    changes = {
        "days": 2,
        "world": {"weather": rain},
        "mechanisms": {"crowd": {"enabled": True, "share": 0.7, "half_life_days": 1}},
        "policies": {"pay": {"use": "guarantee", "hourly_guarantee_cents": 1200}},
    }
    log = agreed_log(scenario(TOWN, changes))
    people, crowd = log["crowd 0"], log["couriers"][log["crowd 2"]["first"][0] :]
    assert (people["known_h"] > 0).sum() > 2
    assert crowd["n_delivered"].sum() > 20
    assert log["book"][:, Kind.GUARANTEE].any()


@pytest.mark.slow
def test_couriers_who_ride_back_to_stores():
    changes = {
        "city": {"width_m": 3000, "height_m": 3000},
        "mechanisms": {"drift": {"enabled": True, "after_min": 2, "near_m": 100}},
    }
    log = agreed_log(scenario(TOWN, changes))
    assert len(log["moves"]) > 10


@pytest.mark.parametrize("end", ["12:00", "11:30"])
def test_guaranteed_pay_in_shifts_that_run_into_the_next_one(end, count_calls):
    settled, overtime = count_calls("_pay_shift"), count_calls("_work_overtime")
    changes = {
        "days": 2,
        "demand": {"weekday_hours": [0] * 10 + [1, 1, 1] + [0] * 11},
        "couriers": {
            "count": 12,
            "shifts": [{"share": 1, "start": "12:00", "end": end}],
            "metric": "manhattan",
            "speed_km_per_h": 5,
            "dropoff_after_min": 20,
            "attendance_share": 1,
        },
        "policies": {
            "pay": {"use": "guarantee", "hourly_guarantee_cents": 2000},
            "promise": {"use": "fixed", "minutes": 20},
        },
    }
    log = agreed_log(scenario(VILLAGE, changes))
    # Two days' shifts, and the one that began the day before the first.
    assert len(settled) == 3 * len(log["couriers"])
    assert overtime
    assert (log["couriers"]["earned_cents"] > 2000 * 30).any()


class Wander(RepositioningPolicy):
    """Sends all who are idle to one store after the other, to the end of the shift."""

    def __call__(self, view):
        idle = np.flatnonzero(view.idle)
        moves = MOVE.empty(len(idle))
        moves["courier"] = idle
        store = (moves["courier"] + int(view.now_min)) % len(view.stores)
        moves["x_m"], moves["y_m"] = view.stores["x_m"][store], view.stores["y_m"][store]
        return moves


# Every two of the three choices meet here; all three meet in the slow ones.
PAIRS = {
    ("nearest", "demand_weighted", False),
    ("nearest", "balance", True),
    ("nearest", "wander", False),
    ("batch_insertion", "demand_weighted", True),
    ("batch_insertion", "balance", False),
    ("batch_insertion", "wander", True),
}


@pytest.mark.parametrize(
    ("dispatch", "moving", "finish_moves"),
    [
        case if case in PAIRS else pytest.param(*case, marks=pytest.mark.slow)
        for case in product(
            ("nearest", "batch_insertion"), ("demand_weighted", "balance", "wander"), (False, True)
        )
    ],
)
def test_couriers_who_wait_elsewhere(dispatch, moving, finish_moves, count_calls):
    """Offers on the way, taken and refused; orders lost on the way; shifts that end on it."""
    calls, ends = count_calls("accept"), count_calls("end_shift")
    stops = count_calls("_stop_moving")
    if moving == "wander":
        moving = Wander(every_min=3)
    else:
        moving = {"use": moving, "every_min": 1, "least_stay_min": 0, "half_life_min": 10}
    changes = {
        "city": {"zone_m": 300},
        "consumers": {"count": 760},
        "couriers": {
            "count": 120,
            "finish_moves": finish_moves,
            "metric": "manhattan" if finish_moves else "euclidean",
            "acceptance": {"constant": 1.5},
            "dropoff_after_min": 4,
        },
        "policies": {"repositioning": moving, "dispatch": {"use": dispatch, "every_min": 1}},
    }
    log = agreed_log(scenario(VILLAGE, HECTIC, changes))
    moves, couriers = log["moves"], log["couriers"]
    assert len(moves) > 50
    assert len(stops) > 5 or (finish_moves and not isinstance(moving, Wander))
    assert (couriers["n_refusals"] > 0).any()
    assert len(calls) > 40
    assert len(ends) > 20


@pytest.mark.parametrize("first_capacity", [65, pytest.param(80, marks=pytest.mark.slow), 100])
def test_a_round_that_calls_more_couriers_than_the_calendar_had_room_for(
    first_capacity, monkeypatch
):
    monkeypatch.setattr(build, "_LIST", first_capacity)
    make_offers = Flow.make_offers

    def make_offers_in_bounds(flow, offers, now_min):
        accepted = make_offers(flow, offers, now_min)
        assert flow.world.state["heap_size"][0] <= len(flow.world.heap)
        return accepted

    monkeypatch.setattr(Flow, "make_offers", make_offers_in_bounds)
    changes = {
        "consumers": {"count": 800},
        "choice": {"pickup_constant": NEVER, "walkin_constant": NEVER},
        "patience": {"hazard_per_min": 0, "no_courier_min": 500},
        "demand": {"weekday_hours": [0] * 12 + [1] + [0] * 11},
        "kitchen": {"cooks_per_100_orders": 100},
        "couriers": {"count": 200, "acceptance": {"always": True}},
        "policies": {"dispatch": {"use": "nearest", "every_min": 60}},
    }
    log = agreed_log(scenario(VILLAGE, changes))
    assigned = orders_of(log, Channel.DELIVERY)["assigned_min"]
    _, at_once = np.unique(assigned[~np.isnan(assigned)], return_counts=True)
    assert at_once.max() > first_capacity
