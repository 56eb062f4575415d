"""Worth: what a consumer thinks of channels and stores, in utils, apart from what it costs.

Whatever moves it, such as weather, habit or the rating, is added up once a session for a channel
and once for each store, never once an alternative: there it would be paid for some forty times a
session.
"""

from numba import njit

from sim.agents import consumer as consumers
from sim.flow import reactions
from sim.flow.choosing import Session
from sim.flow.composed import added, channel_call, in_turn, n_added, told_apart
from sim.flow.parts import Kernel, Parts
from sim.flow.table import Added

_worth_at = channel_call("worth", (Session,), float)


@njit(cache=True)
def of_store(world, session, store_id, metres, basket_cents):
    """What all channels of a store share: price against the usual, rating, habit, taste.

    Parameters
    ----------
    world
        The columns.
    session : Session
        Who looks at it.
    store_id : int
        The store.
    metres : float
        The way there.
    basket_cents : float
        What is wanted costs there.
    """
    extra_cents = basket_cents - session.basket_cents
    utils = consumers.store_utility(
        session.consumer,
        world.choice[0],
        extra_cents,
        world.stores[store_id].shown_quality,
        store_id == session.consumer.last_store,
    )
    return reactions.store_utils(world, utils, session, store_id, metres)


@njit(cache=True)
def friction(world, segment_id, consumer_id):
    """How hard the app is for a consumer of a segment, over the mean."""
    return reactions.friction(world, world.segments[segment_id].friction, consumer_id)


def _by_channel(parts: Parts) -> list[Kernel]:
    return [_of_channel(number, parts.channels[number].worth) for number in parts.chosen]


def _of_channel(number: int, worth: Kernel) -> Kernel:
    def put(world, session):
        utils = worth(world, session)
        world.worth[number] = reactions.channel_utils(world, utils, session, number)

    return njit(forceinline=True)(told_apart(put, number, worth))


@njit(cache=True)
def _of_added(world, session):
    """The same of the channels that mechanisms bring."""
    for nth in range(n_added(world)):
        number = added(world, nth, Added.NUMBER)
        utils = _worth_at(added(world, nth, Added.WORTH), world, session)
        world.worth[number] = reactions.channel_utils(world, utils, session, number)


# of_channels(world, session): into the scratch row World.worth, for as long as the session lasts.
of_channels = in_turn(_by_channel, _of_added)
