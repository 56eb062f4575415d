"""The folder of a run holds what it promises, and the same bytes for the same run."""

import json
import os

import duckdb
import pytest

from analysis.kpis import KPIS
from analysis.kpis.measure import measure
from analysis.results import RUN_FILES, as_json, unit_in, write_run
from analysis.results.folder import write_text
from analysis.results.tables import write_tables
from sim import ledger
from sim.ledger import Account, Kind
from sim.order import Cause, Channel, State
from sim.scenario import Scenario
from tests.analysis.handmade import orders, run_of

TIMING = {
    "build_cpu_s": 1.0,
    "compile_cpu_s": 2.0,
    "simulate_cpu_s": 3.0,
    "analyse_cpu_s": 4.0,
}

PLACED = orders(
    {"placed_min": 10, "ended_min": 45, "promised_min": 40, "segment": 1},
    {"placed_min": 1450, "ended_min": 1480, "promised_min": 1490},
    {"placed_min": 1450, "state": State.CANCELLED, "cause": Cause.IMPATIENCE},
    {"placed_min": 20, "channel": Channel.WALK_IN},
)


@pytest.fixture
def result():
    made = run_of(PLACED)
    made.funnel[1, 11, 0, 3] = 7
    ledger.post.py_func(made.book, 2, Kind.FEE, Account.CONSUMER, Account.PLATFORM, 300)
    return made


@pytest.fixture
def written(tmp_path, result):
    write(tmp_path / "run", result)
    return tmp_path / "run"


def write(folder, result):
    kpis = measure(result)
    write_run(folder, result, kpis, unit_id="abc", summary={"seed": 0}, timing=TIMING)


def rows(folder, sql):
    with duckdb.connect() as database:
        return database.execute(sql.replace("FROM ", f"FROM '{folder}/")).fetchall()


def test_the_folder_holds_the_named_files_and_no_other(written):
    assert {path.name for path in written.iterdir()} == RUN_FILES


def test_kpis_are_in_the_order_of_the_table_and_exact(written, result):
    text = (written / "kpis.json").read_text()
    assert list(json.loads(text)) == [kpi.name for kpi in KPIS]
    assert json.loads(text) == measure(result)
    assert '"click_to_door_mean_min": 32.5,\n' in text


def test_the_same_run_gives_the_same_bytes_in_any_folder(tmp_path, written, result):
    write(tmp_path / "elsewhere", result)
    for name in ("kpis.json", "orders.parquet"):
        assert (written / name).read_bytes() == (tmp_path / "elsewhere" / name).read_bytes()


def test_the_manifest_says_what_was_run_and_with_what(written):
    manifest = json.loads((written / "manifest.json").read_text())
    assert manifest["made_by"] == "o2o-market"
    assert (manifest["kind"], manifest["unit"], manifest["seed"]) == ("run", "abc", 0)
    assert manifest["scenario"]["title"] == "by hand"
    assert manifest["scenario"]["couriers"]["count"] == Scenario(title="x").couriers.count
    assert {"o2o-market", "numpy", "mesa", "simpy", "numba"} <= set(manifest["versions"])
    timing = manifest["timing"]
    assert set(timing) == {*TIMING, "peak_mib"}
    assert timing["analyse_cpu_s"] > TIMING["analyse_cpu_s"]
    assert timing["peak_mib"] > 20


def test_orders_have_names_in_place_of_codes(written):
    sql = "SELECT channel, state, cause, segment FROM orders.parquet'"
    assert rows(written, sql) == [
        ("delivery", "fulfilled", "", "office"),
        ("delivery", "fulfilled", "", "student"),
        ("delivery", "cancelled", "impatience", "student"),
        ("walk_in", "fulfilled", "", "student"),
    ]


def test_moments_that_never_came_are_null(written):
    sql = "SELECT count(*), count(ended_min), count(cooking_min) FROM orders.parquet'"
    assert rows(written, sql) == [(4, 2, 0)]


def test_long_tables_hold_what_is_not_zero(written):
    assert rows(written, "FROM funnel.parquet'") == [("office", 11, 0, "chose_pickup", 7)]
    assert rows(written, "FROM ledger.parquet'") == [
        (2, "fee", "consumer", -300),
        (2, "fee", "platform", 300),
    ]


def test_days_hold_orders_by_placement_and_money_by_booking(written):
    sql = """SELECT day, orders, walkin_orders, fulfilled_orders, delivered_orders, late_orders,
    click_to_door_mean_min, platform_cents FROM days.parquet'"""
    assert rows(written, sql) == [
        (0, 1, 1, 1, 1, 1, 35.0, 0),
        (1, 2, 0, 1, 1, 0, 30.0, 0),
        (2, 0, 0, 0, 0, 0, None, 300),
    ]


def test_who_took_part_is_kept_with_names(written):
    sql = "SELECT segment, count(*) FROM consumers.parquet' GROUP BY 1 ORDER BY 1"
    assert rows(written, sql) == [("office", 2), ("student", 2)]
    assert rows(written, "SELECT DISTINCT doing FROM couriers.parquet'") == [("off",)]
    assert rows(written, "SELECT count(*) FROM stores.parquet'") == [(2,)]


def test_json_refuses_what_json_cannot_say():
    with pytest.raises(ValueError, match="JSON"):
        as_json({"late_share": float("nan")})


@pytest.mark.parametrize("name", sorted(RUN_FILES))
def test_a_run_that_was_torn_is_none(written, name):
    assert unit_in(written) == "abc"
    (written / name).write_bytes((written / name).read_bytes()[:-9])
    assert unit_in(written) is None


def test_a_run_that_lacks_a_table_is_none_and_a_file_is_no_run(written):
    (written / "orders.parquet").unlink()
    assert unit_in(written) is None
    assert unit_in(written / "kpis.json") is None
    assert unit_in(written / "none such") is None


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device of Linux")
def test_a_full_disk_is_told_with_the_file_that_did_not_fit(result, tmp_path, monkeypatch):
    (tmp_path / "orders.parquet").symlink_to("/dev/full")
    with pytest.raises(OSError, match=r"No space left on device: '.*orders\.parquet'"):
        write_tables(tmp_path, result)
    monkeypatch.setattr("analysis.results.folder._partial", lambda _: tmp_path / "full")
    (tmp_path / "full").symlink_to("/dev/full")
    with pytest.raises(OSError, match=r"No space left on device: '.*kpis\.json'"):
        write_text(tmp_path / "kpis.json", "{}")
    assert not (tmp_path / "kpis.json").exists()
