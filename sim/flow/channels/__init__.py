"""Channels: one file each says what a store's food is worth by it, and what becomes of an order.

To add one, write such a file, whose last line is its `CHANNEL`, and list it in `CHANNELS`; for a
test or a study, hand over a table that has it added, see `sim.flow.parts`.
"""

from numba import njit

from sim import luck
from sim.flow import race
from sim.flow.channels import delivery, pickup, walk_in
from sim.flow.choosing import count
from sim.flow.composed import in_turn, told_apart
from sim.flow.parts import Kernel, Parts, chosen_step

# Uniforms that one draw gives, see `sim.luck.four`.
FOUR = 4
# More than there will ever be, so that each has draws of its own for each store.
MOST_CHANNELS = 64

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
                who, item = session.consumer_id, store_id * MOST_CHANNELS + number
                draw = luck.luck(world.state[0].seed, luck.TASTE_BEYOND, who, session.nth, item)
            race.enter(world.race[nest], weight, draw, number, store_id, coupon, basket_cents)

    return njit(forceinline=True)(told_apart(enter, alternative, nest, number))


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


# enter(world, session, candidate): the alternatives of every channel, into the race.
enter = in_turn(_alternatives)

# place(world, session, chosen): by the channel that was chosen.
place = in_turn(_places)
