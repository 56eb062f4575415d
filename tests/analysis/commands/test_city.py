"""`o2o city`: what it understands of a folder, the scenario it drafts, and how it refuses."""

import json
from pathlib import Path

import pytest

from analysis.loading import load_arm
from tests.analysis.commands.hamlet import o2o
from tests.analysis.own_city import towns


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "mine"
    folder.mkdir()
    towns.write(folder)
    (folder / "city.toml").unlink()
    (folder / "staff.csv").write_text("who,salary\na,1\n")
    return folder


def test_files_are_known_by_their_columns_whatever_they_are_called(place):
    (place / "stores.csv").rename(place / "a.txt")
    (place / "demand.csv").rename(place / "b.csv")
    told = json.loads(o2o("city", "mine", "--json").stdout)
    names = {kind: Path(file).name for kind, file in told["files"].items()}
    assert names == {
        "stores": "a.txt", "zones": "zones.csv", "demand": "b.csv", "couriers": "couriers.csv"
    }  # fmt: skip
    assert (told["stores"], told["zones"], told["positions"]) == (3, ["West", "East"], "metres")


def test_it_says_what_was_understood_and_what_is_drawn_instead():
    shown = o2o("city", "mine").stdout
    for said in (
        "stores     3, in metres; stores.csv (utf-8): name, x_m, y_m, cooks, preparation_min,",
        "; not read: note",
        "zones      2: West, East",
        "demand     by zone and hour; demand.csv",
        "couriers   4 in 2 different shifts; couriers.csv (utf-8): on = start, off = end, count =",
        "city       1.2 by 0.7 km, in cells of 100 m",
        "stores     cooks of 1: by the orders that a store may expect",
        "demand     42 cells of zone, hour without a row: none",
        "not read   staff.csv: columns who, salary are none of a city's tables",
    ):
        assert said in shown


def test_a_draft_extends_a_preset_and_is_read_as_a_scenario(place):
    drafted = o2o("city", "mine", "--draft")
    assert drafted.exit_code == 0
    assert "then: o2o compare mine/city.toml mine/city-coupon.toml" in drafted.stderr
    arm = load_arm("mine/city.toml")
    assert arm.scenario.title == "mine: 3 stores, 2 zones"
    assert (arm.scenario.stores.count, arm.scenario.couriers.count) == (3, 4)
    assert (place / "city.png").read_bytes().startswith(b"\x89PNG")
    other = load_arm("mine/city-coupon.toml").scenario
    assert other.city == arm.scenario.city
    assert len(other.policies.coupons) == 1
    # 30 orders a store a day are known of two of three: 90 in all.
    needs = sum(kind.share * kind.needs_per_day for kind in arm.scenario.consumers.segments)
    expected = arm.scenario.stores.expected_orders_per_need * needs
    assert arm.scenario.consumers.count == round(90 / expected)


def test_without_a_draft_the_scenario_there_is_decides(place):
    (place / "city.toml").write_text(towns.SCENARIO)
    told = json.loads(o2o("city", "mine", "--json").stdout)
    assert set(told["files"]) == {"stores", "zones"}
    unnamed = 'couriers.csv: city.toml does not name it; [city] couriers = "couriers.csv" does'
    assert ["not read", unnamed] in told["missing"]
    again = o2o("city", "mine", "--draft")
    assert again.exit_code == 2
    assert "city.toml: is there already" in again.stderr


def test_the_map_is_drawn_in_the_form_that_its_ending_says(place):
    assert o2o("city", "mine", "--picture", "map.svg").exit_code == 0
    assert (place.parent / "map.svg").read_bytes().startswith(b"<?xml")


def test_what_is_absent_is_drawn(place):
    for name in ("zones", "demand", "couriers"):
        (place / f"{name}.csv").unlink()
    assert o2o("city", "mine", "--draft", "--out", "mine/only.toml").exit_code == 0
    scenario = load_arm("mine/only.toml").scenario
    preset = load_arm("baseline").scenario
    assert scenario.city.town.zones == ()
    assert scenario.couriers.shifts == preset.couriers.shifts
    share = scenario.consumers.count / preset.consumers.count
    assert scenario.couriers.count == max(1, round(share * preset.couriers.count))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["mien"], "mien: no such file or folder; did you mean 'mine'?"),
        (["mine/stores.csv"], "is no folder; name the one that holds the city's tables"),
        (["mien", "--picture", "x.pdf"], "x.pdf: a picture is written as .png, .svg"),
        (["mine", "--out", "x.toml"], "--out: only --draft writes a scenario"),
        (["mine", "--draft", "--out", "no/x.toml"], "--out: no is no folder"),
        (["mine", "--draft", "--base", "baselin"], "did you mean 'baseline'?"),
    ],
)
def test_what_it_refuses(arguments, told):
    refused = o2o("city", *arguments)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert told in refused.stderr


def test_two_tables_that_tell_the_same_are_refused(place):
    (place / "stores2.csv").write_text(towns.STORES)
    assert "stores.csv, stores2.csv all tell of stores" in o2o("city", "mine").stderr


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "stores.csv: is empty; the first line must name the columns"),
        (b"name,x_m,y_m\n\xff\xff,1,2\n", "stores.csv:2: is not UTF-8 text"),
        (b"name,x_m,y_m\n", "stores.csv: has a header without rows"),
        (b"name,x_m,y_m\na,1,\x00\n", "stores.csv:2: holds a NUL character"),
        (None, "stores.csv: is no file that can be read"),
    ],
)
def test_no_city_is_drafted_without_a_table_that_is_there_and_cannot_be_read(place, content, told):
    (place / "stores.csv").unlink()
    if content is None:
        (place / "stores.csv").symlink_to("nowhere.csv")
    else:
        (place / "stores.csv").write_bytes(content)
    for arguments in ([], ["--draft"]):
        refused = o2o("city", "mine", *arguments)
        assert (refused.exit_code, told in refused.stderr) == (2, True), refused.output
    assert not (place / "city.toml").exists()


def test_a_folder_of_other_tables_is_refused_with_the_reasons(place):
    for file in place.iterdir():
        if file.name != "staff.csv":
            file.unlink()
    told = o2o("city", "mine").stderr
    assert "holds no table of stores, zones, demand or shifts (staff.csv: columns who" in told


@pytest.mark.parametrize(
    ("name", "columns", "needed"),
    [
        ("stores", "shop,where", "'name' with 'lat', 'lon' or 'x_m', 'y_m'"),
        ("demand", "zone,1,2,3", "'zone' with 'hour', 'weight', or with all hours 0 to 23"),
        ("couriers", "who,hours", "'start' and 'end'"),
        ("zones", "zone,area", "'zone' and 'wkt'"),
    ],
)
def test_a_table_by_its_name_without_its_columns_is_no_other_table(place, name, columns, needed):
    (place / f"{name}.csv").write_text(f"{columns}\n{'1,' * columns.count(',')}1\n")
    told = o2o("city", "mine", "--draft")
    assert told.exit_code == 2
    said = f"is called {name}, but has not {needed}; the header has {columns.replace(',', ', ')}"
    assert told.stderr == f"mine/{name}.csv:1: {said}\n"
    assert not (place / "city.toml").exists()


def test_a_map_that_cannot_be_drawn_is_told_before_anything_is_written(place):
    (place / "city.png").mkdir()
    told = o2o("city", "mine", "--draft")
    assert told.exit_code == 2
    assert told.stderr == "--picture: mine/city.png is a folder, not a file\n"
    assert not (place / "city.toml").exists()
