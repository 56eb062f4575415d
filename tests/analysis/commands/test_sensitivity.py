"""`o2o sensitivity`, end to end on a hamlet."""

import json
from functools import partial

from tests.analysis.charts.pixels import with_few_pixels
from tests.analysis.commands import hamlet
from tests.fonts import needs_chinese_font

call = partial(hamlet.call, "sensitivity")


@needs_chinese_font
def test_the_folder_holds_what_the_screen_tells_and_nothing_is_run_twice(tmp_path, monkeypatch):
    with_few_pixels(monkeypatch)
    monkeypatch.chdir(tmp_path)
    hamlet.write(tmp_path)
    asked = ["hamlet.toml", "--over", "couriers.count=2..4", "--replications", 2]
    asked += ["--metric", "orders_per_day"]
    done = call(*asked)
    assert done.exit_code == 0, done.output
    folder = tmp_path / "out" / "hamlet-sensitivity-one"
    told = json.loads((folder / "sensitivity.json").read_text("utf-8"))
    assert told["verdicts"]["orders_per_day"] in done.stdout
    assert (folder / "tornado-orders_per_day.png").exists()
    kept = {file.name: file.read_bytes() for file in (folder / "records").iterdir()}
    again = call(*asked, "--json", "--lang", "zh")
    assert json.loads(again.stdout)["rows"] == told["rows"]
    assert {file.name: file.read_bytes() for file in (folder / "records").iterdir()} == kept


def test_bad_input_is_refused_before_anything_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = call("baseline", "--over", "couriers.count=2..4", "--metric", "ordrs_per_day")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "orders_per_day" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_kpi_that_is_not_measured_is_refused_after_one_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    hamlet.write(tmp_path)
    done = call("hamlet.toml", "--over", "couriers.count=2..4", "--metric", "members")
    assert done.exit_code == 2
    assert "does not measure members" in done.stderr
    (records,) = (tmp_path / "out").glob("*/records/*")
    assert records.read_text("utf-8").count('"seed"') == 1
