"""`explain`, `sweep`, `sensitivity` and `tune`, with folders or without."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.experiment.comparison_folder import begin
from analysis.experiment.experiment import run_units, units_of
from analysis.interface.runs import Source, check_asked, kept_in, loaded, named
from analysis.kpis import Lang
from analysis.lab import sensitivity as sensitivities
from analysis.lab import sensitivity_folder, sensitivity_plan, sweep_folder
from analysis.lab.design import Design
from analysis.lab.explanation import check_window, explanation, with_chain
from analysis.lab.laboratory import Laboratory
from analysis.lab.lasting import lasting
from analysis.lab.lever import lever
from analysis.lab.links import links_of
from analysis.lab.study import DEFAULT_REPLICATIONS, check_study_alone, read_study, study
from analysis.lab.sweep import carried_out, planned
from analysis.lab.tuning.file import read_tuning
from analysis.lab.tuning.folder import KIND as SEARCH
from analysis.lab.tuning.folder import begin as begin_search
from analysis.lab.tuning.market import question
from analysis.loading import apart
from analysis.scenario_file import overriding

if TYPE_CHECKING:
    from optuna.samplers import BaseSampler

    from analysis.report.explained import Explained
    from analysis.report.sensitive import Sensitive
    from analysis.report.swept import SweepAnswer
    from analysis.report.tuned import Answer


def explain(
    base: Source,
    other: Source,
    *,
    replications: int = 8,
    seed: int = 0,
    window_hours: float = 24,
    links: Sequence[str] = (),
    jobs: int = 1,
    folder: str | Path | None = None,
    lang: Lang = "en",
) -> "Explained":
    """What the orders of a scenario would have been in another, and through what they differ.

    Parameters
    ----------
    base, other
        Loaded ones, names or paths, of equally many days.
    replications
        Runs of each, under seeds from `seed` on.
    window_hours
        Orders of one person lost and won so near to one another are one that moved in time.
    links
        Links of the chain of causes to be switched off, one at a time, by name; ``["all"]``: all.
    jobs
        Processes at work, as for `compare`.
    folder
        Where runs, tables and figure are written, as `o2o explain` does; that of a comparison of
        both will do, and what it has run is not run again. None: nothing is kept.
    lang
        Language of verdict and figure.

    Raises
    ------
    FolderError
        The folder holds something else.
    FontError
        The language needs a font that is not installed.
    ValueError
        A link is not there; names those that are. The window is no time.
    RuntimeError
        The two have no run in common; says what failed.
    """
    from analysis.report.explained import Explained, write_explanation  # brings figures along

    check_window(window_hours)
    arms = apart([loaded(base), loaded(other)])
    check_asked(len(arms), replications)
    with kept_in(folder, lang) as place:
        seeds = range(seed, seed + replications)
        begin(place, arms, seeds)

        switched = links_of(arms, links) if links else []
        runs = run_units(units_of(arms, seeds, place), jobs, lambda: None)
        found = explanation(arms, runs, window_hours * 60, lang)
        if found is None:
            raise RuntimeError("; ".join(["nothing to explain", *runs.failures]))
        if switched:
            with lasting(jobs) as executing:
                laboratory = Laboratory(place, executing)
                found = with_chain(found, arms, switched, runs, laboratory)
        if folder is not None:
            write_explanation(place, found, lang)
    return Explained(found, lang)


def sweep(
    base: str | Path,
    over: Mapping[str, Sequence[Any] | Mapping[str, Any]] | None = None,
    *,
    goal: str | None = None,
    subject_to: Sequence[str] = (),
    design: Design = "full",
    points: int | None = None,
    settings: Mapping[str, Any] | None = None,
    replications: int | None = None,
    seed: int = 0,
    jobs: int = 1,
    folder: str | Path | None = None,
    lang: Lang = "en",
    allow_code: bool = True,
) -> "SweepAnswer":
    """Settings of a scenario varied, and ranked by a goal under limits.

    Parameters
    ----------
    base
        The name of a shipped scenario, or the path of a file; or that of a study, which says all
        else but replications, jobs, folder and language itself.
    over
        What is varied, by path: a list of values, or ``{"low": 1, "high": 9}``, with
        ``"log": True`` where steps are factors.
    goal
        A KPI; "max:" or "min:" before it says which way.
    subject_to
        Limits: "click_to_door_p90_min<=48", "orders_per_day>=base*1.05".
    design, points
        All combinations ("full"; `points` levels of each range), a Latin hypercube ("lhs") or a
        Sobol sequence ("sobol") of so many points.
    settings
        Values by path, laid over the base, for all points.
    replications
        Runs of each point, under seeds from `seed` on; 8, or what the study says.
    jobs
        Processes at work, as for `compare`.
    folder
        Where runs, tables and report are written, as `o2o sweep` does; a sweep that was
        interrupted goes on from there. None: nothing is kept.
    lang
        Language of verdict, figures and report.
    allow_code
        Whether policies of the user's own may be imported, which runs their modules.

    Raises
    ------
    ScenarioError, ValueError
        What is asked cannot be read, or has no meaning; names every fault. A KPI is not measured.
    FolderError
        The folder holds something else.
    FontError
        The language needs a font that is not installed.
    RuntimeError
        No point has a run with a value of all that was asked for; says what failed.
    """
    from analysis.report.swept import SweepAnswer

    named(base)
    if over is None:
        said = {
            "goal": goal,
            "subject_to": subject_to,
            "design": design != "full",
            "points": points,
            "settings": settings,
            "seed": seed,
        }
        check_study_alone(base, said)
        asked = read_study(base, replications)
    else:
        asked = study(
            str(base),
            [lever(path, said, path) for path, said in over.items()],
            goal=goal,
            subject_to=subject_to,
            design=design,
            n_points=points,
            replications=DEFAULT_REPLICATIONS if replications is None else replications,
            seed=seed,
            overrides=overriding(settings or {}),
        )
    plan = planned(asked, allow_code=allow_code)
    with kept_in(folder, lang, sweep_folder.KIND) as place, lasting(jobs) as executing:
        sweep_folder.begin(place, plan)
        laboratory = Laboratory(place, executing)
        plan.check_known(laboratory.evaluate)
        swept = carried_out(plan, laboratory)
        if not swept.ranking.rows:
            raise RuntimeError("; ".join(["nothing to rank", *swept.failures]))
        if folder is not None:
            from analysis.report.sweep import write_sweep_report

            sweep_folder.write(place, swept)
            write_sweep_report(place, swept, lang)
    return SweepAnswer(swept, lang)


def sensitivity(
    base: str | Path,
    over: Mapping[str, Any],
    *,
    method: sensitivity_plan.Method = "one",
    metrics: Sequence[str] = sensitivity_plan.METRICS,
    points: int | None = None,
    replications: int = 8,
    seed: int = 0,
    settings: Mapping[str, Any] | None = None,
    jobs: int = 1,
    folder: str | Path | None = None,
    lang: Lang = "en",
) -> "Sensitive":
    """Which settings of a scenario move its KPIs, and which no more than luck does.

    Parameters
    ----------
    base
        A name or path.
    over
        What is varied, by path: a list of values, or ``{"low": 200, "high": 400}``.
    method
        Settings one at a time ("one"), Morris's effects ("morris") or Sobol's indices ("sobol").
    metrics
        KPIs looked at.
    points
        Trajectories of "morris"; of "sobol" a power of two, and (levers + 2) times as many points.
    replications
        Runs of each point, under seeds from `seed` on.
    settings
        Values by path, laid over the base.
    jobs
        Processes at work, as for `compare`.
    folder
        Where replications, table and figures are kept, as `o2o sensitivity` does; what is there is
        not run again. None: nothing is kept.
    lang
        Language of verdict and figures.

    Raises
    ------
    FolderError
        The folder holds something else.
    FontError
        The language needs a font that is not installed.
    ModuleNotFoundError
        The method needs SALib, which is not installed.
    RuntimeError
        Nothing can be told; says what failed.
    ValueError
        Something asked for has no meaning, or is not measured.
    """
    from analysis.report.sensitive import Sensitive, write_sensitivity  # brings figures along

    asked = sensitivity_plan.plan(
        str(named(base)),
        [lever(path, said, f"over['{path}']") for path, said in over.items()],
        method=method,
        metrics=metrics,
        points=points,
        seeds=range(seed, seed + replications),
        overrides=overriding(settings or {}),
        lang=lang,
    )
    with kept_in(folder, lang, sensitivity_folder.KIND) as place, lasting(jobs) as executing:
        sensitivity_folder.begin(place, asked)
        laboratory = Laboratory(place, executing)
        asked.check_known(laboratory.evaluate)
        found = sensitivities.carried_out(asked, laboratory.evaluate)
        found = replace(found, failures=tuple(laboratory.failures))
        if folder is not None:
            write_sensitivity(place, found, lang)
    return Sensitive(found, lang)


def tune(
    study: str | Path | Mapping[str, Any],
    *,
    minutes: float | None = None,
    budget: int | None = None,
    sampler: "str | BaseSampler | None" = None,
    jobs: int = 1,
    folder: str | Path | None = None,
    lang: Lang = "en",
    allow_code: bool = True,
) -> "Answer":
    """The best settings of some levers under constraints, confirmed under fresh seeds.

    Parameters
    ----------
    study
        The path of a file, or what it would hold: base, start, goal, subject_to, over, ...
    minutes, budget
        Of all of it, or replications of points; in place of what the study says.
    sampler
        "surface", "tpe" or "random" in place of the study's; or an Optuna sampler of your own.
    jobs
        Processes at work, as for `compare`.
    folder
        Where replications, tables, picture and scenario are written, as `o2o tune` does; a search
        that was interrupted goes on from there. None: nothing is kept.
    lang
        Language of verdict and picture.
    allow_code
        Whether policies of the user's own may be imported.

    Raises
    ------
    ScenarioError, ValueError
        Names every fault of the study and its scenarios. A KPI is not measured.
    FolderError
        The folder holds something else.
    FontError
        The language needs a font that is not installed.
    """
    from analysis.lab.tuning.tune import tune as search
    from analysis.report.tuned import Answer, write_search  # brings Optuna and figures along

    changed: dict[str, Any] = {}
    if minutes is not None or budget is not None:
        changed = {"minutes": minutes, "budget": budget}
    own = None if isinstance(sampler, str) else sampler
    if isinstance(sampler, str):
        changed["sampler"] = sampler
    asked = question(read_tuning(study, changed), allow_code=allow_code)
    with kept_in(folder, lang, SEARCH) as place, lasting(jobs) as executing:
        begin_search(place, asked)
        laboratory = Laboratory(place, executing)
        asked.check_known(laboratory.evaluate)
        found = search(asked, laboratory.evaluate, folder=place, own=own)
        if folder is not None:
            write_search(place, found, lang)
    return Answer(found, lang)
