"""What a search found, in sentences."""

from collections.abc import Sequence

from analysis.kpis import described
from analysis.lab.design import Point, short_names
from analysis.lab.goal import Bound, Constraint
from analysis.lab.lever import Lever, Range
from analysis.lab.setting import setting
from analysis.lab.tuning.confirm import Finalist
from analysis.lab.tuning.tune import Tuned
from analysis.wording import plain, shown, shown_difference
from analysis.words import Words

# Of a range: nearer than that is at its end.
_AT_END = 0.02


def verdict(found: Tuned, say: Words) -> str:
    """The plan, what it costs, and by how much it keeps each constraint."""
    told = found.chosen or found.nearest
    if told is None:
        return say("tune.nothing")
    stop = "" if say.lang == "zh" else " "
    sentence = say(
        "tune.found" if found.chosen else "tune.none",
        settings=settings(told.point, say),
        goal=say.kpi(found.tuning.goal.kpi),
        difference=difference(found, told, say),
        kept=stop.join(
            _kept(constraint, told, nth, say)
            for nth, constraint in enumerate(found.tuning.constraints)
        ),
        n=len(found.tuning.fresh_seeds),
        finalists=len(found.finalists),
    )
    if at_ends := ends(found.tuning.levers, told.point):
        sentence += stop + say("sweep.edge", levers=say("list.comma").join(at_ends))
    return sentence


def ends(levers: Sequence[Lever], point: Point) -> list[str]:
    """The levers, by their short names, whose range a point lies at an end of."""
    names = short_names(list(point))
    return [
        names[lever.path]
        for lever in levers
        if isinstance(lever.over, Range)
        and not _AT_END < lever.over.place(point[lever.path]) < 1 - _AT_END
    ]


def settings(point: Point, say: Words) -> str:
    """The levers' values: "off_cents = ¥5.00, window = 11:00–13:30"."""
    names = short_names(list(point))
    told = [f"{names[path]} = {setting(path, value, say)}" for path, value in point.items()]
    return ("，" if say.lang == "zh" else ", ").join(told)


def difference(found: Tuned, finalist: Finalist, say: Words) -> str:
    """The goal less that of the base, with an interval that holds for all finalists."""
    sign = -found.tuning.goal.sign
    low, high = sorted((sign * finalist.cost_low, sign * finalist.cost_high))
    unit = described(found.tuning.goal.kpi).unit
    return shown_difference(sign * finalist.cost, low, high, unit, say.lang)


def margin(constraint: Constraint, finalist: Finalist, nth: int, say: Words) -> tuple[str, str]:
    """By how much a constraint is kept on average, and for sure."""
    unit = described(constraint.kpi).unit
    by, sure = (
        shown_difference(-float(miss[nth]), None, None, unit, say.lang)
        for miss in (finalist.miss, finalist.miss_high)
    )
    return by, sure


def bound(constraint: Constraint, say: Words) -> str:
    """Such as "at most base + 4 min"."""
    unit = described(constraint.kpi).unit
    text = _bound(constraint.bound, unit, say)
    return say("tune.at_most" if constraint.at_most else "tune.at_least", bound=text)


def _bound(told: Bound, unit: str, say: Words) -> str:
    if not told.factor:
        return shown(told.offset, unit, say.lang)
    parts: list[str] = [say("tune.base")]
    if told.factor != 1:
        parts.append(f" × {plain(told.factor, 4).rstrip('0').rstrip('.')}")
    if told.offset:
        sign = "+" if told.offset > 0 else "−"
        parts.append(f" {sign} {shown(abs(told.offset), unit, say.lang)}")
    return "".join(parts)


def _kept(constraint: Constraint, finalist: Finalist, nth: int, say: Words) -> str:
    by, sure = margin(constraint, finalist, nth, say)
    name = "kept" if finalist.miss_high[nth] <= 0 else "missed"
    if finalist.miss[nth] > 0:
        name, by = "violated", by.removeprefix("−")
    return say(
        f"tune.{name}", kpi=say.kpi(constraint.kpi), bound=bound(constraint, say), by=by, sure=sure
    )


def describe(constraint: Constraint, say: Words) -> str:
    """Such as "P90 click-to-door time at most base + 4 min"."""
    space = "" if say.lang == "zh" else " "
    return f"{described(constraint.kpi).short[say.lang]}{space}{bound(constraint, say)}"
