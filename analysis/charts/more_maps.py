"""Further maps of zones: demand that goes unmet, orders in kitchens, couriers who are free."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from analysis.charts.names import quoted
from analysis.charts.opened import DrawOpened, changes_from_base, of_tables, runs_of
from analysis.charts.style import BETTER, WORSE, shades
from analysis.charts.titles import Claim, paired, say
from analysis.charts.zone_map import Layer, change_where_known, draw_maps, enough, where_known
from analysis.experiment.arm import ArmData
from analysis.experiment.paired import Changes
from analysis.experiment.reopened import Opened
from analysis.experiment.run_tables import of_zones
from analysis.experiment.summary import Floats
from analysis.kpis.breakdown import SUMMED
from analysis.wording import hundredths, plain
from analysis.words import Words


class Shown(NamedTuple):
    """What a map shows besides orders and lateness."""

    by_run: Callable[[Opened], list[Floats]]  # of each arm, (n_replications, n_zones_y, n_zones_x)
    decimals: int
    colours: tuple[str, str, str]
    lowest: float | None
    more_is: tuple[str, str]
    unit: str  # of the whole city's change, in the table of KPIs


def _unmet(opened: Opened) -> list[Floats]:
    """Sessions without an order that is carried out, per cent."""
    return [_unmet_in(arm) for arm in opened.arms]


def _unmet_in(arm: ArmData, *, city: bool = False) -> Floats:
    sums = np.array([run.by_zone for run in arm.runs], np.float64)
    sums = sums.sum(axis=(1, 2)) if city else sums
    sessions, orders, cancelled = (
        sums[..., SUMMED.index(name)] for name in ("sessions", "orders", "cancelled")
    )
    share = np.full(sessions.shape, np.nan)
    np.divide(sessions - orders + cancelled, sessions, out=share, where=sessions > 0)
    return 100 * share


def _sampled(column: str, opened: Opened) -> list[Floats]:
    shape = opened.arms[0].runs[0].by_zone.shape[:2]
    n_zones = shape[0] * shape[1]
    found = runs_of(opened, lambda run: of_zones(run, column, n_zones))
    return [each.reshape(len(each), *shape) for each in found]


SHOWN = {
    "unmet": Shown(_unmet, 1, ("#f7f0f3", "#c983a5", "#5c1439"), None, (BETTER, WORSE), "share"),
    "queue": Shown(
        partial(_sampled, "queued_orders"),
        2,
        ("#f7f3ee", "#d9a441", "#6b3d00"),
        0,
        (BETTER, WORSE),
        "count",
    ),
    "couriers": Shown(
        partial(_sampled, "idle_couriers"),
        2,
        ("#f0f4f8", "#7ba7cf", "#123c66"),
        0,
        (WORSE, BETTER),
        "count",
    ),
}


def _draw(name: str, opened: Opened, words: Words, width_in: float) -> Figure:
    values = SHOWN[name].by_run(opened)
    found = changes_from_base(opened, values)
    return draw_maps(
        _title(name, opened, values, words),
        words(f"map.{name}_subtitle"),
        opened.comparison,
        opened.arms,
        layer(name, opened, values, found, words),
        words,
        width_in,
    )


def _title(name: str, opened: Opened, values: list[Floats], words: Words) -> str:
    """How the whole city changes: sums of zones; of shares, that of all sessions."""
    if name == "unmet":
        whole = [_unmet_in(arm, city=True) for arm in opened.arms]
    else:
        whole = [np.nansum(each, axis=(1, 2)) for each in values]
    claims = []
    base = opened.arms[0]
    for arm, of_arm in zip(opened.arms[1:], whole[1:], strict=True):
        _, first, second = np.intersect1d(base.seeds, arm.seeds, return_indices=True)
        change = paired(whole[0][first], of_arm[second], SHOWN[name].unit)
        if change is not None:
            level = float(np.nanmean(of_arm))
            told = hundredths(level, 1, words.lang) if name == "unmet" else plain(level, 1)
            claims.append(Claim(quoted(opened.comparison, arm.label, words), change, told))
    return say(words(f"map.{name}_title"), claims, words)


def layer(
    name: str, opened: Opened, values: list[Floats], found: list[Changes], words: Words
) -> Layer:
    """The layer of a map: the base's level and what arms change."""
    of, known = SHOWN[name], enough(opened.arms, opened.comparison.place)
    runs = values[0]
    there = np.isfinite(runs)
    mean = np.full(runs.shape[1:], np.nan)
    np.divide(np.where(there, runs, 0).sum(axis=0), there.sum(axis=0), out=mean, where=there.any(0))
    return Layer(
        kpi=None,
        relative=False,
        level=where_known(mean, known),
        changes=[change_where_known(each, known) for each in found],
        decimals=of.decimals,
        unit=words(f"map.{name}_unit"),
        unit_of_change=words(f"map.{name}_change"),
        colours=shades(*of.colours),
        lowest=of.lowest,
        more_is=of.more_is,
    )


def drawing(name: str) -> DrawOpened:
    """What draws a map of `SHOWN`."""

    @of_tables
    def draw(opened: Opened, words: Words, width_in: float) -> Figure:
        return _draw(name, opened, words, width_in)

    return draw
