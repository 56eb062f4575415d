"""Tables of orders: what they say is read as it was meant, and every fault has its line."""

import csv
import re
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.recordings import RecordingError, read_orders, read_recording
from analysis.recordings.faults import MOST_SHOWN
from analysis.recordings.sheet import is_absent
from analysis.scenario_file import load_scenario
from sim.recording import MARGIN_M, Recording

DOCUMENT = Path(__file__).parents[3] / "docs" / "recorded-orders.md"

HEADER = "order,placed_min,store,store_x_m,store_y_m,door_x_m,door_y_m,ready_min,basket_cents"
ROWS = (
    "a1,600,Noodles,1000,500,1400,900,612,3400",
    "a2,605,Pizza,2000,700,1800,100,,2950",
    "a3,605,Noodles,1000,500,1200,650,618,",
)


def write(folder: Path, *lines: str, name: str = "orders.csv") -> Path:
    file = folder / name
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return file


def faults_of(file: Path) -> list[str]:
    """The lines of the error that reading raises, without the folder."""
    with pytest.raises(RecordingError) as caught:
        read_recording(file)
    return [line.replace(f"{file.parent}/", "") for line in str(caught.value).splitlines()]


def write_parquet(folder: Path, select: str, name: str = "orders.parquet") -> Path:
    file = folder / name
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.sql(select).write_parquet(str(file))
    return file


# What is read.


def test_each_column_arrives_where_it_belongs(tmp_path):
    recording = read_recording(write(tmp_path, HEADER, *ROWS))
    assert recording.order_names == ("a1", "a2", "a3")
    assert recording.placed_min.tolist() == [600, 605, 605]
    assert recording.store_names == ("Noodles", "Pizza")
    assert recording.store.tolist() == [0, 1, 0]
    np.testing.assert_array_equal(recording.ready_min, [612, np.nan, 618])
    assert recording.basket_cents.tolist() == [3400, 2950, 0]
    assert recording.couriers is None


def test_positions_move_to_the_corner_and_keep_their_distances(tmp_path):
    recording = read_recording(write(tmp_path, HEADER, *ROWS))
    assert recording.store_x_m.tolist() == [0 + MARGIN_M, 1000 + MARGIN_M]
    assert recording.store_y_m.tolist() == [400 + MARGIN_M, 600 + MARGIN_M]
    assert recording.door_x_m.tolist() == [400 + MARGIN_M, 800 + MARGIN_M, 200 + MARGIN_M]
    assert recording.door_y_m.tolist() == [800 + MARGIN_M, 0 + MARGIN_M, 550 + MARGIN_M]


def test_optional_columns_may_be_absent(tmp_path):
    header = "placed_min,store,store_x_m,store_y_m,door_x_m,door_y_m"
    recording = read_recording(write(tmp_path, header, "5,1,0,0,300,400", "3,1,0,0,30,40"))
    assert np.isnan(recording.ready_min).all()
    assert recording.basket_cents.tolist() == [0, 0]
    assert recording.order_names == ("2", "1")  # numbered by the file, sorted by time


def test_dates_count_from_the_midnight_of_the_earliest(tmp_path):
    header = HEADER.replace("placed_min", "placed_at").replace("ready_min", "ready_at")
    dated = write(
        tmp_path,
        header,
        "b,2024-05-18 00:10,Noodles,0,0,10,10,2024-05-18 00:25,",
        "a,2024-05-17T23:50:30,Noodles,0,0,10,10,,",
    )
    recording = read_recording(dated)
    assert recording.placed_min.tolist() == [1430.5, 1450]
    np.testing.assert_array_equal(recording.ready_min, [np.nan, 1465])
    assert recording.n_days == 2


def test_dates_with_an_offset_are_read_as_clocks_in_town_show_them(tmp_path):
    header = HEADER.replace("placed_min", "placed_at")
    dated = write(tmp_path, header, "a,2024-05-17T00:30+08:00,Noodles,0,0,10,10,45,")
    recording = read_recording(dated)
    assert recording.placed_min.tolist() == [30]
    assert recording.ready_min.tolist() == [45]


