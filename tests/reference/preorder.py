"""Orders ahead: they wait for their time, then they are cooked, and brought or fetched."""

from sim.mechanisms.preorder import ahead
from sim.order import Channel
from tests.reference import visit
from tests.reference.reservation import begin_in_time


def plan(flow, consumer_id):
    """The row of a consumer's latest order ahead."""
    return _own(flow)[ahead.PLANS][int(consumer_id)]


def rules(flow):
    """The row of rules."""
    return _own(flow)[ahead.RULES_ROW][0]


def _own(flow):
    names = [part.name for part in flow.world.parts.owners]
    return flow.world.own[names.index(ahead.NAME)]


def keep(order):
    """Once the kitchen begins, its consumer may lose patience, and it is brought or fetched."""
    flow = order.flow
    yield from begin_in_time(order)
    if flow.rows.patience[0].enabled:
        flow.env.process(visit.lose_patience(order))
    if order.row.channel == Channel.DELIVERY:
        flow.dispatch.add(order)
    else:
        flow.env.process(visit.collect(order))
