"""Times are read by a form that is stated or unmistakable, and as the clocks of the town show."""

import json
import re

import duckdb
import pytest

from analysis.recordings import read_orders
from analysis.recordings.time_forms import check_form
from tests.analysis.recordings.tables import (
    HEADER,
    PLACES,
    faults,
    lines_of,
    minutes,
    parquet_of,
    read_times,
    refused,
    write,
)

SHANGHAI = {"zone": "Asia/Shanghai"}


# Forms.


@pytest.mark.parametrize(
    ("time", "minute"),
    [
        ("2024-05-17 21:05", 1265),
        ("2024-05-17T21:05:30.250", 1265.5042),
        ("2024-05-17 21:05:30,250", 1265.5042),
        ("2024/5/17 21:05", 1265),
        ("2024.05.17 9:05", 545),
        ("2024年5月17日 21:05", 1265),
        ("2024年5月17日21时05分30秒", 1265.5),
        ("2024/5/17 下午9:05", 1265),
        ("2024/5/17 上午 12:05:30", 5.5),
        ("2024/5/17 下午12:05", 725),
        ("17/05/2024 21:05", 1265),
        ("17.05.2024, 21:05", 1265),
        ("31-05-32 21:05", 1265),
        ("05/17/2024 9:05 PM", 1265),
        ("5/17/2024 9:05\u202fp.m.", 1265),
        ("05/17/2024 12:03 AM", 3),
        ("17-May-2024 21:05", 1265),
        ("Fri, 17 May 2024 21:05:00 +0800", 1265),
        ("May 17, 2024 9:05 PM", 1265),
        ("Fri May 17 21:05:00 2024", 1265),
        ("20240517210530", 1265.5),
        ("20240517210530.000", 1265.5),
        ("202405172105", 1265),
        ("20240517T2105", 1265),
        ("20240517210530+08:00", 1265.5),
        ("2024-05-17T21:05:00+08:00[Asia/Shanghai]", 1265),
    ],
)
def test_an_unmistakable_form_is_read_unasked(tmp_path, time, minute):
    assert minutes(tmp_path, time) == [minute]


@pytest.mark.parametrize(
    "time",
    [
        "2024-05-17 21:60",
        "2024-05-17 24:00",
        "2024-05-17 21:5",
        "2024-02-30 21:05",
        "2024-13-17 21:05",
        "2024-05-17 21",
        "2024-05-17",
        "2024-W20-5 21:05",
        "05/17/2024 13:05 PM",
        "2024/5/17 下午21:05",
        "1712-05-17 21:05",
        "2024-05-17 21:05+99:00",
        "20240517 21",
        "638515149101230000",
        "soon",
    ],
)
def test_what_has_no_form_is_no_time(tmp_path, time):
    (fault,) = refused(tmp_path, time)
    assert fault.startswith(f"orders.csv:2: placed_at = '{time}': not a date and time; ")


@pytest.mark.parametrize(
    ("time", "dates", "minute"),
    [
        ("03/04/2024 21:05", "dmy", 1265),
        ("03/04/2024 21:05", "mdy", 1265),
        ("2024-05-17 21.55", "%Y-%m-%d %H.%M", 1315),
        ("17.05.2024 um 21 Uhr 05", "%d.%m.%Y um %H Uhr %M", 1265),
        ("45429.878472222", "excel", 1265),
        ("21:05", "clock", 1265),
        ("1715951100", "epoch_s", 1265),
        ("1715951100500", "epoch_ms", 1265.0083),
        ("1715951100500000", "epoch_us", 1265.0083),
        ("1715951100500000000", "epoch_ns", 1265.0083),
        ("1715951100.5", "epoch_s", 1265.0083),
    ],
)
def test_a_stated_form_is_read(tmp_path, time, dates, minute):
    assert minutes(tmp_path, time, dates=dates, **SHANGHAI) == [minute]


