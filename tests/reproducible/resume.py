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
    """An interpreter that lives the rest of runs, one after the other; if one fails, another."""

    def __enter__(self) -> Self:
        self._folder = TemporaryDirectory()
        self._begin()
        return self

    def __exit__(self, *_failed: object) -> None:
        self._process.communicate()
        self._folder.cleanup()

    def resumed(self, snapshot: Snapshot) -> Digests:
        """The digests of a run that goes on there."""
        file = self._file("snapshot.pickle")
        file.write_bytes(pickle.dumps(snapshot))
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(file, file=self._process.stdin, flush=True)
        said = self._process.stdout.readline()
        if not said:
            self._process.communicate()
            self._begin()
            raise AssertionError(self._file("complaints").read_text())
        found: Digests = json.loads(said)
        return found

    def _begin(self) -> None:
        with self._file("complaints").open("a") as complaints:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.reproducible.resume"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                text=True,
                cwd=ROOT,
            )

    def _file(self, name: str) -> Path:
        return Path(self._folder.name) / name


if __name__ == "__main__":
    for line in sys.stdin:
        market = start(Market.restore(pickle.loads(Path(line.strip()).read_bytes())))
        market.live()
        print(json.dumps(digests(result_of(market))), flush=True)
        market.dissolve()
