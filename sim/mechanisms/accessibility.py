"""Accessibility: for the old and the disabled the app is harder; a mode of its own helps them.

Row 62, «无障碍设计原则»: design for the elderly and the disabled.

    k = hard_factor                                         k' = 1 + (k - 1) * (1 - senior_mode)
    friction *= k' / mean of the segment for who finds the app hard, 1 / that mean for who does not
    mean of the segment = 1 + (k - 1) * share of those for whom it is hard
    log-odds of opening += opening_weight * senior_mode     of who finds it hard
    utils of the app    += app_weight * senior_mode         of who finds it hard

Everyone of `old_segments` finds it hard, and a lasting draw of `disabled_share` among all others.
Friction is what the core takes it for: losses at each step of the checkout, and trouble in
satisfaction with ease (`sim.mechanisms.cost_and_ease`), minutes and pages where
`sim.mechanisms.browsing` is on. Without the mode a segment's mean is its `friction`, as without the
mechanism: only who of it leaves differs. The mode does nothing for who does not find the app hard.

That such people are some 10 to 15 % and lose 1.5 to 3 times as many steps is an assumption, and so
are the weights; no experiment of such a mode is known to us.
"""

from typing import Any

import numpy as np
from numba import njit

from sim import luck
from sim.flow.choosing import nobody_chooses
from sim.flow.composed import is_platforms, own
from sim.flow.parts import Effect, Mechanism
from sim.flow.world import World
from sim.order import Channel
from sim.schema import Rows, Schema
from sim.settings.accessibility import Accessibility

NAME = "accessibility"

PEOPLE = Schema(
    ("hard", "i4", "1: finds the app hard"),
    ("factor", "f8", "friction over the mean of the segment"),
)
# Two rows, of the days that count: of who does not find it hard, of who does.
GROUPS = Schema(
    ("n_needs", "i8", "needs that might have opened the app"),
    ("n_sessions", "i8", "sessions"),
    ("n_chosen", "i8", "deliveries and pickups chosen"),
    ("n_orders", "i8", "of these, ordered"),
)
RULES = Schema(
    ("app_utils", "f8", "of what the app sells, by its mode"),
    ("opening_utils", "f8", "log-odds of opening the app, by its mode"),
)
_PEOPLE, _GROUPS, _RULES = range(3)


def rows(scenario: Any) -> tuple[Rows, ...]:
    """People who are yet to be drawn, counts of both groups and the rules."""
    settings: Accessibility = scenario.mechanisms.accessibility
    rules = RULES.row(
        app_utils=settings.app_weight * settings.senior_mode,
        opening_utils=settings.opening_weight * settings.senior_mode,
    )
    return PEOPLE.empty(scenario.consumers.count), GROUPS.empty(2), rules


def live_past(world: World, scenario: Any) -> None:
    """Draw for whom the app is hard, and how hard it is for everyone."""
    settings: Accessibility = scenario.mechanisms.accessibility
    people = own(world, NAME)[_PEOPLE]
    segments = scenario.consumers.segments
    old = np.array([segment.name in settings.old_segments for segment in segments])
    draws = luck.uniforms(int(world.state["seed"][0]), luck.DISABLED, len(people))[:, 0]
    segment = world.consumers["segment"]
    people["hard"] = old[segment] | (draws < settings.disabled_share)
    harder = settings.hard_factor - 1
    mean = 1 + harder * np.where(old, 1.0, settings.disabled_share)
    eased = 1 + harder * (1 - settings.senior_mode)
    people["factor"] = np.where(people["hard"], eased, 1.0) / mean[segment]


@njit
def friction(world, friction, consumer_id):
    """The app is harder for some."""
    return friction * own(world, NAME)[_PEOPLE][consumer_id].factor


@njit
def opening_utils(world, utils, consumer_id, now):
    """Who finds the app hard opens it more often in a mode of his own."""
    hard = own(world, NAME)[_PEOPLE][consumer_id].hard
    if now >= 0.0:
        own(world, NAME)[_GROUPS][hard].n_needs += 1
    return utils + hard * own(world, NAME)[_RULES][0].opening_utils


@njit
def channel_utils(world, utils, session, channel):
    """And finds what he looks for."""
    if not is_platforms(world, channel):
        return utils
    hard = own(world, NAME)[_PEOPLE][session.consumer_id].hard
    return utils + hard * own(world, NAME)[_RULES][0].app_utils


@njit
def chose(world, session, chosen, _hidden_cents):
    """Sessions, and choices that come to the checkout."""
    if session.now < 0.0:
        return
    group = own(world, NAME)[_GROUPS][own(world, NAME)[_PEOPLE][session.consumer_id].hard]
    group.n_sessions += 1
    group.n_chosen += int(chosen.channel == Channel.DELIVERY or chosen.channel == Channel.PICKUP)


@njit
def placed(world, order_id, now):
    """Who came through the checkout."""
    order = world.orders[order_id]
    if nobody_chooses(world) or now < 0.0:
        return
    if order.channel == Channel.DELIVERY or order.channel == Channel.PICKUP:
        own(world, NAME)[_GROUPS][own(world, NAME)[_PEOPLE][order.consumer].hard].n_orders += 1


def kpis(result: Any) -> dict[str, float | None]:
    """How far those come for whom the app is hard, and the gaps to all others."""
    groups = result.own[NAME][_GROUPS]
    return {
        "hard_conversion_share": _share(groups[1], "n_orders", "n_sessions"),
        "conversion_gap_share": _gap(groups, "n_orders", "n_sessions"),
        "checkout_gap_share": _gap(groups, "n_orders", "n_chosen"),
        "opening_gap_share": _gap(groups, "n_sessions", "n_needs"),
    }


def _gap(groups: Rows, part: str, whole: str) -> float | None:
    """The share among who does not find it hard, less that among who does."""
    others, hard = (_share(group, part, whole) for group in groups)
    return None if others is None or hard is None else others - hard


def _share(group: Any, part: str, whole: str) -> float | None:
    return float(group[part] / group[whole]) if group[whole] else None


MECHANISM = Mechanism(
    name=NAME,
    about="for the old and the disabled the app is harder; a mode of its own helps them",
    effects=(
        Effect(
            rows=(62,),
            term_zh="无障碍设计：长者模式",
            term="a mode for the old and the disabled: fewer of them are lost at the checkout",
            lever="mechanisms.accessibility.senior_mode",
            metric="checkout_gap_share",
            direction="-",
            evidence="assumption: what is hard loses people, and the mode makes it easy",
            change=("0", "1"),
            scenario="senior-mode",
        ),
        Effect(
            rows=(62,),
            term_zh="无障碍设计：长者模式",
            term="a mode for the old and the disabled: more of their sessions end with an order",
            lever="mechanisms.accessibility.senior_mode",
            metric="hard_conversion_share",
            direction="+",
            evidence="assumption: what is hard loses people, and the mode makes it easy",
            change=("0", "1"),
            scenario="senior-mode",
        ),
    ),
    settings=Accessibility,
    rows=rows,
    past=live_past,
    kpis=kpis,
    opening_utils=opening_utils,
    channel_utils=channel_utils,
    friction=friction,
    chose=chose,
    placed=placed,
)
