"""`o2o explain`: what the orders of a scenario would have been in another, and through what."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from rich.markup import escape

from analysis.commands.columns import Columns
from analysis.commands.comparing import run_all
from analysis.commands.drawing import check_drawing
from analysis.commands.errors import InputError
from analysis.commands.inputs import check_output, load_arms, overrides_of, refused
from analysis.commands.laboratories import watched
from analysis.commands.manner import Manner
from analysis.commands.shards import shard_of, tell_part
from analysis.commands.sizing import check_size
from analysis.commands.streams import print_json
from analysis.commands.terminal import messages, output
from analysis.commands.workers import workers
from analysis.experiment.compare import interval
from analysis.experiment.comparison_folder import begin
from analysis.experiment.executors import Executing
from analysis.experiment.experiment import Runs, units_of
from analysis.experiment.place import zone_names
from analysis.experiment.shard import Shard
from analysis.experiment.unit import Unit
from analysis.kpis import KPI, Lang
from analysis.lab.chain import DIRECT, TOGETHER, WHOLE, Chain, Part, changed, each_once, n_beside
from analysis.lab.explanation import (
    Explanation,
    check_window,
    explanation,
    kpis_of,
    link_name,
    take,
    with_chain,
)
from analysis.lab.incrementality import GROUPS, LOST, Counts, Split
from analysis.lab.links import Link, links_of
from analysis.lab.shares import shares
from analysis.loading import Arm
from analysis.wording import hundredths, plain, shown_difference, signed
from analysis.words import Words, words
from sim.daytime import HOUR_MIN

# Of the differences that a chain takes apart, those that are shown.
SHOWN_CAUSES = (
    "orders_per_day",
    "click_to_door_p90_min",
    "platform_contribution_cents_per_day",
)
_MOST_ZONES = 8


def explain(
    base: str,
    other: str,
    how: Manner,
    *,
    replications: int,
    seed: int,
    days: int | None,
    window_hours: float,
    links: str | None,
    settings: Sequence[str],
    shard: str | None,
) -> int:
    """Run both, split their orders, show and write what came of it; the exit code."""
    part = shard_of(shard)
    with refused():
        check_window(window_hours)
    check_drawing(how.lang)
    arms = load_arms([base, other], overrides_of(settings, days), allow_code=how.allow_code)
    _check(arms)
    switched = _links(arms, links)
    folder = how.out or Path("out") / "-vs-".join(arm.label for arm in arms)
    check_output(folder, "comparison", inner=[f"runs/{arm.label}/seed-{seed}" for arm in arms])
    seeds = range(seed, seed + replications)
    n_switched = replications * n_beside(arms, switched) if switched else 0
    check_size(arms, replications, how.jobs, folder, n_tried=n_switched, quiet=how.json)
    begin(folder, arms, seeds, n_beside=n_switched)
    units = units_of(arms, seeds, folder)
    with workers(how.jobs, how.address, last=bool(switched)) as executing:
        if part is not None:
            return _run_part(
                *(part, arms, switched, units, folder, executing), quiet=how.json, lang=how.lang
            )
        runs = run_all(units, folder, executing, quiet=how.json, lang=how.lang)
        found = explanation(arms, runs, window_hours * HOUR_MIN, how.lang)
        if found is None:
            messages().print("the two scenarios have no run in common: nothing to explain")
            return 3
        if switched:
            found = _chained(
                *(found, arms, switched, runs, folder, executing), quiet=how.json, lang=how.lang
            )
    from analysis.report.explained import write_explanation  # and matplotlib, known to work

    figure = write_explanation(folder, found, how.lang)
    if how.json:
        print_json(found.plain() | {"folder": str(folder), "figure": str(figure)})
    else:
        show(found, figure, how.lang)
    return 3 if found.failures else 0


def _check(arms: Sequence[Arm]) -> None:
    """Refuse orders that nobody chose."""
    for arm in arms:
        if arm.recording is not None:
            raise InputError(f"{arm.label}: its orders are on record, and nobody chose: no causes")


def _links(arms: Sequence[Arm], said: str | None) -> list[Link]:
    """What `--links` asks to be switched off."""
    if said is None:
        return []
    try:
        return links_of(arms, [name.strip() for name in said.split(",")])
    except ValueError as error:
        raise InputError(f"--links: {error}") from None


def _run_part(
    part: Shard,
    arms: Sequence[Arm],
    links: Sequence[Link],
    units: Sequence[Unit],
    folder: Path,
    executing: Executing,
    *,
    quiet: bool,
    lang: Lang,
) -> int:
    """Run a shard; the exit code.

    Where links are switched off each shard runs the whole base, whose means say how.
    """
    base, own = arms[0].label, part.own(units)
    asked = [unit for unit in units if unit in own or (links and unit.label == base)]
    runs = run_all(asked, folder, executing, quiet=quiet, lang=lang)
    n_done, n_asked, failures = len(runs.summaries), len(units), list(runs.failures)
    if links and not failures:
        seeds = sorted({unit.seed for unit in units})
        lists, _ = each_once(changed(arms, links, kpis_of(runs, base)))
        n_own = sum(part.n_own(len(together), len(seeds)) for together in lists)
        with watched(
            *(folder, executing, n_own, "progress.switching"),
            quiet=quiet,
            lang=lang,
            shard=part,
        ) as laboratory:
            take(laboratory, runs)
            for together in lists:
                beside = laboratory.evaluate(together, seeds)
                n_done += sum(len(of) for label, of in beside.items() if label != base)
        n_asked += len(seeds) * sum(arm.label != base for each in lists for arm in each)
        failures += laboratory.failures
    tell_part(part, n_done, n_asked, folder)
    return 3 if failures else 0


def _chained(
    found: Explanation,
    arms: Sequence[Arm],
    links: Sequence[Link],
    runs: Runs,
    folder: Path,
    executing: Executing,
    *,
    quiet: bool,
    lang: Lang,
) -> Explanation:
    """The explanation with its chain; what is run for it is kept in the folder's archive."""
    lists, _ = each_once(changed(arms, links, kpis_of(runs, arms[0].label)))
    n_runs = len(found.groups.seeds) * sum(map(len, lists))
    with watched(
        folder, executing, n_runs, "progress.switching", quiet=quiet, lang=lang
    ) as laboratory:
        chained = with_chain(found, arms, links, runs, laboratory)
    return replace(chained, failures=(*found.failures, *laboratory.failures))


