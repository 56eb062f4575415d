"""Who passes: how much traffic each store has, which stores one sees from there, and when.

Strangers are counted by the store they pass and the day, so that each has luck of his own.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.spatial import KDTree

from sim import luck
from sim.agents.consumer import CONSUMER
from sim.daytime import DAY_HOURS, DAY_MIN, HOUR_MIN
from sim.flow.composed import own
from sim.flow.needs import NEED_DTYPE, merged
from sim.flow.world import World
from sim.order import stranger_at
from sim.schema import Rows, Schema
from sim.settings.foot_traffic import FootTraffic

NAME = "foot_traffic"

# A row for each store, and one for each store and place on the list of those seen from it.
TRAFFIC = Schema(
    ("at_home", "f8", "traffic over a usual store's, by the homes around it"),
    ("at_work", "f8", "the same while people are at work"),
)
SEEN = Schema(("store", "i4", "seen by who passes, nearest first; -1: no more"))
# A row for each segment.
KIND = Schema(
    ("until_share", "f8", "of people, in this segment or one before it"),
    ("price_sensitivity", "f8", "utils per cent of price, mean"),
    ("wait_sensitivity", "f8", "utils per minute of waiting"),
)
COUNT = Schema(("n_passed", "i8", "strangers who passed"))
RULES = Schema(
    ("passers_per_store", "f8", "a weekday, at a usual store"),
    ("price_sigma", "f8", "log standard deviation of the sensitivity to prices"),
    ("constant", "f8", "utils of walking in, beside those of app users"),
)
# The stranger who looks is written as a consumer, for equations that take one.
TRAFFIC_OF, SEEN_FROM, KINDS, LOOKS, COUNTS, RULES_ROW = range(6)

MOST_SEEN = 8
# Strangers at a store are numbered from day * PER_DAY; so many more of them from _LATER on, which
# is more than all days of a run have, and so on.
PER_DAY, _LATER = 2048, 2**20
# A larger mean is drawn in parts: the quantile of a Poisson is summed up from 0.
_PART = 600.0
# Items of draws: the first part of a store's day, when one passes, and the second part.
_PASSERS, _TIME, _MORE_PASSERS = 0, 1, 3


def rows(scenario: Any) -> tuple[Rows, ...]:
    """All stores alike, and only the one passed is seen; kinds of people; and the rules."""
    settings: FootTraffic = scenario.mechanisms.foot_traffic
    people, n_stores = scenario.consumers, scenario.stores.count
    traffic, seen = TRAFFIC.empty(n_stores), SEEN.empty(n_stores * MOST_SEEN)
    traffic["at_home"] = traffic["at_work"] = 1.0
    seen["store"] = -1
    seen["store"][::MOST_SEEN] = np.arange(n_stores)
    kinds = KIND.empty(len(people.segments))
    kinds["until_share"] = np.cumsum([segment.share for segment in people.segments])
    utils_per_cent = people.price_sensitivity / 100
    for kind, segment in zip(kinds, people.segments, strict=True):
        kind.price_sensitivity = utils_per_cent * segment.price_factor
        kind.wait_sensitivity = utils_per_cent * people.minute_value_cents * segment.wait_factor
    rules = RULES.row(
        passers_per_store=settings.passers_per_store,
        price_sigma=people.price_sigma,
        constant=settings.constant,
    )
    stranger = CONSUMER.empty(1)
    stranger["last_store"] = -1
    return traffic, seen, kinds, stranger, COUNT.empty(1), rules


def past(world: World, scenario: Any) -> None:
    """Lasting things: the traffic of each store by the doors around it, and the stores nearby."""
    settings: FootTraffic = scenario.mechanisms.foot_traffic
    stores = KDTree(_points(world.stores, ""))
    traffic, seen = (own(world, NAME)[table] for table in (TRAFFIC_OF, SEEN_FROM))
    for name, place in (("at_home", "home_"), ("at_work", "work_")):
        doors = KDTree(_points(world.consumers, place))
        found = doors.query_ball_point(stores.data, settings.doors_m, return_length=True)
        traffic[name] = relative(found.astype(np.float64), settings.spread)
    most = min(MOST_SEEN, len(world.stores))
    away, near = stores.query(stores.data, k=[*range(1, most + 1)])
    by_store = seen["store"].reshape(-1, MOST_SEEN)
    by_store[:, :most] = np.where(away <= settings.seen_m, near, -1)
    # The one that is passed comes first, also where another has the same door.
    for row, others in enumerate(by_store):
        rest = [each for each in others.tolist() if each not in (row, -1)][: MOST_SEEN - 1]
        others[:] = [row, *rest, *[-1] * (MOST_SEEN - 1 - len(rest))]


def _points(rows_of_places: Rows, place: str) -> NDArray[np.float64]:
    return np.column_stack([rows_of_places[f"{place}{axis}_m"] for axis in "xy"])


def relative(doors: NDArray[np.float64], spread: float) -> NDArray[np.float64]:
    """Traffic of mean 1: evenly where `spread` is 0, in proportion to doors where it is 1."""
    mean = doors.mean()
    by_doors = doors / mean if mean > 0 else np.ones(len(doors))
    return np.asarray(1 - spread + spread * by_doors)


def needs(market: Any, drawn: Rows) -> Rows:
    """The needs of a day, and among them those of strangers who pass."""
    demand, world = market.scenario.demand, market.world
    weekend = bool(world.state["weekend"][0])
    hours = np.array(demand.hours(weekend))
    works = np.zeros(len(hours)) if weekend else _working(world.choice[0])
    passed = _passers(
        market.seed,
        int(world.state["day"][0]),
        own(world, NAME)[TRAFFIC_OF],
        own(world, NAME)[RULES_ROW][0].passers_per_store * demand.factor(weekend),
        hours / hours.sum(),
        works,
    )
    return merged(drawn, passed)


def _working(choice: Any) -> NDArray[np.float64]:
    """1 for each hour of the day in whose middle people are at work, (24,)."""
    middle_min = HOUR_MIN * np.arange(DAY_HOURS) + 0.5 * HOUR_MIN
    at_work = (choice.work_start_min <= middle_min) & (middle_min < choice.work_end_min)
    return np.asarray(at_work, np.float64)


@njit(cache=True)
def _passers(seed, day, traffic, passers_per_store, shares, works):
    """Strangers of a day, store by store, (n_needs,) of NEED: Poisson by hour.

    Parameters
    ----------
    seed : int
        Of the run.
    day : int
        Of the run.
    traffic : records of TRAFFIC, (n_stores,)
    passers_per_store : float
        Of a usual store, on such a day.
    shares : (24,) float
        Of the day's needs in each hour.
    works : (24,) float
        1 where people are at work, else 0.
    """
    n_stores = len(traffic)
    by_hour = np.empty((n_stores, 24))
    counts = np.empty(n_stores, np.int64)
    for store in range(n_stores):
        at_home, at_work = traffic[store].at_home, traffic[store].at_work
        by_hour[store] = np.cumsum(shares * (at_home + works * (at_work - at_home)))
        counts[store] = _count(seed, store, day, passers_per_store * by_hour[store, 23])
    drawn = np.empty(counts.sum(), NEED_DTYPE)
    row = 0
    for store in range(n_stores):
        for k in range(counts[store]):
            need = drawn[row]
            need.consumer = stranger_at(store)
            need.nth = day * PER_DAY + k % PER_DAY + k // PER_DAY * _LATER
            draw, within, _, _ = luck.four(seed, luck.FOOT_TRAFFIC, store, need.nth, _TIME)
            whole = by_hour[store, 23]
            hour = min(np.searchsorted(by_hour[store], draw * whole, side="right"), 23)
            need.at_min = need.wanted_min = day * DAY_MIN + (hour + within) * HOUR_MIN
            row += 1
    return drawn


@njit(cache=True)
def _count(seed, store, day, mean):
    """How many pass a store in a day, Poisson: the sum of as many parts as it takes."""
    uniform = luck.luck(seed, luck.FOOT_TRAFFIC, store, day, _PASSERS)
    count, item = luck.poisson(min(mean, _PART), uniform), _MORE_PASSERS
    while mean > _PART:
        mean -= _PART
        uniform = luck.luck(seed, luck.FOOT_TRAFFIC, store, day, item)
        count, item = count + luck.poisson(min(mean, _PART), uniform), item + 1
    return count


@njit(cache=True)
def segment_of(kinds, draw):
    """The segment of a uniform, by cumulated shares."""
    row = 0
    while row < len(kinds) - 1 and draw >= kinds[row].until_share:
        row += 1
    return row
