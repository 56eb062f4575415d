"""Rules of the state, by hand: what breaks each, what is counted, and who pays for it."""

import numpy as np
import pytest

from sim.agents.courier import COURIER, Doing
from sim.ledger import Account, Kind
from sim.mechanisms import regulation
from sim.mechanisms.regulation import found, hours
from sim.mechanisms.regulation.columns import (
    COUNT,
    COUNTS,
    LIMIT,
    N_RULES,
    NAME,
    PEOPLE,
    PERSON,
    Rule,
    record,
    rows,
)
from sim.order import ORDER, Channel
from sim.processes import start
from sim.settings.regulation import Regulation
from sim.simulation import alive, result_of, run
from tests.cities import ALIKE, ASLEEP, CALM, SMALL, scenario
from tests.reproducible.digest import digests
from tests.sim.mechanisms.alike import differing
from tests.sim.worlds import Town, postings
from tests.uncompiled import assert_tests_pass_uncompiled

HALF_OFF = {"use": "percent", "percent": 50, "cap_cents": 1000}


class Ruled(Town):
    """A town of two consumers and a courier, under rules; a campaign is valid for both."""

    def __init__(self, policies=None, holders=(True, True), **rules):
        super().__init__(
            {"policies": {"coupons": [HALF_OFF]}},
            {"policies": policies or {}, "mechanisms": {NAME: {"enabled": True} | rules}},
            homes=((0, 0), (100, 0)),
            couriers=((0, 0),),
        )
        self.world.campaigns["basket_share"] = 0.5
        self.world.consumers["coupons"] = [int(holds) for holds in holders]
        self.world.orders[:1] = ORDER.empty(1)

    @property
    def broken(self):
        """The rules broken so far, each as often as it was."""
        n = self.world.own[0][COUNTS]["n"].reshape(-1, N_RULES).sum(axis=0)
        return [Rule(rule) for rule in np.repeat(np.arange(N_RULES), n)]

    def place(self, **columns):
        order = self.world.orders[0]
        usual = {"coupon": -1, "placed_min": 600.0, "promised_min": 640.0, "distance_m": 2000.0}
        for name, value in (usual | columns).items():
            order[name] = value
        self.call(found.placed, 0, 600.0)

    def pay(self, earned_cents, busy_min, guaranteed_cents=0, day=0):
        courier = self.world.couriers[0]
        courier.shift_earned_cents, courier.busy_min = earned_cents, busy_min
        self.world.state["day"] = day
        assert self.call(found.guarantee_cents, guaranteed_cents, 0) == guaranteed_cents


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("commission_cents", "channel", "placed_min", "breaks"),
    [
        (601, Channel.DELIVERY, 0.0, True),
        (600, Channel.DELIVERY, 0.0, False),
        (601, Channel.PICKUP, 0.0, True),
        (601, Channel.WALK_IN, 0.0, False),  # the platform has no part in it
        (601, Channel.DELIVERY, -1.0, False),  # of the warm-up
    ],
)
def test_a_commission_may_be_as_high_as_the_cap(commission_cents, channel, placed_min, breaks):
    town = Ruled(commission_cap=0.15, commission_fine_cents=70)
    town.end_one(
        100.0, basket_cents=4000, commission_cents=commission_cents, channel=channel,
        placed_min=placed_min, promised_min=100.0,
    )  # fmt: skip
    assert town.broken == [Rule.COMMISSION] * breaks
    page = postings(town.world.book[0])
    assert page.get(("fine", "platform"), 0) == -70 * breaks
    assert page.get(("fine", "state"), 0) == 70 * breaks


@pytest.mark.uncompiled
def test_half_a_cent_of_rounding_breaks_no_cap():
    town = Ruled(commission_cap=0.15)
    town.end_one(100.0, basket_cents=4007, commission_cents=601)  # 601.05
    assert town.broken == []


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("promise_min", "channel", "breaks"),
    [
        (25.0, Channel.DELIVERY, False),  # 15 and 5 for each of 2 km
        (24.9, Channel.DELIVERY, True),
        (1.0, Channel.PICKUP, False),
    ],
)
def test_no_delivery_is_promised_sooner_than_its_way_allows(promise_min, channel, breaks):
    town = Ruled(promise_floor_min=15, promise_floor_per_km_min=5)
    town.place(promised_min=600.0 + promise_min, channel=channel)
    assert town.broken == [Rule.PROMISE] * breaks


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("order", "policies", "channels", "breaks"),
    [
        ({"channel": Channel.PICKUP}, {"pickup_discount_cents": 1}, 3, True),
        ({"channel": Channel.DELIVERY}, {"pickup_discount_cents": 1}, 3, False),
        ({"channel": Channel.PICKUP}, {}, 3, False),
        ({"channel": Channel.DELIVERY, "coupon": 0}, {}, 3, False),
        ({"channel": Channel.DELIVERY, "coupon": 0}, {}, 1, True),
        ({"channel": Channel.DELIVERY, "coupon": 0}, {"pickup": False}, 1, False),
    ],
)
def test_food_costs_the_same_brought_or_fetched(order, policies, channels, breaks):
    town = Ruled(policies, same_in_channels=True)
    town.world.campaigns["channels"] = channels
    town.place(**order)
    assert town.broken == [Rule.CHANNELS] * breaks


