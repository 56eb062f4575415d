"""Events, by hand: what happens when, whose needs it moves, who is at work, what is down."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from sim import luck
from sim.agents.courier import COURIER, Doing
from sim.flow.influences import Source
from sim.flow.needs import PER_DAY
from sim.flow.parts import Taker
from sim.flow.world import NEED
from sim.market import Market
from sim.mechanisms import events
from sim.mechanisms.events import demand, going_on_min, outage
from sim.mechanisms.events.columns import COUNTS_ROW, NAME, NOW_ROW, PEOPLE
from sim.mechanisms.events.schedule import in_force, schedule
from sim.mechanisms.events.strike import shifts_now
from sim.order import Channel
from sim.processes import start
from sim.scenario import Scenario
from sim.settings.events import Event, Events
from sim.simulation import alive, result_of, run
from tests.cities import ALIKE, ASLEEP, CALM, SMALL, scenario
from tests.reproducible.digest import digests
from tests.sim.mechanisms.alike import differing
from tests.sim.worlds import Town, chosen_by, only, session_of
from tests.uncompiled import assert_tests_pass_uncompiled


def eventful(*listed, days=3, **sections):
    """A scenario in which such events happen; it begins on a Monday."""
    on = {"enabled": True, "happens": list(listed)} | sections.pop("events", {})
    return scenario({"days": days, "mechanisms": {NAME: on}}, sections)


def times(city, seed=0):
    return [each[:2] for each in schedule(city, seed, 0)]


def test_an_event_happens_on_its_days_and_weekdays_at_its_hours():
    one = {"kind": "jam", "window": ["08:00", "09:30"]}
    assert times(eventful(one))[1:] == [(480, 570), (1920, 2010), (3360, 3450)]
    assert times(eventful(one | {"days": [1]})) == [(1920, 2010)]
    assert times(eventful(one | {"weekdays": [2, 6]})) == [(-960, -870), (3360, 3450)]


def test_one_that_passes_midnight_ends_on_the_next_day():
    late = {"kind": "football", "window": ["22:00", "01:00"]}
    assert times(eventful(late, days=1)) == [(-120, 60), (1320, 1500)]


def test_an_event_is_as_its_kind_unless_it_says_otherwise():
    usual = Event(kind="football").effect
    assert (usual.window, usual.demand_factor, usual.segments) == (
        ("19:30", "23:00"), 1.3, ("student",),
    )  # fmt: skip
    other = Event(kind="football", demand_factor=1.0, segments=[], window=("18:00", "20:00"))
    assert (other.effect.demand_factor, other.effect.segments) == (1.0, ())
    assert (other.begins_min, other.window_min, other.effect.segment_factor) == (1080, 120, 2)


def test_at_random_it_happens_as_often_as_is_said_within_its_window():
    """6 in 30 days: on 1 - e^-0.2 of the days, at a time that is even over the window."""
    one = {"kind": "app_outage", "window": ["10:00", "14:00"], "per_30_days": 6, "lasts_min": 30}
    found = np.array(times(eventful(one, days=366)) + times(eventful(one, days=366), seed=1))
    share = -math.expm1(-0.2)
    error = math.sqrt(share * (1 - share) * 734)
    assert len(found) == pytest.approx(734 * share, abs=4 * error)
    assert np.allclose(found[:, 1] - found[:, 0], 30)
    begins = found[:, 0] % 1440
    assert (begins.min() >= 600) & (begins.max() < 840)
    assert begins.mean() == pytest.approx(720, abs=4 * 240 / math.sqrt(12 * len(found)))


def test_other_events_beside_it_leave_its_luck_as_it_is():
    one = {"kind": "heat", "per_30_days": 10}
    alone = times(eventful(one, days=60))
    beside = schedule(eventful({"kind": "cold", "per_30_days": 9}, one, days=60), 0, 0)
    assert [each[:2] for each in beside if each.event.kind == "heat"] == alone
    twice = times(eventful(one, one, days=60))
    assert len(set(twice)) > len(alone)


def test_what_is_going_on_is_so_from_its_begin_to_before_its_end():
    happenings = schedule(eventful({"kind": "jam", "days": [0]}), 0, 0)
    assert [len(in_force(happenings, now)) for now in (1019.9, 1020, 1199.9, 1200)] == [0, 1, 1, 0]


def test_minutes_in_which_something_is_going_on_are_counted_once():
    late, noon, longer = (
        {"kind": "jam", "days": [0], "window": window}
        for window in (["23:00", "01:00"], ["12:00", "13:00"], ["12:30", "13:30"])
    )
    assert going_on_min(schedule(eventful(late, noon, longer), 0, 0), 1440) == 60 + 90


def market_of(*listed, changes=(), days=2, **settings):
    on = {"enabled": True, "happens": list(listed)} | settings
    return Market(scenario(SMALL, CALM, ASLEEP, {"days": days, "mechanisms": {NAME: on}}, *changes))


NOBODY = {"consumers": {"count": 1}, "couriers": {"count": 0}}


def influence_at(market, *at_min):
    """What events do at each of these minutes: speed and walking."""
    row = market.world.influences[Source.EVENTS]
    for each in at_min:
        market.clock.run(until=each + 0.5)
        yield float(row["speed_factor"]), float(row["walking_utils"])


@pytest.mark.uncompiled
def test_influences_of_what_is_going_on_are_multiplied():
    jam = {"kind": "jam", "window": ["10:00", "12:00"], "speed_factor": 0.5}
    cold = {"kind": "cold", "window": ["11:00", "13:00"], "walking_utils": -2}
    traffic = [1.0] * 11 + [2.0] + [1.0] * 12
    market = start(market_of(jam, cold, changes=(NOBODY,), traffic=traffic))
    found = list(influence_at(market, 590, 600, 660, 720, 780))
    assert found == [(1, 0), (0.5, 0), (0.5 * 0.9 / 2, -2), (0.9, -2), (1, 0)]
    assert market.world.outside["demand_factor"][0] == 1  # there are more needs


@pytest.mark.uncompiled
def test_nobody_stands_still_however_much_there_is():
    slow = {"kind": "jam", "speed_factor": 0.05, "window": ["00:00", "24:00"]}
    market = start(market_of(*[slow] * 5, changes=(NOBODY,)))
    assert list(influence_at(market, 1)) == [(0.05, 0)]


PEOPLE_OF_TWO_KINDS = {
    "consumers": {
        "count": 800,
        "segments": [
            {"name": "fan", "share": 0.5, "needs_per_day": 2, "basket_mean_cents": 4000},
            {"name": "other", "share": 0.5, "needs_per_day": 1, "basket_mean_cents": 4000},
        ],
    }
}


def day_of(*listed, changes=PEOPLE_OF_TWO_KINDS, drawn=None, **settings):
    """A market on day 0, and what becomes of its needs, none if none are said."""
    fast = {"past": {"days": 0}, "couriers": {"count": 0}}
    market = market_of(*listed, changes=(fast, changes), **settings)
    if drawn is None:
        drawn = NEED.empty(0)
    return market, demand.needs(market, drawn)


@pytest.mark.uncompiled
def test_a_peak_is_of_needs_that_would_not_have_been():
    """Of fans 3 times 1.5 as many, of others 1.5: 3.5 and 0.5 more for each; within 4 errors."""
    match = {"kind": "football", "window": ["19:00", "21:30"], "demand_factor": 1.5}
    match |= {"segments": ["fan"], "segment_factor": 3.0, "days": [0]}
    market, found = day_of(match)
    hours = np.array(market.scenario.demand.weekday_hours)
    share = (hours[19] + hours[20] + hours[21] / 2) / hours.sum()
    fans = market.world.consumers["segment"][found["consumer"]] == 0
    for of, rate in ((fans, 2 * 3.5 * share), (~fans, 0.5 * share)):
        error = math.sqrt(400 * rate * (1 - rate))
        assert of.sum() == pytest.approx(400 * rate, abs=4 * error)
    assert (found["at_min"] >= 1140).all()
    assert (found["at_min"] < 1290).all()
    assert (np.diff(found["at_min"]) >= 0).all()
    assert (found["wanted_min"] == found["at_min"]).all()
    assert (found["nth"] == PER_DAY - 1).all()
    assert len(np.unique(found["consumer"])) == len(found)
    assert market.world.own[0][COUNTS_ROW]["n_more"] == len(found)


def some_needs(n, at_min=700.0):
    drawn = NEED.empty(n)
    drawn["consumer"], drawn["at_min"], drawn["wanted_min"] = np.arange(n), at_min, at_min
    return drawn


@pytest.mark.uncompiled
def test_where_there_are_fewer_some_do_not_arise():
    quiet = {"kind": "cold", "window": ["11:00", "13:00"], "demand_factor": 0.25}
    _, found = day_of(quiet, drawn=some_needs(800))
    assert len(found) == pytest.approx(200, abs=4 * math.sqrt(800 * 0.25 * 0.75))
    _, later = day_of(quiet, drawn=some_needs(800, 780.0))
    assert len(later) == 800


@pytest.mark.uncompiled
@pytest.mark.parametrize(("minute", "base"), [(700.0, "work_cell"), (1100.0, "home_cell")])
def test_a_place_moves_those_who_are_there_at_that_hour(minute, base):
    market, _ = day_of({"kind": "festival", "zones": [1], "demand_factor": 3})
    event = market.scenario.mechanisms.events.happens[0]
    world = market.world
    there = world.cell_zone[world.consumers[base]] == 1
    assert 0 < there.sum() < len(there)
    assert demand.factors(market, event, minute).tolist() == np.where(there, 3.0, 1.0).tolist()


@pytest.mark.uncompiled
def test_who_finds_the_app_down_may_look_again_when_it_is_up():
    """Of needs within an hour of the end, by their luck; none of those that are foreseen."""
    down = {"kind": "app_outage", "window": ["10:00", "12:00"]}
    drawn = some_needs(40)
    drawn["at_min"][30:] = drawn["wanted_min"][30:] = 650.0  # too long before
    drawn["wanted_min"][20:30] = 720.0
    _, found = day_of(down, drawn=drawn, later_share=0.6, later_within_min=60)
    again = found[found["at_min"] > found["wanted_min"]]
    draws = np.array([luck.four(0, luck.EVENTS_AGAIN, who, 0, 0)[:2] for who in range(20)])
    looks = np.flatnonzero(draws[:, 0] < 0.6)
    assert sorted(again["consumer"].tolist()) == looks.tolist()
    by_who = again[np.argsort(again["consumer"])]
    assert by_who["at_min"] == pytest.approx(720 + 10 * draws[looks, 1])


@pytest.mark.uncompiled
def test_nobody_looks_again_after_midnight():
    down = {"kind": "app_outage", "window": ["23:00", "24:00"], "days": [0]}
    _, found = day_of(down, drawn=some_needs(40, 1400.0), later_share=1)
    assert len(found) == 40


class Out(Town):
    """A town of one consumer with the app down, or up."""

    def __init__(self, down=True, failing_share=0.0):
        super().__init__({"mechanisms": {NAME: {"enabled": True}}})
        self.now, self.mine, self.counts = (self.world.own[0][row][0] for row in range(3))
        self.now.app_down, self.now.failing_share = down, failing_share

    def chose(self, channel):
        chosen = chosen_by(channel)._replace(channel=int(channel))
        self.call(outage.chose, session_of(None, nth=7), chosen, 0.0)


@pytest.mark.uncompiled
@pytest.mark.parametrize("down", [True, False])
def test_while_the_app_is_down_none_of_its_channels_has_a_chance(down):
    town = Out(down)
    found = [town.call(outage.channel_utils, 2.0, None, int(channel)) for channel in Channel]
    assert found == ([-998, -998, 2] if down else [2, 2, 2])
    assert town.world.parts.takers.tolist() == [Taker.PLATFORM, Taker.PLATFORM, Taker.STORE]


@pytest.mark.uncompiled
def test_who_takes_nothing_may_come_again_for_that_need():
    town = Out()
    again = only(consumer=0, nth=7, at_min=730.0, wanted_min=700.0)
    assert town.call(outage.is_met, False, again)  # he was not there
    town.chose(-1)
    assert town.mine.waits_for == 7
    assert town.call(outage.is_met, False, again._replace(nth=6))
    assert not town.call(outage.is_met, False, again)
    assert town.call(outage.is_met, False, again)  # once
    usual = again._replace(wanted_min=730.0)
    assert [town.call(outage.is_met, met, usual) for met in (True, False)] == [True, False]
    assert (town.counts.n_found_down, town.counts.n_back, town.counts.n_walked) == (1, 1, 0)


@pytest.mark.uncompiled
def test_who_walks_in_is_counted_and_does_not_come_again():
    town = Out()
    town.chose(Channel.WALK_IN)
    assert (town.counts.n_found_down, town.counts.n_walked, town.mine.waits_for) == (1, 1, -1)
    up = Out(down=False)
    up.chose(-1)
    assert (up.counts.n_found_down, up.mine.waits_for) == (0, -1)


@pytest.mark.uncompiled
@pytest.mark.parametrize(
    ("failing", "draw", "share", "n_unpaid"),
    [(0.0, 0.5, 0.1, 0), (1.0, 0.5, 1.0, 1), (0.5, 0.5, 0.55, 1), (0.5, 0.6, 0.55, 0),
     (1.0, 0.05, 1.0, 0)],
)  # fmt: skip
def test_payments_fail_of_an_outage_beside_what_fails_anyhow(failing, draw, share, n_unpaid):
    town = Out(failing_share=failing)
    found = town.call(outage.payment_failure, 0.1, session_of(None, payment_draw=draw))
    assert found == pytest.approx(share)
    assert town.counts.n_unpaid == n_unpaid


@pytest.mark.parametrize(
    ("on", "off", "minute", "found"),
    [
        (600, 900, 700, (True, 0, 900)),
        (600, 900, 600, (False, 0, 900)),  # it begins by itself
        (600, 900, 900, (False, 0, 900)),
        (1320, 390, 1400, (True, 0, 1830)),
        (1320, 390, 100, (True, -1, 390)),
        (1320, 390, 700, (False, 0, 1830)),
    ],
)
def test_whose_shift_it_is_by_the_clock(on, off, minute, found):
    couriers = COURIER.empty(1)
    couriers["on_min"], couriers["off_min"] = on, off
    on_shift, day, end_min = shifts_now(couriers, float(minute))
    assert (bool(on_shift[0]), int(day[0]), float(end_min[0])) == found


FLEET = {
    "consumers": {"count": 1},
    "choice": {"opening_constant": -50},
    "couriers": {"count": 40, "attendance_share": 0.9,
                 "shifts": [{"share": 0.5, "start": "10:00", "end": "20:00"},
                            {"share": 0.5, "start": "12:00", "end": "22:00"}]},
}  # fmt: skip


@pytest.mark.uncompiled
def test_who_would_not_have_come_in_a_strike_leaves_and_returns():
    """By one draw a day: of those who begin before it and of those who begin within it."""
    strike = {"kind": "strike", "window": ["11:00", "14:00"], "attendance_factor": 0.5, "days": [0]}
    market = start(market_of(strike, changes=(ALIKE, FLEET)))
    draws = luck.uniforms(0, luck.ATTENDANCE, 40, 0)[:, 0]
    couriers = market.world.couriers
    early, comes, stays = couriers["on_min"] < 660, draws < 0.9, draws < 0.45
    strikes = early & comes & ~stays
    assert strikes.sum() > 5
    for at_min, on_duty in (
        (650, early & comes),
        (661, early & stays),
        (800, stays),
        (841, comes),
        (1250, comes & ~early),
    ):
        market.clock.run(until=float(at_min))
        assert ((couriers["doing"] != Doing.OFF) == on_duty).all(), at_min
    assert market.world.own[0][COUNTS_ROW]["n_struck"] == strikes.sum()
    worked_min = (660 - couriers["on_min"]) + (couriers["off_min"] - 840)
    assert couriers["on_shift_min"][strikes].tolist() == worked_min[strikes].tolist()


@pytest.mark.uncompiled
def test_while_the_sync_is_down_the_app_keeps_what_it_heard():
    down = {"kind": "sync_outage", "window": ["10:00", "11:00"]}
    changes = (ALIKE, {"consumers": {"count": 1}, "choice": {"opening_constant": -50}},
               {"stock": {"enabled": True, "sync_min": 15, "record_error_sd": 0}})  # fmt: skip
    market = start(market_of(down, changes=changes))
    stores = market.world.stores
    market.clock.run(until=599.0)
    stores["recorded_stock"] = 3
    market.clock.run(until=659.0)
    assert (stores["published_stock"] != 3).all()
    market.clock.run(until=661.0)
    assert (stores["published_stock"] == 3).all()


HAMLET = (SMALL, CALM, ALIKE, ASLEEP, {"consumers": {"count": 60}, "stores": {"count": 3}})
BUSY = [
    {"kind": "app_outage", "window": ["11:00", "12:30"]},
    {"kind": "payment_outage", "window": ["16:00", "20:00"]},
    {"kind": "strike", "window": ["11:30", "13:00"]},
    {"kind": "festival", "demand_factor": 3},
    {"kind": "cold", "demand_factor": 0.9, "per_30_days": 30},
]


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_without_events_every_day_is_ordinary():
    plain = run(scenario(*HAMLET), 0)
    nothing = run(scenario(*HAMLET, {"mechanisms": {NAME: {"enabled": True}}}), 0)
    assert differing(plain, nothing) == []


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_events_go_on_after_a_warm_up_and_a_stop():
    on = {"warmup_days": 1, "mechanisms": {NAME: {"enabled": True, "happens": BUSY}}}
    city = scenario(*HAMLET, on)
    whole, stopped = alive(city), alive(city)
    whole.live()
    stopped.clock.run(until=705.0)
    again = start(type(stopped).restore(stopped.snapshot()))
    again.live()
    assert digests(result_of(again)) == digests(result_of(whole))
    counts = whole.world.own[0][COUNTS_ROW][0]
    assert all((counts.n_more, counts.n_found_down, counts.n_unpaid))
    assert whole.world.own[0][NOW_ROW]["strike_factor"] == 1
    assert (whole.world.own[0][PEOPLE]["waits_for"] >= -PER_DAY).all()


def test_figures_are_those_of_a_day():
    tables = events.rows(scenario(SMALL))
    tables[COUNTS_ROW][0] = (30, 8, 2, 1, 4, 6, 10)
    result = SimpleNamespace(
        own={NAME: tables}, days=2, seed=0, scenario=eventful({"kind": "jam"}, days=2)
    )
    assert events.kpis(result) == {
        "event_daily_min": 180,
        "event_needs_per_day": 15,
        "app_down_per_day": 4,
        "app_down_walkin_share": 0.25,
        "app_down_elsewhere_share": 0.125,
        "app_down_again_share": 0.5,
        "payment_down_per_day": 3,
        "strikers_per_day": 5,
    }


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"traffic": [1.0] * 23}, "traffic has 23 hours; it needs 24, or none"),
        (
            {"happens": [{"kind": "jam", "lasts_min": 60}]},
            r"lasts_min \(60\) is of an event",
        ),
        ({"happens": [{"kind": "jam", "days": [7]}]}, r"happens\[0\].days: day 7 never comes"),
        ({"happens": [{"kind": "festival", "zones": [99]}]}, r"zones: there is no number 99"),
        ({"happens": [{"kind": "jam", "segments": ["fans"]}]}, "no segment named 'fans'"),
    ],
)
def test_what_cannot_be_is_refused(settings, said):
    with pytest.raises(ValueError, match=said):
        Scenario.model_validate({"title": "test", "mechanisms": {NAME: settings}})


def test_off_it_is_not_there():
    off = scenario({"mechanisms": {NAME: {"happens": [{"kind": "jam"}]}}})
    assert not events.MECHANISM.is_on(off.mechanisms.tables())
    assert Events().happens == ()


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
