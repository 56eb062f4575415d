"""The arms of a seed begin from one warm-up, and how workers got them makes no difference."""

import json

import pytest

from analysis.experiment import together
from analysis.experiment.experiment import units_of
from analysis.experiment.outcome import Outcome
from analysis.experiment.together import bundled, each, execute_together
from analysis.experiment.unit import execute
from analysis.loading import Arm
from sim.policies.coupons import FreeDelivery
from sim.scenario import Policies
from sim.warm_up import warm_up
from tests.analysis.handmade import TINY

COUPON = TINY.model_copy(update={"policies": Policies(coupons=(FreeDelivery(),))})
LARGER = TINY.model_validate(
    TINY.model_dump() | {"couriers": TINY.couriers.model_dump() | {"count": 9}}
)
ARMS = [Arm("base", TINY), Arm("coupon", COUPON), Arm("larger", LARGER)]
TABLES = ("orders", "consumers", "couriers", "timeline", "ledger")


def units(folder, *seeds):
    return units_of(ARMS, seeds, folder)


def timing(unit):
    return json.loads((unit.folder / "manifest.json").read_text())["timing"]


class Clock:
    """On it a warm-up that is shared takes a thousand seconds, and nothing else any."""

    def __init__(self):
        self.at_s = 0.0

    def process_time(self):
        return self.at_s

    def warm_up(self, *what):
        self.at_s += 1000.0
        return warm_up(*what)


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    made = tuple(units(tmp_path_factory.mktemp("together"), 0))
    clock = Clock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(together, "time", clock)
        patch.setattr(together, "warm_up", clock.warm_up)
        return made, execute_together(made)


def test_units_of_a_seed_go_to_one_worker_where_there_are_seeds_enough(tmp_path):
    made = units(tmp_path, 0, 1)
    assert [[unit.seed for unit in bundle] for bundle in bundled(made, 2)] == [[0] * 3, [1] * 3]
    assert [len(bundle) for bundle in bundled(made, 3)] == [1] * 6


def test_arms_that_differ_in_policies_alone_begin_in_the_base_s_city(tmp_path):
    base, coupon, larger = units(tmp_path, 0)
    assert (base.warmed_by, coupon.warmed_by, larger.warmed_by) == (TINY, TINY, None)


def test_without_a_warm_up_there_is_none_to_share(tmp_path):
    cold = TINY.model_copy(update={"warmup_days": 0})
    assert units_of([Arm("cold", cold)], [0], tmp_path)[0].warmed_by is None


def test_a_warm_up_is_lived_once_and_its_time_is_the_first_arm_s(done):
    (base, coupon, larger), outcomes = done
    assert [outcome.error for outcome in outcomes] == ["", "", ""]
    spent = [timing(unit)["warmup_cpu_s"] for unit in (base, coupon, larger)]
    assert [int(cpu_s // 1000) for cpu_s in spent] == [1, 0, 0]
    assert spent[2] > 0  # its own


def test_alone_each_unit_finds_the_same_to_the_bit(done, tmp_path):
    together_units, _ = done
    for ours, alone in zip(together_units, units(tmp_path, 0), strict=True):
        execute(alone)
        for name in ("kpis.json", *(f"{table}.parquet" for table in TABLES)):
            theirs = (alone.folder / name).read_bytes()
            assert (ours.folder / name).read_bytes() == theirs, (ours.label, name)


def test_what_was_finished_before_a_crash_is_not_done_again(done, monkeypatch):
    made, outcomes = done
    monkeypatch.setattr(together, "execute", None)
    again = execute_together(made)
    assert [outcome.value.kpis for outcome in again] == [o.value.kpis for o in outcomes]


def test_of_a_bundle_whose_process_died_the_finished_units_count(done, tmp_path):
    finished, (lost, *_) = done[0][0], units(tmp_path, 1)
    died = Outcome((finished, lost), error="its process died")
    first, second = each(died)
    assert first.value is not None
    assert (second.value, second.error) == (None, "its process died")
