"""Ranking: in what order stores stand on the lists that people see, and who pays to stand first.

To add a policy: a subclass of `RankingPolicy` here, and its name in the record at the end. What
becomes of a decision is told in `sim.mechanisms.lists`.
"""

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.daytime import DAY_MIN
from sim.flow.parts import Taker
from sim.policies import contract
from sim.policies.family import Applicable, Asked, Family, Faults, Policy
from sim.settings import Settings
from sim.settings.bounds import Cents, Factor, Flag, IntervalMin, Real, Share, Whole

if TYPE_CHECKING:
    from sim.policies.view import MarketView

Floats = NDArray[np.float64]

# Log-odds beyond which nothing else has a chance, or the store itself has none.
MOST_BOOST = 1000.0
_NEVER = 1e6


@dataclass(frozen=True, slots=True)
class Ranking:
    """What is added to each store's log-odds of the next place, and what is known of people.

    `precision` is the correlation of what is made of a person's tastes, who is known well, with
    these tastes; half of it where `known_orders` orders are known. It is learnt anew every
    `retrain_days`.
    """

    boost: Floats  # (n_stores,) log-odds
    precision: float = 0.0
    known_orders: float = 5.0
    retrain_days: float = 1.0


class RankingPolicy(Policy):
    """Decides the order of the lists, every few minutes; stores may pay for the first places."""

    every_min: IntervalMin = Field(15, description="minutes between two decisions")
    sponsored_places: Whole = Field(
        0, ge=0, le=10, description="first places of a list that stores pay for"
    )
    sponsor_share: Share = Field(0.3, description="of stores that would pay, lasting draws")
    view_cents: Cents = Field(10, description="that a store pays for each look at such a place")
    sponsor_budget_cents: Cents = Field(5000, description="that it spends in a day, at most")

    @abstractmethod
    def __call__(self, view: "MarketView") -> Ranking:
        """The order of lists from now on."""

    @property
    def is_usual(self) -> bool:
        """Whether lists stay as they are drawn once a run, so that there is nothing to decide."""
        return False

    def check_scenario(self, settings: Settings) -> None:
        if not self.is_usual and not _is_on(settings, "lists"):
            raise ValueError(
                "lists do not change unless they are looked at: set mechanisms.lists.enabled = true"
            )


class ByPlace(RankingPolicy):
    """Lists by the place where one is, drawn once: popularity, rating, nearness, a local taste."""

    use: Literal["by_place"] = "by_place"
    every_min: IntervalMin = Field(1440, description="minutes between two decisions")

    def __call__(self, view: "MarketView") -> Ranking:
        return Ranking(np.zeros(len(view.stores)))

    @property
    def is_usual(self) -> bool:
        return self.sponsored_places == 0


@dataclass(slots=True)
class OrdersSoFar:
    """What a ranking by popularity remembers."""

    n_counted: int  # rows of orders when it was last asked
    recent: Floats  # (n_stores,) orders of the platform, the older the less
    at_min: float  # when that was


class Popular(RankingPolicy):
    """By place too, and the higher the more a store has sold in the app lately: success breeds it.

    boost = weight * log((orders lately + prior) / (their mean + prior))
    """

    use: Literal["popular"] = "popular"
    popularity_weight: Factor = Field(0.5, description="log-odds for each e-fold of its orders")
    half_life_days: Real = Field(
        3, ge=0.01, le=366, description="after which an order counts half as much"
    )
    prior_orders: Real = Field(10, ge=0.01, le=1e6, description="added to every store's orders")
    hides_closed: Flag = Field(False, description="stores that sell nothing now stand last")

    def begin(self, view: "MarketView") -> OrdersSoFar:
        return OrdersSoFar(_n_placed(view), np.zeros(len(view.stores)), view.now_min)

    def __call__(  # type: ignore[override]
        self, view: "MarketView", memory: OrdersSoFar
    ) -> Ranking:
        return Ranking(self.boost(view, memory))

    def boost(self, view: "MarketView", memory: OrdersSoFar) -> Floats:
        """What orders so far add to each store's log-odds, (n_stores,)."""
        kept = 2.0 ** ((memory.at_min - view.now_min) / (self.half_life_days * DAY_MIN))
        memory.recent = kept * memory.recent + sold_since(view, memory.n_counted)
        memory.n_counted, memory.at_min = _n_placed(view), view.now_min
        boost = np.zeros(len(view.stores))
        if len(boost):
            prior = self.prior_orders
            ratio = (memory.recent + prior) / (memory.recent.mean() + prior)
            boost = self.popularity_weight * np.log(ratio)
        if self.hides_closed:
            boost[~sells(view)] = -MOST_BOOST
        return np.clip(boost, -MOST_BOOST, MOST_BOOST)


