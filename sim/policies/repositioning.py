"""Repositioning: where idle couriers wait for the next order.

To add a policy: a subclass of `RepositioningPolicy` here, and its name in the record at the end;
it returns moves, the market has couriers make them.
"""

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.flow.requests import MOVE
from sim.policies import contract
from sim.policies.deferred import Deferred
from sim.policies.family import Applicable, Asked, Family, Policy
from sim.schema import Rows, packed
from sim.settings.bounds import IntervalMin, LongMinutes, Metres, Minutes

if TYPE_CHECKING:
    from sim.policies.imbalance import Imbalance
    from sim.policies.view import MarketView

Ints = NDArray[np.int64]

_imbalance = Deferred("sim.policies.imbalance", "imbalance_of")
_nearest_first = Deferred("sim.policies.imbalance", "nearest_first")
_least_riding = Deferred("sim.policies.imbalance", "least_riding")


class RepositioningPolicy(Policy):
    """Decides in rounds which idle couriers wait elsewhere."""

    # Whether it ever names places to wait at.
    sends_couriers: ClassVar[bool] = True

    every_min: IntervalMin = Field(5, description="minutes between two rounds")

    @abstractmethod
    def __call__(self, view: "MarketView") -> Rows:
        """Moves, (n_moves,) rows of `sim.flow.requests.MOVE`, each of another idle courier."""


class Stay(RepositioningPolicy):
    """Couriers wait where they are."""

    sends_couriers: ClassVar[bool] = False

    use: Literal["stay"] = "stay"

    def __call__(self, view: "MarketView") -> Rows:
        return MOVE.empty(0)


class _TowardsDemand(RepositioningPolicy):
    """Idle couriers are spread over the zones as the latest deliveries were, by store.

    A zone should have

        target = idle couriers * its demand / all demand
        demand = sum over deliveries of 2^(-age / half_life_min)

    as a whole number (largest remainders first). Couriers beyond it move to zones that lack some,
    to the store nearest to the middle of the zone's demand.
    """

    half_life_min: LongMinutes = Field(60, description="after which an order counts half")
    radius_m: Metres = Field(3000, description="longest way to another place")
    least_stay_min: Minutes = Field(5, description="time at a place before the next move")

    def __call__(self, view: "MarketView") -> Rows:
        found = _imbalance(view, self.half_life_min, self.radius_m, self.least_stay_min)
        if found is None:
            return MOVE.empty(0)
        taken = self._choose(found)
        moves = MOVE.empty(len(taken))
        moves["courier"] = found.courier[found.leaver[taken]]
        moves["x_m"] = view.stores["x_m"][found.place[found.goal[taken]]]
        moves["y_m"] = view.stores["y_m"][found.place[found.goal[taken]]]
        return moves[np.argsort(moves["courier"])]

    @abstractmethod
    def _choose(self, found: "Imbalance") -> Ints:
        """Which of the rides are taken, (n_moves,) rows of the rides found."""


class DemandWeighted(_TowardsDemand):
    """Zones with fewer idle couriers than their share of demand draw them from near by.

    Of all rides within the radius the shortest is taken first, as long as there are couriers
    beyond the target where it begins, and too few where it ends.
    """

    use: Literal["demand_weighted"] = "demand_weighted"

    def _choose(self, found: "Imbalance") -> Ints:
        shortest_first = np.argsort(found.metres, kind="stable")
        left, lacks = found.surplus.copy(), found.deficit.copy()
        return np.asarray(
            _nearest_first(shortest_first, found.leaver, found.goal, found.origin, left, lacks)
        )


class Balance(_TowardsDemand):
    """The targets of demand_weighted, reached with the least riding in all.

    The transportation problem: of all choices of rides that fill most of what is lacking, the one
    of the fewest metres. Its linear programme has whole solutions, and is solved as an assignment
    of couriers to places (Jonker and Volgenant 1987).
    """

    use: Literal["balance"] = "balance"

    def _choose(self, found: "Imbalance") -> Ints:
        return np.asarray(_least_riding(found))


def _apply(market: Applicable, _policy: RepositioningPolicy, moves: Rows, _nth: int) -> None:
    """Send idle couriers to waiting places."""
    if len(moves) > 0:
        market.moved.append(market.flow.move(packed(moves), market.now_min))


def _asks(policy: RepositioningPolicy) -> bool:
    """Whether there are rounds: three hundred a day are a tenth of all that Python does in it."""
    return policy.sends_couriers


REPOSITIONING = Family(
    name="repositioning",
    noun="repositioning",
    base=RepositioningPolicy,
    decision=np.ndarray,
    rows=contract.MOVE_ROWS,
    built_in={"stay": Stay, "demand_weighted": DemandWeighted, "balance": Balance},
    default=Stay(),
    asked=Asked.TO_MOVE,
    faults=contract.moves,
    apply=_apply,
    asks=_asks,
    kernels=True,
)
