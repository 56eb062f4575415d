"""The verdict: what a scenario changes, in plain sentences."""

from collections.abc import Callable, Collection, Iterator, Sequence

from analysis.experiment.asked import ALL_NEWS, MAY_BE_TOLD
from analysis.experiment.compare import Difference
from analysis.experiment.extra_order import KPI_NAME as EXTRA_ORDER
from analysis.experiment.extra_order import NEW_USER_COST, NEW_USERS, ORDERS
from analysis.experiment.finding import finding, is_told
from analysis.kpis import HEADLINES, KPI, Lang
from analysis.wording import shown, shown_difference, shown_size
from analysis.words import words

# What it speaks of; True: in per cent of the base.
_SPOKEN = {
    "orders_per_day": True,
    "conversion_share": False,
    "cancelled_share": False,
    "click_to_door_p90_min": False,
    "late_share": False,
    "platform_contribution_cents_per_day": False,
    "platform_contribution_per_order_cents": False,
    "store_margin_cents_per_day": False,
    "store_margin_per_order_cents": False,
    "courier_pay_per_hour_cents": False,
    "satisfaction_mean": False,
}
# Of these it speaks where as much is told from none: orders placed and given up are no gain.
CANCELLED, FULFILLED = "cancelled_share", "fulfilled_orders_per_day"
_LEAST = {CANCELLED: 0.01}
# More of what the base has not than so many is counted, not told.
_MOST_LEVELS = 8
# What says that nothing has happened, by unit; in all others it is none.
_NOTHING_NEW = {"usual": 1.0}
# Violations of rules of the state: spoken of where they are broken and the base breaks none.
_RULES = (
    "commission_violations_per_day",
    "stretch_violations_per_day",
    "long_day_violations_per_day",
    "pay_violations_per_day",
    "channel_price_violations_per_day",
    "personal_price_violations_per_day",
    "promise_violations_per_day",
)
# What it speaks of however little it is.
VERDICT_KPIS = (
    *(kpi for kpi in _SPOKEN if kpi not in _LEAST),
    *MAY_BE_TOLD,
    *_RULES,
    EXTRA_ORDER,
    NEW_USER_COST,
)
# What is spent on winning orders: where it is more, it is news that none is clearly won.
_SPENT = (
    "platform_coupon_cost_per_order_cents",
    "marketing_cents_per_day",
    "referral_cents_per_day",
    "member_benefit_cents_per_day",
    "points_earned_cents_per_day",
)
# What is asked about where users are to be won, so that it is for them that more is spent.
_OF_USERS = frozenset({NEW_USERS, "new_by_advert"})
_FEE = "delivery_fee_mean_cents"  # the same, where it is less
_KEPT = "platform_contribution_per_order_cents"


def sentences(
    difference_in: Callable[[str], Difference],
    lang: Lang = "en",
    *,
    asked: Collection[str],
    holm: Collection[str],
) -> list[str]:
    """Of orders, conversion, waits, the money of each party, satisfaction and what was asked about.

    Up to six: what is sure, what of it may still be chance, what is not sure, what stays
    as it was, what the base lacks, and which rules of the state are broken.

    Parameters
    ----------
    difference_in
        The difference in the KPI of a name; without a value where nothing measures it.
    asked
        KPIs of the mechanisms that the scenario moves.
    holm
        Headline KPIs told from chance where all are judged together.
    """
    say = words(lang)
    clear: list[str] = []
    unclear: list[str] = []
    same: list[str] = []
    known = [
        (kpi, found)
        for kpi in _SPOKEN
        if (found := difference_in(kpi)).n_pairs and _is_spoken_of(found, _LEAST.get(kpi))
    ]
    known += [(kpi, found) for kpi in MAY_BE_TOLD if _is_news(found := difference_in(kpi), asked)]
    for kpi, found in known:
        match finding(found):
            case "same":
                same.append(KPI[kpi].short[lang])
            case "unclear":
                unclear.append(spoken(kpi, found, lang))
            case _:
                clear.append(spoken(kpi, found, lang))
                if kpi == CANCELLED:
                    clear[-1] += _fulfilled(difference_in(FULFILLED), lang)
    if not known:
        return [say("verdict.nothing")]
    if len(same) == len(known):
        return [say("verdict.all_same"), *_broken(difference_in, lang)]
    extra_is_known = difference_in(EXTRA_ORDER).mean is not None
    # Of orders that were lost it is no news that none was won.
    silent = "same", "unknown", "worse"
    if finding(difference_in(ORDERS)) not in silent and (
        extra_is_known or (clear and _is_more_spent(difference_in))
    ):
        extra, given_up = difference_in(EXTRA_ORDER), _given_up(difference_in)
        if given_up >= 1 or not _is_won_on_all(extra, difference_in):
            clause = _extra_order(extra, given_up, lang)
            (unclear if _may_be_nothing(extra) else clear).append(clause)
    if not _OF_USERS.isdisjoint(asked):
        clear += _new_user(difference_in, lang)
    comma, told = say("list.comma"), []
    if clear:
        clauses = say("list.separator").join(clear)
        told.append(say("verdict.clear", clauses=clauses[0].upper() + clauses[1:]))
        told += _may_be_chance(known, len(clear), holm, lang)
    if unclear:
        told.append(say("verdict.unclear", clauses=comma.join(unclear)))
    if same:
        told.append(say("verdict.same", names=comma.join(same)))
    if levels := _levels(difference_in, lang):
        told.append(say("verdict.levels", clauses=levels))
    told += _broken(difference_in, lang)
    if all(found.n_pairs == 1 for _, found in known):
        told.append(say("verdict.one"))
    return told


