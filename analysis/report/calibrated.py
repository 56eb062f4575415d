"""What a calibration says, and its files: calibration.json, report.html and its figure."""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import numpy as np

from analysis.calibration.calibrated import Calibrated
from analysis.calibration.estimate import Estimate, Floats
from analysis.calibration.fitted import UNIDENTIFIED
from analysis.calibration.likeness import MOST, Beside
from analysis.calibration.matching import PLAUSIBLE, Matched
from analysis.calibration.quality import Finding
from analysis.calibration.supply import LEAST_COURIERS
from analysis.kpis import Lang
from analysis.recordings.halving import FEWEST_DOORS
from analysis.report.answer_page import Cell, Page, Row, Table, write_answer
from analysis.report.pages import Caption, kept_figure
from analysis.results import as_json, write_text
from analysis.wording import plain, shown, with_unit
from analysis.words import Words, words

REPORT = "report.html"
_FIGURE = "data-beside-simulation"


def write(folder: Path, found: Calibrated, lang: Lang, command: str | None = None) -> Path:
    """Write facts and page; returns the page."""
    from analysis.charts.likeness import draw  # matplotlib takes a second to import

    say = words(lang)
    write_text(folder / "calibration.json", as_json(found.plain()) + "\n")
    figures = []
    if found.beside:
        alt = say("calibrate.figure_alt", told=told_distances(found.beside, say))
        caption = Caption(say("calibrate.figure_name"), say("calibrate.figure_read"), alt)
        drawn = partial(draw, found.beside, say)
        figures.append(kept_figure(folder, _FIGURE, drawn, caption, lang))
    tables = [_beside(found, say), _estimates(found, say), _quality(found, say)]
    clean = [] if found.observed.findings else [say("calibrate.quality_none")]
    page = Page(
        product=say("calibrate.product"),
        title=say("calibrate.title", said=found.observed.understood.sentence(lang)),
        question=say("calibrate.question"),
        verdict=verdict(found, say),
        notes=[say("calibrate.given"), *clean],
        tables=[table for table in tables if table.rows],
        figures=figures,
        sure=list(told_of(found, say)),
        rests_on=_rests(found, say),
    )
    return write_answer(folder / REPORT, page, lang, command)


def verdict(found: Calibrated, say: Words) -> str:
    """In what simulation is like the data, and in what it is not."""
    groups = [[each for each in found.beside if each.is_alike == alike] for alike in (True, False)]
    parts = [
        say(f"calibrate.how_{how}", told=told_distances(group, say))
        for how, group in zip(("close", "apart"), groups, strict=True)
        if group
    ]
    return say(
        "calibrate.verdict",
        orders=found.observed.recording.n_orders,
        file=found.plan.file.name,
        told=say("calibrate.how_and").join(parts),
    )


def told_distances(beside: Iterable[Beside], say: Words) -> str:
    """The distance of each quantity."""
    return say("list.comma").join(
        say("calibrate.told", what=say(f"calibrate.of_{each.name}"), ks=f"{each.distance:.3f}")
        for each in beside
    )


def told_of(found: Calibrated, say: Words) -> Iterator[str]:
    """What else the data tell, what they do not, and what no one can read from it."""
    yield _map(found, say)
    yield from _couriers(found, say)
    if found.matched is not None:
        yield _by_simulation(found.matched, say)
    yield from _not_told(found, say)
    if found.observed.understood.columns:
        yield from _columns(found, say)
    if found.observed.guessed:
        yield say("calibrate.guessed", file=found.observed.understood.source.name)
    yield say("calibrate.private", least=FEWEST_DOORS, couriers=LEAST_COURIERS)


def _map(found: Calibrated, say: Words) -> str:
    """In which cells doors lie, and how many in the fewest."""
    n_doors = found.fitted.ground.n_doors
    told = n_doors > 0
    return say(
        "calibrate.map",
        cells=int(told.sum()),
        least=int(n_doors[told].min()),
        empty=int((~told).sum()),
    )


def _couriers(found: Calibrated, say: Words) -> Iterator[str]:
    """Who was at work, how kitchens slow down for them, and which offers they take."""
    fitted = found.fitted
    if fitted.supply is not None:
        supply = fitted.supply
        yield say(
            "calibrate.supply_seen" if supply.seen else "calibrate.supply",
            n=supply.n_couriers,
            hours=f"{supply.hours:.0f}",
            groups=len(supply.groups),
        )
    if fitted.preparation is not None and fitted.preparation.growth is not None:
        yield _in_per_cent("calibrate.grows", fitted.preparation.growth, say)
    if fitted.acceptance is not None:
        yield _in_per_cent("calibrate.taken", fitted.acceptance, say)


def _in_per_cent(phrase: str, share: Estimate, say: Words) -> str:
    value, low, high = (f"{100 * each:.1f}" for each in (share.value, share.low, share.high))
    return say(phrase, share=value, low=low, high=high)


def _by_simulation(of_waves: Matched, say: Words) -> str:
    """What no column tells, and simulation found; where nothing is plausible, no range is."""
    found = of_waves.is_plausible
    told = [
        say(
            "calibrate.matched_one" if found else "calibrate.matched_near",
            path=path,
            value=f"{value:g}",
            low=f"{of_waves.ranges[path][0]:g}",
            high=f"{of_waves.ranges[path][1]:g}",
        )
        for path, value in of_waves.best.items()
    ]
    return say(
        "calibrate.matched" if found else "calibrate.matched_nowhere",
        waves=len(of_waves.waves),
        points=len(of_waves.waves[0].places),
        told=say("list.comma").join(told),
        implausibility=f"{of_waves.implausibility:.1f}",
        limit=f"{PLAUSIBLE:g}",
    )


