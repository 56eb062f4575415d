"""Memory of prices, by hand: what is usual, what deviates from it, what annoys and what is judged.

Food for 4000 cents as it is usually bought; a delivery costs 400 on top, a pickup nothing. Fees go
by zone, one for all here.
"""

import math
from types import SimpleNamespace

import pytest

from sim.flow.parameters import Shown
from sim.mechanisms import price_memory
from sim.mechanisms.talk.columns import ASLEEP, OUTSIDE, USER
from sim.order import Channel
from tests.sim.worlds import Town, only
from tests.uncompiled import assert_tests_pass_uncompiled

DAY = 1440.0
RULES = {
    "enabled": True,
    "usual_delivery_cents": 400,
    "usual_pickup_cents": 0,
    "seen_memory": 0.25,
    "paid_memory": 0.5,
    "fairness": 2,
    "loss_aversion": 4,
    "score_weight": 10,
    "change_share": 0.1,
    "change_annoyance": 0.1,
    "others_annoyance": 0.8,
    "channels_annoyance": 0.4,
    "surprise_annoyance": 2,
    "half_life_days": 1,
    "most_annoyance": 0.5,
}


class Remembering(Town):
    """A town of four consumers, of whom one looks at one store, or at more."""

    def __init__(self, *changes, n_stores=1, **rules):
        changed = {"mechanisms": {"price_memory": RULES | rules}, "consumers": {"count": 4}}
        super().__init__(changed, *changes, homes=[(0, 0)] * 4, stores=[{}] * n_stores)
        self.people, self.seen, _, _ = self.world.own[0]
        self.levels(400)

    def levels(self, cents):
        """The fee in force, everywhere."""
        self.world.tariff["base_cents"] = cents

    def session(self, now=600.0):
        consumer = self.world.consumers[0]
        return only(
            consumer_id=0, consumer=consumer, now=now, minute=now % DAY, basket_cents=4000.0
        )

    def sees(self, *costs, channel=Channel.DELIVERY, now=600.0):
        """Open a session; what each of these costs adds to the worth of an alternative."""
        session = self.session(now)
        self.call(price_memory.session_opened, session)
        return [self._sees(session, channel, cost) for cost in costs]

    def _sees(self, session, channel, cost):
        store, gain = only(store_id=0), 100.0
        args = (0.0, session, store, int(channel), gain, cost + gain)
        return self.call(price_memory.price_utils, *args)

    def looks(self, *costs, now=600.0, hidden=0.0, pickups=()):
        """A whole session that ends in nothing; the annoyance that it leaves."""
        self.sees(*costs, now=now)
        for cost in pickups:
            self._sees(self.session(now), Channel.PICKUP, cost)
        self.call(price_memory.chose, self.session(now), only(channel=-1), hidden)
        return self.people["annoyance"][0]

    def pays(self, fee, discount=0, channel=Channel.DELIVERY):
        """Place order 0; its price score."""
        order = self.world.orders[0]
        order.consumer, order.channel, order.price_score = 0, channel, 0.0
        order.fee_cents, order.store_discount_cents = fee, discount
        self.call(price_memory.placed, 0, 600.0)
        return order.price_score


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("cost", "utils"),
    [(400, 0), (600, -2 * 0.05), (200, 2 * 0.05 / 4), (9000, -2), (-9000, 2 / 4)],
)
def test_what_is_dearer_than_usual_weighs_more_than_what_is_cheaper(cost, utils):
    """By its share of the food, times 2, a quarter of it where it is cheaper; at most all food."""
    assert Remembering().sees(cost) == [pytest.approx(utils)]


@pytest.mark.uncompiled
def test_pickups_are_held_against_pickups():
    town = Remembering()
    assert town.sees(0, 400, channel=Channel.PICKUP) == [0, pytest.approx(-2 * 0.1)]


@pytest.mark.uncompiled
def test_what_is_seen_becomes_usual_by_its_mean_and_what_is_paid_too():
    """400 + (500 - 400) / 4 = 425; then half of the way to 625. Pickups: a quarter of -300."""
    town = Remembering()
    town.looks(400, 600, pickups=[-300])
    assert town.people["delivery_cents"][0] == 425
    assert town.people["pickup_cents"][0] == -75
    town.pays(700, discount=75)
    assert town.people["delivery_cents"][0] == 525
    town.pays(125, channel=Channel.PICKUP)  # half of the way from -75
    assert town.people["pickup_cents"][0] == 25
    assert town.people["delivery_cents"][1] == 400


@pytest.mark.uncompiled
def test_who_gets_used_to_a_coupon_misses_it():
    town = Remembering()
    before, first = town.sees(400), town.sees(0)
    for _ in range(10):
        town.looks(0)
    assert town.sees(0) < first
    assert town.sees(400) < before


