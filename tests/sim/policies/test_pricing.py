"""Fees by hand: flat, by distance, and by pressure."""

import pytest

from sim.policies.pricing import DistanceFee, FlatFee, SmoothedSurge, SurgeFee
from tests.sim.worlds import Town


def pressed(n_waiting, n_idle):
    """Two zones with so many waiting orders and idle couriers each."""
    homes = [(0, 0)] * sum(n_waiting)
    couriers = [(1000.0 * zone + 1, 0.0) for zone in range(2) for _ in range(n_idle[zone])]
    town = Town(homes=homes, couriers=couriers, stores=[{}, {"x_m": 1500}])
    consumer = 0
    for zone in range(2):
        town.world.shown[:] = [zone, -1]
        town.needs(*((float(zone), consumer + k) for k in range(n_waiting[zone])))
        town.advance(zone + 0.5)
        consumer += n_waiting[zone]
    for courier in range(len(couriers)):
        town.start_shift(courier, 600.0, 2.0)
    return town.view()


def test_a_flat_fee_is_the_same_everywhere():
    tariff = FlatFee(base_cents=420)(pressed((3, 0), (0, 1)))
    assert tariff.base_cents.tolist() == [420, 420]
    assert tariff.per_km_cents.tolist() == [0, 0]


def test_a_distance_fee_is_a_base_and_a_price_a_kilometre():
    tariff = DistanceFee(base_cents=250, per_km_cents=90, free_km=1.5)(Town().view())
    assert tariff.base_cents.tolist() == [250, 250]
    assert tariff.per_km_cents.tolist() == [90, 90]
    assert tariff.free_km == 1.5


@pytest.mark.parametrize(
    ("n_waiting", "n_idle", "fees"),
    [
        ((0, 0), (1, 1), [400, 400]),
        ((2, 0), (2, 1), [400, 400]),  # one for each idle courier is calm
        ((3, 1), (1, 1), [400 * 2, 400]),  # 1 + 0.5 * (3 - 1)
        ((0, 3), (1, 2), [400, 400 * 1.25]),
        ((2, 5), (0, 0), [400 * 1.5, 400 * 2.5]),  # without couriers, as with one; capped
    ],
)
def test_a_surge_fee_rises_with_waiting_orders_for_each_idle_courier(n_waiting, n_idle, fees):
    policy = SurgeFee(base_cents=400, slope=0.5, threshold=1, cap=2.5)
    tariff = policy(pressed(n_waiting, n_idle))
    assert tariff.base_cents.tolist() == fees
    assert tariff.per_km_cents.tolist() == [0, 0]


def test_pressure_is_waiting_orders_over_idle_couriers_of_the_zone():
    view = pressed((3, 2), (2, 0))
    assert view.waiting_per_zone.tolist() == [3, 2]
    assert view.idle_per_zone.tolist() == [2, 0]
    assert view.pressure.tolist() == [1.5, 2]


def test_a_smoothed_surge_remembers_the_pressure_of_before():
    """A pressure of 4 for a half-life after one of 1: half of each, 2.5, then three quarters."""
    policy = SmoothedSurge(base_cents=400, slope=0.5, threshold=1, cap=9, half_life_min=30)
    calm, pressed_view = pressed((1, 0), (1, 1)), pressed((4, 0), (1, 1))
    memory = policy.begin(calm)
    assert policy(calm, memory).base_cents.tolist() == [400, 400]
    pressed_view.put(now_min=30.0)
    assert policy(pressed_view, memory).base_cents.tolist() == [400 * (1 + 0.5 * 1.5), 400]
    assert memory.pressure.tolist() == [2.5, 0]
    pressed_view.put(now_min=60.0)
    assert policy(pressed_view, memory).base_cents.tolist() == [400 * (1 + 0.5 * 2.25), 400]


def test_a_smoothed_surge_depends_on_the_time_that_passed_not_on_how_often_it_was_asked():
    policy = SmoothedSurge(half_life_min=20)
    once, often = (policy.begin(pressed((0, 0), (1, 1))) for _ in range(2))
    view = pressed((5, 2), (1, 1))
    for now_min in (10.0, 25.0, 40.0):
        view.put(now_min=now_min)
        policy(view, often)
    policy(view, once)
    assert once.pressure == pytest.approx(often.pressure)
    assert once.pressure == pytest.approx([5 * 0.75, 2 * 0.75])
