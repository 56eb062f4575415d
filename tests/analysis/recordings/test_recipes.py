"""The recipes of docs/recorded-orders.md read the rows that stand beside them."""

import os
import re
from pathlib import Path

import pytest

from analysis.recordings import Understood, read_orders
from tests.analysis.recordings.tables import counts

PAGE = Path(__file__).parents[3] / "docs" / "recorded-orders.md"
RECIPE = re.compile(r"<!-- recipe: (\S+) -->\n\n```csv\n(.*?)```\n\n```toml\n(.*?)```", re.DOTALL)
RECIPES = {name: (rows, mapping) for name, rows, mapping in RECIPE.findall(PAGE.read_text("utf-8"))}


def read(folder: Path, name: str) -> Understood:
    rows, mapping = RECIPES[name]
    (folder / name).write_text(rows, encoding="utf-8")
    (folder / f"{name}.toml").write_text(mapping, encoding="utf-8")
    return read_orders(folder / name)


def test_every_recipe_is_tried_here():
    assert list(RECIPES) == ["waybills.csv", "deliveries.csv", "evening.csv", "export.csv"]


def test_millionths_of_degrees_with_epoch_seconds(tmp_path):
    understood = read(tmp_path, "waybills.csv")
    recording = understood.recording
    assert understood.sentence() == "3 orders, 17 October 11:10-11:27, 2 stores"
    assert recording.placed_min.tolist() == pytest.approx([670.5, 675.5, 687 + 1 / 6])
    assert recording.ready_min.tolist() == pytest.approx([690, 695, float("nan")], nan_ok=True)
    assert understood.moved_m < 1


def test_date_and_time_in_two_columns_day_month_year(tmp_path):
    understood = read(tmp_path, "deliveries.csv")
    assert understood.sentence() == "2 orders, 19 March 11:30-18:30, 1 store"
    reasons = {("other_city",), ("other_day",), ("unreadable", "Time_Orderd")}
    assert counts(understood) == dict.fromkeys(reasons, 1)


def test_clock_times_without_a_date(tmp_path):
    understood = read(tmp_path, "evening.csv")
    assert understood.sentence() == "3 orders, 18:05-23:50, 2 stores, mean basket ¥38"
    ready_min = understood.recording.ready_min.tolist()
    assert ready_min == pytest.approx([1097, float("nan"), 1444], nan_ok=True)


def test_latitude_and_longitude_with_iso_times(tmp_path):
    understood = read(tmp_path, "export.csv")
    assert understood.sentence() == "2 orders, 17 May 18:05-18:15, 2 stores, mean basket ¥22"
    assert understood.zone == "Europe/Vienna"
    assert understood.n_dropped == 1


def test_an_instance_of_the_benchmark_needs_no_mapping():
    place = os.environ.get("O2O_MDRP_DIR")
    if not place:
        pytest.skip("the public MDRP instances are not here: set O2O_MDRP_DIR to their folder")
    understood = read_orders(Path(place) / "0o50t75s1p100")
    assert understood.recording.couriers is not None
    assert understood.recording.n_orders > 0