@pytest.mark.uncompiled
def test_a_coupon_on_the_fee_leaves_food_as_dear():
    town = Ruled(same_in_channels=True)
    town.world.campaigns["channels"], town.world.campaigns["basket_share"] = 1, 0.0
    town.world.campaigns["fee_share"] = 1.0
    town.place(channel=Channel.DELIVERY, coupon=0)
    assert town.broken == []


@pytest.mark.uncompiled
@pytest.mark.parametrize("holders", [(True, True), (True, False)])
def test_a_coupon_is_for_all_or_it_is_a_price_by_person(holders):
    town = Ruled(holders=holders, same_for_all=True)
    town.place(coupon=0)
    assert town.broken == [Rule.PEOPLE] * (not all(holders))
    town.world.consumers["coupons"] = 1  # it is looked once a day who has it
    town.place(coupon=0)
    assert len(town.broken) == 2 * (not all(holders))
    town.world.state["day"] = 1
    town.place(coupon=0)
    assert len(town.broken) == 2 * (not all(holders))


@pytest.mark.uncompiled
def test_a_shift_is_paid_at_least_what_its_work_is_worth():
    """¥24 an hour: 30 minutes with an order in hand are worth 1200."""
    town = Ruled(pay_per_hour_cents=2400)
    town.pay(1199, busy_min=30.0)
    assert town.broken == [Rule.PAY]
    town.pay(400, busy_min=40.0)  # ten minutes more
    assert town.broken == [Rule.PAY]
    town.pay(399, busy_min=50.0)
    assert town.broken == [Rule.PAY] * 2
    town.pay(0, busy_min=80.0, guaranteed_cents=1200)
    town.pay(0, busy_min=80.0)  # no work, no pay
    assert town.broken == [Rule.PAY] * 2


@pytest.mark.uncompiled
def test_shifts_of_the_warm_up_count_not():
    """Minutes with work are counted anew from minute 0 on."""
    town = Ruled(pay_per_hour_cents=2400)
    town.pay(0, busy_min=500.0, day=-1)
    town.pay(400, busy_min=10.0)
    assert town.broken == []


def limits(**columns):
    rows = LIMIT.empty(1)
    for name, value in columns.items():
        rows[name] = value
    return rows


def looked(people, now, rule, **columns):
    couriers = COURIER.empty(1)
    for name, value in columns.items():
        couriers[name] = value
    return hours.passed(people, couriers, rule, now)


def test_a_stretch_lasts_until_a_rest():
    """Ten minutes at most; a rest of ten. Looks are five minutes apart."""
    people = PERSON.empty(1)
    rule = limits(stretch_min=10.0, day_min=np.inf, rest_min=10.0)
    seen = []
    for nth, doing in enumerate("RRRIRIIRRR", start=1):
        doing = Doing.RIDING if doing == "R" else Doing.IDLE
        passed = looked(people, 5.0 * nth, rule, doing=doing, since_min=0.0)
        seen.append((float(people["stretch_min"][0]), passed))
    minutes, passed = zip(*seen, strict=True)
    assert minutes == (5, 10, 15, 20, 25, 30, 0, 5, 10, 15)
    assert passed == tuple((n, 0) for n in (0, 0, 1, 0, 0, 0, 0, 0, 0, 1))


def test_a_day_on_duty_is_passed_once_whatever_rests_there_are():
    """Ten minutes at most."""
    people = PERSON.empty(1)
    rule = limits(stretch_min=np.inf, day_min=10.0, rest_min=5.0)
    doing = Doing.RIDING, Doing.IDLE, Doing.RIDING, Doing.RIDING
    seen = [
        looked(people, 5.0 * nth, rule, doing=each, since_min=0.0)
        for nth, each in enumerate(doing, start=1)
    ]
    assert seen == [(0, 0), (0, 0), (0, 1), (0, 0)]


def test_who_has_just_come_has_not_been_on_duty_for_the_whole_while():
    people = PERSON.empty(1)
    rule = limits(stretch_min=np.inf, day_min=np.inf, rest_min=20.0)
    looked(people, 605.0, rule, doing=Doing.WAITING, since_min=602.0)
    looked(people, 610.0, rule, doing=Doing.OFF, since_min=602.0)
    assert people["today_min"].tolist() == [3.0]


