"""`python -m tests.mutants`: how many of a thousand small faults the tests notice."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

# Before anything imports Numba: only uncompiled code can be changed while it runs.
os.environ["NUMBA_DISABLE_JIT"] = "1"

from tests.mutants import report
from tests.mutants.source import Mutant, drawn, mutants_of
from tests.mutants.targets import LEFT_OUT, SOURCES, TESTS, modules
from tests.mutants.trial import try_all

LEAST_SCORE = 85.0  # percent


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw mutants, try them, print the report; 0 when enough are killed and the list is true."""
    asked = _parser().parse_args(arguments)
    known = report.Known(asked.known)
    names = modules(asked.sources)
    for name in names:
        import_module(name)
    every = [mutant for name in names for mutant in mutants_of(name)]
    chosen = drawn(every, asked.count, asked.seed)
    outcomes: dict[int, tuple[Mutant, bool]] = {}

    def tell(mutant: Mutant, killed: bool) -> None:
        outcomes[chosen.index(mutant)] = mutant, killed
        if not killed and report.key(mutant) not in known.equivalent:
            say(f"lives: {mutant.module}:{mutant.line} {mutant.before}  ->  {mutant.after}")
        if len(outcomes) % 50 == 0 or len(outcomes) == len(chosen):
            say(f"{len(outcomes)} of {len(chosen)} tried")

    say(f"{len(chosen)} of {len(every)} mutants are drawn")
    try_all(chosen, asked.tests, LEFT_OUT, tell)
    tried = [outcomes[nth] for nth in range(len(chosen))]
    print("\n".join(report.lines(tried, known)))
    for stale in known.unheard_of(every):
        print(f"known, and no mutant any more: {stale}")
    times = os.times()
    cpu_s = times.user + times.system + times.children_user + times.children_system
    print(f"{cpu_s:.0f} s of CPU")
    counted = [killed for mutant, killed in tried if report.key(mutant) not in known.equivalent]
    return int(report.score(sum(counted), len(counted) - sum(counted)) < LEAST_SCORE)


def say(text: str) -> None:
    """Tell how far it is, beside the report."""
    print(text, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--count", type=int, default=1200, help="how many mutants are drawn")
    parser.add_argument("--seed", type=int, default=0, help="of the draw")
    parser.add_argument("--sources", nargs="+", default=SOURCES, help="modules, as patterns")
    parser.add_argument("--tests", nargs="+", default=TESTS, help="files or folders of tests")
    parser.add_argument("--known", type=Path, default=report.KNOWN, help="who lives, and why")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
