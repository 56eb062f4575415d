"""Nothing that is made of recorded orders tells a person, or a door apart from others."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from typer.testing import CliRunner

from analysis.charts.recorded import draw_recorded
from analysis.charts.zone_map import enough
from analysis.cli import app
from analysis.commands.orders_picture import town
from analysis.experiment.place import place_of
from analysis.loading import load_arm
from analysis.recordings import read_recording
from analysis.recordings.privacy import blocks, zones_with_few_doors
from analysis.report.parts import by_zone
from analysis.words import words
from tests.analysis.charts.made_up import comparison_of

EXAMPLE = Path(__file__).parents[3] / "scenarios" / "data" / "orders-small.csv"
# Five doors in the west and six in the east; metres from the city's corner are 100 more.
DOORS = [(x, 0) for x in (0, 10, 20, 30, 40)] + [(x, 0) for x in (600, 610, 620, 630, 640, 650)]


def recording(tmp_path, doors):
    header = "placed_min,store,store_x_m,store_y_m,door_x_m,door_y_m"
    rows = [f"{nth},s,0,0,{x},{y}" for nth, (x, y) in enumerate(doors)]
    file = tmp_path / "orders.csv"
    file.write_text("\n".join([header, *rows]) + "\n")
    return read_recording(file)


def test_cells_with_fewer_than_five_doors_are_merged(tmp_path):
    held = blocks(recording(tmp_path, [*DOORS, (1000, 0)]))
    assert [(each.n_doors, each.n_orders) for each in held] == [(5, 5), (7, 7)]
    assert held[1].west_m <= 700
    assert held[1].east_m >= 1100


def test_what_the_dots_of_the_picture_are_stands_above_its_map(tmp_path):
    figure = draw_recorded(recording(tmp_path, [*DOORS, (1000, 0)]), "Orders")
    (key,) = figure.legends
    assert [text.get_text() for text in key.get_texts()] == ["stores"]
    assert all(axes.get_legend() is None for axes in figure.axes)


def test_orders_of_a_few_doors_are_no_more_than_these_doors(tmp_path):
    assert blocks(recording(tmp_path, [(0, 0)] * 10 + [(500, 0)] * 10)) == []
    many = blocks(recording(tmp_path, [*DOORS, *[(1000, 0)] * 50]))
    assert [each.n_doors for each in many] == [5, 7]


def test_all_orders_stand_in_blocks_on_the_grid_that_do_not_overlap():
    example = read_recording(EXAMPLE)
    held = blocks(example)
    assert sum(each.n_orders for each in held) == example.n_orders
    assert min(each.n_doors for each in held) == 5
    assert {edge % 100 for each in held for edge in each[:4]} == {0}
    inside = [
        (example.door_x_m >= each.west_m)
        & (example.door_x_m < each.east_m)
        & (example.door_y_m >= each.south_m)
        & (example.door_y_m < each.north_m)
        for each in held
    ]
    assert (np.sum(inside, axis=0) == 1).all()


def test_a_town_of_four_doors_shows_none_of_them(tmp_path):
    few = recording(tmp_path, [(0, 0), (300, 0), (600, 0), (900, 900)])
    assert set("".join(town(few, blocks=True))) <= {" ", "●"}


def test_a_zone_of_four_doors_is_not_shown_however_often_they_order():
    x_m = np.repeat([1.0, 2, 3, 4, 5, 6, 7, 8, 9], 20)
    zone = np.repeat([0, 0, 0, 0, 1, 1, 1, 1, 1], 20).astype(np.int32)
    assert zones_with_few_doors(zone, x_m, np.zeros(180), 3).tolist() == [True, False, False]


def test_maps_and_tables_of_reports_leave_such_zones_out():
    comparison, arms = comparison_of(2)
    assert comparison.place is not None
    private = np.zeros(arms[0].zone_orders_per_day.shape, bool)
    private[1, 1] = True
    hidden = replace(comparison, place=replace(comparison.place, private=private))
    assert enough(arms, comparison.place)[1, 1]
    assert not enough(arms, hidden.place)[1, 1]
    shown, less = (by_zone(each, arms, words("en"))[0] for each in (comparison, hidden))
    names = [{row.name for row in tables[0].rows} for tables in (shown, less)]
    assert len(names[0] - names[1]) == 1


def test_the_place_of_recorded_orders_knows_them():
    arm = load_arm("replay")
    place = place_of(arm.scenario, arm.recording)
    assert place.private is not None
    assert place.private.shape == (len(place.zone_edges_y_m) - 1, len(place.zone_edges_x_m) - 1)


def test_a_draft_and_what_is_said_of_a_table_hold_no_person_and_no_door(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    header = "order_id,placed_at,customer_id,phone,store,store_lat,store_lon,door_lat,door_lon"
    rows = [
        f"order-{n:04d},2024-05-17 18:{n:02d},person-{n:04d},1380000{n:04d},s{n % 3},"
        f"31.2{n % 3}001,121.4{n % 3}002,31.2{n:03d}7,121.4{n:03d}9"
        for n in range(40)
    ]
    Path("orders.csv").write_text("\n".join([header, *rows]) + "\n")
    told = [
        CliRunner().invoke(app, ["orders", "orders.csv", *more])
        for more in (["--draft"], [], ["--json"])
    ]
    assert [each.exit_code for each in told] == [0, 0, 0]
    (mapping,) = (file for file in tmp_path.iterdir() if file.name != "orders.csv")
    texts = [mapping.read_text(), *(each.output for each in told)]
    for secret in ("person-", "1380000", "order-00", "31.20", "121.40"):
        assert not any(secret in text for text in texts)
