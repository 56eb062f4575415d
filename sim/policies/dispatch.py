"""Dispatch: which courier takes which orders, in which sequence.

To add a policy: a subclass of `DispatchPolicy` here, one line in `sim.policies.BUILT_IN`; it
returns offers, the market makes them and applies what couriers accept.
"""

from abc import abstractmethod
from typing import ClassVar, Literal, NamedTuple

from pydantic import Field

from sim.flow.entry import Resolved
from sim.flow.moves import MOVE
from sim.policies.assignment import assign_in_batch
from sim.policies.family import Policy
from sim.policies.horizon import roll
from sim.policies.insertion import insert_in_batch
from sim.policies.nearest import nearest_idle
from sim.policies.rolling import Rules
from sim.policies.view import MarketView
from sim.schema import Rows

_nearest_idle, _insert_in_batch = Resolved(nearest_idle), Resolved(insert_in_batch)
_assign_in_batch, _roll = Resolved(assign_in_batch), Resolved(roll)


class Decision(NamedTuple):
    """What a round of dispatch comes to."""

    offers: Rows  # (n_offers,) of sim.flow.delivery.OFFER, in the order to be made
    moves: Rows = MOVE.empty(0)  # (n_moves,) of sim.flow.moves.MOVE, made after the offers


class DispatchPolicy(Policy):
    """Decides in rounds which waiting orders are offered to whom."""

    # Whether it is asked although no order waits, because it sends idle couriers somewhere.
    sends_couriers: ClassVar[bool] = False
    # Whether couriers only get orders for when their last task is done.
    keeps_tasks: ClassVar[bool] = False

    every_min: float = Field(1.0, gt=0, le=60, description="minutes between two rounds")
    radius_m: float = Field(3000, gt=0, description="largest way from courier to store")

    @abstractmethod
    def __call__(self, view: MarketView) -> Decision:
        """The offers, and moves of idle couriers, of this round."""


class NearestIdle(DispatchPolicy):
    """Each waiting order, oldest first, goes to the nearest courier with an empty route."""

    use: Literal["nearest"] = "nearest"

    keeps_tasks: ClassVar[bool] = True

    def __call__(self, view: MarketView) -> Decision:
        return Decision(_nearest_idle(view.columns, self.radius_m, view.now_min))


class BatchAssignment(DispatchPolicy):
    """Orders nearly ready are assigned to couriers with an empty route, all of them at once.

    The assignment makes the sum of the moments of pick-up least; where couriers are short, the
    orders that are due first go first.
    """

    use: Literal["batch_assignment"] = "batch_assignment"
    keeps_tasks: ClassVar[bool] = True
    lead_min: float = Field(
        8, ge=0, description="so long before the food is ready orders are looked at"
    )

    def __call__(self, view: MarketView) -> Decision:
        return Decision(_assign_in_batch(view.columns, self.radius_m, self.lead_min, view.now_min))


class BatchInsertion(DispatchPolicy):
    """Orders nearly ready are inserted where they delay all hand-overs least.

    Each round takes the orders whose food is due within `lead_min`, oldest first, and looks at
    idle couriers in the radius and at routes that pass the store within `bundle_m`. The cost of
    a place in a route is

        rise of the sum of hand-over times + late_weight * rise of the sum of minutes late
        + courier_weight * rise of the route's duration
    """

    use: Literal["batch_insertion"] = "batch_insertion"
    lead_min: float = Field(
        8, ge=0, description="so long before the food is ready orders are looked at"
    )
    bundle_m: float = Field(700, ge=0, description="largest way off a route to another store")
    courier_weight: float = Field(0.5, ge=0, description="a courier's minute in a consumer's")
    late_weight: float = Field(1, ge=0, description="a minute beyond the promise, on top")

    def __call__(self, view: MarketView) -> Decision:
        return Decision(
            _insert_in_batch(
                view.columns,
                self.radius_m,
                self.lead_min,
                self.bundle_m,
                self.courier_weight,
                self.late_weight,
                view.now_min,
            )
        )


class RollingHorizon(DispatchPolicy):
    """All open orders are planned anew each round; only what cannot wait is carried out.

    Orders are bundled by store and put into routes of couriers who are free now or within the
    horizon, where they cost least, and moved between routes while that pays; whole routes change
    couriers by the cheapest matching. The cost of a route is

        sum of weight * (hand-over - earliest hand-over) + courier price * minutes at work

    with a weight that grows with the age of the food and a price that grows with the load. A
    courier who has to leave is sent to the store ahead of the order, which is given away there at
    the last moment; couriers without a plan move to where the latest orders came up.
    """

    use: Literal["rolling_horizon"] = "rolling_horizon"
    sends_couriers: ClassVar[bool] = True
    keeps_tasks: ClassVar[bool] = True
    horizon_min: float = Field(60, ge=0, description="couriers free until then are planned")
    bundle_orders: int = Field(4, ge=1, le=8, description="most orders in a bundle")
    courier_price: float = Field(0.2, ge=0, description="a courier's minute at full load")
    price_power: float = Field(4, ge=0, description="how the price grows with the load")
    old_weight: float = Field(0.005, ge=0, description="growth of an order's weight, per minute")
    late_weight: float = Field(0.1, ge=0, description="a minute beyond the promise, on top")
    fairness_weight: float = Field(
        0, ge=0, description="minutes an order costs more with who earns the mean; twice, twice"
    )
    refusal_cost_min: float = Field(2, ge=0, description="what an expected refusal costs, minutes")
    repeat_min: float = Field(
        10,
        ge=0,
        description="orders so recent are expected again, where couriers are not sent ahead",
    )
    repeat_weight: float = Field(0.2, ge=0, description="of an order that is only expected")
    unplanned_cost: float = Field(1000, gt=0, description="an order that costs more waits, minutes")
    rounds: int = Field(2, ge=0, le=20, description="of moving orders between routes")
    matching: bool = Field(True, description="let whole routes change couriers")
    send_ahead: bool = Field(True, description="couriers move to stores before they get an order")
    early_min: float = Field(5, ge=0, description="couriers are sent so much earlier than needed")
    split_moves: bool = Field(
        True, description="where moves must be finished, long ones go by stores on the way"
    )
    latest_orders: int = Field(100, ge=0, description="that tell where idle couriers wait; 0: stay")
    second_weight: float = Field(0.5, ge=0, le=1, description="of the second-nearest courier")
    least_gain_min: float = Field(0.3, ge=0, description="for which an idle courier moves")
    last_move_min: float = Field(15, ge=0, description="before the shift's end nobody moves idly")

    def __call__(self, view: MarketView) -> Decision:
        rules = Rules(*(getattr(self, name) for name in Rules._fields))
        return Decision(*_roll(view.columns, rules, view.now_min))
