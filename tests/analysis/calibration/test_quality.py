"""What is wrong with data is counted."""

import math

import numpy as np
import pytest

from analysis.calibration import quality
from analysis.calibration.likeness import beside, gap
from analysis.calibration.reading import observe
from analysis.calibration.roles import events_in
from analysis.recordings import RecordingError

NAN = math.nan


def test_moments_that_contradict_one_another_are_not_used():
    moments = {
        "placed": np.array([0.0, 10, 20, 30]),
        "ready": np.array([5.0, 30, 25, NAN]),
        "picked_up": np.array([6.0, 20, 26, NAN]),
        "delivered": np.array([9.0, 40, 22, 2000]),
    }
    kept, findings = quality.in_sequence(moments)
    # Picked up before it was ready; delivered before it was picked up; more than a day later.
    assert np.isnan(kept["delivered"]).tolist() == [False, True, True, True]
    assert np.isnan(kept["ready"]).tolist() == [False, True, True, True]
    assert kept["placed"].tolist() == [0, 10, 20, 30]
    assert [(each.kind, each.n, each.of, each.deed) for each in findings] == [
        ("sequence", 3, 4, "not used")
    ]


def test_preparation_is_unknown_where_moments_contradict_one_another(tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text(
        "placed_min,store,store_x_m,store_y_m,door_x_m,door_y_m,ready_min,picked_up_min\n"
        "600,s,0,0,0,50,615,620\n"
        "601,s,0,0,100,50,701,620\n"  # picked up before it was ready
    )
    assert observe(file).preparation_min.tolist() == pytest.approx([15, NAN], nan_ok=True)


def test_an_hour_without_orders_is_a_hole_where_other_days_have_many():
    days = [
        day * 1440 + hour * 60.0 + k for day in range(3) for hour in (11, 12) for k in range(25)
    ]
    placed = np.array([minute for minute in days if not 1440 + 660 <= minute < 1440 + 720])
    found = quality.of_holes(placed)
    assert [(each.kind, each.n) for each in found] == [("hole", 1)]
    assert quality.of_holes(np.array(days)) == []


def test_outliers_lie_three_interquartile_ranges_out():
    values = np.array([*range(20), 50.0, NAN])
    found = quality.of_outliers("distance", values)
    # Quartiles of the 21 known are 5 and 15: the fence stands at 45.
    assert [(each.n, each.of, each.said) for each in found] == [(1, 21, "distance")]
    assert quality.of_outliers("distance", values[:20]) == []


def test_columns_are_known_by_their_names():
    header = ["订单号", "下单时间", "取餐时间", "送达时间", "骑手ID", "promised_min", "note"]
    assert events_in(header, ["订单号", "下单时间"]) == {
        "picked_up": "取餐时间",
        "delivered": "送达时间",
        "promised": "promised_min",
        "courier": "骑手ID",
    }


def test_the_largest_gap_of_two_distributions_by_hand():
    assert gap(np.array([1.0, 2, 3, 4]), np.array([3.0, 4, 5, 6])) == 0.5
    assert gap(np.array([1.0, 2]), np.array([1.0, 2])) == 0
    few = {"hours": np.arange(5.0)}
    assert beside(few, few) == []


def test_orders_without_a_name_are_unreadable_and_not_one_order_twice(tmp_path):
    header = "order,placed_min,store,store_x_m,store_y_m,door_x_m,door_y_m"
    names = ["a", "", "b", "", "c", "", "d", "e", "a"]
    rows = [f"{name},{600 + n},s,0,0,{100 * n},50" for n, name in enumerate(names)]
    file = tmp_path / "orders.csv"
    file.write_text("\n".join((header, *rows)) + "\n")
    found = {each.said: (each.n, each.of) for each in observe(file).findings}
    assert found == {"unreadable": (3, 9), "twice": (1, 9)}


def test_a_blank_beside_a_courier_s_name_makes_no_other_courier(tmp_path):
    header = "order,placed_min,store,store_x_m,store_y_m,door_x_m,door_y_m,courier"
    couriers = ("c1", "c1 ", " ", "c2")
    rows = [f"o{n},{600 + n},s,0,0,{100 * n},50,{name}" for n, name in enumerate(couriers)]
    file = tmp_path / "orders.csv"
    file.write_text("\n".join((header, *rows)) + "\n")
    courier = observe(file).courier
    assert courier is not None
    assert (courier[0] == courier[1], courier[2], courier[3] != courier[0]) == (True, -1, True)


def test_orders_whose_names_were_cut_off_are_unreadable_and_not_one_order_twice(tmp_path):
    header = "order,placed_at,store,store_lat,store_lon,door_lat,door_lon"
    rows = [f"4.01E+17,2024-05-17 12:{n:02d},s,31.20,121.40,31.2{n:02d},121.41" for n in range(30)]
    file = tmp_path / "orders.csv"
    file.write_text("\n".join([header, *rows]) + "\n")
    with pytest.raises(RecordingError, match="30 of 30 rows are wrong, too many to be left out"):
        observe(file)


def test_a_column_that_is_none_of_orders_leaves_no_rows_out(tmp_path):
    """As a customer's would, most of whose orders would be taken for one."""
    header = "id,placed_at,store,store_lat,store_lon,door_lat,door_lon"
    rows = [f"{n % 9},2024-05-17 12:{n:02d},s,31.20,121.40,31.2{n:02d},121.41" for n in range(30)]
    file = tmp_path / "orders.csv"
    file.write_text("\n".join([header, *rows]) + "\n")
    told = "id: 21 of 30 rows are of orders that stand in earlier rows; does it tell one order"
    with pytest.raises(RecordingError, match=told):
        observe(file)
