"""Trust in the app, by hand: what takes it, how it returns, and what it moves.

Half of a gap is left after a day; tracking is usual at 0.5.
"""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.market import Market
from sim.mechanisms.trust import everybody, moves, stock
from sim.order import Cause, Channel, State
from sim.settings.trust import Trust
from tests.cities import ALIKE, SMALL, scenario
from tests.sim.worlds import Town, only
from tests.uncompiled import assert_tests_pass_uncompiled

DAY = 1440.0
NOTHING_USUAL = {
    "usual_failure_share": 0,
    "usual_phantom_share": 0,
    "usual_late_share": 0,
}
RULES = {
    "enabled": True,
    "usual": 0.7,
    "half_life_days": 1,
    "app_weight": 2,
    "opening_weight": 0.5,
    "failure_drop": 0.2,
    "phantom_drop": 0.1,
    "late_drop": 0.04,
    "late_min": 20,
    "refund_restores": 0.5,
    "tracking_wait": 0.2,
    "tracking_patience": 1,
    "tracking_gain": 0.02,
    **NOTHING_USUAL,
}


class Trusting(Town):
    """A town of two consumers whose trust a test writes."""

    def __init__(self, *, tracking=0.5, loyalty=0.0, **rules):
        changes = {
            "days": 7,
            "mechanisms": {"trust": RULES | rules},
            "consumers": {"count": 2},
            "policies": {"tracking": tracking},
        }
        super().__init__(changes, homes=[(0, 0)] * 2)
        self.people, *_ = self.world.own[0]
        self.people["at_min"] = 0
        self.world.consumers["loyalty"] = loyalty

    def gap(self, now, consumer=0):
        return self.call(stock.gap, consumer, now)

    def has_ended(self, *, channel=Channel.DELIVERY, cause=Cause.NONE, now=30.0, **columns):
        """An order of consumer 0, promised for minute 30, ends; what it moved trust by."""
        self.people[0] = (0, now)
        usual = {"state": State.PICKED_UP, "basket_cents": 1000}
        due = {"channel": channel, "promised_min": 30, "at_store_min": 30}
        self.end_one(now, cause, **usual | due | columns)
        return float(self.people["gap"][0])


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("felt", "lost"),
    [(0.05, 0.2 / 2), (0.15, 0.1 / 2), (0.25, 0.1 / 2), (0.5, 0.04), (0.7, 0)],
)
def test_an_order_of_the_past_took_what_its_place_among_experiences_says(felt, lost):
    """A tenth failed, two were phantoms and three late: 0.032 on average; half is back in a day."""
    shares = {"usual_failure_share": 0.1, "usual_phantom_share": 0.2, "usual_late_share": 0.3}
    town = Trusting(**shares)
    town.call(everybody.lived, 0, 0, 1.0, felt)
    assert town.people["gap"].tolist() == [pytest.approx((0.032 - lost) / 2), 0]
    town.call(everybody.lived, 0, 1, 2.0, felt)
    assert town.people["gap"][0] == pytest.approx((0.032 - lost) * 3 / 4)


@pytest.mark.uncompiled
def test_half_of_what_was_lost_returns_in_a_half_life():
    town = Trusting()
    town.people[0] = (-0.4, 0)
    assert town.gap(0.0) == -0.4
    assert town.gap(DAY) == pytest.approx(-0.2)
    assert town.gap(3 * DAY) == pytest.approx(-0.05)
    assert town.people["at_min"][0] == 3 * DAY
    assert town.gap(3 * DAY) == town.gap(DAY)  # what has been is not lived again


@pytest.mark.uncompiled
def test_a_breach_takes_its_drop_when_it_is_told_and_half_of_that_returns_in_a_half_life():
    town = Trusting(breach_day=2, breach_drop=0.4)
    town.people["gap"] = 0.2
    assert town.gap(2 * DAY) == pytest.approx(0.05)  # not told yet
    assert town.gap(3 * DAY) == pytest.approx((0.05 - 0.4) / 2)
    assert town.gap(4 * DAY) == pytest.approx((0.05 - 0.4) / 4)  # told once
    assert town.gap(4 * DAY, consumer=1) == pytest.approx((0.05 - 0.4) / 4)  # however late one asks


@pytest.mark.uncompiled
@pytest.mark.parametrize(("loyalty", "felt"), [(-2, 1), (0, 1), (1, 0.75), (2, 0.5)])
def test_the_loyal_feel_less_of_a_breach(loyalty, felt):
    town = Trusting(breach_day=0, breach_drop=0.4, loyal_share=0.5, loyalty=loyalty)
    assert town.gap(1e-9) == pytest.approx(-0.4 * felt)


@pytest.mark.uncompiled
def test_a_breach_on_the_first_day_comes_after_the_warm_up():
    town = Trusting(breach_day=0, breach_drop=0.4)
    town.people[0] = (0.2, -DAY)
    assert town.gap(DAY) == pytest.approx((0.1 - 0.4) / 2)


