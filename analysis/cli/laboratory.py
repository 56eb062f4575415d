"""What is asked of many runs: `explain`, `sweep`, `sensitivity`, `tune`; see `decisions` too."""

from typing import Annotated

import typer

from analysis.cli.program import app
from analysis.commands import options
from analysis.commands.answering import answer


@app.command()
def explain(
    base: Annotated[str, typer.Argument(metavar="BASE", help="The scenario to explain from.")],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="What differs.")],
    replications: Annotated[
        int, typer.Option(min=1, help="Runs of each scenario, under seeds from SEED on.")
    ] = 8,
    seed: options.Seed = 0,
    days: options.Days = None,
    window: Annotated[
        float,
        typer.Option(
            min=0,
            metavar="HOURS",
            help="Orders of one person lost and won so near to one another are one that moved.",
        ),
    ] = 24,
    links: Annotated[
        str | None,
        typer.Option(
            metavar="NAMES",
            help="Switch links of the chain of causes off, one at a time: all, or some by name.",
        ),
    ] = None,
    settings: options.Settings = None,
    jobs: options.Jobs = None,
    cluster: options.Cluster = None,
    shard: options.ShardOf = None,
    out: options.Out = None,
    lang: Annotated[options.Lang, typer.Option(help="Language of the answer.")] = options.Lang.EN,
    no_code: options.NoCode = False,
    json: options.Json = False,
) -> None:
    """Say what the orders of a scenario would have been in another."""

    def work() -> int:
        from analysis.commands import explain

        return explain.explain(
            base,
            other,
            options.manner(jobs, cluster, out, lang, no_code, json),
            replications=replications,
            seed=seed,
            days=days,
            window_hours=window,
            links=links,
            settings=settings or [],
            shard=shard,
        )

    answer(work)


@app.command()
def sweep(
    base: Annotated[
        str, typer.Argument(metavar="BASE", help="The scenario to vary, or a study file.")
    ],
    over: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH=VALUES",
            help="A setting to vary: PATH=1,2,3 or PATH=1..9, with :log for factors; repeatable.",
        ),
    ] = None,
    goal: Annotated[
        str | None,
        typer.Option(
            metavar="KPI",
            help="What is to be best, max: or min: before it; "
            "platform_contribution_cents_per_day if not given.",
        ),
    ] = None,
    subject_to: options.Limits = None,
    design: Annotated[
        options.Design | None,
        typer.Option(help="All combinations, a Latin hypercube, or a Sobol sequence."),
    ] = None,
    points: Annotated[
        int | None,
        typer.Option(min=1, help="Points of the design; of a full one, levels of each range."),
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(min=1, help="Runs of each point, under seeds from SEED on; 8 if not given."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, max=options.LARGEST_SEED, help="The first seed; 0.")
    ] = None,
    days: options.Days = None,
    settings: options.Settings = None,
    jobs: options.Jobs = None,
    cluster: options.Cluster = None,
    shard: options.ShardOf = None,
    out: options.Out = None,
    lang: options.AnswerLang = options.Lang.EN,
    no_code: options.NoCode = False,
    json: options.Json = False,
) -> None:
    """Vary settings, and rank them by a goal under limits."""

    def work() -> int:
        from analysis.commands import sweep

        return sweep.sweep(
            base,
            options.manner(jobs, cluster, out, lang, no_code, json),
            over=over or [],
            goal=goal,
            subject_to=subject_to or [],
            design=design.value if design else None,
            points=points,
            replications=replications,
            seed=seed,
            days=days,
            settings=settings or [],
            shard=shard,
        )

    answer(work)


@app.command()
def sensitivity(
    base: Annotated[str, typer.Argument(metavar="BASE", help="The scenario that is varied.")],
    over: Annotated[
        list[str],
        typer.Option(
            metavar="PATH=LOW..HIGH", help="A setting and its range, or values; repeatable."
        ),
    ],
    method: Annotated[
        options.Method,
        typer.Option(help="Settings one at a time; Morris's effects; Sobol's indices."),
    ] = options.Method.ONE,
    metric: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A KPI to be looked at; repeatable.")
    ] = None,
    points: Annotated[
        int | None,
        typer.Option(min=2, help="Trajectories of morris (10); of sobol a power of two (32)."),
    ] = None,
    replications: Annotated[
        int, typer.Option(min=1, help="Runs of each point, under seeds from SEED on.")
    ] = 8,
    seed: options.Seed = 0,
    days: options.Days = None,
    settings: options.Settings = None,
    jobs: options.Jobs = None,
    cluster: options.Cluster = None,
    shard: options.ShardOf = None,
    out: options.Out = None,
    lang: Annotated[options.Lang, typer.Option(help="Language of the answer.")] = options.Lang.EN,
    no_code: options.NoCode = False,
    json: options.Json = False,
) -> None:
    """Say which settings move KPIs, and which no more than luck."""

    def work() -> int:
        from analysis.commands import sensitivity

        return sensitivity.sensitivity(
            base,
            options.manner(jobs, cluster, out, lang, no_code, json),
            over=over,
            method=method.value,
            metrics=metric or [],
            points=points,
            replications=replications,
            seed=seed,
            days=days,
            settings=settings or [],
            shard=shard,
        )

    answer(work)


@app.command()
def tune(
    study: Annotated[
        str, typer.Argument(metavar="STUDY", help="A file that says levers, goal and constraints.")
    ],
    minutes: Annotated[
        float | None,
        typer.Option(min=0.1, max=1e6, help="For all of it, in place of the file's budget."),
    ] = None,
    budget: Annotated[
        int | None,
        typer.Option(min=20, max=10**6, help="Replications, in place of the file's minutes."),
    ] = None,
    sampler: Annotated[
        options.Sampler | None, typer.Option(help="Where to try next, in place of the file's.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, max=2**30 - 1, help="The first of the search.")
    ] = None,
    jobs: options.Jobs = None,
    cluster: options.Cluster = None,
    shard: options.ShardOf = None,
    out: options.Out = None,
    lang: Annotated[options.Lang, typer.Option(help="Language of the answer.")] = options.Lang.EN,
    no_code: options.NoCode = False,
    json: options.Json = False,
) -> None:
    """Find the best settings under constraints, and confirm them."""

    def work() -> int:
        from analysis.commands import tune

        return tune.tune(
            study,
            options.manner(jobs, cluster, out, lang, no_code, json),
            changed=options.in_place(minutes, budget, sampler, seed),
            shard=shard,
        )

    answer(work)
