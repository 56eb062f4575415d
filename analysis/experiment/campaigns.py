"""What coupon campaigns were and what they cost, from the run folders of an arm."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from analysis.machine.database import database
from sim.policies.coupon_policy import Audience
from sim.policies.family import use_of
from sim.scenario import Scenario
from sim.settings.hours import EVERY_DAY

_EVERYBODY = Audience()
# Of a campaign, what its runs brought; all else is what it was.
_CAME_OF_IT = frozenset(
    (
        *("orders", "platform_cents", "store_cents", "sponsor_cents"),
        *("was_valid", "n_days", "n_used_up", "valid_day_cents"),
    )
)

# Offers are those of days on which the campaign is valid, sums those of a run's day.
_CAMPAIGNS = """
SELECT
    campaign,
    coalesce(avg(off_cents) FILTER (today), 0) AS off_cents,
    coalesce(avg(basket_share) FILTER (today), 0) AS basket_share,
    coalesce(avg(fee_share) FILTER (today), 0) AS fee_share,
    avg(n_orders) AS orders,
    avg(platform_cents) AS platform_cents,
    avg(store_cents) AS store_cents,
    avg(sponsor_cents) AS sponsor_cents,
    bool_or(today) AS was_valid,
    list(platform_cents + store_cents + sponsor_cents) FILTER (today) AS day_cents
FROM read_parquet($files)
GROUP BY campaign
ORDER BY campaign
"""


@dataclass(frozen=True)
class Campaign:
    """One campaign of an arm; numbers are means over its days, of all runs."""

    use: str  # its policy
    over_cents: int  # smallest basket
    window: tuple[str, str]  # hours of the day at which it is valid
    off_cents: float  # fixed amount off
    basket_share: float  # share of the basket off
    fee_share: float  # share of the delivery fee off
    orders: float  # a day, for which it was used
    platform_cents: float  # a day, like the two below: who paid for it
    store_cents: float
    sponsor_cents: float
    ladder: tuple[tuple[int, int], ...] = ()  # further steps: smallest basket, taken off
    valid_days: int = 1
    whom: str = "none"  # the rule of its targeting
    share: float = 1.0  # of the audience, that are targeted
    weekdays: tuple[int, ...] = EVERY_DAY
    daily_budget_cents: int | None = None
    was_valid: bool = True  # on a day of its runs
    budget_cents: int | None = None  # of a run
    channels: tuple[str, ...] = ("delivery", "pickup")
    audience: Audience = _EVERYBODY
    n_days: int = 0  # on which it was valid, of all runs
    n_used_up: int = 0  # those of them on which nothing was left of the day's budget
    valid_day_cents: float | None = None  # what it took off on one of them; None: there was none

    @property
    def terms(self) -> tuple[Any, ...]:
        """What it was, apart from what came of it."""
        return tuple(value for name, value in vars(self).items() if name not in _CAME_OF_IT)

    @property
    def plain(self) -> dict[str, Any]:
        """What `--json` and the files say of it."""
        return asdict(self) | {"audience": self.audience.model_dump(mode="json")}

    @property
    def cents(self) -> float:
        """What it took off a day, whoever paid for it."""
        return self.platform_cents + self.store_cents + self.sponsor_cents

    @property
    def cents_per_order(self) -> float | None:
        """The same for each order that it was used for; None: for none."""
        return self.cents / self.orders if self.orders else None


def campaigns(scenario: Scenario, folders: Sequence[Path]) -> tuple[Campaign, ...]:
    """The campaigns of a scenario, in its order, from the folders of its runs."""
    policies = scenario.policies.coupons
    if not policies or not folders:
        return ()
    files = [str(folder / "campaigns.parquet") for folder in folders]
    with database() as connection:
        found = connection.execute(_CAMPAIGNS, {"files": files}).fetchall()
    return tuple(_campaign(policies[row], numbers) for row, *numbers in found)


def _campaign(policy: Any, measured: Sequence[Any]) -> Campaign:
    """A campaign as its policy says, and by the figures of the query, in its order."""
    off_cents, basket_share, fee_share, orders, *paid_cents, was_valid, day_cents = measured
    platform_cents, store_cents, sponsor_cents = paid_cents
    whom, budget, by_day = policy.targeting, policy.daily_budget_cents, day_cents or []
    return Campaign(
        use=use_of(policy),
        over_cents=policy.over_cents,
        window=tuple(policy.window),
        off_cents=off_cents,
        basket_share=basket_share,
        fee_share=fee_share,
        orders=orders,
        platform_cents=platform_cents,
        store_cents=store_cents,
        sponsor_cents=sponsor_cents,
        ladder=tuple((step.over_cents, step.off_cents) for step in policy.further_steps),
        valid_days=policy.valid_days,
        whom=whom.rule,
        share=1.0 if whom.rule == "none" else whom.share,
        weekdays=policy.weekdays,
        daily_budget_cents=budget,
        was_valid=was_valid,
        budget_cents=policy.budget_cents,
        channels=tuple(policy.channels),
        audience=policy.audience,
        n_days=len(by_day),
        n_used_up=0 if budget is None else sum(cents >= budget for cents in by_day),
        valid_day_cents=sum(by_day) / len(by_day) if by_day else None,
    )
