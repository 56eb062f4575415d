"""The verdict: what a scenario changes, in one plain sentence."""

from collections.abc import Callable
from typing import Literal, NamedTuple

from analysis.experiment.compare import Difference
from analysis.wording import with_interval

Lang = Literal["en", "zh"]


class _Clause(NamedTuple):
    """How the verdict speaks of one KPI."""

    kpi: str
    name: dict[Lang, str]
    unit: dict[Lang, str]
    scale: float  # from the KPI's unit to the one spoken of
    relative: bool = False


_POINTS: dict[Lang, str] = {"en": "pp", "zh": "个百分点"}
_PER_ORDER: dict[Lang, str] = {"en": "¥ per order", "zh": "元/单"}

_CLAUSES = (
    _Clause("orders", {"en": "orders", "zh": "订单量"}, {"en": "%", "zh": "%"}, 100, True),
    _Clause("conversion_share", {"en": "conversion", "zh": "转化率"}, _POINTS, 100),
    _Clause(
        "click_to_door_p90_min",
        {"en": "P90 wait", "zh": "P90 等待"},
        {"en": "min", "zh": "分钟"},
        1,
    ),
    _Clause("late_share", {"en": "late orders", "zh": "超时率"}, _POINTS, 100),
    _Clause(
        "platform_contribution_per_order_cents",
        {"en": "platform", "zh": "平台"},
        _PER_ORDER,
        0.01,
    ),
    _Clause("store_margin_per_order_cents", {"en": "stores", "zh": "商家"}, _PER_ORDER, 0.01),
    _Clause(
        "courier_pay_per_hour_cents",
        {"en": "courier pay", "zh": "骑手收入"},
        {"en": "¥ per hour", "zh": "元/小时"},
        0.01,
    ),
)
VERDICT_KPIS = tuple(clause.kpi for clause in _CLAUSES)

_PHRASES: dict[Lang, dict[str, str]] = {
    "en": {
        "separator": "; ",
        "comma": ", ",
        "same": "no difference in {names}",
        "all_same": "no difference",
        "unclear": "not distinguishable from no difference: {clauses}",
        "one": "{clauses} (one replication: no intervals)",
        "nothing": "nothing to compare",
    },
    "zh": {
        "separator": "；",
        "comma": "、",
        "same": "{names}无差异",
        "all_same": "无差异",
        "unclear": "与无差异不可区分：{clauses}",
        "one": "{clauses}（仅一次重复，无置信区间）",
        "nothing": "没有可比较的结果",
    },
}


def verdict(difference_in: Callable[[str], Difference], lang: Lang = "en") -> str:
    """One sentence on orders, conversion, waits and the money of each party.

    Parameters
    ----------
    difference_in
        The difference in the KPI of a name.
    """
    say = _PHRASES[lang]
    spoken = [(clause, difference_in(clause.kpi)) for clause in _CLAUSES]
    known = [(clause, found) for clause, found in spoken if found.difference is not None]
    if not known:
        return say["nothing"]
    clear: list[str] = []
    unclear: list[str] = []
    same: list[str] = []
    for clause, found in known:
        if _is_zero(found):
            same.append(clause.name[lang])
        else:
            (clear if _is_clear(found) else unclear).append(_spoken(clause, found, lang))
    if len(same) == len(known):
        return say["all_same"]
    if unclear:
        clear.append(say["unclear"].format(clauses=say["comma"].join(unclear)))
    if same:
        clear.append(say["same"].format(names=say["comma"].join(same)))
    sentence = say["separator"].join(clear)
    alone = all(found.n_pairs == 1 for _, found in known)
    return say["one"].format(clauses=sentence) if alone else sentence


def _is_zero(found: Difference) -> bool:
    """Exactly no difference, in every replication."""
    return found.difference == 0 and found.low in (None, 0) and found.high in (None, 0)


def _is_clear(found: Difference) -> bool:
    """Whether zero lies outside the interval; true without one."""
    return found.low is None or found.high is None or not found.low <= 0 <= found.high


def _spoken(clause: _Clause, found: Difference, lang: Lang) -> str:
    """Such as "orders +7.1 % [6.6, 7.6]"."""
    numbers = (
        (found.relative, found.relative_low, found.relative_high)
        if clause.relative
        else (found.difference, found.low, found.high)
    )
    value, low, high = (None if n is None else n * clause.scale for n in numbers)
    if value is None:
        return f"{clause.name[lang]}: {found.base_mean:g} → {found.mean:g}"  # from a base of zero
    return f"{clause.name[lang]} {with_interval(value, low, high, ' ' + clause.unit[lang])}"
