"""Vetting: who may sell in the app, and who is taken off it for poor quality.

Rows 66 and 67, «商家资质审核», «服务质量监控与持续改进»: vetting of merchants, standards of service
that are watched.

    seems     = quality + signal_sd * z                    at the first midnight, of each store
    refused   if seems < least_quality                     for good
    delisted  if shown rating < least_rating               every every_days, for delisted_days,
                                                           of who has been on for every_days
    quality'  = usual + (1 - reversion_share) * (quality - usual) + drift_sd * z,  each midnight

z are standard normal; quality stays within 1 and 5 stars. The platform sees neither quality nor
what it will become: it examines once, with an error, and then reads what others write. Who is off
the app serves whoever walks in, and cooks what was ordered.

That quality which cannot be seen drives the good out unless somebody looks is Akerlof 1970; that it
returns to a store's own, AR(1), and all sizes are choices. It lacks fines, stores that try harder
for fear of it, and others that enter in their place.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sim import luck
from sim.daytime import DAY_MIN
from sim.flow.composed import own
from sim.flow.parts import Effect, Mechanism, Taker
from sim.flow.world import World
from sim.mechanisms.figures import ratio
from sim.schema import Rows, Schema
from sim.settings.vetting import Vetting
from sim.turns import Process, Turn, at_each, midnights

NAME = "vetting"

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

# A row for each store.
RECORD = Schema(
    ("usual_quality", "f8", "true quality that the store comes back to, stars"),
    ("refused", "?", "not let in"),
    ("until_min", "f8", "taken off the app until then; -inf: never was"),
    ("n_days_off", "i8", "days that count, for which it was taken off"),
)
# Items of the luck of a store.
_OF_SIGNAL, _OF_DRIFT = 0, 1
_LEAST_STARS, _MOST_STARS = 1.0, 5.0


def rows(scenario: Any) -> Rows:
    """Stores that nobody has looked at."""
    record = RECORD.empty(scenario.stores.count)
    record["until_min"] = -math.inf
    return record


def live_past(world: World, _scenario: Any) -> None:
    """Stores are as good as they usually are."""
    own(world, NAME)["usual_quality"] = world.stores["quality"]


def process(market: Any) -> Process:
    """At each midnight quality moves; stores are examined, then watched."""
    settings: Vetting = market.scenario.mechanisms.vetting

    def look(nth: int) -> None:
        world, day = market.world, market.first_day + nth
        stores, record = world.stores, own(world, NAME)
        stores["quality"] = moved(stores["quality"], record, settings, market.seed, nth)
        if nth == 0:
            refuse(stores, record, settings, market.seed)
        relist(stores, record, day * DAY_MIN)
        if nth > 0 and nth % settings.every_days == 0:
            delist(stores, record, settings, day * DAY_MIN)
        record["n_days_off"] += (day >= 0) & (record["until_min"] > day * DAY_MIN)

    return Process(NAME, Turn.STOCK, at_each(midnights(market.first_day, market.n_days)), look)


def moved(quality: Floats, record: Rows, settings: Vetting, seed: int, nth: int) -> Floats:
    """True quality a day later, (n_stores,) stars.

    Parameters
    ----------
    quality
        True quality now, (n_stores,) stars.
    record
        Rows of RECORD.
    settings
        How it moves.
    seed, nth
        Of the run, and how many days it has moved before.
    """
    if settings.drift_sd == 0:
        return quality
    usual, kept = record["usual_quality"], 1.0 - settings.reversion_share
    away = kept * (quality - usual) + settings.drift_sd * _normals(seed, len(quality), 1 + nth)
    return np.asarray(np.clip(usual + away, _LEAST_STARS, _MOST_STARS))


def refuse(stores: Rows, record: Rows, settings: Vetting, seed: int) -> None:
    """Examine all stores, and let in who seems good enough."""
    seems = stores["quality"] + settings.signal_sd * _normals(seed, len(stores), 0)
    record["refused"] = seems < settings.least_quality
    stores["off_app"] += record["refused"]


def relist(stores: Rows, record: Rows, now: float) -> None:
    """Who was taken off the app for a time that is over now is on it again."""
    stores["off_app"] -= record["until_min"] == now


def delist(stores: Rows, record: Rows, settings: Vetting, now: float) -> None:
    """Take stores of a low rating off the app, where they have been on it since the last look.

    Who was off it has had no reviews: he would be judged by those that he was taken off for.
    """
    on_it_since = now - settings.every_days * DAY_MIN
    judged = ~record["refused"] & (record["until_min"] <= on_it_since)
    poor = judged & (stores["shown_quality"] < settings.least_rating)
    record["until_min"][poor] = now + settings.delisted_days * DAY_MIN
    stores["off_app"] += poor


def _normals(seed: int, n_stores: int, nth: int) -> Floats:
    """Standard normal luck of each store, (n_stores,)."""
    return np.asarray(ndtri(luck.uniforms(seed, luck.VETTING, n_stores, nth)[:, 0]))


def kpis(result: Any) -> dict[str, float | None]:
    """How many stores are not let in or taken off, and how good those are that people order from.

    Their quality is that of the end of the run.
    """
    record, orders = result.own[NAME], result.orders
    ours = orders[result.parts.takers[orders["channel"]] == Taker.PLATFORM]
    quality = result.stores["quality"][ours["store"]]
    return {
        "ordered_quality_stars": ratio(quality.sum(), len(quality)),
        "refused_stores_share": ratio(record["refused"].sum(), len(record)),
        "delisted_stores_share": ratio(record["n_days_off"].sum(), len(record) * result.days),
    }


MECHANISM = Mechanism(
    name=NAME,
    about="stores are examined before they are on the app, and taken off it for low ratings",
    effects=(
        Effect(
            rows=(66,),
            term_zh="商家资质审核",
            term="a stricter examination: more stores are not let in",
            lever="mechanisms.vetting.least_quality",
            metric="refused_stores_share",
            direction="+",
            evidence="by definition",
            change=("1", "4.6"),
            scenario="strict-vetting",
        ),
        Effect(
            rows=(66,),
            term_zh="资质审核与用户体验",
            term="a stricter examination: what is ordered is better",
            lever="mechanisms.vetting.least_quality",
            metric="ordered_quality_stars",
            direction="+",
            evidence="Akerlof 1970: who looks keeps the poor out",
            change=("1", "4.6"),
            scenario="strict-vetting",
        ),
        Effect(
            rows=(66,),
            term_zh="资质审核与选择面",
            term="a stricter examination: fewer stores to choose from, fewer orders",
            lever="mechanisms.vetting.least_quality",
            metric="orders_per_day",
            direction="-",
            evidence="by the nested logit: fewer alternatives are worth less",
            change=("1", "4.6"),
            scenario="strict-vetting",
        ),
        Effect(
            rows=(67,),
            term_zh="服务质量监控：低分下架",
            term="a higher standard: more stores are taken off the app",
            lever="mechanisms.vetting.least_rating",
            metric="delisted_stores_share",
            direction="+",
            evidence="by definition",
            change=("1", "4.5"),
            scenario="delist-the-worst",
            days=14,
        ),
        Effect(
            rows=(67,),
            term_zh="服务质量波动",
            term="quality that moves: ratings are farther from what is eaten",
            lever="mechanisms.vetting.drift_sd",
            metric="rating_error_stars",
            direction="+",
            evidence="by definition: reviews tell of the past",
            change=("0", "0.2"),
            scenario="delist-the-worst",
        ),
    ),
    settings=Vetting,
    rows=rows,
    past=live_past,
    process=process,
    kpis=kpis,
)
