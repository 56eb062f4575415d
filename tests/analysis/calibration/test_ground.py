"""Doors are hidden among others, and what is drawn is as what was recorded."""

import numpy as np
import pytest

from analysis.calibration.drawn import Source, drawn
from analysis.calibration.ground import ground
from analysis.recordings.halving import FEWEST_DOORS

EXTENT_M = (4000.0, 3000.0)


def town(seed, n=300, n_stores=12):
    luck = np.random.default_rng(seed)
    centre = luck.uniform((500, 500), (3500, 2500), (4, 2))
    door = np.clip(centre[luck.integers(4, size=n)] + luck.normal(0, 250, (n, 2)), 100, 2900)
    map_ = ground(door[:, 0], door[:, 1], EXTENT_M, 100.0)
    return door, Source(
        placed_min=np.sort(luck.uniform(600, 1300, n)),
        store=luck.integers(n_stores, size=n).astype(np.int32),
        store_m=luck.uniform((500, 500), (3500, 2500), (n_stores, 2)),
        preparation_min=luck.gamma(4, 4, n),
        basket_cents=luck.integers(1000, 9000, n),
        ground=map_,
    )


@pytest.mark.parametrize("seed", range(8))
def test_no_rectangle_holds_a_few_doors_and_all_cover_the_city_once(seed):
    door, source = town(seed)
    map_ = source.ground
    assert set(map_.n_doors[map_.n_doors < FEWEST_DOORS]) <= {0}
    area = (map_.east_m - map_.west_m) * (map_.north_m - map_.south_m)
    assert area.sum() == 4000 * 3000
    mine = map_.of_order
    south_west = np.column_stack([map_.west_m, map_.south_m])[mine]
    north_east = np.column_stack([map_.east_m, map_.north_m])[mine]
    assert ((south_west <= door) & (door < north_east)).all()
    assert np.bincount(mine, minlength=map_.n_cells).tolist() == map_.n_orders.tolist()
    assert map_.n_cells > 20


def test_orders_to_one_door_however_many_are_one_door():
    x_m = np.array([100.0] * 50 + [900, 950, 1000, 1050])
    map_ = ground(x_m, np.full(54, 500.0), (1200.0, 1000.0), 100.0)
    assert map_.n_doors.max() == 5
    with pytest.raises(ValueError, match="went to 4 doors; at least 5"):
        ground(x_m[:53], np.full(53, 500.0), (1200.0, 1000.0), 100.0)


@pytest.mark.parametrize("seed", range(4))
def test_drawn_orders_are_shuffled_store_by_store_and_stand_on_no_recorded_door(seed):
    door, source = town(seed)
    found = drawn(source, 1, np.random.default_rng(1))
    assert (np.diff(found.placed_min) >= 0).all()
    assert sorted(found.store) == sorted(source.store)
    took = found.ready_min - found.placed_min
    for store in range(12):
        assert sorted(took[found.store == store]) == pytest.approx(
            sorted(source.preparation_min[source.store == store])
        )
        quarters = [np.sort(of // 15) for of in (found.placed_min, source.placed_min)]
        assert quarters[0].tolist() == quarters[1].tolist()
    gap = np.linalg.norm(door[:, None] - found.door_m[None], axis=2).min()
    assert gap > 0
    assert (found.basket_cents % 100 == 0).all()
