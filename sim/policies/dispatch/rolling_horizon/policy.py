"""The rolling horizon as a policy: its parameters."""

from typing import ClassVar, Literal

from pydantic import Field

from sim.flow.entry import Resolved
from sim.policies.dispatch.contract import Decision, DispatchPolicy
from sim.policies.dispatch.rolling_horizon.horizon import roll
from sim.policies.dispatch.rolling_horizon.prices import Rules
from sim.policies.view import MarketView

_roll = Resolved(roll)


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
