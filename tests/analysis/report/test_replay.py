"""The replay of a day: what the page holds of it, against tables made by hand."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from analysis.experiment.day import day_of
from analysis.report import write_report
from analysis.report.replay import NothingToReplayError, replay
from analysis.report.replay.columns import UNKNOWN, packed, steps
from analysis.report.replay.counted import counted
from analysis.report.replay.holding import _hours
from analysis.wording import plain
from analysis.words import words
from sim.order import Channel
from tests.analysis.charts.made_up import PLACE, comparison_of
from tests.analysis.handmade import TINY, orders
from tests.analysis.report.days import a_day, busy_day, folder_of, unpacked

EN = words("en")
HOLDING = "analysis.report.replay.holding"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return a_day(tmp_path_factory.mktemp("replay") / "run")


@pytest.fixture(scope="module")
def told(folder):
    return replayed(folder)


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    return busy_day(tmp_path_factory.mktemp("busy") / "run", 90, n_couriers=10)


def replayed(folder, n_arms=2, **changes):
    comparison, arms = comparison_of(n_arms, 1)
    return replay(replace(comparison, **changes), {arm.label: {0: folder} for arm in arms}, EN)


def test_what_was_counted_up_to_a_minute_is_known_by_hand(folder):
    counts = counted(day_of(folder, 0), 1500)
    told = {minute: {name: int(of[minute]) for name, of in counts.items()} for minute in (599, 640)}
    assert set(told[599].values()) == {0}
    assert told[640] == {
        "placed_so_far": 5,  # guests do not use the app
        "delivered": 1,
        "waited": 1,
        "late": 0,
        "door": 300,  # tenths of a minute
        "cancelled": 1,
        "at_stores": 1,
        "on_the_way": 2,
    }
    last = {name: int(of[-1]) for name, of in counts.items()}
    assert (last["delivered"], last["waited"], last["late"]) == (3, 2, 1)
    assert last["door"] == 300 + 410  # who asked for a later moment does not wait
    assert (last["at_stores"], last["on_the_way"]) == (0, 0)


def test_orders_and_ways_are_told_in_steps_from_the_click_on(told):
    held, (base, _) = unpacked(told.data)
    assert held["step"] == 0.1
    assert (held["begin"], held["end"], held["start"]) == (600, 1440, 615)
    assert held["skies"] == [[[0, 0], [15, 2], [30, 0]]] * 2  # a sample has the weather up to it
    assert base["order_placed"] == [6000, 6000, 6000, 6200, 6200]
    assert base["order_ended"] == [300, 410, 450, 200, 300]
    assert base["order_promised"] == [400, 400, 400, UNKNOWN, UNKNOWN]
    assert base["order_courier"] == [0, 0, 1, UNKNOWN, UNKNOWN]
    assert base["order_kind"] == [0, 0, 0, 2, 1]
    assert (held["width"], held["height"]) == (1750, 2000)  # of 3500 and 4000 m
    assert base["order_x"][:3] == [150, 350, 150]
    assert (base["courier_x"], base["courier_y"]) == ([0, 0], [400, 400])
    # To the store twice, where nothing moves the second time, then to both doors.
    assert base["courier_legs"] == [4, 2]
    assert base["leg_x"] == [500, 500, 150, 350, 500, 150]
    assert base["leg_departs"][:4] == [6020, 6100, 6150, 6300]
    assert base["leg_rides"][:4] == [80, 0, 150, 110]


def test_the_page_holds_no_number_of_a_person(told):
    held, (base, _) = unpacked(told.data)
    assert not {"consumer", "need"} & {name.partition("_")[2] for name in base}
    assert 77 not in base["order_courier"]
    assert max(held["stores"]) <= 2000


def test_the_text_beside_it_says_the_same_every_second_hour(told):
    assert [hour.clock for hour in told.hours] == [f"{h}:00" for h in (12, 14, 16, 18, 20, 22, 0)]
    assert told.hours[0].delivered == ["3", "3"]
    assert told.hours[0].late == ["50.0 %", "50.0 %"]


def test_the_text_beside_it_ends_where_the_replay_does_by_day_or_after_midnight():
    until = {name: np.arange(1561, dtype=np.uint32) for name in ("delivered", "late", "waited")}
    for end, clock in ((1440, "0:00"), (1500, "1:00"), (1560, "2:00")):
        last = _hours([until], 540, end, EN)[-1]
        assert (last.clock, last.delivered) == (clock, [plain(end, 0)])


def test_a_day_without_deliveries_begins_with_its_first_order(tmp_path):
    fetched = {"channel": Channel.PICKUP, "placed_min": 620.0, "ended_min": 650.0}
    held, _ = unpacked(replayed(folder_of(tmp_path / "run", orders(fetched))).data)
    assert (held["begin"], held["start"]) == (600, 600)


def test_of_too_many_orders_a_share_is_drawn_and_all_are_counted(many, monkeypatch):
    monkeypatch.setattr(f"{HOLDING}.MOST_ORDERS", 90)
    monkeypatch.setattr(f"{HOLDING}.ENOUGH_ORDERS", 40)
    told = replayed(many)
    _, arms = unpacked(told.data)
    assert told.share == "50"
    for columns in arms:
        assert len(columns["order_placed"]) == 45  # those of every second courier
        assert len(columns["courier_x"]) == 5
        assert columns["delivered"][-1] == 90


@pytest.mark.parametrize(("most", "n_arms", "share"), [(200, 3, "74"), (100, 2, "56")])
def test_arms_without_room_are_left_out_before_too_few_orders_are_drawn(
    many, monkeypatch, most, n_arms, share
):
    monkeypatch.setattr(f"{HOLDING}.MOST_ORDERS", most)
    monkeypatch.setattr(f"{HOLDING}.ENOUGH_ORDERS", 60)
    told = replayed(many, n_arms=3)
    assert (len(told.names), told.left_out, told.share) == (n_arms, 3 - n_arms, share)


def test_without_a_place_or_a_seed_in_common_the_reason_is_told(folder, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.charts.gallery.FIGURES", {})
    with pytest.raises(NothingToReplayError, match="set in different places"):
        replayed(folder, place=None)
    comparison, arms = comparison_of(2, 1)
    apart = {arm.label: {seed: folder} for seed, arm in enumerate(arms)}
    with pytest.raises(NothingToReplayError, match="No replication is there") as raised:
        replay(comparison, apart, EN)
    reason = str(raised.value)
    assert "No replication is there under every scenario" in reason
    page = write_report(tmp_path, comparison, arms, folders=apart).read_text("utf-8")
    assert page.partition('<h2 id="replay">')[2].partition("</section>")[0].count(reason) == 1
    assert 'href="#replay"' in page


def test_where_cities_vary_the_city_of_the_first_seed_is_replayed(folder, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.charts.gallery.FIGURES", {})
    comparison, arms = comparison_of(2, 1)
    varied = replace(comparison, cities="vary", place=None)
    folders = {arm.label: dict.fromkeys((4, 3), folder) for arm in arms}
    told = replay(varied, folders, EN, {arm.label: TINY for arm in arms})
    assert (told.seed, told.varied, told.names) == (3, True, replayed(folder).names)
    page = write_report(
        tmp_path, varied, arms, folders=folders, scenarios={arm.label: TINY for arm in arms}
    )
    assert "Every replication lives in another city" in page.read_text("utf-8")


def test_the_day_replayed_is_the_first_on_which_the_arms_differ(folder, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.charts.gallery.FIGURES", {})
    comparison, arms = comparison_of(2, 1)
    week = TINY.model_copy(update={"days": 3})
    folders = {arm.label: {0: folder} for arm in arms}
    found = {}
    for day, weekdays in ((1, [0, 1]), (2, [1]), (3, [2, 5])):
        coupon = {"use": "threshold", "weekdays": weekdays}
        other = week.model_validate(week.model_dump() | {"policies": {"coupons": [coupon]}})
        scenarios = {arms[0].label: week, arms[1].label: other}
        found[day] = replay(comparison, folders, EN, scenarios)
        page = write_report(tmp_path, comparison, arms, folders=folders, scenarios=scenarios)
        told = "the first day on which policies or events differ" in page.read_text("utf-8")
        assert told == (day > 1)
    assert {day: told.day for day, told in found.items()} == {1: 1, 2: 2, 3: 3}
    assert found[1].orders != ["0", "0"]
    assert found[2].orders == ["0", "0"]  # this one was made for the first day alone


@pytest.mark.parametrize("change", [{"stores": {"count": 7}}, {"replay": {"orders": "kept.csv"}}])
def test_where_no_drawn_city_is_shared_none_is_replayed(folder, change):
    comparison, arms = comparison_of(2, 1)
    scenarios = dict.fromkeys((arm.label for arm in arms), TINY)
    scenarios[arms[1].label] = TINY.model_validate(TINY.model_dump() | change)
    varied = replace(comparison, cities="vary", place=None)
    with pytest.raises(NothingToReplayError, match="set in different places"):
        replay(varied, {arm.label: {0: folder} for arm in arms}, EN, scenarios)


def test_recorded_orders_stand_in_their_block_but_not_at_their_door(many):
    private = np.zeros((4, 4), bool)
    told = replayed(many, place=replace(PLACE, private=private))
    (held, (base, _)), (_, (bare, _)) = unpacked(told.data), unpacked(replayed(many).data)
    assert told.recorded
    assert base["order_placed"] == bare["order_placed"]
    moved = [
        (x, y) != (home_x, home_y)
        for x, y, home_x, home_y in zip(
            *(of[f"order_{side}"] for of in (base, bare) for side in "xy"), strict=True
        )
    ]
    assert sum(moved) == len(moved) == 90
    assert max(base["order_x"]) <= held["width"]
    ends = {(x, y) for x, y in zip(base["leg_x"], base["leg_y"], strict=True)}
    stores = set(zip(held["stores"][::2], held["stores"][1::2], strict=True))
    # Couriers ride between stores and the places shown, never to a door.
    assert ends <= stores | set(zip(base["order_x"], base["order_y"], strict=True))
    assert base["delivered"] == bare["delivered"]


def test_columns_come_back_from_the_page_as_they_were():
    columns = {
        "small": np.array([1, 2, 3], np.uint8),
        "wide": np.array([1, 70_000], np.uint32),
        "middle": steps(np.array([0.0, 1.26, np.nan]), 0.1),
    }
    held, (found,) = unpacked(json.dumps({"arms": [packed(columns)]}))
    assert held == {}
    assert found == {"wide": [1, 70_000], "middle": [0, 13, UNKNOWN], "small": [1, 2, 3]}


def test_the_page_says_what_is_replayed_and_tells_it_in_print_too(folder, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.charts.gallery.FIGURES", {})
    comparison, arms = comparison_of(3, 1)
    folders = {arm.label: {0: folder} for arm in arms}
    page = write_report(tmp_path, comparison, arms, folders=folders).read_text("utf-8")
    for text in ("One day, side by side", "Day 1 of the replication under seed 0", "tells of the"):
        assert text in page
    assert page.count("<option") == 4 + 2  # of the speed, and of the arms
    assert 'href="#replay"' in page


def test_of_many_arms_the_text_beside_it_is_headed_by_their_letters(folder, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.charts.gallery.FIGURES", {})
    heads = []
    for n_arms in (3, 8):
        comparison, arms = comparison_of(n_arms, 1)
        folders = {arm.label: {0: folder} for arm in arms}
        page = write_report(tmp_path, comparison, arms, folders=folders).read_text("utf-8")
        hours = page[page.index('class="hours"') :]
        head = hours[hours.index("<thead>") : hours.index("</thead>")]
        heads.append(re.findall(r'<th scope="col"[^>]*>(.*?)</th>', head))
    assert len(heads[0]) == 1 + 2 * 3
    assert heads[0][2].startswith("Delivered<small>A: 5 off 30")
    assert heads[1][1:] == 2 * ["Base", *"ABCDEFG"]