def show(found: Explanation, figure: Path, lang: Lang = "en") -> None:
    """The verdict and the tables on the screen."""
    console, say = output(), words(lang)
    arm, base = (f"[bold]{escape(title)}[/]" for title in (found.title, found.base_title))
    console.print(say("screen.versus", arm=arm, base=base))
    console.print(escape(found.verdict), style="bold")
    console.print(_groups_table(found, say))
    for title, rows in _parts(found, say):
        console.print()
        console.print(_parts_table(found, title, rows, say))
    if found.chain is not None:
        console.print()
        console.print(_chain_table(found.chain, say))
        console.print(say("links.cannot"), style="dim")
        if found.chain.levers:
            console.print()
            console.print(_levers_table(found.chain, say))
    console.print()
    about = found.provenance(say).rstrip(".。")
    window = say("explain.window", hours=f"{found.groups.window_min / HOUR_MIN:g}")
    console.print(say("list.separator").join((about, window)), style="dim")
    console.print(f"{figure}", markup=False)


def _groups_table(found: Explanation, say: Words) -> Columns:
    """The six groups of the platform's orders, and what they add in all channels."""
    table = Columns(
        "",
        say("explain.column.base"),
        say("page.arm"),
        say("explain.column.share"),
        say("page.difference"),
        say("explain.column.everywhere"),
        title=say("explain.table.platform"),
    )
    platform, everywhere, days = found.groups.platform, found.groups.everywhere, found.groups.days
    share = shares(platform.other)
    for nth, group in enumerate(GROUPS):
        table.add(
            say(f"explain.group.{group}"),
            _mean(platform.base[:, nth], days),
            _mean(platform.other[:, nth], days),
            "" if share is None or nth == LOST else hundredths(100 * share[nth], 1, say.lang),
            _change(platform.difference[:, nth], days, say),
            _change(everywhere.difference[:, nth], days, say),
        )
    table.add(
        say("explain.column.together"),
        _mean(platform.base.sum(1), days),
        _mean(platform.other.sum(1), days),
        "",
        _change(platform.difference.sum(1), days, say),
        _change(everywhere.difference.sum(1), days, say),
        style="bold",
    )
    return table


