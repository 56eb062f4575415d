"""An aggregator's export of a simulated market: all that is wrong with it is counted, then fitted.

In GB18030, with local times and degrees, without a column of ready food or of offers, 5 % of it
twice, an hour that is missing, a stray date, and a last line that was cut off.
"""

import json

import numpy as np
import pytest

from analysis.loading import load_arm
from analysis.scenario_file import overriding
from sim.simulation import run
from tests.analysis.calibration import aggregator
from tests.analysis.commands.hamlet import call, o2o

TOWN = {
    "days": 2,
    "warmup_days": 0,
    "consumers.count": 2500,
    "stores.count": 40,
    "couriers.count": 80,
    "city.width_m": 2000,
    "city.height_m": 2000,
}
MISSING = "2024-05-18 12"


@pytest.fixture(scope="module")
def simulated():
    """A town of the baseline, and its result."""
    scenario = load_arm("baseline", overriding(TOWN)).scenario
    return run(scenario, 0)


@pytest.fixture(scope="module")
def place(simulated, tmp_path_factory):
    """A folder with the calibrated export; what its draft said, what is wrong, orders in all."""
    folder = tmp_path_factory.mktemp("exported")
    rows = aggregator.rows_of(simulated)
    content, wrong = aggregator.with_faults(rows, MISSING)
    name = aggregator.write(folder, content)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        drafted = o2o("orders", name, "--draft")
        assert drafted.exit_code == 0, drafted.output
        told = o2o("orders", name, "--json", "--mapping", f"{name}.toml")
        assert told.exit_code == 2  # until the mapping says that wrong rows are left out
        done = call("calibrate", name, "--out", "city.toml", "--waves", 0, "--runs", 1)
        assert done.exit_code == 0, done.output
    n_orders = len(rows) - wrong.n_hole
    return folder, drafted.stdout, wrong, n_orders


@pytest.mark.slow
def test_every_fault_is_counted_and_no_row_is_lost(place):
    folder, drafted, wrong, n_orders = place
    facts = json.loads((folder / "city" / "calibration.json").read_text("utf-8"))
    found = {(each["kind"], each["said"], *each["columns"]): each for each in facts["quality"]}
    n_rows = n_orders + wrong.n_twice + 2
    assert {key: (each["n"], each["of"]) for key, each in found.items()} == {
        ("row", "twice"): (wrong.n_twice, n_rows),
        ("row", "stray", "下单时间"): (1, n_rows),
        ("row", "torn"): (1, n_rows),
        ("cell", "", "取餐时间"): (wrong.n_unreadable, n_orders),
        ("sequence", ""): (wrong.n_contradicting, n_orders),
        ("hole", ""): (1, found["hole", ""]["of"]),
        ("outlier", "basket"): (found["outlier", "basket"]["n"], n_orders),
    }
    assert facts["orders"] == n_orders
    assert found["outlier", "basket"]["n"] >= wrong.n_far_out
    assert found["row", "torn"]["line"] == n_rows + 1
    for said in (f"{wrong.n_twice} rows: of an order that", f"(first on line {n_rows + 1})"):
        assert said in drafted


@pytest.mark.slow
def test_what_the_market_was_made_of_is_found(place, simulated):
    facts = json.loads((place[0] / "city" / "calibration.json").read_text("utf-8"))
    found = {each["path"]: each for each in facts["estimates"]}
    couriers = simulated.scenario.couriers
    for path, known in (
        ("couriers.speed_km_per_h", couriers.speed_km_per_h),
        ("couriers.dropoff_before_min", couriers.dropoff_before_min),
    ):
        assert found[path]["value"] == pytest.approx(known, rel=0.1)
    assert facts["not_on_record"] == ["preparation", "slowing", "pick_up", "acceptance"]
    assert max(facts["ks"][name] for name in ("hours", "distance")) <= 0.08


@pytest.mark.slow
def test_the_fitted_scenario_runs_the_same_orders_again(place):
    arm = load_arm(place[0] / "city.toml")
    assert arm.recording is not None
    assert arm.recording.n_orders == place[3]
    hours = arm.recording.placed_min // 60
    assert not np.isin(36, hours)  # the hole is kept


@pytest.mark.slow
def test_an_export_without_positions_is_refused_in_a_line(simulated, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [aggregator.HEADER, *aggregator.rows_of(simulated)[:50]]
    lines = [",".join(row[:9] + row[13:]) for row in rows]
    name = aggregator.write(tmp_path, "\n".join(map(str, lines)).encode("gb18030"))
    refused = call("calibrate", name, "--out", "city.toml")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "订单导出.csv:1: no column 'store_x_m', 'store_y_m' or 'store_lat'" in refused.stderr
    assert not (tmp_path / "city.toml").exists()
