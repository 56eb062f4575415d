"""The folder of one run: manifest, KPIs, summary and tables."""

import json
import platform
import time
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from analysis.kpis import Kpis
from analysis.machine.memory import peak_mib
from analysis.results.folder import MANIFEST, from_json, replacing, stamp, write_text
from analysis.results.tables import write_tables
from sim.result import RunResult

TABLES = (
    *("orders", "consumers", "couriers", "stores", "funnel", "timeline", "days", "ledger"),
    "campaigns",
)
RUN_FILES = frozenset(
    (MANIFEST, "kpis.json", "summary.json", *(f"{name}.parquet" for name in TABLES))
)

_PACKAGES = (
    "o2o-market", "numpy", "mesa", "simpy", "numba", "scipy", "pandas", "pydantic", "duckdb",
)  # fmt: skip


def write_run(
    folder: Path,
    result: RunResult,
    kpis: Kpis,
    *,
    unit_id: str,
    summary: dict[str, Any],
    timing: dict[str, float],
) -> None:
    """Write a run's folder, in place of an earlier one.

    Parameters
    ----------
    unit_id
        Content address of scenario, seed and model; see `analysis.experiment.unit`.
    summary
        What figures need; see `analysis.experiment.summary`.
    timing
        CPU seconds so far; what the tables take is added to `analyse_cpu_s`.
    """
    began_cpu_s = time.process_time()
    with replacing(folder, RUN_FILES) as partial:
        write_text(partial / "kpis.json", as_json(kpis))
        write_text(partial / "summary.json", as_json(summary))
        write_tables(partial, result)
        spent_cpu_s = timing["analyse_cpu_s"] + time.process_time() - began_cpu_s
        manifest = _manifest(result, unit_id) | {
            "timing": timing | {"analyse_cpu_s": spent_cpu_s, "peak_mib": peak_mib()},
            "file_bytes": {file.name: file.stat().st_size for file in sorted(partial.iterdir())},
        }
        write_text(partial / MANIFEST, as_json(manifest))


def unit_in(folder: Path) -> str | None:
    """The content address of the run that a folder holds whole; None: it holds none."""
    try:
        manifest = from_json((folder / MANIFEST).read_text(encoding="utf-8"))
        sizes = manifest["file_bytes"].items()
        whole = all((folder / name).stat().st_size == size for name, size in sizes)
        return str(manifest["unit"]) if whole else None
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def as_json(value: Any) -> str:
    """JSON as all result files hold it: a line for each entry; NaN is refused."""
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def environment() -> dict[str, Any]:
    """Versions of what computed a result."""
    return {
        "versions": {name: _version(name) for name in _PACKAGES},
        "python": platform.python_version(),
        "platform": platform.platform(),
    }


@cache  # what is installed is sought in all that is, and does not change in a process
def _version(package: str) -> str | None:
    """None for this package itself when it runs from a folder without being installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _manifest(result: RunResult, unit_id: str) -> dict[str, Any]:
    return {
        **stamp("run"),
        "unit": unit_id,
        "seed": result.seed,
        "days": result.days,
        "scenario": result.scenario.model_dump(mode="json"),
        **environment(),
    }
