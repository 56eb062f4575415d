"""The same scenario and seed give the same run, to the bit, whenever and wherever it runs."""

import os

import numpy as np
import pytest
from numba import typeof

from sim import build
from sim.scenario import Scenario
from sim.simulation import alive, run
from tests.cities import SMALL, Tree, all_on, scenario
from tests.reproducible.digest import digests, in_another_process

# All at once: rain, stock that runs out, coupons, surge, impatience, bundles, and all mechanisms
# that the baseline has on, with people who come to the app and leave it.
LIVELY: Tree = {
    **SMALL,
    "days": 2,
    "world": {"weather": {"rain_share": 0.4}},
    "stock": {"days_of_demand": 0.8},
    "patience": {"hazard_per_min": 0.01},
    "policies": {
        "coupons": [
            {"use": "threshold", "budget_cents": 40_000, "audience": {"random_share": 0.5}},
            {"use": "free_delivery", "window": ["17:00", "20:00"]},
        ],
        "pricing": {"use": "surge"},
        "pay": {"use": "guarantee"},
        "repositioning": {"use": "demand_weighted"},
    },
    "mechanisms": all_on(
        talk={"without_app_share": 0.1, "adopt_per_day": 0.2, "sleep_per_day": 0.3},
        trust={"breach_day": 0, "breach_drop": 0.1},
    ),
}
TINY: Tree = {"consumers": {"count": 200}, "stores": {"count": 3}, "couriers": {"count": 3}}


@pytest.fixture(scope="module")
def lively():
    return digests(run(scenario(LIVELY), 7))


def test_twice_in_one_process(lively):
    """No state is left over from the first."""
    assert digests(run(scenario(LIVELY), 7)) == lively


def test_after_other_runs(lively):
    """Another scenario, another seed and another size ran in between."""
    run(scenario({"days": 1}), 8)
    run(scenario(LIVELY, TINY), 9)
    assert digests(run(scenario(LIVELY), 7)) == lively


def test_in_a_fresh_process_with_other_threads(lively):
    """Another interpreter, with other hashes of strings; sums do not depend on who adds them."""
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
    if os.environ.get("OPENBLAS_NUM_THREADS") == "1":  # here, too
        threads["OPENBLAS_NUM_THREADS"] = "2"
    other = in_another_process(scenario(LIVELY), 7, PYTHONHASHSEED="123", **threads)
    assert other == lively


@pytest.mark.parametrize(
    "dispatch", ["batch_insertion", pytest.param("nearest", marks=pytest.mark.slow)]
)
def test_compiled_and_uncompiled(dispatch):
    """The compiled code is the Python that it reads as."""
    tiny = scenario(LIVELY, TINY, {"policies": {"dispatch": {"use": dispatch}}})
    compiled = run(tiny, 3)
    assert len(compiled.orders) > 20
    assert in_another_process(tiny, 3, NUMBA_DISABLE_JIT="1") == digests(compiled)


def test_tables_that_begin_small_and_grow(lively, monkeypatch):
    """Orders, events and waiting orders outgrow their tables several times."""
    monkeypatch.setattr(build, "_ORDERS", 2)
    monkeypatch.setattr(build, "_ORDERS_PER_NEED", 0.0)
    monkeypatch.setattr(build, "_LIST", 2)
    market = alive(scenario(LIVELY), 7)
    assert len(market.world.orders) == 2
    assert digests(run(scenario(LIVELY), 7)) == lively


def test_a_longer_run_begins_like_a_shorter_one():
    """The first day does not know how many follow, until the short run's last midnight."""
    short, long = (run(scenario(SMALL, {"days": days}), 0) for days in (1, 3))
    n = len(short.orders)
    for column in ("consumer", "need", "store", "channel", "placed_min", "basket_cents"):
        assert np.array_equal(short.orders[column], long.orders[column][:n])


def test_another_seed_is_another_run(lively):
    """Every table of the market differs, and some of each part: the digests tell runs apart."""
    other = digests(run(scenario(LIVELY), 8))
    differing = {name for name in lively if other[name] != lively[name]}
    assert differing >= {"orders", "consumers", "stores", "couriers"}
    assert differing >= {"funnel", "book", "timeline", "moves", "care 0", "crowd 0"}


def test_a_default_that_is_written_out_compiles_to_the_same_types():
    """A whole number for a float would be another compiled type, and half a minute of compiling."""
    written = Scenario.model_validate_json(scenario().model_dump_json())
    worlds = [alive(one).world for one in (scenario(), written)]
    assert typeof(worlds[0]) == typeof(worlds[1])


def test_whole_numbers_for_floats_compile_to_the_same_types():
    """As people write them: 20 for 20.0."""
    whole = scenario(
        {
            "choice": {"walk_m_per_min": 75, "radius_m": 4000, "sated_min": 180},
            "patience": {"no_courier_min": 60, "collect_delay_min": 3},
            "couriers": {"speed_km_per_h": 20, "cost_cents_per_km": 15},
        }
    )
    assert typeof(alive(whole).world) == typeof(alive(scenario()).world)
