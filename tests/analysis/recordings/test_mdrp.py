"""Folders of the Meal Delivery Routing Problem: a small one made by hand, and the public ones."""

import csv
import math
import os
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from analysis.recordings import RecordingError, read_recording
from analysis.scenario_file.layers import merge
from sim.recording import MARGIN_M, Recording
from sim.scenario import Scenario

FILES = {
    "orders.txt": """\
order x y placement_time restaurant ready_time
o1 3000 4000 601 r2 615
o2 2000 0 600 r1 600
o3 2500 1000 601 r2 609
""",
    "restaurants.txt": """\
restaurant x y
r1 2600 800
r2 0 0
r3 1000 1000
""",
    "couriers.txt": """\
courier x y on_time off_time
c1 -40 200 0 90
c2 300 250 540 1500
""",
    "instance_parameters.txt": """\
meters_per_minute|pickup service minutes|dropoff service minutes|target click-to-door|\
maximum click-to-door|pay per order|guaranteed pay per hour
320|4|3|40|90|10|15.5
""",
}


@pytest.fixture
def folder(tmp_path):
    """The small folder; blanks above stand for tabs."""
    for name, text in FILES.items():
        separator = "|" if "|" in text else " "
        (tmp_path / name).write_text(text.replace(separator, "\t"), encoding="utf-8")
    return tmp_path


