"""An instance is what its files say, and its ways and bounds are those of the rules."""

import math
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis.mdrp import ON_LOCATION, read_instance
from analysis.recordings import RecordingError


def replace_in(file: Path, was: str, becomes: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(was) == 1
    file.write_text(text.replace(was, becomes), encoding="utf-8")


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(RecordingError) as caught:
        read_instance(folder)
    return [line.replace(f"{folder}/", "") for line in str(caught.value).splitlines()]


def at_speed(instance, m_per_min):
    return replace(instance, parameters=replace(instance.parameters, m_per_min=m_per_min))


def test_everything_stands_as_in_the_files(instance):
    orders, couriers = instance.orders, instance.couriers
    assert instance.name == "tiny"
    assert orders.names == ("o1", "o2", "o3", "o4", "o5")
    assert orders.placed_min.tolist() == [600, 604, 645, 640, 690]
    assert orders.ready_min.tolist() == [610, 612, 650, 640, 700]
    assert orders.restaurant.tolist() == [0, 0, 1, 0, 1]
    assert orders.door_m[1].tolist() == [300, 800]
    assert instance.restaurants.names == ("r1", "r2")
    assert instance.restaurants.at_m.tolist() == [[0, 0], [1100, 200]]
    assert couriers.names == ("c1", "c2", "c3")
    assert couriers.start_m[0].tolist() == [-300, 400]
    assert couriers.on_min.tolist() == [600, 600, 630]
    assert couriers.off_min.tolist() == [700, 660, 650]


def test_the_parameters_stand_as_in_the_file(instance):
    parameters = instance.parameters
    assert (parameters.m_per_min, parameters.target_min, parameters.maximum_min) == (100, 20, 90)
    assert (parameters.pickup_service_min, parameters.dropoff_service_min) == (4, 4)
    assert (parameters.pickup_half_min, parameters.dropoff_half_min) == (2, 2)
    assert (parameters.order_pay_dollars, parameters.hourly_pay_dollars) == (10, 15)


def test_a_place_of_a_move_is_a_door_a_restaurant_or_the_on_location(instance):
    assert instance.position_m("c1", ON_LOCATION).tolist() == [-300, 400]
    assert instance.position_m("c1", "o4").tolist() == [0, 250]
    assert instance.position_m("c1", "r2").tolist() == [1100, 200]
    assert instance.restaurant_of("o3") == "r2"


def test_the_least_click_to_door_is_preparation_services_and_the_way(instance):
    # ready - placed, half a service at each end, and 500, 854.4, 300, 250 and 0 m.
    assert instance.bounds_min.tolist() == [
        10 + 4 + 5,
        8 + 4 + 9,
        5 + 4 + 3,
        0 + 4 + 3,
        10 + 4 + 0,
    ]


@pytest.mark.parametrize("m_per_min", [100, 314, 320, 419, 427])
def test_ways_are_rounded_up_exactly(instance, m_per_min):
    """Against whole numbers: the least k with (k * speed)^2 >= dx^2 + dy^2."""
    drawn_m = np.random.default_rng(0).integers(-12_000, 12_000, (2000, 2))
    whole_m = m_per_min * np.outer(np.arange(9), (3, 4, 5, 12)).reshape(-1, 2)
    ways_m = np.concatenate([drawn_m, whole_m, np.add(whole_m, (1, 0)), np.add(whole_m, (0, -1))])
    travel_min = at_speed(instance, m_per_min).travel_min(np.zeros((len(ways_m), 2)), ways_m)
    for (east_m, north_m), minutes in zip(ways_m.tolist(), travel_min.tolist(), strict=True):
        square = east_m**2 + north_m**2
        least = math.isqrt(square // m_per_min**2)
        assert minutes == least + ((least * m_per_min) ** 2 < square)


@pytest.mark.parametrize(
    ("file", "was", "becomes", "fault"),
    [
        (
            "orders.txt",
            "o1\t300\t400\t600",
            "o1\t300\t400\t600.5",
            "2: placement_time = '600.5': must be whole minutes",
        ),
        (
            "couriers.txt",
            "660",
            "660.5",
            "3: off_time = '660.5': must be whole minutes",
        ),
        (
            "instance_parameters.txt",
            "100\t4\t4",
            "100\t4\t3",
            "2: dropoff service minutes = '3': "
            "must be even minutes, 0 or more: half of them come before and half after",
        ),
        (
            "instance_parameters.txt",
            "20\t90",
            "20\tnone",
            "2: maximum click-to-door = 'none': not a number; must be whole minutes, 1 or more",
        ),
        (
            "instance_parameters.txt",
            "maximum click-to-door",
            "longest",
            "1: no column 'maximum click-to-door'; the header has meters_per_minute, "
            "pickup service minutes, dropoff service minutes, target click-to-door, longest, "
            "pay per order, guaranteed pay per hour",
        ),
        (
            "orders.txt",
            "o5\t",
            "0\t",
            "6: order = '0': must be one word, and not 0, which is the on-location",
        ),
        (
            "couriers.txt",
            "c3\t",
            "c 3\t",
            "4: courier = 'c 3': must be one word, and not 0, which is the on-location",
        ),
        (
            "couriers.txt",
            "c3\t",
            "o3\t",
            "4: courier = 'o3': is already the name of one of the orders",
        ),
        (
            "orders.txt",
            "640\tr1\t640",
            "640\tr1\t639",
            "5: ready_time = '639': before the order was placed (placement_time = 640)",
        ),
    ],
)
def test_what_the_rules_cannot_do_with_is_told(folder, file, was, becomes, fault):
    replace_in(folder / file, was, becomes)
    assert faults_of(folder) == [f"{file}:{fault}"]


# The public instances, where they are.


@pytest.fixture(scope="module")
def places():
    place = os.environ.get("O2O_MDRP_DIR")
    if not place:
        pytest.skip("the public MDRP instances are not here: set O2O_MDRP_DIR to their folder")
    found = sorted(path.parent for path in Path(place).glob("*/instance_parameters.txt"))
    assert found, f"no instance in {place}"
    return found


# They come in eights that differ in speed, pay and the like: every seventh is one of each.
@pytest.mark.parametrize("every", [7, pytest.param(1, marks=pytest.mark.slow)])
def test_public_instances_are_read_and_no_order_is_done_at_once(places, every):
    for place in places[::every]:
        instance = read_instance(place)
        assert instance.name == place.name
        assert len(instance.bounds_min) == len(instance.orders.names) > 0
        assert (instance.bounds_min > 0).all()
        assert (instance.couriers.shift_hours > 0).all()
