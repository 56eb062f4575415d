"""The verdict: what a scenario changes, in one plain sentence."""

from collections.abc import Callable, Iterator

from analysis.experiment.compare import Difference
from analysis.experiment.extra_order import KPI_NAME as EXTRA_ORDER
from analysis.experiment.extra_order import ORDERS
from analysis.experiment.finding import finding
from analysis.kpis import KPI, Lang
from analysis.wording import shown_difference, shown_size
from analysis.words import words
from sim.scenario import Scenario

# What it speaks of; True: in per cent of the base.
_SPOKEN = {
    "orders_per_day": True,
    "conversion_share": False,
    "click_to_door_p90_min": False,
    "late_share": False,
    "platform_contribution_cents_per_day": False,
    "platform_contribution_per_order_cents": False,
    "store_margin_per_order_cents": False,
    "courier_pay_per_hour_cents": False,
}
VERDICT_KPIS = (*_SPOKEN, EXTRA_ORDER)


def verdict(difference_in: Callable[[str], Difference], lang: Lang = "en") -> str:
    """One sentence on orders, conversion, waits and the money of each party.

    Parameters
    ----------
    difference_in
        The difference in the KPI of a name.
    """
    say = words(lang)
    clear: list[str] = []
    unclear: list[str] = []
    same: list[str] = []
    known = [(kpi, found) for kpi in _SPOKEN if (found := difference_in(kpi)).n_pairs]
    for kpi, found in known:
        match finding(found):
            case "same":
                same.append(KPI[kpi].short[lang])
            case "unclear":
                unclear.append(_spoken(kpi, found, lang))
            case _:
                clear.append(_spoken(kpi, found, lang))
    if not known:
        return say("verdict.nothing")
    if len(same) == len(known):
        return say("verdict.all_same")
    comma = say("list.comma")
    if finding(difference_in(ORDERS)) not in ("same", "unknown"):
        clear.append(_extra_order(difference_in(EXTRA_ORDER), lang))
    if unclear:
        clear.append(say("verdict.unclear", clauses=comma.join(unclear)))
    if same:
        clear.append(say("verdict.same", names=comma.join(same)))
    sentence = say("list.separator").join(clear)
    alone = all(found.n_pairs == 1 for _, found in known)
    return say("verdict.one", clauses=sentence) if alone else sentence


def with_reservation(
    sentence: str,
    base: Scenario,
    other: Scenario,
    difference_in: Callable[[str], Difference],
    lang: Lang = "en",
) -> str:
    """A verdict, with the word that its days are too few where people react for longer.

    They do if a mechanism that is on settles slowly (`settles_days` of its settings: belief in
    promises, ratings that follow reviews), and either how one promises or how often promises are
    kept has changed; if prices are remembered, and have changed; and if deliveries can be followed
    otherwise, or a breach is told, and trust is on. What is named is the slowest.
    """
    moved = set()
    if _keeps_otherwise(base, other, difference_in):
        moved |= {"belief", "reviews"}
    if _costs_otherwise(base, other):
        moved.add("price_memory")
    if _is_trusted_otherwise(base, other):
        moved.add("trust")
    slow = [(days, name) for days, name in _settling(other) if name in moved]
    needed, slowest = max(slow, default=(0, ""))
    if other.days >= needed:
        return sentence
    say = words(lang)
    what = say(f"settling.{slowest}")
    return say(
        "verdict.too_short",
        verdict=sentence,
        days=say.days(other.days),
        what=what,
        needed=say.days(needed),
    )


def _keeps_otherwise(
    base: Scenario, other: Scenario, difference_in: Callable[[str], Difference]
) -> bool:
    """Whether promises are made, or kept, in another way."""
    kept = finding(difference_in("late_share"))
    made_alike = base.policies.promise == other.policies.promise
    return not made_alike or kept not in ("same", "unclear", "unknown")


def _costs_otherwise(base: Scenario, other: Scenario) -> bool:
    """Whether an order costs something else on top of its food, or shows it in another way."""
    names = ("pricing", "coupons", "service_fee_cents", "pickup_discount_cents")
    return any(getattr(base.policies, name) != getattr(other.policies, name) for name in names)


def _is_trusted_otherwise(base: Scenario, other: Scenario) -> bool:
    """Whether deliveries can be followed otherwise, or what moves trust is another."""
    followed_alike = base.policies.tracking == other.policies.tracking
    return not followed_alike or base.mechanisms.trust != other.mechanisms.trust


def _settling(scenario: Scenario) -> Iterator[tuple[int, str]]:
    """Days after which the mechanisms that are on have settled, and their names."""
    for name, settings in scenario.mechanisms:
        if hasattr(settings, "settles_days") and settings.enabled:
            yield settings.settles_days, name


def _extra_order(found: Difference, lang: Lang) -> str:
    """Such as "each extra order costs the platform ¥12.31 [11.02, 13.88]"."""
    say = words(lang)
    if found.mean is None:
        return say("verdict.extra_none")
    by = shown_size(found.mean, found.low, found.high, KPI[EXTRA_ORDER].unit, lang)
    return say("verdict.extra_costs" if found.mean > 0 else "verdict.extra_brings", by=by)


def _spoken(kpi: str, found: Difference, lang: Lang) -> str:
    """Such as "orders +7.1 % [6.6, 7.6]"."""
    name, unit = KPI[kpi].short[lang], KPI[kpi].unit
    if not _SPOKEN[kpi]:
        number = shown_difference(found.difference, found.low, found.high, unit, lang)
    elif found.relative is None:  # from a base of zero
        return f"{name}: {found.base_mean:g} → {found.mean:g}"
    else:
        ends = found.relative_low, found.relative_high
        number = shown_difference(found.relative, *ends, "relative", lang)
    return f"{name} {number}"