def replace_in(file: Path, was: str, becomes: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(was) == 1
    file.write_text(text.replace(was, becomes), encoding="utf-8")


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(RecordingError) as caught:
        read_recording(folder)
    return [line.replace(f"{folder}/", "") for line in str(caught.value).splitlines()]


def laid_over(recording: Recording) -> Scenario:
    plain = Scenario(title="plain").model_dump()
    return Scenario.model_validate(merge(plain, recording.settings))


def test_orders_stand_by_placement_then_by_file(folder):
    recording = read_recording(folder)
    assert recording.order_names == ("o2", "o1", "o3")
    assert recording.placed_min.tolist() == [600, 601, 601]
    assert recording.ready_min.tolist() == [600, 615, 609]
    assert recording.store.tolist() == [0, 1, 1]
    assert recording.store_names == ("r1", "r2", "r3")
    assert recording.basket_cents.tolist() == [0, 0, 0]


def test_orders_restaurants_and_couriers_move_together(folder):
    recording = read_recording(folder)
    assert recording.couriers.x_m.tolist() == [MARGIN_M, MARGIN_M + 340]
    assert recording.store_x_m.tolist() == [MARGIN_M + 2640, MARGIN_M + 40, MARGIN_M + 1040]
    assert recording.door_y_m.tolist() == [MARGIN_M, MARGIN_M + 4000, MARGIN_M + 1000]
    assert recording.extent == (3240, 4200)


def test_couriers_have_their_hours(folder):
    couriers = read_recording(folder).couriers
    assert couriers.names == ("c1", "c2")
    assert couriers.on_min.tolist() == [0, 540]
    assert couriers.off_min.tolist() == [90, 1500]


def test_the_settings_are_the_rules_of_the_instance(folder):
    scenario = laid_over(read_recording(folder))
    fleet, policies = scenario.couriers, scenario.policies
    assert (scenario.days, fleet.count, scenario.stores.count) == (1, 2, 3)
    assert (fleet.pickup_before_min, fleet.pickup_after_min) == (2, 2)
    assert (fleet.dropoff_before_min, fleet.dropoff_after_min) == (1.5, 1.5)
    assert (fleet.detour, fleet.metric, fleet.whole_minutes) == (1, "euclidean", True)
    assert (fleet.speed_sigma, fleet.attendance_share) == (0, 1)
    assert fleet.acceptance.always
    assert fleet.acceptance.response_min == 0
    assert scenario.kitchen.prediction_sd_min == 0
    assert not scenario.patience.enabled
    assert not scenario.stock.enabled
    assert scenario.world.weather.mode == "clear"
    assert policies.promise.model_dump()["minutes"] == 40
    assert policies.pay.model_dump() == {
        **policies.pay.model_dump(),
        "use": "guarantee",
        "order_cents": 1000,
        "per_km_cents": 0,
        "hourly_guarantee_cents": 1550,
    }


@pytest.mark.parametrize("m_per_min", [314, 320, 419, 427])
def test_a_way_of_whole_minutes_takes_no_minute_more(folder, m_per_min):
    replace_in(folder / "instance_parameters.txt", "320\t", f"{m_per_min}\t")
    fleet = laid_over(read_recording(folder)).couriers
    ways_m = m_per_min * np.arange(1, 200)
    assert np.ceil(ways_m / (fleet.speed_km_per_h * 1000 / 60)).tolist() == list(range(1, 200))


@pytest.mark.parametrize(
    ("file", "was", "becomes", "fault"),
    [
        (
            "orders.txt",
            "601\tr2\t615",
            "601\tr9\t615",
            "2: restaurant = 'r9': stands in no line of restaurants.txt",
        ),
        (
            "orders.txt",
            "601\tr2\t615",
            "601\t\t615",
            "2: restaurant = '': empty; must be the name of a restaurant",
        ),
        (
            "orders.txt",
            "601\tr2\t615",
            "601\tr2\t",
            "2: ready_time = '': empty; must be minutes from midnight, 0 or more",
        ),
        (
            "orders.txt",
            "601\tr2\t615",
            "601\tr2\t600",
            "2: ready_time = '600': before the order was placed (placement_time = 601)",
        ),
        (
            "orders.txt",
            "600\tr1",
            "1440\tr1",
            "3: placement_time = '1440': must be minutes of one day, 0 to 1439",
        ),
        ("orders.txt", "o3", "o1", "4: order = 'o1': stands on line 2 already"),
        (
            "restaurants.txt",
            "r2\t0\t0",
            "r2\t0\twest",
            "3: y = 'west': not a number; must be metres",
        ),
        (
            "restaurants.txt",
            "r3\t1000",
            "r3\t1000000",
            "4: x, y = '1000000', '1000': 998 km from the middle of the recording; "
            "must be within 99 km",
        ),
        ("restaurants.txt", "r3", "r2", "4: restaurant = 'r2': stands on line 3 already"),
        ("couriers.txt", "c2", "c1", "3: courier = 'c1': stands on line 2 already"),
        (
            "couriers.txt",
            "540\t1500",
            "540\t540",
            "3: off_time = '540': must be after on_time (540), within a day",
        ),
        (
            "couriers.txt",
            "540\t1500",
            "540\t1980",
            "3: off_time = '1980': must be after on_time (540), within a day",
        ),
        (
            "instance_parameters.txt",
            "320\t4",
            "0\t4",
            "2: meters_per_minute = '0': must be metres per minute, 1 to 3333",
        ),
        (
            "instance_parameters.txt",
            "15.5\n",
            "15.5\n1\t4\t3\t40\t90\t10\t15\n",
            "3: meters_per_minute = '1': an instance has one line of parameters",
        ),
    ],
)
def test_a_wrong_cell_is_told_with_file_and_line(folder, file, was, becomes, fault):
    replace_in(folder / file, was, becomes)
    assert faults_of(folder) == [f"{file}:{fault}"]


def test_faults_of_all_files_come_at_once(folder):
    replace_in(folder / "orders.txt", "o1\t3000", "o1\t")
    replace_in(folder / "restaurants.txt", "r1\t2600", "r1")
    replace_in(folder / "couriers.txt", "c1\t-40\t200\t0", "c1\t-40\t200\tearly")
    replace_in(folder / "instance_parameters.txt", "320", "")
    assert [fault.split(" = ")[0] for fault in faults_of(folder)] == [
        "orders.txt:2: x",
        "restaurants.txt:2: number of cells is 2, but the header names 3",
        "couriers.txt:2: on_time",
        "instance_parameters.txt:2: meters_per_minute",
    ]


def test_headers_of_all_files_are_judged_at_once(folder):
    replace_in(folder / "orders.txt", "placement_time", "placed")
    replace_in(folder / "couriers.txt", "off_time", "of_time")
    (folder / "restaurants.txt").write_text("")
    assert faults_of(folder) == [
        "orders.txt:1: no column 'placement_time'; the header has order, x, y, placed, "
        "restaurant, ready_time",
        "restaurants.txt: is empty; the first line must name the columns",
        "couriers.txt:1: no column 'off_time'; the header has courier, x, y, on_time, of_time",
        "couriers.txt:1: no column is named 'of_time'; did you mean 'off_time'?",
    ]


def test_a_folder_without_the_files_is_told_which_are_missing(folder):
    (folder / "couriers.txt").unlink()
    (folder / "orders.txt").unlink()
    (fault,) = faults_of(folder)
    assert fault == (
        f"{folder}: has no orders.txt, couriers.txt; such a folder holds "
        "orders.txt, restaurants.txt, couriers.txt, instance_parameters.txt"
    )


# The public instances, where they are.


@pytest.fixture(scope="module")
def instances():
    place = os.environ.get("O2O_MDRP_DIR")
    if not place:
        pytest.skip("the public MDRP instances are not here: set O2O_MDRP_DIR to their folder")
    found = sorted(path.parent for path in Path(place).glob("*/instance_parameters.txt"))
    assert found, f"no instance in {place}"
    return found


@cache
def public(folder: Path) -> Recording:
    """Read once for all tests."""
    return read_recording(folder)


def lines_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened, delimiter="\t"))


