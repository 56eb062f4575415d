"""Recorded orders.

The compiled flow and plain SimPy processes write the same log, to the bit. Each city is about one
part of an order's life, and the test also says that this part was lived.
"""

import numpy as np
import pytest

from sim.ledger import Kind
from sim.order import Channel, State
from sim.recording import RecordedCouriers, Recording, arranged
from tests.cities import CALM, scenario
from tests.reference.compare import agreed_log
from tests.reference.logs import orders_of


def whole_minute_recording(n_orders=200, n_stores=5, n_couriers=20):
    """Orders of one evening whose times and rides are whole minutes, so that moments coincide."""
    rows = np.arange(n_orders)
    return arranged(
        Recording(
            placed_min=600.0 + rows // 5 * 2,
            store=(rows * 7 % n_stores).astype(np.int32),
            door_x_m=100.0 * (rows * 13 % 17),
            door_y_m=100.0 * (rows * 5 % 11),
            ready_min=np.where(rows % 5 == 0, np.nan, 600.0 + rows // 5 * 2 + rows % 4 * 5),
            basket_cents=rows % 3 * 1500,
            order_names=tuple(f"o{row}" for row in rows),
            store_names=tuple(f"s{row}" for row in range(n_stores)),
            store_x_m=np.arange(n_stores) * 200.0,
            store_y_m=np.arange(n_stores) * 100.0,
            couriers=RecordedCouriers(
                names=tuple(f"c{row}" for row in range(n_couriers)),
                x_m=np.arange(n_couriers) * 300.0,
                y_m=np.zeros(n_couriers),
                on_min=np.full(n_couriers, 600.0),
                off_min=600.0 + np.arange(1, n_couriers + 1) * 20.0,
            ),
            settings={},
        )
    )


@pytest.mark.parametrize("placed_min", [0.0, 600.0, 1440.0])
def test_a_recorded_order_is_seen_in_the_round_of_its_own_minute(placed_min):
    """Its courier comes on duty in that minute, and goes when the food is ready, ten minutes on.

    There is no round at midnight of the first day. The way from the courier to the store is 100 m.
    """
    day_min = 1440.0 * (placed_min // 1440.0)
    round_min = max(placed_min, 1.0)
    recording = arranged(
        Recording(
            placed_min=np.array([placed_min]),
            store=np.zeros(1, np.int32),
            door_x_m=np.array([1100.0]),
            door_y_m=np.zeros(1),
            ready_min=np.array([placed_min + 10.0]),
            basket_cents=np.array([3000]),
            order_names=("o",),
            store_names=("s",),
            store_x_m=np.array([100.0]),
            store_y_m=np.zeros(1),
            couriers=RecordedCouriers(
                names=("c",),
                x_m=np.zeros(1),
                y_m=np.zeros(1),
                on_min=np.array([placed_min - day_min]),
                off_min=np.array([placed_min + 10.0 - day_min]),
            )
            if day_min == 0
            else None,
            settings={},
        )
    )
    rules = {"whole_minutes": True, "attendance_share": 1, "pickup_before_min": 2, "count": 1}
    if day_min > 0:
        rules["shifts"] = [{"share": 1, "start": "00:00", "end": "23:59"}]
    changes = {
        "couriers": {**rules, "acceptance": {"always": True, "response_min": 0}},
        "patience": {"enabled": False, "no_courier_min": 240},
        "policies": {"dispatch": {"use": "nearest"}},
    }
    log = agreed_log(scenario(CALM, recording.settings, changes), recording=recording)
    (order,) = log["orders"]
    assert order.placed_min == placed_min
    assert order.assigned_min == round_min
    assert order.state == State.FULFILLED
    if day_min == 0:
        # At the last minute of the shift.
        assert order.picked_up_min == log["couriers"]["until_min"][0] == placed_min + 10
        assert log["couriers"]["on_shift_min"][0] > 10  # and home from the door
    # The shift that began the evening before ends on the first page, and is settled there.
    of_orders = np.delete(log["book"], Kind.GUARANTEE, axis=1)
    pages = np.abs(of_orders).sum(axis=(1, 2))
    assert np.flatnonzero(pages)[0] == placed_min // 1440


def test_recorded_orders_for_a_store_that_is_out_are_lost():
    recording = whole_minute_recording()
    out = {"stores": ["s1", "s3"], "window": ["10:10", "10:30"]}
    changes = {"world": {"outages": [out]}, "replay": {"orders": "mine.csv"}}
    log = agreed_log(scenario(CALM, recording.settings, changes), recording=recording)
    hit = (recording.placed_min >= 610) & (recording.placed_min < 630)
    lost = hit & np.isin(recording.store, [1, 3])
    assert lost.any()
    came = [(order.placed_min, order.store) for order in log["orders"]]
    kept = zip(recording.placed_min[~lost], recording.store[~lost], strict=True)
    assert came == list(kept)


@pytest.mark.parametrize("use", ["nearest", "batch_insertion"])
def test_recorded_orders_with_whole_minutes(use):
    recording = whole_minute_recording()
    changes = {
        "couriers": {
            "whole_minutes": True,
            "pickup_before_min": 2,
            "pickup_after_min": 2,
            "dropoff_before_min": 2,
            "dropoff_after_min": 2,
            "acceptance": {"always": True, "response_min": 0},
            "attendance_share": 1,
        },
        "patience": {"enabled": False, "no_courier_min": 240},
        "policies": {"dispatch": {"use": use}, "service_fee_cents": 30},
    }
    log = agreed_log(scenario(CALM, recording.settings, changes), recording=recording)
    ended = orders_of(log, Channel.DELIVERY, cause=0)["ended_min"]
    assert len(ended) > 20
    assert (ended == np.rint(ended)).sum() > 10
    assert len(np.unique(ended)) < len(ended)


@pytest.mark.parametrize("finish_moves", [False, True])
def test_couriers_who_wait_elsewhere_in_whole_minutes(finish_moves):
    recording = whole_minute_recording()
    rules = {"whole_minutes": True, "finish_moves": finish_moves, "attendance_share": 1}
    changes = {
        "city": {"zone_m": 300, "cell_m": 100},
        "couriers": {**rules, "acceptance": {"always": True, "response_min": 0}},
        "policies": {
            "repositioning": {"use": "balance", "every_min": 1, "least_stay_min": 0},
            "dispatch": {"use": "nearest"},
        },
    }
    log = agreed_log(scenario(CALM, recording.settings, changes), recording=recording)
    moves = log["moves"]
    assert len(moves) > 5
    assert (moves["depart_min"] == np.rint(moves["depart_min"])).all()
    stores = set(zip(log["stores"]["x_m"].tolist(), log["stores"]["y_m"].tolist(), strict=True))
    assert set(zip(moves["x_m"].tolist(), moves["y_m"].tolist(), strict=True)) <= stores