@pytest.mark.uncompiled
def test_an_order_is_judged_by_what_was_usual_and_by_what_was_hidden():
    """200 dearer than 400: 10 * 0.05; 200 cheaper a quarter of it; 100 hidden of 4000: 10 / 40."""
    town = Remembering()
    town.sees()
    assert town.pays(600) == pytest.approx(-0.5)
    town = Remembering()
    town.sees()
    assert town.pays(300, discount=100) == pytest.approx(0.125)
    town = Remembering()
    town.looks(400, hidden=100.0)
    assert town.pays(400) == pytest.approx(-0.25)
    assert town.pays(0, channel=Channel.WALK_IN) == 0
    town = Remembering()
    town.looks(400, hidden=9000.0)  # more than all food is as bad as all
    assert town.pays(400) == pytest.approx(-10)


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("level", "hours", "annoyance"),
    [(441, 24, 0.1), (359, 1, 0.1), (440, 24, 0), (360, 1, 0), (800, 24.1, 0)],
)
def test_a_fee_of_another_level_within_a_day_annoys(level, hours, annoyance):
    """By more than a tenth, up or down."""
    town = Remembering()
    assert town.looks(400) == 0
    town.levels(level)
    assert town.looks(400, now=600.0 + 60 * hours) == annoyance


@pytest.mark.uncompiled
def test_that_a_longer_way_costs_more_is_no_change():
    """Nor is a fee that is less at the door and as much more on the way, a kilometre off."""
    town = Remembering()
    town.world.tariff["per_km_cents"] = 0
    town.looks(400)
    assert town.looks(900, now=700.0) == 0
    town.levels(350)
    town.world.tariff["per_km_cents"] = 50
    assert town.looks(400, now=800.0) == 0


@pytest.mark.uncompiled
def test_annoyance_fades_has_a_most_and_keeps_the_app_closed():
    """A surprise of 100 in 4000, times 2, is half gone after a day; the most is 0.5."""
    town = Remembering()
    assert town.looks(400, hidden=100.0) == pytest.approx(0.05)
    for days in (0, 1, 2):
        now = 600.0 + days * DAY
        assert town.call(price_memory.opening_utils, 1.0, 0, now) == pytest.approx(
            1 - 0.05 / 2**days
        )
    assert town.call(price_memory.opening_utils, 1.0, 1, 600.0) == 1
    now = 600.0 + DAY
    assert town.looks(400, hidden=100.0, now=now) == pytest.approx(0.025 + 0.05)
    assert town.looks(400, hidden=4000.0, now=now) == 0.5
    town = Remembering(half_life_days=2, surprise_annoyance=0.2)
    assert town.looks(400, hidden=9000.0) == pytest.approx(0.2)  # no more than all food
    assert town.call(price_memory.opening_utils, 1.0, 0, 600.0 + 2 * DAY) == pytest.approx(0.9)


COUPON = {"use": "threshold", "off_cents": 500, "over_cents": 3000}


def with_coupon(have, **campaign):
    """A town with a coupon that so many of four have, the one who looks last of all."""
    town = Remembering({"policies": {"coupons": [COUPON | campaign]}})
    row = town.world.campaigns[0]
    row.today, row.off_cents, row.cap_cents = True, 500, math.inf
    town.world.consumers["coupons"] = [int(who >= 4 - have) for who in range(4)]
    return town


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("have", "annoyance"), [(0, 0), (1, 0.8 * 0.125 / 4), (3, 0.8 * 0.125 * 3 / 4), (4, 0)]
)
def test_a_coupon_that_others_have_annoys_by_how_many_they_are(have, annoyance):
    """500 off 4000, times 0.8 and the share of those who have it."""
    assert with_coupon(have).looks(400, pickups=[0]) == pytest.approx(annoyance)


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("status", "used", "share"),
    [
        ((USER, USER, USER), (0, 0, 0), 2 / 4),
        ((USER, USER, USER), (0, 1, 0), 1 / 4),  # used up
        ((USER, OUTSIDE, USER), (0, 0, 0), 1 / 3),
        ((USER, USER, ASLEEP), (0, 0, 0), 1 / 3),
        ((ASLEEP, USER, USER), (0, 0, 0), 2 / 3),
        ((USER, OUTSIDE, ASLEEP), (0, 0, 0), 0),
    ],
)
def test_only_users_of_the_app_who_have_a_coupon_left_have_what_others_annoys(status, used, share):
    """Of the one who looks and three others, of whom the last two got it."""
    town = Remembering(
        {"policies": {"coupons": [COUPON]}, "mechanisms": {"talk": {"enabled": True}}}
    )
    names = [part.name for part in town.world.parts.owners]
    people = town.world.own[names.index("talk")][0]
    people["status"] = (USER, *status)
    row = town.world.campaigns[0]
    row.today, row.off_cents, row.cap_cents = True, 500, math.inf
    town.world.consumers["coupons"] = [0, 0, 1, 1]
    town.world.consumers["coupons_used"] = [0, *used]
    assert town.looks(400, pickups=[0]) == pytest.approx(0.8 * 0.125 * share)


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("ours", "rivals", "annoyance"),
    [
        ([400], [400], 0),
        ([400], [600], 0),  # dearer there
        ([400], [200], 0.8 * 0.05),
        ([400, 400], [200, 600], 0),  # neither, on the whole
        ([400, 500], [200, 500], 0.8 * 0.025),
        ([400, 500], [200], 0.8 * 0.05),  # the second is not to be had there
        ([4400], [-4000], 0.8),  # more than all food is as bad as all
    ],
)
def test_what_a_rival_asks_less_for_the_same_annoys_who_sees_it(ours, rivals, annoyance):
    """200 of 4000, times 0.8, on average of the stores that both bring food from."""
    town = Remembering({"mechanisms": {"rival": {"enabled": True}}}, n_stores=2)
    session = town.session()
    town.call(price_memory.session_opened, session)
    for store_id in range(len(ours)):
        what = only(store_id=store_id, basket_cents=4000.0)
        for channel, costs in ((Channel.DELIVERY, ours), (3, rivals)):
            if store_id < len(costs):
                args = (0.0, session, what, int(channel), 0.0, float(costs[store_id]))
                utils = town.call(price_memory.price_utils, *args)
                assert channel == Channel.DELIVERY or utils == 0
    found = town.call(price_memory._at_offers, session, town.seen[0], town.world.own[0][3][0])
    assert found == pytest.approx(annoyance)