def _not_told(found: Calibrated, say: Words) -> Iterator[str]:
    """What stays as in the preset: what is not on record, and what no record could tell."""
    preset, comma = found.plan.preset, say("list.comma")
    if found.fitted.absent:
        names = comma.join(say(f"calibrate.absent_{name}") for name in found.fitted.absent)
        yield say("calibrate.absent", preset=preset, names=names)
    ranges = comma.join(
        say("calibrate.times", path=path, low=f"{low:g}", high=f"{high:g}")
        for path, (low, high) in UNIDENTIFIED.items()
    )
    yield say("calibrate.unidentified", preset=preset, ranges=ranges)


def _columns(found: Calibrated, say: Words) -> Iterator[str]:
    """Which column says what, and which are not read."""
    observed, comma = found.observed, say("list.comma")
    read = dict(observed.understood.columns) | observed.columns
    pairs = [role if role == name else f"{role} = {name}" for role, name in read.items()]
    yield say("calibrate.columns", columns=comma.join(pairs))
    others = [name for name in observed.understood.unread if name not in observed.columns.values()]
    if others:
        yield say("calibrate.columns_not", columns=comma.join(others))


def quality_rows(found: Calibrated, say: Words) -> list[tuple[str, str, str]]:
    """What was wrong with the data, how often, and what became of it."""
    return [
        (
            _told_finding(each, say),
            f"{each.n} / {each.of}",
            say(f"calibrate.deed_{each.deed.replace(' ', '_')}"),
        )
        for each in found.observed.findings
    ]


def _told_finding(each: Finding, say: Words) -> str:
    columns = say("list.comma").join(each.columns)
    said = columns
    if each.kind == "row":
        said = say(f"left_out.{each.said}", columns=columns)
    if each.kind == "outlier":
        ends = {"below": each.low, "above": each.high}
        beyond = [
            say(f"calibrate.quality_{side}", edge=_in_units(each.said, end, say))
            for side, end in ends.items()
            if end is not None
        ]
        of, edges = say(f"calibrate.of_{each.said}"), say("list.comma").join(beyond)
        said = say("calibrate.quality_beyond", of=of, edges=edges)
    if each.line is not None:
        said = say("left_out.first", why=said, line=each.line)
    return say(f"calibrate.quality_{each.kind}", said=said)


def _in_units(name: str, value: float, say: Words) -> str:
    """A distance, a basket or a time as people read it."""
    if name == "basket":
        return with_unit(plain(value / 100, 0), "cents", say.lang)
    if name == "distance":
        return with_unit(plain(value / 1000, 1), "km", say.lang)
    return with_unit(plain(value, 0), "min", say.lang)


def estimate_rows(found: Calibrated, say: Words) -> list[tuple[str, str, str, str, str]]:
    """Setting, value, interval, what it rests on, and how."""
    return [
        (
            each.path,
            f"{each.value:.4g}",
            f"[{each.low:.3g}, {each.high:.3g}]",
            f"{each.n}",
            say(f"calibrate.how_{each.how}"),
        )
        for each in found.fitted.estimates()
    ]


def beside_rows(found: Calibrated, say: Words) -> list[tuple[str, str, str, str]]:
    """Quantity, both medians, and the distance."""
    return [
        (
            say(f"calibrate.of_{each.name}"),
            _median(each, each.data, say),
            _median(each, each.simulated, say),
            f"{each.distance:.3f}",
        )
        for each in found.beside
    ]


def _median(each: Beside, values: Floats, say: Words) -> str:
    median = float(np.median(values))
    if each.name == "hours":
        return f"{int(median):02d}:{int(median * 60 % 60):02d}"
    return shown(median, "km" if each.name == "distance" else "min", say.lang)


def _beside(found: Calibrated, say: Words) -> Table:
    columns = ("data_median", "simulated_median", "distance_column")
    heads = ("", *(say(f"calibrate.{name}") for name in columns))
    rows = [
        Row(name, [Cell(text) for text in cells], "kept" if each.is_alike else "missed")
        for each, (name, *cells) in zip(found.beside, beside_rows(found, say), strict=True)
    ]
    note = say("calibrate.alike_note", most=MOST)
    return Table("alike", say("calibrate.alike"), note, heads, rows)


def _estimates(found: Calibrated, say: Words) -> Table:
    heads = [say(f"calibrate.{name}") for name in ("setting", "value", "rests_on")]
    rows = [
        Row(path, [Cell(value, interval), Cell(n)], under=how)
        for path, value, interval, n, how in estimate_rows(found, say)
    ]
    name, note = say("calibrate.estimates"), say("calibrate.estimates_note")
    return Table("estimates", name, note, heads, rows)


def _quality(found: Calibrated, say: Words) -> Table:
    heads = ["", say("calibrate.quality_n"), say("calibrate.quality_deed")]
    rows = [Row(name, [Cell(n), Cell(deed)]) for name, n, deed in quality_rows(found, say)]
    name, note = say("calibrate.quality"), say("calibrate.quality_note")
    return Table("quality", name, note, heads, rows)


def _rests(found: Calibrated, say: Words) -> str:
    recording = found.observed.recording
    return say(
        "calibrate.rests",
        rows=found.observed.n_rows,
        orders=recording.n_orders,
        runs=found.plan.runs,
        days=say.days(recording.n_days),
    )
