"""Care, by hand: who asks and when, who answers, and what is made up for."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from sim import luck
from sim.agents import odds
from sim.agents.consumer import amend
from sim.flow.flow import without_parts
from sim.ledger import Account, Kind
from sim.market import Market
from sim.mechanisms import care
from sim.mechanisms.care import answers, contacts
from sim.mechanisms.care.agents import SERVER, begins_min, hours_until_duty
from sim.mechanisms.care.columns import COUNTS, OPEN, PEOPLE, TROUBLE, WORK, Stage, Trouble
from sim.mechanisms.care.process import process
from sim.order import ORDER, Cause, Channel
from sim.processes import start
from sim.scenario import Scenario
from sim.simulation import alive, result_of, run
from tests.cities import ALIKE, CALM, SMALL, scenario
from tests.reproducible.digest import digests
from tests.sim.mechanisms.alike import differing
from tests.sim.worlds import Town, postings, row_of
from tests.uncompiled import assert_tests_pass_uncompiled

ALWAYS = {"contact_share": 1}
NEVER = {"contact_share": 0}
# Whoever is let down asks; nothing is missing, food is never poor and money is there at once.
RULES = {
    "enabled": True,
    **dict.fromkeys(("cancelled", "missing", "late", "poor", "refund", "wrong"), ALWAYS),
    "missing_share": 0,
    "usual_missing_share": 0,
    "refund_min": 0.1,
    "processing_min": 0,
}
ONE = {"name": "one", "share": 1, "handle_min": 5, "patience_min": 4, "agents": [1] * 24}
HOUSE = {"desks": [ONE]}


class Help(Town):
    """A town of one consumer, whose order of 4000 and a fee of 300 ends at 100, late or not."""

    def __init__(self, **rules):
        super().__init__({"consumers": {"count": 1}, "mechanisms": {"care": RULES | HOUSE | rules}})
        tables = self.world.own[0]
        self.mine, self.troubles, self.servers = tables[0][0], tables[1], tables[2]
        self.counts, self.work, self.rules = tables[3], tables[4][0], tables[5]
        self.market = SimpleNamespace(
            world=self.world,
            view=SimpleNamespace(columns=without_parts(self.world)),
            scenario=self.scenario,
            recording=None,
            now_min=100.0,
            start_min=0.0,
            n_days=1,
        )
        self.process = process(self.market)

    def end(self, late_min=20.0, cause=Cause.NONE, **columns):
        paid = {"basket_cents": 4000, "fee_cents": 300, "promised_min": 100.0 - late_min}
        return self.end_one(100.0, cause, **paid | columns)

    def at(self, now_min):
        self.market.now_min = now_min
        self.process.act(0)


def draws(item):
    return luck.four(0, luck.CARE, 0, 0, item)


def asks_min():
    """When consumer 0 asks about need 0, whose order ended at 100."""
    return 100 - 5 * math.log(draws(contacts.OF_ASKING)[1])


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("late_min", "columns", "trouble"),
    [
        (5.5, {}, Trouble.LATE),
        (4.5, {}, None),
        (4.5, {"quality_score": -1.1}, Trouble.POOR),
        (4.5, {"quality_score": -0.9}, None),
        (5.5, {"quality_score": -1.1}, Trouble.LATE),
        (5.5, {"quality_score": -1.1, "wrong": 1}, Trouble.WRONG),
        (50, {"channel": Channel.PICKUP}, None),
        (50, {"channel": Channel.WALK_IN, "quality_score": -2}, None),  # the store's, not ours
        (0, {"cause": Cause.IMPATIENCE}, Trouble.CANCELLED),
        (0, {"cause": Cause.OUT_OF_STOCK}, Trouble.CANCELLED),
        (0, {"cause": Cause.NO_SHOW}, None),  # nobody let him down
    ],
)
def test_who_was_let_down_asks_and_nobody_else(late_min, columns, trouble):
    town = Help()
    town.end(late_min, **columns)
    if trouble is None:
        assert town.mine.stage == Stage.NONE
        assert town.counts["n_troubles"].sum() == 0
    else:
        assert (town.mine.stage, town.mine.trouble) == (Stage.AHEAD, trouble)
        assert town.mine.next_min == pytest.approx(asks_min())
        assert town.counts["n_troubles"].tolist() == [int(each == trouble) for each in Trouble]


@pytest.mark.uncompiled
@pytest.mark.parametrize("asks", [True, False])
def test_a_share_of_them_asks(asks):
    share = draws(contacts.OF_ASKING)[0] + (1e-9 if asks else -1e-9)
    town = Help(late={"contact_share": share})
    town.end()
    assert town.mine.stage == (Stage.AHEAD if asks else Stage.NONE)
    assert town.counts["n_troubles"][Trouble.LATE] == 1


@pytest.mark.uncompiled
@pytest.mark.parametrize("share", [0.0, 1.0])
def test_something_may_be_missing_which_is_measured_from_what_usually_is(share):
    town = Help(missing_share=share, usual_missing_share=0.25, missing_weight=2)
    order = town.end(-1.0)
    assert order.reliability_score == pytest.approx(2 * (0.25 - share))
    assert town.mine.stage == (Stage.AHEAD if share else Stage.NONE)
    assert town.counts["n_troubles"][Trouble.MISSING] == share


@pytest.mark.uncompiled
@pytest.mark.parametrize("late", [True, False])
def test_who_does_not_ask_at_once_asks_for_money_that_has_not_come(late):
    """Exponential with a mean of 100, asked for after `refund_ask_min`."""
    drawn = draws(contacts.OF_ASKING)[3]
    ask_min = -100 * math.log(drawn) + (-1e-6 if late else 1e-6)
    town = Help(cancelled=NEVER, refund_min=100, refund_ask_min=ask_min)
    town.end(cause=Cause.OUT_OF_STOCK)
    if late:
        assert (town.mine.stage, town.mine.trouble) == (Stage.AHEAD, Trouble.REFUND)
        assert town.mine.next_min == pytest.approx(100 + ask_min)
    else:
        assert town.mine.stage == Stage.NONE


@pytest.mark.uncompiled
def test_who_is_being_helped_asks_nothing_else():
    town = Help()
    town.mine.stage, town.mine.next_min, town.mine.order = Stage.HELPED, 500.0, 7
    town.end()
    assert (town.mine.stage, town.mine.order) == (Stage.HELPED, 7)


@pytest.mark.uncompiled
@pytest.mark.parametrize("ahead_min", [100.0, 2000.0])
def test_of_two_questions_that_are_ahead_the_earlier_one_is_asked(ahead_min):
    """Of the same order too: money that has not come is asked for a day later than the rest."""
    town = Help()
    town.mine.stage, town.mine.next_min, town.mine.order = Stage.AHEAD, ahead_min, 7
    town.mine.trouble = Trouble.REFUND
    town.end()
    if ahead_min > asks_min():
        assert (town.mine.order, town.mine.trouble) == (0, Trouble.LATE)
        assert town.mine.next_min == pytest.approx(asks_min())
    else:
        assert (town.mine.order, town.mine.trouble) == (7, Trouble.REFUND)
        assert town.mine.next_min == ahead_min


@pytest.mark.uncompiled
def test_what_becomes_of_a_question_does_not_depend_on_what_it_is_about():
    """One draw decides for each purpose, so that scenarios of other troubles meet the same luck."""
    late, poor = Help(processing_min=600), Help(processing_min=600)
    late.end()
    poor.end(-1.0, quality_score=-2)
    for town in (late, poor):
        town.at(asks_min())
    assert (late.mine.trouble, poor.mine.trouble) == (Trouble.LATE, Trouble.POOR)
    assert late.mine.next_min == poor.mine.next_min
    assert late.mine.next_min - late.mine.arose_min == pytest.approx(
        -5 * math.log(draws(contacts.OF_CONTACT)[3])
        - 600 * math.log(draws(contacts.OF_PROCESSING)[0])
    )


@pytest.mark.uncompiled
@pytest.mark.parametrize("leaves", [True, False])
def test_what_is_under_way_at_the_last_midnight_is_counted_as_it_ends(leaves):
    """Whom an agent answers at 23:49, is given money and thought about for half a day or so."""
    town = Help(processing_min=1440, late=ALWAYS | {"compensation_cents": 9})
    order = town.end()
    town.mine.next_min = 1429.0
    if leaves:
        town.servers["free_min"][0] = 5000
    town.at(1430.0)
    lost, next_min, arose_min = -order.time_score, town.mine.next_min, town.mine.arose_min
    town.at(1440.0)
    counts = town.counts[Trouble.LATE]
    assert (counts.n_contacts, counts.n_left, counts.n_settled) == (1, leaves, not leaves)
    assert town.mine.stage == Stage.NONE
    assert counts.taken == pytest.approx(lost)
    if not leaves:
        assert next_min > 1440
        assert counts.settled_min == pytest.approx(next_min - arose_min)
        assert postings(town.world.book[0])[("compensation", "consumer")] == 9


def test_satisfaction_that_is_judged_anew_stays_within_1_to_5():
    feel = SimpleNamespace(memory=0.5, loyalty_gain=0.1, loyalty_limit=2.0)
    for satisfaction, felt, felt_now, found in ((4.8, 1.0, 5.0, 5.0), (1.1, 4.0, 1.0, 1.0)):
        consumer = SimpleNamespace(satisfaction=satisfaction, loyalty=0.0)
        plain(amend)(consumer, felt, felt_now, feel)
        assert consumer.satisfaction == found


def plain(kernel):
    """The Python that a compiled function was compiled from."""
    return getattr(kernel, "py_func", kernel)


@pytest.mark.uncompiled
def test_an_agent_answers_at_once_and_is_busy_for_as_long_as_it_takes():
    town = Help()
    town.end()
    town.at(asks_min() - 1e-6)
    assert town.mine.stage == Stage.AHEAD
    town.at(asks_min())
    _, _, _, handling = draws(contacts.OF_CONTACT)
    assert town.servers["free_min"][0] == pytest.approx(asks_min() - 5 * math.log(handling))
    assert town.work.busy_min == pytest.approx(-5 * math.log(handling))
    counts = town.counts[Trouble.LATE]
    assert (counts.n_contacts, counts.n_left, counts.answer_min) == (1, 0, 0)
    assert town.mine.stage in (Stage.HELPED, Stage.NONE)


@pytest.mark.uncompiled
def test_who_waits_for_longer_than_he_has_patience_leaves_and_is_lost():
    town = Help(left_share=0.25)
    order = town.end()
    lost = -order.time_score
    town.servers["free_min"][0] = 5000
    patience = draws(contacts.OF_CONTACT)[2]
    town.at(asks_min())
    assert town.mine.stage == Stage.LEAVING
    assert town.mine.next_min == pytest.approx(asks_min() - 4 * math.log(patience))
    town.at(1000.0)
    assert order.reliability_score == pytest.approx(-0.25 * lost)
    counts = town.counts[Trouble.LATE]
    assert (counts.n_left, counts.n_settled) == (1, 0)


@pytest.mark.uncompiled
@pytest.mark.parametrize("settles", [True, False])
def test_a_bot_comes_first_and_who_is_not_helped_by_it_goes_on_to_an_agent(settles):
    by_bot = draws(contacts.OF_CONTACT)[0]
    share = by_bot + (1e-9 if settles else -1e-9)
    town = Help(bot_share=share, bot_min=3, bot_cents=20, late=ALWAYS | {"compensation_cents": 9})
    town.end()
    town.at(asks_min())
    assert town.mine.stage == (Stage.HELPED_BY_BOT if settles else Stage.HELPED)
    assert town.counts["n_bot"].sum() == settles
    assert town.counts["answer_min"].sum() == pytest.approx(3)
    town.at(1430.0)
    page = postings(town.world.book[0])
    assert page[("care", "agent")] == 20
    assert (("compensation", "consumer") in page) == (not settles)  # which it has no right to


@pytest.mark.uncompiled
def test_a_bot_may_give_what_agents_give():
    town = Help(bot_share=1, bot_compensates=True, late=ALWAYS | {"compensation_cents": 9})
    town.end()
    town.at(1430.0)
    assert postings(town.world.book[0])[("compensation", "consumer")] == 9


@pytest.mark.uncompiled
def test_help_that_comes_soon_gives_back_what_trouble_took():
    """An apology 0.1, and 300 of 400 cents at 0.75; a half-life of a day."""
    town = Help(late=ALWAYS | {"compensation_cents": 100, "compensation_share": 0.05})
    order = town.end(quality_score=0.5)
    lost = -order.time_score
    consumer, feel = town.world.consumers[0], town.world.satisfaction[0]
    felt, loyalty = order.satisfaction, float(consumer.loyalty)
    town.at(1430.0)
    handling = -5 * math.log(draws(contacts.OF_CONTACT)[3])
    share = (0.1 + 0.75 * 300 / 400) * 2 ** (-handling / 1440)
    assert order.reliability_score == pytest.approx(share * lost)
    score = feel.constant + order.time_score + order.quality_score + order.reliability_score
    assert order.satisfaction == pytest.approx(1 + 4 * odds.logistic(score))
    gained = feel.loyalty_gain * (order.satisfaction - felt)
    assert consumer.loyalty == pytest.approx(loyalty + gained)
    assert consumer.satisfaction == pytest.approx(
        4 + feel.memory * (felt - 4) + feel.memory * (order.satisfaction - felt)
    )
    page = postings(town.world.book[0])
    assert (page[("compensation", "platform")], page[("compensation", "consumer")]) == (-300, 300)
    counts = town.counts[Trouble.LATE]
    assert (counts.n_settled, counts.compensation_cents) == (1, 300)
    assert counts.taken == pytest.approx(lost)
    assert counts.given_back == pytest.approx(share * lost)


def mine_of(stage=Stage.HELPED, settled_min=0.0, n_apologies=0):
    return SimpleNamespace(
        stage=stage, arose_min=50.0, next_min=50.0 + settled_min, n_apologies=n_apologies
    )


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("contact", "cents", "paradox", "share"),
    [
        ({}, 0, 0, 0.1),  # an apology
        ({"n_apologies": 1}, 0, 0, -0.05),  # another one
        ({"n_apologies": 1}, 200, 0, 0.375),  # money alone
        ({}, 400, 0, 0.85),
        ({}, 4000, 0, 1),  # no more than was lost
        ({}, 4000, 0.2, 1.2),  # but for the paradox of recovery
        ({"settled_min": 1440}, 4000, 0, 0.5),
        ({"settled_min": 2880}, 400, 0, 0.2125),
        ({"stage": Stage.LEAVING, "settled_min": 5}, 0, 0, -0.25),
        ({"stage": Stage.HELPED_BY_BOT}, 0, 0, 0.1),
    ],
)
def test_what_is_given_back_goes_by_apology_money_and_time(contact, cents, paradox, share):
    town = Help()
    mine = town.mine
    for name, value in vars(mine_of(**contact)).items():
        setattr(mine, name, value)
    town.rules["paradox_share"] = paradox
    found = contacts.given_back_share(mine, cents, town.rules[0])
    assert found == pytest.approx(share)


@pytest.mark.uncompiled
def test_help_is_measured_from_what_is_usual():
    town = Help(usual_share=0.1)
    order = town.end()
    town.mine.stage, town.mine.next_min = Stage.HELPED, 110.0
    town.mine.arose_min = 110.0
    town.at(110.0)
    assert order.reliability_score == pytest.approx(0)


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("basket", "discount", "fixed", "share", "cents"),
    [
        (4000, 0, 0, 0, 0),
        (4000, 0, 500, 0, 500),
        (4000, 0, 0, 0.1, 400),
        (4000, 0, 500, 0.1, 900),
        (4000, 0, 9000, 1, 4300),
        (4000, 4300, 500, 0, 0),
    ],
)
def test_a_compensation_is_fixed_or_of_the_basket_or_none_and_at_most_what_was_paid(
    basket, discount, fixed, share, cents
):
    order = row_of(ORDER, basket_cents=basket, fee_cents=300, platform_discount_cents=discount)
    trouble = row_of(TROUBLE, compensation_cents=fixed, compensation_share=share)
    assert contacts.compensation_cents(order, trouble) == cents


@pytest.mark.uncompiled
def test_agents_are_paid_by_the_hour_whether_somebody_asks_or_not():
    agents = [0] * 9 + [3] + [2] * 14
    desks = [ONE | {"agents": agents, "cents_per_hour": 100, "at_once": 2}]
    town = Help(desks=desks, agents_factor=2)
    for now_min in (480.0, 540.0, 550.0, 600.0):
        town.at(now_min)
    assert postings(town.world.book[0]) == {("care", "platform"): -1000, ("care", "agent"): 1000}
    assert town.work.duty_min == 60 * 10 * 2
    town.at(1440.0)  # the run is over
    assert postings(town.world.book[0])[("care", "agent")] == 1000
    moments = [town.process.moment(nth) for nth in (0, 143, 144, 145)]
    assert moments == [0, 1430, math.nextafter(1440, 0), math.inf]


def asked(*rows):
    """Rows of PEOPLE by their stage and moment, and all of them open in the opposite order."""
    people, open_rows = PEOPLE.empty(len(rows)), OPEN.empty(len(rows))
    people["stage"], people["next_min"] = zip(*rows, strict=True)
    open_rows["consumer"] = range(len(rows) - 1, -1, -1)
    return people, open_rows


@pytest.mark.parametrize(("ahead", "until_min", "who"), [
    (True, 9.0, [3, 0, 4]), (True, 8.9, [3]), (True, 4.9, []), (False, 9.0, [1, 5]),
])  # fmt: skip
def test_contacts_come_in_the_order_of_their_moments_and_of_one_moment_by_row(
    ahead, until_min, who
):
    people, open_rows = asked(
        (Stage.AHEAD, 9.0), (Stage.HELPED, 2.0), (Stage.AHEAD, 9.1),
        (Stage.AHEAD, 5.0), (Stage.AHEAD, 9.0), (Stage.LEAVING, 3.0),
    )  # fmt: skip
    assert answers.due(people, open_rows, until_min, ahead).tolist() == who


def test_who_is_done_with_makes_room_for_those_after_him():
    people, open_rows = asked((Stage.AHEAD, 1.0), (Stage.HELPED, 2.0), (Stage.NONE, 3.0))
    assert answers.keep_open(people, open_rows) == 2
    assert open_rows["consumer"][:2].tolist() == [1, 0]


def answered(*contacts_, agents=(1,) * 24, at_once=1, n=1):
    """When each (minute, patience, handling) is answered."""
    servers = SERVER.empty(n)
    until = hours_until_duty(agents, at_once, n)
    return [begins_min(servers, until, *contact) for contact in contacts_]


def test_who_comes_is_served_in_turn_and_who_leaves_is_in_nobody_s_way():
    came = (10, 99, 10), (12, 99, 5), (13, 11, 50), (14, 99, 1), (40, 0, 1)
    assert answered(*came) == [10, 20, math.inf, 25, 40]
    assert answered((10, 99, 10), (12, 99, 5), (13, 5, 50), n=2, agents=(2,) * 24) == [10, 12, 17]


def test_agents_come_at_their_hour_and_finish_what_they_began():
    """One from 10 to 22, another from 11 to 12."""
    agents = [0] * 10 + [1, 2] + [1] * 10 + [0, 0]
    came = (595, 99, 100), (600, 99, 10), (601, 99, 5), (700, 99, 60), (701, 99, 5)
    assert answered(*came, agents=agents, n=2) == [600, 660, 670, 700, 701]
    assert answered((1319, 9, 10), (1320, 700, 1), agents=agents, n=2) == [1319, math.inf]
    assert answered((1320, 9999, 1), agents=agents, n=2) == [1440 + 600]


def test_where_nobody_is_ever_on_duty_nobody_is_answered():
    assert answered((5, 1e9, 1), agents=[0] * 24, n=0) == [math.inf]
    assert hours_until_duty([0] * 24, 1, 2).min() == math.inf


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ([ONE, ONE], "shares of the desks must add up to 1, not 2"),
        ([ONE | {"share": 0.5}] * 2, "desks: two are named 'one'"),
    ],
)
def test_desks_that_cannot_be_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        Scenario.model_validate({"title": "test", "mechanisms": {"care": {"desks": wrong}}})


VILLAGE = {"consumers": {"count": 60}, "stores": {"count": 3}, "couriers": {"count": 2}}


def village(**rules):
    on = {"mechanisms": {"care": {"enabled": True} | rules}}
    return scenario(ALIKE, CALM, SMALL, VILLAGE, on)


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_where_nobody_asks_it_is_as_if_it_were_not_there():
    nobody = dict.fromkeys(("cancelled", "missing", "late", "poor", "refund", "wrong"), NEVER)
    quiet = {"missing_weight": 0, "desks": [ONE | {"cents_per_hour": 0}]}
    with_it = run(village(**nobody | quiet), 0)
    without = run(scenario(ALIKE, CALM, SMALL, VILLAGE), 0)
    assert len(without.orders) > 5
    assert differing(with_it, without) == []


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_a_run_that_was_stopped_goes_on_with_its_contacts():
    market = alive(village(missing_share=1, missing=ALWAYS | {"compensation_share": 0.1}), 2)
    while market.now_min < 800:
        market.step()
    resumed = start(Market.restore(market.snapshot()))
    market.live()
    resumed.live()
    for mine, other in zip(market.world.own[0], resumed.world.own[0], strict=True):
        assert mine.tolist() == other.tolist()
    assert market.world.own[0][3]["n_settled"].sum() > 3
    assert digests(result_of(market)) == digests(result_of(resumed))


def test_figures_are_sums_of_all_troubles():
    counts, work = COUNTS.empty(5), WORK.empty(1)
    counts["n_contacts"], counts["n_bot"], counts["n_left"] = 4, 1, (2, 0, 0, 0, 0)
    counts["answer_min"], counts["n_settled"], counts["settled_min"] = 9, 2, 50
    counts["taken"], counts["given_back"], counts["compensation_cents"] = 2, 0.5, 100
    work["duty_min"], work["busy_min"] = 400, 100
    book = np.zeros((3, len(Kind), len(Account)), np.int64)
    book[:, Kind.CARE, Account.AGENT] = 1000
    orders = ORDER.empty(50)
    orders["channel"][40:] = 2
    result = SimpleNamespace(
        own={"care": (None, None, None, counts, work, None)},
        days=2,
        book=book,
        orders=orders,
        parts=SimpleNamespace(takers=np.array([0, 0, 1])),
    )
    assert care.kpis(result) == {
        "care_contacts": 20,
        "care_contact_share": 0.5,
        "care_bot_share": 0.25,
        "care_left_share": 0.1,
        "care_answer_mean_min": 2.5,
        "care_settled_mean_min": 25,
        "care_busy_share": 0.25,
        "care_given_back_share": 0.25,
        "care_per_contact_cents": 150,
        "care_cents_per_day": 1500,
        "compensation_cents_per_day": 250,
    }


def test_off_it_is_not_there():
    off = scenario(SMALL, CALM, {"mechanisms": {"care": {"bot_share": 1}}})
    assert not care.MECHANISM.is_on(off.mechanisms.tables())


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
