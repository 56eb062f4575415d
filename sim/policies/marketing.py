"""Marketing: who is sent a message today, by which medium.

To add a policy: a subclass of `MarketingPolicy` here, and its name in the record at the end. What a
message costs and does is the world's: `sim.mechanisms.marketing`; while that is off nobody is sent
anything.
"""

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.policies import audience, contract
from sim.policies.family import Applicable, Asked, Family, Faults, Policy
from sim.settings.bounds import BudgetCents, Share, Whole
from sim.settings.hours import ALL_DAY

if TYPE_CHECKING:
    from sim.policies.view import MarketView


@dataclass(frozen=True, slots=True)
class Messages:
    """Whom to send a message today; who is not reached, or had enough, gets none."""

    to: NDArray[np.bool_]  # (n_consumers,)


class MarketingPolicy(Policy):
    """Decides at each midnight whom to send a message."""

    medium: str = Field(
        "push", min_length=1, description="one of mechanisms.marketing.mediums, by its name"
    )
    segments: tuple[str, ...] = Field(
        (), max_length=1000, description="names of segments; empty: all"
    )
    share: Share = Field(1.0, description="of these people, drawn anew each day")
    cap_per_week: Whole = Field(
        7, ge=0, le=1000, description="messages of all policies in a week, for each person at most"
    )
    daily_budget_cents: BudgetCents | None = Field(None, description="for each day; none: no limit")

    def check_scenario(self, settings: Any) -> None:
        """Refuse what nobody could be sent."""
        audience.check_segments(self.segments, settings)
        if self.window != ALL_DAY:
            raise ValueError("window: messages are sent at midnight; weekdays say on which days")
        known = [medium.name for medium in settings.mechanisms.marketing.mediums]
        if self.medium not in known:
            raise ValueError(f"no medium named '{self.medium}'; known: {', '.join(known)}")

    def addressed(self, view: "MarketView") -> NDArray[np.bool_]:  # (n_consumers,)
        """Who is meant today, before anyone is left out for having had enough."""
        from sim import luck  # compiled; who reads a scenario draws nothing

        meant = audience.in_segments(self.segments, view)
        if self.share < 1:
            draws = luck.uniforms(view.seed, luck.MESSAGES, len(meant), view.day)[:, 0]
            meant &= draws < self.share
        return meant

    @abstractmethod
    def __call__(self, view: "MarketView") -> Messages:
        """Whom to send one today."""


class Everyone(MarketingPolicy):
    """A message to everyone, on the weekdays that are named."""

    use: Literal["everyone"] = "everyone"

    def __call__(self, view: "MarketView") -> Messages:
        return Messages(self.addressed(view))


class AfterSilence(MarketingPolicy):
    """A message to who has not ordered for some days."""

    use: Literal["after_silence"] = "after_silence"
    idle_days: Whole = Field(3, ge=1, le=366, description="without an order")

    def __call__(self, view: "MarketView") -> Messages:
        return Messages(self.addressed(view) & audience.silent(self.idle_days, view))


def _faults(messages: Messages, view: "MarketView") -> Faults:
    yield from contract.column("to", messages.to, "b", (len(view.consumers),), view)


def _is_on(market: Applicable, policy: MarketingPolicy) -> bool:
    return market.weekday in policy.weekdays


def _apply(market: Applicable, policy: MarketingPolicy, messages: Messages, _nth: int) -> None:
    """Send them, where messages do something."""
    if not market.scenario.mechanisms.marketing.enabled:
        return
    from sim.mechanisms.marketing import send  # loads all of the flow

    send(market, policy, messages.to)


MARKETING = Family(
    name="marketing",
    noun="marketing",
    base=MarketingPolicy,
    decision=Messages,
    built_in={"everyone": Everyone, "after_silence": AfterSilence},
    default=None,
    asked=Asked.AT_MIDNIGHT,
    faults=_faults,
    apply=_apply,
    due=_is_on,
    most=8,
    keeps_hours=True,
)