def _is_spoken_of(found: Difference, least: float | None) -> bool:
    """Whether as much is told from none; nothing needs to be where no least is given."""
    return least is None or abs(_sure(found)) >= least


def _is_news(found: Difference, asked: Collection[str]) -> bool:
    """Whether a mechanism's KPI is spoken of: what nobody asked about, only where it is clear."""
    match finding(found):
        case "same" | "unknown":
            return False
        case "unclear" | "single":
            return found.kpi in asked
        case _:
            return found.kpi in asked or found.kpi in ALL_NEWS


def _is_won_on_all(extra: Difference, difference_in: Callable[[str], Difference]) -> bool:
    """Whether more is kept of every order, so that it is not the extra ones that bring it.

    A fee on all of six thousand orders, shared out over the hundred that came besides, would be
    told as more than any of them is worth.
    """
    brings = extra.mean is not None and extra.mean < 0
    return brings and _sure(difference_in(_KEPT)) > 0


def _sure(found: Difference) -> float:
    """The difference where it is told from none, else 0."""
    return (found.difference or 0.0) if is_told(found) else 0.0


def _is_more_spent(difference_in: Callable[[str], Difference]) -> bool:
    """Whether the platform clearly spends more on winning orders than in the base."""
    return _sure(difference_in(_FEE)) < 0 or any(
        bool(found.mean) if found.base_mean is None else _sure(found) > 0
        for found in map(difference_in, _SPENT)
    )


def _may_be_chance(
    known: Sequence[tuple[str, Difference]], n_clear: int, holm: Collection[str], lang: Lang
) -> Iterator[str]:
    """What is clear by its own interval, and would not be where all are judged together.

    Parameters
    ----------
    n_clear
        Clauses of the sentence before it, what an extra order costs among them.
    """
    say = words(lang)
    names = [
        KPI[kpi].short[lang]
        for kpi, found in known
        if is_told(found) and kpi in HEADLINES and kpi not in holm and found.p_value is not None
    ]
    if names and len(names) == n_clear:
        yield say("verdict.chance_all" if n_clear > 1 else "verdict.chance_one")
    elif names:
        yield say("verdict.chance", names=say("list.comma").join(names))


def _levels(difference_in: Callable[[str], Difference], lang: Lang) -> str:
    """What mechanisms measure that are not there in the base, such as "members 3 578"."""
    say = words(lang)
    new = [
        say(
            "verdict.level",
            what=KPI[kpi].short[lang],
            value=shown(found.mean, KPI[kpi].unit, lang),
        )
        for kpi in MAY_BE_TOLD
        if (found := difference_in(kpi)).base_mean is None
        and found.mean not in (None, _NOTHING_NEW.get(KPI[kpi].unit, 0.0))
    ]
    told, n_more = new[:_MOST_LEVELS], len(new) - _MOST_LEVELS
    if n_more > 0:
        told.append(say("verdict.more", n=n_more))
    return say("list.separator").join(told)