@pytest.mark.uncompiled
def test_a_coupon_that_is_not_to_be_had_now_annoys_nobody():
    assert with_coupon(3, over_cents=4001).looks(400) == 0
    assert with_coupon(3, window=("11:00", "12:00")).looks(400) == 0
    town = with_coupon(3)
    town.world.campaigns["budget_left_cents"] = 0
    assert town.looks(400) == 0


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("channels", "pickup_discount", "annoyance"),
    [
        (["delivery", "pickup"], 0, 0),
        (["delivery"], 0, 0.4 * 0.125),
        (["pickup"], 0, 0.4 * 0.125),
        (["delivery"], 500, 0),  # the same in both again
        (["delivery", "pickup"], 300, 0.4 * 0.075),
        (["pickup"], 9000, 0.4),  # more than all food is as bad as all
        (["delivery"], 9000, 0.4 * 0.875),  # and no more than all is taken off
    ],
)
def test_discounts_of_one_channel_annoy_who_can_have_both(channels, pickup_discount, annoyance):
    town = with_coupon(4, channels=channels)
    town.world.terms["pickup_discount_cents"] = pickup_discount
    assert town.looks(400) == 0
    assert town.looks(400, pickups=[0]) == pytest.approx(annoyance)


@pytest.mark.uncompiled
def test_fees_of_the_usual_level_leave_everything_as_it_is():
    """A day of orders: nothing is added to anything."""
    town = Remembering()
    town.needs(*((float(minute), minute // 50 % 4) for minute in range(50, 1050, 50)))
    town.advance(1100.0)
    assert len(town.orders) == 20
    assert not town.orders["price_score"].any()
    assert not town.people["annoyance"].any()
    assert (town.people["delivery_cents"] == 400).all()
    assert (town.people["seen_min"] > 0).all()


@pytest.mark.uncompiled
def test_who_orders_where_fees_are_seen_late_is_surprised_each_time():
    """Nothing of 400 is guessed, so that it seems cheap, is judged and annoys at each checkout."""
    town = Remembering({"choice": {"guessed_fee_share": 0}}, half_life_days=1000)
    town.world.rates["fees_shown"] = Shown.AT_CHECKOUT
    town.needs((600.0, 0))
    town.advance(700.0)
    (order,) = town.orders
    basket = order.basket_cents
    assert order.price_score == pytest.approx(-10 * 400 / basket - 10 * 100 / basket)
    assert town.people["annoyance"][0] == pytest.approx(2 * 400 / basket)


@pytest.mark.uncompiled
def test_what_is_measured_is_what_is_remembered_and_what_annoyance_takes():
    """0.4 at the beginning of a day are 0.2 at its end, felt where few open the app."""
    few = {"name": "few", "share": 1, "needs_per_day": 1, "basket_mean_cents": 4000}
    people = {"segments": [few | {"opening_shift": -1.0}]}
    town = Remembering({"choice": {"opening_constant": 0.2}, "consumers": people})
    town.people["annoyance"], town.people["delivery_cents"] = 0.4, [400, 500, 600, 700]
    town.world.consumers["loyalty"] = 0.3
    calm = 0.2 - 1.0 + 0.3
    result = SimpleNamespace(
        has_needs=True,
        own={"price_memory": town.world.own[0]},
        days=1,
        scenario=town.scenario,
        consumers=town.world.consumers,
    )
    found = price_memory.kpis(result)
    assert found["remembered_fee_cents"] == 550
    shares = [1 / (1 + math.exp(-(calm - left))) for left in (0, 0.2)]
    assert found["annoyance_loss_share"] == pytest.approx(1 - shares[1] / shares[0])
    assert found["annoyance_loss_share"] > 0.09


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
