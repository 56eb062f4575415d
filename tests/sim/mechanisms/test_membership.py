"""Membership, by hand: what it saves, who joins, what it makes of members, and who stays.

A delivery costs ¥5, a month ¥15; a cent is worth 0.0006 utils.
"""

import math

import numpy as np
import pytest

from sim.flow.channels import delivery
from sim.ledger import Account, Kind
from sim.market import Market
from sim.mechanisms import membership
from sim.mechanisms.membership import months, moves
from sim.mechanisms.membership.columns import PEOPLE, RULES
from sim.order import ORDER, Channel, State
from sim.processes import start
from sim.settings.membership import Membership
from sim.simulation import alive, result_of, run
from tests.cities import ALIKE, CALM, SMALL, scenario
from tests.sim.mechanisms.alike import differing
from tests.sim.worlds import Town, postings, row_of
from tests.uncompiled import assert_tests_pass_uncompiled

DAY = 1440.0
MONTH = 30 * DAY
CERTAIN, NEVER = 1000, -1000


class Club(Town):
    """A town of two consumers, the first of whom is a member."""

    def __init__(self, **rules):
        changes = {
            "consumers": {"count": 2},
            "mechanisms": {"membership": {"enabled": True} | rules},
            "policies": {"service_fee_cents": 100},
        }
        super().__init__(changes, homes=[(0, 0)] * 2)
        self.world.tariff["base_cents"] = 500
        self.people, self.counts, _ = self.world.own[0]
        self.people["member"] = [True, False]

    def buys(self, *, consumer=0, basket_cents=4000, channel=Channel.DELIVERY, now=600.0, nth=0):
        """A delivery is paid, or a pickup without its fee; its row."""
        self.world.orders[:1] = ORDER.empty(1)
        order = self.world.orders[0]
        for name, value in {
            "consumer": consumer,
            "need": nth,
            "channel": channel,
            "coupon": -1,
            "placed_min": now,
            "basket_cents": basket_cents,
        }.items():
            order[name] = value
        if channel == Channel.DELIVERY:
            self.call(delivery.buy, 0, float(basket_cents), -1)
        self.call(moves.placed, 0, now)
        return order


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("consumer", "basket", "off", "asked"),
    [(0, 3000.0, 1, 0), (0, 2999.0, 1, 500), (0, 3000.0, 0.6, 200), (1, 9000.0, 1, 500)],
)
def test_a_member_is_asked_for_less_from_a_basket_on(consumer, basket, off, asked):
    town = Club(fee_off_share=off, over_cents=3000)
    assert town.call(moves.delivery_fee, 500.0, consumer, basket) == pytest.approx(asked)


@pytest.mark.uncompiled
def test_what_a_member_is_spared_is_booked_beside_the_full_fee():
    """The service fee is paid by all; the consumer pays it and the food."""
    town = Club(fee_off_share=0.8)
    order = town.buys()
    assert order.fee_cents == 100 + 100
    booked = postings(town.world.book[0])
    assert booked["fee", "platform"] == 600
    assert booked["member_benefit", "platform"] == -400
    paid = (
        booked["food", "consumer"]
        + booked["fee", "consumer"]
        + booked["member_benefit", "consumer"]
    )
    assert paid == -4200
    assert town.counts["benefit_cents"][0] == 400


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    "order", [{"consumer": 1}, {"channel": Channel.PICKUP}, {"basket_cents": 2000}]
)
def test_nobody_else_and_nothing_else_is_spared(order):
    town = Club(join_constant=NEVER)
    town.buys(**order)
    assert not town.world.book[:, Kind.MEMBER_BENEFIT].any()


@pytest.mark.uncompiled
def test_orders_of_members_and_of_others_are_counted_but_not_those_of_the_warm_up():
    town = Club(join_constant=NEVER)
    town.buys()
    town.buys(channel=Channel.PICKUP)
    town.buys(consumer=1)
    town.buys(channel=Channel.WALK_IN)
    town.buys(now=-5.0)
    counts = town.counts[0]
    assert (counts["member_orders"], counts["other_orders"]) == (2, 1)
    assert counts["benefit_cents"] == 500


