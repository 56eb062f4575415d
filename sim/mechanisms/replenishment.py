"""Replenishment: stores order up to a level, by a forecast that errs, and wait for what they order.

Rows 20 and 29, «预测市场需求», «供应链整合，降低库存成本»: forecast of demand, cost of stock.

    forecast = usual * exp(sigma * Z - sigma^2 / 2)         of portions a day, by store and night
    mean     = forecast * (lead + 1)
    level    = max(1, ceil(mean + safety_sds * sqrt(mean + (exp(sigma^2) - 1) * mean^2)))
    order    = max(0, level - record - on order), delivered `lead_days` nights later
    usual   += share * (what the record lost that day - usual), unless that is less and the record
               was empty at midnight: what could not be sold was not seen
    share    = max(newest_share, 1 / (known_days + days seen)): at first it is their mean

The base-stock policy (Arrow, Karlin and Scarf 1958), at each midnight, of demand that is Poisson
about a forecast whose error stores know: who forecasts worse holds more for safety.
Before it orders a store throws away `spoiled_share` of what is left, at the price of food, and pays
`holding_cents` for each portion that it keeps. Orders are by the record, which may be wrong.

Stores begin by expecting `at_first_factor` times what they are laid out for, which is what all of
them sell together, and what `known_days` of sales are worth; each sees for itself from then.

Without lead, forecast error and anything that keeps it is the newsvendor: of a level S in which a
day's demand is D, max(0, S - D) is thrown away, max(0, D - S) not sold. What never runs out, and
items of shops (`sim.mechanisms.items`), are not ordered so. It lacks prices that fall with the size
of an order, deliveries that come late or short, and suppliers who run out.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import ledger, luck
from sim.agents.store import ENDLESS
from sim.flow import shelf
from sim.flow.composed import own
from sim.flow.parts import Effect, Mechanism
from sim.ledger import Account, Kind
from sim.mechanisms.figures import ratio
from sim.schema import Rows, Schema
from sim.settings.replenishment import Replenishment
from sim.turns import Process, Turn, at_each, midnights

NAME = "replenishment"

# A row for each store; and one for each store and night of the lead, in turns.
PLAN = Schema(
    ("usual", "f8", "portions a day that are usually taken"),
    ("days_seen", "i8", "days on which that was seen"),
    ("began", "i8", "portions in the record after the last delivery"),
    ("on_order", "i8", "portions ordered that have not come"),
    ("portion_cents", "f8", "what the food of a portion costs"),
)
COMING = Schema(("portions", "i8", "ordered for that night"))
# One row, of the nights that count.
COUNTS = Schema(
    ("n_delivered", "i8", "portions delivered"),
    ("n_left", "i8", "portions left at midnight"),
    ("n_wasted", "i8", "of them, thrown away"),
    ("waste_cents", "i8", "what they cost"),
    ("holding_cents", "i8", "paid for those kept"),
)
_PLAN, _COMING, _COUNTS = range(3)
_MOST = 10**9  # portions of a level


def rows(scenario: Any) -> tuple[Rows, ...]:
    """No plans, nothing on order, no counts."""
    n_stores, lead = scenario.stores.count, scenario.mechanisms.replenishment.lead_days
    return PLAN.empty(n_stores), COMING.empty(n_stores * lead), COUNTS.empty(1)


def replenish(market: Any) -> Process:
    """At midnight, before shelves are filled: throw away, look ahead, order; what comes is set."""
    settings: Replenishment = market.scenario.mechanisms.replenishment

    def act(nth: int) -> None:
        day = market.first_day + nth
        if nth == 0:
            _begin(market, settings)
        else:
            _learn(market, settings)
            shelf.count(market.world.stores, day, market.scenario.stock.count_days)
            _spoil(market, settings, day)
        _order(market, settings, day, nth)

    moments = midnights(market.first_day, market.n_days)
    return Process(NAME, Turn.EXOGENOUS, at_each(moments), act)


def _begin(market: Any, settings: Replenishment) -> None:
    """Before the first day stores have lived as they do: a usual day is sold, and on the way."""
    scenario, stores = market.scenario, market.world.stores
    plan, coming, _ = own(market.world, NAME)
    runs_out = _runs_out(stores)
    laid_out = stores["daily_stock"] / scenario.stock.days_of_demand
    plan["usual"] = np.where(runs_out, settings.at_first_factor * laid_out, 0.0)
    segments = scenario.consumers.segments
    basket = sum(segment.share * segment.basket_mean_cents for segment in segments)
    plan["portion_cents"] = scenario.stores.food_cost_share * basket * stores["price_level"]
    a_day = np.rint(plan["usual"]).astype(np.int64)
    _by_night(coming, len(stores))[:] = a_day[:, None]
    plan["on_order"] = settings.lead_days * a_day
    level = _level(plan["usual"], settings)
    first = np.maximum(0, level - plan["on_order"] - a_day)
    for known in ("recorded_stock", "physical_stock", "published_stock", "n_filled"):
        stores[known] = np.where(runs_out, first, stores[known])


def _runs_out(stores: Rows) -> NDArray[np.bool_]:
    """Which stores count portions, (n_stores,)."""
    return np.asarray(stores["daily_stock"] < ENDLESS)


def _learn(market: Any, settings: Replenishment) -> None:
    """What was taken that day becomes a part of what is usual, the less the more were seen."""
    stores, plan = market.world.stores, own(market.world, NAME)[_PLAN]
    taken = np.maximum(0, plan["began"] - stores["recorded_stock"])
    unseen = (stores["recorded_stock"] == 0) & (taken < plan["usual"])
    plan["days_seen"] += ~unseen
    days = np.maximum(1.0, settings.known_days + plan["days_seen"])
    share = np.maximum(settings.newest_share, 1.0 / days)
    plan["usual"] += np.where(unseen, 0.0, share * (taken - plan["usual"]))


def _spoil(market: Any, settings: Replenishment, day: int) -> None:
    """Throw away what spoils, pay for what is kept."""
    world, stores = market.world, market.world.stores
    plan, _, counts = own(world, NAME)
    left = np.where(_runs_out(stores), stores["physical_stock"], 0).astype(np.int64)
    wasted = np.floor(settings.spoiled_share * left + 0.5).astype(np.int64)
    stores["physical_stock"] -= wasted.astype(np.int32)
    stores["recorded_stock"] = np.maximum(0, stores["recorded_stock"] - wasted)
    stores["n_shrunk"] += wasted
    waste_cents = round(float(wasted @ plan["portion_cents"]))
    holding_cents = round(settings.holding_cents * int((left - wasted).sum()))
    page = int(world.state["page"][0])
    for kind, cents in ((Kind.WASTE, waste_cents), (Kind.HOLDING, holding_cents)):
        ledger.enter(world.book, page, kind, Account.STORE, Account.SUPPLIER, cents)
    if day >= 0:
        counts["n_left"] += left.sum()
        counts["n_wasted"] += wasted.sum()
        counts["waste_cents"] += waste_cents
        counts["holding_cents"] += holding_cents


def _order(market: Any, settings: Replenishment, day: int, nth: int) -> None:
    """Order up to the level; what was ordered a lead ago is what the shelf will be filled with."""
    stores = market.world.stores
    plan, coming, counts = own(market.world, NAME)
    level = _level(_forecast(market.seed, plan["usual"], day, settings.forecast_sigma), settings)
    recorded = stores["recorded_stock"].astype(np.int64)
    ordered = np.maximum(0, level - recorded - plan["on_order"])
    arriving = ordered
    if settings.lead_days > 0:
        tonight = _by_night(coming, len(stores))[:, nth % settings.lead_days]
        arriving = tonight.copy()
        tonight[:] = ordered
    plan["on_order"] += ordered - arriving
    plan["began"] = recorded + arriving
    held = np.minimum(plan["began"], _MOST)
    stores["daily_stock"] = np.where(_runs_out(stores), held, stores["daily_stock"])
    if day >= 0:
        counts["n_delivered"] += arriving.sum()


def _by_night(coming: Rows, n_stores: int) -> NDArray[np.int64]:
    """What comes, (n_stores, lead_days), the nights in turns."""
    portions: NDArray[np.int64] = coming["portions"]
    return portions.reshape(n_stores, len(portions) // n_stores)


def _forecast(seed: int, usual: Any, day: int, sigma: float) -> NDArray[np.float64]:
    """What stores expect of a day, (n_stores,)."""
    draws = [luck.normal(seed, luck.FORECAST, row, day) for row in range(len(usual))]
    return np.asarray(usual * np.exp(sigma * np.array(draws) - sigma**2 / 2))


def _level(forecast: Any, settings: Replenishment) -> NDArray[np.int64]:
    """Portions up to which stores order, (n_stores,): one at least, else nothing is learnt."""
    mean = forecast * (settings.lead_days + 1)
    error = math.expm1(settings.forecast_sigma**2)
    level = np.ceil(mean + settings.safety_sds * np.sqrt(mean + error * mean**2))
    return np.asarray(np.clip(level, 1, _MOST), np.int64)


def kpis(result: Any) -> dict[str, float | None]:
    """What is thrown away, and what stock costs."""
    counts = result.own[NAME][_COUNTS][0]
    days = result.days
    return {
        "wasted_share": ratio(counts["n_wasted"], counts["n_delivered"]),
        "waste_cents_per_day": float(counts["waste_cents"] / days),
        "holding_cents_per_day": float(counts["holding_cents"] / days),
    }


MECHANISM = Mechanism(
    name=NAME,
    about="stores order up to a level by a forecast that errs, wait for it, pay for what is left",
    effects=(
        Effect(
            rows=(29,),
            term_zh="供应链提前期",
            term="what is ordered comes later: more is held against what may happen until then",
            lever="mechanisms.replenishment.lead_days",
            metric="holding_cents_per_day",
            direction="+",
            evidence="theory: safety stock grows with the root of the lead time",
            change=("0", "3"),
            scenario="base-stock",
        ),
        Effect(
            rows=(29,),
            term_zh="安全库存与损耗",
            term="more held for safety: more is thrown away",
            lever="mechanisms.replenishment.safety_sds",
            metric="wasted_share",
            direction="+",
            evidence="theory: the newsvendor",
            change=("0", "2"),
            scenario="base-stock",
        ),
        Effect(
            rows=(20,),
            term_zh="需求预测误差",
            term="a forecast that errs: more is held against what it may lack",
            lever="mechanisms.replenishment.forecast_sigma",
            metric="holding_cents_per_day",
            direction="+",
            evidence="theory: the newsvendor, of a demand that is less certain",
            change=("0", "0.5"),
            scenario="base-stock",
        ),
        Effect(
            rows=(20,),
            term_zh="预测与库存浪费",
            term="a forecast that errs: more is thrown away",
            lever="mechanisms.replenishment.forecast_sigma",
            metric="wasted_share",
            direction="+",
            evidence="theory: the newsvendor, of a demand that is less certain",
            change=("0", "0.5"),
            scenario="base-stock",
        ),
    ),
    settings=Replenishment,
    rows=rows,
    process=replenish,
    kpis=kpis,
)
