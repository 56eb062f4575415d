"""Purchases on record, and figures of them; made-up rows in the form of DHRD."""

import duckdb
import numpy as np
import pytest

from analysis.recordings import RecordingError
from analysis.validation import dhrd
from analysis.validation.purchases import Purchases, intervals, numbers, shares
from tests.analysis.validation import dhrd_rows


@pytest.fixture
def data(tmp_path):
    return dhrd.read(dhrd_rows.write(tmp_path / "xx"))


def test_an_order_is_read_with_its_products_as_lines(data):
    bought = data.bought
    rows = np.lexsort((bought.minute, bought.day))
    assert bought.day[rows].tolist() == [0, 2, 5, 6]
    assert bought.minute[rows].tolist() == [725, 1170, 1185, 495]
    assert bought.weekday[rows].tolist() == [
        0,
        2,
        5,
        6,
    ]  # 0 of theirs is a Sunday, of ours a Monday
    assert data.n_lines[rows].tolist() == [2, 1, 1, 1]
    assert len(set(bought.customer.tolist())) == 2
    assert data.n_left_out == 1  # at "soon"


def test_rows_without_an_order_are_left_out_each_by_itself(tmp_path):
    folder = dhrd_rows.write(tmp_path / "xx")
    nobodys = "c9,12:00:00,1,0 days,w21z7,,v1,p1\nc8,13:00:00,1,0 days,w21z7,,v2,p1\n"
    (folder / "orders_xx.txt").write_text(dhrd_rows.ORDERS + nobodys)
    found = dhrd.read(folder)
    assert (len(found.bought.day), found.n_left_out) == (4, 3)


def test_chains_and_cuisines_by_hand(data):
    assert data.chain_share == 0.5  # v1 and v2 of four vendors
    assert data.chain_order_share == 0.75  # three of four orders
    assert data.cuisines == (("noodles", 0.75), ("pizza", 0.25))


def test_figures_of_purchases_by_hand(data):
    found = numbers(data.bought)
    assert found["bought_orders_per_customer"] == 2
    assert sorted(intervals(data.bought).tolist()) == [2, 3]
    assert found["bought_interval_median_days"] == 2.5
    assert found["bought_same_store_share"] == 0.5
    of = shares(data.bought)
    assert of["bought_hour"][[8, 12, 19]].tolist() == [0.25, 0.25, 0.5]
    assert of["bought_orders"].tolist() == [0.5, 0, 0.5, 0, 0, 0, 0, 0]
    assert of["bought_stores"][[3, 9]].tolist() == [0.75, 1]
    assert numbers(data.bought.first_days(3))["bought_orders_per_customer"] == 2


def test_a_weekday_that_is_twice_on_record_counts_as_a_mean_day():
    day = np.array([0, 7, 7, 7, 1])
    one = np.ones(5)
    bought = Purchases(day, one, day % 7, one.astype(int), one.astype(int))
    assert shares(bought)["bought_weekday"].tolist() == pytest.approx([2 / 3, 1 / 3, 0, 0, 0, 0, 0])


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({}, "holds no table of orders, with columns customer_id, order_time"),
        ({"a.csv": dhrd_rows.ORDERS, "b.csv": dhrd_rows.ORDERS}, "a.csv, b.csv all tell of orders"),
        (
            {"a.csv": dhrd_rows.ORDERS.partition("\n")[0] + "\nc,soon,1,0,w,o,v,p\n"},
            "none of its orders has a customer, a vendor and a time",
        ),
    ],
)
def test_what_is_no_city_of_it_is_refused(tmp_path, files, problem):
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(RecordingError, match=problem):
        dhrd.read(tmp_path)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("12:05:00", "12:75:00"),  # no clock
        ("19:45:00", "24:05:00"),
        ("19:45:00", "19:450"),
        (",6,5 days", ",16,5 days"),  # no weekday
        (",6,5 days", ",2024,5 days"),
        ("5 days", "2024-05-17"),  # no day of the record: 2024 would be one
        ("5 days", "-5 days"),
        ("5 days", "99999 days"),
        ("c1,12:05:00,1,0 days,w21z7,o1,v1,p2", "c2,12:05:00,1,0 days,w21z7,o1,v1,p2"),
        ("c1,12:05:00,1,0 days,w21z7,o1,v1,p2", "c1,12:06:00,1,0 days,w21z7,o1,v1,p2"),
        ("c2,08:15", "nan,08:15"),
    ],
)
def test_an_order_that_says_nothing_sure_is_left_out(tmp_path, was, becomes):
    folder = dhrd_rows.write(tmp_path / "xx")
    text = dhrd_rows.ORDERS.replace(was, becomes)
    assert text != dhrd_rows.ORDERS
    (folder / "orders_xx.txt").write_text(text)
    found = dhrd.read(folder)
    assert (len(found.bought.day), found.n_left_out) == (3, 2)


def test_a_cell_without_text_is_none_in_parquet_too(tmp_path):
    folder = dhrd_rows.write(tmp_path / "xx")
    (folder / "orders_xx.txt").write_text(dhrd_rows.ORDERS.replace("c2,08:15", "EMPTY,08:15"))
    with duckdb.connect() as connection:
        table = connection.sql(
            f"SELECT * REPLACE (replace(customer_id, 'EMPTY', ' ') AS customer_id) "
            f"FROM read_csv('{folder}/orders_xx.txt', all_varchar = true)"
        )
        table.write_parquet(str(folder / "orders.parquet"))
    (folder / "orders_xx.txt").unlink()
    found = dhrd.read(folder)
    assert (len(found.bought.day), found.n_left_out) == (3, 2)


def test_a_table_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "orders.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(RecordingError, match=r"; orders\.parquet cannot be read: Invalid"):
        dhrd.read(tmp_path)
