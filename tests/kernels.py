"""`python -m tests.kernels`: compile what the tests use, before several processes need it at once.

Each dispatch policy is compiled in a process of its own, which gives its memory back.
"""

import subprocess
import sys

from sim.policies.families import BUILT_IN
from sim.run import compile_kernels
from sim.scenario import Policies


def compile_all() -> None:
    """Fill the cache, one policy after the other: all but the first find the flow there."""
    for use in BUILT_IN["dispatch"]:
        subprocess.run([sys.executable, "-m", "tests.kernels", use], check=True)


def compile_with(use: str) -> None:
    """Compile the flow, a dispatch policy and all that sends idle couriers elsewhere."""
    for moving in BUILT_IN["repositioning"].values():
        dispatch = BUILT_IN["dispatch"][use]()
        compile_kernels(Policies.model_validate({"dispatch": dispatch, "repositioning": moving()}))


if __name__ == "__main__":
    if sys.argv[1:]:
        compile_with(sys.argv[1])
    else:
        compile_all()