class Clockwork:
    """A market that stands still: its clock is set by hand."""

    def __init__(self, **rules):
        self.scenario = scenario({"days": 2, "mechanisms": {NAME: {"enabled": True} | rules}})
        town = Ruled(**rules)
        self.world, self.start_min, self.n_days = town.world, 0.0, 2
        self.now_min, self.process = 0.0, hours.process(self)

    def look(self, at_min):
        self.now_min = at_min
        self.process.act(0)


@pytest.mark.uncompiled
def test_a_day_ends_at_midnight_which_is_its_own():
    market = Clockwork(day_hours=0.1, day_fine_cents=9)
    market.world.couriers["doing"] = Doing.RIDING
    market.world.couriers["since_min"] = 1430.0
    market.look(1435.0)
    market.look(1440.0)
    counts = market.world.own[0][COUNTS]["n"]
    assert counts[Rule.DAY] == 1
    assert postings(market.world.book[0]) == {("fine", "platform"): -9, ("fine", "state"): 9}
    assert market.world.own[0][PEOPLE]["today_min"].any() == 0


@pytest.mark.uncompiled
def test_it_is_looked_until_the_last_midnight_if_there_is_a_rule():
    market = Clockwork(stretch_hours=4)
    nth = 2 * 1440 // hours.EVERY_MIN - 1
    assert [market.process.moment(n) for n in (0, nth, nth + 1)] == [5.0, 2880.0, np.inf]
    assert Clockwork(commission_cap=0.1).process is None


def test_what_is_found_after_the_last_midnight_is_of_the_last_day():
    fines, counts = regulation.columns._fines(Regulation()), COUNT.empty(2 * N_RULES)
    book = np.zeros((4, len(Kind), len(Account)), np.int64)
    for day in (-1, 0, 2):
        record(fines, counts, book, day, 0, Rule.PAY)
    assert counts["n"][[Rule.PAY, N_RULES + Rule.PAY]].tolist() == [1, 1]


def test_there_is_room_for_all_of_a_crowd():
    crowd = {"enabled": True, "share": 0.5, "pool_factor": 3}
    city = scenario({"couriers": {"count": 10}, "mechanisms": {"crowd": crowd}})
    assert len(rows(city)[PEOPLE]) == 5 + 15


def test_a_rule_that_is_not_there_has_no_figure():
    rules = {"commission_cap": 0.15, "commission_fine_cents": 50}
    city = scenario({"days": 2, "mechanisms": {NAME: {"enabled": True} | rules}})
    tables = rows(city)
    tables[COUNTS]["n"][[Rule.COMMISSION, N_RULES + Rule.COMMISSION]] = 3, 2
    result = type("Result", (), {"own": {NAME: tables}, "days": 2})
    figures = regulation.kpis(result)
    assert figures.pop("commission_violations_per_day") == 2.5
    assert figures.pop("fines_cents_per_day") == 125
    assert set(figures.values()) == {None}


ALL = {
    "enabled": True,
    "commission_cap": 0.05,
    "stretch_hours": 1,
    "rest_min": 200,
    "day_hours": 3,
    "day_fine_cents": 5,
    "pay_per_hour_cents": 4000,
    "same_in_channels": True,
    "same_for_all": True,
    "promise_floor_min": 50,
}
HAMLET = (
    *(SMALL, CALM, ALIKE, ASLEEP),
    {"consumers": {"count": 60}, "stores": {"count": 3}, "couriers": {"count": 2}},
)


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_counting_changes_nothing_and_fines_nothing_but_money():
    plain = run(scenario(*HAMLET), 0)
    counted = run(scenario(*HAMLET, {"mechanisms": {NAME: ALL}}), 0)
    assert differing(plain, counted) == ["book"]
    n_days = counted.own[NAME][COUNTS]["n"][Rule.DAY]
    assert counted.book[:, Kind.FINE, Account.STATE].sum() == 5 * n_days > 0
    counted.book[:, Kind.FINE] = 0
    assert (counted.book == plain.book).all()


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_counts_go_on_after_a_warm_up_and_a_stop():
    city = scenario(*HAMLET, {"warmup_days": 1, "mechanisms": {NAME: ALL}})
    whole, stopped = alive(city), alive(city)
    whole.live()
    stopped.clock.run(until=780.0)
    again = start(type(stopped).restore(stopped.snapshot()))
    again.live()
    assert digests(result_of(again)) == digests(result_of(whole))
    counts = whole.world.own[0][COUNTS]["n"]
    assert counts[[Rule.COMMISSION, Rule.STRETCH, Rule.DAY, Rule.PAY, Rule.PROMISE]].all()


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
