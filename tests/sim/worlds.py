"""Towns of a few doors, in which nothing is left to chance and a test writes the whole log."""

import math
from collections import namedtuple
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from sim import ledger
from sim.agents.consumer import CONSUMER
from sim.agents.courier import COURIER, NOT_YET
from sim.agents.store import STORE
from sim.build import build_world
from sim.city import draw_city
from sim.flow import ending
from sim.flow.choosing import Chosen, Place, Session
from sim.flow.flow import Flow, without_parts
from sim.flow.parts import Parts
from sim.flow.requests import OFFER
from sim.flow.world import NEED, OFFERED
from sim.order import CAUSES, ORDER, STATES, Cause
from sim.policies.view import MarketView
from sim.scenario import Scenario
from sim.schema import Rows, Schema
from sim.standard import STANDARD
from tests.cities import ALIKE, CALM, NEVER, Tree, scenario

Point = tuple[float, float]

# Whoever needs a meal has one delivered, at any price; 100 m are a minute's ride and two minutes'
# walk; food takes its store's mean time. Two zones, one cell each.
SURE: Tree = {
    "days": 1,
    "city": {"width_m": 2000, "height_m": 1000, "zone_m": 1000, "cell_m": 1000},
    "choice": {
        "sated_min": 0,
        "walk_m_per_min": 50,
        "pickup_constant": NEVER,
        "walkin_constant": NEVER,
        "nothing_constant": NEVER,
    },
    "kitchen": {"prediction_sd_min": 0},
    "couriers": {
        "speed_km_per_h": 6,
        "detour": 1,
        "pickup_before_min": 1,
        "pickup_after_min": 1,
        "dropoff_before_min": 2,
        "dropoff_after_min": 1,
        "acceptance": {"always": True, "response_min": 0.5},
    },
    "patience": {"enabled": False, "no_show_share": 0, "collect_delay_min": 0},
}

PICKUP_ONLY: Tree = {"choice": {"delivery_constant": NEVER, "pickup_constant": 0}}
WALK_IN_ONLY: Tree = {"choice": {"delivery_constant": NEVER, "walkin_constant": 0}}

STAMPS = ("placed", "cooking", "ready", "assigned", "at_store", "picked_up", "ended")


def only(**fields: Any) -> Any:
    """Of a session, a candidate or what was chosen these fields alone, also for compiled code."""
    return _tuple_of(tuple(fields))(**fields)


@cache
def _tuple_of(names: tuple[str, ...]) -> Any:
    """One type for each set of fields: compiled code is made for it once."""
    return namedtuple("Only", names)


HERE = Place(cell=0, zone=0, x_m=0.0, y_m=0.0)


def session_of(consumer: Any, **changes: Any) -> Session:
    """At ten o'clock consumer 0 looks for food of 4000 cents, but for some fields."""
    usual = Session(
        consumer_id=0,
        consumer=consumer,
        nth=0,
        now=600.0,
        minute=600.0,
        at=HERE,
        coupons=0,
        basket_cents=4000.0,
        work_factor=1.0,
        prediction_error_min=0.0,
        top_up_draw=0.5,
        checkout_draw=0.5,
        payment_draw=0.5,
    )
    return usual._replace(**changes)


def chosen_by(channel: int, coupon: int = -1) -> Chosen:
    """Store 0, for food of 4000 cents."""
    return Chosen(channel=int(channel), store_id=0, coupon=coupon, basket_cents=4000.0)