def test_degrees_become_metres_by_the_latitude_of_the_middle(tmp_path):
    header = "placed_min,store,store_lat,store_lon,door_lat,door_lon"
    recording = read_recording(write(tmp_path, header, "1,s,59.99,24.9,60.01,25.1"))
    degree_m = 6_371_008.8 * np.pi / 180
    assert recording.door_y_m[0] - recording.store_y_m[0] == pytest.approx(0.02 * degree_m)
    assert recording.door_x_m[0] - recording.store_x_m[0] == pytest.approx(0.1 * degree_m)


def test_columns_stand_in_any_order_among_others_that_are_not_read(tmp_path):
    plain = read_recording(write(tmp_path, HEADER, *ROWS))
    shuffled = [",".join(reversed([*line.split(","), "note"])) for line in (HEADER, *ROWS)]
    assert read_recording(write(tmp_path, *shuffled)).digest == plain.digest


def test_a_byte_order_mark_blank_lines_and_spaces_do_not_matter(tmp_path):
    plain = read_recording(write(tmp_path, HEADER, *ROWS))
    file = tmp_path / "spaced.csv"
    spaced = "\r\n\r\n".join(line.replace(",", " , ") for line in (HEADER, *ROWS))
    file.write_text(spaced, encoding="utf-8-sig", newline="")
    assert read_recording(file).digest == plain.digest


def test_parquet_says_the_same_as_csv(tmp_path):
    table = write(tmp_path, HEADER, *ROWS)
    parquet = write_parquet(tmp_path, f"SELECT * FROM read_csv('{table}')")
    assert read_recording(parquet).digest == read_recording(table).digest


def test_parquet_has_moments_numbers_and_nulls_of_its_own(tmp_path):
    row = """
        SELECT {placed} AS placed_at, 7 AS store, 0.1::FLOAT AS store_x_m, 2.0 AS store_y_m,
            3::DECIMAL(5, 2) AS door_x_m, 4::TINYINT AS door_y_m,
            NULL::DOUBLE AS ready_min, 'nan'::DOUBLE AS basket_cents
    """
    parquet = write_parquet(
        tmp_path,
        row.format(placed="TIMESTAMPTZ '2024-05-17 08:00:01.5+08'")
        + "UNION ALL"
        + row.format(placed="TIMESTAMPTZ '2024-05-17 01:00:00+00'"),
    )
    recording = read_orders(parquet, stated={"zone": "UTC"}).recording
    assert recording.placed_min.tolist() == [0.025, 60]
    assert recording.store_names == ("7",)
    assert np.isnan(recording.ready_min).all()
    assert recording.basket_cents.tolist() == [0, 0]


def test_parquet_is_known_by_its_content_and_its_name_is_no_pattern(tmp_path):
    table = write(tmp_path, HEADER, *ROWS)
    odd = write_parquet(tmp_path, f"SELECT * FROM read_csv('{table}')", name="o[1]*.pq")
    assert read_recording(str(odd)).digest == read_recording(table).digest


