"""Every shipped scenario, stopped and taken up again elsewhere, is the run that went on."""

import random

import numpy as np
import pytest

import analysis
from sim.daytime import DAY_MIN
from sim.simulation import alive, result_of
from tests.golden.kpis import CITIES, SHIPPED
from tests.reproducible.digest import digests
from tests.reproducible.resume import resumed_in_another_process

# Those of claims hold nothing in memory that others do not, nor do larger cities.
NAMES = [name for name in SHIPPED if name not in CITIES and not name.startswith("claims/")]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_run_goes_on_in_another_process_from_any_midnight(name, tmp_path):
    """Of three days, by the scenario's name; a recording stops amid its orders."""
    arm = analysis.load(name, settings={"days": 3}, allow_code=False)
    market = alive(arm.scenario, 0, arm.recording)
    if arm.recording is None:
        stop_min = random.Random(name).randint(1, market.n_days - 1) * DAY_MIN
    else:
        stop_min = float(np.median(arm.recording.placed_min))
    while market.now_min < stop_min:
        market.step()
    snapshot = market.snapshot()
    market.live()
    straight = digests(result_of(market))
    n_orders = int(market.world.state["n_orders"][0])
    assert n_orders > len(snapshot.columns.tables["orders"]) > 0
    assert resumed_in_another_process(snapshot, tmp_path) == straight
