"""All that a run leaves behind as a few digests, here or in a process of its own."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from sim.result import RunResult
from sim.scenario import Scenario
from sim.simulation import run

ROOT = Path(__file__).parents[2]

Digests = dict[str, str]


def digests(result: RunResult) -> Digests:
    """A digest for each table, of every bit of every column; each nan counts as the same."""
    tables = {
        "orders": result.orders,
        "consumers": result.consumers,
        "stores": result.stores,
        "couriers": result.couriers,
        "funnel": result.funnel,
        "book": result.book,
        "timeline": result.timeline.to_records(index=False),
        "moves": result.moves,
    }
    of_parts = _named(result.own)
    return {name: _digest(table) for name, table in (tables | dict(of_parts)).items()}


def _named(own: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """All tables that parts brought, each under its part's name and its places there."""
    for name, rows in own.items():
        if isinstance(rows, tuple):
            yield from _named({f"{name} {nth}": each for nth, each in enumerate(rows)})
        else:
            yield name, rows


def in_another_process(scenario: Scenario, seed: int, **environment: str) -> Digests:
    """The digests of a run in a fresh interpreter."""
    process = subprocess.run(
        [sys.executable, "-m", "tests.reproducible.digest", str(seed)],
        input=scenario.model_dump_json(),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, **environment},
    )
    assert process.returncode == 0, process.stderr
    found: Digests = json.loads(process.stdout)
    return found


def _digest(table: Any) -> str:
    seen = hashlib.sha256()
    for column in _columns(table):
        if column.dtype.kind == "f":
            column = np.where(np.isnan(column), np.nan, column)
        seen.update(np.ascontiguousarray(column).tobytes())
    return seen.hexdigest()


def _columns(table: Any) -> Iterator[Any]:
    """Column by column: the gaps between the columns of a row may hold anything."""
    if table.dtype.names is None:
        yield table
    else:
        yield from (table[name] for name in table.dtype.names)


if __name__ == "__main__":
    scenario = Scenario.model_validate_json(sys.stdin.read())
    print(json.dumps(digests(run(scenario, int(sys.argv[1])))))
