"""Mechanisms in the reference: their own bodies, uncompiled; what is told anew is when they act."""

from types import SimpleNamespace

from sim import luck
from tests.reference import confirmation, returns, rival
from tests.reference.luck import four
from tests.reference.plain import kitchen, listeners

# What the reference tells anew.
LIVED = rival.LIVED | confirmation.LIVED | returns.LIVED


def at_moment(flow, moment, *args):
    """Let all who listen to a moment act."""
    for kernel, act in listeners(flow.world.parts, moment):
        if kernel not in LIVED:
            act(flow.rows, *args)


def reaction(flow, name, value, *args):
    """What those who react to a value make of it, one after the other."""
    for _, plain in listeners(flow.world.parts, name):
        value = plain(flow.rows, value, *args)
    return value


def told(flow, session):
    """What mechanisms are told of a session, the same all through it."""
    if session.told is None:
        session.told = _told(flow, session)
    return session.told


def _told(flow, session):
    x_m, y_m = session.place
    zone = int(flow.rows.cell_zone[session.cell])
    return SimpleNamespace(
        consumer_id=int(session.key.consumer),
        consumer=session.consumer,
        nth=int(session.key.nth),
        now=flow.now,
        minute=session.minute,
        at=SimpleNamespace(cell=session.cell, zone=zone, x_m=x_m, y_m=y_m),
        coupons=sum(1 << row for row in session.valid),
        basket_cents=session.basket_cents,
        work_factor=kitchen.work_factor(flow.rows, *session.key),
        prediction_error_min=kitchen.prediction_error_min(flow.rows, *session.key),
        payment_draw=four(flow, luck.OPENING, session.key)[3],
    )
