"""The clock: the flow catches up before every event, and its news are heard on the minute."""

import pytest

from sim.clock import Clock
from sim.flow.news import News, NewsItem
from sim.turns import Turn
from tests.sim.worlds import WALK_IN_ONLY, Town


class Diary:
    """A flow that notes how far it was asked to live, and has news at given times."""

    def __init__(self, *news):
        self.now_min = 0.0
        self.log = []
        self._news = list(news)

    def advance(self, until_min):
        if self._news and self._news[0][0] < until_min:
            self.now_min, store = self._news.pop(0)
            return NewsItem(News.SOLD_OUT, store, self.now_min)
        self.now_min = until_min
        self.log.append(("flow", until_min))
        return None


def told(clock, name, *delays):
    """A process that notes when it goes on."""
    for delay in delays:
        yield clock.timeout(delay)
        clock._flow.log.append((name, clock.now))


def test_the_flow_catches_up_before_every_event():
    flow = Diary()
    clock = Clock(flow)
    clock.process(told(clock, "a", 2, 3))
    clock.process(told(clock, "b", 4))
    clock.run(until=10)
    # Without repetitions: a process's begin and its end are events too.
    assert list(dict.fromkeys(flow.log)) == [
        ("flow", 0),
        ("flow", 2),
        ("a", 2),
        ("flow", 4),
        ("b", 4),
        ("flow", 5),
        ("a", 5),
        ("flow", 10),
    ]


def test_turns_at_one_moment_go_in_their_order_however_they_were_asked_for():
    flow = Diary()
    clock = Clock(flow)
    for turn in (
        Turn.MOVES,
        Turn.SHIFTS,
        Turn.DISPATCH,
        Turn.DECISIONS,
        Turn.EXOGENOUS,
        Turn.STOCK,
    ):
        clock.process(comes(clock, turn.name, 7.1, turn))
    clock.run(until=10)
    happened = [entry for entry in flow.log if entry[0] != "flow"]
    assert happened == [(turn.name, 7.1) for turn in Turn]


def test_within_a_turn_the_written_place_decides():
    flow = Diary()
    clock = Clock(flow)
    for name, place in (("third", 2), ("first", 0), ("second", 1)):
        clock.process(comes(clock, name, 7.1, Turn.STOCK, place))
    clock.process(comes(clock, "before", 7.1, Turn.SHIFTS, 999))
    clock.run(until=10)
    assert [name for name, _ in flow.log if name != "flow"] == [
        "before", "first", "second", "third",
    ]  # fmt: skip


def test_a_plain_timeout_goes_before_all_turns():
    flow = Diary()
    clock = Clock(flow)
    clock.process(comes(clock, "world", 7, Turn.EXOGENOUS))
    clock.process(told(clock, "timeout", 7))
    clock.run(until=10)
    assert [name for name, _ in flow.log if name != "flow"] == ["timeout", "world"]


def comes(clock, name, at_min, turn, place=0):
    """A process that notes when it is its turn."""
    yield clock.at(at_min, turn, place)
    clock._flow.log.append((name, clock.now))


def test_a_time_that_is_over_is_refused_and_the_clock_stays():
    clock = Clock(Diary())
    clock.run(until=7.1)
    with pytest.raises(ValueError, match=r"minute 7\.0 is over: it is 7\.1"):
        clock.at(7.0, Turn.STOCK)
    clock.at(7.1, Turn.STOCK)
    assert clock.now == 7.1


@pytest.mark.parametrize("at_min", [7.1, 1e5 + 1 / 3, 1 + 2**-52])
def test_news_are_heard_at_their_exact_time(at_min):
    """The last one is not what now + (at - now) gives in floats, 2**-53 after the start."""
    flow = Diary((at_min, 5))
    clock = Clock(flow)

    def hear(store):
        flow.log.append(("news", store, clock.now))
        clock.process(told(clock, "later", 4))

    clock.listen(News.SOLD_OUT, hear)
    clock.process(told(clock, "a", 2**-53, 2e5))
    clock.run(until=3e5)
    said = [entry for entry in flow.log if entry[0] in ("news", "later")]
    assert said == [("news", 5, at_min), ("later", at_min + 4)]


def test_several_news_before_one_event_are_heard_in_their_order():
    flow = Diary((1.0, 7), (1.0, 3), (2.0, 7))
    clock = Clock(flow)
    clock.listen(News.SOLD_OUT, lambda store: flow.log.append((store, clock.now)))
    clock.run(until=10)
    assert [entry for entry in flow.log if entry[0] != "flow"] == [(7, 1), (3, 1), (7, 2)]


def test_news_that_nobody_listens_to_are_passed_over():
    flow = Diary((1.0, 7))
    Clock(flow).run(until=10)
    assert flow.now_min == 10


def test_who_hears_news_may_change_what_the_flow_meets_next():
    """A store that sells out at 3 is closed at 5: orders of 4 fail, those of 6 not."""
    town = Town({"stock": {"enabled": True}}, stores=[{"physical_stock": 0}], homes=[(0, 0)] * 3)
    town.needs((3, 0), (4, 1), (6, 2))

    def closing():
        yield clock.timeout(2)
        town.world.stores["published_stock"] = 0

    clock = Clock(town)
    clock.listen(News.SOLD_OUT, lambda store: clock.process(closing()))
    clock.run(until=20)
    assert town.orders["placed_min"].tolist() == [3, 4]


def test_at_equal_times_processes_go_first_then_events_then_needs():
    """At minute 10 the price level rises, the cook is done, and the next walk-in comes."""
    town = Town(WALK_IN_ONLY, homes=[(0, 0)] * 2)
    clock = Clock(town)
    seen = []

    def dearer():
        yield clock.timeout(10)
        town.world.stores["price_level"] = 2
        seen.append(town.ending(0))

    town.needs((0, 0), (10, 1))
    clock.process(dearer())
    clock.run(until=11)
    assert seen == ["cooking"]
    assert town.orders["basket_cents"].tolist() == [4000, 8000]
    assert town.orders["promised_min"].tolist() == [10, 20]


def test_processes_of_the_same_moment_go_in_the_order_of_their_start():
    flow = Diary()
    clock = Clock(flow)
    for name in ("first", "second", "third"):
        clock.process(told(clock, name, 5))
    clock.run(until=6)
    assert [name for name, _ in flow.log if name != "flow"] == ["first", "second", "third"]