@pytest.mark.uncompiled
def test_what_membership_saves_in_a_day_is_the_rate_of_deliveries_times_their_saving():
    """Of a thirtieth each, after thirty days a third is left."""
    rules, mine = row_of(RULES, saving_per_min=1 / MONTH), row_of(PEOPLE, saving=90.0)
    moves.remember_saving(mine, 600.0, rules, MONTH)
    assert mine.saving == pytest.approx(90 / math.e + 20)
    for day in range(31, 400):
        moves.remember_saving(mine, 600.0, rules, day * DAY)
    assert mine.saving == pytest.approx(20 / -math.expm1(-1 / 30), rel=1e-3)  # one a day: 600


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("saving", "fee", "log_odds"),
    [(50, 1500, -2), (100, 1500, -2 + 2 * 0.9), (0, 1500, -2 - 2 * 0.9), (100, 0, -2 + 2 * 1.8)],
)
def test_who_would_save_more_than_the_fee_is_likelier_to_join(saving, fee, log_odds):
    rules = row_of(RULES, fee_month_cents=fee, join_constant=-2, join_weight=2)
    share = moves.joining_share(float(saving), 0.0006, rules)
    assert share == pytest.approx(1 / (1 + math.exp(-log_odds)))


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("constant", "order", "joins"),
    [
        (CERTAIN, {}, True),
        (NEVER, {}, False),
        (CERTAIN, {"channel": Channel.PICKUP}, False),
        (CERTAIN, {"now": -5.0}, False),  # in the warm-up nothing is offered
    ],
)
def test_who_has_paid_for_a_delivery_may_join_and_saves_from_the_next_on(constant, order, joins):
    town = Club(join_constant=constant, join_weight=0)
    town.buys(consumer=1, **order)
    assert town.people["member"][1] == joins
    assert town.counts["n_joined"][0] == joins
    assert not town.world.book[:, Kind.MEMBER_BENEFIT].any()
    if joins:
        assert town.people["since_min"][1] == 600
        assert town.buys(consumer=1, nth=1).fee_cents == 100


@pytest.mark.uncompiled
@pytest.mark.parametrize(("fee", "counts"), [(1500, 1), (3000, 1), (750, 0.5), (0, 0)])
def test_who_has_paid_opens_the_app_more_and_less_the_longer_ago_it_is(fee, counts):
    town = Club(fee_month_cents=fee, sunk_utils=0.3, sunk_cents=1500, sunk_days=60)
    town.people["since_min"] = 0
    now = town.call(moves.opening_utils, 1.0, 0, 0.0)
    assert now == pytest.approx(1 + 0.3 * counts)
    later = town.call(moves.opening_utils, 1.0, 0, 60 * DAY)
    assert later == pytest.approx(1 + 0.3 * counts / math.e)
    assert town.call(moves.opening_utils, 1.0, 1, 0.0) == 1


@pytest.mark.uncompiled
def test_habit_grows_with_a_members_orders_and_outlasts_the_membership():
    town = Club(habit_gain=0.2, habit_days=10, habit_utils=0.5, sunk_utils=0)
    town.buys()
    town.buys(now=600 + 10 * DAY)
    kept = 0.2 / math.e
    assert town.people["habit"][0] == pytest.approx(kept + 0.2 * (1 - kept))
    town.people["member"] = False
    utils = town.call(moves.opening_utils, 0.0, 0, 600 + 20 * DAY)
    assert utils == pytest.approx(0.5 * (kept + 0.2 * (1 - kept)) / math.e)


