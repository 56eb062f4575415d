"""Returns: somebody wishes to return an order some time after its end.

When he does, and what he does then, are the mechanism's own.
"""

import math

from sim.flow.composed import has
from sim.mechanisms import returns
from tests.reference.plain import uncompiled

# What is told anew here, and not to be lived twice.
LIVED = {returns.ended, returns.due}


def begin(order):
    """An order has ended."""
    flow = order.flow
    if has(flow.world, returns.NAME):
        at_min = _bodies().wished_min(flow.rows, order.id, flow.now)
        if at_min < math.inf:
            flow.env.process(_wish(order, at_min))


def _wish(order, at_min):
    yield order.flow.env.at(at_min)
    _bodies().decide(order.flow.rows, order.id)


def _bodies():
    return uncompiled(returns)
