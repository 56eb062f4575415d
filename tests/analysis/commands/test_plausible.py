"""`o2o compare --uncertain` and `o2o discover`, end to end on a hamlet."""

import csv
import json
from functools import partial
from pathlib import Path

import pytest

import analysis
from tests.analysis.charts.pixels import with_few_pixels
from tests.analysis.commands import hamlet
from tests.analysis.report.reading import plain, text_of
from tests.fonts import needs_chinese_font

UNSURE = (
    'extends = "hamlet.toml"\ntitle = "Unsure"\n[uncertain]\n'
    "choice.fee_salience = [0.5, 2.0]\ncouriers.count = [3, 5]\n"
)
DEAR = 'extends = "unsure.toml"\ntitle = "Dear"\n[policies.pricing]\nbase_cents = 900\n'

call = partial(hamlet.call, "compare", "unsure.toml", "dear.toml", "--uncertain", 2)


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    with_few_pixels(monkeypatch)
    monkeypatch.chdir(tmp_path)
    hamlet.write(tmp_path, unsure=UNSURE, dear=DEAR)
    return tmp_path


@needs_chinese_font
def test_the_folder_holds_what_the_screen_tells_and_nothing_is_run_twice(place):
    done = call("--metric", "orders_per_day", "--goal", "orders_per_day")
    assert done.exit_code == 0, done.output
    folder = place / "out" / "unsure-vs-dear-plausible"
    told = json.loads((folder / "plausible.json").read_text("utf-8"))
    assert told["verdict"] in done.stdout
    assert "of 2 plausible cities" in told["verdict"] or "in all 2 plausible" in told["verdict"]
    assert plain(told["verdict"]) in text_of(folder / "report.html")
    runs = list(csv.DictReader((folder / "runs.csv").read_text("utf-8-sig").splitlines()))
    assert len(runs) == 8
    by_city = {row["city"]: (row["couriers.count"], row["choice.fee_salience"]) for row in runs}
    assert all((r["couriers.count"], r["choice.fee_salience"]) == by_city[r["city"]] for r in runs)
    kept = [file.read_bytes() for file in (folder / "records").iterdir()]
    found = analysis.plausible(["unsure.toml", "dear.toml"], cities=2, folder=folder, lang="zh")
    assert [file.read_bytes() for file in (folder / "records").iterdir()] == kept
    row = next(r for r in told["differences"] if r["kpi"] == "orders_per_day")
    assert found.difference("orders_per_day").mean == row["mean"]
    assert len(found.cities) == 2

    sought = ["--goal", "orders_per_day<0", "--uncertain", 2, "--json"]
    done = hamlet.call("discover", "unsure.toml", "dear.toml", *sought)
    assert done.exit_code == 0, done.output
    where = json.loads(done.stdout)
    assert [file.read_bytes() for file in (folder / "records").iterdir()] == kept
    assert where["n_met"] == round(2 * row["share_less"])
    assert where == json.loads((folder / "discover.json").read_text("utf-8")) | {
        "folder": "out/unsure-vs-dear-plausible",
        "report": "out/unsure-vs-dear-plausible/discover.html",
    }


def test_what_cannot_be_sought_is_refused_before_anything_runs(place):
    done = hamlet.call("discover", "unsure.toml", "dear.toml", "--goal", "orders_per_day=0")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "must read KPI<NUMBER or KPI>NUMBER" in done.stderr
    assert not (place / "out").exists()


@pytest.mark.parametrize(
    "command",
    [
        ["discover", "unsure.toml", "dear.toml", "--goal", "members>0", "--uncertain", 2],
        pytest.param(
            ["compare", "unsure.toml", "dear.toml", "--uncertain", 2, "--metric", "members"],
            marks=pytest.mark.slow,
        ),
    ],
)
def test_what_is_not_measured_is_refused_after_a_run_of_each_that_was_to_come(place, command):
    done = hamlet.call(*command)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "unsure does not measure members" in done.stderr
    (records,) = (place / "out").glob("*/records/*")
    assert records.read_text("utf-8").count('"seed"') == 2
    assert call("--metric", "orders_per_day").exit_code == 0
    n_kept = sum(file.read_text("utf-8").count('"seed"') for file in records.parent.iterdir())
    assert n_kept == 8


def test_a_program_hears_of_what_is_not_measured_after_a_run_of_each():
    with pytest.raises(ValueError, match="unsure does not measure members"):
        analysis.discover("unsure.toml", "dear.toml", "members>0", cities=3, folder="mine")
    with pytest.raises(ValueError, match="unsure does not measure members"):
        analysis.plausible(
            ["unsure.toml", "dear.toml"], cities=3, goal="max:members", folder="mine"
        )
    (records,) = Path("mine/records").iterdir()
    assert records.read_text("utf-8").count('"seed"') == 2


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (["--precision", "1%"], "--precision: not with --uncertain"),
        (["--set", "couriers.count=3", "--set", "choice.fee_salience=1"], "nothing is uncertain"),
        (["--metric", "ordrs"], "no KPI named 'ordrs'"),
    ],
)
def test_bad_input_is_refused_before_anything_runs(said, problem, place):
    done = call(*said)
    assert (done.exit_code, done.stdout) == (2, "")
    assert problem in done.stderr
    assert not (place / "out").exists()