def test_the_documented_example_is_read():
    example, *_ = re.findall(r"```csv\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    with tempfile.TemporaryDirectory() as folder:
        recording = read_recording(write(Path(folder), *example.splitlines()))
    assert recording.placed_min.tolist() == [1095, 1096.5, 1101, 1103]
    assert recording.store_names == ("Noodle House", "Mill Street Pizza")
    np.testing.assert_array_equal(recording.ready_min, [1108, 1117, np.nan, 1120])
    assert recording.basket_cents.tolist() == [3400, 5200, 2950, 0]


def test_the_documented_faults_are_those_that_are_found(tmp_path):
    shown, _ = re.findall(r"```text\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    good = [f"{line},1101,Noodle House,1200,800,1850,1430,1108," for line in range(2, 40)]
    good[17 - 2] = good[17 - 2].replace("1101", "18:30")
    good[23 - 2] = good[23 - 2].replace("1108", "1090")
    good[31 - 2] = good[31 - 2].replace("1200", "1510")
    assert faults_of(write(tmp_path, HEADER, *good)) == shown.splitlines()


def test_the_replay_scenario_names_an_evening_of_one_town():
    loaded = load_scenario("replay")
    recording = read_recording(loaded.folder_of("replay", "orders") / loaded.scenario.replay.orders)
    assert (recording.n_orders, recording.n_stores, recording.n_days) == (300, 25, 1)
    assert loaded.scenario.days == 1
    assert 0.8 < np.isfinite(recording.ready_min).mean() < 1
    assert (recording.basket_cents > 0).all()
    assert max(recording.extent) < 6000


# Round trip.

NAMES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1).filter(
    lambda name: not is_absent(name)
)
METRES = st.floats(-49_000, 49_000)
MINUTES = st.floats(0, 8 * 1440 - 1)  # no more days than may pass without an order


@st.composite
def tables(draw):
    stores = draw(st.dictionaries(NAMES, st.tuples(METRES, METRES), min_size=1, max_size=4))
    names = draw(st.lists(NAMES, min_size=1, max_size=8, unique=True))
    rows = []
    for name in names:
        store = draw(st.sampled_from(sorted(stores)))
        placed_min = draw(MINUTES)
        ready_min = draw(st.none() | st.floats(0, 120).map(placed_min.__add__))
        basket_cents = draw(st.none() | st.integers(300, 10**6))
        door = draw(st.tuples(METRES, METRES))
        rows.append((name, placed_min, store, *stores[store], *door, ready_min, basket_cents))
    return rows


def write_csv(file: Path, rows: list[tuple[object, ...]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([HEADER.split(","), *rows])


def check_same(recording: Recording, rows: list[tuple[object, ...]]) -> None:
    rows = sorted(rows, key=lambda row: row[1])
    names, placed, stores, store_x, store_y, door_x, door_y, ready, basket = zip(*rows, strict=True)
    assert recording.order_names == names
    assert recording.placed_min.tolist() == list(placed)
    assert [recording.store_names[row] for row in recording.store] == list(stores)
    np.testing.assert_array_equal(recording.ready_min, np.array(ready, np.float64))
    assert recording.basket_cents.tolist() == [cents or 0 for cents in basket]
    ways = recording.door_x_m - recording.store_x_m[recording.store]
    np.testing.assert_allclose(ways, np.subtract(door_x, store_x), atol=1e-9)
    ways = recording.door_y_m - recording.store_y_m[recording.store]
    np.testing.assert_allclose(ways, np.subtract(door_y, store_y), atol=1e-9)


@settings(max_examples=30, deadline=None)
@given(tables())
def test_a_written_table_is_read_back(rows):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "orders.csv"
        write_csv(file, rows)
        check_same(read_recording(file), rows)


@settings(max_examples=30, deadline=None)
@given(tables())
def test_whole_seconds_survive_as_dates(rows):
    midnight = datetime(2024, 2, 28)
    seconds = [60 * row[1] // 1 for row in rows]
    assume(any(second % 86_400 for second in seconds))  # else these are dates alone
    dated = [
        (row[0], midnight + timedelta(seconds=second), *row[2:7], "", row[8])
        for row, second in zip(rows, seconds, strict=True)
    ]
    first_day_min = min(seconds) // 86_400 * 1440
    expected = [
        (row[0], second / 60 - first_day_min, *row[2:7], None, row[8])
        for row, second in zip(rows, seconds, strict=True)
    ]
    with tempfile.TemporaryDirectory() as folder:
        lines = [HEADER.replace("placed_min", "placed_at").split(","), *dated]
        file = Path(folder) / "orders.csv"
        with file.open("w", encoding="utf-8", newline="") as opened:
            csv.writer(opened).writerows(lines)
        recording = read_recording(file)
    placed_min = sorted(row[1] for row in expected)
    np.testing.assert_allclose(recording.placed_min, placed_min, rtol=0, atol=1e-6)


# What is refused.

NOT_UTF8 = (
    "is not UTF-8 text; save it as UTF-8, or say what it is: --encoding gb18030, or latin-1, cp1252"
)
CENTS = "whole cents, 0 to 100000000, or empty"
MINUTE = "minutes from the first midnight, 0 to 527039"


@pytest.mark.parametrize(
    ("was", "becomes", "fault"),
    [
        ("605", "", f"placed_min = '': empty; must be {MINUTE}"),
        ("605", "10:05", f"placed_min = '10:05': not a number; must be {MINUTE}"),
        ("605", "-1", f"placed_min = '-1': must be {MINUTE}"),
        ("605", "inf", f"placed_min = 'inf': not a number; must be {MINUTE}"),
        ("605", "527040", f"placed_min = '527040': must be {MINUTE}"),
        ("Pizza", "", "store = '': empty; must be the name or number of a store"),
        ("1800", "", "door_x_m = '': empty; must be metres"),
        ("1800", "1,8", "number of cells is 10, but the header names 9"),
        ("2950", "-5", f"basket_cents = '-5': must be {CENTS}"),
        ("2950", "100000001", f"basket_cents = '100000001': must be {CENTS}"),
        (
            ",,2950",
            ",soon,",
            "ready_min = 'soon': not a number; "
            "must be minutes from the first midnight, 0 or more, or empty",
        ),
        (
            ",,2950",
            ",604,",
            "ready_min = '604': before the order was placed (placed_min = 605)",
        ),
        ("a2", "", "order = '': empty; must be the name or number of an order"),
        ("a2", "a1", "order = 'a1': stands on line 2 already"),
        (
            "Pizza",
            "Noodles",
            "store_x_m, store_y_m = '2000', '700': store 'Noodles' stands at 1000, 500 "
            "on line 2; a store keeps one position",
        ),
        (
            "1800",
            "180000",
            "door_x_m, door_y_m = '180000', '100': 179 km from the middle of the recording; "
            "must be within 99 km",
        ),
    ],
)
def test_a_wrong_cell_is_told_with_its_line(tmp_path, was, becomes, fault):
    first, second, third = ROWS
    file = write(tmp_path, HEADER, first, second.replace(was, becomes), third)
    assert faults_of(file) == [f"orders.csv:3: {fault}"]


@pytest.mark.parametrize(
    ("was", "becomes", "fault"),
    [
        (
            "placed_min",
            "time",
            "no column 'placed_min' or 'placed_at' or 'placed_date', 'placed_time'; "
            "the header has order, time, store, store_x_m, store_y_m, door_x_m, door_y_m, "
            "ready_min, basket_cents",
        ),
        (
            "door_y_m",
            "north",
            "no column 'door_y_m'; the header has order, placed_min, store, "
            "store_x_m, store_y_m, door_x_m, north, ready_min, basket_cents",
        ),
        ("ready_min", "redy_min", "no column is named 'redy_min'; did you mean 'ready_min'?"),
        (
            "basket_cents",
            "Basket_Cent",
            "no column is named 'Basket_Cent'; did you mean 'basket_cents'?",
        ),
        ("ready_min", "placed_at", "'placed_min' and 'placed_at' say the same; keep one"),
        (
            "ready_min",
            "ready_at",
            "'ready_at' needs 'placed_at', which says on which date minute 0 is",
        ),
        (
            "door_x_m,door_y_m",
            "door_lat,door_lon",
            "stores and doors must stand both in metres or both in degrees",
        ),
        ("ready_min", "order", "names a column twice: order"),
    ],
)
def test_a_wrong_header_is_told(tmp_path, was, becomes, fault):
    file = write(tmp_path, HEADER.replace(was, becomes), *ROWS)
    assert faults_of(file) == [f"orders.csv:1: {fault}"]


@pytest.mark.parametrize(
    ("written", "meant"), [("placed_mn", "placed_min"), ("placed_att", "placed_at")]
)
def test_a_misspelt_needed_column_is_named_too(tmp_path, written, meant):
    file = write(tmp_path, HEADER.replace("placed_min", written), *ROWS)
    missing, misspelt = faults_of(file)
    assert missing.startswith("orders.csv:1: no column 'placed_min' or 'placed_at' or ")
    assert misspelt == f"orders.csv:1: no column is named '{written}'; did you mean '{meant}'?"


def test_a_column_of_the_users_own_is_no_misspelling_of_what_is_said_already(tmp_path):
    lines = (HEADER + ",placed_date,store_id", *(f"{row},today,7" for row in ROWS))
    assert read_recording(write(tmp_path, *lines)).n_orders == 3


@pytest.mark.parametrize(
    ("column", "cell", "fault"),
    [
        ("store_lat", "91", "store_lat = '91': must be degrees of latitude, -90 to 90"),
        (
            "door_lon",
            "east",
            "door_lon = 'east': not a number; must be degrees of longitude, -180 to 180",
        ),
        (
            "door_lat",
            "0",
            "door_lat, door_lon = '0', '121.5': 3474 km from the middle of the "
            "recording; must be within 99 km",
        ),
    ],
)
def test_wrong_degrees_are_told(tmp_path, column, cell, fault):
    header = ["placed_min", "store", "store_lat", "store_lon", "door_lat", "door_lon"]
    good = ["600", "Noodles", "31.23", "121.47", "31.24", "121.5"]
    wrong = ["600", "Pizza", "31.24", "121.48", "31.25", "121.5"]
    wrong[header.index(column)] = cell
    file = write(tmp_path, *(",".join(line) for line in (header, good, wrong, good)))
    assert faults_of(file) == [f"orders.csv:3: {fault}"]


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("", "empty; must be a date and time such as 2024-05-17 18:30"),
        (
            "18:30",
            "is written as a time without a date, the others as year-month-day; "
            "must be a date and time such as 2024-05-17 18:30",
        ),
        ("2024-05-17", "not a date and time; must be a date and time such as 2024-05-17 18:30"),
        ("2024-05-17T18:30Z", "has an offset from UTC, the others have none"),
        ("2024-06-17 18:30", "31 days away from the others (2024-05-17, 2 orders)"),
    ],
)
def test_wrong_dates_are_told(tmp_path, cell, fault):
    header = HEADER.replace("placed_min", "placed_at")
    good = "a,2024-05-17 18:00,Noodles,0,0,10,10,,"
    other = "c,2024-05-17 18:05,Noodles,0,0,10,10,,"
    file = write(tmp_path, header, good, f"b,{cell},Noodles,0,0,10,10,,", other)
    assert faults_of(file) == [f"orders.csv:3: placed_at = '{cell}': {fault}"]


def test_ready_dates_may_be_empty_but_not_wrong(tmp_path):
    header = HEADER.replace("placed_min", "placed_at").replace("ready_min", "ready_at")
    rows = [f"{row},2024-05-17 18:00,Noodles,0,0,10,10,{{}}," for row in range(3)]
    cells = ["", "2024-05-17 17:59", "late"]
    file = write(tmp_path, header, *map(str.format, rows, cells))
    assert faults_of(file) == [
        "orders.csv:3: ready_at = '2024-05-17 17:59': before the order was placed "
        "(placed_at = 2024-05-17 18:00)",
        "orders.csv:4: ready_at = 'late': not a date and time; must be a date and time such as "
        "2024-05-17 18:30, or empty",
    ]


def test_all_faults_come_at_once_by_line(tmp_path):
    file = write(tmp_path, HEADER, "a1,x,Noodles,0,0,,9,612,", "short", "a1,5,Noodles,0,1,9,9,4,")
    columns = [fault.split(" = ")[0] for fault in faults_of(file)]
    assert columns == [
        "orders.csv:2: placed_min",
        "orders.csv:2: door_x_m",
        "orders.csv:3: number of cells is 1, but the header names 9",
        "orders.csv:4: ready_min",
        "orders.csv:4: order",
        "orders.csv:4: store_x_m, store_y_m",
        "orders.csv: store_x_m, store_y_m: stores move by up to 1 m between rows; "
        "store_tolerance_m",
    ]


def test_only_the_first_faults_are_shown(tmp_path):
    holes = [f"a{row},,Noodles,0,0,900,900,," for row in range(MOST_SHOWN + 7)]
    faults = faults_of(write(tmp_path, HEADER, *holes))
    assert len(faults) == MOST_SHOWN + 1
    assert faults[-2].startswith(f"orders.csv:{MOST_SHOWN + 1}: placed_min")
    assert faults[-1] == "... and 7 more"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "orders.csv: is empty; the first line must name the columns"),
        (b"\n\n", "orders.csv: is empty; the first line must name the columns"),
        (HEADER.encode(), "orders.csv: has a header without rows"),
        (b"a,b\n1,caf\xe9\n", f"orders.csv:2: {NOT_UTF8}"),
        (b"PK\x03\x04 and more", "orders.csv: is a zip archive; unpack it first"),
        (b"\x1f\x8b\x08 and no more", "orders.csv: cannot be unpacked, it is torn: "),
        (
            b"\xd0\xcf\x11\xe0",
            "orders.csv: is a workbook of the old kind (.xls); save it as .xlsx or CSV",
        ),
        (
            HEADER.encode() + b'\n"a1,600\na2,610\n',
            "orders.csv:2: a quotation mark is not closed, and swallows lines",
        ),
    ],
)
def test_a_file_that_is_no_table_is_told(tmp_path, content, fault):
    file = tmp_path / "orders.csv"
    file.write_bytes(content)
    (found,) = faults_of(file)
    assert found.startswith(fault) if fault.endswith(" ") else found == fault