@pytest.mark.parametrize(
    ("time", "option"),
    [
        ("2024-05-17 21.55", '"%Y-%m-%d %H.%M"'),
        ("2022-02-12 19.50", '"%Y-%m-%d %H.%M"'),
        ("45429.878472222", "excel"),
        ("21:05", "clock"),
    ],
)
def test_what_may_be_something_else_is_read_only_when_it_is_stated(tmp_path, time, option):
    (fault,) = refused(tmp_path, time)
    assert fault.startswith("orders.csv: placed_at: ")
    assert fault.endswith(f"if it is, say --dates {option}")


def test_one_digit_after_the_point_is_no_minute(tmp_path):
    (fault,) = refused(tmp_path, "2022-02-12 21.55", "2022-02-12 22.1", dates="%Y-%m-%d %H.%M")
    assert fault.startswith("orders.csv:3: placed_at = '2022-02-12 22.1': not a date and time")


def test_day_and_month_that_may_change_places_are_refused_with_both_options(tmp_path):
    assert refused(tmp_path, "03/04/2024 21:05", "04/05/2024 21:05") == [
        "orders.csv: placed_at: '03/04/2024 21:05' on line 2 can be 3 April 2024 "
        "or 4 March 2024; say --dates dmy or --dates mdy"
    ]


def test_one_row_tells_how_all_are_written(tmp_path):
    assert minutes(tmp_path, "12/05/2024 10:00", "13/05/2024 11:00") == [600, 2100]
    assert minutes(tmp_path, "05/12/2024 10:00", "05/13/2024 11:00") == [600, 2100]


def test_rows_that_contradict_one_another_are_refused(tmp_path):
    assert refused(tmp_path, "13/05/2024 21:05", "05/14/2024 21:05", "01/05/2024 21:05") == [
        "orders.csv: placed_at: is written in two ways: line 2 ('13/05/2024 21:05') only "
        "day-month-year and line 3 ('05/14/2024 21:05') only month-day-year; write all the same way"
    ]


def test_a_day_and_month_that_are_equal_need_no_option(tmp_path):
    assert minutes(tmp_path, "05/05/2024 21:05") == [1265]


def test_a_row_of_another_form_is_blamed_itself(tmp_path):
    (fault,) = refused(tmp_path, "2024-05-17 21:05", "1715951100", "2024-05-17 21:09")
    assert fault.startswith(
        "orders.csv:3: placed_at = '1715951100': is written as epoch in s, "
        "the others as year-month-day; "
    )


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ("dym", "no form of dates is 'dym'"),
        ("%d.%m %H:%M", "needs a year (%Y), a month (%m) and a day (%d)"),
        ("%Y-%m-%d %H", "needs hours"),
        ("%Y-%m-%d %I:%M", "needs %I and %p together"),
        ("%Y-%m-%d %Q:%M", "'%Q' is not known"),
        ("%Y-%y-%m-%d %H:%M", "says something twice"),
    ],
)
def test_a_form_that_cannot_be_is_refused(form, problem):
    with pytest.raises(ValueError, match=re.escape(problem)):
        check_form(form)


def test_digits_that_a_spreadsheet_cut_off_are_told_as_such(tmp_path):
    (fault,) = refused(tmp_path, "1.71592E+12")
    assert "a spreadsheet has cut off its digits; export the column as text" in fault


# Date and time in two columns, and food that is ready by the clock.

TWO = "order,placed_date,placed_time,ready_time,store,store_lat,store_lon,door_lat,door_lon"


def test_date_and_time_may_stand_in_two_columns(tmp_path):
    rows = ["a,17-05-2024,23:50:00,00:05:00", "b,18-05-2024,0.5208333333,12:45"]
    file = write(tmp_path, [TWO, *(f"{row},s,{PLACES}" for row in rows)])
    recording = read_orders(file).recording
    assert recording.placed_min.tolist() == [1430, 2190]
    assert recording.ready_min.tolist() == [1445, 2205]


def test_two_columns_may_be_doubtful_too(tmp_path):
    file = write(tmp_path, [TWO, f"a,03-04-2024,23:50,00:05,s,{PLACES}"])
    (fault,) = faults(tmp_path, file)
    assert fault.endswith("say --dates dmy or --dates mdy")
    assert read_orders(file, stated={"dates": "dmy"}).midnight.month == 4