class Town(Flow):
    """A flow whose consumers, stores and couriers stand where a test puts them.

    Stores are dictionaries of what differs from one open all day at (0, 0), with one cook who
    needs ten minutes.
    """

    def __init__(
        self,
        *changes: Tree,
        homes: Sequence[Point] = ((0, 0),),
        stores: Sequence[dict[str, Any]] = ({},),
        couriers: Sequence[Point] = (),
        parts: Parts = STANDARD,
    ) -> None:
        self.scenario = scenario(ALIKE, CALM, SURE, *changes)
        self.city = draw_city(self.scenario.city, 1)
        shown = np.tile(np.arange(len(stores), dtype=np.int32), (self.city.n_cells, 1))
        world = build_world(
            self.scenario,
            0,
            self.city,
            consumers=self._consumers(homes),
            stores=self._stores(stores),
            couriers=self._couriers(couriers),
            shown=shown,
            recording=None,
            parts=parts.switched(self.scenario.mechanisms.tables()),
        )
        world.preparation[:] = 1.0
        super().__init__(world)

    def _consumers(self, homes: Sequence[Point]) -> Rows:
        rows = CONSUMER.empty(len(homes))
        for row, (x_m, y_m) in zip(rows, homes, strict=True):
            row.home_x_m, row.home_y_m = row.work_x_m, row.work_y_m = x_m, y_m
            row.home_cell = row.work_cell = self.city.cell_of(x_m, y_m)
        rows["price_sensitivity"] = 0.0006
        rows["wait_sensitivity"] = 0.048
        rows["needs_per_day"] = 1
        rows["satisfaction"] = 4
        rows["last_store"] = -1
        rows["last_order_min"] = -math.inf
        return rows

    def _stores(self, stores: Sequence[dict[str, Any]]) -> Rows:
        usual = {
            "popularity": 1.0,
            "quality": 4.6,
            "shown_quality": 4.6,
            "price_level": 1.0,
            "close_min": 1440.0,
            "n_cooks": 1,
            "preparation_min": 10.0,
            "queue_first": -1,
            "queue_last": -1,
            "published_stock": 100,
            "physical_stock": 100,
            "recorded_stock": 100,
            "daily_stock": 100,
        }
        rows = STORE.empty(len(stores))
        for row, store in zip(rows, stores, strict=True):
            for name, value in (usual | store).items():
                row[name] = value
        rows["cell"] = self.city.cell_of(rows["x_m"], rows["y_m"])
        rows["zone"] = self.city.cell_zone[rows["cell"]]
        rows["quoted_min"] = rows["preparation_min"]
        return rows

    def _couriers(self, couriers: Sequence[Point]) -> Rows:
        rows = COURIER.empty(len(couriers))
        for row, (x_m, y_m) in zip(rows, couriers, strict=True):
            row.start_x_m, row.start_y_m = row.to_x_m, row.to_y_m = x_m, y_m
        rows["speed_factor"] = 1
        rows["wage_cents_per_min"] = 45
        for name in NOT_YET:
            rows[name] = -np.inf
        return rows

    def needs(self, *needs: tuple[float, int]) -> None:
        """Let meals be needed: (minute, consumer) in order of time."""
        rows = NEED.empty(len(needs))
        for nth, (at_min, consumer) in enumerate(needs):
            rows[nth] = (at_min, consumer, nth, at_min)
        self.set_needs(rows)

    def call(self, kernel: Any, *args: Any) -> Any:
        """Call compiled code on this town."""
        return kernel(self.columns, *args)

    def offer(self, now_min: float, *offers: tuple[int, int, int, int]) -> int:
        """Offer orders: (order, courier, place of the pick-up, place of the hand-over)."""
        rows = OFFER.empty(len(offers))
        rows[:] = list(offers)
        return self.make_offers(rows, now_min)

    def end_one(self, now_min: float, cause: Cause = Cause.NONE, **columns: Any) -> Any:
        """Let order 0, the only one, of which these columns are known, be handed over or fail."""
        self.world.orders[:1] = ORDER.empty(1)
        order = _with(self.world.orders[0], {"courier": -1} | columns)
        self.world.state["n_orders"] = self.world.state["n_open"] = 1
        if cause == Cause.NONE:
            self.call(ending.fulfil, 0, now_min)
        else:
            self.call(ending.give_up, 0, int(cause), now_min)
        return order

    @property
    def orders(self) -> Rows:
        """The orders placed so far."""
        return self.world.orders[: self.world.state["n_orders"][0]]

    def life(self, order: int) -> dict[str, float]:
        """All stamps that an order has got."""
        row = self.orders[order]
        stamps = {name: float(row[f"{name}_min"]) for name in STAMPS}
        return {name: at_min for name, at_min in stamps.items() if not math.isnan(at_min)}

    def ending(self, order: int) -> str:
        """An order's state, and the cause where there is one."""
        row = self.orders[order]
        return " ".join(filter(None, (STATES[row.state], CAUSES[row.cause])))

    def waiting_orders(self) -> list[int]:
        """The list that dispatch works on."""
        return self.world.waiting[: self.world.state["n_waiting"][0]].tolist()

    def view(self, now_min: float = 0.0) -> MarketView:
        """What a policy sees here."""
        coupons = self.scenario.policies.coupons
        offered = np.zeros((self.scenario.days, len(coupons)), OFFERED.dtype)
        columns = without_parts(self.world)
        view = MarketView.of(self.world, columns, self.city, self.scenario, seed=0, offered=offered)
        view.put(now_min=float(now_min))
        return view


def scenario_of(**sections: Any) -> Scenario:
    """The defaults, but for some sections."""
    return Scenario.model_validate({"title": "test", **sections})


def postings(page: Rows) -> dict[tuple[str, str], int]:
    """What stands on a page of the ledger: cents by kind and account."""
    return {
        (ledger.KINDS[kind], ledger.ACCOUNTS[account]): int(page[kind, account])
        for kind, account in np.argwhere(page).tolist()
    }


def row_of(schema: Schema, **columns: Any) -> Any:
    """One row of a table: zeros, but for some columns."""
    return _with(schema.empty(1)[0], columns)


def parameters(table: str, **columns: Any) -> Any:
    """A town's row of parameters, but for some columns: `parameters("choice", radius_m=900)`."""
    return _with(getattr(Town().world, table)[0], columns)


def _with(row: Any, columns: dict[str, Any]) -> Any:
    for name, value in columns.items():
        row[name] = value
    return row


def with_coupons(*coupons, homes=((0, 0),), **changes):
    """A town whose campaigns are all valid today, for everybody."""
    town = Town({"policies": {"coupons": list(coupons), **changes}}, homes=homes)
    campaigns = town.world.campaigns
    for campaign, policy in zip(campaigns, town.scenario.policies.coupons, strict=True):
        offer = policy(town.view())
        campaign.today = True
        campaign.off_cents = offer.off_cents
        campaign.basket_share = offer.basket_share
        campaign.cap_cents = offer.cap_cents
        campaign.fee_share = offer.fee_share
    town.world.consumers["coupons"] = (1 << len(coupons)) - 1
    return town
