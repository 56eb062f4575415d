"""Outages of the app and of payment: who meets one, and what they do instead."""

from numba import njit

from sim.flow.choosing import NOTHING
from sim.flow.composed import is_rivals, own
from sim.mechanisms.events.columns import COUNTS_ROW, NAME, NOW_ROW, PEOPLE
from sim.order import Channel

# A channel that is worth so little has no chance.
_NEVER = -1000.0


@njit
def channel_utils(world, utils, _session, channel):
    """Channels of the app are worth nothing while it is down, reservations in it too."""
    in_app = channel != Channel.WALK_IN and not is_rivals(world, channel)
    return utils + _NEVER if in_app and own(world, NAME)[NOW_ROW][0].app_down else utils


@njit
def chose(world, session, chosen, _hidden_cents):
    """Somebody found the app down, and walks in, orders elsewhere, or takes nothing for now."""
    if not own(world, NAME)[NOW_ROW][0].app_down:
        return
    if chosen.channel == NOTHING:
        own(world, NAME)[PEOPLE][session.consumer_id].waits_for = session.nth
    if world.state[0].day < 0:
        return
    counts = own(world, NAME)[COUNTS_ROW][0]
    counts.n_found_down += 1
    if chosen.channel == Channel.WALK_IN:
        counts.n_walked += 1
    elif chosen.channel != NOTHING and is_rivals(world, chosen.channel):
        counts.n_elsewhere += 1


@njit
def is_met(world, met, need):
    """A need that comes again is of who found the app down for it, and of nobody else."""
    if need.wanted_min >= need.at_min:
        return met
    mine = own(world, NAME)[PEOPLE][need.consumer]
    if met or mine.waits_for != need.nth:
        return True
    mine.waits_for = -1
    if world.state[0].day >= 0:
        own(world, NAME)[COUNTS_ROW][0].n_back += 1
    return False


@njit
def payment_failure(world, share, session):
    """In an outage of payment more fail, each independently of what else makes one fail."""
    failing = own(world, NAME)[NOW_ROW][0].failing_share
    if failing <= 0.0:
        return share
    more = share + failing - share * failing
    if share <= session.payment_draw < more and world.state[0].day >= 0:
        own(world, NAME)[COUNTS_ROW][0].n_unpaid += 1
    return more
