"""Moments in the life of an order, and of a session: what mechanisms listen to.

The flow calls each when it happens, after all that the core does then; what listens is in the
table of the world's parts (`sim.flow.parts`). Nobody listening costs a look, see
`sim.flow.table`. At every moment from `placed` on, but the last, a listener may add to the
order's scores, which satisfaction is made of when it ends. Of an order that is a stranger's nobody
is told: mechanisms keep what they know of consumers in rows by their numbers.
"""

from numba import njit

from sim.flow.choosing import Chosen, Session
from sim.flow.composed import hook, told_apart
from sim.flow.parts import Kernel
from sim.order import is_strangers


def _moment_of_order(name: str) -> Kernel:
    """A moment of an order that may be a stranger's."""
    tell = hook(name, int, float)

    def of_consumers(world, order_id, now):
        if not is_strangers(world.orders[order_id]):
            tell(world, order_id, now)

    return njit(told_apart(of_consumers, name))


# lived(world, consumer_id, nth, days_ago, felt): an order of somebody's past, the nth from the last
# one back, so many days before the run; `felt` of his experiences were worse (`sim.flow.past`).
lived = hook("lived", int, int, float, float)

# foreseen(world, need, now): a need is foreseen that arises at `need.wanted_min` all the same.
foreseen = hook("foreseen", "needs", float)

# session_opened(world, session): somebody looks for food in the app; see `sim.flow.choosing`.
session_opened = hook("session_opened", Session)

# chose(world, session, chosen, hidden_cents): somebody has compared all alternatives and takes one,
# or none; its fees are seen, of which so much was not reckoned with, and nothing is paid yet.
chose = hook("chose", Session, Chosen, float)

# passed(world, need, now): a stranger, who is none of the consumers, passes a store and may want a
# meal; `need.consumer` says which.
passed = hook("passed", "needs", float)

# placed(world, order_id, now): an order is paid and promised, or a walk-in sets out.
placed = hook("placed", int, float)

# due(world, order_id, leg, now): what a mechanism put on the calendar for an order comes due, as
# `sim.flow.calendar.EventKind.DUE`; `leg` says what it is, one of `Due`; all mechanisms are told.
due = hook("due", int, int, float)

# accepted(world, order_id, now): a courier takes it.
accepted = hook("accepted", int, float)

# ready(world, order_id, now): the food stands on the counter.
ready = _moment_of_order("ready")

# picked_up(world, order_id, now): it leaves the counter, with a courier or the consumer.
picked_up = _moment_of_order("picked_up")

# handed_over(world, order_id, now): the consumer holds it, and has not judged it yet.
handed_over = _moment_of_order("handed_over")

# ended(world, order_id, now): it has ended, fulfilled or not, and has been judged.
ended = _moment_of_order("ended")
