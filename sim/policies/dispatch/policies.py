"""Policies of dispatch built in, but for the rolling horizon: what each does and its parameters.

How they decide stands in the module of each, which is imported when it is first asked.
"""

from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple

from pydantic import Field

from sim.policies.deferred import Deferred
from sim.policies.dispatch.contract import Decision, DispatchPolicy
from sim.settings.bounds import Metres, Minutes, Weight

if TYPE_CHECKING:
    from sim.policies.view import MarketView

_find_nearest = Deferred("sim.policies.dispatch.nearest", "find_nearest")
_assign = Deferred("sim.policies.dispatch.assignment", "assign")
_insert = Deferred("sim.policies.dispatch.insertion", "insert")


class NearestIdle(DispatchPolicy):
    """Each waiting order, oldest first, goes to the nearest courier with an empty route."""

    use: Literal["nearest"] = "nearest"

    keeps_tasks: ClassVar[bool] = True

    def __call__(self, view: "MarketView") -> Decision:
        return Decision(_find_nearest(view.columns, self.radius_m, view.now_min))


class BatchAssignment(DispatchPolicy):
    """Orders nearly ready are assigned to couriers with an empty route, all of them at once.

    The assignment makes the sum of the moments of pick-up least; where couriers are short, the
    orders that are due first go first.
    """

    use: Literal["batch_assignment"] = "batch_assignment"
    keeps_tasks: ClassVar[bool] = True
    lead_min: Minutes = Field(
        8, description="so long before the food is ready orders are looked at"
    )

    def __call__(self, view: "MarketView") -> Decision:
        return Decision(_assign(view.columns, self.radius_m, self.lead_min, view.now_min))


class InsertionRules(NamedTuple):
    """The parameters of the policy, in its words: see `BatchInsertion`."""

    radius_m: float
    lead_min: float
    bundle_m: float
    courier_weight: float
    late_weight: float


class BatchInsertion(DispatchPolicy):
    """Orders nearly ready are inserted where they delay all hand-overs least.

    Each round takes the orders whose food is due within `lead_min`, oldest first, and looks at
    idle couriers in the radius and at routes that pass the store within `bundle_m`. The cost of
    a place in a route is

        rise of the sum of hand-over times + late_weight * rise of the sum of minutes late
        + courier_weight * rise of the route's duration
    """

    use: Literal["batch_insertion"] = "batch_insertion"
    lead_min: Minutes = Field(
        10.5, description="so long before the food is ready orders are looked at"
    )
    bundle_m: Metres = Field(700, description="largest way off a route to another store")
    courier_weight: Weight = Field(0.5, description="a courier's minute in a consumer's")
    late_weight: Weight = Field(1, description="a minute beyond the promise, on top")

    def __call__(self, view: "MarketView") -> Decision:
        rules = InsertionRules(*(getattr(self, name) for name in InsertionRules._fields))
        return Decision(_insert(view.columns, rules, view.now_min))