def test_a_file_that_may_not_be_opened_is_told(tmp_path, monkeypatch):
    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    file = write(tmp_path, HEADER, *ROWS)
    monkeypatch.setattr(Path, "read_bytes", denied)
    assert faults_of(file) == ["orders.csv: cannot be read: Permission denied"]


def test_broken_parquet_is_told(tmp_path):
    file = tmp_path / "orders.parquet"
    file.write_bytes(b"PAR1 and no more")
    (fault,) = faults_of(file)
    assert fault.startswith("orders.parquet: cannot be read as Parquet: ")


def test_parquet_faults_have_the_number_of_the_row(tmp_path):
    table = write(tmp_path, HEADER, *ROWS)
    parquet = write_parquet(
        tmp_path, f"SELECT * REPLACE (placed_min - 603 AS placed_min) FROM read_csv('{table}')"
    )
    assert faults_of(parquet) == [f"orders.parquet:1: placed_min = '-3': must be {MINUTE}"]


def test_a_path_that_leads_nowhere_suggests_the_file_beside_it(tmp_path):
    write(tmp_path, HEADER, *ROWS)
    assert faults_of(tmp_path / "order.csv") == [
        "order.csv: no such file or folder; did you mean 'orders.csv'?"
    ]
    assert faults_of(tmp_path / "nowhere" / "x.csv") == ["x.csv: no such file or folder"]


