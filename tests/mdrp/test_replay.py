"""Replays of the public Meal Delivery Routing Problem instances, and solutions, keep their rules.

The instances are not part of the project: O2O_MDRP_DIR names the folder that holds theirs.
"""

import os
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from analysis.commands.inputs import load_arm, overrides_of
from analysis.commands.mdrp import read_task, solve
from analysis.commands.mdrp_solved import Solved
from analysis.mdrp import read_instance
from analysis.scenario_file import overriding
from sim.order import Cause, Channel, State, is_open
from sim.recording import Recording
from sim.result import RunResult
from sim.simulation import run
from tests.invariants import lives, money, places

FOLDER = os.environ.get("O2O_MDRP_DIR")
INSTANCES = (
    sorted(path for path in Path(FOLDER or ".").iterdir() if path.is_dir()) if FOLDER else []
)
# Of all instances the first, the last and one from the middle.
FEW = [INSTANCES[i] for i in (0, len(INSTANCES) // 2, -1)] if INSTANCES else []

pytestmark = pytest.mark.skipif(not FOLDER, reason="O2O_MDRP_DIR names no folder of instances")
few = pytest.mark.parametrize("instance", FEW, ids=lambda path: path.name)
every = pytest.mark.parametrize("instance", INSTANCES, ids=lambda path: path.name)


@cache
def replayed(instance: Path) -> tuple[Recording, RunResult]:
    """The recording and the run that `o2o run` makes of it."""
    arm = load_arm("replay", overrides_of([], replay={"orders": instance}), allow_code=False)
    assert arm.recording is not None
    return arm.recording, run(arm.scenario, 0, arm.recording)


@cache
def solved(instance: Path) -> Solved:
    """What `o2o mdrp` makes of it."""
    with TemporaryDirectory() as out:
        rolling = overriding({"policies.dispatch.use": "rolling_horizon"})
        return solve(read_task(instance, rolling, allow_code=False), Path(out))


def accounts_for_every_order(instance: Path) -> None:
    recording, result = replayed(instance)
    orders = result.orders
    assert len(orders) == recording.n_orders
    by_row = orders[np.argsort(orders["consumer"])]
    assert (by_row["consumer"] == np.arange(recording.n_orders)).all()
    assert (by_row["placed_min"] == recording.placed_min).all()
    assert (by_row["store"] == recording.store).all()
    assert not is_open(orders["state"]).any()
    assert ((orders["state"] == State.FULFILLED) == (orders["cause"] == Cause.NONE)).all()
    assert (orders["channel"] == Channel.DELIVERY).all()


def keeps_the_times(instance: Path) -> None:
    recording, result = replayed(instance)
    assert recording.couriers is not None
    away = result.orders[~np.isnan(result.orders["picked_up_min"])]
    ready_min = recording.ready_min[away["consumer"]]
    assert (away["picked_up_min"] >= ready_min).all()
    assert (away["ready_min"] == np.maximum(ready_min, away["placed_min"])).all()
    assert (away["picked_up_min"] <= recording.couriers.off_min[away["courier"]]).all()
    assert (away["picked_up_min"] >= recording.couriers.on_min[away["courier"]]).all()


@pytest.mark.slow
@few
def test_a_replay_accounts_for_every_order(instance):
    """Each recorded order is placed once, when and where it was, and ends with a cause or well."""
    accounts_for_every_order(instance)
    _, result = replayed(instance)
    assert (result.orders["state"] == State.FULFILLED).mean() > 0.8


@pytest.mark.slow
@few
def test_no_food_leaves_before_it_is_ready_nor_after_the_couriers_shift(instance):
    """Ready times and shifts are the recorded ones."""
    keeps_the_times(instance)


@pytest.mark.slow
@few
def test_no_delivery_is_faster_than_the_rules_allow(instance):
    """Ready, half a pick-up, the way in whole minutes, half a hand-over: the instance's bound."""
    recording, result = replayed(instance)
    fleet = result.scenario.couriers
    m_per_min = fleet.speed_km_per_h * 1000 / 60
    done = result.orders[result.orders["state"] == State.FULFILLED]
    row = done["consumer"]
    metres = np.hypot(
        recording.store_x_m[done["store"]] - recording.door_x_m[row],
        recording.store_y_m[done["store"]] - recording.door_y_m[row],
    )
    ride_min = np.ceil(metres / m_per_min - 1e-9)
    service_min = fleet.pickup_after_min + fleet.dropoff_before_min
    assert (done["ended_min"] >= recording.ready_min[row] + service_min + ride_min - 1e-9).all()


@pytest.mark.slow
@few
def test_couriers_are_paid_the_larger_of_pay_by_order_and_by_hour(instance):
    """Each courier's earnings for the whole shift, to the cent."""
    recording, result = replayed(instance)
    assert recording.couriers is not None
    pay = result.scenario.policies.pay
    by_order = pay.order_cents * result.couriers["n_delivered"]
    on_duty_min = recording.couriers.off_min - recording.couriers.on_min
    by_hour = np.rint(pay.hourly_guarantee_cents * on_duty_min / 60)
    assert (result.couriers["earned_cents"] == np.maximum(by_order, by_hour)).all()


@pytest.mark.slow
@few
def test_a_replay_keeps_the_rules_of_the_world(instance):
    """Money, couriers in one place, no more orders in hand than allowed."""
    _, result = replayed(instance)
    for check in (
        *money.CHECKS,
        lives.check_every_order_ends_once,
        lives.check_orders_only_move_forward,
        places.check_couriers_are_never_in_two_places,
        places.check_couriers_carry_no_more_than_they_may,
    ):
        check(result)


@pytest.mark.slow
@every
def test_every_instance_accounts_for_its_orders_and_keeps_its_times(instance):
    """All of the folder."""
    try:
        accounts_for_every_order(instance)
        keeps_the_times(instance)
    finally:
        replayed.cache_clear()


@pytest.mark.slow
@every
def test_every_instance_is_solved_within_all_rules(instance):
    """All of the folder, judged by the files that are written."""
    found = solved(instance)
    assert found.violations == ()
    assert found.figures.orders == len(read_instance(instance).orders.names)
    assert found.figures.ratio_to_bound >= 1


@pytest.mark.slow
def test_click_to_door_stays_near_what_cannot_be_avoided():
    """Means over all of the folder, with the dispatcher that is best."""
    every_figures = [solved(instance).figures for instance in INSTANCES]
    assert np.mean([found.ratio_to_bound for found in every_figures]) <= 1.037
    assert np.mean([found.undelivered_share for found in every_figures]) <= 0.0004
