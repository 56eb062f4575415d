"""What is set to begin on a day that the run does not reach, and so does nothing in it."""

from collections.abc import Iterator

from analysis.experiment.tariffs import commissions, costs_otherwise
from sim.scenario import Scenario


def not_reached(base: Scenario, other: Scenario) -> dict[str, int]:
    """What would come of what differs, or answer it, after the run alone; and on which day.

    The sentence of each is `before.NAME`.
    """
    found = (*_beginning(base, base, other), *_beginning(other, base, other))
    return {name: day for name, day in found if day >= other.days}


def _beginning(of: Scenario, base: Scenario, other: Scenario) -> Iterator[tuple[str, int]]:
    """What of one of them begins on a day of its own, as far as the difference touches it."""
    rival, owners = of.mechanisms.rival, of.mechanisms.owners
    rivals_differ = base.mechanisms.rival != other.mechanisms.rival
    if rival.enabled and rivals_differ and (rival.fee_factor != 1 or rival.discount_cents > 0):
        yield "rival_fees", rival.from_day
    followed = rivals_differ or costs_otherwise(base, other)
    if rival.enabled and rival.reacts == "match" and followed:
        yield "rival_follows", rival.lag_days
    if owners.enabled and _asks_owners(base, other):
        yield "owners", owners.notice_days


def _asks_owners(base: Scenario, other: Scenario) -> bool:
    """Whether owners are set otherwise, or the commission that they answer is."""
    differ = base.mechanisms.owners != other.mechanisms.owners
    return differ or commissions(base.policies) != commissions(other.policies)