def _broken(difference_in: Callable[[str], Difference], lang: Lang) -> list[str]:
    """Rules of the state that are broken, and not in the base; nothing where there are none."""
    say = words(lang)
    found = [difference_in(kpi) for kpi in _RULES]
    told = [
        f"{KPI[each.kpi].short[lang]} {shown(each.mean, KPI[each.kpi].unit, lang)}"
        for each in found
        if each.mean and not each.base_mean
    ]
    return [say("verdict.broken", clauses=say("list.separator").join(told))] if told else []


def _may_be_nothing(found: Difference) -> bool:
    """Whether the interval of what an extra order costs holds zero."""
    return found.low is not None and found.high is not None and found.low <= 0 <= found.high


def _fulfilled(found: Difference, lang: Lang) -> str:
    """Such as ", fulfilled ones −35 % [−37, −33]": orders that are given up are placed too."""
    return words(lang)("verdict.fulfilled", by=relative(found, lang)) if found.relative else ""


def _extra_order(found: Difference, given_up: float, lang: Lang) -> str:
    """Such as "each extra order costs the platform ¥12.31 [11.02, 13.88]".

    Parameters
    ----------
    given_up
        By how many orders more are cancelled for each that is placed more, where that is told.
    """
    say = words(lang)
    if given_up >= 1:
        return say("verdict.extra_given_up", share=shown(given_up, "share", lang))
    told = _per_extra_order(found, lang)
    if given_up:
        told += say("verdict.given_up", share=shown(given_up, "share", lang))
    return told


def _per_extra_order(found: Difference, lang: Lang) -> str:
    say = words(lang)
    if found.mean is None:
        return say("verdict.extra_none")
    unit = KPI[EXTRA_ORDER].unit
    if _may_be_nothing(found) and found.low is not None and found.high is not None:
        by = shown_difference(-found.mean, -found.high, -found.low, unit, lang)
        return say("verdict.extra_open", by=by)
    by = shown_size(found.mean, found.low, found.high, unit, lang)
    return say("verdict.extra_costs" if found.mean > 0 else "verdict.extra_brings", by=by)


def _new_user(difference_in: Callable[[str], Difference], lang: Lang) -> Iterator[str]:
    """Such as "each new user costs the platform ¥26 [22, 31]", where some are won for money."""
    cost, users = difference_in(NEW_USER_COST), difference_in(NEW_USERS)
    is_won = finding(users) == "better" and not _may_be_nothing(cost)
    if is_won and cost.mean is not None and cost.mean > 0:
        by = shown_size(cost.mean, cost.low, cost.high, KPI[NEW_USER_COST].unit, lang)
        yield words(lang)("verdict.new_user_costs", by=by)


def _given_up(difference_in: Callable[[str], Difference]) -> float:
    """Orders that are cancelled more, for each that is placed more; 0 where none are told."""
    given_up, orders = difference_in(CANCELLED), difference_in(ORDERS)
    if not is_told(orders):  # of what may be none there is no share
        return 0.0
    if finding(given_up) != "worse" or not _is_spoken_of(given_up, _LEAST[CANCELLED]):
        return 0.0
    before = (given_up.base_mean or 0.0) * (orders.base_mean or 0.0)
    now = (given_up.mean or 0.0) * (orders.mean or 0.0)
    return (now - before) / (orders.difference or 1.0)


def spoken(kpi: str, found: Difference, lang: Lang) -> str:
    """Such as "orders +7.1 % [6.6, 7.6]", or "new users +22 [17, 28] of 310"."""
    name, unit = KPI[kpi].short[lang], KPI[kpi].unit
    number = spoken_number(kpi, found, lang)
    if unit == "count" and found.base_mean and not _SPOKEN.get(kpi):
        number += words(lang)("verdict.of_count", n=shown(found.base_mean, unit, lang))
    is_from_nothing = _SPOKEN.get(kpi) and found.relative is None
    return f"{name}: {number}" if is_from_nothing else f"{name} {number}"


def spoken_number(kpi: str, found: Difference, lang: Lang) -> str:
    """The difference alone, in per cent of the base where it is spoken of so."""
    if not _SPOKEN.get(kpi):
        return shown_difference(found.difference, found.low, found.high, KPI[kpi].unit, lang)
    if found.relative is None:  # from a base of zero
        return f"{found.base_mean:g} → {found.mean:g}"
    return relative(found, lang)


def relative(found: Difference, lang: Lang) -> str:
    """The difference in per cent of the base, with its interval: "−16.3 % [−17.0, −15.6]"."""
    ends = found.relative_low, found.relative_high
    return shown_difference(found.relative, *ends, "relative", lang)