@pytest.mark.uncompiled
def test_trust_is_neither_less_than_none_nor_more_than_full():
    town = Trusting(breach_day=0, breach_drop=1)
    town.people["gap"] = (0.3, -0.7)
    assert [town.gap(1e-9, consumer=each) for each in (0, 1)] == [
        pytest.approx(-0.7),
        pytest.approx(-0.7),
    ]
    sure = Trusting(tracking=1, tracking_gain=1)
    assert sure.has_ended() == pytest.approx(0.3)


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("order", "moved"),
    [
        ({}, 0.0),
        ({"now": 50.0}, 0.0),
        ({"now": 51.0}, -0.04),
        ({"now": 51.0, "channel": Channel.PICKUP}, 0.0),
        ({"now": 51.0, "channel": Channel.WALK_IN}, 0.0),
        ({"cause": Cause.NO_COURIER}, -0.2 * 0.5),
        ({"cause": Cause.NO_COURIER, "state": State.PLACED}, -0.2 * 0.5),
        ({"cause": Cause.REFUSED, "state": State.BOOKED}, -0.2 * 0.5),
        ({"cause": Cause.OUT_OF_STOCK, "state": State.PLACED}, -0.1 * 0.5),
        ({"cause": Cause.OUT_OF_STOCK, "channel": Channel.PICKUP}, -0.1 * 0.5),
        ({"cause": Cause.OUT_OF_STOCK, "channel": Channel.WALK_IN}, 0.0),
        ({"cause": Cause.QUEUE, "channel": Channel.WALK_IN}, 0.0),
        ({"cause": Cause.NO_SHOW, "channel": Channel.PICKUP, "state": State.READY}, 0.0),
        ({"cause": Cause.IMPATIENCE, "state": State.PLACED}, 0.0),
        ({"cause": Cause.IMPATIENCE, "state": State.PLACED, "now": 51.0}, -0.04 * 0.5),
        ({"cause": Cause.IMPATIENCE, "state": State.READY, "now": 51.0}, -0.04),  # paid for
    ],
)
def test_what_an_order_takes(order, moved):
    """All money is back for what fails; half of a loss is then restored."""
    assert Trusting().has_ended(**order) == pytest.approx(moved)


@pytest.mark.uncompiled
def test_money_back_for_lateness_restores_its_share():
    town = Trusting()
    town.world.rates["late_refund_share"], town.world.rates["late_claim_share"] = 0.3, 1
    assert town.has_ended(now=51.0) == pytest.approx(-0.04 * (1 - 0.5 * 0.3))


@pytest.mark.uncompiled
def test_what_is_usual_moves_nothing_in_the_long_run():
    """A tenth of orders brought by nobody, a fifth sold out, a quarter much too late."""
    shares = {"usual_failure_share": 0.1, "usual_phantom_share": 0.2, "usual_late_share": 0.25}
    town = Trusting(**shares)
    failed = town.has_ended(cause=Cause.NO_COURIER)
    sold_out = town.has_ended(cause=Cause.OUT_OF_STOCK, state=State.PLACED)
    late, kept = town.has_ended(now=51.0), town.has_ended()
    assert failed < sold_out < late < 0 < kept
    assert 0.1 * failed + 0.2 * sold_out + 0.25 * late + 0.45 * kept == pytest.approx(0)


@pytest.mark.uncompiled
@pytest.mark.parametrize(("tracking", "gained"), [(0, -0.01), (0.5, 0), (1, 0.01)])
def test_deliveries_that_can_be_followed_build_trust(tracking, gained):
    town = Trusting(tracking=tracking)
    assert town.has_ended() == pytest.approx(gained)
    assert town.has_ended(channel=Channel.PICKUP) == 0
    assert town.has_ended(cause=Cause.IMPATIENCE, state=State.PLACED) == 0


@pytest.mark.uncompiled
def test_trust_is_worth_utils_of_the_app_s_channels_and_log_odds_of_opening_it():
    town = Trusting()
    town.people["gap"][1] = -0.4
    session = only(consumer_id=1, now=DAY)
    assert town.call(moves.opening_utils, 1.0, 1, DAY) == pytest.approx(1 - 0.5 * 0.2)
    for channel in (Channel.DELIVERY, Channel.PICKUP):
        utils = town.call(moves.channel_utils, 1.0, session, int(channel))
        assert utils == pytest.approx(1 - 2 * 0.2)
    assert town.call(moves.channel_utils, 1.0, session, int(Channel.WALK_IN)) == 1


@pytest.mark.uncompiled
@pytest.mark.parametrize(("tracking", "felt_min"), [(0, 33), (0.5, 30), (1, 27)])
def test_minutes_that_can_be_followed_are_felt_less(tracking, felt_min):
    town = Trusting(tracking=tracking)
    assert town.call(moves.expected_wait, 30.0, None, None) == pytest.approx(felt_min)


@pytest.mark.uncompiled
@pytest.mark.parametrize("tracking", [0, 0.5, 1])
def test_who_can_follow_a_delivery_endures_more(tracking):
    town = Trusting(tracking=tracking)
    town.world.orders["channel"][:2] = (Channel.DELIVERY, Channel.PICKUP)
    assert town.call(moves.endurance, 3.0, 0) == pytest.approx(3 * math.exp(tracking - 0.5))
    assert town.call(moves.endurance, 3.0, 1) == 3