@pytest.mark.parametrize("name", ["NULL", "nan", "None", "\\N", "#N/A"])
@pytest.mark.parametrize("column", ["store", "order"])
def test_a_name_that_says_there_is_none_is_refused(tmp_path, column, name):
    header = "order,store,placed_min,store_x_m,store_y_m,door_x_m,door_y_m"
    names = {"order": "b", "store": "Mill Pizza"} | {column: name}
    row = f"{names['order']},{names['store']},601,0,0,300,400"
    file = write(tmp_path, header, "a,Mill Pizza,600,0,0,300,400", row)
    (fault,) = faults_of(file)
    assert fault.startswith(f"orders.csv:3: {column} = {name!r}: says that there is none; must be ")


def test_an_error_of_a_spreadsheet_is_no_store(tmp_path):
    header = "store,placed_min,store_x_m,store_y_m,door_x_m,door_y_m"
    file = write(tmp_path, header, "Mill Pizza,600,0,0,300,400", "#REF!,601,0,0,300,400")
    (fault,) = faults_of(file)
    assert fault.startswith("orders.csv:3: store = '#REF!': an error of a spreadsheet; must be ")


@pytest.mark.parametrize(
    ("column", "words"), [("a1", "the name or number of an order"), ("Noodles", "of a store")]
)
def test_names_of_which_a_spreadsheet_cut_off_digits_are_refused(tmp_path, column, words):
    """What were many are one then, and not one that stands twice."""
    rows = [row.replace(row.split(",")[0 if column == "a1" else 2], "4.01E+17") for row in ROWS]
    told = "a spreadsheet has cut off its digits; export the column as text; must be"
    found = [fault for fault in faults_of(write(tmp_path, HEADER, *rows)) if "cut off" in fault]
    assert len(found) == len(ROWS)
    assert all(told in fault and words in fault for fault in found)
