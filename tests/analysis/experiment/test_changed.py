"""Who changed, by hand: six needs of three consumers under two scenarios."""

import pytest

from analysis.experiment.changed import ChangedOrders, changed
from analysis.results.tables import write_tables
from sim.order import Channel
from tests.analysis.handmade import SEGMENTS, orders, run_of


def order(consumer, need, store=0, channel=Channel.DELIVERY):
    segment = 0 if consumer < 2 else 1
    return {
        "consumer": consumer,
        "need": need,
        "store": store,
        "channel": channel,
        "segment": segment,
    }


BASE = [order(0, 1), order(0, 2), order(1, 1), order(2, 1), order(2, 2)]
OTHER = [
    order(0, 1),  # the same
    order(0, 2, store=1),
    # consumer 1 no longer orders
    order(2, 1, store=1, channel=Channel.PICKUP),
    order(2, 2),
    order(2, 7),  # and once more
]


@pytest.fixture
def folders(tmp_path):
    for name, placed in (("base", BASE), ("other", OTHER)):
        (tmp_path / name).mkdir()
        write_tables(tmp_path / name, run_of(orders(*placed)))
    return tmp_path / "base", tmp_path / "other"


def test_every_need_has_one_fate(folders):
    found = changed([folders], SEGMENTS)
    assert found.orders == ChangedOrders(
        only_base=1, only_other=1, same=2, other_store=1, other_channel=1
    )


def test_fates_are_told_by_segment(folders):
    found = changed([folders], (*SEGMENTS, "senior"))
    assert list(found.by_segment) == ["student", "office", "senior"]
    assert found.by_segment["student"] == ChangedOrders(only_base=1, same=1, other_store=1)
    assert found.by_segment["office"] == ChangedOrders(only_other=1, same=1, other_channel=1)
    assert found.by_segment["senior"] == ChangedOrders()


def test_consumers_count_once_however_many_needs_changed(folders):
    found = changed([folders], SEGMENTS)
    assert (found.consumers, found.consumers_changed) == (3, 3)


def test_replications_add_up(folders):
    found = changed([folders, folders], SEGMENTS)
    assert (found.orders.same, found.consumers) == (4, 6)


def test_nobody_changes_between_equal_runs(folders):
    found = changed([(folders[0], folders[0])], SEGMENTS)
    assert found.orders == ChangedOrders(same=5)
    assert (found.consumers, found.consumers_changed) == (3, 0)
