"""Going on from a snapshot in a process of its own."""

import json
import pickle
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from sim.market import Market
from sim.processes import start
from sim.simulation import result_of
from sim.snapshot import Snapshot
from tests.reproducible.digest import ROOT, Digests, digests


class Elsewhere:
    """A fresh interpreter that lives the rest of runs, one after the other."""

    def __enter__(self) -> Self:
        self._folder = TemporaryDirectory()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.reproducible.resume"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        return self

    def __exit__(self, *_failed: object) -> None:
        self._process.communicate()
        self._folder.cleanup()

    def resumed(self, snapshot: Snapshot) -> Digests:
        """The digests of a run that goes on there."""
        file = Path(self._folder.name) / "snapshot.pickle"
        file.write_bytes(pickle.dumps(snapshot))
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(file, file=self._process.stdin, flush=True)
        said = self._process.stdout.readline()
        assert said, "the process has ended: what it said stands above"
        found: Digests = json.loads(said)
        return found


if __name__ == "__main__":
    for line in sys.stdin:
        market = start(Market.restore(pickle.loads(Path(line.strip()).read_bytes())))
        market.live()
        print(json.dumps(digests(result_of(market))), flush=True)
