"""Money: where each ¥ of an order comes from and goes to, and what an arm changes in it."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts.bars import FILLED_SHARE, grouped_bars, label
from analysis.charts.style import (
    HEIGHT_IN,
    INK,
    LABEL_PT,
    NEUTRAL,
    arm_key,
    bare,
    frame,
    provenance,
    styled,
    subtitled,
    symmetric,
    zero_line,
)
from analysis.charts.text import wrap
from analysis.charts.titles import headline
from analysis.experiment.arm import ArmData
from analysis.experiment.compare import Comparison
from analysis.experiment.summary import Floats
from analysis.wording import plain, signed
from analysis.words import Words
from sim.ledger import Account, Kind

# Steps of the waterfall: what an account gives, in kinds of posting; what parties receive is
# negative. The two sums are what has come together so far.
STEPS: dict[str, tuple[int, tuple[int, ...]] | None] = {
    "food": (Account.CONSUMER, (Kind.FOOD,)),
    "fees": (Account.CONSUMER, (Kind.FEE,)),
    "coupons": (Account.CONSUMER, (Kind.COUPON,)),
    "refunds": (Account.CONSUMER, (Kind.REFUND,)),
    "paid": None,
    "sponsor": (Account.SPONSOR, (Kind.COUPON,)),
    "stores": (Account.STORE, (Kind.SETTLEMENT, Kind.COMMISSION, Kind.COUPON)),
    "couriers": (Account.COURIER, (Kind.ORDER_PAY, Kind.GUARANTEE)),
    "bank": (Account.BANK, (Kind.PAYMENT_FEE,)),
    "platform": None,
}
TAKEN_OFF = {"coupons", "refunds", "stores", "couriers", "bank"}
_SMALLEST_YUAN = 0.005  # a step below it in all arms is left out
_NAME_IN = 1.5
_BAR_IN = 0.17
_CHANGES_IN = 2.9  # width of the panel of changes


@styled
def draw(comparison: Comparison, arms: Sequence[ArmData], words: Words) -> Figure:
    """The base's waterfall on the left; the change of each step by arm on the right."""
    amounts = np.array([per_order_yuan(arm) for arm in arms])
    shown = [row for row, name in enumerate(STEPS) if _is_shown(name, amounts[:, row])]
    figure = frame(
        headline(comparison, "platform_contribution_per_order_cents", words),
        words("money.subtitle"),
        provenance(comparison, words),
        height_in=max(HEIGHT_IN, 2.1 + len(shown) * (len(arms) - 1) * _BAR_IN / FILLED_SHARE),
        key=arm_key(arms),
    )
    left, right = figure.subplots(1, 2, sharey=True, width_ratios=(1.5, 1))
    _waterfall(left, amounts[0], shown)
    subtitled(left, words("money.level", base=comparison.base))
    changes = (_sizes(amounts[1:]) - _sizes(amounts[0]))[:, shown]
    grouped_bars(right, changes, lambda value: signed(value, 2), first_arm=1)
    right.set_xlim(*symmetric(changes, 1.5))
    subtitled(right, words("money.change", base=comparison.base), _CHANGES_IN)
    zero_line(right)
    names = [words(f"money.{name}") for name in STEPS]
    labels = [wrap(figure, names[row], _NAME_IN, LABEL_PT) for row in shown]
    left.set_yticks(range(len(shown)), labels, color=INK)
    for tick, row in zip(left.get_yticklabels(), shown, strict=True):
        tick.set_weight("bold" if _is_sum(row) else "normal")
    return figure


def per_order_yuan(arm: ArmData) -> Floats:
    """The steps of the waterfall in ¥ per platform order, (n_steps,); NaN without orders."""
    orders_per_day = arm.orders_per_hour.sum(axis=1).mean()
    if orders_per_day == 0:
        return np.full(len(STEPS), np.nan)
    amounts: list[float] = []
    total_cents = 0.0
    for step in STEPS.values():
        if step is not None:
            account, kinds = step
            cents = -arm.money_cents_per_day[list(kinds), account].sum()
            total_cents += cents
        amounts.append((total_cents if step is None else cents) / orders_per_day / 100)
    return np.array(amounts)


def _sizes(amounts: Floats) -> Floats:
    """Amounts as their names say: what stores receive is positive though it is taken off."""
    taken_off = [name in TAKEN_OFF for name in STEPS]
    return np.where(taken_off, -amounts, amounts)


def _is_sum(row: int) -> bool:
    return list(STEPS.values())[row] is None


def _is_shown(name: str, amounts: Floats) -> bool:
    return STEPS[name] is None or bool(np.nanmax(np.abs(amounts), initial=0) >= _SMALLEST_YUAN)


def _waterfall(axes: Axes, amounts: Floats, shown: Sequence[int]) -> None:
    """Bars that hang where the one above ended; sums stand on zero."""
    level = 0.0
    for y, row in enumerate(shown):
        amount = float(np.nan_to_num(amounts[row]))
        start = 0.0 if _is_sum(row) else level
        colour = INK if _is_sum(row) else NEUTRAL
        axes.barh(y, amount, 0.62, left=start, color=colour)
        level = start + amount
        text = plain(amount, 2) if _is_sum(row) or row == 0 else signed(amount, 2)
        label(axes, max(start, level), y, text)
        if y + 1 < len(shown):
            axes.plot((level, level), (y + 0.31, y + 0.69), color=NEUTRAL, linewidth=0.8)
    axes.axvline(0, color=NEUTRAL, linewidth=0.8)
    axes.set(xticks=[], xlim=(None, 1.16 * axes.get_xlim()[1]))
    bare(axes)
