"""Browsing: what a session sees, which menus it opens, whether it fills a cart, and how long.

Rows 8 and 61, «一站式购物体验», «界面简洁，降低跳出率»: few steps, a plain interface.

    eagerness = U(app) - U(nothing), as drawn for the choice itself
    menu if eagerness > -menu_utils;  cart if eagerness > -cart_utils;  order only if it is > 0
    menus   = 1 + Poisson(more_menus)
    minutes = friction * (pages * page_min + menus * menu_min + steps * step_min)
    utils of the app -= friction * (page_weight * more pages
                        + value of a minute * (page_min * more pages + step_min * more steps))

A session of the core compares all and takes one or nothing. Here it is told how far it came, by the
very draws of that choice (an ordered logit: McCullagh 1980): who orders has filled a cart and
opened a menu, who nearly ordered has filled a cart and left it when all was added up, who found
nothing near to what he wanted left the first page: he bounced. So it moves no order by itself.
Pages and steps beyond the usual ones are felt before the choice, by their minutes and by
`page_weight`. A session that opened no menu takes the minutes of one page; steps are those of who
chose something to pay in the app.

Sizes are set so that of stores seen 8 to 12 % have their menu opened, 25 to 35 % of menus lead to a
cart and 55 to 65 % of carts to an order, as practitioners report, each within 30 %. Minutes pass
for the consumer and not on the clock: an order is placed when the need arises.
"""

import math
from typing import Any

from numba import njit

from sim import luck
from sim.flow import reactions, shelf, worth
from sim.flow.choosing import nobody_chooses
from sim.flow.composed import is_platforms, own
from sim.flow.funnel import Step
from sim.flow.parts import Effect, Mechanism
from sim.mechanisms.figures import ratio
from sim.order import Channel
from sim.schema import Rows, Schema
from sim.settings.browsing import Browsing

NAME = "browsing"

# The app's nest is that of the first channel of every market.
_APP = 0

# Of the session under way, or the last one.
PEOPLE = Schema(
    ("n_seen", "i8", "stores seen"),
    ("minutes", "f8", "that it took"),
)
# One row, of the days that count.
COUNTS = Schema(
    ("n_sessions", "i8", "sessions in the app"),
    ("n_impressions", "i8", "stores seen: looked at, open, listed and within reach"),
    ("n_bounced", "i8", "sessions that opened no menu"),
    ("n_menus", "i8", "menus opened"),
    ("n_carts", "i8", "carts filled"),
    ("minutes", "f8", "of all sessions"),
    ("n_orders", "i8", "orders placed in the app"),
    ("order_minutes", "f8", "of the sessions that led to them"),
)
RULES = Schema(
    ("pages", "f8", "between opening the app and a menu"),
    ("usual_pages", "f8", "of these, the usual ones"),
    ("usual_steps", "f8", "of the checkout"),
    ("page_weight", "f8", "utils less for a page"),
    ("page_min", "f8", "minutes of a page"),
    ("menu_min", "f8", "minutes of a menu"),
    ("step_min", "f8", "minutes of a step of the checkout"),
    ("menu_utils", "f8", "below nothing, and a menu is opened"),
    ("cart_utils", "f8", "below nothing, and a cart is filled"),
    ("more_menus", "f8", "beside the first, mean"),
)
_PEOPLE, _COUNTS, _RULES = range(3)


def rows(scenario: Any) -> tuple[Rows, ...]:
    """Nobody's minutes yet, counts and rules."""
    settings: Browsing = scenario.mechanisms.browsing
    rules = RULES.row(**settings.model_dump(include={column.name for column in RULES.columns}))
    return PEOPLE.empty(scenario.consumers.count), COUNTS.empty(1), rules


@njit
def channel_utils(world, utils, session, channel):
    """Pages and steps more than usual make all that the app sells worth less."""
    if not is_platforms(world, channel):
        return utils
    rules = own(world, NAME)[_RULES][0]
    pages = rules.pages - rules.usual_pages
    steps = world.choice[0].checkout_steps - rules.usual_steps
    if pages == 0.0 and steps == 0.0:
        return utils
    minutes = rules.page_min * pages + rules.step_min * steps
    trouble = rules.page_weight * pages + session.consumer.wait_sensitivity * minutes
    return utils - worth.friction(world, session.consumer.segment, session.consumer_id) * trouble


@njit
def session_opened(world, session):
    """Nothing is seen yet."""
    own(world, NAME)[_PEOPLE][session.consumer_id].n_seen = 0


@njit
def store_utils(world, utils, session, store_id, metres):
    """Count a store that is seen: listed, and within reach; it is worth what it was.

    Parameters
    ----------
    world
        The columns.
    utils : float
        What it is worth.
    session : Session
        Who looks at it.
    store_id : int
        The store, open.
    metres : float
        The way there.
    """
    store = world.stores[store_id]
    radius_m = max(world.tariff[store.zone].radius_m, world.choice[0].walk_radius_m)
    if shelf.is_offered(world, store) and metres <= radius_m * world.travel[0].detour:
        own(world, NAME)[_PEOPLE][session.consumer_id].n_seen += 1
    return utils


