"""Money: from what the platform keeps of an order in the base to what it keeps in an arm.

A waterfall for each arm: what consumers, stores, couriers and the bank add or take; under it what
each party gains or loses a day.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts.bands import bands
from analysis.charts.bars import label
from analysis.charts.frame import frame, nothing_in, provenance
from analysis.charts.names import name
from analysis.charts.numbers import bracket, change_of, level, number_of
from analysis.charts.style import (
    INK,
    MUTED,
    NEUTRAL,
    NOTE_PT,
    TICK_PT,
    bare,
    is_narrow,
    named,
    styled,
    subtitled,
    zero_line,
)
from analysis.charts.text import drawn_in, wrap
from analysis.charts.titles import headline
from analysis.experiment.arm import ArmData
from analysis.experiment.compare import Comparison, Contrast
from analysis.experiment.summary import Floats, RunSummary
from analysis.wording import signed
from analysis.words import Words
from sim.ledger import Account, Kind

KEPT = "platform_contribution_per_order_cents"
# What reaches the platform's account or leaves it, by who gives or takes it.
STEPS: dict[str, tuple[Kind, ...]] = {
    "food": (Kind.FOOD,),
    "fees": (Kind.FEE,),
    "coupons": (Kind.COUPON, Kind.REFERRAL),
    "marketing": (Kind.MARKETING,),
    "members": (Kind.MEMBER_FEE, Kind.MEMBER_BENEFIT),
    "points": (Kind.POINTS,),
    "adverts": (Kind.ADVERTISING,),
    "refunds": (Kind.REFUND, Kind.PART_REFUND, Kind.LATE_REFUND, Kind.COMPENSATION),
    "care": (Kind.CARE,),
    "fines": (Kind.FINE,),
    "stores": (
        *(Kind.SETTLEMENT, Kind.COMMISSION, Kind.RESERVATION_FEE),
        *(Kind.DEPOSIT, Kind.DEPOSIT_BACK, Kind.DEPOSIT_KEPT),  # held for stores, or given back
    ),
    "couriers": (Kind.ORDER_PAY, Kind.GUARANTEE),
    "bank": (Kind.PAYMENT_FEE,),
}
_COLOURS = {
    **dict.fromkeys(
        ("food", "fees", "coupons", "marketing", "members", "points", "adverts", "refunds"),
        "#4f8fba",
    ),
    "stores": "#8a6fae",
    "couriers": "#c98a2b",
    "care": "#5f9e6e",
    "fines": "#a05252",
    "bank": NEUTRAL,
}
PARTIES = {
    "platform": "platform_contribution_cents_per_day",
    "stores": "store_margin_cents_per_day",
    "couriers": "courier_income_cents_per_day",
}
_ROW_IN, _NAME_IN, _LABEL_IN, _END_LABEL_IN, _LABEL_GAP_IN = 0.3, 1.75, 0.5, 1.1, 0.1
_ROOMY_IN = 3.5  # a panel in which intervals can be written
_SMALLEST_YUAN = 0.005  # a step below it in all arms is left out


@styled
def draw(comparison: Comparison, arms: Sequence[ArmData], words: Words, width_in: float) -> Figure:
    """A panel an arm, the waterfall above, the parties below."""
    known = [
        (contrast, steps)
        for contrast, arm in zip(comparison.contrasts, arms[1:], strict=True)
        if (steps := changes_yuan(arms[0], arm)) is not None
    ]
    shown = [
        step
        for nth, step in enumerate(STEPS)
        if any(abs(steps[nth]) >= _SMALLEST_YUAN for _, steps in known)
    ]
    most = 1 if is_narrow(width_in) else 3
    n_columns, n_rows = bands(len(known), most)
    figure = frame(
        headline(comparison, KEPT, words),
        words("money.subtitle"),
        provenance(comparison, words),
        body_in=n_rows * (_ROW_IN * (len(shown) + len(PARTIES) + 2) + 1.5),
        width_in=width_in,
    )
    if not known:
        return nothing_in(figure, words)
    grid = figure.subplots(
        2 * n_rows,
        n_columns,
        squeeze=False,
        sharey="row",
        height_ratios=[len(shown) + 2, len(PARTIES)] * n_rows,
    )
    panel_in = (width_in - 0.5 - _NAME_IN) / n_columns - 0.15
    levels = np.cumsum([steps for _, steps in known], axis=1)
    reach = _limits(levels, panel_in, _LABEL_IN, levels[:, -1])
    with_ends = panel_in > _ROOMY_IN
    ends_in = _LABEL_GAP_IN + max(
        drawn_in(figure, said, NOTE_PT)
        for contrast, _ in known
        for said in _daily_labels(contrast, with_ends=with_ends).values()
    )
    daily = _limits(np.array([_daily(contrast) for contrast, _ in known]), panel_in, ends_in)
    for nth, (contrast, steps) in enumerate(known):
        row, column = divmod(nth, n_columns)
        above, below = grid[2 * row, column], grid[2 * row + 1, column]
        _waterfall(above, contrast, dict(zip(STEPS, steps, strict=True)), shown, words)
        above.set_xlim(*reach)
        named(above, name(comparison, contrast.label, words), panel_in)
        _parties(below, contrast, with_ends=with_ends)
        below.set_xlim(*daily)
        subtitled(below, words("money.daily"), panel_in)
    for axes in grid.ravel()[-1:0:-1]:
        if not axes.has_data():
            axes.set_axis_off()
    for row in range(n_rows):
        ends = [words("money.from"), *(words(f"money.{step}") for step in shown), words("money.to")]
        _row_names(figure, grid[2 * row, 0], ends)
        for end in (0, -1):
            grid[2 * row, 0].get_yticklabels()[end].set_weight("bold")
        _row_names(figure, grid[2 * row + 1, 0], [words(f"money.party.{who}") for who in PARTIES])
    return figure


def changes_yuan(base: ArmData, arm: ArmData) -> Floats | None:
    """By how much each step becomes larger for the platform, ¥ per order, (n_steps,).

    The mean over pairs of runs, as that of the KPI which they add up to; None without orders.
    """
    of_base = {run.seed: run for run in base.runs}
    pairs = [
        per_order_yuan(run) - per_order_yuan(of_base[run.seed])
        for run in arm.runs
        if run.seed in of_base and run.kpis["orders"] and of_base[run.seed].kpis["orders"]
    ]
    return np.mean(pairs, axis=0) if pairs else None


def per_order_yuan(run: RunSummary) -> Floats:
    """What each step brings the platform in a run with orders, ¥ per order, (n_steps,)."""
    cents = [run.money_cents[list(kinds), Account.PLATFORM].sum() for kinds in STEPS.values()]
    return np.array(cents) / float(run.kpis["orders"] or 1) / 100


def _limits(
    bars: Floats, panel_in: float, label_in: float, ends: Floats | None = None
) -> tuple[float, float]:
    """Limits that hold zero, all bars, and the labels where they end.

    Parameters
    ----------
    bars
        Where bars end; NaN: unknown.
    panel_in
        Width of the panel.
    label_in
        Width of the label at a bar's end.
    ends
        Changes whose longer labels stand on the other side of zero.
    """
    low, high = float(np.nanmin(bars, initial=0)), float(np.nanmax(bars, initial=0))
    least_left = least_right = 0.0
    if ends is not None:
        least_left, least_right = (_END_LABEL_IN * side.any() for side in (ends > 0, ends <= 0))

    def sides_in(in_per: float) -> tuple[float, float]:
        left_in = max(-low * in_per + (low < 0) * label_in, least_left)
        return left_in, max(high * in_per + label_in, least_right)

    most, in_per = panel_in / (high - low or 1.0), 0.0
    for _ in range(40):  # halves the range in which the largest scale lies that fits
        most /= 2
        if sum(sides_in(in_per + most)) <= panel_in:
            in_per += most
    in_per = in_per or 0.2 * panel_in / (high - low or 1.0)  # labels alone are wider
    left_in, right_in = sides_in(in_per)
    return -left_in / in_per, right_in / in_per


def _daily(contrast: Contrast) -> list[float]:
    """The ends of the bars of parties and of their intervals, ¥ a day; NaN: unknown."""
    changes = [change_of(contrast[kpi]) for kpi in PARTIES.values()]
    known = [(change.value, change.low, change.high) for change in changes if change is not None]
    ends = [np.nan if end is None else end for change in known for end in change]
    return ends + [np.nan] * (3 * len(PARTIES) - len(ends))


def _waterfall(
    axes: Axes, contrast: Contrast, steps: dict[str, float], shown: Sequence[str], words: Words
) -> None:
    """Bars that hang where the one above ended; zero is what the platform keeps in the base."""
    found = contrast[KEPT]
    change = change_of(found)
    assert change is not None  # it has steps
    axes.plot(0, 0, "D", color=INK, markersize=5)
    label(axes, 0, 0, f" {level(found.base_mean, KEPT, words)}")
    at = 0.0
    for y, step in enumerate(shown, start=1):
        amount, end = steps[step], at + steps[step]
        axes.barh(y, amount, 0.62, left=at, color=_COLOURS[step])
        axes.plot((at, at), (y - 0.69, y - 0.31), color=NEUTRAL, linewidth=0.8)
        is_none = abs(amount) < _SMALLEST_YUAN
        said = "0" if is_none else signed(amount, 2)
        label(axes, end, y, said, to_left=amount < 0 and not is_none)
        at = end
    last = len(shown) + 1
    axes.plot((at, at), (last - 0.69, last - 0.31), color=NEUTRAL, linewidth=0.8)
    axes.barh(last, change.value, 0.62, color=INK)
    said = f"{number_of(change)} → {level(found.mean, KEPT, words)}"
    label(axes, 0, last, said, to_left=change.value > 0)  # where there is room
    axes.set(xticks=[], ylim=(last + 0.6, -0.6))
    bare(axes)
    zero_line(axes)


def _parties(axes: Axes, contrast: Contrast, *, with_ends: bool) -> None:
    """What each party gains or loses a day, with intervals."""
    labels = _daily_labels(contrast, with_ends=with_ends)
    for y, (who, kpi) in enumerate(PARTIES.items()):
        change = change_of(contrast[kpi])
        if change is None:
            continue
        colour = INK if who == "platform" else _COLOURS[who]
        axes.barh(y, change.value, 0.62, color=colour)
        ends = [end for end in (change.low, change.high) if end is not None]
        if ends:
            axes.plot(ends, (y, y), color=MUTED, linewidth=1.2)
        left_of = change.value < 0
        outermost = [change.value, *ends, 0.0]
        label(axes, min(outermost) if left_of else max(outermost), y, labels[who], to_left=left_of)
    axes.set(xticks=[], ylim=(len(PARTIES) - 0.4, -0.6))
    bare(axes)
    zero_line(axes)


def _daily_labels(contrast: Contrast, *, with_ends: bool) -> dict[str, str]:
    """What stands beside the bar of each party whose change is known."""
    changes = {who: change_of(contrast[kpi]) for who, kpi in PARTIES.items()}
    return {
        who: f"{number_of(change)} {bracket(change)}" if with_ends else number_of(change)
        for who, change in changes.items()
        if change is not None
    }


def _row_names(figure: Figure, axes: Axes, names: Sequence[str]) -> None:
    lines = [wrap(figure, each, _NAME_IN, TICK_PT) for each in names]
    axes.set_yticks(range(len(names)), lines, color=INK, size=NOTE_PT)
