"""The population: consumers, stores and couriers as they stand before the first day.

Shares of segments, shifts and late stores hold exactly: rows are allotted, not tossed for. Each
draw belongs to a row and a purpose, so that a larger population repeats the smaller one's luck.
Stores belong to the city and are drawn by its seed; people are drawn by the run's.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sim import luck
from sim.agents.consumer import CONSUMER
from sim.agents.courier import COURIER, NOT_YET, Doing
from sim.agents.store import STORE
from sim.apportionment import allot
from sim.city import CityPlan, draw_places
from sim.daytime import DAY_MIN, minutes
from sim.roster import Roster
from sim.schema import Rows
from sim.settings import Settings
from sim.settings.town import Known

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

# What is drawn for a population, each with its own `nth`.
_CONSUMER_KIND, _CONSUMER_PLACE = 0, 1
_STORE_PLACE, _STORE_KIND, _STORE_HOURS = 2, 3, 4
_COURIER_PLACE, _COURIER_KIND = 5, 6

# Opening hours and shifts differ from the scenario's by up to so many steps of so long.
_JITTER_STEP_MIN = 5
_STORE_JITTER_STEPS = 6
_COURIER_JITTER_STEPS = 4
# Portions that even the least popular store replenishes.
_LEAST_STOCK = 5


def draw_consumers(scenario: Settings, city: CityPlan, seed: int) -> Rows:
    """All consumers (n_consumers,): kind, home, daytime place and tastes; no history yet."""
    people = scenario.consumers
    kind_draws = luck.uniforms(seed, luck.POPULATION, people.count, _CONSUMER_KIND)
    place_draws = luck.uniforms(seed, luck.POPULATION, people.count, _CONSUMER_PLACE)
    segment_draw, price_draw, _, _ = kind_draws.T
    home_draw, work_draw, office_draw, _ = place_draws.T
    consumers = CONSUMER.empty(people.count)

    segment = allot([kind.share for kind in people.segments], segment_draw)
    consumers["segment"] = segment
    consumers["needs_per_day"] = np.array([k.needs_per_day for k in people.segments])[segment]
    price_factor = np.array([kind.price_factor for kind in people.segments])[segment]
    wait_factor = np.array([kind.wait_factor for kind in people.segments])[segment]
    utils_per_cent = people.price_sensitivity / 100
    consumers["price_sensitivity"] = (
        utils_per_cent * price_factor * _lognormal(price_draw, people.price_sigma)
    )
    consumers["wait_sensitivity"] = utils_per_cent * people.minute_value_cents * wait_factor

    work_share = np.array([kind.work_share for kind in people.segments])[segment]
    at_office = work_draw < work_share
    home = city.homes[_pick(home_draw, len(city.homes))]
    office = city.offices[_pick(office_draw, len(city.offices))]
    for name in ("cell", "x_m", "y_m"):
        consumers[f"home_{name}"] = home[name]
        consumers[f"work_{name}"] = np.where(at_office, office[name], home[name])

    consumers["satisfaction"] = scenario.satisfaction.neutral
    consumers["last_store"] = -1
    consumers["last_order_min"] = -np.inf
    return consumers


def draw_stores(scenario: Settings, city: CityPlan) -> Rows:
    """All stores (n_stores,): place, pull, quality, hours, cooks and shelf; no orders yet."""
    trade, kitchen = scenario.stores, scenario.kitchen
    place_draws = luck.uniforms(city.seed, luck.POPULATION, trade.count, _STORE_PLACE)
    kind_draws = luck.uniforms(city.seed, luck.POPULATION, trade.count, _STORE_KIND)
    quality_draw, rating_draw, price_draw, preparation_draw = kind_draws.T
    stores = STORE.empty(trade.count)

    places = draw_places(scenario.city, city.store_density, place_draws)
    known = scenario.city.known_stores
    if known is not None:
        places["x_m"], places["y_m"] = known.x_m, known.y_m
        places["cell"] = city.cell_of(places["x_m"], places["y_m"])
    for name in ("cell", "x_m", "y_m"):
        stores[name] = places[name]
    stores["zone"] = city.cell_zone[places["cell"]]

    stores["popularity"] = _lognormal(place_draws[:, 3], trade.popularity_sigma)
    if known is not None and known.orders_per_day:
        told = [orders for orders in known.orders_per_day if orders is not None]
        _lay_over(stores, "popularity", known.orders_per_day, per=float(np.mean(told or [1.0])))
    quality = trade.quality_mean + trade.quality_sd * ndtri(quality_draw)
    stores["quality"] = np.clip(quality, 1, 5)
    stores["shown_quality"] = np.clip(quality + trade.rating_error_sd * ndtri(rating_draw), 1, 5)
    stores["price_level"] = _lognormal(price_draw, trade.price_sigma)

    stores["open_min"], stores["close_min"] = _hours(scenario, city.seed)
    if known is not None:
        for rated in ("quality", "shown_quality"):
            _lay_over(stores, rated, known.rating)
        _lay_over(stores, "open_min", known.open_min)
        _lay_over(stores, "close_min", known.close_min)
        stores["off_app"] = [on_app == 0 for on_app in known.on_app] or 0

    daily_orders = _expected_daily_orders(scenario, stores["popularity"])
    n_cooks = np.ceil(daily_orders / 100 * kitchen.cooks_per_100_orders)
    stores["n_cooks"] = np.maximum(n_cooks, kitchen.least_cooks)
    stores["preparation_min"] = kitchen.preparation_mean_min * _lognormal(
        preparation_draw, kitchen.store_sigma
    )
    lay_known(stores, scenario)
    stores["quoted_min"] = stores["preparation_min"]
    stores["slowing"] = kitchen.slowing
    stores["most_slowing"] = kitchen.most_slowing
    portions = np.ceil(scenario.stock.days_of_demand * daily_orders)
    for name in ("daily_stock", "physical_stock", "recorded_stock", "published_stock", "n_filled"):
        stores[name] = np.maximum(portions, _LEAST_STOCK)
    stores["queue_first"] = -1
    stores["queue_last"] = -1
    return stores


def draw_couriers(
    scenario: Settings,
    city: CityPlan,
    roster: Roster,
    seed: int,
    sizes: tuple[int, int] | None = None,
) -> Rows:
    """All couriers (n_couriers,): where they start, their shift, speed and wage; off duty.

    Parameters
    ----------
    scenario, city, roster, seed
        What they are, where, when they work, and the luck that they are drawn by.
    sizes
        How many keep shifts, and how many come after them who do not; none: all keep shifts.
    """
    fleet = scenario.couriers
    n_kept, n_free = (fleet.count, 0) if sizes is None else sizes
    count = n_kept + n_free
    place_draws = luck.uniforms(seed, luck.POPULATION, count, _COURIER_PLACE)
    kind_draws = luck.uniforms(seed, luck.POPULATION, count, _COURIER_KIND)
    shift_draw, jitter_draw, speed_draw, wage_draw = kind_draws.T
    couriers = COURIER.empty(count)

    places = draw_places(scenario.city, city.store_density, place_draws)
    for point in ("start", "from", "to"):
        couriers[f"{point}_x_m"] = places["x_m"]
        couriers[f"{point}_y_m"] = places["y_m"]
    couriers["zone"] = city.cell_zone[places["cell"]]

    shift = allot(roster.share, shift_draw[:n_kept])
    jitter_min = _jitter_min(jitter_draw[:n_kept], _COURIER_JITTER_STEPS)
    couriers["on_min"], couriers["off_min"] = np.inf, np.inf
    couriers["on_min"][:n_kept] = (roster.start_min[shift] + jitter_min) % DAY_MIN
    couriers["off_min"][:n_kept] = (roster.end_min[shift] + jitter_min) % DAY_MIN

    couriers["speed_factor"] = _lognormal(speed_draw, fleet.speed_sigma)
    couriers["wage_cents_per_min"] = fleet.acceptance.wage_cents_per_min * _lognormal(
        wage_draw, fleet.acceptance.wage_sigma
    )
    couriers["doing"] = Doing.OFF
    for name in NOT_YET:
        couriers[name] = -np.inf
    return couriers


def lay_known(stores: Rows, scenario: Settings) -> None:
    """Put what a table says of prices, cooks and their times in place of what was drawn."""
    known = scenario.city.known_stores
    if known is not None:
        _lay_over(stores, "price_level", known.basket_cents, per=_usual_basket_cents(scenario))
        _lay_over(stores, "n_cooks", known.n_cooks)
        for name in ("preparation_min", "quoted_min"):
            _lay_over(stores, name, known.preparation_min)


def _lay_over(stores: Rows, name: str, known: Known, *, per: float = 1.0) -> None:
    """Put what is known of stores, (n_stores,) in units of `per`, in place of what was drawn."""
    for row, value in enumerate(known):
        if value is not None:
            stores[name][row] = value / per


def _usual_basket_cents(scenario: Settings) -> float:
    """Mean basket of a need, at stores of the city's mean price."""
    kinds = scenario.consumers.segments
    needs = np.array([kind.share * kind.needs_per_day for kind in kinds])
    baskets = np.array([kind.basket_mean_cents for kind in kinds])
    return float((needs * baskets).sum() / needs.sum())