@njit
def chose(world, session, chosen, _hidden_cents):
    """Tell how far the session came, and how long it took."""
    rules = own(world, NAME)[_RULES][0]
    in_app = chosen.channel == Channel.DELIVERY or chosen.channel == Channel.PICKUP
    eager = math.inf if in_app else eagerness(world, session)
    menus = n_menus(world, session, eager, rules)
    minutes = rules.page_min * (rules.pages if menus > 0 else min(rules.pages, 1.0))
    minutes += rules.menu_min * menus
    if in_app:
        minutes += rules.step_min * world.choice[0].checkout_steps
    minutes *= worth.friction(world, session.consumer.segment, session.consumer_id)
    mine = own(world, NAME)[_PEOPLE][session.consumer_id]
    mine.minutes = minutes
    if session.now < 0.0:
        return
    counts = own(world, NAME)[_COUNTS][0]
    counts.n_sessions += 1
    counts.n_impressions += mine.n_seen
    counts.n_bounced += int(menus == 0)
    counts.n_menus += menus
    counts.n_carts += int(eager > -rules.cart_utils)
    counts.minutes += minutes


@njit
def eagerness(world, session):
    """By how many utils the best of the app is better than nothing, as drawn for the choice."""
    nest, choice = world.race[_APP], world.choice[0]
    if nest.weight <= 0.0:
        return -math.inf
    nothing, app, _, _ = luck.four(
        world.state[0].seed, luck.NEST, session.consumer_id, session.nth, 0
    )
    app = reactions.nest_draw(world, app, session.consumer_id, session.nth, _APP)
    utils = choice.nest_scale * math.log(nest.weight) - choice.nothing_constant
    return utils + math.log(-math.log(nothing)) - math.log(-math.log(app))


@njit
def n_menus(world, session, eager, rules):
    """How many menus are opened by one so eager."""
    if eager <= -rules.menu_utils:
        return 0
    draw = luck.luck(world.state[0].seed, luck.MENUS, session.consumer_id, session.nth)
    return 1 + luck.poisson(rules.more_menus, draw)


@njit
def placed(world, order_id, now):
    """An order of the app took the minutes of its session."""
    order = world.orders[order_id]
    if nobody_chooses(world) or now < 0.0 or not is_platforms(world, order.channel):
        return
    counts = own(world, NAME)[_COUNTS][0]
    counts.n_orders += 1
    counts.order_minutes += own(world, NAME)[_PEOPLE][order.consumer].minutes


def kpis(result: Any) -> dict[str, float | None]:
    """The funnel from what is seen to what is paid, and its minutes."""
    counts = result.own[NAME][_COUNTS][0]
    paid = int(result.funnel.sum(axis=(0, 1, 2))[Step.PAID])
    return {
        "impressions_per_session": ratio(counts["n_impressions"], counts["n_sessions"]),
        "bounce_share": ratio(counts["n_bounced"], counts["n_sessions"]),
        "menu_share": ratio(counts["n_menus"], counts["n_impressions"]),
        "cart_share": ratio(counts["n_carts"], counts["n_menus"]),
        "cart_order_share": ratio(paid, counts["n_carts"]),
        "session_mean_min": ratio(counts["minutes"], counts["n_sessions"]),
        "open_to_order_mean_min": ratio(counts["order_minutes"], counts["n_orders"]),
    }


MECHANISM = Mechanism(
    name=NAME,
    about="what a session sees, opens and puts in a cart, how long it takes, and what pages cost",
    effects=(
        Effect(
            rows=(8, 61),
            term_zh="简化步骤，缩短决策周期",
            term="fewer steps: less time from opening the app to the order",
            lever="choice.checkout_steps",
            metric="open_to_order_mean_min",
            direction="-",
            evidence="by definition",
            change=("3", "1"),
            scenario="app-funnel",
        ),
        Effect(
            rows=(8,),
            term_zh="减少购物中断",
            term="fewer steps: fewer carts are left",
            lever="choice.checkout_steps",
            metric="cart_order_share",
            direction="+",
            evidence="assumption: each step loses a share",
            change=("3", "1"),
            scenario="app-funnel",
        ),
        Effect(
            rows=(61,),
            term_zh="界面简洁，降低跳出率",
            term="more pages before a menu: more leave at the first",
            lever="mechanisms.browsing.pages",
            metric="bounce_share",
            direction="+",
            evidence="assumption: each page is trouble, and takes time",
            change=("2", "5"),
            scenario="app-funnel",
        ),
        Effect(
            rows=(61,),
            term_zh="界面简洁，提高转化",
            term="more pages before a menu: fewer order",
            lever="mechanisms.browsing.pages",
            metric="conversion_share",
            direction="-",
            evidence="assumption: each page is trouble, and takes time",
            change=("2", "5"),
            scenario="app-funnel",
        ),
    ),
    settings=Browsing,
    rows=rows,
    kpis=kpis,
    session_opened=session_opened,
    channel_utils=channel_utils,
    store_utils=store_utils,
    chose=chose,
    placed=placed,
)
