"""One run, from scenario and seed to tables."""

import gc
import weakref
from types import GeneratorType

import numpy as np
import pytest
from numba import config

from sim import kernels, simulation
from sim.kernels import compile_kernels
from sim.market import Market
from sim.order import is_open
from sim.policies.error import PolicyError
from sim.policies.pricing import FlatFee
from sim.scenario import Policies
from sim.simulation import alive, run
from tests.cities import CALM, SMALL, all_on, scenario


def test_a_run_hands_over_the_tables_of_its_market():
    asked = scenario(SMALL, CALM)
    result = run(asked, seed=3)
    market = alive(asked, seed=3)
    market.live()
    assert result.orders.tobytes() == market.world.orders[: len(result.orders)].tobytes()
    for name in ("consumers", "stores", "couriers", "funnel"):
        assert getattr(result, name).tobytes() == getattr(market.world, name).tobytes()
    assert result.book.tobytes() == market.world.book[:-1].tobytes()  # without the warm-up's page
    assert result.timeline.equals(market.timeline())
    assert (result.scenario, result.seed, result.days) == (asked, 3, 1)
    assert (result.n_zones_x, result.n_zones_y) == (2, 2)
    assert result.segments == ("student", "office", "family", "senior", "regular")


def test_a_result_holds_orders_that_were_placed_and_no_others():
    result = run(scenario(SMALL, CALM), seed=0)
    assert len(result.orders) == result.consumers["n_orders"].sum() > 100
    assert not is_open(result.orders["state"]).any()
    assert (np.diff(result.orders["placed_min"]) >= 0).all()


def test_the_book_has_a_page_a_day_and_one_for_what_ends_later():
    assert run(scenario(SMALL, CALM, {"days": 2}), seed=0).book.shape[0] == 3


def test_progress_hears_the_share_lived_through():
    heard = []
    run(scenario(SMALL, CALM, {"sample_min": 360}), seed=0, progress=heard.append)
    assert heard[:4] == [0.25, 0.5, 0.75, 1.0]
    assert set(heard[4:]) <= {1.0}


def test_a_result_says_what_the_run_cost():
    timing = run(scenario(SMALL, CALM), seed=0).timing
    assert set(timing) == {"build_cpu_s", "compile_cpu_s", "warmup_cpu_s", "simulate_cpu_s"}
    assert min(timing.values()) >= 0
    assert timing["simulate_cpu_s"] > 0


def test_a_run_lets_go_of_its_columns_at_once(monkeypatch):
    columns = []

    class Known(Market):
        def __init__(self, *args, **past):
            super().__init__(*args, **past)
            columns.append(weakref.ref(self.world.stops))

    compile_kernels(scenario(SMALL))
    monkeypatch.setattr(simulation, "Market", Known)
    gc.disable()
    try:
        run(scenario(SMALL, CALM), seed=0)
        assert [column() is None for column in columns] == [True]
    finally:
        gc.enable()


class Breaks(FlatFee):
    """A policy that fails when it is asked."""

    def __call__(self, view):
        raise ArithmeticError("no price")


def test_many_runs_leave_no_garbage_behind():
    """What a run leaves is soon found: what grows old is seldom looked at.

    Processes, their events and generators hold each other; nothing here looks for them.
    """
    city = scenario(SMALL, CALM)
    run(city, seed=0)
    gc.collect()
    gc.disable()
    try:
        before = sum(type(each) is GeneratorType for each in gc.get_objects())
        run(city, seed=1)
        run(city, seed=2)
        after = sum(type(each) is GeneratorType for each in gc.get_objects())
    finally:
        gc.enable()
    assert after <= before


def test_a_run_that_fails_leaves_frozen_what_its_program_froze():
    failing = scenario(SMALL, CALM).model_copy(update={"policies": Policies(pricing=Breaks())})
    gc.freeze()
    before = gc.get_freeze_count()
    with pytest.raises(PolicyError, match="no price"):
        run(failing, seed=0)
    assert before / 2 < gc.get_freeze_count() <= before


@pytest.mark.skipif(config.DISABLE_JIT, reason="nothing is compiled")
def test_kernels_are_compiled_once_a_process(monkeypatch):
    monkeypatch.setattr(kernels, "_compiled", set())
    markets = []

    class Counted(Market):
        def __init__(self, *args):
            super().__init__(*args)
            markets.append([mechanism.name for mechanism in self.parts.mechanisms])

    monkeypatch.setattr(kernels, "Market", Counted)
    assert compile_kernels(scenario(SMALL)) > 0
    assert compile_kernels(scenario(SMALL, {"days": 2})) == 0
    assert len(markets) == 1
    assert compile_kernels(scenario(SMALL, {"policies": {"dispatch": {"use": "nearest"}}})) > 0
    assert compile_kernels(scenario(SMALL, {"mechanisms": all_on()})) > 0
    assert markets == [[], [], list(all_on())]  # as in the run
