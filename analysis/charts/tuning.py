"""The picture of a search: trial by trial, and the goal against each constraint."""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from analysis.charts.frame import frame, nothing_in
from analysis.charts.style import (
    BETTER,
    INK,
    LABEL_PT,
    MUTED,
    NEUTRAL,
    RULE,
    WIDE_IN,
    WORSE,
    is_narrow,
    lay_out,
    style,
    subtitled,
    zero_line,
)
from analysis.charts.text import wrap
from analysis.kpis import UNITS, described
from analysis.lab.tuning.tried import Floats, Trial
from analysis.lab.tuning.tune import Tuned
from analysis.lab.tuning.verdict import describe, difference
from analysis.wording import in_two
from analysis.words import Words

_PANEL_IN = 3.4
_MOST_CONSTRAINTS = 2  # that have a panel


def draw(found: Tuned, words: Words, width_in: float = WIDE_IN) -> Figure:
    """A panel of the search, then one for each of the first constraints."""
    with style(words.lang):
        figure = _drawn(found, words, width_in)
        lay_out(figure)
    return figure


def _drawn(found: Tuned, words: Words, width_in: float) -> Figure:
    constraints = found.tuning.constraints[:_MOST_CONSTRAINTS]
    n_panels = 1 + len(constraints)
    n_rows = n_panels if is_narrow(width_in) else 1
    goal = words.kpi(found.tuning.goal.kpi)
    figure = frame(
        _title(found, goal, words),
        words("tune.subtitle"),
        about(found, words),
        body_in=_PANEL_IN * n_rows,
        width_in=width_in,
        key=_key(found, words),
    )
    trials = [trial for trial in found.searched.trials if trial.reading is not None]
    if not trials:
        return nothing_in(figure, words)
    panels = figure.subplots(n_rows, n_panels // n_rows, squeeze=False, sharey=True).ravel()
    unit = UNITS[described(found.tuning.goal.kpi).unit]
    sign = -found.tuning.goal.sign * unit.scale
    values = np.array([trial.values for trial in trials])
    y, marks = sign * values[:, 0], [_mark(trial) for trial in trials]
    panel_in = (width_in - 0.8) / (n_panels // n_rows) - 0.3
    _search(panels[0], [trial.number for trial in trials], values, sign, marks, words)
    subtitled(panels[0], words("tune.search"), panel_in)
    for nth, (axes, constraint) in enumerate(zip(panels[1:], constraints, strict=True)):
        scale = UNITS[described(constraint.kpi).unit].scale
        _points(axes, scale * values[:, 1 + nth], y, marks)
        for each in found.finalists:
            ends = sorted((sign * each.cost_low, sign * each.cost_high))
            at = scale * float(each.miss[nth])
            sure = scale * float(each.miss_high[nth])
            axes.plot((at, at), ends, color=INK, linewidth=1.2)
            axes.plot((at, sure), (sign * each.cost,) * 2, color=INK, linewidth=1.2)
            colour, above = (BETTER, 4) if each is found.chosen else (INK, 3)
            axes.plot(at, sign * each.cost, "D", color=colour, markersize=8, zorder=above)
        zero_line(axes)
        subtitled(axes, describe(constraint, words), panel_in)
        axes.set_xlabel(_in_unit(words("tune.miss"), constraint.kpi, words))
    less_base = _in_unit(words("tune.difference", goal=goal), found.tuning.goal.kpi, words)
    panels[0].set_ylabel(wrap(figure, less_base, _PANEL_IN - 1.0, LABEL_PT))
    return figure


def _in_unit(what: str, kpi: str, words: Words) -> str:
    """What an axis shows, with its unit; counts need none."""
    unit = UNITS[described(kpi).unit]
    if unit.name == "count":
        return what
    return words("unit.of", what=what, unit=unit.label[words.lang])


def about(found: Tuned, words: Words) -> str:
    """What the search rests on."""
    trials, tuning = found.searched.trials, found.tuning
    return words(
        "tune.about",
        trials=len(trials),
        stopped=sum(trial.stopped for trial in trials),
        runs=found.n_replications,
        days=words.days(found.asked.base.scenario.days),
        first=tuning.seeds[0],
        last=tuning.seeds[-1],
        fresh=tuning.fresh_seeds[0],
        end=tuning.fresh_seeds[-1],
    )


def _title(found: Tuned, goal: str, words: Words) -> str:
    if found.chosen is None:
        return words("tune.title_none", goal=goal)
    number, _ = in_two(difference(found, found.chosen, words))
    return words("tune.title_found", goal=goal, difference=number)


def _mark(trial: Trial) -> str:
    if trial.stopped:
        return "stopped"
    return "kept_all" if (trial.values[1:] <= 0).all() else "misses_one"


_LOOKS = {
    "kept_all": {"marker": "o", "color": BETTER, "markersize": 5},
    "misses_one": {"marker": "v", "color": WORSE, "markersize": 5.5},
    "stopped": {"marker": "x", "color": NEUTRAL, "markersize": 4},
}


def _points(axes: Axes, x: Floats, y: Floats, marks: list[str]) -> None:
    for name, look in _LOOKS.items():
        of = np.array([mark == name for mark in marks])
        axes.plot(x[of], y[of], linestyle="", **look)  # type: ignore[arg-type]
    axes.grid(axis="y", color=RULE)


def _search(
    axes: Axes, numbers: list[int], values: Floats, sign: float, marks: list[str], words: Words
) -> None:
    """Trials in their order, and the best of those that kept all constraints so far."""
    x = np.array(numbers, np.float64) + 1
    _points(axes, x, sign * values[:, 0], marks)
    kept = np.array([mark == "kept_all" for mark in marks])
    best = np.minimum.accumulate(np.where(kept, values[:, 0], np.inf))
    known = np.isfinite(best)
    axes.step(x[known], sign * best[known], where="post", color=INK, linewidth=1.6)
    axes.set_xlabel(words("tune.trial"), color=MUTED)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))


def _key(found: Tuned, words: Words) -> list[Artist]:
    there = {_mark(trial) for trial in found.searched.trials if trial.reading is not None}
    marks: list[Artist] = [
        Line2D([], [], linestyle="", label=words(f"tune.{name}"), **look)  # type: ignore[arg-type]
        for name, look in _LOOKS.items()
        if name in there
    ]
    marks.append(Line2D([], [], color=INK, label=words("tune.best")))
    finalists = {"finalist": INK} | ({} if found.chosen is None else {"chosen": BETTER})
    marks += [
        Line2D([], [], linestyle="", marker="D", color=colour, label=words(f"tune.{name}"))
        for name, colour in finalists.items()
    ]
    return marks
