"""What a verdict leaves open: effects that change during the run, people who react for longer."""

from collections.abc import Callable, Iterator

from analysis.experiment.compare import Difference
from analysis.experiment.course import Trend
from analysis.experiment.finding import finding
from analysis.kpis import Lang
from analysis.words import words
from sim.scenario import Scenario


def with_left_open(
    sentence: str,
    base: Scenario,
    other: Scenario,
    difference_in: Callable[[str], Difference],
    orders: Trend = "unknown",
    lang: Lang = "en",
) -> str:
    """A verdict, and the word that the effect fades or grows, or that its days are too few.

    Parameters
    ----------
    orders
        The trend of the effect on orders per day: a mean over days tells little of one that
        fades, grows or turns.
    """
    say = words(lang)
    left_open = []
    if orders in ("fades", "grows", "turns"):
        left_open.append(say(f"verdict.{orders}"))
    slow = list(_settling(base, other, difference_in))
    if slow:
        told = [
            say("verdict.settles", what=say(f"settling.{name}"), days=say.days(days))
            for name, days in slow
        ]
        others = say("list.comma").join(told[:-1])
        what = say("verdict.and_all", others=others, last=told[-1]) if others else told[-1]
        left_open.append(say("verdict.too_short", days=say.days(other.days), what=what))
    if not left_open:
        return sentence
    but = say("verdict.but", left_open=say("verdict.and").join(left_open))
    return say("list.sentence").join((sentence, but))


def _settling(
    base: Scenario, other: Scenario, difference_in: Callable[[str], Difference]
) -> Iterator[tuple[str, int]]:
    """Mechanisms that are on, were moved, and settle after the run's days; with these days.

    Those that the scenario moves itself come first, then those that lateness moves.
    """
    moved = dict.fromkeys((*_moved_by_hand(base, other), *_moved_by_lateness(difference_in)))
    for name in moved:
        settings = getattr(other.mechanisms, name)
        if settings.enabled and settings.settles_days > other.days:
            yield name, settings.settles_days


def _moved_by_hand(base: Scenario, other: Scenario) -> Iterator[str]:
    """Mechanisms that are set otherwise, or that hear of a policy which is another."""
    for name, settings in other.mechanisms:
        if hasattr(settings, "settles_days") and settings != getattr(base.mechanisms, name):
            yield name
    if base.policies.promise != other.policies.promise:
        yield from ("belief", "reviews", "rival")
    if _costs_otherwise(base, other):
        yield from ("price_memory", "appetite", "rival")
    if base.policies.tracking != other.policies.tracking:
        yield "trust"
    if base.policies.crm_integrated != other.policies.crm_integrated:
        yield "points"
    if base.policies.marketing != other.policies.marketing:
        yield "marketing"
    if base.policies.pay != other.policies.pay:
        yield "crowd"


def _moved_by_lateness(difference_in: Callable[[str], Difference]) -> tuple[str, ...]:
    """Mechanisms that hear of promises which are kept more often, or less."""
    kept_alike = finding(difference_in("late_share")) in ("same", "unclear", "unknown")
    return () if kept_alike else ("belief", "reviews", "rival")


def _costs_otherwise(base: Scenario, other: Scenario) -> bool:
    """Whether an order costs something else on top of its food, or shows it in another way."""
    names = ("pricing", "coupons", "service_fee_cents", "pickup_discount_cents")
    return any(getattr(base.policies, name) != getattr(other.policies, name) for name in names)
