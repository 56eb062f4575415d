"""Every figure by name: from which results it is drawn, and why it cannot be where it cannot."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from matplotlib.figure import Figure

from analysis.charts.gallery import FIGURES, MAPS
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


@dataclass(frozen=True)
class Chart:
    """A figure of results that are at hand."""

    name: str  # as commands and files have it
    shows: str
    draw: Callable[[float], Figure]  # so many inches wide
    missing: str = ""  # why it cannot be drawn; nothing where it can


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


def chosen(charts: Mapping[str, Chart], names: list[str]) -> list[Chart]:
    """The figures of these names; of no names, all that can be drawn.

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
    return [charts[name] for name in dict.fromkeys(names)] or [
        chart for chart in charts.values() if not chart.missing
    ]


def charts_of_comparison(opened: Opened, say: Words) -> dict[str, Chart]:
    """The figures of a comparison, or of a single run."""
    return {
        name: Chart(
            name,
            say(f"{name.replace('-', '_')}.name"),
            partial(draw, opened.comparison, opened.arms, say),
            _missing(name, opened, say),
        )
        for name, draw in FIGURES.items()
    }


def _missing(name: str, opened: Opened, say: Words) -> str:
    comparison = opened.comparison
    if not comparison.contrasts:
        return say("chart.alone")
    if name in MAPS and comparison.place is None:
        return say(f"map.none_{comparison.cities}")
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