def _hours(scenario: Settings, seed: int) -> tuple[Ints, Ints]:
    """Opening and closing minute of each store, (n_stores,); late stores never close."""
    trade = scenario.stores
    draws = luck.uniforms(seed, luck.POPULATION, trade.count, _STORE_HOURS)
    late = allot([trade.late_share, 1 - trade.late_share], draws[:, 0]) == 0
    jitter_min = _jitter_min(draws[:, 1], _STORE_JITTER_STEPS)
    opens_min = (minutes(trade.opens) + jitter_min) % DAY_MIN
    closes_min = (minutes(trade.closes) + jitter_min) % DAY_MIN
    return np.where(late, 0, opens_min), np.where(late, DAY_MIN, closes_min)


def _expected_daily_orders(scenario: Settings, popularity: Floats) -> Floats:
    """Orders a day that each store sizes its kitchen and shelf for, (n_stores,)."""
    people = scenario.consumers
    needs = people.count * sum(kind.share * kind.needs_per_day for kind in people.segments)
    orders = scenario.stores.expected_orders_per_need * needs
    return np.asarray(orders * popularity / popularity.sum())


def _lognormal(draws: Floats, sigma: float) -> Floats:
    """Lognormal factors of mean 1 from uniform draws, (n,)."""
    return np.asarray(np.exp(sigma * ndtri(draws) - sigma**2 / 2))


def _pick(draws: Floats, count: int) -> Ints:
    """One of `count` things for each draw, (n,)."""
    return (draws * count).astype(np.int32)


def _jitter_min(draws: Floats, n_steps: int) -> Ints:
    """A shift of up to `n_steps` steps to either side for each draw, (n,) minutes."""
    return _JITTER_STEP_MIN * (_pick(draws, 2 * n_steps + 1) - n_steps)
