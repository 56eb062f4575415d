"""`o2o explain`, end to end on a hamlet."""

import json
from functools import partial

import numpy as np
import pytest

from analysis.commands import explain
from analysis.experiment.place import Place
from analysis.lab.explanation import Explanation
from analysis.lab.incrementality import Incrementality, Split
from analysis.words import words
from tests.analysis.charts.pixels import with_few_pixels
from tests.analysis.commands import hamlet
from tests.fonts import needs_chinese_font

COUPON = """
extends = "hamlet.toml"
title = "A hamlet with a coupon"
[[policies.coupons]]
use = "threshold"
off_cents = 1500
over_cents = 2000
"""

call = partial(hamlet.call, "explain")


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    with_few_pixels(monkeypatch)
    monkeypatch.chdir(tmp_path)
    hamlet.write(tmp_path, coupon=COUPON)
    return tmp_path


@pytest.fixture
def explained(place):
    done = call("hamlet.toml", "coupon.toml", "--replications", 1, "--links", "loyalty")
    assert done.exit_code == 0, done.output
    return done.stdout, place / "out" / "hamlet-vs-coupon"


@needs_chinese_font
def test_the_screen_and_the_folder_tell_the_same_and_what_is_run_is_not_run_again(explained):
    screen, folder = explained
    told = json.loads((folder / "explanation.json").read_text("utf-8"))
    assert told["verdict"] in screen
    assert "¥15.00 off from ¥20.00 on" in screen
    assert "km east, 0.9–1.8 km north" in screen  # a zone, by where it lies
    names = {path.name for path in folder.iterdir()}
    assert {"incrementality.csv", "incrementality.png", "incrementality.svg", "runs"} <= names
    whole = {row["group"]: row for row in told["groups"] if row["of"] == "platform"}
    parts = [row["difference"] for group, row in whole.items() if group != "together"]
    assert sum(parts) == pytest.approx(whole["together"]["difference"])

    parts = {part["name"]: part["mean"] for part in told["chain"]["parts"]}
    assert list(parts) == ["direct", "loyalty", "together", "whole"]
    assert (folder / "chain.png").exists()

    # One link off is all links off: beside the two runs there are two more.
    assert "4 of 4 replications done, 0 failed" in hamlet.o2o("status", folder).stdout

    orders = (folder / "runs" / "hamlet" / "seed-0" / "orders.parquet").stat().st_mtime_ns
    again = call("hamlet.toml", "coupon.toml", "--replications", 1, "--json", "--lang", "zh")
    assert json.loads(again.stdout)["groups"] == told["groups"]
    assert (folder / "runs" / "hamlet" / "seed-0" / "orders.parquet").stat().st_mtime_ns == orders


def test_a_link_that_is_not_there_is_refused_before_anything_runs(place):
    done = call("hamlet.toml", "coupon.toml", "--links", "loyality")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "no link named 'loyality'" in done.stderr
    assert not (place / "out").exists()


@pytest.mark.parametrize("window", ["inf", "1e308"])
def test_a_window_that_ends_never_is_refused_before_anything_runs(place, window):
    refused = hamlet.o2o("explain", "hamlet.toml", "hamlet.toml", "--window", window)
    assert (refused.exit_code, "must be 0 to 100000 hours" in refused.stderr) == (2, True)


def test_orders_on_record_have_no_causes():
    done = call("replay", "replay")
    assert done.exit_code == 2
    assert "on record" in done.stderr


def test_zones_with_few_doors_on_record_are_not_named():
    """Of two zones that change alike, the western one has so few that they could be told apart."""
    edges = np.array([0.0, 1000.0, 2000.0]), np.array([0.0, 1000.0])
    nowhere = np.zeros(0)
    place = Place(*edges, nowhere, nowhere, private=np.array([[True, False]]))
    won = Split(np.array([[0, 0, 0, 0, 5, 0]]), np.array([[2, 0, 0, 0, 5, 0]]))
    groups = Incrementality(1440, 1, (0,), won, won, {}, (won, won), ())
    found = Explanation("base", "arm", "Base", "Arm", place, groups, (), "A verdict.", ())
    *_, (title, rows) = explain._parts(found, words("en"))
    assert "1 of 2" in title
    assert [name for name, _ in rows] == ["1–2 km east, 0–1 km north"]