def _parts(found: Explanation, say: Words) -> list[tuple[str, list[tuple[str, Split]]]]:
    """Tables of parts, each with its title: coupons, segments, the zones that change most."""
    groups = found.groups
    tables = []
    if groups.by_coupon:
        names = [*found.coupon_names(say), say("explain.without")]
        tables.append(
            (say("explain.table.coupon"), list(zip(names, groups.by_coupon, strict=True)))
        )
    segments = [(say.segment(name), split) for name, split in groups.by_segment.items()]
    tables.append((say("explain.table.segment"), segments))
    if found.place is not None:
        change = np.array([abs(int(split.difference.sum())) for split in groups.by_zone])
        if found.place.private is not None:
            change[found.place.private.ravel()] = 0  # a name would show where a door stands
        most = np.argsort(-change, kind="stable")[:_MOST_ZONES].tolist()
        told = [zone for zone in sorted(most) if change[zone]]
        zones = [groups.by_zone[zone] for zone in told]
        rows = list(zip(zone_names(found.place, told, say), zones, strict=True))
        title = say("explain.table.zone", n=len(zones), of=len(groups.by_zone))
        tables += [(title, rows)] if rows else []
    return tables


def _parts_table(
    found: Explanation, title: str, rows: Sequence[tuple[str, Split]], say: Words
) -> Columns:
    """What the arm's orders of each part would have been; what it lost; how it changes."""
    heads = (say(f"explain.column.{name}") for name in (*GROUPS[:LOST], "together", "lost"))
    table, days = Columns("", *heads, say("page.difference"), title=title), found.groups.days
    for name, split in rows:
        table.add(
            name,
            *(_mean(split.other[:, nth], days) for nth in range(LOST)),
            _mean(split.other.sum(1), days),
            _mean(split.base[:, LOST], days),
            _change(split.difference.sum(1), days, say),
        )
    return table


def _chain_table(chain: Chain, say: Words) -> Columns:
    """A row for each part of the difference, a column for each of a few KPIs."""
    names = {name: say(f"links.{name}") for name in (DIRECT, TOGETHER, WHOLE)}
    names |= {link: link_name(link, say) for link in chain.links}
    order = [DIRECT, *chain.links, TOGETHER, WHOLE]
    return _causes(say("links.table"), chain.of, {name: names[name] for name in order}, say)


def _levers_table(chain: Chain, say: Words) -> Columns:
    names = {part.name: part.name for part in chain.levers}
    names |= {name: say(f"links.{name}") for name in (TOGETHER, WHOLE)}
    return _causes(say("links.levers"), chain.levers_of, names, say)


def _causes(
    title: str,
    of: Callable[[str], Mapping[str, Part]],
    names: Mapping[str, str],
    say: Words,
) -> Columns:
    table = Columns("", *(KPI[kpi].short[say.lang] for kpi in SHOWN_CAUSES), title=title)
    parts = {kpi: of(kpi) for kpi in SHOWN_CAUSES}
    for name, told in names.items():
        cells = []
        for kpi in SHOWN_CAUSES:
            part = parts[kpi].get(name)
            cells.append("" if part is None else _difference(part, say))
        table.add(told, *cells, style="bold" if name == WHOLE else "")
    return table


def _difference(part: Part, say: Words) -> str:
    unit = KPI[part.kpi].unit
    return shown_difference(part.mean, part.low, part.high, unit, say.lang)


def _mean(counts: Counts, days: int) -> str:
    """Orders a day; "–" for none at all."""
    mean = float(counts.mean()) / days
    return plain(mean, 0 if mean >= 10 or not mean else 1) if mean else "–"


def _change(counts: Counts, days: int, say: Words) -> str:
    values = counts / days
    mean, (low, high) = float(values.mean()), interval(values)
    if low is None and mean:
        return signed(mean, 0 if abs(mean) >= 10 else 1)
    return shown_difference(mean, low, high, "count", say.lang)
