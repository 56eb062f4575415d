"""The world that compiled code works on: every column, in one named tuple."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.flow.parts import Parts
from sim.schema import Rows, Schema

NEED = Schema(
    ("at_min", "f8", "when the need arises"),
    ("consumer", "i4", "row of the consumer; below 0: a stranger, who passes store -1 - consumer"),
    ("nth", "i4", "number of the need within the run, for this consumer"),
    ("wanted_min", "f8", "when food is wanted; later than it arises where it is foreseen"),
)

EVENT = Schema(
    ("at_min", "f8", "when it happens"),
    ("sequence", "i8", "given out in order; breaks ties"),
    ("kind", "i4", "see EventKind in sim.flow.calendar"),
    ("subject", "i4", "row of the order or courier"),
    ("leg", "i4", "the courier's leg it belongs to, or what it is: see push in sim.flow.calendar"),
)

SEGMENT = Schema(
    ("opening_shift", "f8", "log-odds of opening the app, beside all others"),
    ("delivery_constant", "f8", "utils"),
    ("pickup_constant", "f8", "utils"),
    ("walkin_constant", "f8", "utils"),
    ("basket_mean_cents", "f8", "mean basket"),
    ("basket_sigma", "f8", "log standard deviation"),
    ("friction", "f8", "losses at the checkout relative to the mean"),
)

TARIFF = Schema(
    ("base_cents", "f8", "delivery fee within the free distance"),
    ("per_km_cents", "f8", "for each kilometre beyond it"),
    ("pad_min", "f8", "part of the promise that does not depend on the order"),
    ("radius_m", "f8", "stores of the zone deliver within it, straight"),
)

CAMPAIGN = Schema(
    ("off_cents", "f8", "fixed amount off"),
    ("basket_share", "f8", "share of the basket off"),
    ("cap_cents", "f8", "largest amount off the basket"),
    ("fee_share", "f8", "share of the delivery fee off"),
    ("over_cents", "f8", "smallest basket"),
    ("n_steps", "i8", "further steps of its ladder"),
    ("over_2_cents", "f8", "smallest basket of the second step; likewise the third and fourth"),
    ("off_2_cents", "f8", "fixed amount off from there on, in place of the first"),
    ("over_3_cents", "f8", "of the third"),
    ("off_3_cents", "f8", "of the third"),
    ("over_4_cents", "f8", "of the fourth"),
    ("off_4_cents", "f8", "of the fourth"),
    ("claim_share", "f8", "of who sees it, who know of it when they pay"),
    ("from_min", "f8", "valid from, minutes after midnight"),
    ("to_min", "f8", "valid until, minutes after midnight; before `from_min`: of the next day"),
    ("first_order", "?", "for who has never ordered, and nobody else"),
    ("today", "?", "valid on this weekday"),
    ("last_night", "?", "was valid on yesterday's"),
    ("channels", "i8", "bit c: valid for the channel of that number"),
    ("once_a_day", "?", "one use a day for each consumer"),
    ("n_conditions", "f8", "rules a consumer has to understand"),
    ("budget_left_cents", "f8", "inf: no limit"),
    ("day_left_cents", "f8", "of the day's budget; inf: no limit"),
    ("platform_share", "f8", "funded by the platform"),
    ("store_share", "f8", "funded by the store"),
    ("n_used", "i8", "orders it was used for"),
)

# What a campaign offered on a day.
OFFERED = Schema(
    ("today", "?", "valid on that weekday"),
    ("off_cents", "f8", "fixed amount off"),
    ("basket_share", "f8", "share of the basket off"),
    ("cap_cents", "f8", "largest amount off the basket; inf: none"),
    ("fee_share", "f8", "share of the delivery fee off"),
    ("n_eligible", "i8", "consumers who may use it: in its audience, targeted and not held out"),
    ("n_issued", "i8", "of them, those who got it that day"),
    ("n_held_out", "i8", "consumers who were held out"),
    ("budget_left_cents", "f8", "in the morning; inf: no limit"),
)


class Sent(NamedTuple):
    """Who might use a campaign on a day, and who was held out, a bit for each consumer."""

    offered: NDArray[np.uint8]  # (n_consumers / 8,)
    held_out: NDArray[np.uint8]  # (n_consumers / 8,)


INFLUENCE = Schema(
    ("demand_factor", "f8", "on the probability that a need opens the app"),
    ("speed_factor", "f8", "on couriers' speed"),
    ("attendance_factor", "f8", "on the share of couriers who come to a shift"),
    ("walking_utils", "f8", "added to what pickup and walking in are worth"),
    ("sync_down", "?", "no record of stock reaches the app"),
)

STATE = Schema(
    ("now_min", "f8", "the flow's time"),
    ("day", "i8", "day of the run, from 0; below it in the warm-up"),
    ("page", "i8", "page of the book for the day's money"),
    ("seed", "i8", "the run's luck"),
    ("sequence", "i8", "events pushed so far"),
    ("heap_size", "i8", "events in the calendar"),
    ("next_need", "i8", "row of the next need"),
    ("n_needs", "i8", "needs drawn for the day"),
    ("n_orders", "i8", "orders placed so far"),
    ("n_open", "i8", "orders not yet ended"),
    ("n_waiting", "i8", "rows in use of the waiting list"),
    ("n_overruns", "i8", "overruns seen so far"),
    ("weekend", "?", "the day is a Saturday or Sunday"),
    ("weather", "i8", "in force, see Sky in sim.flow.influences"),
    ("drawn_weather", "i8", "the same without the episodes of the scenario"),
    ("n_news", "i8", "news so far"),
    ("n_heard", "i8", "news heard so far"),
)

# Sizes of the rings of latest overruns: of all, and of each weather, zone and hour of ordering.
N_OVERRUNS = 200
N_OVERRUNS_ALIKE = 50

OVERRUN = Schema(
    ("overrun_min", "f8", "actual minus expected click-to-door of a delivery"),
    ("ended_min", "f8", "when it was handed over"),
)


class World(NamedTuple):
    """Columns of the running market. Everything the flow reads and writes is here."""

    consumers: Rows
    stores: Rows
    couriers: Rows
    stops: Rows  # (n_couriers, MAX_STOPS)
    orders: Rows  # (capacity,)
    heap: Rows  # (capacity,)
    needs: Rows  # (n_needs,) today's, in order of time
    waiting: NDArray[np.int32]  # (capacity,) deliveries without courier, oldest first
    shown: NDArray[np.int32]  # (n_cells, n_listed or twice that) stores, see sim.ranking; -1: none
    cell_zone: NDArray[np.int32]  # (n_cells,)
    grid: Rows  # (1,) cell_m, n_cells_x, n_cells_y
    segments: Rows  # (n_segments,)
    tariff: Rows  # (n_zones,)
    campaigns: Rows  # (n_campaigns,)
    scope: NDArray[np.int64]  # (n_stores,) bit c: campaign c holds for the store
    terms: Rows  # (1,) the platform's, as the scenario fixes them
    rates: Rows  # (1,) what the platform's policies set for the whole city
    choice: Rows  # (1,) scenario.choice
    patience: Rows  # (1,) scenario.patience
    satisfaction: Rows  # (1,) scenario.satisfaction
    acceptance: Rows  # (1,) scenario.couriers.acceptance
    travel: Rows  # (1,) speed and service times
    kitchen: Rows  # (1,) kitchen and stock
    recorded: Rows  # (n,) recorded orders; a need's nth points here when there are any
    preparation: NDArray[np.float64]  # gamma quantiles at exponential quantiles, mean 1
    funnel: NDArray[np.int64]  # (n_segments, 24, n_zones, n_steps)
    book: NDArray[np.int64]  # (n_days + 2, n_kinds, n_accounts), the warm-up's page last
    overruns: Rows  # (N_OVERRUNS,) ring of the latest
    overruns_alike: NDArray[np.float64]  # (n_skies, n_zones, 24, N_OVERRUNS_ALIKE) the store's zone
    n_overruns_alike: NDArray[np.int64]  # (n_skies, n_zones, 24) seen so far
    influences: Rows  # (n_sources,) see sim.flow.influences
    outside: Rows  # (1,) what they do together
    news: Rows  # (N_NEWS,) ring of what processes are told, see sim.flow.news
    state: Rows  # (1,)
    worth: NDArray[np.float64]  # (n_channels,) scratch row of a choice, see sim.flow.worth
    race: Rows  # (n_nests,) scratch table of a choice, see sim.flow.race
    own: tuple[Rows, ...]  # rows of the parts that have some, see sim.flow.composed
    parts: Parts  # what the market is made of


RECORDED = Schema(
    ("placed_min", "f8", "ordered"),
    ("store", "i4", "row of the store"),
    ("ready_min", "f8", "ready; nan: the kitchen decides"),
    ("basket_cents", "f8", "food; 0: drawn like any basket"),
)
