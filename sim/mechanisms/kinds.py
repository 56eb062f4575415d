"""Kinds of business: meals, retail and services, mixed in one city.

Rows 4 to 6, «餐饮业», «零售业», «服务业»: meals that are delivered, groceries, appointments.

    each store and each need is of one kind; a need is met by stores of its kind alone
    price of a usual basket = basket_factor * the store's, which is what is expected of the kind
    time of an order        = work_factor * the store's
    cooks and portions      = those of a store of meals * (needs / stores), cooks * work_factor too

What is not `brought` is neither delivered nor collected: who needs it walks in, or reserves where
that is possible (`sim.mechanisms.reservation`), which of groceries nobody does. What is not
`stocked` never runs out. Where there are items (`sim.mechanisms.items`) only retail has them, and
only retail takes goods back (`sim.mechanisms.returns`).

How many stores and needs are of a kind, and how its baskets and its time differ, are choices. It
lacks a year's rhythm of each kind, and hours and distances that differ by kind.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim import luck
from sim.agents.population import lay_known
from sim.agents.store import ENDLESS
from sim.apportionment import allot
from sim.flow.composed import own
from sim.flow.parts import Effect, Mechanism, Parts
from sim.flow.world import World
from sim.mechanisms import items, pooling, returns
from sim.mechanisms.items.columns import NAME as ITEMS
from sim.schema import Rows, Schema
from sim.settings.kinds import Kind, Kinds

NAME = "kinds"
MEAL, RETAIL, SERVICE = range(3)

STORES = Schema(
    ("kind", "i4", "of business: 0 meals, 1 retail, 2 services"),
)
# A row for each kind.
KIND = Schema(
    ("needs_up_to", "f8", "share of needs that are of it or of one before it"),
    ("utils", "f8", "of what is sold, beside a meal's"),
    ("more_basket", "f8", "price of a usual basket over a meal's, less 1"),
    ("shut", "i8", "channels by which it is not to be had, a bit each"),
)
_STORES, _KINDS = range(2)
_STOCK = ("daily_stock", "physical_stock", "recorded_stock", "published_stock", "n_filled")
# Channels by which something is brought, or collected.
_BROUGHT: tuple[str, ...] = ("delivery", "pickup", "rival")
# As good as never, whatever else something is worth.
_NEVER_UTILS = -1e5
_MOST = 10**9  # portions of a shelf, and cooks


def rows(scenario: Any) -> tuple[Rows, ...]:
    """Stores, not told apart yet, and the kinds."""
    settings: Kinds = scenario.mechanisms.kinds
    kinds = KIND.empty(len(settings.all))
    kinds["needs_up_to"] = np.cumsum(_shares(settings, "needs"))
    kinds["utils"] = [kind.utils for kind in settings.all]
    kinds["more_basket"] = [kind.basket_factor - 1.0 for kind in settings.all]
    return STORES.empty(scenario.stores.count), kinds


def _shares(settings: Kinds, part: str) -> NDArray[np.float64]:
    """Of stores or needs, by kind, (n_kinds,)."""
    weights = np.array([getattr(kind, part) for kind in settings.all], float)
    return np.asarray(weights / weights.sum())


def live_past(world: World, scenario: Any) -> None:
    """Let stores be of their kinds: what they charge, how long they take, what they hold."""
    settings: Kinds = scenario.mechanisms.kinds
    stores = world.stores
    draws = luck.uniforms(scenario.city.seed, luck.KINDS, len(stores))[:, 0]
    of_stores = _shares(settings, "stores")
    kind = allot(list(of_stores), draws)
    known = scenario.city.known_stores
    if known is not None and known.kind:
        kind = np.array(
            [
                drawn if told is None else int(told)
                for drawn, told in zip(kind, known.kind, strict=True)
            ]
        )
    own(world, NAME)[_STORES]["kind"] = kind
    own(world, NAME)[_KINDS]["shut"] = [_shut(each, world.parts) for each in settings.all]
    crowd = _shares(settings, "needs") / np.where(of_stores > 0, of_stores, 1.0)
    work = np.array([kind.work_factor for kind in settings.all])
    stores["price_level"] *= np.array([kind.basket_factor for kind in settings.all])[kind]
    stores["preparation_min"] *= work[kind]
    stores["quoted_min"] *= work[kind]
    cooks = np.ceil(stores["n_cooks"] * (crowd * work)[kind])
    stores["n_cooks"] = np.clip(cooks, scenario.kitchen.least_cooks, _MOST)
    portions = np.ceil(stores["daily_stock"] * crowd[kind])
    runs_out = np.array([kind.stocked for kind in settings.all])[kind]
    portions = np.where(runs_out, np.clip(portions, 1, _MOST), ENDLESS)
    for column in _STOCK:
        stores[column] = portions
    lay_known(stores, scenario)
    names = [part.name for part in world.parts.owners]
    if ITEMS in names:
        items.keep_to(world, kind == RETAIL)
    if pooling.NAME in names:
        pooling.keep_within(world, kind)
    if returns.NAME in names:
        returns.keep_to(world, kind == RETAIL)


def _shut(kind: Kind, parts: Parts) -> int:
    """The channels by which a kind is not to be had, a bit each."""
    names = () if kind.brought else _BROUGHT
    names += () if kind.reserved else ("reserve",)
    return sum(1 << number for number, name in enumerate(parts.channel_names) if name in names)


@njit
def kind_of(world, session):
    """Of what kind a session's need is."""
    kinds = own(world, NAME)[_KINDS]
    draw = luck.luck(world.state[0].seed, luck.KINDS, session.consumer_id, session.nth)
    kind = 0
    while kind < len(kinds) - 1 and draw > kinds[kind].needs_up_to:
        kind += 1
    return kind


