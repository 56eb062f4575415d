"""Every figure by name: from which results it is drawn, and why it cannot be where it cannot."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from matplotlib.figure import Figure

from analysis.charts import (
    city_map,
    day,
    earnings,
    extra_orders,
    more_maps,
    one_order,
    promise,
    retention,
    satisfaction,
    stages,
    stars,
    store_changes,
    warm_up,
)
from analysis.charts.film import film
from analysis.charts.gallery import FIGURES, MAPS
from analysis.charts.opened import DrawOpened
from analysis.experiment.reopened import (
    Opened,
    ReopenError,
    manifest_of,
    open_comparison,
    open_run,
)
from analysis.kpis import Lang
from analysis.scenario_file.faults import suggestion
from analysis.words import Words, words

# Figures that are drawn from the tables of runs, in the order in which they are listed.
OF_TABLES: dict[str, DrawOpened] = {
    "stages": stages.draw,
    "one-order": one_order.draw,
    "promise": promise.draw,
    "satisfaction": satisfaction.draw,
    "stars": stars.draw,
    "earnings": earnings.draw,
    "stores": store_changes.draw,
    "retention": retention.draw,
    "extra-orders": extra_orders.draw,
    "city-map": city_map.draw,
    **{f"{name}-map": more_maps.drawing(name) for name in more_maps.SHOWN},
    "warm-up": warm_up.draw,
    "day": day.draw,
}
# Those that say something of a single run.
ALONE = (
    *("stages", "one-order", "promise", "satisfaction", "stars", "earnings", "retention"),
    *("city-map", "warm-up", "day"),
)
ALL_MAPS = (*MAPS, "day", "city-map", *(f"{name}-map" for name in more_maps.SHOWN))
_FEWEST_DAYS_OF_COHORTS = 3

# So many inches wide, in a format, telling the share that is done.
Film = Callable[[float, str, Callable[[float], None]], bytes]


@dataclass(frozen=True)
class Chart:
    """A figure of results that are at hand."""

    name: str  # as commands and files have it
    shows: str
    draw: Callable[[float], Figure]  # so many inches wide
    missing: str = ""  # why it cannot be drawn; nothing where it can
    film: Film | None = None  # None: it stands still


class ChartError(ValueError):
    """A figure that results cannot give."""


def charts_of(folder: Path, lang: Lang = "en") -> dict[str, Chart]:
    """The figures of a folder of results by name, those that it cannot give too.

    Raises
    ------
    ReopenError
        The folder holds no results, or they are not whole.
    """
    kind = manifest_of(folder)["kind"]
    if kind not in _KINDS:
        raise ReopenError(f"{folder} holds a {kind}, of which there are no figures")
    return _KINDS[kind](folder, words(lang))


def chosen(charts: Mapping[str, Chart], names: list[str], *, moves: bool = False) -> list[Chart]:
    """The figures of these names; of no names, all that can be drawn; or all that move.

    Raises
    ------
    ChartError
        Says what is none, and what was probably meant; or why it cannot be drawn.
    """
    for name in names:
        if name not in charts:
            raise ChartError(f"no figure '{name}'{suggestion(name, charts)}")
        if charts[name].missing:
            raise ChartError(f"{name}: {charts[name].missing}")
        if moves and charts[name].film is None:
            raise ChartError(f"{name} stands still: ask for it as png or svg")
    return [charts[name] for name in dict.fromkeys(names)] or [
        chart
        for chart in charts.values()
        if not chart.missing and (chart.film is not None or not moves)
    ]


def charts_of_comparison(opened: Opened, say: Words) -> dict[str, Chart]:
    """The figures of a comparison, or of a single run."""
    draws: dict[str, Callable[[float], Figure]] = {
        name: partial(draw, opened.comparison, opened.arms, say) for name, draw in FIGURES.items()
    }
    draws |= {name: partial(draw, opened, say) for name, draw in OF_TABLES.items()}
    return {
        name: Chart(
            name,
            say(f"{name.replace('-', '_')}.name"),
            draws[name],
            _missing(name, opened, say),
            partial(film, opened, say) if name == "day" else None,
        )
        for name in draws
    }


def _missing(name: str, opened: Opened, say: Words) -> str:
    comparison = opened.comparison
    if not comparison.contrasts and name not in ALONE:
        return say("chart.alone")
    if name in ALL_MAPS and comparison.place is None:
        return say(f"map.none_{comparison.cities}")
    if name == "day" and opened.recorded:
        return say("day.none")
    if name == "extra-orders" and opened.recorded:
        return say("extra_orders.none")
    if name == "warm-up" and 24 * comparison.days < warm_up.FEWEST_HOURS:
        return say("warm_up.none", n=warm_up.FEWEST_HOURS)
    if name == "retention" and comparison.days < _FEWEST_DAYS_OF_COHORTS:
        return say("retention.none")
    return say("course.none") if name == "course" and comparison.days < 2 else ""


def _of_comparison(folder: Path, say: Words) -> dict[str, Chart]:
    return charts_of_comparison(open_comparison(folder, say.lang), say)


def _of_run(folder: Path, say: Words) -> dict[str, Chart]:
    return charts_of_comparison(open_run(folder, say.lang), say)


def _of_sweep(folder: Path, say: Words) -> dict[str, Chart]:
    from analysis.charts import frontier, response
    from analysis.lab.reopened import open_sweep

    swept = open_sweep(folder)
    limited = "" if swept.ranking.constraints else say("frontier.none")
    return {
        "response": Chart("response", say("response.name"), partial(response.draw, swept, say)),
        "frontier": Chart(
            "frontier", say("frontier.name"), partial(frontier.draw, swept, say), limited
        ),
    }


def _of_search(folder: Path, say: Words) -> dict[str, Chart]:
    from analysis.charts import tuning
    from analysis.lab.reopened import open_search

    draw = partial(tuning.draw, open_search(folder), say)
    return {"search": Chart("search", say("tune.name"), draw)}


def _of_sensitivity(folder: Path, say: Words) -> dict[str, Chart]:
    from analysis.charts import sensitivity
    from analysis.lab.reopened import open_sensitivity

    found = open_sensitivity(folder, say.lang)
    kind = sensitivity.NAMES[found.plan.method]
    return {
        f"{kind}-{kpi}": Chart(
            f"{kind}-{kpi}",
            say(f"sensitivity.name_{found.plan.method}", kpi=say.kpi(kpi)),
            partial(sensitivity.draw, found, say, kpi),
        )
        for kpi in found.metrics
    }


_KINDS: dict[str, Callable[[Path, Words], dict[str, Chart]]] = {
    "comparison": _of_comparison,
    "run": _of_run,
    "sweep": _of_sweep,
    "search": _of_search,
    "sensitivity": _of_sensitivity,
}
