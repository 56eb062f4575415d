"""The six groups: by hand, and adding up to the difference in orders of whole runs."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from analysis.kpis.parts import platform_orders
from analysis.lab.incrementality import GROUPS, incrementality
from analysis.lab.shares import parts_of, rows
from analysis.loading import load_arm
from analysis.results.tables import write_tables
from analysis.scenario_file import overriding
from sim.order import Channel
from sim.simulation import run
from tests.analysis.handmade import orders, run_of
from tests.cities import scenario
from tests.golden.kpis import SHIPPED

NOON, EVENING = 720.0, 1080.0
PLAIN = scenario({"city": {"width_m": 1000, "height_m": 500, "zone_m": 500}}, {"days": 2})
COUPON = {"policies": {"coupons": [{"use": "threshold", "off_cents": 100}]}}


def order(consumer, need, **other):
    return {"consumer": consumer, "need": need, "wanted_min": NOON} | other


def split_of(tmp_path, base, other, base_scenario=PLAIN, other_scenario=PLAIN):
    folders = tmp_path / "base", tmp_path / "other"
    for folder, placed in zip(folders, (base, other), strict=True):
        folder.mkdir()
        write_tables(folder, replace(run_of(orders(*placed)), segments=("student", "office")))
    return incrementality(base_scenario, other_scenario, {0: folders})


def groups(split):
    """(orders of the base, orders of the arm) of each group with any."""
    pairs = zip(GROUPS, split.base[0].tolist(), split.other[0].tolist(), strict=True)
    return {name: (a, b) for name, a, b in pairs if a or b}


def test_every_order_is_in_one_group(tmp_path):
    base = [
        order(0, 1),
        order(0, 2),
        order(0, 3),
        order(1, 1, wanted_min=NOON),
        order(2, 1),
    ]
    other = [
        order(0, 1),  # anyway
        order(0, 2, store=1),
        order(0, 3, channel=Channel.PICKUP),
        order(1, 9, wanted_min=EVENING),  # in place of his lunch
        order(3, 1),  # only with it; consumer 2's is lost
    ]
    found = split_of(tmp_path, base, other)
    assert groups(found.platform) == {
        "only": (0, 1),
        "channel": (1, 1),
        "store": (1, 1),
        "time": (1, 1),
        "anyway": (1, 1),
        "lost": (1, 0),
    }


def test_who_walks_in_is_nobody_of_the_platforms(tmp_path):
    walked = {"channel": Channel.WALK_IN}
    base = [order(0, 1, **walked), order(1, 1), order(2, 1, **walked), order(3, 1, **walked)]
    other = [order(0, 1), order(1, 1, **walked), order(2, 1, **walked)]
    found = split_of(tmp_path, base, other)
    assert groups(found.platform) == {"channel": (1, 1)}
    assert groups(found.everywhere) == {"channel": (2, 2), "anyway": (1, 1), "lost": (1, 0)}


def test_a_row_of_the_table_is_a_day(tmp_path):
    found = split_of(tmp_path, [order(0, 1)], [order(0, 1), order(0, 2, wanted_min=9999.0)])
    told = {row.group: row for row in rows(found) if row.of == "platform"}
    assert (told["only"].base, told["only"].other, told["only"].difference) == (0, 0.5, 0.5)
    assert (told["together"].base, told["together"].other) == (0.5, 1)
    assert told["together"].low is None  # of one replication


def test_zones_count_orders_where_they_are_made(tmp_path):
    base, other = [order(0, 1, zone=0)], [order(0, 5, zone=1, wanted_min=NOON + 60)]
    found = split_of(tmp_path, base, other)
    assert [groups(split) for split in found.by_zone] == [{"time": (1, 0)}, {"time": (0, 1)}]


def test_segments_are_those_of_who_orders_and_strangers_are_of_none(tmp_path):
    base, other = [order(2, 1, segment=1)], [order(0, 1), order(-1, 4)]
    found = split_of(tmp_path, base, other)
    assert groups(found.by_segment["student"]) == {"only": (0, 1)}
    assert groups(found.by_segment["office"]) == {"lost": (1, 0)}
    assert groups(found.platform) == {"only": (0, 2), "lost": (1, 0)}


def test_coupons_split_the_orders_of_the_arm_by_the_one_used(tmp_path):
    base = [order(0, 1), order(1, 1), order(2, 1)]
    other = [order(0, 1, coupon=0), order(1, 1), order(0, 5, coupon=0, wanted_min=9999.0)]
    with_coupon, without = split_of(
        tmp_path, base, other, PLAIN, scenario({"days": 2}, COUPON)
    ).by_coupon
    assert groups(with_coupon) == {"only": (0, 1), "anyway": (1, 1)}
    assert groups(without) == {"anyway": (1, 1), "lost": (1, 0)}


def test_without_coupons_in_the_arm_nothing_is_split_by_them(tmp_path):
    assert split_of(tmp_path, [order(0, 1)], [order(0, 1)]).by_coupon == ()


# What makes a shipped scenario small; of those on record, people and stores are as many as there.
HAMLET = {
    "days": 1,
    "warmup_days": 0,
    "consumers.count": 100,
    "stores.count": 4,
    "couriers.count": 4,
    "city.width_m": 1500,
    "city.height_m": 1500,
    "city.zone_m": 300,  # as many zones as there are, for those that are named
}
OF_RECORD = {"days": 1, "couriers.count": 8}
FAST = ("free-delivery", "lunch-coupon", "no-pickup")


@cache
def lived():
    """The baseline's hamlet, once."""
    return _run(load_arm("baseline", overriding(HAMLET)))


def _run(arm):
    return run(arm.scenario, 0, arm.recording)


@pytest.mark.parametrize(
    "name",
    [
        name if name in FAST else pytest.param(name, marks=pytest.mark.slow)
        for name in SHIPPED
        if name != "baseline"
    ],
)
def test_the_groups_add_up_to_the_difference_in_orders_of_a_shipped_scenario(name, tmp_path):
    """In every part of the market, and to the very orders that the KPIs count."""
    of_record = load_arm(name).recording is not None
    arms = [
        load_arm(name if of_record else "baseline", overriding(OF_RECORD if of_record else HAMLET)),
        load_arm(name, overriding({"days": 1} if of_record else HAMLET)),
    ]
    folders, made = [tmp_path / "base", tmp_path / "other"], []
    for arm, folder in zip(arms, folders, strict=True):
        folder.mkdir()
        made.append(lived() if arm.label == "baseline" else _run(arm))
        write_tables(folder, made[-1])
    found = incrementality(*(arm.scenario for arm in arms), {0: (folders[0], folders[1])})

    n_orders = [len(platform_orders(result)) for result in made]
    assert n_orders == [found.platform.base.sum(), found.platform.other.sum()]
    everything = [found.everywhere.base.sum(), found.everywhere.other.sum()]
    assert everything == [len(result.orders) for result in made]
    for of in ("segment", "zone", "coupon"):
        splits = [split for kind, _, split in parts_of(found) if kind == of]
        if splits and not any((result.orders["consumer"] < 0).any() for result in made):
            together = np.sum([split.difference for split in splits], axis=0)
            assert together.tolist() == found.platform.difference.tolist(), of