def test_a_days_midnight_beside_a_time_of_day_is_no_time(tmp_path):
    file = write(tmp_path, [TWO, f"a,2024-05-17 00:00:00,23:50,,s,{PLACES}"])
    assert read_orders(file).recording.placed_min.tolist() == [1430]


# Zones.


@pytest.mark.parametrize(
    "time",
    [
        "2024-05-17 03:55:10 UTC",
        "2024-05-17T03:55:10Z",
        "20240517035510Z",
        "2024-05-17 03:55:10+00",
        "1715918110",
        "1715918110000",
    ],
)
def test_a_moment_in_utc_needs_the_zone_of_the_town(tmp_path, time):
    (fault,) = refused(tmp_path, time)
    assert fault == (
        "orders.csv: placed_at: is in UTC (2024-05-17 03:55:10), which is not what clocks in town "
        "show; say their zone, such as --zone Asia/Shanghai, or --zone UTC if it is"
    )
    assert minutes(tmp_path, time, **SHANGHAI) == [715.1667]
    assert minutes(tmp_path, time, zone="UTC") == [235.1667]


def test_an_offset_says_what_clocks_in_town_show(tmp_path):
    assert minutes(tmp_path, "2024-05-17 11:55:10+08:00") == [715.1667]
    assert minutes(tmp_path, "2024-05-17 11:55:10+08:00", zone="Asia/Tokyo") == [775.1667]


def test_a_moment_of_parquet_is_read_as_the_same_of_csv(tmp_path):
    time = "2024-05-17 11:55:10+08:00"
    place = "'s' AS store, 31.2 AS store_lat, 121.4 AS store_lon, 31.3 door_lat, 121.5 door_lon"
    select = f"SELECT TIMESTAMPTZ '{time}' AS placed_at, {place}"
    parquet = parquet_of(tmp_path / "orders.parquet", select)
    (fault,) = faults(tmp_path, parquet)
    assert fault.startswith("orders.parquet: placed_at: is in UTC (2024-05-17 03:55:10)")
    read = read_orders(parquet, stated=SHANGHAI).recording
    assert read.placed_min.round(4).tolist() == minutes(tmp_path, time, **SHANGHAI) == [715.1667]


