"""Golden KPIs: a day of every shipped scenario, in readable text.

It is the first, a Monday; of a scenario about weekends, a Saturday.
They change only on purpose, by `make golden`; what differs is then read in the diff.
"""

import json
import math
from collections.abc import Iterator
from pathlib import Path

from analysis.kpis import Kpis
from analysis.kpis.measure import measure
from analysis.loading import load_arm
from analysis.scenario_file import list_scenarios, overriding
from sim.result import RunResult
from sim.simulation import run

FOLDER = Path(__file__).parent
# Its day takes a minute of CPU and gigabytes: `tests.benchmarks --megacity` lives it.
TOO_LARGE = ("megacity",)
# Whole cities, of which one day is enough: they differ from the district in size and shape alone.
CITIES = ("city", "river-city")
# Where all is planned anew each minute a day of the district takes a hundred others.
SMALLER = {"dispatch-rolling": {"consumers.count": 6000, "stores.count": 60, "couriers.count": 90}}
SHIPPED = [info.name for info in list_scenarios() if info.name not in TOO_LARGE]
# Those that are lived over all their days: those of claims change what others change too, and
# larger cities are alike.
WHOLE = [name for name in SHIPPED if name not in CITIES and not name.startswith("claims/")]
SEED = 0
DIGITS = 6
OF_WEEKENDS = ("festival", "football-night", "no-messages", "push-and-adverts", "student-weekend")


def first_day(name: str) -> RunResult:
    """A shipped scenario's day, with all its people but where that takes too long."""
    changes: dict[str, object] = {"days": 1, **SMALLER.get(name, {})}
    if name in OF_WEEKENDS:
        changes["demand.first_weekday"] = 5
    arm = load_arm(name, overriding(changes), allow_code=False)
    return run(arm.scenario, SEED, arm.recording)


def kpis_of(result: RunResult) -> Kpis:
    """All KPIs, to six significant digits."""
    return {name: _rounded(value) for name, value in measure(result).items()}


def _rounded(value: float | int | None) -> float | int | None:
    return value if value is None or isinstance(value, int) else float(f"{value:.{DIGITS}g}")


def differences(golden: Kpis, found: Kpis) -> Iterator[str]:
    """A line for each KPI that differs by more than other machines' arithmetic could make it."""
    for name in golden | found:
        before, now = golden.get(name), found.get(name)
        if not _alike(before, now):
            yield f"{name}: {before} -> {now}"


def _alike(before: float | None, now: float | None) -> bool:
    if before is None or now is None:
        return before is now
    return math.isclose(before, now, rel_tol=1e-5)


def golden_file(name: str) -> Path:
    """Where a scenario's KPIs stand."""
    return FOLDER / f"{name}.json"


def written() -> set[str]:
    """The scenarios whose KPIs were written down."""
    files = FOLDER.rglob("*.json")
    return {file.relative_to(FOLDER).with_suffix("").as_posix() for file in files}


def read(name: str) -> Kpis:
    """The KPIs that were written down."""
    kpis: Kpis = json.loads(golden_file(name).read_text(encoding="utf-8"))
    return kpis


def write(name: str, kpis: Kpis) -> None:
    """Write KPIs down, a line for each."""
    file = golden_file(name)
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(kpis, indent=2) + "\n", encoding="utf-8")


def write_all() -> None:
    """Measure every shipped scenario anew, and drop files of those that are no more."""
    for name in written() - set(SHIPPED):
        golden_file(name).unlink()
    for name in SHIPPED:
        write(name, kpis_of(first_day(name)))
