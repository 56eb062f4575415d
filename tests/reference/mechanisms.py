"""Mechanisms in the reference: their own bodies, uncompiled; what is told anew is when they act."""

import sys
from types import SimpleNamespace

from tests.reference.plain import uncompiled


def at_moment(flow, moment, *args):
    """Let all who listen to a moment act."""
    for listener in flow.world.parts.listeners(moment):
        _plain(listener)(flow.rows, *args)


def expected_wait(flow, promise_min, consumer_id, store_id):
    """What a consumer expects who is promised a delivery from a store in so many minutes."""
    session, candidate = (
        SimpleNamespace(consumer_id=consumer_id),
        SimpleNamespace(store_id=store_id),
    )
    wait_min = promise_min
    for believe in flow.world.parts.listeners("expected_wait"):
        wait_min = _plain(believe)(flow.rows, wait_min, session, candidate)
    return wait_min


def _plain(kernel):
    return getattr(uncompiled(sys.modules[kernel.__module__]), kernel.__name__)
