"""Points, by hand: where they hold, what they are worth, how they are earned, used and lost."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from sim.ledger import Account, Kind
from sim.market import Market
from sim.mechanisms import points
from sim.order import ORDER, Cause, Channel, State
from sim.processes import start
from sim.simulation import alive, result_of, run
from tests.cities import ALIKE, CALM, SMALL, scenario
from tests.sim.mechanisms.alike import differing
from tests.sim.worlds import Town, only
from tests.uncompiled import assert_tests_pass_uncompiled

DAY = 1440.0
RULES = {
    "enabled": True,
    "earn_share": 0.05,
    "use_from_cents": 100,
    "use_share": 1,
    "felt_share": 0.5,
    "near_utils": 0.2,
}


class Fair(Town):
    """A town of one consumer, whose points a test writes; a cent is worth 0.0006 utils."""

    def __init__(self, at_hand=0, *, in_store=False, **rules):
        changes = {
            "mechanisms": {"points": RULES | rules},
            "policies": {"crm_integrated": in_store},
            "consumers": {"count": 1},
        }
        super().__init__(changes)
        self.people, self.counts, _ = self.world.own[0]
        self.people["points"] = at_hand

    def worth(self, channel):
        who = only(consumer_id=0, consumer=self.world.consumers[0], nth=0, basket_cents=4000.0)
        return self.call(points.channel_utils, 1.0, who, int(channel))

    def hands_over(self, *, channel=Channel.DELIVERY, placed_min=5.0, **columns):
        """An order that costs 4000, but for what is said, is placed and handed over in time."""
        order = ORDER.empty(1)
        usual = {"channel": channel, "placed_min": placed_min, "basket_cents": 4000, "courier": -1}
        for name, value in (usual | {"promised_min": 60.0} | columns).items():
            order[name] = value
        self.world.orders[:1] = order
        self.call(points.placed, 0, placed_min)
        known = {name: order[name][0] for name in ORDER.dtype.names if name != "state"}
        return self.end_one(30.0, state=State.PICKED_UP, **known)


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("channel", "in_store", "holds"),
    [
        (Channel.DELIVERY, False, True),
        (Channel.PICKUP, False, True),
        (Channel.WALK_IN, False, False),
        (Channel.WALK_IN, True, True),
    ],
)
def test_a_channel_is_worth_more_where_it_is_known_who_buys(channel, in_store, holds):
    """5 % of ¥40 to be earned, and ¥3 at hand: 500 cents, half of which is felt."""
    town = Fair(300, in_store=in_store)
    assert town.worth(channel) == pytest.approx(1 + holds * 0.0006 * 0.5 * 500)


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("at_hand", "use_share", "usable"), [(99, 1, 0), (100, 1, 100), (100, 0, 0), (9000, 1, 4000)]
)
def test_all_points_that_fit_are_used_if_they_are_enough(at_hand, use_share, usable):
    town = Fair(at_hand, use_share=use_share)
    assert town.call(points.usable, 0, 0, 4000.0) == usable
    assert town.worth(Channel.DELIVERY) == pytest.approx(1 + 0.0003 * (200 + usable))


@pytest.mark.uncompiled
def test_a_share_of_orders_uses_them():
    town = Fair(100, use_share=0.3)
    used = [town.call(points.usable, 0, nth, 4000.0) > 0 for nth in range(1000)]
    assert np.mean(used) == pytest.approx(0.3, abs=4 * math.sqrt(0.21 / 1000))


@pytest.mark.uncompiled
@pytest.mark.parametrize(("at_hand", "near"), [(0, 0), (25, 0.25), (100, 1), (5000, 1)])
def test_the_nearer_a_reward_is_the_more_the_app_is_opened(at_hand, near):
    assert Fair(at_hand).call(points.opening_utils, 1.0, 0, 0.0) == pytest.approx(1 + 0.2 * near)


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("order", "earned"),
    [
        ({}, 200),
        ({"fee_cents": 500, "platform_discount_cents": 300}, 210),
        ({"channel": Channel.PICKUP}, 200),
        ({"channel": Channel.WALK_IN}, 0),
        ({"placed_min": -5.0}, 0),  # in the warm-up there are none
    ],
)
def test_points_are_earned_on_what_is_paid_and_booked_at_once(order, earned):
    town = Fair()
    town.hands_over(**order)
    assert town.people["points"][0] == town.counts["earned"][0] == earned
    booked = town.world.book[:, Kind.POINTS].sum(axis=0)
    assert (booked[Account.CONSUMER], booked[Account.PLATFORM]) == (earned, -earned)


@pytest.mark.uncompiled
@pytest.mark.parametrize("channel", [Channel.DELIVERY, Channel.WALK_IN])
def test_points_pay_and_are_not_booked_a_second_time(channel):
    """300 are used on an order that brings 200."""
    town = Fair(300, in_store=True)
    town.hands_over(channel=channel)
    assert town.people["points"][0] == 200
    assert (town.counts["used"][0], town.counts["earned"][0]) == (300, 200)
    assert town.world.book[:, Kind.POINTS, Account.PLATFORM].sum() == -200


@pytest.mark.uncompiled
def test_who_walks_in_unknown_uses_nothing():
    town = Fair(300)
    town.hands_over(channel=Channel.WALK_IN)
    assert town.people["points"][0] == 300


@pytest.mark.uncompiled
def test_an_order_that_nobody_brings_earns_nothing():
    town = Fair()
    town.end_one(30.0, Cause.NO_COURIER, channel=Channel.DELIVERY, basket_cents=4000)
    assert town.people["points"][0] == 0


def hamlet(**rules):
    few = {"days": 2, "consumers": {"count": 20}, "couriers": {"count": 4}, "sample_min": 1440}
    changes = {"mechanisms": {"points": {"enabled": True, **rules}}}
    return scenario(ALIKE, CALM, SMALL, few, changes)


@pytest.mark.uncompiled
@pytest.mark.parametrize(("idle_days", "left"), [(1.999, 300), (2, 0)])
def test_points_are_lost_at_a_midnight_after_their_days_and_given_back(idle_days, left):
    town = Fair(300, expire_days=2)
    town.people["moved_min"] = (5 - idle_days) * DAY
    points.process(
        SimpleNamespace(
            recording=None, scenario=town.scenario, world=town.world, now_min=5 * DAY, n_days=6
        )
    ).act(0)
    assert town.people["points"][0] == left
    assert town.counts["expired"][0] == 300 - left
    assert town.world.book[:, Kind.POINTS, Account.PLATFORM].sum() == 300 - left


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_a_run_books_what_is_earned_less_what_is_lost_and_owes_what_is_at_hand():
    result = run(hamlet(use_from_cents=50).model_copy(update={"days": 6}), 1)
    kpis = points.kpis(result)
    earned, used = (kpis[f"points_{what}_cents_per_day"] for what in ("earned", "used"))
    assert earned > used > 0
    assert kpis["points_owed_cents"] == round(6 * (earned - used))
    assert result.book[:, Kind.POINTS, Account.PLATFORM].sum() == -6 * earned


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_points_that_are_worth_nothing_change_nothing():
    """To the bit, but for what is booked."""
    off = run(hamlet(enabled=False), 1)
    worthless = run(hamlet(felt_share=0, near_utils=0), 1)
    assert differing(worthless, off, but=("stores", "book")) == []


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_a_run_that_was_stopped_goes_on_with_its_points():
    market = alive(hamlet(use_from_cents=50), 2)
    for _ in range(3):
        market.step()
    resumed = start(Market.restore(market.snapshot()))
    market.live()
    resumed.live()
    for mine, other in zip(market.world.own[0], resumed.world.own[0], strict=True):
        assert mine.tolist() == other.tolist()
    assert result_of(market).book.tobytes() == result_of(resumed).book.tobytes()


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
