"""Who is free when and where: told at every moment, and held to what comes true."""

import numpy as np
import pytest

from sim.policies.dispatch import MOVE
from sim.policies.dispatch.candidates import candidates as found_candidates
from sim.policies.dispatch.candidates import free_again
from tests.sim.worlds import Town

STATION = {"x_m": 500.0, "n_cooks": 9}  # a store with cooks for all


def at_work(door=(1000, 0)):
    """One courier with two orders of a store 500 m away, ready at 10 and 12, told at 2."""
    town = Town(homes=[door, (1000, 300)], couriers=[(0, 0)], stores=[STATION])
    town.start_shift(0, 600.0, 0.0)
    town.needs((0.0, 0), (2.0, 1))
    return town


@pytest.mark.parametrize("places", [(1, 3), (2, 3)])
def test_at_every_moment_a_courier_is_free_again_when_and_where_it_comes_true(places):
    """Both orders in one bundle, or one after the other: whatever the courier is doing."""
    town = at_work()
    town.advance(2.001)
    town.offer(2.001, (0, 0, 0, 1), (1, 0, *places))
    told, doings = [], set()
    while town.world.couriers[0].n_stops > 0:
        now = town.now_min + 0.25
        town.advance(now)
        told.append((town.call(free_again, 0, now), now))
        courier = town.world.couriers[0]
        doings.add((int(courier.doing), int(courier.n_stops), now >= courier.depart_min))
    free_min, x_m, y_m = town.world.couriers[0][["arrive_min", "to_x_m", "to_y_m"]]
    assert (x_m, y_m) == (1000, 300)
    assert len(told) > 60
    for found, now in told:
        assert found == pytest.approx((free_min, x_m, y_m)), now
    if places == (1, 3):
        assert free_min == 27  # picked up at 12, handed over at 20 and 26
        riding, waiting = 2, 3
        assert {(riding, 4, True), (waiting, 4, True), (waiting, 3, True)} <= doings
        assert {(riding, 2, False), (riding, 2, True), (riding, 1, False)} <= doings


def test_a_door_at_the_counter_is_another_stop():
    """Picked up at 10, handed over at 13 where the store is; the next one is picked up at 15."""
    town = at_work(door=(500, 0))
    town.advance(2.001)
    town.offer(2.001, (0, 0, 0, 1), (1, 0, 2, 3))
    told = town.call(free_again, 0, 2.001)
    while town.world.couriers[0].n_stops > 0:
        town.advance(town.now_min + 0.25)
    assert town.world.orders["picked_up_min"][:2].tolist() == [10, 15]
    assert told == pytest.approx((town.world.couriers[0].arrive_min, 1000, 300))


def candidates(town, now, horizon_min=60.0):
    rows = town.call(found_candidates, horizon_min, now)
    columns = ("free_min", "x_m", "y_m", "until_min")
    return {int(row["courier"]): tuple(row[name] for name in columns) for row in rows}


def test_candidates_are_idle_or_done_or_on_duty_within_the_horizon():
    """Of five: idle, at work until 27, on duty at 50, over already, and with a shift too short."""
    couriers = [(0, 0), (0, 0), (300, 0), (0, 0), (0, 100)]
    town = Town(homes=[(1000, 0), (1000, 300)], couriers=couriers, stores=[STATION])
    town.world.couriers["on_min"] = [0, 0, 50, 0, 0]
    town.world.couriers["off_min"] = [600, 600, 110, 0, 3]
    for courier, until_min in ((0, 600.0), (1, 600.0), (4, 3.0)):
        town.start_shift(courier, until_min, 0.0)
    town.world.couriers["on_min"][3] = -1
    town.needs((0.0, 0), (2.0, 1))
    town.advance(2.001)
    town.offer(2.001, (0, 1, 0, 1), (1, 1, 1, 3))
    idle, at_work, later = (2.5, 0, 0, 600), (27, 1000, 300, 600), (50, 300, 0, 110)
    assert candidates(town, 2.5) == {0: idle, 1: at_work, 2: later}
    assert set(candidates(town, 2.5, horizon_min=24.5)) == {0, 1}
    assert set(candidates(town, 2.5, horizon_min=24.4)) == {0}
    assert set(candidates(town, 2.0)) == {0, 1, 2, 4}  # arrives by the minute the shift ends


@pytest.mark.parametrize("finish_moves", [True, False])
def test_a_courier_on_a_move_is_free_where_the_rules_let_it_turn(finish_moves):
    """Half of the way to (400, 0) is done."""
    town = Town({"couriers": {"finish_moves": finish_moves}}, couriers=[(0, 0)])
    town.start_shift(0, 600.0, 0.0)
    town.move(np.array([(0, 400.0, 0.0)], MOVE.dtype), 1.0)
    assert candidates(town, 3.0)[0][:2] == ((5.0, 400.0) if finish_moves else (3.0, 200.0))