def test_as_many_stay_as_was_published():
    """34 % after six months, 25 % after twelve, within half a point; the closed form."""
    found = [months.retained(Membership(), after) for after in (0, 1, 6, 12)]
    print(f"retained after 6 and 12 months: {found[2]:.3f}, {found[3]:.3f}; 0.34, 0.25 +- 0.005")
    assert found[0] == 1
    assert found[1] == pytest.approx(0.92 / (0.92 + 0.48))
    assert found[2] == pytest.approx(0.34, abs=0.005)
    assert found[3] == pytest.approx(0.25, abs=0.005)


@pytest.mark.parametrize(
    ("renewals", "gain", "log_odds"),
    [
        (1, 1.5, math.log(0.48 / 0.92)),
        (3, 1.5, math.log(0.48 / 2.92)),
        (1, 0.5, math.log(0.48 / 0.92) + 0.5),
    ],
)
def test_who_saves_less_than_usual_leaves_sooner_and_inertia_grows(renewals, gain, log_odds):
    settings = Membership(gain_weight=0.5, usual_gain_utils=1.5)
    share = months.leaving_share(settings, np.array([float(renewals)]), np.array([gain]))
    assert share[0] == pytest.approx(1 / (1 + math.exp(-log_odds)))


def members_of(n, n_days, fee=1500):
    """A town without orders where all have joined at its beginning, and gains do not count."""
    rules = {"enabled": True, "gain_weight": 0, "fee_month_cents": fee, "member_share": 1}
    idle = {"name": "idle", "share": 1, "needs_per_day": 0.001, "basket_mean_cents": 4000}
    few = {"days": n_days, "consumers": {"count": n, "segments": [idle]}, "stores": {"count": 2}}
    market = Market(scenario(ALIKE, CALM, SMALL, few, {"mechanisms": {"membership": rules}}), 0)
    people, counts, _ = market.world.own[0]
    people["since_min"] = 0.0
    return market, people, counts[0]


class Midnights:
    """A market at any midnight."""

    def __init__(self, market):
        self.scenario, self.world, self.now_min = market.scenario, market.world, 0.0

    def live(self, day):
        self.now_min = day * DAY
        self.world.state["day"] = self.world.state["page"] = day
        months.renew(self)
        months.charge(self)


