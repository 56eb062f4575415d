"""`select`, `plausible` and `discover`: what is asked before a scenario is decided on."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.interface.runs import Source, kept_in, loaded
from analysis.kpis import Lang
from analysis.lab import plausible_folder, selection_folder
from analysis.lab.discovering import discover as find_box
from analysis.lab.discovering import read_condition
from analysis.lab.goal import read_constraints, read_goal
from analysis.lab.laboratory import Laboratory
from analysis.lab.lasting import lasting
from analysis.lab.measured import check_measured
from analysis.lab.plausible import (
    CITIES,
    LOOKED_IN,
    REPLICATIONS,
    carried_out,
    planned,
)
from analysis.lab.plausible_told import SPOKEN
from analysis.lab.selecting import check
from analysis.lab.selecting import select as choose
from analysis.lab.study import DEFAULT_GOAL
from analysis.loading import apart

if TYPE_CHECKING:
    from analysis.report.discovered import Discovered
    from analysis.report.plausible import InPlausibleCities
    from analysis.report.selected import Selected


def select(
    scenarios: Sequence[Source],
    goal: str,
    *,
    subject_to: Sequence[str] = (),
    indifference: float | None = None,
    budget: int | None = None,
    alpha: float = 0.05,
    first: int = 10,
    most: int | None = None,
    seed: int = 0,
    jobs: int = 1,
    folder: str | Path | None = None,
    lang: Lang = "en",
) -> "Selected":
    """Which of several scenarios is best, with as few replications as will do.

    Parameters
    ----------
    scenarios
        Loaded ones, names or paths; at least two, of equally many days.
    goal
        A KPI; "max:" or "min:" before it says which way.
    subject_to
        Limits: "click_to_door_p90_min<=48", or such as move with the first scenario,
        "orders_per_day>=base*1.05".
    indifference
        The smallest difference worth telling, in the KPI's unit: scenarios are dropped as soon as
        they are known to be worse (Kim and Nelson 2001); or
    budget
        replications of all together, spent where they tell most (Chen et al. 2000).
    alpha
        The chance of choosing one that is worse than the best by more than `indifference`.
    first
        Replications of each before anything is decided.
    most
        Replications of a scenario at which it stops, sure or not.
    seed
        The first of the seeds.
    jobs
        Processes at work, as for `compare`; so many replications are run at once.
    folder
        Where replications, tables and report are written, as `o2o select` does; what is there is
        not run again. None: nothing is kept.
    lang
        Language of verdict and report.

    Raises
    ------
    FolderError
        The folder holds something else.
    FontError
        The language needs a font that is not installed.
    RuntimeError
        A run failed: nothing could be chosen fairly.
    ValueError
        Something asked for has no meaning, or is not measured.
    """
    # Brings figures along.
    from analysis.report.selected import Selected, write_numbers, write_selection

    check(len(scenarios), indifference, budget, first)
    arms = apart([loaded(scenario) for scenario in scenarios])
    asked, constraints = read_goal(goal), read_constraints(subject_to)
    with kept_in(folder, lang, selection_folder.KIND) as place, lasting(jobs) as executing:
        selection_folder.begin(place, arms, asked, constraints, seed)
        evaluate = Laboratory(place, executing).evaluate
        check_measured([asked.kpi, *(each.kpi for each in constraints)], arms, (), evaluate, seed)
        found = choose(
            arms,
            asked,
            evaluate,
            constraints=constraints,
            indifference=indifference,
            budget=budget,
            seed=seed,
            alpha=alpha,
            first=first,
            most=most,
            batch=jobs,
        )
        chosen = Selected(found, tuple(arms), lang)
        if folder is not None:
            write_numbers(place, chosen)
            write_selection(place, chosen)
    return chosen


def plausible(
    scenarios: Sequence[Source],
    *,
    cities: int = CITIES,
    replications: int = REPLICATIONS,
    metrics: Sequence[str] = SPOKEN,
    goal: str = DEFAULT_GOAL,
    seed: int = 0,
    jobs: int = 1,
    folder: str | Path | None = None,
    lang: Lang = "en",
) -> "InPlausibleCities":
    """Scenarios compared where it is not known what the city is like.

    Parameters
    ----------
    scenarios
        Loaded ones, names or paths; at least two, of equally many days. The first says what is
        uncertain, in its section ``[uncertain]``.
    cities
        Plausible cities, each with draws of all that is uncertain, the same for all scenarios.
    replications
        Runs of each scenario in each city, under the same luck; from two on, luck is told apart.
    metrics
        KPIs that the verdict speaks of.
    goal
        What regret, and the worth of knowing, is of; "max:" or "min:" before it says which way.
    seed
        Of the draws, and the first of the luck.
    jobs
        Processes at work, as for `compare`.
    folder
        Where replications, tables and report are written, as `o2o compare --uncertain` does; what
        is there is not run again. None: nothing is kept.
    lang
        Language of verdict and report.

    Raises
    ------
    FolderError
        The folder holds something else.
    FontError
        The language needs a font that is not installed.
    ValueError
        Nothing is uncertain, or something asked for has no meaning, or is not measured.
    """
    from analysis.report.plausible import (  # brings figures along
        InPlausibleCities,
        write_numbers,
    )
    from analysis.report.plausible_page import write_plausible

    asked = read_goal(goal)
    for metric in metrics:
        read_goal(f"max:{metric}")
    plan = planned(apart([loaded(each) for each in scenarios]), cities, replications, seed)
    with kept_in(folder, lang, plausible_folder.KIND) as place, lasting(jobs) as executing:
        plausible_folder.begin(place, plan)
        laboratory = Laboratory(place, executing)
        plan.check_known((*metrics, asked.kpi), laboratory.evaluate)
        found = carried_out(plan, laboratory)
        told = InPlausibleCities(found, tuple(metrics), asked, lang)
        if folder is not None:
            write_numbers(place, told)
            write_plausible(place, told)
    return told


def discover(
    base: Source,
    other: Source,
    goal: str,
    *,
    cities: int = LOOKED_IN,
    replications: int = REPLICATIONS,
    seed: int = 0,
    jobs: int = 1,
    folder: str | Path | None = None,
    lang: Lang = "en",
) -> "Discovered":
    """In which plausible cities a difference is so, and what these share.

    Parameters
    ----------
    base, other
        Loaded ones, names or paths, of equally many days; the first says what is uncertain.
    goal
        The difference that is sought: "orders_per_day<0".
    cities, replications, seed, jobs
        As for `plausible`.
    folder
        Where replications, limits and report are written, as `o2o discover` does; that of
        `plausible` will do, and what is there is not run again. None: nothing is kept.
    lang
        Language of verdict and report.

    Raises
    ------
    FolderError
        The folder holds something else.
    FontError
        The language needs a font that is not installed.
    ValueError
        Nothing is uncertain, something asked for has no meaning or is not measured, or no
        difference is known.
    """
    from analysis.report.discovered import (  # brings figures along
        Discovered,
        write_discovery,
        write_numbers,
    )

    condition = read_condition(goal)
    plan = planned(apart([loaded(base), loaded(other)]), cities, replications, seed)
    with kept_in(folder, lang, plausible_folder.KIND) as place, lasting(jobs) as executing:
        plausible_folder.begin(place, plan)
        laboratory = Laboratory(place, executing)
        plan.check_known([condition.kpi], laboratory.evaluate)
        found = find_box(carried_out(plan, laboratory), condition)
        told = Discovered(found, lang)
        if folder is not None:
            write_numbers(place, told)
            write_discovery(place, told)
    return told
