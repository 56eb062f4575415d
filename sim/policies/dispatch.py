"""Dispatch: which courier takes which orders, in which sequence.

To add a policy: a subclass of `DispatchPolicy` here, one line in `sim.policies.BUILT_IN`; it
returns offers, the market makes them and applies what couriers accept.
"""

from abc import abstractmethod
from typing import Literal

from pydantic import Field

from sim.flow.entry import Resolved
from sim.policies.family import Policy
from sim.policies.insertion import insert_in_batch, nearest_idle
from sim.policies.view import MarketView
from sim.schema import Rows


_nearest_idle, _insert_in_batch = Resolved(nearest_idle), Resolved(insert_in_batch)


class DispatchPolicy(Policy):
    """Decides in rounds which waiting orders are offered to whom."""

    every_min: float = Field(1.0, gt=0, le=60, description="minutes between two rounds")
    radius_m: float = Field(3000, gt=0, description="largest way from courier to store")

    @abstractmethod
    def __call__(self, view: MarketView) -> Rows:
        """Offers, (n_offers,) rows of `sim.flow.delivery.OFFER`, in the order to be made."""


class NearestIdle(DispatchPolicy):
    """Each waiting order, oldest first, goes to the nearest courier with an empty route."""

    use: Literal["nearest"] = "nearest"

    def __call__(self, view: MarketView) -> Rows:
        return _nearest_idle(view.columns, self.radius_m, view.now_min)


class BatchInsertion(DispatchPolicy):
    """Orders nearly ready are inserted where they delay all hand-overs least.

    Each round takes the orders whose food is due within `lead_min`, oldest first, and looks at
    idle couriers in the radius and at routes that pass the store within `bundle_m`. The cost of
    a place in a route is

        rise of the sum of hand-over times + courier_weight * rise of the route's duration
    """

    use: Literal["batch_insertion"] = "batch_insertion"
    lead_min: float = Field(8, ge=0, description="before the predicted ready time; then wait")
    bundle_m: float = Field(700, ge=0, description="largest way off a route to another store")
    courier_weight: float = Field(0.5, ge=0, description="a courier's minute in a consumer's")

    def __call__(self, view: MarketView) -> Rows:
        return _insert_in_batch(
            view.columns,
            self.radius_m,
            self.lead_min,
            self.bundle_m,
            self.courier_weight,
            view.now_min,
        )
