"""A unit is known by its content, and done once."""

import json
import os
import pickle
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import analysis
from analysis.experiment.unit import Unit, execute, measured, recall
from analysis.loading import Arm
from sim.policies.error import PolicyError
from sim.policies.pricing import FlatFee, Tariff
from sim.recording import Recording
from sim.scenario import Policies, Scenario
from tests.analysis.handmade import TINY


class OwnFee(FlatFee):
    """A policy that is not built in."""


_paid_cents = [300]


class DriftingFee(FlatFee):
    """Goes on from where the run before ended."""

    def __call__(self, view):
        _paid_cents.append(_paid_cents[-1] + 50)
        return Tariff(np.full(view.n_zones, float(_paid_cents[-1])), np.zeros(view.n_zones))


def unit(**changes):
    return replace(Unit("tiny", TINY, 0, Path("nowhere")), **changes)


def recording(basket_cents):
    of_one = np.zeros(1)
    return Recording(
        placed_min=of_one,
        store=np.zeros(1, np.int32),
        door_x_m=of_one,
        door_y_m=of_one,
        ready_min=of_one,
        basket_cents=np.full(1, basket_cents),
        order_names=("a",),
        store_names=("b",),
        store_x_m=of_one,
        store_y_m=of_one,
        couriers=None,
        settings={},
    )


def test_the_id_does_not_depend_on_label_and_folder():
    assert unit().id == unit(label="other", folder=Path("elsewhere")).id


def test_the_id_depends_on_seed_scenario_and_recording():
    others = [
        unit(seed=1),
        unit(scenario=TINY.model_copy(update={"days": 2})),
        unit(recording=recording(100)),
        unit(recording=recording(200)),
        unit(
            warmed_by=TINY.model_copy(update={"policies": Policies(pricing=FlatFee(base_cents=1))})
        ),
    ]
    assert len({unit().id, *(other.id for other in others)}) == 6


def test_a_warm_up_of_its_own_is_no_other_run():
    assert unit(warmed_by=TINY).id == unit().id


def test_code_that_changed_since_the_command_began_is_not_run(monkeypatch, tmp_path):
    """A worker that reads a module late would file results of other code under the old address."""
    own = unit(
        folder=tmp_path / "run",
        scenario=TINY.model_copy(update={"policies": Policies(pricing=OwnFee())}),
    )
    meant = pickle.loads(pickle.dumps(own))
    monkeypatch.setattr("analysis.address.digest", lambda owner, said: "edited")
    with pytest.raises(RuntimeError, match="test_unit has changed since the command began"):
        execute(meant)
    assert not (tmp_path / "run").exists()


def test_a_run_that_depends_on_those_before_fails_and_nothing_of_it_is_kept(tmp_path):
    drifting = TINY.model_copy(update={"policies": Policies(pricing=DriftingFee())})
    with pytest.raises(PolicyError, match=r"DriftingFee.*test_unit\._paid_cents changed"):
        execute(unit(folder=tmp_path / "run", scenario=drifting))
    assert not (tmp_path / "run").exists()
    with pytest.raises(PolicyError, match=r"DriftingFee.*test_unit\._paid_cents changed"):
        analysis.run(Arm("drifting", drifting))


def test_a_unit_done_is_recalled_and_another_in_its_folder_is_not(tmp_path):
    done = unit(folder=tmp_path / "run")
    summary = execute(done)
    again = recall(done)
    assert again is not None
    assert again.kpis == summary.kpis
    np.testing.assert_array_equal(again.money_cents, summary.money_cents)
    assert recall(unit(folder=tmp_path / "run", seed=1)) is None


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"unit": 5}'])
def test_a_damaged_folder_is_not_recalled(tmp_path, text):
    assert recall(unit(folder=tmp_path)) is None
    (tmp_path / "manifest.json").write_text(text)
    assert recall(unit(folder=tmp_path)) is None


def test_the_same_unit_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        execute(unit(folder=tmp_path / name))
    for file in ("kpis.json", "summary.json"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_progress_reaches_the_end(tmp_path):
    heard = []
    execute(unit(folder=tmp_path / "run"), heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


def test_the_manifest_holds_the_scenario_that_can_be_run_again(tmp_path):
    execute(unit(folder=tmp_path / "run"))
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert Scenario.model_validate(manifest["scenario"]) == TINY


def test_a_process_that_a_policy_forks_does_not_go_on_with_the_run(tmp_path, monkeypatch):
    me, done = os.getpid(), tmp_path / "done"

    def forks(*_):
        os.fork()
        return SimpleNamespace(timing={"warmup_cpu_s": 0.0})

    monkeypatch.setattr("sim.run", forks)
    measured(unit(), measuring=lambda _: None)
    with done.open("a") as opened:
        opened.write(f"{os.getpid()}\n")
    if os.getpid() != me:
        os._exit(1)
    os.wait()
    assert done.read_text() == f"{me}\n"
