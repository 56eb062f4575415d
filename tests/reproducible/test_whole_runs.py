"""Every shipped scenario over all its days keeps the rules, and stopped it goes on elsewhere."""

import random

import numpy as np
import pytest

import analysis
from sim.daytime import DAY_MIN
from sim.simulation import alive, result_of
from tests.golden.kpis import SMALLER, WHOLE
from tests.invariants.rules import keeps_the_rules
from tests.reproducible.digest import digests
from tests.reproducible.resume import Elsewhere

# Two days of these, in which all is planned anew each minute, take as long as weeks of others.
TWO_DAYS = ("dispatch-rolling", "suburb-rolling")

# What every mechanism leaves goes on where nothing has run before; the others go on one after the
# other in one process, which spares beginning it.
FRESH = ("everything",)


@pytest.fixture(scope="module")
def one_for_all():
    with Elsewhere() as process:
        yield process


@pytest.fixture
def elsewhere(name, one_for_all):
    if name in FRESH:
        with Elsewhere() as process:
            yield process
    else:
        yield one_for_all


@pytest.mark.slow
@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_run_keeps_the_rules_and_goes_on_in_another_process_from_any_midnight(
    name, elsewhere
):
    """The midnight is drawn by the scenario's name; a recording stops amid its orders."""
    changes = {**SMALLER.get(name, {}), **({"days": 2} if name in TWO_DAYS else {})}
    arm = analysis.load(name, settings=changes, allow_code=False)
    market = alive(arm.scenario, 0, arm.recording)
    if arm.recording is None:
        stop_min = random.Random(name).randint(1, market.n_days - 1) * DAY_MIN
    else:
        stop_min = float(np.median(arm.recording.placed_min))
    while market.now_min < stop_min:
        market.step()
    snapshot = market.snapshot()
    market.live()
    straight = result_of(market)
    keeps_the_rules(straight)
    n_orders = int(market.world.state["n_orders"][0])  # those of the warm-up, too
    assert n_orders > len(snapshot.columns.tables["orders"]) > 0
    assert elsewhere.resumed(snapshot) == digests(straight)