@njit
def channel_utils(world, utils, session, channel):
    """By some channels a need is not met, whatever they are worth to others."""
    shut = own(world, NAME)[_KINDS][kind_of(world, session)].shut
    return utils + _NEVER_UTILS if shut >> channel & 1 == 1 else utils


@njit
def store_utils(world, utils, session, store_id, _metres):
    """A need is met by stores of its kind, at the prices that are expected of it.

    Parameters
    ----------
    world
        The columns.
    utils : float
        What it is worth to others.
    session : Session
        Who looks at it, for which need.
    store_id : int
        Row of the store.
    _metres : float
        The way there.
    """
    kind = own(world, NAME)[_STORES][store_id].kind
    if kind != kind_of(world, session):
        return utils + _NEVER_UTILS
    rules = own(world, NAME)[_KINDS][kind]
    expected_cents = rules.more_basket * session.basket_cents
    return utils + rules.utils + session.consumer.price_sensitivity * expected_cents


def kpis(result: Any) -> dict[str, float | None]:
    """Shares of all orders that retail and services have."""
    kind = result.own[NAME][_STORES]["kind"][result.orders["store"]]
    return {
        "retail_orders_share": float(np.mean(kind == RETAIL)) if len(kind) else None,
        "service_orders_share": float(np.mean(kind == SERVICE)) if len(kind) else None,
    }


MECHANISM = Mechanism(
    name=NAME,
    about="meals, retail and services in one city, each with stores and needs of its own",
    effects=(
        Effect(
            rows=(4, 5),
            term_zh="餐饮与零售并存",
            term="more needs of groceries beside those of meals",
            lever="mechanisms.kinds.retail.needs",
            metric="retail_orders_share",
            direction="+",
            evidence="by definition",
            change=("0.1", "0.4"),
            scenario="mixed-city",
        ),
        Effect(
            rows=(6,),
            term_zh="服务业预约",
            term="more needs of services: more of their slots are taken",
            lever="mechanisms.kinds.service.needs",
            metric="slot_utilisation_share",
            direction="+",
            evidence="by definition",
            change=("0.02", "0.1"),
            scenario="mixed-city",
        ),
    ),
    settings=Kinds,
    rows=rows,
    past=live_past,
    kpis=kpis,
    channel_utils=channel_utils,
    store_utils=store_utils,
)
