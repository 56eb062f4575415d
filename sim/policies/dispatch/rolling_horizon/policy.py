"""The rolling horizon as a policy: its parameters."""

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from sim.policies.deferred import Deferred
from sim.policies.dispatch.contract import Decision, DispatchPolicy
from sim.policies.dispatch.rolling_horizon.rules import Rules
from sim.settings.bounds import Flag, Minutes, Real, Share, Weight, Whole

if TYPE_CHECKING:
    from sim.policies.view import MarketView

_roll = Deferred("sim.policies.dispatch.rolling_horizon.horizon", "plan_and_carry_out")


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
    horizon_min: Minutes = Field(60, description="couriers free until then are planned")
    bundle_orders: Whole = Field(4, ge=1, le=8, description="most orders in a bundle")
    courier_price: Weight = Field(0.2, description="a courier's minute at full load")
    price_power: Real = Field(4, ge=0, le=10, description="how the price grows with the load")
    old_weight: Weight = Field(0.005, description="growth of an order's weight, per minute")
    late_weight: Weight = Field(0.1, description="a minute beyond the promise, on top")
    fairness_weight: Weight = Field(
        0, description="minutes an order costs more with who earns the mean; twice, twice"
    )
    refusal_cost_min: Minutes = Field(2, description="what an expected refusal costs, minutes")
    repeat_min: Minutes = Field(
        10,
        description="orders so recent are expected again, where couriers are not sent ahead",
    )
    repeat_weight: Weight = Field(0.2, description="of an order that is only expected")
    unplanned_cost: Real = Field(
        1000, ge=1, le=1_000_000, description="an order that costs more waits, minutes"
    )
    rounds: Whole = Field(2, ge=0, le=20, description="of moving orders between routes")
    matching: Flag = Field(True, description="let whole routes change couriers")
    send_ahead: Flag = Field(True, description="couriers move to stores before they get an order")
    early_min: Minutes = Field(5, description="couriers are sent so much earlier than needed")
    split_moves: Flag = Field(
        True, description="where moves must be finished, long ones go by stores on the way"
    )
    latest_orders: Whole = Field(
        100, ge=0, le=10_000, description="that tell where idle couriers wait; 0: stay"
    )
    second_weight: Share = Field(0.5, description="of the second-nearest courier")
    least_gain_min: Minutes = Field(0.3, description="for which an idle courier moves")
    last_move_min: Minutes = Field(15, description="before the shift's end nobody moves idly")

    def __call__(self, view: "MarketView") -> Decision:
        rules = Rules(*(getattr(self, name) for name in Rules._fields))
        return Decision(*_roll(view.columns, rules, view.now_min))