class Personal(Popular):
    """By what each person likes, as far as it is known: from orders, of who lets them be used.

    score = place + precision of the person * taste + sqrt(1 - precision ** 2) * local taste
    precision of a person = precision * orders known / (orders known + known_orders)
    """

    use: Literal["personal"] = "personal"  # type: ignore[assignment]
    popularity_weight: Factor = Field(0, description="log-odds for each e-fold of its orders")
    precision: Share = Field(0.5, description="correlation with the taste of who is known well")
    known_orders: Factor = Field(5, description="orders of a person that make half of it")
    retrain_days: Real = Field(
        1, ge=0.1, le=366, description="days after which people are learnt anew, at midnight"
    )

    def __call__(  # type: ignore[override]
        self, view: "MarketView", memory: OrdersSoFar
    ) -> Ranking:
        boost = self.boost(view, memory)
        return Ranking(boost, self.precision, self.known_orders, self.retrain_days)

    def check_scenario(self, settings: Settings) -> None:
        super().check_scenario(settings)
        if not _is_on(settings, "lasting_taste"):
            raise ValueError(
                "'personal' has nothing to find out unless tastes last:"
                " set mechanisms.lasting_taste.enabled = true"
            )


def sold_since(view: "MarketView", n_placed: int) -> NDArray[np.int64]:
    """Orders of the platform for each store since so many were placed in all, (n_stores,)."""
    new = view.orders[n_placed : _n_placed(view)]
    by_platform = view.takers[new["channel"]] == Taker.PLATFORM
    return np.bincount(new["store"][by_platform], minlength=len(view.stores))


def _n_placed(view: "MarketView") -> int:
    return int(view.state["n_orders"][0])


def sells(view: "MarketView") -> NDArray[np.bool_]:
    """Which stores are open now and offered by the app, (n_stores,)."""
    stores, minute = view.stores, view.minute_of_day
    opens, closes = stores["open_min"], stores["close_min"]
    after, before = opens <= minute, minute < closes
    is_open = np.where(opens <= closes, after & before, after | before)
    is_listed = stores["published_stock"] > view.kitchen["safety_buffer"][0]
    on_app = (stores["off_app"] == 0) & ~stores["paused"]
    return np.asarray(is_open & ~stores["closed"] & on_app & is_listed)


def _is_on(settings: Any, mechanism: str) -> bool:
    return bool(getattr(settings.mechanisms, mechanism).enabled)


def _faults(ranking: Ranking, view: "MarketView") -> Faults:
    found = list(contract.column("boost", ranking.boost, "iuf", (len(view.stores),), view))
    yield from found
    if not found and not (np.abs(ranking.boost) <= MOST_BOOST).all():
        yield f"boost must hold numbers from {-MOST_BOOST:g} to {MOST_BOOST:g}"
    yield from contract.number("precision", ranking.precision, 1.0)
    yield from contract.number("known_orders", ranking.known_orders, _NEVER)
    yield from contract.number("retrain_days", ranking.retrain_days, _NEVER)


def _due(market: Applicable, policy: RankingPolicy) -> bool:
    """Where lists are not looked at, or stay as they are, there is nothing to decide."""
    return _tables(market) is not None


def _apply(market: Applicable, policy: RankingPolicy, ranking: Ranking, _nth: int) -> None:
    """Put an order in force: columns of `sim.mechanisms.lists` that this family alone writes."""
    stores, (rules,) = _tables(market)
    stores["boost"] = ranking.boost
    rules.moves = bool(ranking.precision > 0 or np.any(ranking.boost))
    rules.precision = ranking.precision
    rules.known_orders = ranking.known_orders
    rules.retrain_days = ranking.retrain_days
    rules.sponsored_places = policy.sponsored_places
    rules.sponsor_share = policy.sponsor_share
    rules.view_cents = policy.view_cents
    rules.sponsor_budget_cents = policy.sponsor_budget_cents


def _tables(market: Applicable) -> Any:
    """Stores and rules of the mechanism `lists`; None where it is off."""
    from sim.flow.composed import has, own
    from sim.mechanisms.lists.columns import NAME, RULES_ROW, STORES  # loads all of the flow

    if not has(market.world, NAME):
        return None
    tables = own(market.world, NAME)
    return tables[STORES], tables[RULES_ROW]


RANKING = Family(
    name="ranking",
    noun="ranking",
    base=RankingPolicy,
    decision=Ranking,
    built_in={"by_place": ByPlace, "popular": Popular, "personal": Personal},
    default=ByPlace(),
    asked=Asked.AT_INTERVALS,
    faults=_faults,
    apply=_apply,
    due=_due,
)
