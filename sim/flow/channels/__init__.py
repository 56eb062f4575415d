"""Channels: one file each says what a store's food is worth by it, and what becomes of an order.

To add one, write such a file, whose last line is its `CHANNEL`, and list it in `CHANNELS`; for a
test or a study, hand over a table that has it added, see `sim.flow.parts`.
"""

from numba import njit

from sim import luck
from sim.flow import race
from sim.flow.channels import delivery, pickup, walk_in
from sim.flow.choosing import Candidate, Chosen, Session, count
from sim.flow.composed import added, channel_call, in_turn, n_added, told_apart
from sim.flow.parts import Kernel, Parts, chosen_step
from sim.flow.table import Added

# Uniforms that one draw gives, see `sim.luck.four`.
FOUR = 4
# More than there will ever be, so that each has draws of its own for each store.
MOST_CHANNELS = 64

_alternative_at = channel_call("alternative", (Session, Candidate, float), tuple[float, int, float])
_place_at = channel_call("place", (Session, Chosen))

# The channels of every market; a channel's position is its number, `sim.order.Channel`.
CHANNELS = (delivery.CHANNEL, pickup.CHANNEL, walk_in.CHANNEL)


def _alternatives(parts: Parts) -> list[Kernel]:
    return [_alternative(parts, number) for number in parts.chosen]


def _alternative(parts: Parts, number: int) -> Kernel:
    """A candidate's alternative by one channel enters the race of the channel's nest."""
    channel = parts.channels[number]
    alternative, nest = channel.alternative, parts.nests.index(channel.nest)
    # A constant of what is compiled: a function that draws is felt where it is called so often.
    is_shared, place = number < FOUR, min(number, FOUR - 1)

    def enter(world, session, candidate):
        utils = candidate.utils + world.worth[number]
        weight, coupon, basket_cents = alternative(world, session, candidate, utils)
        if weight > 0.0:
            store_id, draw = candidate.store_id, candidate.draws[place]
            if not is_shared:
                draw = _draw(world, session, store_id, number)
            race.enter(world.race[nest], weight, draw, number, store_id, coupon, basket_cents)

    return njit(forceinline=True)(told_apart(enter, alternative, nest, number))


@njit(cache=True)
def _draw(world, session, store_id, number):
    """The uniform of a consumer, need, store and channel, of a channel beyond the first four."""
    item = store_id * MOST_CHANNELS + number
    return luck.luck(world.state[0].seed, luck.TASTE_BEYOND, session.consumer_id, session.nth, item)


@njit(cache=True)
def _enter_added(world, session, candidate):
    """The same of the channels that mechanisms bring."""
    for nth in range(n_added(world)):
        number = added(world, nth, Added.NUMBER)
        utils = candidate.utils + world.worth[number]
        weight, coupon, basket_cents = _alternative_at(
            added(world, nth, Added.ALTERNATIVE), world, session, candidate, utils
        )
        if weight > 0.0:
            nest, store_id = world.race[added(world, nth, Added.NEST)], candidate.store_id
            draw = candidate.draws[min(number, FOUR - 1)]
            if number >= FOUR:
                draw = _draw(world, session, store_id, number)
            race.enter(nest, weight, draw, number, store_id, coupon, basket_cents)


def _places(parts: Parts) -> list[Kernel]:
    return [_place(parts, number) for number in parts.chosen]


def _place(parts: Parts, number: int) -> Kernel:
    """What was chosen is placed if it was chosen by this channel."""
    channel = parts.channels[number]
    place, step = channel.place, parts.steps.index(chosen_step(channel))

    def place_own(world, session, chosen):
        if chosen.channel == number:
            count(world, session, step)
            place(world, session, chosen)

    return njit(told_apart(place_own, place, step, number))


@njit(cache=True)
def _place_added(world, session, chosen):
    """The same by a channel that a mechanism brings."""
    for nth in range(n_added(world)):
        if chosen.channel == added(world, nth, Added.NUMBER):
            count(world, session, added(world, nth, Added.STEP))
            _place_at(added(world, nth, Added.PLACE), world, session, chosen)


# enter(world, session, candidate): the alternatives of every channel, into the race.
enter = in_turn(_alternatives, _enter_added)

# place(world, session, chosen): by the channel that was chosen.
place = in_turn(_places, _place_added)
