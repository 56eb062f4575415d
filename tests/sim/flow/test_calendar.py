"""The calendar gives events back by time, and ties in the order of pushing."""

from hypothesis import given
from hypothesis import strategies as st

from sim.flow import calendar
from sim.flow.calendar import EventKind
from tests.sim.worlds import Town

# Few different times, so that ties are common.
TIMES = st.integers(0, 9).map(float)


def push(town, at_min, subject, kind=EventKind.COOKED, leg=0):
    town.call(calendar.push, at_min, kind, subject, leg)


def pop(town):
    first = town.world.heap[0]
    event = float(first.at_min), int(first.subject)
    town.call(calendar.drop_first)
    return event


@given(st.lists(TIMES, max_size=60))
def test_events_come_out_by_time_and_then_by_the_order_of_pushing(times):
    town = Town()
    for subject, at_min in enumerate(times):
        push(town, at_min, subject)
    assert town.world.state["heap_size"][0] == len(times)
    events = [pop(town) for _ in times]
    assert events == sorted((at_min, subject) for subject, at_min in enumerate(times))
    assert town.world.state["heap_size"][0] == 0


@given(st.lists(st.one_of(TIMES, st.none()), max_size=80))
def test_pushes_and_pops_may_alternate(steps):
    """A number pushes an event at that time, None takes the earliest out."""
    town = Town()
    pending = []
    for subject, at_min in enumerate(steps):
        if at_min is not None:
            push(town, at_min, subject)
            pending.append((at_min, subject))
        elif pending:
            earliest = min(pending)
            assert pop(town) == earliest
            pending.remove(earliest)
    assert town.world.state["heap_size"][0] == len(pending)


def test_an_event_keeps_what_it_is_about():
    town = Town()
    push(town, 2.5, 17, kind=EventKind.AT_STOP, leg=3)
    event = town.world.heap[0]
    assert (event.at_min, event.kind, event.subject, event.leg) == (2.5, EventKind.AT_STOP, 17, 3)
    assert event.sequence == 1
