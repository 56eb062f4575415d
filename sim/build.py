"""Building the world: a scenario's numbers as records that compiled code reads."""

import numpy as np
from numpy.typing import NDArray

from sim import ledger
from sim.agents.courier import MAX_STOPS, STOP
from sim.agents.store import is_small
from sim.city import CityPlan
from sim.daytime import HOUR_MIN, minutes
from sim.flow.influences import Sky, no_influences, put_together
from sim.flow.kitchen import preparation_quantiles
from sim.flow.news import N_NEWS, NEWS_ITEM
from sim.flow.parameters import (
    ACCEPTANCE,
    CHOICE,
    GRID,
    KITCHEN,
    OUTSIDE,
    PATIENCE,
    RATES,
    SATISFACTION,
    TERMS,
    TRAVEL,
)
from sim.flow.parts import Parts
from sim.flow.race import NEST
from sim.flow.table import know_rows
from sim.flow.world import (
    EVENT,
    N_OVERRUNS,
    N_OVERRUNS_ALIKE,
    NEED,
    OVERRUN,
    RECORDED,
    SEGMENT,
    STATE,
    TARIFF,
    World,
)
from sim.order import ORDER
from sim.policies.campaigns import campaigns, scope
from sim.recording import Recording
from sim.scenario import Scenario
from sim.schema import Rows

# First capacity of tables that grow. Rows that are never used cost no memory, copies do.
_ORDERS, _ORDERS_PER_NEED, _LIST = 4096, 0.4, 1024


def build_world(
    scenario: Scenario,
    seed: int,
    city: CityPlan,
    *,
    consumers: Rows,
    stores: Rows,
    couriers: Rows,
    shown: NDArray[np.int32],
    recording: Recording | None,
    parts: Parts,
) -> World:
    """All columns of a market that is about to begin, for the parts it is made of.

    Parameters
    ----------
    scenario, seed
        What is run.
    city
        As it was drawn.
    consumers, stores, couriers
        As they are before anything happens.
    shown
        Stores of each cell's list, (n_cells, n_listed).
    recording
        Orders that are replayed.
    parts
        What it is made of, of which rows of their own are begun too.
    """
    n_zones, n_segments = city.n_zones, len(scenario.consumers.segments)
    state = STATE.empty(1)
    state["seed"] = seed
    stores["small"] = is_small(stores)
    n_days = scenario.days
    needs = consumers["needs_per_day"].sum() * (scenario.warmup_days + n_days)
    world = World(
        consumers=consumers,
        stores=stores,
        couriers=couriers,
        stops=np.zeros((len(couriers), MAX_STOPS), STOP.dtype),
        orders=ORDER.empty(_ORDERS + int(_ORDERS_PER_NEED * needs)),
        heap=EVENT.empty(_LIST),
        needs=NEED.empty(0),
        waiting=np.zeros(_LIST, np.int32),
        shown=shown,
        cell_zone=city.cell_zone,
        grid=GRID.row(cell_m=city.cell_m, n_cells_x=city.n_cells_x, n_cells_y=city.n_cells_y),
        segments=_segments(scenario),
        tariff=_tariff(scenario, n_zones),
        campaigns=campaigns(scenario, parts.channel_names),
        scope=scope(scenario, len(stores)),
        terms=terms(scenario),
        rates=RATES.empty(1),
        choice=_choice(scenario),
        patience=PATIENCE.row(**scenario.patience.model_dump()),
        satisfaction=SATISFACTION.row(**scenario.satisfaction.model_dump()),
        acceptance=ACCEPTANCE.row(**scenario.couriers.acceptance.model_dump()),
        travel=_travel(scenario),
        kitchen=_kitchen(scenario),
        recorded=_recorded(recording),
        preparation=preparation_quantiles(scenario.kitchen.shape).copy(),
        funnel=np.zeros((n_segments, 24, n_zones, len(parts.steps)), np.int64),
        book=np.zeros((n_days + 2, len(ledger.KINDS), len(ledger.ACCOUNTS)), np.int64),
        overruns=OVERRUN.empty(N_OVERRUNS),
        overruns_alike=np.zeros((len(Sky), n_zones, 24, N_OVERRUNS_ALIKE)),
        n_overruns_alike=np.zeros((len(Sky), n_zones, 24), np.int64),
        influences=no_influences(),
        outside=OUTSIDE.empty(1),
        news=NEWS_ITEM.empty(N_NEWS),
        state=state,
        worth=np.zeros(len(parts.channels)),
        race=NEST.empty(len(parts.nests)),
        own=tuple(part.rows(scenario) for part in parts.owners),
        parts=parts,
    )
    put_together(world)
    know_rows(parts, scenario)
    return world


