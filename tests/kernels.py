"""`python -m tests.kernels`: compile what the tests use, before several processes need it at once.

One process compiles the flow and the mechanisms of the baseline. Beside it one compiles what
decides, in markets whose orders live in the oracle, so that they need no compiled flow; and then
one imports, where that was never done, what the tests import: Python's own code, too, is made once
and kept.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from analysis.machine.garbage import look_seldom

TESTS = Path(__file__).parent


def compile_all() -> None:
    """Fill the cache, by two processes at a time."""
    with ThreadPoolExecutor(len(IN_TURN)) as turns:
        if not all(turns.map(_is_done, IN_TURN)):
            raise SystemExit("the kernels cannot be compiled")


def _is_done(parts: tuple[str, ...]) -> bool:
    """Whether all parts, one after the other, have ended well."""
    commands = ([sys.executable, "-m", "tests.kernels", part] for part in parts)
    return all(subprocess.run(command, check=False).returncode == 0 for command in commands)


# What follows imports in functions: the process that waits for the others needs none of it.


def _flow() -> None:
    from analysis.scenario_file import load_scenario
    from sim.kernels import compile_kernels
    from sim.policies.families import BUILT_IN

    baseline = load_scenario("baseline").scenario
    # What decides is compiled beside.
    dispatch = {"dispatch": BUILT_IN["dispatch"]["nearest"]()}
    policies = baseline.policies.model_copy(update=dispatch)
    compile_kernels(baseline.model_copy(update={"policies": policies}))


def _deciding() -> None:
    from sim import processes
    from sim.policies.families import BUILT_IN
    from tests.cities import SMALL, scenario
    from tests.reference.market import ReferenceMarket

    few = {**SMALL, "consumers": {"count": 60}}
    dispatch = [{"dispatch": {"use": name}} for name in BUILT_IN["dispatch"]]
    moving = [{"repositioning": {"use": name}} for name in BUILT_IN["repositioning"]]
    for policies in (*dispatch, *moving):
        processes.start(ReferenceMarket(scenario(few, {"policies": policies}), 0)).live()


def _imports() -> None:
    import pytest

    is_kept = any(TESTS.glob("__pycache__/test_*-pytest-*.pyc"))
    if not (is_kept or sys.dont_write_bytecode):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        pytest.main(["--collect-only", "-q", str(TESTS)])
        # What cannot be imported is told by those who run the tests. To free millions of objects
        # one by one would take seconds more.
        os._exit(0)


IN_TURN = ("flow",), ("deciding", "imports")
PARTS = {"flow": _flow, "deciding": _deciding, "imports": _imports}

if __name__ == "__main__":
    if sys.argv[1:]:
        look_seldom()
        PARTS[sys.argv[1]]()
    else:
        compile_all()
