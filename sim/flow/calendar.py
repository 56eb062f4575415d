"""The calendar: a binary heap of events, ordered by time and then by the order of pushing."""

from enum import IntEnum, unique

from numba import njit


class EventKind(IntEnum):
    """What happens, and to whom."""

    COOKED = 0  # an order's food is ready
    AT_STOP = 1  # a courier has something to do at a stop
    AT_STORE = 2  # an order's consumer comes to the store
    IMPATIENT = 3  # an order's consumer has waited long enough, see sim.flow.patience
    DUE = 4  # what was planned for an order comes due, see Due


@unique
class Due(IntEnum):
    """What comes due, the `leg` of such an event. A new one takes the next number.

    All mechanisms are told of each, so that no two may mean different things by one number.
    """

    KITCHEN = 0  # a store looks at its queue for a booked order, see sim.flow.booking
    SLOT = 1  # a reserved slot begins
    ANSWER = 2  # a store answers whether it takes an order
    PAUSE = 3  # a store that has paused looks at its queue
    WISH = 4  # somebody wishes to return an order
    RIVALS_DOOR = 5  # a rival's courier is at the door


@njit(cache=True)
def push(world, at_min, kind, subject, leg):
    """Add an event; the caller has made sure of room (see `loop.has_room`).

    Parameters
    ----------
    world
        The columns.
    at_min : float
        Minutes since the run's first midnight.
    kind : EventKind
        What happens.
    subject : int
        Row of the order or courier.
    leg : int
        The courier's leg it belongs to, void once another has begun; of impatience, how far the
        order was taken to be; of what comes due, what it is, see `Due`; else 0.
    """
    state = world.state[0]
    heap = world.heap
    position = state.heap_size
    state.heap_size += 1
    state.sequence += 1
    while position > 0:
        parent = (position - 1) >> 1
        if heap[parent].at_min <= at_min:
            break
        heap[position] = heap[parent]
        position = parent
    event = heap[position]
    event.at_min = at_min
    event.sequence = state.sequence
    event.kind = kind
    event.subject = subject
    event.leg = leg


@njit(cache=True)
def drop_first(world):
    """Remove the earliest event."""
    state = world.state[0]
    heap = world.heap
    state.heap_size -= 1
    size = state.heap_size
    if size == 0:
        return
    last = heap[size]
    position = 0
    while True:
        child = 2 * position + 1
        if child >= size:
            break
        if child + 1 < size and _before(heap[child + 1], heap[child]):
            child += 1
        if not _before(heap[child], last):
            break
        heap[position] = heap[child]
        position = child
    heap[position] = last


@njit(cache=True, forceinline=True)
def _before(event, other):
    if event.at_min != other.at_min:
        return event.at_min < other.at_min
    return event.sequence < other.sequence
