"""Purchases on record beside those of runs: hours, weekdays, stores, consumers, intervals."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis.charts.frame import frame
from analysis.charts.style import BASE, LABEL_PT, WIDE_IN, is_narrow, lay_out, look, style
from analysis.validation.purchases import INTERVAL_DAYS, ORDERS
from analysis.validation.seen import Floats
from analysis.wording import hundredths
from analysis.words import Words

_PANEL_IN = 2.5


def draw(
    found: Mapping[str, tuple[Floats, Floats]], words: Words, width_in: float = WIDE_IN
) -> Figure:
    """A panel for each distribution; so many inches wide."""
    with style(words.lang):
        n_across = 1 if is_narrow(width_in) else 2
        n_down = -(-len(found) // n_across)
        figure = frame(
            words("against.figure_title"),
            words("against.figure_read"),
            "",
            body_in=_PANEL_IN * n_down + 0.2,
            width_in=width_in,
            key=[
                Patch(facecolor=BASE.colour, alpha=0.45, label=words("against.data")),
                Line2D([], [], color=look(1).colour, marker="o", label=words("against.runs")),
            ],
        )
        panels = np.atleast_1d(figure.subplots(n_down, n_across)).ravel()
        for axes, (name, (of_data, of_runs)) in zip(panels, found.items(), strict=False):
            _panel(axes, name, of_data, of_runs, words)
        for axes in panels[len(found) :]:
            axes.set_visible(False)
        lay_out(figure)
    return figure


def _panel(axes: Axes, name: str, of_data: Floats, of_runs: Floats, words: Words) -> None:
    at = np.arange(len(of_data))
    axes.bar(at, 100 * of_data, 0.85, color=BASE.colour, alpha=0.45)
    if len(of_runs):
        mean = 100 * of_runs.mean(axis=0)
        low, high = 100 * np.quantile(of_runs, (0.025, 0.975), axis=0)
        colour = look(1).colour
        axes.vlines(at, low, high, color=colour, linewidth=1.1)
        axes.plot(at, mean, color=colour, marker="o", markersize=3.5, linewidth=1.2)
    labels = _labels(name, words)
    step = 3 if len(labels) > 15 else 2 if len(labels) > 10 else 1
    axes.set_xticks(at[::step], labels[::step])
    axes.set_xlabel(words(f"against.axis_{name}"), size=LABEL_PT)
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: hundredths(value, 0, words.lang)))
    axes.spines[["top", "right"]].set_visible(False)


def _labels(name: str, words: Words) -> list[str]:
    if name == "bought_hour":
        return [f"{hour}" for hour in range(24)]
    if name == "bought_weekday":
        return words("against.weekdays").split()
    if name == "bought_stores":
        return [f"{10 * nth}" for nth in range(1, 11)]
    return _ranges(ORDERS if name == "bought_orders" else INTERVAL_DAYS)


def _ranges(first: Sequence[int]) -> list[str]:
    """Such as 1, 2, 5-6, 15+."""
    ends = [following - 1 for following in first[1:]]
    told = [
        f"{low}" if low == high else f"{low}–{high}" for low, high in zip(first, ends, strict=False)
    ]
    return [*told, f"{first[-1]}+"]