def test_a_zone_that_pandas_noted_beside_the_column_is_heard(tmp_path):
    note = {"columns": [{"name": "placed_at", "metadata": {"timezone": "Asia/Shanghai"}}]}
    file = tmp_path / "orders.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            f"""COPY (SELECT TIMESTAMPTZ '2024-05-17 03:55:00+00' AS placed_at, 's' AS store,
            31.2 AS store_lat, 121.4 AS store_lon, 31.3 AS door_lat, 121.5 AS door_lon)
            TO '{file}' (FORMAT parquet, KV_METADATA {{pandas: '{json.dumps(note)}'}})"""
        )
    assert read_orders(file).recording.placed_min.tolist() == [715]
    assert read_orders(file, stated={"zone": "UTC"}).recording.placed_min.tolist() == [235]


def test_times_kept_in_another_zone_than_the_towns_are_moved(tmp_path):
    file = write(tmp_path, lines_of("2024-05-17 03:55"))
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('zone = "Asia/Shanghai"\nrecorded_zone = "UTC"\n')
    assert read_orders(file, mapping).recording.placed_min.tolist() == [715]


def test_two_offsets_over_a_change_of_clocks_need_the_zone(tmp_path):
    times = ["2024-11-03T00:30:00-04:00", "2024-11-03T01:30:00-05:00", "2024-11-03T12:30:00-05:00"]
    (fault,) = refused(tmp_path, *times)
    assert "-04:00 on line 2, -05:00 on line 3" in fault
    assert fault.endswith("--zone America/New_York")
    assert minutes(tmp_path, *times, zone="America/New_York") == [30, 90, 750]


def test_food_is_as_long_in_the_kitchen_when_clocks_are_put_back(tmp_path):
    header = HEADER.replace("placed_at", "placed_at,ready_at")
    row = f"a,2024-11-03T01:50:00-04:00,2024-11-03T01:10:00-05:00,s,{PLACES}"
    zone = {"zone": "America/New_York"}
    recording = read_orders(write(tmp_path, [header, row]), stated=zone).recording
    assert (recording.placed_min.tolist(), recording.ready_min.tolist()) == ([110], [130])


def test_a_row_without_the_others_offset_is_blamed_itself(tmp_path):
    (fault,) = refused(
        tmp_path, "2024-05-17 21:05+08:00", "2024-05-17 21:06", "2024-05-17 21:07+08"
    )
    assert fault.startswith("orders.csv:3: placed_at = '2024-05-17 21:06': has no offset from UTC")


def test_a_zone_that_is_none_is_told_with_the_nearest(tmp_path):
    assert refused(tmp_path, "2024-05-17 21:05", zone="Asia/Shanghia") == [
        "--zone: zone = \"Asia/Shanghia\": no zone is named 'Asia/Shanghia'; "
        "did you mean 'Asia/Shanghai'?"
    ]


# Orders far from all others.

EVENING = [f"2024-05-17 18:{minute:02d}" for minute in range(30)]


@pytest.mark.parametrize(
    "stray", ["2024-01-19 05:24:15", "1970-01-01 00:00:00", "2025-05-17 18:00"]
)
def test_a_stray_date_is_blamed_itself(tmp_path, stray):
    (fault,) = refused(tmp_path, *EVENING, stray)
    assert fault.startswith(f"orders.csv:32: placed_at = '{stray}': ")
    assert fault.endswith("days away from the others (2024-05-17, 30 orders)")


def test_a_stray_minute_is_blamed_itself(tmp_path):
    header = HEADER.replace("placed_at", "placed_min")
    rows = [f"a{m},{m},s,{PLACES}" for m in (1080, 1085, 527_000)]
    (fault,) = faults(tmp_path, write(tmp_path, [header, *rows]))
    assert fault == (
        "orders.csv:4: placed_min = '527000': 365 days away from the others (day 0, 2 orders)"
    )


def test_minutes_that_begin_after_many_empty_days_are_refused(tmp_path):
    header = HEADER.replace("placed_at", "placed_min")
    rows = [f"a{m},{m},s,{PLACES}" for m in (100_000, 100_001)]
    (fault,) = faults(tmp_path, write(tmp_path, [header, *rows]))
    assert fault.startswith("orders.csv: placed_min: begins on day 69, after as many days without")


def test_two_periods_far_apart_are_told_with_both(tmp_path):
    (fault,) = refused(tmp_path, *EVENING, *(time.replace("-05-", "-08-") for time in EVENING))
    assert fault.startswith(
        "orders.csv: placed_at: orders stand in 2 periods, more than 7 days apart"
    )
    assert "2024-05-17, 30 orders from line 2; 2024-08-17, 30 orders from line 32" in fault


def test_days_that_are_left_out_leave_no_gap(tmp_path):
    times = [*EVENING, *(time.replace("-05-", "-08-") for time in EVENING)]
    read = read_times(tmp_path, *times, last_day="2024-05-31")
    assert (read.recording.n_orders, read.n_dropped) == (30, 30)
    assert [each.why.kind for each in read.dropped] == ["other_day"]
    assert read_times(tmp_path, *times, longest_gap_days=100).recording.n_days == 93


def test_more_days_than_a_run_can_have_are_refused(tmp_path):
    months = [
        f"{year}-{month:02d}-{day:02d} 18:00"
        for year in (2023, 2024)
        for month in range(1, 13)
        for day in (1, 8, 15, 22, 28)
    ]
    (fault,) = refused(tmp_path, *months)
    assert fault.endswith("spans 728 days; at most 366 can be replayed")


def test_food_that_is_ready_days_later_is_refused(tmp_path):
    header = HEADER.replace("placed_at", "placed_at,ready_at")
    row = f"a,2024-05-17 18:00,2024-05-27 18:10,s,{PLACES}"
    (fault,) = faults(tmp_path, write(tmp_path, [header, row]))
    assert fault.startswith("orders.csv:2: ready_at = '2024-05-27 18:10': more than a day after")


# Times that are none, and times that say less than they seem to.


def test_a_spreadsheet_writes_days_with_all_digits_of_a_number(tmp_path):
    assert minutes(tmp_path, "45429.8784722222", "45429.87916666666667", dates="excel") == [
        1265,
        1266,
    ]


@pytest.mark.parametrize("with_half", ["2024/5/17 6:05 PM", "2024/5/17 下午6:05"])
def test_an_hour_without_its_half_of_the_day_is_refused_where_others_have_one(tmp_path, with_half):
    assert refused(tmp_path, with_half, "2024/5/17 6:20", "2024/5/17 18:30") == [
        f"orders.csv:3: placed_at = '2024/5/17 6:20': says no half of the day, but '{with_half}' "
        "on line 2 does; must say AM or PM too"
    ]


def test_a_zone_that_is_named_like_a_half_of_the_day_says_none(tmp_path):
    zoned = "2024-05-17T09:05:00+02:00[Europe/Amsterdam]"
    assert minutes(tmp_path, zoned, "2024-05-17T10:05:00+02:00") == [545, 605]


def test_orders_that_are_all_placed_at_midnight_have_dates_alone(tmp_path):
    rows = ["2024-05-17 00:00:00", "2024-05-17 00:00:00", "2024-05-18 00:00:00"]
    assert refused(tmp_path, *rows) == [
        "orders.csv: placed_at: all 3 orders are placed at midnight: this says dates, no times"
    ]
    assert minutes(tmp_path, *rows, "2024-05-18 00:01:00") == [0, 0, 1440, 1441]


@pytest.mark.parametrize("key", ["zone", "recorded_zone"])
def test_a_time_that_clocks_skipped_is_refused(tmp_path, key):
    times = ("2024-03-31 01:50", "2024-03-31 02:30", "2024-03-31 03:10")
    stated = {"zone": "Europe/Berlin", key: "Europe/Berlin"}
    (fault,) = refused(tmp_path, *times, **stated)
    assert fault == (
        "orders.csv:3: placed_at = '2024-03-31 02:30': was skipped by the clocks of "
        "Europe/Berlin, which were put forward then"
    )


@pytest.mark.parametrize("key", ["zone", "recorded_zone"])
@pytest.mark.parametrize(
    ("placed", "ready", "passed"),
    [
        ("2024-03-31 01:50", "2024-03-31 03:10", 20),
        ("2024-10-27 01:50", "2024-10-27 02:10", 20),
        ("2024-10-27 02:50", "2024-10-27 02:10", 20),
    ],
)
def test_food_cooks_as_long_as_time_passed_by_clocks_that_are_changed(
    tmp_path, key, placed, ready, passed
):
    file = write(tmp_path, [f"{HEADER},ready_at", f"a,{placed},s,{PLACES},{ready}"])
    recording = read_orders(file, stated={"zone": "Europe/Berlin", key: "Europe/Berlin"}).recording
    assert (recording.ready_min - recording.placed_min).tolist() == [passed]


@pytest.mark.parametrize("zone", ["+8", "UTC+8", "gmt+08:00", "+0800"])
def test_an_offset_in_another_form_is_told_how_it_is_written(tmp_path, zone):
    (fault,) = refused(tmp_path, "2024-05-17 21:05", zone=zone)
    assert fault.endswith(f"no zone is named '{zone}'; an offset is written as +08:00")


@pytest.mark.parametrize("note", ['"Asia/Nowhere"', "3", '"../../etc/passwd"', '""'])
def test_a_noted_zone_of_no_known_form_says_nothing(tmp_path, note):
    pandas = f'{{"columns": [{{"name": "placed_at", "metadata": {{"timezone": {note}}}}}]}}'
    file = tmp_path / "orders.parquet"
    row = "'a' AS store, 0 AS store_x_m, 0 AS store_y_m, 300 AS door_x_m, 400 AS door_y_m"
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(
            f"COPY (SELECT TIMESTAMPTZ '2024-05-17 10:00Z' AS placed_at, {row}) "
            f"TO '{file}' (FORMAT parquet, KV_METADATA {{pandas: '{pandas}'}})"
        )
    (fault,) = faults(tmp_path, file)
    assert "is in UTC (2024-05-17 10:00:00)" in fault
