"""Channel habit: people order by the channel they ordered by last, and changing it is trouble.

Row 7, «全渠道覆盖»: one way through all channels.

    utils of a channel -= switch_friction * (1 - seamless_share)    if it is not the last one

The last channel is that of the last order that was placed, or of the last time one walked in. Who
has never ordered has none. Each channel asks for something that another has already: an address, a
way of paying, where to go and stand; `seamless_share` of it is spared where one account, basket and
history hold in all of them. That people stay with what they did is the bias of Samuelson and
Zeckhauser 1988; how far is a choice. Habit of a store is the core's, `choice.inertia`.

It only takes: switched on, some orders that would have changed the channel are not placed.
"""

from typing import Any

import numpy as np
from numba import njit

from sim import luck
from sim.flow.choosing import nobody_chooses
from sim.flow.composed import own
from sim.flow.parts import Effect, Mechanism
from sim.flow.world import World
from sim.mechanisms.figures import ratio
from sim.order import Channel, is_measured
from sim.schema import Rows, Schema
from sim.settings.channel_habit import ChannelHabit

NAME = "channel_habit"

LAST = Schema(("channel", "i4", "of the last order; -1: none yet"))
# One row, of the days that count.
COUNTS = Schema(
    ("n_again", "i8", "orders by the channel of the one before"),
    ("n_changed", "i8", "orders by another"),
)
RULES = Schema(("friction", "f8", "utils less of each channel but the last"))
_PEOPLE, _COUNTS, _RULES = range(3)


def rows(scenario: Any) -> tuple[Rows, ...]:
    """Nobody's last channel, counts and the rule."""
    settings: ChannelHabit = scenario.mechanisms.channel_habit
    people = LAST.empty(scenario.consumers.count)
    people["channel"] = -1
    friction = settings.switch_friction * (1 - settings.seamless_share)
    return people, COUNTS.empty(1), RULES.row(friction=friction)


@njit
def channel_utils(world, utils, session, channel):
    """Another channel than the last is trouble."""
    last = own(world, NAME)[_PEOPLE][session.consumer_id].channel
    if last < 0 or last == channel:
        return utils
    return utils - own(world, NAME)[_RULES][0].friction


@njit
def placed(world, order_id, _now):
    """The channel is remembered, and whether it is another one."""
    if nobody_chooses(world):
        return
    order = world.orders[order_id]
    mine = own(world, NAME)[_PEOPLE][order.consumer]
    if mine.channel >= 0 and is_measured(order):
        counts = own(world, NAME)[_COUNTS][0]
        changed = int(mine.channel != order.channel)
        counts.n_changed += changed
        counts.n_again += 1 - changed
    mine.channel = order.channel


def live_past(world: World, scenario: Any) -> None:
    """Who has ordered before did it by a channel, drawn by the usual shares."""
    settings: ChannelHabit = scenario.mechanisms.channel_habit
    people, _, _ = own(world, NAME)
    draws = luck.uniforms(int(world.state["seed"][0]), luck.LAST_CHANNEL, len(people))[:, 0]
    fetched = draws < settings.usual_pickup_share + settings.usual_walkin_share
    last = np.where(fetched, Channel.WALK_IN, Channel.DELIVERY)
    last[draws < settings.usual_pickup_share] = Channel.PICKUP
    people["channel"] = np.where(world.consumers["last_store"] >= 0, last, -1)


def kpis(result: Any) -> dict[str, float | None]:
    """How often people change the channel."""
    counts = result.own[NAME][_COUNTS][0]
    changed, orders = int(counts["n_changed"]), int(counts["n_changed"] + counts["n_again"])
    return {"channel_change_share": ratio(changed, orders)}


MECHANISM = Mechanism(
    name=NAME,
    about="people order by the channel of their last order; changing it is trouble",
    effects=(
        Effect(
            rows=(7,),
            term_zh="渠道切换阻力",
            term="friction of changing channels",
            lever="mechanisms.channel_habit.switch_friction",
            metric="channel_change_share",
            direction="-",
            evidence="Samuelson and Zeckhauser 1988: people stay with what they did",
            change=("0", "0.6"),
            scenario="channel-habit",
        ),
        Effect(
            rows=(7,),
            term_zh="全渠道无缝衔接",
            term="one account and basket in all channels: less friction",
            lever="mechanisms.channel_habit.seamless_share",
            metric="orders_per_day",
            direction="+",
            evidence="assumption: friction keeps some who would change from ordering",
            change=("0", "1"),
            scenario="channel-habit",
        ),
    ),
    settings=ChannelHabit,
    rows=rows,
    past=live_past,
    kpis=kpis,
    channel_utils=channel_utils,
    placed=placed,
)
