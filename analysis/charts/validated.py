"""What runs of a scenario look like beside what is published, one figure for each distribution."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray
from scipy.stats import norm

from analysis.charts.frame import frame
from analysis.charts.style import (
    BASE,
    FEW,
    HEIGHT_IN,
    INK,
    MUTED,
    WIDE_IN,
    WORSE,
    finished,
    is_narrow,
)
from analysis.validation.distributions import ARRIVAL_MIN, DOOR_MIN, read
from analysis.validation.seen import PEAKS_MIN, Floats
from analysis.validation.validating import Validation
from analysis.wording import hundredths, plain
from analysis.words import Words

# Published: hand-over minus promise, mean and standard deviation; click to door and its stages;
# late shares of the nearest and the farthest tenth; the busiest tenth of stores, from and to.
ARRIVAL_MEAN_MIN, ARRIVAL_SD_MIN = -8.0, 7.7
DOOR_MEAN_MIN = 35.5
STAGES = (0.27, 0.29, 0.44)
NEAREST_LATE, FARTHEST_LATE = 0.058, 0.204
TOP_TENTH = (0.33, 0.46)
PEAK_SHARE = 0.717

_HERE, _PUBLISHED = BASE.colour, WORSE
_STAGE_FIGURES = ("stage_assigned_share", "stage_fetched_share", "stage_ridden_share")
_STAGE_LOOKS = (("#59626b", ""), ("#9aa3ab", "////"), ("#cfd5da", ""))


class _Seen(NamedTuple):
    """The mean over runs of each bin, and their 95 % of runs."""

    mean: Floats
    low: Floats
    high: Floats


def figures_of(found: Validation, words: Words) -> dict[str, Callable[..., Figure]]:
    """What draws each figure, so many inches wide."""
    names = {
        "validated_arrival": _arrival,
        "validated_door": _door,
        "validated_stages": _stages,
        "validated_distance": _distance,
        "validated_hours": _hours,
        "validated_stores": _stores,
    }
    return {name: partial(_finished, name, draw, found, words) for name, draw in names.items()}


def alternative(name: str, found: Validation, words: Words) -> str:
    """A figure's main numbers as text."""
    return words(f"{name}.alt", **_numbers(found.runs))


def _finished(
    name: str,
    draw: Callable[[Axes, Validation, Words], None],
    found: Validation,
    words: Words,
    width_in: float = WIDE_IN,
) -> Figure:
    def drawn() -> Figure:
        narrow = is_narrow(width_in)
        figure = frame(
            words(f"{name}.title", **_numbers(found.runs)),
            words(f"{name}.subtitle"),
            _note(found, words),
            body_in=3.0 if narrow else 3.4,
            width_in=width_in,
            least_in=0.0 if narrow else HEIGHT_IN,
            key=_key(name, words),
        )
        draw(figure.subplots(), found, words)
        return figure

    return finished(words.lang, drawn)


def _note(found: Validation, words: Words) -> str:
    return words(
        f"validate.note_{found.plan.cities}",
        n=len(found.runs),
        days=words.days(found.plan.base.scenario.days),
    )