# They come in eights that differ in speed, pay and the like: every seventh is one of each.
few_or_all = pytest.mark.parametrize("every", [7, pytest.param(1, marks=pytest.mark.slow)])


@few_or_all
def test_public_instances_arrive_whole(instances, every):
    for folder in instances[::every]:
        recording = public(folder)
        orders = {line["order"]: line for line in lines_of(folder / "orders.txt")}
        assert sorted(recording.order_names) == sorted(orders)
        assert all(early <= late for early, late in pairwise(recording.placed_min))
        told = [orders[name] for name in recording.order_names]
        assert recording.placed_min.tolist() == [float(line["placement_time"]) for line in told]
        assert recording.ready_min.tolist() == [float(line["ready_time"]) for line in told]
        stores = [recording.store_names[row] for row in recording.store]
        assert stores == [line["restaurant"] for line in told]
        assert len(recording.couriers.names) == len(lines_of(folder / "couriers.txt"))
        assert recording.n_days == 1


@few_or_all
def test_ways_in_public_instances_are_exact(instances, every):
    for folder in instances[::every]:
        recording = public(folder)
        at = {line["restaurant"]: line for line in lines_of(folder / "restaurants.txt")}
        ways_m = {
            line["order"]: math.hypot(
                float(line["x"]) - float(at[line["restaurant"]]["x"]),
                float(line["y"]) - float(at[line["restaurant"]]["y"]),
            )
            for line in lines_of(folder / "orders.txt")
        }
        east_m = recording.door_x_m - recording.store_x_m[recording.store]
        north_m = recording.door_y_m - recording.store_y_m[recording.store]
        read = [math.hypot(*way) for way in zip(east_m, north_m, strict=True)]
        assert read == [ways_m[name] for name in recording.order_names]


def test_settings_of_public_instances_fit_the_scenario(instances):
    for folder in instances:
        recording = public(folder)
        scenario = laid_over(recording)
        width_m, height_m = recording.extent
        assert scenario.city.width_m >= width_m
        assert scenario.city.height_m >= height_m
        assert scenario.couriers.speed_km_per_h in (18.84, 19.2, 25.14, 25.62)
