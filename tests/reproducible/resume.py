"""Going on from a snapshot in a process of its own."""

import json
import pickle
import subprocess
import sys
from pathlib import Path

from sim.market import Market
from sim.processes import start
from sim.simulation import result_of
from sim.snapshot import Snapshot
from tests.reproducible.digest import ROOT, Digests, digests


def resumed_in_another_process(snapshot: Snapshot, folder: Path) -> Digests:
    """The digests of a run whose rest is lived in a fresh interpreter."""
    file = folder / "snapshot.pickle"
    file.write_bytes(pickle.dumps(snapshot))
    process = subprocess.run(
        [sys.executable, "-m", "tests.reproducible.resume", str(file)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert process.returncode == 0, process.stderr
    found: Digests = json.loads(process.stdout)
    return found


if __name__ == "__main__":
    market = start(Market.restore(pickle.loads(Path(sys.argv[1]).read_bytes())))
    market.live()
    print(json.dumps(digests(result_of(market))))