def people(**rules):
    """A city whose people bring sixty days along."""
    trust = {"enabled": True, "failure_drop": 0.4, "refund_restores": 0, "half_life_days": 10}
    changes = {
        "consumers": {"count": 150},
        "stores": {"count": 1},
        "couriers": {"count": 0},
        "mechanisms": {"trust": trust | NOTHING_USUAL | rules},
        "past": {"days": 60},
    }
    return Market(scenario(ALIKE, changes), 0)


@pytest.mark.uncompiled
def test_people_bring_along_trust_that_is_as_usual_on_average():
    """Mean 0 within 4 standard errors; spread by Campbell's theorem: each order moves by drop q or
    q - drop, and they come at a rate and fade.
    """
    share, drop = 0.1, 0.4
    gaps = people(usual_failure_share=share).world.own[0][0]["gap"]
    assert abs(gaps.mean()) < 4 * gaps.std() / math.sqrt(len(gaps))
    per_day = 0.2 * (5 + 2 * 1.13) / 7  # ALIKE's need a day, 0.2 orders for each
    seen_days = 10 / (2 * math.log(2)) * (1 - 2 ** (-2 * 60 / 10))
    variance = per_day * seen_days * share * (1 - share) * drop**2
    assert gaps.std() == pytest.approx(math.sqrt(variance), rel=0.25)


@pytest.mark.uncompiled
def test_who_was_displeased_most_lost_trust():
    market = people(usual_late_share=0.3, late_drop=0.1)
    gaps, loyalty = market.world.own[0][0]["gap"], market.world.consumers["loyalty"]
    assert np.corrcoef(gaps, loyalty)[0, 1] > 0.3


def kpis_of(days=1, *, has_needs=True, gap=0.0, transparency=0.5, **trust):
    """KPIs of a run of 500 consumers who all have such a gap when it begins."""
    changes = {
        "days": days,
        "warmup_days": 0,
        "consumers": {"count": 500},
        "mechanisms": {"trust": {"enabled": True} | trust},
        "policies": {"transparency": transparency},
    }
    told = scenario(SMALL, changes)
    tables = stock.rows(told)
    tables[stock.PEOPLE]["gap"] = gap
    result = SimpleNamespace(
        scenario=told,
        seed=0,
        days=days,
        has_needs=has_needs,
        consumers={"loyalty": np.zeros(500)},
        own={stock.NAME: tables},
    )
    return everybody.kpis(result)


@pytest.mark.uncompiled
def test_the_mean_trust_is_that_of_the_last_midnight_a_breach_included():
    assert kpis_of()["trust_share"] == pytest.approx(0.7)
    faded = kpis_of(days=3, gap=-0.4, half_life_days=3)
    assert faded["trust_share"] == pytest.approx(0.7 - 0.2)
    breached = kpis_of(days=3, half_life_days=2, breach_day=1, breach_drop=0.4)
    assert breached["trust_share"] == pytest.approx(0.7 - 0.2)


@pytest.mark.uncompiled
def test_who_lets_their_data_be_used_is_a_lasting_draw_against_trust():
    """Within 4 standard errors of its share; who does without trust does with it too."""
    usual, trusting, told = kpis_of(), kpis_of(gap=0.3), kpis_of(transparency=1)
    assert usual["opt_in_share"] == pytest.approx(0.75, abs=4 * math.sqrt(0.75 * 0.25 / 500))
    assert usual["opt_in_share"] < min(trusting["opt_in_share"], told["opt_in_share"])


def test_the_share_who_let_their_data_be_used_is_a_logit_in_trust_and_transparency():
    settings = Trust(opt_in_share=0.5, opt_in_weight=4, transparency_weight=1)
    shares = everybody.opt_in_shares(settings, np.array([0, 0.25, -0.25, 1e9]), 0.5)
    assert shares == pytest.approx(1 / (1 + np.exp([-0.5, -1.5, 0.5, -700])))


def test_where_orders_are_recorded_there_is_no_trust():
    assert kpis_of(has_needs=False) == {"trust_share": None, "opt_in_share": None}


@pytest.mark.uncompiled
@given(
    gap=st.floats(-0.7, 0.3),
    minutes=st.floats(0, 1e6),
    drop=st.floats(0, 1),
    loyal=st.floats(0, 1),
)
def test_whatever_happens_trust_lies_between_none_and_full(gap, minutes, drop, loyal):
    row = stock.GAP.empty(1)
    row["gap"] = gap
    told = {"breach_day": 0, "breach_drop": drop, "loyal_share": loyal}
    _, rules, *_ = stock.rows(scenario(SMALL, {"mechanisms": {"trust": RULES | told}}))
    stock.bring_up(row[0], 1.0, rules[0], minutes)
    assert -0.7 <= row["gap"][0] <= 0.3


def test_a_breach_comes_within_the_run():
    with pytest.raises(ValueError, match=r"breach_day: day 7 never comes in a run of days 0 to 6"):
        scenario({"days": 7, "mechanisms": {"trust": {"breach_day": 7}}})


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
