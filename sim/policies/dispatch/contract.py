"""The contract of dispatch: what a policy decides, and what all of them share."""

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from pydantic import Field

from sim.flow.requests import MOVE
from sim.policies.family import Policy
from sim.schema import Rows
from sim.settings.bounds import LEAST_INTERVAL_MIN, MOST_METRES, Real

if TYPE_CHECKING:
    from sim.policies.view import MarketView


class Decision(NamedTuple):
    """What a round of dispatch comes to."""

    offers: Rows  # (n_offers,) of sim.flow.requests.OFFER, in the order to be made
    moves: Rows = MOVE.empty(0)  # (n_moves,) of sim.flow.requests.MOVE, made after the offers


class DispatchPolicy(Policy):
    """Decides in rounds which waiting orders are offered to whom."""

    # Whether it is asked although no order waits, because it sends idle couriers somewhere.
    sends_couriers: ClassVar[bool] = False
    # Whether couriers only get orders for when their last task is done.
    keeps_tasks: ClassVar[bool] = False

    every_min: Real = Field(
        1.0, ge=LEAST_INTERVAL_MIN, le=60, description="minutes between two rounds"
    )
    radius_m: Real = Field(
        4500, ge=1, le=MOST_METRES, description="largest way from courier to store"
    )

    @abstractmethod
    def __call__(self, view: "MarketView") -> Decision:
        """The offers, and moves of idle couriers, of this round."""
