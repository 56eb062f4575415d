"""What a mapping states: columns, units, the city, couriers, and what may be left out."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from analysis.recordings import RecordingError, read_orders
from analysis.recordings.mapping import Mapping
from analysis.words import words
from tests.analysis.recordings.tables import HEADER, PLACES, counts, faults, write

PAGE = Path(__file__).parents[3] / "docs" / "recorded-orders.md"

ROWS = [f"a{row},2024-05-17 18:{row:02d},s,{PLACES}" for row in range(10, 16)]
BASKETS = f"{HEADER},basket_cents"


def with_mapping(folder, lines, text):
    (folder / "orders.csv.toml").write_text(text, encoding="utf-8")
    return read_orders(write(folder, lines))


def mapping_faults(folder, lines, text):
    with pytest.raises(RecordingError) as caught:
        with_mapping(folder, lines, text)
    return [line.replace(f"{folder}/", "") for line in str(caught.value).splitlines()]


# The file.


def test_the_mapping_beside_a_table_is_found_by_its_name(tmp_path):
    lines = [HEADER.replace("placed_at", "when").replace("store,", "shop,"), *ROWS]
    read = with_mapping(tmp_path, lines, '[columns]\nplaced_at = "when"\nstore = "shop"\n')
    assert read.recording.n_orders == 6
    assert ("placed_at", "when") in read.columns


def test_a_mapping_of_another_place_is_named(tmp_path):
    mapping = tmp_path / "how.toml"
    mapping.write_text('[columns]\nplaced_at = "when"\n')
    file = write(tmp_path, [HEADER.replace("placed_at", "when"), *ROWS])
    assert read_orders(file, mapping).recording.n_orders == 6


def test_an_option_wins_over_the_mapping(tmp_path):
    (tmp_path / "orders.csv.toml").write_text('zone = "UTC"\n')
    file = write(tmp_path, [HEADER, f"a,2024-05-17 03:55Z,s,{PLACES}"])
    assert read_orders(file).recording.placed_min.tolist() == [235]
    read = read_orders(file, stated={"zone": "Asia/Shanghai"})
    assert read.recording.placed_min.tolist() == [715]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('zone = "Asia/Shanghia"', "orders.csv.toml:1: zone = "),
        ('\nmony = "cents"', "orders.csv.toml:2: mony: unknown key; did you mean 'money'?"),
        ('[columns]\nplaced = "x"', "orders.csv.toml:2: columns.placed: unknown key"),
        ('dates = "ddmmyy"', "orders.csv.toml:1: dates = "),
        ('money = "yen"', "orders.csv.toml:1: money = "),
        ("[city]\nlat = 31.2", "orders.csv.toml:2: city: "),
        ("zone =", "orders.csv.toml:1: is not TOML: "),
        ("\nx = " + "[" * 3000, "orders.csv.toml: "),
        ("\nlongest_gap_days = " + "9" * 5000, "orders.csv.toml:2: holds a number that "),
        ("longest_gap_days = true", "orders.csv.toml:1: longest_gap_days = true: must be a whole"),
        ('store_tolerance_m = "5"', 'orders.csv.toml:1: store_tolerance_m = "5": must be a number'),
        ("first_day = 2024-05-17T10:00:00", "orders.csv.toml:1: first_day = 2024-05-17 10:00:00: "),
        ("last_day = 20240517", "orders.csv.toml:1: last_day = 20240517: must be a date"),
        ('separator = "\\""', 'orders.csv.toml:1: separator = "\\"": cells are made of it'),
        (
            '[columns]\ndoor_lat = "a"\nstore_lat = "a"',
            "orders.csv.toml:3: columns: 'a' is named for store_lat and for door_lat; keep one",
        ),
        (
            '[columns]\norder = "store"',
            "orders.csv:1: 'store' is named for order, but is read as store too; ",
        ),
        ('[couriers]\nfile = "shift.csv"', "shift.csv: no such file or folder"),
        ("first_day = 2024-05-18\nlast_day = 2024-05-17", "orders.csv.toml"),
    ],
)
def test_a_wrong_mapping_is_told_with_its_line(tmp_path, text, fault):
    (found,) = mapping_faults(tmp_path, [HEADER, *ROWS], text)
    assert found.startswith(fault)


def test_a_column_that_is_not_there_is_told_with_the_nearest(tmp_path):
    lines = [HEADER.replace("placed_at", "created"), *ROWS]
    faults = mapping_faults(tmp_path, lines, '[columns]\nplaced_at = "creatd"\n')
    assert faults[0].startswith(
        "orders.csv:1: no column 'creatd' for placed_at; did you mean 'created'?"
    )


def test_the_documented_mapping_is_one_and_names_every_key():
    section = PAGE.read_text("utf-8").partition("### A mapping")[2]
    text = section.partition("```toml\n")[2].partition("```")[0]
    mapping = Mapping.model_validate(tomllib.loads(text))
    assert set(Mapping.model_fields) == mapping.model_fields_set


# Money.


@pytest.mark.parametrize("cell", ["34.00", "29.5", "1234.56"])
def test_cents_with_decimals_are_refused_with_the_option_for_units(tmp_path, cell):
    file = write(tmp_path, [BASKETS, *(f"{row},{cell}" for row in ROWS)])
    (fault,) = faults(tmp_path, file)
    assert fault.startswith(
        f"orders.csv: basket_cents: must be whole cents, but '{cell}' on line 2"
    )
    assert fault.endswith("say --money units")
    read = read_orders(file, stated={"money": "units"})
    assert read.recording.basket_cents.tolist() == [round(float(cell) * 100)] * 6


@pytest.mark.parametrize("cell", ["3400", "3400.0"])
def test_whole_cents_are_read_also_where_a_program_made_floats_of_them(tmp_path, cell):
    file = write(tmp_path, [BASKETS, *(f"{row},{cell}" for row in ROWS[1:]), f"{ROWS[0]},"])
    assert read_orders(file).recording.basket_cents.tolist() == [0, *[3400] * 5]


@pytest.mark.parametrize(("cell", "side"), [("34", "below ¥0.34"), ("9000000", "above ¥90000")])
def test_baskets_that_nobody_pays_are_refused_unless_their_unit_is_stated(tmp_path, cell, side):
    file = write(tmp_path, [BASKETS, *(f"{row},{cell}" for row in ROWS)])
    (fault,) = faults(tmp_path, file)
    assert fault.startswith(
        f"orders.csv: basket_cents: half of the baskets are {side}; say --money"
    )
    read = read_orders(file, stated={"money": "cents"})
    assert read.recording.basket_cents.tolist() == [int(cell)] * 6


def test_a_column_of_baskets_without_a_unit_is_read_once_it_is_stated(tmp_path):
    lines = [f"{HEADER},basket", *(f"{row},34.5" for row in ROWS)]
    assert not read_orders(write(tmp_path, lines)).recording.basket_cents.any()
    (fault,) = mapping_faults(tmp_path, lines, '[columns]\nbasket = "basket"\n')
    assert fault.startswith("orders.csv:1: 'basket' is money, but of which unit? say --money")
    read = with_mapping(tmp_path, lines, 'money = "units"\n')
    assert read.recording.basket_cents.tolist() == [3450] * 6


# Positions.


def scaled(row: str, scale: float) -> str:
    *others, a, b, c, d = row.split(",")
    return ",".join([*others, *(f"{float(cell) * scale:.0f}" for cell in (a, b, c, d))])


@pytest.mark.parametrize(("positions", "scale"), [("degrees_e6", 1e6), ("degrees_e7", 1e7)])
def test_millionths_of_degrees_are_degrees(tmp_path, positions, scale):
    plain = read_orders(write(tmp_path, [HEADER, *ROWS])).recording
    file = write(tmp_path, [HEADER, *(scaled(row, scale) for row in ROWS)])
    found = faults(tmp_path, file)
    assert found[0].endswith("if they are 10^-6 degrees, say --positions degrees_e6")
    read = read_orders(file, stated={"positions": positions}).recording
    np.testing.assert_allclose(read.door_x_m, plain.door_x_m, atol=1e-3)


def test_degrees_are_not_read_as_millionths(tmp_path):
    file = write(tmp_path, [HEADER, *ROWS])
    found = faults(tmp_path, file, positions="degrees_e6")
    assert "are degrees already, not degrees_e6; say --positions degrees" in found[0]


def test_latitude_and_longitude_that_changed_places_are_told(tmp_path):
    swapped = [",".join([*row.split(",")[:3], "121.4650,31.2290,121.4731,31.2249"]) for row in ROWS]
    found = faults(tmp_path, write(tmp_path, [HEADER, *swapped]))
    assert "seem to have changed places: the first must be the latitude" in found[0]


def test_doors_alone_that_changed_places_are_told_by_where_the_stores_are(tmp_path):
    """Where both could be latitudes, as in Europe."""
    rows = [f"a{n},2024-05-17 12:0{n},s,48.20,16.37,16.38{n},48.21{n}" for n in range(6)]
    told = "'16.380', '48.210' seem to have changed places: the first must be the latitude"
    found = faults(tmp_path, write(tmp_path, [HEADER, *rows]))
    assert found == [f"orders.csv: door_lat, door_lon: {told}"]


def test_positions_in_several_systems_are_refused(tmp_path):
    columns = "order,placed_at,store,lat_gcj02,lng_gcj02,user_lat_bd09,user_lng_bd09"
    roles = ("store_lat", "store_lon", "door_lat", "door_lon")
    said = "".join(
        f'{role} = "{name}"\n' for role, name in zip(roles, columns.split(",")[3:], strict=True)
    )
    (fault,) = mapping_faults(tmp_path, [columns, *ROWS], f"[columns]\n{said}")
    assert fault.startswith("orders.csv:1: positions are in several systems, 'lat_gcj02' in GCJ-02")
    assert fault.endswith("'user_lat_bd09' in BD-09; turn all into one")
    alike = columns.replace("bd09", "gcj02")
    read = with_mapping(tmp_path, [alike, *ROWS], f"[columns]\n{said}".replace("bd09", "gcj02"))
    assert read.recording.n_orders == len(ROWS)


def test_degrees_in_columns_of_metres_are_told(tmp_path):
    header = HEADER.replace("_lat", "_x_m").replace("_lon", "_y_m")
    rows = [
        f"a{row},2024-05-17 18:{row:02d},s{row},31.{row},121.4,31.2,121.{row}" for row in range(30)
    ]
    (fault,) = faults(tmp_path, write(tmp_path, [header, *rows]))
    assert "all stores and doors lie within 50 m; if these are degrees" in fault
    read = read_orders(write(tmp_path, [header, *rows]), stated={"positions": "kilometres"})
    assert max(read.recording.extent) > 500


JITTER = [row.replace("31.2290", f"31.229{digit}") for digit, row in enumerate(ROWS)]


def test_a_store_that_jitters_needs_a_tolerance_which_the_message_tells(tmp_path):
    *moves, hint = faults(tmp_path, write(tmp_path, [HEADER, *JITTER]))
    assert len(moves) == 5
    assert hint.endswith(
        "stores move by up to 56 m between rows; "
        "store_tolerance_m = 100 in the mapping takes the middle of each"
    )
    read = with_mapping(tmp_path, [HEADER, *JITTER], "store_tolerance_m = 100\n")
    assert read.recording.n_stores == 1
    assert read.moved_m == pytest.approx(27.8, abs=0.1)


def test_stores_may_be_told_apart_by_their_positions(tmp_path):
    lines = [line.replace(",s,", ",").replace(",store,", ",") for line in (HEADER, *JITTER)]
    assert with_mapping(tmp_path, lines, 'stores = "by_position"\n').recording.n_stores == 6


# What is left out.


def test_a_city_is_taken_out_of_many_by_a_column(tmp_path):
    lines = [f"{HEADER},town", *(f"{row},{'AB'[n % 2]}" for n, row in enumerate(ROWS))]
    read = with_mapping(tmp_path, lines, '[city]\ncolumn = "town"\nname = "A"\n')
    assert (read.recording.n_orders, counts(read)) == (3, {("other_city",): 3})


def test_a_city_is_taken_out_of_many_by_its_middle(tmp_path):
    far = ROWS[0].replace("a10", "b").replace("31.2", "39.9")
    text = "[city]\nlat = 31.22\nlon = 121.47\nradius_km = 20\n"
    read = with_mapping(tmp_path, [HEADER, *ROWS, far], text)
    assert (read.recording.n_orders, read.n_dropped) == (6, 1)


def test_wrong_rows_are_left_out_only_when_that_is_stated(tmp_path):
    wrong = [ROWS[0].replace("18:10", "18:70"), *ROWS[1:]]
    assert faults(tmp_path, write(tmp_path, [HEADER, *wrong]))
    read = with_mapping(tmp_path, [HEADER, *wrong, "torn,row"], 'wrong_rows = "drop"\n')
    assert read.recording.n_orders == 5
    assert counts(read) == {("unreadable", "placed_at"): 1, ("torn",): 1}
    assert [each.first.line for each in read.dropped] == [2, 8]


def test_rows_that_are_wrong_in_one_way_are_one_reason(tmp_path):
    twice = [ROWS[0], ROWS[1], ROWS[0]]
    read = with_mapping(tmp_path, [HEADER, *ROWS, *twice], 'wrong_rows = "drop"\n')
    assert counts(read) == {("twice", "order"): 3}
    (found,) = read.dropped
    assert found.told(words("en")) == "of an order that stands in an earlier row (first on line 8)"
    assert found.told(words("zh")) == "订单已在前面的行出现（首见于第 8 行）"


def test_too_many_wrong_rows_are_not_left_out(tmp_path):
    wrong = [row.replace("18:", "28:") for row in ROWS[:4]] + ROWS[4:]
    found = mapping_faults(tmp_path, [HEADER, *wrong], 'wrong_rows = "drop"\n')
    assert "4 of 6 rows are wrong, too many to be left out" in found[0]


# Couriers.

SHIFTS = ["courier,on,off", "c1,10:00,18:00", "c2,17:30,01:00"]


def test_couriers_come_from_a_file_of_shifts(tmp_path):
    write(tmp_path, SHIFTS, "shifts.csv")
    read = with_mapping(tmp_path, [HEADER, *ROWS], '[couriers]\nfile = "shifts.csv"\n')
    couriers = read.recording.couriers
    assert couriers.names == ("c1", "c2")
    assert couriers.on_min.tolist() == [600, 1050]
    assert couriers.off_min.tolist() == [1080, 1500]
    assert couriers.x_m.tolist() == [read.recording.store_x_m[0]] * 2
    assert read.recording.settings["couriers"] == {"count": 2}
    assert "2 couriers" in read.sentence()


def test_couriers_may_begin_at_places_of_their_own(tmp_path):
    shifts = ["rider,from,to,lat,lon", "c1,600,1080,31.2290,121.4750"]
    write(tmp_path, shifts, "shifts.csv")
    text = (
        '[couriers]\nfile = "shifts.csv"\ncourier = "rider"\non = "from"\noff = "to"\n'
        'lat = "lat"\nlon = "lon"\n'
    )
    recording = with_mapping(tmp_path, [HEADER, *ROWS], text).recording
    east_m = recording.couriers.x_m[0] - recording.store_x_m[0]
    assert east_m == pytest.approx(951, abs=1)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("c1,25:00,26:00", "shifts.csv:2: on = '25:00': not a time of day"),
        (
            "c1,600,2050",
            "shifts.csv:2: on, off = '600', '2050': a shift must be shorter",
        ),
        (",600,700", "shifts.csv:2: courier = '': empty; "),
    ],
)
def test_wrong_shifts_are_told_with_their_line(tmp_path, row, problem):
    write(tmp_path, ["courier,on,off", row], "shifts.csv")
    found = mapping_faults(tmp_path, [HEADER, *ROWS], '[couriers]\nfile = "shifts.csv"\n')
    assert found[0].startswith(problem)


# What is said of it.


def test_the_sentence_says_what_was_understood(tmp_path):
    read = read_orders(write(tmp_path, [BASKETS, *(f"{row},3800" for row in ROWS)]))
    assert read.sentence() == "6 orders, 17 May 18:10-18:15, 1 store, mean basket ¥38"
    assert read.title() == "orders.csv: 6 orders, 17 May 18:10-18:15, 1 store, mean basket ¥38"
    assert read.title("zh").startswith("orders.csv：6 单")
