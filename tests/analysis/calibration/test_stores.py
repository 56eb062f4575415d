"""A table of stores beside orders: positions are joined, cooks tell how kitchens slow down."""

import numpy as np
import pytest

from analysis.calibration.fitted import fit
from analysis.calibration.preparation import slowing_per_cook
from analysis.calibration.reading import observe
from sim.scenario import Scenario

STORES = (
    "店名,经度,纬度,厨师数,开门,关门\n面馆,121.470,31.230,2,10:00,22:00\n粥铺,121.480,31.235,,,\n"
)
HEADER = "订单号,下单时间,商家,用户经度,用户纬度,出餐时间"
DOORS = [(121.465 + 0.001 * nth, 31.228) for nth in range(6)]


def write(folder, *rows):
    (folder / "stores.csv").write_bytes(STORES.encode("gb18030"))
    text = "\n".join([HEADER, *rows]) + "\n"
    (folder / "orders.csv").write_bytes(text.encode("gb18030"))
    return folder / "orders.csv", folder / "stores.csv"


def row(nth, store="面馆", hour=12):
    lon, lat = DOORS[nth % 6]
    placed, ready = (f"2024-05-17 {hour}:{minute + nth % 30:02d}" for minute in (0, 15))
    return f"A{nth},{placed},{store},{lon:.6f},{lat:.6f},{ready}"


def test_positions_of_stores_come_from_their_table(tmp_path):
    orders, stores = write(tmp_path, *map(row, range(6)), row(6, "粥铺"))
    observed = observe(orders, stores=stores)
    recording = observed.recording
    assert recording.store_names == ("面馆", "粥铺")
    assert recording.store_x_m[1] - recording.store_x_m[0] == pytest.approx(951, abs=2)
    assert recording.store_y_m[1] - recording.store_y_m[0] == pytest.approx(556, abs=1)
    assert np.array_equal(observed.cooks, [2, np.nan], equal_nan=True)
    assert observed.findings == ()


def test_an_order_of_a_store_that_the_table_lacks_has_no_position(tmp_path):
    orders, stores = write(tmp_path, *map(row, range(6)), row(6, "烧烤"))
    observed = observe(orders, stores=stores)
    (found,) = observed.findings
    assert (found.kind, found.said, found.n) == ("row", "unreadable", 1)
    assert observed.recording.n_orders == 6


def test_orders_of_closed_hours_are_counted(tmp_path):
    orders, stores = write(tmp_path, *map(row, range(6)), row(6, hour=23), row(7, "粥铺", 23))
    (found,) = observe(orders, stores=stores).findings
    assert (found.kind, found.n, found.of, found.deed) == ("closed", 1, 7, "kept")


def test_slowing_is_the_slope_over_others_per_cook_by_hand():
    """Stores of 10, 12 and 15 minutes with 2, 3 and 4 cooks, 40 % longer for one more per cook."""
    cooks, own = np.array([2.0, 3, 4]), np.array([10.0, 12, 15])
    store = np.repeat([0, 1, 2], 8).astype(np.int32)
    others = np.tile([0, 1, 0, 1, 1, 0, 5, 6], 3)  # the last two waited for a cook
    took = own[store] * (1 + 0.4 * others / cooks[store])
    took[others >= cooks[store]] *= 3
    found = slowing_per_cook(took, others, store, cooks)
    assert found is not None
    assert (found.value, found.n) == (pytest.approx(0.4, abs=1e-4), 18)
    assert found.low == pytest.approx(found.high, abs=1e-3)


def test_where_cooks_are_unknown_slowing_is_said_not_to_be_told(tmp_path):
    orders, stores = write(tmp_path, *map(row, range(60)))
    fitted = fit(observe(orders, stores=stores), Scenario(title="a preset"))
    assert "slowing" in fitted.absent  # of a single store with cooks
    assert "kitchen.slowing" not in {each.path for each in fitted.estimates()}


def test_a_number_is_one_name_whether_a_program_wrote_it_whole_or_not(tmp_path):
    """As beside empty cells: 12.0 in one table is 12 in the other."""
    rows = [row(nth, "12.0" if nth % 2 else "12") for nth in range(6)]
    orders, stores = write(tmp_path, *rows)
    stores.write_bytes(STORES.replace("面馆", "12").encode("gb18030"))
    observed = observe(orders, stores=stores)
    assert observed.recording.store_names == ("12",)
    assert observed.findings == ()
