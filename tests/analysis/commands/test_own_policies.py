"""A policy of one's own in every family at once: commands take it as they take a built-in one."""

import sys

import pytest

import analysis
from analysis.experiment.reopened import open_run
from analysis.experiment.stand_in import scenario_in
from analysis.experiment.tariffs import commissions, fees
from analysis.live.levers import levers
from sim.policies.error import PolicyError
from sim.policies.families import FAMILIES
from sim.policies.family import has_otherwise, use_of
from tests.analysis.commands import hamlet

# As what the policies here decide, where the default of a family is none.
AS = {"coupons": "free_delivery", "marketing": "everyone"}
KINDS = {f.name: f.built_in[AS[f.name]] if f.is_list else type(f.default) for f in FAMILIES}
OWN = {name: f"own_policies:Own{name.title().replace('_', '')}" for name in KINDS}
USUAL = {
    family.name: next(use for use, kind in family.built_in.items() if kind is KINDS[family.name])
    for family in FAMILIES
}
MODULE = "".join(
    f"from {kind.__module__} import {kind.__name__}\n"
    f"from {family.base.__module__} import {family.base.__name__}\n"
    f"class {OWN[family.name].partition(':')[2]}({family.base.__name__}):\n"
    "    per_mille: int = 1000\n"
    f"    def __call__(self, seen):\n        return {kind.__name__}()(seen)\n"
    for family in FAMILIES
    for kind in [KINDS[family.name]]
)


def tables(title, uses, more=""):
    """A scenario with these policies."""
    told = f'extends = "hamlet.toml"\ntitle = "{title}"\n'
    for family in FAMILIES:
        if family.name in uses:
            name = f"policies.{family.name}"
            told += f"[[{name}]]\n" if family.is_list else f"[{name}]\n"
            told += f'use = "{uses[family.name]}"\n{more}'
    return told


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own_policies.py").write_text(MODULE)
    hamlet.write(tmp_path, usual=tables("Usual", USUAL), own=tables("Own", OWN))
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield tmp_path
    sys.modules.pop("own_policies", None)


def test_who_decides_as_the_built_in_ones_makes_no_difference():
    found = analysis.compare(["usual.toml", "own.toml"], replications=1)
    assert found.failures == ()
    (contrast,) = found.contrasts
    assert {each.difference for each in contrast.differences} <= {0, None}


def test_a_run_says_whose_its_policies_are_and_is_read_again_without_them(place):
    done = hamlet.o2o("run", "own.toml", "--out", "run")
    assert done.exit_code == 0, done.output
    (place / "own_policies.py").write_text("raise RuntimeError")  # nothing is run again
    del sys.modules["own_policies"]
    opened = open_run(place / "run")
    assert use_of(opened.scenarios["run"].policies.pricing) == OWN["pricing"]
    (campaign,) = opened.arms[0].campaigns
    assert campaign.use == OWN["coupons"]
    assert hamlet.o2o("chart", "run").exit_code == 0


def test_what_holds_in_their_hours_is_told_and_rules_of_the_state_are_asked(place):
    by_hours = {f.name: OWN[f.name] for f in FAMILIES if has_otherwise(f)}
    text = tables("Noon", by_hours, 'window = ["11:00", "14:00"]\n')
    text += f'[policies.staffing]\nuse = "{OWN["staffing"]}"\n'
    text += "[mechanisms.regulation]\nenabled = true\npromise_floor_min = 20\nday_hours = 6\n"
    (place / "noon.toml").write_text(text)
    done = hamlet.o2o("check", "noon.toml")
    assert done.exit_code == 0, done.output
    assert f"{OWN['pay']} from 11:00 to 14:00, at all other hours guarantee" in done.stdout
    assert levers(analysis.load("noon.toml").scenario)


def test_a_scenario_that_was_written_down_says_whose_its_policies_are(place):
    own = analysis.load("own.toml").scenario
    again = scenario_in(own.model_dump(mode="json"))
    for name in KINDS:
        ours, theirs = getattr(own.policies, name), getattr(again.policies, name)
        for one, other in zip(
            ours if isinstance(ours, tuple) else [ours],
            theirs if isinstance(theirs, tuple) else [theirs],
            strict=True,
        ):
            assert use_of(one) == use_of(other) == OWN[name]
            assert dict(one) == dict(other) | other.model_extra
    assert scenario_in(again.model_dump(mode="json")) == again
    with pytest.raises(PolicyError, match=f"{OWN['pricing']} is known by its settings alone"):
        again.policies.pricing(None)
    usual = analysis.load("usual.toml").scenario
    assert scenario_in(usual.model_dump(mode="json")) == usual


def test_a_class_of_ones_own_is_not_told_by_the_name_that_it_inherits(place):
    (place / "own_policies.py").write_text(
        "from sim.policies.pricing import FlatFee\nclass OwnPricing(FlatFee):\n    pass\n"
    )
    alone = {"pricing": OWN["pricing"]}
    hamlet.write(place, flat=tables("Flat", {"pricing": "flat"}), own=tables("Own", alone))
    flat, own = (analysis.load(f"{name}.toml").scenario for name in ("flat", "own"))
    assert own.model_dump(mode="json")["policies"]["pricing"]["use"] == OWN["pricing"]
    assert fees(own.policies) != fees(flat.policies)
    assert commissions(own.policies) == commissions(flat.policies)
