"""What tests look for in a log."""

import numpy as np

from sim.order import Channel


def orders_of(log, channel=None, cause=None):
    orders = log["orders"]
    if channel is not None:
        orders = orders[orders["channel"] == channel]
    if cause is not None:
        orders = orders[orders["cause"] == cause]
    return orders


def bundled(log):
    """Deliveries that were on board together with another one."""
    carried = orders_of(log, Channel.DELIVERY, cause=0)
    carried = carried[np.lexsort((carried["picked_up_min"], carried["courier"]))]
    same = carried["courier"][1:] == carried["courier"][:-1]
    return same & (carried["picked_up_min"][1:] < carried["ended_min"][:-1])
