"""`python -m tests.kernels`: compile what the tests use, before several processes need it at once.

Processes share the work and give their memory back: one compiles the flow and the smaller dispatch
policies; one the flow of the baseline, whose mechanisms are on; one the largest dispatch policy, in
a market whose orders live in the oracle, so that it needs no compiled flow. One imports, where that
was never done, what the tests import: Python's own code, too, is made once and kept.
"""

import subprocess
import sys
from pathlib import Path

from analysis.machine.garbage import look_seldom

LARGEST = "rolling_horizon"
TESTS = Path(__file__).parent


def compile_all() -> None:
    """Fill the cache."""
    parts = [subprocess.Popen([sys.executable, "-m", "tests.kernels", part]) for part in PARTS]
    codes = [part.wait() for part in parts]
    if any(codes):
        raise SystemExit("the kernels cannot be compiled")


# What follows imports in functions: the process that waits for the others needs none of it.


def _flow() -> None:
    from sim.kernels import compile_kernels
    from sim.policies.families import BUILT_IN
    from sim.scenario import Policies
    from tests.cities import SMALL, scenario

    for dispatch in BUILT_IN["dispatch"].values():
        for moving in BUILT_IN["repositioning"].values():
            if dispatch.model_fields["use"].default != LARGEST:
                policies = Policies(dispatch=dispatch(), repositioning=moving())
                compile_kernels(scenario(SMALL).model_copy(update={"policies": policies}))


def _baseline() -> None:
    from analysis.scenario_file import load_scenario
    from sim.kernels import compile_kernels
    from sim.policies.families import BUILT_IN

    scenario = load_scenario("baseline").scenario
    # What dispatches is compiled once for all sets of mechanisms, beside the flow.
    smallest = {"dispatch": BUILT_IN["dispatch"]["nearest"]()}
    policies = scenario.policies.model_copy(update=smallest)
    compile_kernels(scenario.model_copy(update={"policies": policies}))


def _largest() -> None:
    from sim import processes
    from tests.cities import SMALL, scenario
    from tests.reference.market import ReferenceMarket

    city = scenario(SMALL, {"policies": {"dispatch": {"use": LARGEST}}})
    processes.start(ReferenceMarket(city, 0)).live()


def _imports() -> None:
    is_kept = any(TESTS.glob("__pycache__/test_*-pytest-*.pyc"))
    if not (is_kept or sys.dont_write_bytecode):
        collecting = [sys.executable, "-m", "pytest", "--collect-only", "-q"]
        # What cannot be imported is told by those who run the tests.
        subprocess.run(collecting, cwd=TESTS.parent, stdout=subprocess.DEVNULL, check=False)


PARTS = {"flow": _flow, "baseline": _baseline, LARGEST: _largest, "imports": _imports}

if __name__ == "__main__":
    if sys.argv[1:]:
        look_seldom()
        PARTS[sys.argv[1]]()
    else:
        compile_all()