def _tariff(scenario: Scenario, n_zones: int) -> Rows:
    """What policies set by zone, before they do: no fee, no promise, the whole radius."""
    rows = TARIFF.empty(n_zones)
    rows["radius_m"] = scenario.choice.radius_m
    return rows


def _segments(scenario: Scenario) -> Rows:
    choice = scenario.choice
    rows = SEGMENT.empty(len(scenario.consumers.segments))
    for row, segment in zip(rows, scenario.consumers.segments, strict=True):
        row.opening_shift = segment.opening_shift
        row.delivery_constant = choice.delivery_constant
        row.pickup_constant = choice.pickup_constant + segment.pickup_shift
        row.walkin_constant = choice.walkin_constant + segment.walkin_shift
        row.basket_mean_cents = segment.basket_mean_cents
        row.basket_sigma = segment.basket_sigma
        row.friction = segment.friction
    return rows


def terms(scenario: Scenario) -> Rows:
    """The platform's terms, (1,)."""
    policies = scenario.policies
    commission, small = policies.pricing.commission_share, policies.pricing.small_commission_share
    return TERMS.row(
        radius_m=scenario.choice.radius_m,
        free_over_cents=float(policies.pricing.free_over_cents),
        min_order_cents=float(policies.pricing.min_order_cents),
        commission_share=commission,
        small_commission_share=commission if small is None else small,
        service_fee_cents=float(policies.service_fee_cents),
        pickup_offered=policies.pickup,
        pickup_discount_cents=policies.pickup_discount_cents,
        payment_fee_share=policies.payment_fee_share,
        tracking=policies.tracking,
        crm_integrated=policies.crm_integrated,
    )


def _choice(scenario: Scenario) -> Rows:
    # What lasts of tastes is no draw of a choice.
    scale = scenario.choice.nest_scale * scenario.mechanisms.lasting_taste.momentary_scale
    return CHOICE.row(
        **scenario.choice.model_dump(exclude={"claim_share", "n_examined"})
        | {"nest_scale": scale, "n_listed": scenario.n_listed},
        work_start_min=minutes(scenario.demand.work_start),
        work_end_min=minutes(scenario.demand.work_end),
        per_scale=1.0 / scale,
    )


def _travel(scenario: Scenario) -> Rows:
    fleet = scenario.couriers
    m_per_min = fleet.speed_km_per_h * 1000.0 / HOUR_MIN
    return TRAVEL.row(
        calm_min_per_m=1.0 / m_per_min,
        detour=fleet.detour,
        manhattan=fleet.metric == "manhattan",
        whole_minutes=fleet.whole_minutes,
        pickup_before_min=fleet.pickup_before_min,
        pickup_after_min=fleet.pickup_after_min,
        dropoff_before_min=fleet.dropoff_before_min,
        dropoff_after_min=fleet.dropoff_after_min,
        max_orders=fleet.max_orders,
        finish_moves=fleet.finish_moves,
        cost_cents_per_km=fleet.cost_cents_per_km,
    )


def _kitchen(scenario: Scenario) -> Rows:
    return KITCHEN.row(
        prediction_sd_min=scenario.kitchen.prediction_sd_min,
        food_cost_share=scenario.stores.food_cost_share,
        stock_enabled=scenario.stock.enabled,
        safety_buffer=scenario.stock.safety_buffer if scenario.stock.enabled else 0,
        synced_at_once=scenario.stock.sync_min == 0,
        scan_miss_share=scenario.stock.scan_miss_share,
        shrink_share=scenario.stock.shrink_share,
    )


def _recorded(recording: Recording | None) -> Rows:
    if recording is None:
        return RECORDED.empty(0)
    rows = RECORDED.empty(recording.n_orders)
    rows["placed_min"] = recording.placed_min
    rows["store"] = recording.store
    rows["ready_min"] = recording.ready_min
    rows["basket_cents"] = recording.basket_cents
    return rows


def recorded_needs(recorded: Rows, whole_minutes: bool) -> Rows:
    """One need for each recorded order, at the moment it was placed.

    Needs come after all else of their moment. Where time is counted in whole minutes they come one
    float earlier, so that the round of dispatch in the minute of an order sees it.
    """
    needs = NEED.empty(len(recorded))
    needs["at_min"] = needs["wanted_min"] = recorded["placed_min"]
    if whole_minutes:
        needs["at_min"] = np.maximum(np.nextafter(recorded["placed_min"], -np.inf), 0.0)
    needs["consumer"] = needs["nth"] = np.arange(len(recorded))
    return needs