def _numbers(runs: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What titles speak of, as text."""
    tenths = np.nanmean(_rows("late_by_distance", runs), axis=0)
    return {
        "mean": plain(_mean("arrival_mean_min", runs), 1),
        "sd": plain(_mean("arrival_sd_min", runs), 1),
        "door": plain(_mean("click_to_door_mean_min", runs), 1),
        "peak": plain(100 * _mean("peak_order_share", runs), 1),
        "top": plain(100 * _mean("top_tenth_delivery_share", runs), 0),
        "near": plain(100 * tenths[0], 1),
        "far": plain(100 * tenths[-1], 1),
        "stages": " : ".join(plain(100 * _mean(name, runs), 0) for name in _STAGE_FIGURES),
    }


def _mean(name: str, runs: Sequence[Mapping[str, Any]]) -> float:
    known = [run[name] for run in runs if run.get(name) is not None]
    return float(np.mean(known)) if known else float("nan")


def _seen(name: str, found: Validation) -> _Seen:
    rows = 100 * _rows(name, found.runs)
    low, high = np.nanquantile(rows, (0.025, 0.975), axis=0)
    return _Seen(np.nanmean(rows, axis=0), low, high)


def _rows(name: str, runs: Sequence[Mapping[str, Any]]) -> Floats:
    """A distribution of each run; a bin that no run knows anything of is empty."""
    rows = read(name, [run for run in runs if run.get("arrival_mean_min") is not None])
    rows[:, np.isnan(rows).all(axis=0)] = 0.0
    return rows


def _key(name: str, words: Words) -> list[Artist]:
    if name == "validated_stages":
        return [
            Patch(
                facecolor=colour, hatch=hatch, edgecolor="white", label=words(f"{name}.part{nth}")
            )
            for nth, (colour, hatch) in enumerate(_STAGE_LOOKS)
        ]
    here = Patch(facecolor=_HERE, alpha=0.55, label=words("validate.here"))
    published = Line2D([], [], color=_PUBLISHED, linewidth=2.4, label=words("validate.published"))
    return [here, published]


def _hill(axes: Axes, seen: _Seen, edges: Floats) -> None:
    """A histogram, with the spread of the runs on it."""
    axes.stairs(seen.mean, edges, fill=True, color=_HERE, alpha=0.55)
    _spread(axes, (edges[:-1] + edges[1:]) / 2, seen)
    axes.set_xlim(edges[0], edges[-1])


def _spread(axes: Axes, at: NDArray[Any], seen: _Seen) -> None:
    axes.vlines(at, seen.low, seen.high, color=INK, linewidth=1.1)


def _percent(axes: Axes, words: Words, what: str) -> None:
    axes.set_ylabel(words(what))
    axes.set_ylim(bottom=0)
    axes.grid(axis="y")
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: hundredths(value, 0, words.lang)))


def _arrival(axes: Axes, found: Validation, words: Words) -> None:
    _hill(axes, _seen("arrival", found), ARRIVAL_MIN)
    width = ARRIVAL_MIN[1] - ARRIVAL_MIN[0]
    x = np.linspace(ARRIVAL_MIN[0], ARRIVAL_MIN[-1], 200)
    y = 100 * width * norm.pdf(x, ARRIVAL_MEAN_MIN, ARRIVAL_SD_MIN)
    axes.plot(x, y, color=_PUBLISHED, linewidth=2.4)
    axes.axvline(0, color=MUTED, linewidth=1)
    axes.set_xlabel(words("validated_arrival.axis"))
    _percent(axes, words, "validate.of_deliveries")


def _door(axes: Axes, found: Validation, words: Words) -> None:
    _hill(axes, _seen("door", found), DOOR_MIN)
    axes.axvline(DOOR_MEAN_MIN, color=_PUBLISHED, linewidth=2.4)
    axes.axvline(_mean("click_to_door_mean_min", found.runs), color=INK, linestyle="--")
    axes.set_xlabel(words("validated_door.axis"))
    _percent(axes, words, "validate.of_deliveries")


def _stages(axes: Axes, found: Validation, words: Words) -> None:
    here = [_mean(name, found.runs) for name in _STAGE_FIGURES]
    rows = ((words("validate.published"), STAGES), (words("validate.here"), here))
    for at, (_, shares) in enumerate(rows):
        left = 0.0
        for share, (colour, hatch) in zip(shares, _STAGE_LOOKS, strict=True):
            axes.barh(
                at, 100 * share, 0.55, 100 * left, color=colour, hatch=hatch, edgecolor="white"
            )
            axes.text(
                100 * (left + share / 2),
                at + 0.34,
                hundredths(100 * share, 0, words.lang),
                ha="center",
                va="bottom",
                color=INK,
            )
            left += share
    axes.set_yticks(range(len(rows)), [name for name, _ in rows])
    axes.set_ylim(-0.5, len(rows) - 0.2)
    axes.set_xlim(0, 100)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: hundredths(value, 0, words.lang)))
    axes.set_xlabel(words("validated_stages.axis"))


def _distance(axes: Axes, found: Validation, words: Words) -> None:
    seen, tenths = _seen("late_by_distance", found), np.arange(1, 11)
    axes.bar(tenths, seen.mean, 0.8, color=_HERE, alpha=0.55)
    _spread(axes, tenths.astype(np.float64), seen)
    ends = (100 * NEAREST_LATE, 100 * FARTHEST_LATE)
    axes.plot((1, 10), ends, color=_PUBLISHED, marker="D", markersize=8, linestyle="none")
    axes.plot((1, 10), ends, color=_PUBLISHED, linewidth=1.2, linestyle=(0, (4, 3)))
    axes.set_xticks(tenths)
    axes.set_xlabel(words("validated_distance.axis"))
    _percent(axes, words, "validated_distance.late")


def _hours(axes: Axes, found: Validation, words: Words) -> None:
    for start, end in PEAKS_MIN:
        axes.axvspan(start / 60, end / 60, color=FEW, zorder=0)
    seen = _seen("hour", found)
    axes.stairs(seen.mean, np.arange(25.0), fill=True, color=_HERE, alpha=0.55)
    _spread(axes, np.arange(24) + 0.5, seen)
    # As many in the windows as published, spread evenly within and without them.
    within = sum(end - start for start, end in PEAKS_MIN) / 60
    for start, end in PEAKS_MIN:
        level = 100 * PEAK_SHARE / within
        axes.hlines(level, start / 60, end / 60, color=_PUBLISHED, linewidth=2.4)
    axes.set_xlim(0, 24)
    axes.set_xticks(range(0, 25, 3))
    axes.set_xlabel(words("validated_hours.axis"))
    _percent(axes, words, "validate.of_deliveries")


def _stores(axes: Axes, found: Validation, words: Words) -> None:
    seen, tenths = _seen("stores", found), 10.0 * np.arange(1, 11)
    axes.fill_between(
        np.append(0, tenths), np.append(0, seen.mean), color=_HERE, alpha=0.55, linewidth=0
    )
    _spread(axes, tenths, seen)
    axes.plot((0, 100), (0, 100), color=MUTED, linewidth=1)
    low, high = (100 * end for end in TOP_TENTH)
    axes.vlines(10, low, high, color=_PUBLISHED, linewidth=5)
    axes.set_xlim(0, 102)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: hundredths(value, 0, words.lang)))
    axes.set_xlabel(words("validated_stores.axis"))
    _percent(axes, words, "validate.of_deliveries")