@pytest.mark.uncompiled
def test_members_stay_as_the_closed_form_says():
    """Within 4 standard errors after one, six and twelve months of midnights."""
    n = 1000
    market, people, counts = members_of(n, 366)
    at = Midnights(market)
    for day in range(361):
        at.live(day)
        if day in (29, 30, 180, 360):
            expected = months.retained(market.scenario.mechanisms.membership, day // 30)
            error = math.sqrt(expected * (1 - expected) / n)
            assert people["member"].mean() == pytest.approx(expected, abs=4 * error + 1e-12)
    assert counts["n_left"] == n - people["member"].sum()


@pytest.mark.uncompiled
def test_a_month_costs_its_fee_whatever_the_day_it_began():
    market, _, counts = members_of(7, 60, fee=1000)
    at = Midnights(market)
    for day in range(30):
        at.live(day)
    assert counts["fee_cents"] == pytest.approx(7 * 1000, abs=15)
    gained = market.world.book[:, Kind.MEMBER_FEE]
    assert gained[:30, Account.PLATFORM].tolist() == [round(7 * 1000 / 30)] * 30
    assert (gained.sum(axis=1) == 0).all()
    assert counts["member_days"] == 7 * 30


@pytest.mark.uncompiled
def test_what_costs_nothing_is_not_cancelled():
    market, people, counts = members_of(50, 62, fee=0)
    at = Midnights(market)
    for day in range(61):
        at.live(day)
    assert people["member"].all()
    assert (counts["fee_cents"], counts["n_left"]) == (0, 0)


def town(**rules):
    few = {"days": 2, "consumers": {"count": 20}, "couriers": {"count": 4}, "sample_min": 1440}
    settings = {"mechanisms": {"membership": {"enabled": True, **rules}}}
    return scenario(ALIKE, CALM, SMALL, few, settings)


@pytest.mark.uncompiled
def test_members_of_the_beginning_are_a_share_who_joined_in_the_year_before():
    """Those who order more are likelier to be among them, and have a habit."""
    twice = [
        {"name": name, "share": 0.5, "needs_per_day": needs, "basket_mean_cents": 4000}
        for name, needs in (("rare", 0.5), ("often", 2.0))
    ]
    changes = {"consumers": {"count": 1000, "segments": twice}, "past": {"days": 1}}
    market = Market(
        scenario(SMALL, changes, town(member_share=0.3).model_dump(include={"mechanisms"})), 0
    )
    people, _, _ = market.world.own[0]
    members = people["member"]
    assert members.sum() == 300
    often = market.world.consumers["segment"] == 1
    assert members[often].mean() > 2 * members[~often].mean()
    days_ago = -people["since_min"][members] / DAY
    assert 0 < days_ago.min() < days_ago.max() < 360
    assert np.median(days_ago) < 180  # most of those who join do not stay for half a year
    assert (people["habit"] > 0).tolist() == members.tolist()


@pytest.mark.uncompiled
def test_what_is_saved_at_first_is_by_orders_of_the_past_and_baskets_that_count():
    kind = {
        "name": "a",
        "share": 1,
        "needs_per_day": 2,
        "basket_mean_cents": 3000,
        "basket_sigma": 0,
    }
    changes = {
        "consumers": {"count": 3, "segments": [kind | {"orders_per_need": 0.25}]},
        "demand": {"weekend_factor": 1},
    }
    for over_cents, days in ((3000, 0.5), (3001, 0)):
        rules = {"over_cents": over_cents, "usual_delivery_share": 0.8, "fee_off_share": 0.5}
        market = Market(
            scenario(town(**rules).model_dump(include={"mechanisms"}), SMALL, changes), 0
        )
        assert market.world.own[0][0]["saving"] == pytest.approx(days * 0.8 * 0.5 * 350)


@pytest.mark.uncompiled
def test_where_orders_are_recorded_nobody_is_a_member_of_anything():
    assert months.process(type("Replay", (), {"recording": object()})) is None


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_a_run_has_members_who_pay_save_and_order():
    result = run(town(join_constant=CERTAIN).model_copy(update={"days": 6}), 1)
    kpis = membership.kpis(result)
    delivered = result.orders["channel"] == Channel.DELIVERY
    everyone = np.unique(result.orders["consumer"][delivered])
    assert kpis["members"] == kpis["members_joined"] == len(everyone)
    assert 0 < kpis["member_order_share"] < 1
    spared = result.book[:, Kind.MEMBER_BENEFIT, Account.CONSUMER].sum()
    assert kpis["member_benefit_cents_per_day"] == spared / 6 > 0
    fees = result.book[:, Kind.MEMBER_FEE, Account.PLATFORM].sum()
    assert kpis["member_fee_cents_per_day"] == fees / 6 > 0


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_whom_it_brings_nothing_it_leaves_as_they_are():
    """A membership that nobody joins is none, to the bit."""
    nobody = run(town(join_constant=NEVER), 1)
    off = run(town(enabled=False), 1)
    assert differing(nobody, off, but=("stores",)) == []
    assert membership.kpis(nobody)["member_order_ratio"] is None


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_a_run_that_was_stopped_goes_on_with_its_members():
    market = alive(town(member_share=0.5, join_constant=0), 2)
    for _ in range(3):
        market.step()
    resumed = start(Market.restore(market.snapshot()))
    market.live()
    resumed.live()
    for mine, other in zip(market.world.own[0], resumed.world.own[0], strict=True):
        assert mine.tolist() == other.tolist()
    assert result_of(market).book.tobytes() == result_of(resumed).book.tobytes()
    assert (result_of(market).orders["state"] == State.FULFILLED).any()


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
